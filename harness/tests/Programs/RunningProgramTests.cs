using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Compiling;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>What is done to a program while it runs.</summary>
public class RunningProgramTests
{
    private const string Source = """
        static class Step01_CreatingSockets
        {
            static int Main(string[] args)
            {
                System.Console.WriteLine("begun");
                System.Console.ReadLine();
                return 0;
            }
        }
        """;

    private StagedSource staged = null!;

    [OneTimeSetUp]
    public void Compile() => staged = new(Source);

    [OneTimeTearDown]
    public void Remove() => staged.Dispose();

    [Test]
    public async Task A_Ctrl_C_that_could_not_be_pressed_is_a_problem_on_our_side()
    {
        await using var program = staged.Programs.Start(StagedSource.Program, [], new() { Deadline = TimeSpan.FromSeconds(50) });
        await program.WaitForOutput("begun");

        Assert.That(
            () => program.Interrupt(_ => false),
            Throws.TypeOf<KataException>().With.Message.StartsWith("Ctrl-C could not be pressed"));
        Assert.That(() => program.Interrupt(_ => true), Throws.Nothing);
    }

    [Test]
    public async Task A_program_that_ends_before_Ctrl_C_is_pressed_needs_none()
    {
        await using var program = staged.Programs.Start(StagedSource.Program, [], new() { Deadline = TimeSpan.FromSeconds(50) });
        await program.WaitForOutput("begun");

        Assert.That(() => program.Interrupt(EndsFirst), Throws.Nothing);
        Assert.That(() => program.Interrupt(_ => false), Throws.Nothing, "It has ended.");

        bool EndsFirst(int id)
        {
            program.FinishInput().Wait();
            program.Ended().Wait();
            return false;
        }
    }
}
