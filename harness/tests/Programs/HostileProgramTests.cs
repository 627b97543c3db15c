using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Maintaining.Stubs;
using Kata.Programs;
using Kata.Programs.Compiling;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>Whatever a program does, its run ends by the deadline, says how, and leaves nothing running.</summary>
[NonParallelizable] // The end of another grading here kills what these tests still look at.
[Platform(Exclude = "Win", Reason = "The hostile programs are written for Unix.")]
public class HostileProgramTests
{
    private static readonly RunOptions ShortDeadline = new() { Deadline = TimeSpan.FromSeconds(1.5) };

    /// <summary>Of a program that comes to its end by itself, or to what it is killed for, however busy the machine is.</summary>
    private static readonly RunOptions Patient = new() { Deadline = TimeSpan.FromSeconds(50) };

    /// <summary>How long a process that was killed may take to be gone.</summary>
    private const int GoneMilliseconds = 30_000;

    private static string buildFolder = null!;
    private ProgramFolder programs = null!;

    [OneTimeSetUp]
    public static void Compile()
    {
        buildFolder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        var source = Path.Combine(Repository.Root, "harness", "tests", "Hostile", "Step99_Hostile.cs");
        ProgramCompiler.Compile(buildFolder, (source, File.ReadAllText(source)));
    }

    [OneTimeTearDown]
    public static void RemoveBuild() => Directory.Delete(buildFolder, recursive: true);

    [SetUp]
    public void Stage() => programs = ProgramFolder.Stage(Path.Combine(buildFolder, "Programs.dll"));

    [TearDown]
    public void RemoveStage()
    {
        var mark = programs.Mark;
        programs.Dispose();
        Assert.That(() => Leftovers.Marked(mark), Is.Empty.After(GoneMilliseconds, 20), "processes left behind");
    }

    [TestCase("Step90_LoopsForEver")]
    [TestCase("Step92_ReadsForEver")]
    [TestCase("Step94_ClosesItsOutput")]
    public async Task A_program_that_does_not_end_is_killed_at_its_deadline(string program)
    {
        var run = await programs.Run(program, [], ShortDeadline);

        // Also if the machine left it so little time that it was killed before it had all of it.
        Assert.That(run.End, Is.TypeOf<RunEnd.Killed>());
        Assert.That(run.End.ToString(), Is.EqualTo("no end: it was still running 1.5 s after its start and was killed"));
    }

    [Test]
    public async Task A_program_that_the_check_ends_is_not_told_as_late()
    {
        var program = programs.Start("Step92_ReadsForEver", [], new());
        await program.DisposeAsync();

        Assert.That((await program.Ended()).End, Is.EqualTo(new RunEnd.Stopped()));
        Assert.That((await program.Ended()).End.ToString(), Is.EqualTo("no end of its own: the check was over and ended it"));
    }

    [TestCase("Step91_WritesForEver", "output")]
    [TestCase("Step99_WritesErrorsForEver", "error output")]
    public async Task A_program_that_floods_us_is_killed_at_the_cap(string program, string stream)
    {
        var run = await programs.Run(program, [], Patient);

        Assert.That(run.End.ToString(), Is.EqualTo($"no end: it wrote more than 2,097,152 bytes to its {stream} and was killed"));
        Assert.That(run.OutputBytes.Length + run.ErrorOutput.Length, Is.EqualTo(RunOptions.OutputCap));
    }

    [Test]
    public async Task A_program_that_starts_itself_again_and_again_is_killed_with_all_of_them()
    {
        await using var program = programs.Start("Step93_ForksItself", [], Patient);
        // Two children, four grandchildren, eight more: all write to the output they inherited.
        Assert.That(await program.WaitForOutput("at depth 3", times: 8), Is.True);
        await program.DisposeAsync();

        // They would sleep for ever: who is gone was killed. A killed process is there until it is its turn to run once more.
        Assert.That(() => Leftovers.Marked(programs.Mark), Is.Empty.After(GoneMilliseconds, 20));
    }

    [Test]
    public async Task A_program_that_does_nothing_exits_with_0_and_no_output()
    {
        var run = await programs.Run("Step95_DoesNothing", [], Patient);

        Assert.That(run.ExitCode, Is.Zero, run.ErrorOutput);
        Assert.That(run.OutputBytes, Is.Empty);
    }

    // One in a session of its own has left the group, and is found when the grading is over.
    [TestCase("Step96_LeavesAChild", true)]
    [TestCase("Step97_LeavesAChildInASessionOfItsOwn", false)]
    public async Task A_child_left_behind_does_not_hold_up_the_run_and_is_killed(string program, bool told)
    {
        var run = await programs.Run(program, [], Patient);

        Assert.That(run.End, Is.EqualTo(new RunEnd.Exited(0) { LeftBehind = told && !OperatingSystem.IsWindows() }), run.ErrorOutput);
        Assert.That(run.Duration, Is.LessThan(Patient.Deadline));
    }

    [Test]
    [Platform("Linux", Reason = "The program looks into /proc.")]
    public async Task A_grandchild_that_has_ended_is_not_left_behind()
    {
        var run = await programs.Run("Step83_HadAGrandchild", [], Patient);

        Assert.That(run.End, Is.EqualTo(new RunEnd.Exited(0)), run.ErrorOutput);
    }

    [Test]
    [Platform("Linux", Reason = "Elsewhere such a child cannot be found.")]
    public async Task A_child_that_hides_its_origin_is_killed_when_the_grading_is_over()
    {
        var run = await programs.Run("Step86_LeavesAChildThatNothingMarks", [], Patient);
        var child = int.Parse(run.Output);
        Assert.That($"/proc/{child}", Does.Exist);

        programs.Dispose();

        // A killed process ends when it is its turn.
        Assert.That(() => ProcessStat.Read(child)?.HasEnded, Is.Not.False.After(GoneMilliseconds, 20));
    }

    [TestCase("Step85_DeletesWhatItRunsFrom")]
    [TestCase("Step84_ReplacesWhatItRunsFrom")]
    public async Task A_program_that_spoils_what_it_runs_from_does_not_spoil_the_runs_after_it(string program)
    {
        var spoiling = await programs.Run(program, [], Patient);
        var next = await programs.Run("Step95_DoesNothing", [], Patient);

        Assert.That(new[] { spoiling.End, next.End }, Is.All.EqualTo(new RunEnd.Exited(0)), spoiling.ErrorOutput + next.ErrorOutput);
    }

    [Test]
    public async Task A_stack_overflow_is_told_with_the_method_it_happened_in()
    {
        var run = await programs.Run("Step98_OverflowsTheStack", [], Patient);

        Assert.That(run.End.ToString(), Is.EqualTo(
            "a crash at Step98_OverflowsTheStack.Main: stack overflow: a method calls itself without end"));
    }

    [Test]
    public async Task A_crash_is_told_with_the_exception_and_the_line()
    {
        var run = await programs.Run("Step87_Crashes", [], Patient);

        Assert.That(run.End.ToString(), Does.Match(
            @"^a crash at Step99_Hostile\.cs:\d+: System\.InvalidOperationException: this is$"));
    }

    [Test]
    public async Task A_blank_inside_a_try_is_still_a_blank()
    {
        var run = await programs.Run("Step88_HitsABlankInsideATry", [], Patient);

        Assert.That(run.End.ToString(), Does.Match(@"^a blank: `host` at Step99_Hostile\.cs:\d+ \(the server's name\)$"));
    }

    [Test]
    public async Task A_program_finds_neither_a_secret_nor_our_files_in_what_it_is_given()
    {
        var run = await programs.Run("Step89_LooksAround", [], Patient);

        var variables = run.Output.Split('\n').TakeWhile(line => !line.StartsWith('/')).Select(line => line.Split('=')[0]);
        Assert.That(variables, Is.EquivalentTo(new[]
        {
            "KATA_RUN", "KATA_GROUP", "TZ", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "DOTNET_ROOT", "DOTNET_EnableDiagnostics",
            "DOTNET_LTTng", "DOTNET_TieredPGO", "DOTNET_gcConcurrent", "DOTNET_EnableWriteXorExecute", "DOTNET_DbgEnableMiniDump",
        }));
        Assert.That(run.Output, Does.Not.Contain("Kata.Checks").And.Not.Contain("Solutions.dll").And.Not.Contain(Repository.Root));
    }
}
