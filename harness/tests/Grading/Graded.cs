using Kata.Grading;
using Kata.Servers;
using Kata.Programs;

namespace Kata.Tests.Grading;

/// <summary>Grades programs that exist only in a test.</summary>
internal static class Graded
{
    private static readonly Lazy<Task<ServerChoice>> servers = new(() => ServerHosts.Choose("process"));

    /// <summary>The server host of all these tests.</summary>
    public static Task<ServerChoice> Servers => servers.Value;

    /// <summary>Runs the checks of one step on a program.</summary>
    public static async Task<IReadOnlyList<CheckResult>> By(string step, string source)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var assembly = ProgramCompiler.Compile(folder, ($"{step}.cs", source));
            using var grader = new Grader(new(assembly, "programs"), Servers);
            return await Task.WhenAll(ChecksOf(step).Select(check => Task.Run(() => check.Run(grader))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static IEnumerable<Check> ChecksOf(string step) =>
        Check.In(typeof(GradingSetUp).Assembly).Where(check => check.Step.Name == step);
}
