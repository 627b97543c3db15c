using System.Diagnostics;
using System.Globalization;
using Kata.Machine;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;

namespace Kata.Bench;

/// <summary>From saving a step to its first failure and to its verdict, with <c>kata watch</c> and with <c>dotnet test</c>.</summary>
internal static class WatchedSave
{
    private const string Step = "Step04_SendingAndReceiving";
    private const int Number = 4;

    /// <summary>One on which everything is loaded and compiled, and a few for the runtime to compile again what is used most.</summary>
    private const int Warm = 5;

    /// <summary>In it the processes for the next run are started; a person who thinks between two saves leaves more.</summary>
    private static readonly TimeSpan BetweenSaves = TimeSpan.FromSeconds(1);

    public static async Task<int> Measure(int rounds)
    {
        await Timing.MustDotNet(Repository.Root, null, "build", "exercises", "-v", "q", "--nologo");
        using var step = new SolvedStep(Step);

        var (seconds, cpu) = await Watched(step, rounds);
        var (failures, failed) = await WatchedFailure(step, rounds);
        List<double> tests = [];
        for (var round = 0; round <= Math.Max(3, rounds / 5); round++)
        {
            step.Edit();
            var started = Stopwatch.GetTimestamp();
            await Timing.MustDotNet(
                Repository.Root,
                "process",
                "test",
                "exercises",
                "--filter",
                $"TestCategory={Step[..6]}",
                "--no-restore");
            if (round > 0)
                tests.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        var (watched, tested) = (Timing.Median(seconds), Timing.Median(tests));
        Console.WriteLine(
            $"save to verdict of {Step}: kata watch {watched:0.000} s (best {seconds.Min():0.000} s), dotnet test "
                + $"{tested:0.00} s; medians of {seconds.Count} and {tests.Count}");
        if (cpu is { } perSave)
            Console.WriteLine(
                $"processor time of a save and all that comes after it, kata watch and the programs it starts: {perSave:0.000} "
                    + $"s on {Environment.ProcessorCount} cores");
        Timing.Print("kata watch, save to the first failure of a wrong program", Timing.Median(failures), "s", 0.2);
        Timing.Print("kata watch, save to the verdict on a wrong program", Timing.Median(failed), "s", 0.3);
        Timing.Print("kata watch, save to verdict", watched, "s", 0.3);
        Timing.Print("dotnet test / kata watch, after the same edit", tested / watched, "times", 12, atLeast: true);
        return 0;
    }

    /// <summary>The same with a program that prints what it should not.</summary>
    private static async Task<(List<double> First, List<double> Verdict)> WatchedFailure(SolvedStep step, int rounds)
    {
        step.Edit(wrong: true);
        using var watch = WatchProcess.Start([], "watch", Number.ToString(CultureInfo.InvariantCulture), "--json");
        await watch.Any(Number);
        List<double> first = [], verdict = [];
        for (var round = 0; round < Warm + rounds; round++)
        {
            step.Edit(wrong: true);
            var started = Stopwatch.GetTimestamp();
            await watch.Failing(Number);
            var shown = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await watch.Any(Number);
            if (round >= Warm)
            {
                first.Add(shown);
                verdict.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            }

            await Task.Delay(BetweenSaves);
        }

        return (first, verdict);
    }

    private static async Task<(List<double> Seconds, double? Cpu)> Watched(SolvedStep step, int rounds)
    {
        using var watch = WatchProcess.Start([], "watch", Number.ToString(CultureInfo.InvariantCulture), "--json");
        await watch.Verdict(Number);
        List<double> seconds = [];
        double? before = null;
        for (var round = 0; round < Warm + rounds; round++)
        {
            if (round == Warm)
                before = watch.ProcessorSeconds();
            step.Edit();
            var started = Stopwatch.GetTimestamp();
            await watch.Verdict(Number);
            if (round >= Warm)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            // It moves on to the next step, which is not part of this.
            await watch.Quiet();
            await Task.Delay(BetweenSaves);
        }

        return (seconds, (watch.ProcessorSeconds() - before) / rounds);
    }

    /// <summary>A step of the exercises that is solved, and as it was when this ends, also by Ctrl-C.</summary>
    private sealed class SolvedStep : IDisposable
    {
        private readonly string path;
        private readonly byte[] original;
        private readonly string solution;
        private int edits;

        public SolvedStep(string name)
        {
            path = Path.Combine(Repository.Root, "exercises", $"{name}.cs");
            original = File.ReadAllBytes(path);
            solution = File.ReadAllText(Path.Combine(Repository.Root, "solutions", $"{name}.cs"));
            Console.CancelKeyPress += (_, _) => Dispose();
            Edit();
        }

        /// <param name="wrong">Whether it prints what it should not, first of all.</param>
        public void Edit(bool wrong = false) => File.WriteAllText(
            path,
            (wrong ? solution.Replace("string host =", "Console.Write('!'); string host =") : solution)
                + $"// Edit {++edits} of the benchmark.\n");

        public void Dispose() => File.WriteAllBytes(path, original);
    }
}
