using System.Diagnostics;
using System.Text.Json;
using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Reports.Html;
using Kata.Servers;

namespace Kata.Bench;

/// <summary>A <c>kata watch --json</c> that runs beside us.</summary>
internal sealed class WatchProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private string? last;

    private WatchProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static WatchProcess Start(Dictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.DotNet, [KataProcess.Assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["KATA_SERVERS"] = "process";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Waits for a step's verdict, which must be that it is done.</summary>
    public async Task Verdict(int step)
    {
        var verdict = await Any(step);
        if (verdict.GetProperty("status").GetString() != "done")
            throw new KataException($"The step is not done, so there is nothing to measure: {verdict}");
    }

    /// <summary>Waits until the first check that fails is shown.</summary>
    public Task Failing(int step) => Next("failing", step);

    /// <summary>Waits for a step's verdict, whatever it is.</summary>
    public Task<JsonElement> Any(int step) => Next("verdict", step);

    /// <summary>Waits for the verdict of whatever step it moved on to.</summary>
    public async Task Quiet()
    {
        while (await Line() is var line && line.GetProperty("event").GetString() is not ("verdict" or "notice"))
        {
        }
    }

    /// <summary>Of the process and of the programs that it has started and that have ended; null where that is not known.</summary>
    public double? ProcessorSeconds() => ProcessStat.Read(process.Id)?.Worked.TotalSeconds;

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
        try
        {
            last = await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline);
        }
        catch (TimeoutException)
        {
            throw new KataException(
                $"kata watch has said nothing for {Deadline.TotalMinutes:0} minutes, so this machine is too busy to measure "
                    + $"on; the last it wrote: {before}");
        }

        return last is null
            ? throw new KataException($"kata watch has ended; the last it wrote: {before}")
            : JsonDocument.Parse(last).RootElement;
    }
}
