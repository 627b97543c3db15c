using Kata.Checking;
using Kata.Programs;
using Kata.Programs.Compiling;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>Grades programs that exist only in a test.</summary>
internal static class Graded
{
    /// <summary>Fewer checks at a time than in a grading, however many tests there are: programs that wait for the processor
    /// miss their deadlines, and nothing but the processor is worth waiting for here.</summary>
    private static readonly SemaphoreSlim Places = new(8);

    /// <summary>After so long a check whose program sleeps leaves its place to another: most wrong programs hang in some check,
    /// and do nothing until they are killed. One that waits for the processor does not sleep.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(500);

    /// <summary>Room enough: who may be in it, <see cref="places"/> says.</summary>
    private static readonly Room Room = new(int.MaxValue, int.MaxValue, () => false);

    private static readonly Lazy<Task<ServerChoice>> ProcessServers = new(() => ServerHosts.Choose("process"));

    /// <summary>The server host of all these tests.</summary>
    public static Task<ServerChoice> Servers => ProcessServers.Value;

    /// <summary>Runs the checks of one step on a program.</summary>
    /// <param name="only">The sentences of the checks to run; null for all.</param>
    public static async Task<IReadOnlyList<CheckResult>> By(
        string step, string source, bool keepEvidence = false, IReadOnlyCollection<string>? only = null, Doubt inDoubt = Doubt.Fails)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var assembly = ProgramCompiler.Compile(folder, ($"{step}.cs", source));
            using var grader = new Grader(
                new(assembly, "programs")
                {
                    Room = Room,
                    InDoubt = inDoubt,
                    KeepEvidence = keepEvidence,
                },
                Servers);
            var results = await Task.WhenAll(
                ChecksOf(step)
                    .Where(check => only?.Contains(check.Sentence) != false)
                    .Select(check => Task.Run(() => InItsPlace(check, grader))));
            foreach (var other in results.Where(result => result.Status is not (CheckStatus.Passed or CheckStatus.Failed)))
                await TestContext.Out.WriteLineAsync($"{other.Id}: {other.Message}");
            return results;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<CheckResult> InItsPlace(Check check, Grader grader)
    {
        await Places.WaitAsync();
        var run = check.Run(grader);
        while (await Task.WhenAny(run, Task.Delay(Usual)) != run && grader.Programs.IsAtWork)
        {
            // Not asleep: it may still be on its way.
        }

        Places.Release();
        return await run;
    }

    public static IEnumerable<Check> ChecksOf(string step) =>
        Check.In(typeof(GradingSetUp).Assembly).Where(check => check.Step.Name == step);
}
