using Kata.Programs;
using Kata.Programs.Compiling;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>Under a debugger a program runs in the test process. It borrows the console, so nothing runs beside it.</summary>
[NonParallelizable]
public class DebugRunTests
{
    private const string Source = """
        static class Step01_Debugged
        {
            static int Main(string[] args)
            {
                if (args[0] == "crash")
                    throw new InvalidOperationException("as asked");
                Console.WriteLine($"{Console.ReadLine()} {Environment.GetEnvironmentVariable("KATA_TEST")}");
                Console.Error.WriteLine("oh");
                return 3;
            }
        }
        """;

    [Test]
    public async Task A_program_run_in_this_process_is_judged_like_any_other()
    {
        var options = new RunOptions { Input = "in\n", Environment = new Dictionary<string, string> { ["KATA_TEST"] = "env" } };

        var run = await Run("run", options);

        Assert.That((run.ExitCode, run.Output, run.ErrorOutput), Is.EqualTo((3, "in env\n", "oh\n")));
        Assert.That(Environment.GetEnvironmentVariable("KATA_TEST"), Is.Null);
    }

    [Test]
    public async Task A_crash_in_this_process_is_told_with_its_line() =>
        Assert.That((await Run("crash")).End.ToString(), Is.EqualTo(
            "a crash at Step01_Debugged.cs:6: System.InvalidOperationException: as asked"));

    private static async Task<Run> Run(string argument, RunOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            using var programs = ProgramFolder.Stage(ProgramCompiler.Compile(folder, ("/src/Step01_Debugged.cs", Source)));
            return await programs.RunInThisProcess("Step01_Debugged", [argument], options ?? new());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
