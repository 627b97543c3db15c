using System.Diagnostics;
using Kata.Machine;
using Kata.Servers;

namespace Kata.Bench;

/// <summary>Timing child processes, side by side.</summary>
internal static class Timing
{
    /// <summary>Runs each of the actions in turn, A B A B, so that whatever else the machine does falls on all of them
    /// alike; one round before is not counted.</summary>
    /// <returns>For each action its median, in seconds.</returns>
    public static Task<double[]> SideBySide(int rounds, params Func<Task>[] actions) =>
        SideBySideSettled(rounds, () => Task.CompletedTask, actions);

    /// <inheritdoc cref="SideBySide(int, Func{Task}[])"/>
    /// <param name="settle">Waits, after each action and outside of its time, for the end of what it leaves to others.</param>
    public static async Task<double[]> SideBySideSettled(int rounds, Func<Task> settle, params Func<Task>[] actions)
    {
        var seconds = actions.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < actions.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await actions[i]();
                if (round > 0)
                    seconds[i].Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
                await settle();
            }
        }

        return [.. seconds.Select(Median)];
    }

    public static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /// <summary>Runs <c>dotnet</c> to its end.</summary>
    /// <returns>Its exit code and all it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> DotNet(string folder, string? servers, params string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.DotNet, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        if (servers is not null)
            start.Environment["KATA_SERVERS"] = servers;

        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }

    /// <summary>As <see cref="DotNet"/>; a failure ends the benchmark, since the time of a failed run says nothing.</summary>
    public static async Task MustDotNet(string folder, string? servers, params string[] arguments)
    {
        var (exitCode, output) = await DotNet(folder, servers, arguments);
        if (exitCode != 0)
            throw new KataException(
                $"dotnet {string.Join(' ', arguments)} in {folder} failed ({exitCode}), so there is nothing to measure:{Environment.NewLine}{output}"
            );
    }

    public static void Print(string what, double value, string unit, double target, bool atLeast = false) =>
        Console.WriteLine(
            $"{what,-58} {value,7:0.00} {unit,-5} target {target:0.0#} {unit,-5} "
                + $"{((atLeast ? value >= target : value <= target) ? "ok" : "MISSED")}");
}
