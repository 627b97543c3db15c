using System.ComponentModel;
using System.Diagnostics;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Compiling;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>What takes the place of process groups, signals and a console in UTF-8 on Windows.</summary>
[Platform("Win")]
public class WindowsProgramTests
{
    private const string Echoes = """
        static class Step91_Echoes
        {
            static int Main(string[] args)
            {
                System.Console.Error.WriteLine("Größe ✓");
                System.Console.WriteLine(System.Console.ReadLine());
                return 0;
            }
        }

        static class Step92_LeavesOneBehind
        {
            static int Main(string[] args)
            {
                var other = new System.Diagnostics.ProcessStartInfo(System.Environment.ProcessPath!, ["exec", typeof(Step92_LeavesOneBehind).Assembly.Location, "Step93_Stays"]);
                System.Console.WriteLine(System.Diagnostics.Process.Start(other)!.Id);
                return 0;
            }
        }

        static class Step93_Stays
        {
            static int Main(string[] args)
            {
                System.Threading.Thread.Sleep(60_000);
                return 0;
            }
        }

        static class Step94_CatchesCtrlC
        {
            static int Main(string[] args)
            {
                var over = new System.Threading.ManualResetEventSlim();
                System.Console.CancelKeyPress += (_, key) =>
                {
                    System.Console.WriteLine(key.SpecialKey);
                    key.Cancel = true;
                    over.Set();
                };
                System.Console.WriteLine("begun");
                new System.Threading.Thread(() => { System.Console.ReadLine(); over.Set(); }) { IsBackground = true }.Start();
                over.Wait();
                return 0;
            }
        }

        static class Step95_WaitsForALine
        {
            static int Main(string[] args)
            {
                System.Console.WriteLine("begun");
                System.Console.ReadLine();
                return 0;
            }
        }
        """;

    private static string folder = null!;
    private static ProgramFolder programs = null!;

    [OneTimeSetUp]
    public static void Compile()
    {
        folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        ProgramCompiler.Compile(folder, ("Step91_Echoes.cs", Echoes));
        programs = ProgramFolder.Stage(Path.Combine(folder, "Programs.dll"));
    }

    [OneTimeTearDown]
    public static void Remove()
    {
        programs.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task The_console_of_a_program_is_as_elsewhere()
    {
        var run = await programs.Run("Step91_Echoes", [], new() { Input = "«日本» 😀\n", Deadline = TimeSpan.FromSeconds(50) });

        Assert.That((run.End.ToString(), run.Output, run.ErrorOutput), Is.EqualTo(("exit code 0", "«日本» 😀\n", "Größe ✓\n")));
    }

    [Test]
    public async Task What_a_program_leaves_running_is_told_and_ends()
    {
        var run = await programs.Run("Step92_LeavesOneBehind", [], new() { Deadline = TimeSpan.FromSeconds(50) });

        Assert.That(run.End, Is.EqualTo(new RunEnd.Exited(0) { LeftBehind = true }));
        Assert.That(() => IsRunning(int.Parse(run.Output)), Is.False.After(30_000, 20));
    }

    [Test]
    public async Task A_program_that_does_not_end_is_killed_at_its_deadline()
    {
        var run = await programs.Run("Step93_Stays", [], new() { Deadline = TimeSpan.FromSeconds(2) });

        Assert.That($"{run.End}", Is.EqualTo($"{new RunEnd.Killed(TimeSpan.FromSeconds(2))}"));
    }

    [Test]
    public async Task Ctrl_C_reaches_one_program_and_no_other()
    {
        var options = new RunOptions { Deadline = TimeSpan.FromSeconds(50) };
        await using var pressed = programs.Start("Step94_CatchesCtrlC", [], options);
        await using var other = programs.Start("Step94_CatchesCtrlC", [], options);
        await using var killed = programs.Start("Step95_WaitsForALine", [], options);
        foreach (var program in (RunningProgram[])[pressed, other, killed])
            Assert.That(await program.WaitForOutput("begun"), Is.True);

        pressed.Interrupt();
        killed.Interrupt();
        var (first, third) = (await pressed.Ended(), await killed.Ended());
        await other.FinishInput();
        var second = await other.Ended();

        Assert.That((first.End.ToString(), first.Output), Is.EqualTo(("exit code 0", "begun\nControlC\n")));
        Assert.That((second.End.ToString(), second.Output), Is.EqualTo(("exit code 0", "begun\n")));
        Assert.That($"{third.End}", Does.Contain("did not catch it"));
    }

    [Test]
    public void The_end_of_a_job_is_the_end_of_its_processes()
    {
        if (!OperatingSystem.IsWindows())
            return;

        using var process = Process.Start(new ProcessStartInfo("cmd.exe", ["/c", "pause"]) { RedirectStandardInput = true })!;
        var job = Job.Of(process);
        Assert.That(job.Running, Is.EqualTo(1));

        job.Dispose();

        Assert.That(process.WaitForExit(30_000), Is.True);
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }
}
