using System.Diagnostics;
using System.Globalization;
using Kata.Servers;

namespace Kata.Bench;

/// <summary>A long day with <c>kata watch</c>: hundreds of edits, and what that leaves in memory, among the processes and
/// in the temporary folder.</summary>
internal static class ManyEdits
{
    private const string Step = "Step04_SendingAndReceiving";
    private const int Number = 4;
    private const double AllowedGrowth = 50;

    /// <summary>Of so many edits one is of a program that is checked in full.</summary>
    private const int FullEvery = 10;

    public static async Task<int> Run(int edits)
    {
        if (!OperatingSystem.IsLinux())
            throw new UsageException("What a process has in memory and which children it has is read from /proc, so this needs Linux.");

        var temporary = Directory.CreateTempSubdirectory("kata-edits-");
        try
        {
            return await Run(edits, temporary);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static async Task<int> Run(int edits, DirectoryInfo temporary)
    {
        var programs = temporary.CreateSubdirectory("programs").FullName;
        var scratch = temporary.CreateSubdirectory("tmp").FullName;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "exercises"), "*.cs"))
            File.Copy(path, Path.Combine(programs, Path.GetFileName(path)));
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "solutions", $"{Step}.cs"));
        var blank = File.ReadAllText(Path.Combine(programs, $"{Step}.cs"));

        List<int> left;
        double before = 0, after, peak = 0;
        using (var watch = WatchProcess.Start(new() { ["TMPDIR"] = scratch }, "watch", Number.ToString(CultureInfo.InvariantCulture), "--json", "--programs", programs))
        {
            await watch.Any(Number);
            for (var edit = 0; edit <= edits; edit++)
            {
                // All that is made once has been made when a tenth is over.
                if (edit == edits / 10)
                    before = Megabytes(watch.Id);
                if (edit >= edits / 10)
                    peak = Math.Max(peak, Megabytes(watch.Id));

                var text = (edit % FullEvery) switch { 0 => solution.Replace("count == 0", "count < 2"), < 5 => blank, _ => solution.Replace("return 0;", "return 0") };
                File.WriteAllText(Path.Combine(programs, $"{Step}.cs"), $"{text}// Edit {edit} of the benchmark.\n");
                await watch.Any(Number);
            }

            after = Megabytes(watch.Id);
            left = Children(watch.Id);
        }

        Console.WriteLine($"{edits} edits, one in {FullEvery} checked in full: {before:0} MB after a tenth of them, {after:0} MB at the end, {peak:0} MB at most");
        Timing.Print("growth of kata watch", Math.Max(after, peak) - before, "MB", AllowedGrowth);
        Timing.Print("processes beside the servers, at the end", left.Count - 1, "", 0);
        Timing.Print("files and folders left in the temporary folder", Directory.GetFileSystemEntries(scratch).Length, "", 0);
        return Math.Max(after, peak) - before <= AllowedGrowth && left.Count == 1 && Directory.GetFileSystemEntries(scratch).Length == 0 ? 0 : 1;
    }

    /// <summary>What the process has in memory for itself, in millions of bytes (proc(5), /proc/PID/status).</summary>
    private static double Megabytes(int process) =>
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kilobytes, ..]
            ? double.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024 / 1e6
            : 0;

    private static List<int> Children(int process) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse),
    ];
}
