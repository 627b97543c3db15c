using Kata.Machine;
using Kata.Programs;

namespace Kata.Bench;

/// <summary>Many full runs of the solutions while every core is busy with something else: what depends on being fast
/// enough fails here.</summary>
internal static class Soak
{
    public static async Task<int> Run(int runs, string setting)
    {
        var logs = Path.Combine(Repository.Root, "TestResults", "soak");
        Directory.CreateDirectory(logs);
        await Timing.MustDotNet(Repository.Root, null, "build", "solutions", "-v", "q", "--nologo");

        // What a full run is, is counted before it gets difficult.
        var checks = (await CountedRun.OfSolutions(Repository.Root, setting)).MustBeGood(setting).Passed;
        Console.WriteLine($"{runs} runs of {checks} checks, KATA_SERVERS={setting}, {Environment.ProcessorCount} busy cores");

        var failures = 0;
        using var load = new BusyCores();
        for (var run = 1; run <= runs; run++)
        {
            var result = await CountedRun.OfSolutions(Repository.Root, setting);
            if (result.IsGood && result.Passed == checks)
                continue;

            failures++;
            var log = Path.Combine(logs, $"run-{run:000}.log");
            await File.WriteAllTextAsync(log, result.Output);
            Console.WriteLine($"run {run} failed ({result.Passed} passed, {result.Others} did not): see {log}");
        }

        Console.WriteLine($"{runs} runs, {failures} failures");
        return failures == 0 ? 0 : 1;
    }

    /// <summary>One thread for each core that does nothing but count, in a process that is not the tests' own.</summary>
    private sealed class BusyCores : IDisposable
    {
        private volatile bool over;

        public BusyCores()
        {
            for (var core = 0; core < Environment.ProcessorCount; core++)
                new Thread(Spin) { IsBackground = true }.Start();
        }

        public void Dispose() => over = true;

        private void Spin()
        {
            var count = 0ul;
            while (!over)
                count++;
            GC.KeepAlive(count);
        }
    }
}
