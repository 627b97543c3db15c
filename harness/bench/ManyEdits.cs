using System.Globalization;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Workbench;

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
        List<double> before = [], after = [];
        using (var watch = WatchProcess.Start(
                new() { ["TMPDIR"] = scratch },
                "watch",
                Number.ToString(CultureInfo.InvariantCulture),
                "--json",
                "--programs",
                programs))
        {
            await watch.Any(Number);
            for (var edit = 0; edit <= edits; edit++)
            {
                var text = (edit % FullEvery) switch
                {
                    0 => solution.Replace("count == 0", "count < 2"),
                    < 5 => blank,
                    _ => solution.Replace("return 0;", "return 0"),
                };
                File.WriteAllText(Path.Combine(programs, $"{Step}.cs"), $"{text}// Edit {edit} of the benchmark.\n");
                await watch.Any(Number);

                // All that is made once has been made when a tenth is over. Up and down with each verdict, so of many.
                if (edit >= edits / 10 && edit < 2 * edits / 10)
                    before.Add(Megabytes(watch.Id));
                if (edit >= 9 * edits / 10)
                    after.Add(Megabytes(watch.Id));
            }

            left = Children(watch.Id);
        }

        var growth = Timing.Median(after) - Timing.Median(before);
        var programsLeft = left.Count - 1 - CheckedFolder.ChecksAtATime;
        Console.WriteLine(
            $"{edits} edits, one in {FullEvery} checked in full: {Timing.Median(before):0} MB in the second tenth of them, "
                + $"{Timing.Median(after):0} MB in the last, {before.Concat(after).Max():0} MB at most");
        Timing.Print("growth of kata watch", growth, "MB", AllowedGrowth);
        Timing.Print("processes at the end, beside the servers and those that wait", Math.Max(0, programsLeft), "", 0);
        Timing.Print("processes after it has ended", left.Count(IsThere), "", 0);
        Timing.Print("files and folders left in the temporary folder", Directory.GetFileSystemEntries(scratch).Length, "", 0);
        return growth <= AllowedGrowth && programsLeft <= 0 && !left.Any(IsThere) && Directory.GetFileSystemEntries(scratch).Length == 0
            ? 0
            : 1;
    }

    /// <summary>What the process has in memory for itself, in millions of bytes (proc(5), /proc/PID/status).</summary>
    private static double Megabytes(int process) =>
        CellProcesses.Number(process, "status", "RssAnon") * 1024 / 1e6;

    private static bool IsThere(int process) => Directory.Exists($"/proc/{process}");

    private static List<int> Children(int process) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(int.Parse),
    ];
}
