using System.Diagnostics;
using System.Globalization;
using Kata.Machine;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;

namespace Kata.Bench;

/// <summary>From saving a step to its verdict, with <c>kata watch</c> and with <c>dotnet test</c>.</summary>
internal static class WatchedSave
{
    private const string Step = "Step04_SendingAndReceiving";
    private const int Number = 4;

    public static async Task<int> Measure(int rounds)
    {
        await Timing.MustDotNet(Repository.Root, null, "build", "exercises", "-v", "q", "--nologo");
        using var step = new SolvedStep(Step);

        var (seconds, cpu) = await Watched(step, rounds);
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
        Timing.Print("kata watch, save to verdict", watched, "s", 0.3);
        Timing.Print("dotnet test / kata watch, after the same edit", tested / watched, "times", 12, atLeast: true);
        return 0;
    }

    private static async Task<(List<double> Seconds, double? Cpu)> Watched(SolvedStep step, int rounds)
    {
        using var watch = WatchProcess.Start([], "watch", Number.ToString(CultureInfo.InvariantCulture), "--json");
        await watch.Verdict(Number);
        // One on which everything is loaded and compiled, and a few for the runtime to compile again what is used most.
        const int warm = 5;
        List<double> seconds = [];
        double? before = null;
        for (var round = 0; round < warm + rounds; round++)
        {
            if (round == warm)
                before = watch.ProcessorSeconds();
            step.Edit();
            var started = Stopwatch.GetTimestamp();
            await watch.Verdict(Number);
            if (round >= warm)
                seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            // It moves on to the next step, which is not part of this. Then the processes for the next run are started, for
            // which a person who thinks between two saves leaves more time than this.
            await watch.Quiet();
            await Task.Delay(TimeSpan.FromSeconds(1));
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

        public void Edit() => File.WriteAllText(path, $"{solution}// Edit {++edits} of the benchmark.\n");

        public void Dispose() => File.WriteAllBytes(path, original);
    }
}
