using System.Diagnostics;
using Kata.Checking;
using Kata.Containers.Tests;
using Kata.Programs;
using Kata.Programs.Compiling;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>How a folder of programs starts the one that is asked for: by a check, which knows where its Main is, and by hand.</summary>
public class EntryTests
{
    private const string Source = """
        static class Step01_ReturnsANumber
        {
            static int Main(int number) => 1;

            static int Main(string[] args) { System.Console.WriteLine($"one {args[0]}"); return 3; }
        }

        static class Step02_ReturnsATask
        {
            static async System.Threading.Tasks.Task<int> Main(string[] args) { await System.Threading.Tasks.Task.Yield(); System.Console.WriteLine($"two {args[0]}"); return 4; }
        }

        static class Step03_ReturnsNothing
        {
            static void Main(string[] args) { System.Console.WriteLine($"three {args[0]}"); System.Environment.ExitCode = 5; }
        }

        static class Step06_ReturnsATaskOfNothing
        {
            static async System.Threading.Tasks.Task Main(string[] args) { await System.Threading.Tasks.Task.Yield(); System.Console.WriteLine($"six {args[0]}"); }
        }

        static class Step07_ReturnsAText
        {
            static string Main(string[] args) => args[0];
        }

        static class Step08_ReturnsALater
        {
            static System.Threading.Tasks.ValueTask Main(string[] args) => default;
        }

        static class Step04_HasNoMain;

        static class Step05_IsWrongElsewhere
        {
            static int Main(string[] args) => Last([]);

            static int Last(int[] numbers) => numbers[numbers.Length];
        }

        static class LooksForItsCheck
        {
            static string early;

            [System.Runtime.CompilerServices.ModuleInitializer]
            internal static void Early() => early = System.Environment.GetEnvironmentVariable("KATA_SERVICES");

            static int Main(string[] args)
            {
                var seen = early + System.Environment.GetEnvironmentVariable("KATA_SERVICES")
                    + System.IO.File.ReadAllText("/proc/self/environ");
                System.Console.Write($"{seen.Contains("4711")} {Kata.Support.ServicePorts.Find("kata", "tcp")}");
                return 0;
            }
        }

        static class EndsWithACode
        {
            static int Main(string[] args)
            {
                System.Console.Error.Write("why");
                if (args[0] == "signal")
                {
                    System.Diagnostics.Process.Start("/bin/kill", $"-2 {System.Environment.ProcessId}").WaitForExit();
                    System.Threading.Thread.Sleep(-1);
                }
                if (args[0] == "exit")
                    System.Environment.Exit(130);
                return int.Parse(args[0]);
            }
        }
        """;

    private static readonly RunOptions Patient = new() { Deadline = TimeSpan.FromSeconds(50) };

    private string buildFolder = null!;
    private ProgramFolder programs = null!;

    [OneTimeSetUp]
    public void Compile()
    {
        buildFolder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        ProgramCompiler.Compile(buildFolder, (Path.Combine(buildFolder, "Steps.cs"), Source));
        programs = ProgramFolder.Stage(Path.Combine(buildFolder, "Programs.dll"));
    }

    [OneTimeTearDown]
    public void Remove()
    {
        programs.Dispose();
        Directory.Delete(buildFolder, recursive: true);
    }

    [TestCase("130", 130)]
    [TestCase("exit", 130)]
    [TestCase("137", 137)]
    [TestCase("128", 128)]
    public async Task A_code_that_a_program_returns_is_not_taken_for_a_signal(string argument, int code)
    {
        var run = await programs.Run("EndsWithACode", [argument], Patient);

        Assert.That((run.End, run.ErrorOutput), Is.EqualTo((new RunEnd.Exited(code), "why")));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public async Task A_signal_is_one()
    {
        var run = await programs.Run("EndsWithACode", ["signal"], Patient);

        Assert.That(run.End, Is.InstanceOf<RunEnd.Crashed>().With.Property("Signal").EqualTo(2));
    }

    [Test]
    [Platform("Linux")]
    public async Task What_a_check_has_prepared_is_not_found_by_the_program()
    {
        var environment = new Dictionary<string, string> { ["KATA_SERVICES"] = "kata=4711/tcp" };

        var run = await programs.Run("LooksForItsCheck", [], Patient with { Environment = environment });

        Assert.That((run.Output, run.ErrorOutput), Is.EqualTo(("False 4711", "")));
    }

    [TestCase("Step01_ReturnsANumber", 3, "one a\n")]
    [TestCase("Step02_ReturnsATask", 4, "two a\n")]
    [TestCase("Step03_ReturnsNothing", 5, "three a\n")]
    [TestCase("Step06_ReturnsATaskOfNothing", 0, "six a\n")]
    [TestCase("01", 3, "one a\n")]
    [TestCase("2", 4, "two a\n")]
    [TestCase("step02", 4, "two a\n")]
    public async Task A_program_is_found_by_its_name_and_by_its_number(string name, int exitCode, string output)
    {
        var run = await programs.Run(name, ["a"], Patient);

        Assert.That(run.End, Is.EqualTo(new RunEnd.Exited(exitCode)), run.ErrorOutput);
        Assert.That(run.Output, Is.EqualTo(output));
    }

    [TestCase("Step07_ReturnsAText", "Step07_ReturnsAText needs a method `static int Main(string[] args)`.")]
    [TestCase("Step08_ReturnsALater", "Step08_ReturnsALater needs a method `static int Main(string[] args)`.")]
    [TestCase("Step04_HasNoMain", "Step04_HasNoMain needs a method `static int Main(string[] args)`.")]
    [TestCase("9", "There is no step '9' here. There are: 01 02 03 04 05 06 07 08")]
    public async Task A_program_that_cannot_be_started_is_told_in_one_line(string name, string line)
    {
        var run = await programs.Run(name, ["a"], Patient);

        Assert.That(run.End, Is.EqualTo(new RunEnd.Exited(2)), run.ErrorOutput);
        Assert.That(run.ErrorOutput, Is.EqualTo(line + "\n"));
    }

    [TestCase("Step01_ReturnsANumber", 5)]
    [TestCase("Step02_ReturnsATask", 10)]
    public async Task Whoever_gives_a_program_too_little_by_hand_is_told_where_its_arguments_stand(string name, int line)
    {
        var (code, error) = await ByHand(name);

        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(error, Is.EqualTo($"{name}: line {line} uses an index that is not there. The program was given 0 arguments; "
            + "if one is missing, 'Run it by hand' at the top of the file shows what to give it.\n"));
    }

    [Test]
    public async Task A_mistake_in_another_method_is_shown_where_it_is()
    {
        var (_, error) = await ByHand("Step05_IsWrongElsewhere");

        Assert.That(error, Does.Contain("IndexOutOfRangeException").And.Contain("at Step05_IsWrongElsewhere.Last"));
    }

    private async Task<(int Code, string Error)> ByHand(string name)
    {
        using var run = Process.Start(
            new ProcessStartInfo(ServerProgram.DotNet, [Path.Combine(buildFolder, "Programs.dll"), name]) { RedirectStandardError = true }
        )!;
        var error = await run.StandardError.ReadToEndAsync().WaitAsync(Waiting.Deadline);
        await run.WaitForExitAsync();
        return (run.ExitCode, error);
    }
}
