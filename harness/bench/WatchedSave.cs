using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kata.Servers;

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
            await Timing.MustDotNet(Repository.Root, "process", "test", "exercises", "--filter", $"TestCategory={Step[..6]}", "--no-restore");
            if (round > 0)
                tests.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        var (watched, tested) = (Timing.Median(seconds), Timing.Median(tests));
        Console.WriteLine($"save to verdict of {Step}: kata watch {watched:0.000} s (best {seconds.Min():0.000} s), dotnet test {tested:0.00} s; medians of {seconds.Count} and {tests.Count}");
        if (cpu is { } perSave)
            Console.WriteLine($"processor time of a save, kata watch and the programs it starts: {perSave:0.000} s on {Environment.ProcessorCount} cores");
        Timing.Print("kata watch, save to verdict", watched, "s", 0.3);
        Timing.Print("dotnet test / kata watch, after the same edit", tested / watched, "times", 12, atLeast: true);
        return 0;
    }

    private static async Task<(List<double> Seconds, double? Cpu)> Watched(SolvedStep step, int rounds)
    {
        using var watch = WatchProcess.Start("watch", Number.ToString(CultureInfo.InvariantCulture), "--json");
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
            // It moves on to the next step, which is not part of this.
            await watch.Quiet();
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

/// <summary>A <c>kata watch --json</c> that runs beside us.</summary>
internal sealed class WatchProcess : IDisposable
{
    private readonly Process process;
    private string? last;

    private WatchProcess(Process process) => this.process = process;

    public static WatchProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.DotNet, [Repository.Built("harness", "net10.0", "Kata.Harness.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["KATA_SERVERS"] = "process";
        return new(Process.Start(start)!);
    }

    /// <summary>Waits for a step's verdict, which must be that it is done.</summary>
    public async Task Verdict(int step)
    {
        var verdict = await Next("verdict", step);
        if (verdict.GetProperty("status").GetString() != "done")
            throw new UsageException($"The step is not done, so there is nothing to measure: {verdict}");
    }

    /// <summary>Waits for the verdict of whatever step it moved on to.</summary>
    public async Task Quiet()
    {
        while (await Line() is var line && line.GetProperty("event").GetString() is not ("verdict" or "notice"))
        {
        }
    }

    /// <summary>Of the process and of the programs that it has started and that have ended (proc(5), /proc/PID/stat: utime,
    /// stime, cutime, cstime); null where that is not known.</summary>
    public double? ProcessorSeconds()
    {
        if (!OperatingSystem.IsLinux())
            return null;

        var text = File.ReadAllText($"/proc/{process.Id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        const double ticksPerSecond = 100; // sysconf(_SC_CLK_TCK), the same on every Linux that .NET runs on
        return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / ticksPerSecond;
    }

    public void Dispose()
    {
        process.StandardInput.Write('q');
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private async Task<JsonElement> Next(string what, int step)
    {
        while (true)
        {
            var line = await Line();
            if (line.GetProperty("event").GetString() == what && line.GetProperty("step").GetInt32() == step)
                return line;
        }
    }

    private async Task<JsonElement> Line()
    {
        var before = last;
        last = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return last is null
            ? throw new UsageException($"kata watch has ended; the last it wrote: {before}")
            : JsonDocument.Parse(last).RootElement;
    }
}
