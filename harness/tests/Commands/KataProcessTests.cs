using System.Diagnostics;
using Kata.Grading;
using Kata.Programs;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>The command as a process: what it leaves, what it says when it is used wrongly.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KataProcessTests : IDisposable
{
    private static readonly TimeSpan deadline = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("kata-test-");
    private readonly string programs;
    private readonly string temporary;

    public KataProcessTests()
    {
        programs = scratch.CreateSubdirectory("programs").FullName;
        temporary = scratch.CreateSubdirectory("tmp").FullName;
        foreach (var step in Step.All)
            File.Copy(Path.Combine(Repository.Root, "exercises", step.FileName), Path.Combine(programs, step.FileName));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Ctrl_C_ends_watch_and_leaves_nothing()
    {
        File.Copy(Path.Combine(Repository.Root, "solutions", Step.Of(1).FileName), Path.Combine(programs, Step.Of(1).FileName), overwrite: true);
        using var watch = Start("watch", "1", "--json", "--programs", programs);
        await Until(watch, "\"verdict\",\"step\":2");
        var (refusedCode, _, refused) = await Run("watch", "1", "--programs", programs);

        Signals.Send(watch.Id, Signals.Interrupt);
        await watch.WaitForExitAsync().WaitAsync(deadline);

        Assert.That(watch.ExitCode, Is.Zero);
        Assert.That((refusedCode, refused.Split('\n').Length), Is.EqualTo((2, 2)), refused);
        Assert.That(refused, Does.StartWith("kata: kata watch runs for "));
        Assert.That(Directory.GetFileSystemEntries(temporary).Select(Path.GetFileName).Where(name => !name!.StartsWith("clr-debug-pipe") && !name.StartsWith("dotnet-diagnostic")), Is.Empty);
        Assert.That(Path.Combine(programs, "obj", "kata", "watch.lock"), Does.Not.Exist);
    }

    [TestCase("check", "99")]
    [TestCase("check", "1", "--programs", "/no/such/folder")]
    [TestCase("check", "1", "--programs", "/")]
    [TestCase("watch", "none")]
    [TestCase("--programs", "/no/such/folder")]
    [TestCase("nonsense")]
    [TestCase("watch", "1", "--nonsense")]
    public async Task Wrong_use_gets_one_line_and_2(params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);

        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Match(@"^kata: [^\n]+\r?\n$"));
    }

    [Test]
    public async Task Check_fails_with_1_and_tells_where_the_error_is()
    {
        File.AppendAllText(Path.Combine(programs, Step.Of(1).FileName), "oh");

        var (code, output, _) = await Run("check", "1", "2", "--programs", programs);

        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"Step01_CreatingSockets\.cs:\d+: CS\d+: ").And.Contain("  ✗ 01  Creating sockets                   does not compile"));
        Assert.That(output, Does.Contain("  · 02  "));
    }

    public void Dispose() => scratch.Delete(recursive: true);

    private static async Task Until(Process process, string text)
    {
        using var late = new CancellationTokenSource(deadline);
        while (await process.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"It ended without {text}.");
    }

    private async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(deadline);
        await process.WaitForExitAsync();
        return (process.ExitCode, texts[0], texts[1]);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.DotNet, [Repository.Built("harness", "net10.0", "Kata.Harness.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KATA_SERVERS"] = "process";
        start.Environment["TMPDIR"] = temporary;
        return Process.Start(start)!;
    }
}
