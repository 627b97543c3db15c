using Kata.Servers;

namespace Kata.Bench;

/// <summary>A full run of the solutions, everything built, in units of a run of an empty project.</summary>
internal static class TestRuns
{
    public static async Task<int> Measure(int rounds)
    {
        using var empty = await EmptyProject.Create();
        await Timing.MustDotNet(Repository.Root, null, "build", "solutions", "-v", "q", "--nologo");
        await Image.Ensure();
        var checks = (await CountedRun.OfSolutions(Repository.Root, "process")).MustBeGood("process").Passed;
        (await CountedRun.OfSolutions(Repository.Root, "container")).MustBeGood("container");

        var seconds = await Timing.SideBySide(
            rounds,
            () => Timing.MustDotNet(empty.Folder, null, "test", "--no-build"),
            () => Timing.MustDotNet(Repository.Root, "process", "test", "solutions", "--no-build"),
            () => Timing.MustDotNet(Repository.Root, "container", "test", "solutions", "--no-build"));
        Console.WriteLine($"dotnet test --no-build: empty project {seconds[0]:0.00} s, {checks} checks of the solutions {seconds[1]:0.00} s (process), {seconds[2]:0.00} s (containers); medians of {rounds}");
        Timing.Print("solutions / empty project, KATA_SERVERS=process", seconds[1] / seconds[0], "times", 3.5);
        Timing.Print("solutions / empty project, KATA_SERVERS=container", seconds[2] / seconds[0], "times", 5);
        return 0;
    }
}
