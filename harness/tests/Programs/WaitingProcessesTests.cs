using Kata.Checking;
using Kata.Programs;
using Kata.Programs.Compiling;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>A program cannot tell, and nor can its checks, whether its process waited for it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[NonParallelizable]
public sealed class WaitingProcessesTests : IDisposable
{
    private const string Tells = """
        foreach (var arg in args)
            Console.WriteLine($"argument «{arg}»");
        for (var line = Console.ReadLine(); line is not null; line = Console.ReadLine())
            Console.WriteLine($"line «{line}»");
        Console.WriteLine(string.Join(",", Directory.EnumerateFileSystemEntries(".")));
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Order())
            Console.WriteLine(name == "KATA_RUN" ? name : $"{name}={Environment.GetEnvironmentVariable(name)}");
        Console.Error.Write("an error");
        return 7;
        """;

    private static readonly RunOptions Patient = new() { Deadline = TimeSpan.FromSeconds(50) };

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly WaitingProcesses waiting = new();

    [TestCase("One line\nand half of another")]
    [TestCase("")]
    public async Task It_reads_and_writes_and_ends_the_same(string input)
    {
        string[] arguments = ["127.0.0.1", "", "with space", "ümläut", "line\nend"];
        var (usual, waited) = await Both(Tells, Patient with { Input = input }, arguments);

        Assert.That(waited.Output, Is.EqualTo(usual.Output));
        Assert.That(waited.ErrorOutput, Is.EqualTo(usual.ErrorOutput));
        Assert.That(waited.End, Is.EqualTo(usual.End).And.EqualTo(new RunEnd.Exited(7)), waited.ErrorOutput);
        Assert.That(usual.Output, Does.Contain("argument «line\nend»").And.Contain("KATA_GROUP=led"));
    }

    [Test]
    public async Task An_exception_tells_its_place()
    {
        var (usual, waited) = await Both("throw new InvalidOperationException(\"enough\");", Patient);

        Assert.That(waited.End, Is.EqualTo(usual.End), waited.ErrorOutput);
        Assert.That(
            waited.End.ToString(),
            Does.Match(@"^a crash at Step01_CreatingSockets\.cs:\d+: System\.InvalidOperationException: enough$"));
    }

    [Test]
    public async Task An_input_that_nobody_gives_has_no_end()
    {
        var (usual, waited) = await Both("Console.ReadLine();\nreturn 1;", new() { Deadline = TimeSpan.FromSeconds(1) });

        Assert.That(usual.End, Is.TypeOf<RunEnd.Killed>());
        Assert.That(waited.End, Is.TypeOf<RunEnd.Killed>());
    }

    [Test]
    public async Task A_blank_is_a_blank()
    {
        var (usual, waited) = await Both("int port = __; // its number\nreturn port;", Patient);

        Assert.That(waited.End, Is.EqualTo(usual.End).And.TypeOf<RunEnd.HitBlank>());
    }

    [Test]
    public async Task An_endless_loop_is_killed_and_leaves_nothing()
    {
        var (usual, waited) = await Both("while (true) { }", new() { Deadline = TimeSpan.FromSeconds(0.5) });

        // On a busy machine one of them may be killed before it had all of its time, and the other not.
        Assert.That(usual.End, Is.TypeOf<RunEnd.Killed>());
        Assert.That(waited.End, Is.TypeOf<RunEnd.Killed>());
        Assert.That($"{waited.End}", Is.EqualTo($"{usual.End}"));
    }

    [Test]
    public async Task A_run_with_an_environment_of_its_own_does_not_use_one()
    {
        await waiting.Fill(1, CancellationToken.None);
        using var programs = Stage(Tells);

        var run = await programs.Run(
            "Step01_CreatingSockets",
            [],
            Patient with
            {
                Input = "",
                Environment = new Dictionary<string, string> { ["ITS_OWN"] = "kata" },
            });

        Assert.That(run.Output, Does.Contain("ITS_OWN=kata"));
        Assert.That(waiting.Take("none", folder, []), Is.Not.Null);
    }

    [Test]
    public async Task One_that_has_died_is_not_used()
    {
        await waiting.Fill(1, CancellationToken.None);
        var (process, mark) = waiting.Take("none", folder, [])!.Value;
        using (process)
            await process.WaitForExitAsync();
        Assert.That(Leftovers.Marked(mark), Is.Empty);

        using var programs = Stage("return 3;");
        var run = await programs.Run("Step01_CreatingSockets", [], Patient);
        Assert.That(run.End, Is.EqualTo(new RunEnd.Exited(3)), run.ErrorOutput);
    }

    [Test]
    public void A_program_that_ends_at_once_was_given_all_the_same()
    {
        using var input = new MemoryStream();

        Assert.That(WaitingProcesses.TryGive(input, () => input.Length > 0, ["program"]), Is.True);
    }

    [Test]
    public void One_that_has_ended_before_is_given_nothing()
    {
        using var input = new MemoryStream();

        Assert.That(WaitingProcesses.TryGive(input, () => true, ["program"]), Is.False);
        Assert.That(input.Length, Is.Zero);
    }

    public void Dispose()
    {
        waiting.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<(Run Usual, Run Waited)> Both(string body, RunOptions options, params string[] arguments)
    {
        // None waits, then one does.
        using var programs = Stage(body);
        var usual = await programs.Run("Step01_CreatingSockets", arguments, options);
        await waiting.Fill(1, CancellationToken.None);
        var waited = await programs.Run("Step01_CreatingSockets", arguments, options);
        Assert.That(waiting.Take("none", folder, []), Is.Null, "it was used");
        return (usual, waited);
    }

    private ProgramFolder Stage(string body) =>
        ProgramFolder.Stage(
            ProgramCompiler.Compile(
                folder,
                (
                    "/src/Step01_CreatingSockets.cs",
                    $"static class Step01_CreatingSockets\n{{\nstatic int Main(string[] args)\n{{\n{body}\n}}\n}}\n")),
            waiting);
}
