using Kata.Grading;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Tests.Grading;

/// <summary>Grades programs that exist only in a test.</summary>
internal static class Graded
{
    /// <summary>As many checks at a time as in a grading, however many tests there are: programs that wait for the processor
    /// miss their deadlines.</summary>
    private static readonly SemaphoreSlim places = new(12);

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
            return await Task.WhenAll(ChecksOf(step).Select(check => Task.Run(() => InItsPlace(check, grader))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<CheckResult> InItsPlace(Check check, Grader grader)
    {
        await places.WaitAsync();
        try
        {
            return await check.Run(grader);
        }
        finally
        {
            places.Release();
        }
    }

    public static IEnumerable<Check> ChecksOf(string step) =>
        Check.In(typeof(GradingSetUp).Assembly).Where(check => check.Step.Name == step);
}
