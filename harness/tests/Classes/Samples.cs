using Kata.Checking;
using Kata.Classes;
using Kata.Classes.Grading;
using Kata.Classes.Intake;
using Kata.Machine;
using Kata.Results;

namespace Kata.Tests.Classes;

/// <summary>Classes to try things with.</summary>
internal static class Samples
{
    public static string Solution(int step) => File.ReadAllText(Path.Combine(Repository.Root, "solutions", Step.Of(step).FileName));

    public static string Exercise(int step) => File.ReadAllText(Path.Combine(Repository.Root, "exercises", Step.Of(step).FileName));

    /// <summary>Puts a program into the folder of a student.</summary>
    public static void Put(string folder, string student, int step, string text)
    {
        Directory.CreateDirectory(Path.Combine(folder, student));
        File.WriteAllText(Path.Combine(folder, student, Step.Of(step).FileName), text);
    }

    /// <summary>A class folder with so many students, each with a program of its own for each of the steps.</summary>
    public static (ClassFolder Folder, ClassManifest Manifest) Class(string path, int students, params int[] steps)
    {
        var folder = new ClassFolder(path);
        var submissions = Enumerable.Range(1, students).Select(i =>
        {
            foreach (var step in steps)
                Put(folder.Submissions, $"s{i}", step, $"// {i}");
            return new Submission($"s{i}", $"s{i}", ClassIntake.ProgramsOf(Path.Combine(folder.Submissions, $"s{i}")));
        }).ToList();
        var manifest = new ClassManifest("checks", null, [.. steps.Select(Step.Of)], submissions);
        folder.Write(manifest);
        return (folder, manifest);
    }

    public static GradedStep Graded(GradingItem item, params CheckStatus[] statuses) => Graded(item.Step, item.Key, statuses);

    public static GradedStep Graded(Step step, string key, params CheckStatus[] statuses) =>
        new(key, new(step, [], [.. statuses.Select((status, i) => Check(step, i, status))])
        {
            When = DateTimeOffset.UnixEpoch,
            Program = "hash"
        }, [])
        { Host = "host" };

    public static CheckResult Check(Step step, int number, CheckStatus status) =>
        new($"{step.Name}Checks.Check{number}", step, $"Check {number}", status, TimeSpan.FromMilliseconds(12))
        {
            Failure = status == CheckStatus.Failed
            ? new($"{number} bytes", "nothing") { Ladders = ["the ladder"], Place = new($"exercises/{step.FileName}", 7) } : null,
            Reason = status is CheckStatus.NotGraded or CheckStatus.NotStarted ? new("there is a reason") : null,
            Evidence = new Evidence([], []),
        };
}

/// <summary>Grades as a test says.</summary>
internal sealed class FakeGrader(Func<GradingItem, int, GradedStep> grade) : IStepGrader
{
    private readonly Lock changing = new();

    /// <summary>What was graded, in order.</summary>
    public List<string> Graded { get; } = [];

    public Task<GradedStep> Grade(GradingItem item, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int times;
        lock (changing)
        {
            times = Graded.Count(one => one == item.Key);
            Graded.Add(item.Key);
        }

        return Task.Run(() => grade(item, times), cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
