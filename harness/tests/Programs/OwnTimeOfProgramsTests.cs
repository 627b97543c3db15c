using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Compiling;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>A deadline is the program's own time.</summary>
[NonParallelizable]
public class OwnTimeOfProgramsTests
{
    private const string Source = """
        static class Step01_CreatingSockets
        {
            static int Main(string[] args)
            {
                System.Console.WriteLine($"{System.Environment.ProcessId} is ready");
                if (args is ["hang"])
                    System.Threading.Thread.Sleep(-1);
                if (args is ["sleep"])
                    System.Threading.Thread.Sleep(3000);
                while (args is ["work"])
                {
                }
                System.Console.ReadLine();
                return 3;
            }
        }
        """;

    private static readonly RunOptions Deadline = new() { Deadline = TimeSpan.FromSeconds(1.5) };

    private StagedSource staged = null!;

    [OneTimeSetUp]
    public void Compile() => staged = new(Source);

    [OneTimeTearDown]
    public void Remove() => staged.Dispose();

    [Test]
    public async Task A_server_that_was_late_is_not_the_programs_fault()
    {
        var since = TimeProvider.System.GetTimestamp();
        var late = Deadline with { OthersLate = () => TimeProvider.System.GetElapsedTime(since) * 0.5 };
        await using var program = staged.Programs.Start(StagedSource.Program, ["hang"], late);

        var run = await program.Ended();

        Assert.That($"{run.End}", Is.EqualTo($"{new RunEnd.Killed(Deadline.Deadline)}"));
        Assert.That(run.Duration, Is.GreaterThan(1.9 * Deadline.Deadline));
    }

    /// <summary>It sleeps by its own clock, whoever else is late.</summary>
    [Test]
    public async Task A_program_that_waits_for_nobody_is_not_excused_by_a_server_that_was_late()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Only Linux tells how long a program waited for a processor.");
        var since = TimeProvider.System.GetTimestamp();
        var late = new RunOptions { OthersLate = () => TimeProvider.System.GetElapsedTime(since) };

        var run = await staged.Programs.Run(StagedSource.Program, ["sleep"], late with { Input = "\n" });

        Assert.That(run.ExitCode, Is.EqualTo(3), run.ErrorOutput);
        // Of the three seconds, this process may itself be stopped for some.
        Assert.That(run.WentOnAfter(TimeSpan.Zero), Is.InRange(TimeSpan.FromSeconds(0.4), run.Duration));
        Assert.That(run.OwnDuration, Is.LessThan(TimeSpan.FromSeconds(2.5)));
    }

    [TestCase("hang")]
    [TestCase("work")]
    public async Task A_program_that_does_not_end_is_killed_when_its_own_time_is_over(string what)
    {
        var run = await staged.Programs.Run(StagedSource.Program, [what], Deadline);

        Assert.That($"{run.End}", Is.EqualTo($"{new RunEnd.Killed(Deadline.Deadline)}"));
        Assert.That(run.OwnDuration, Is.LessThan(Deadline.Deadline + TimeSpan.FromSeconds(1)));
        // Where a machine gives it less than an eighth of the time, the wait has an end before the program had all of it.
        if (run.End is RunEnd.Killed { IsEarly: false })
            Assert.That(run.OwnDuration, Is.GreaterThanOrEqualTo(Deadline.Deadline));
    }
}
