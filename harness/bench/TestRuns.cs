using Kata.Machine;
using Kata.Results;

namespace Kata.Bench;

/// <summary>Runs of the solutions, everything built, in units of a run of an empty project: of the chapter's steps, and of
/// all of them.</summary>
internal static class TestRuns
{
    public static async Task<int> Measure(int rounds)
    {
        using var empty = await EmptyProject.Create();
        await Timing.MustDotNet(Repository.Root, null, "build", "solutions", "-v", "q", "--nologo");
        await Image.Ensure();
        var checks = (await CountedRun.OfSolutions(Repository.Root, "process")).MustBeGood("process").Passed;
        (await CountedRun.OfSolutions(Repository.Root, "container")).MustBeGood("container");

        // An engine removes containers after the run that used them: their time is not the next one's.
        var seconds = await Timing.SideBySideSettled(
            rounds,
            Image.Cleared,
            () => Timing.MustDotNet(empty.Folder, null, "test", "--no-build"),
            () => TestOf("process", TheChapter),
            () => TestOf("container", TheChapter),
            () => TestOf("process", []),
            () => TestOf("container", []));
        Console.WriteLine($"dotnet test --no-build, medians of {rounds}: empty project {seconds[0]:0.00} s");
        Console.WriteLine(
            $"solutions of the chapter: {seconds[1]:0.00} s (process), {seconds[2]:0.00} s (containers); all {checks} checks: "
                + $"{seconds[3]:0.00} s (process), {seconds[4]:0.00} s (containers)");
        Timing.Print("the chapter / empty project, KATA_SERVERS=process", seconds[1] / seconds[0], "times", 3.5);
        Timing.Print("the chapter / empty project, KATA_SERVERS=container", seconds[2] / seconds[0], "times", 5);
        Timing.Print("all steps / empty project, KATA_SERVERS=process", seconds[3] / seconds[0], "times", 8);
        return 0;
    }

    private static string[] TheChapter { get; } =
    ["--filter", string.Join('|', Step.All.Where(step => step.Part == Step.All[0].Part).Select(step => $"TestCategory={step.Category}"))];

    private static Task TestOf(string servers, string[] filter) =>
        Timing.MustDotNet(Repository.Root, servers, ["test", "solutions", "--no-build", .. filter]);
}
