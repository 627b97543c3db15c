using Kata.Machine;
using Kata.Programs;

namespace Kata.Bench;

/// <summary>All steps of the solutions, with <c>kata check</c> and with <c>dotnet test --no-build</c>.</summary>
internal static class CheckRuns
{
    public static async Task<int> Measure(int rounds)
    {
        await Timing.MustDotNet(Repository.Root, null, "build", "solutions", "-v", "q", "--nologo");
        var checks = (await CountedRun.OfSolutions(Repository.Root, "process")).MustBeGood("process").Passed;
        var kata = KataProcess.Assembly;

        var seconds = await Timing.SideBySide(
            rounds,
            () => Timing.MustDotNet(Repository.Root, "process", kata, "check", "--programs", "solutions"),
            () => Timing.MustDotNet(Repository.Root, "process", "test", "solutions", "--no-build"));
        Console.WriteLine(
            $"{checks} checks of the solutions: kata check, which compiles them first, {seconds[0]:0.00} s; dotnet test "
                + $"--no-build {seconds[1]:0.00} s; medians of {rounds}");
        Timing.Print("kata check / dotnet test --no-build", seconds[0] / seconds[1], "times", 1);
        return 0;
    }
}
