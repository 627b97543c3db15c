using System.Diagnostics;
using Kata.Checking;
using Kata.Programs;
using Kata.Programs.Compiling;
using Kata.Results;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>Servers that are gone in the middle of a check: nothing is known of the program, whatever else was wrong.</summary>
public class LostServersTests
{
    private const string Program = "static class Step01_CreatingSockets { static int Main(string[] args) => 0; }";

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_check_without_its_servers_is_not_graded_and_tells_of_them(bool keepEvidence)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            await using var host = await ProcessHost.Start();
            var assembly = ProgramCompiler.Compile(folder, ("Step01_CreatingSockets.cs", Program));
            using var grader = new Grader(
                new(assembly, "programs") { KeepEvidence = keepEvidence }, Task.FromResult(new ServerChoice(host, "a child process")));

            var check = new Check(Step.Of(1), "It is served", null, 1, 0, typeof(Orphans).GetMethod(nameof(Orphans.Served))!);
            Orphans.Server.Value = host.ProcessId;
            var result = await check.Run(grader);

            Assert.That(result.Status, Is.EqualTo(CheckStatus.NotGraded), result.Message);
            Assert.That(result.Message, Does.StartWith("not graded: The server program is gone").And.Not.Contain("   at "));
            Assert.That(result.Seen?.Transcripts, keepEvidence ? Is.Empty : Is.Null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A check whose server is killed before it fails.</summary>
    public class Orphans : Checks
    {
        public static AsyncLocal<int> Server { get; } = new();

        public async Task Served()
        {
            var http = await Http();
            using (var server = Process.GetProcessById(Server.Value))
                server.Kill();
            await RunProgram(http.Host, http.Port);
            Require(false, "anything at all", "nothing");
        }
    }
}
