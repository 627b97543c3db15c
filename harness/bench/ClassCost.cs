using System.Diagnostics;
using System.Globalization;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Servers;

namespace Kata.Bench;

/// <summary>What a submission of a class costs: processor seconds of the whole process tree, cells, servers, compiler and the start
/// included; the time it takes; the memory of all processes together; and how much less it is than <c>dotnet test FOLDER --filter</c> of
/// the same.</summary>
internal sealed class ClassCost : IDisposable
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>No event reports the most memory that a tree of processes has.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-cost-").FullName;
    private readonly string besides = Path.Combine(Repository.Root, $"submission-of-bench-{Environment.ProcessId}");
    private readonly string cell = Cell.Support.Missing is null ? "required" : "none";

    /// <param name="students">How many submissions there are; of all steps, a fifth of that.</param>
    public static async Task<int> Measure(int students)
    {
        if (!OperatingSystem.IsLinux())
            throw new UsageException("Process trees are measured by /proc, so this needs Linux.");

        using var cost = new ClassCost();
        Console.WriteLine(FormattableString.Invariant(
            $"{students} submissions, cell {cost.cell}, {Environment.ProcessorCount} processors; processor seconds are of the whole tree"));
        await cost.Measure("step 1", students, 0.40, Step.Of(1));
        await cost.Measure("step 4", students, 0.60, Step.Of(4));
        await cost.Measure("all steps", Math.Max(1, students / 5), 20, [.. Step.All]);
        return 0;
    }

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        if (Directory.Exists(besides))
            Directory.Delete(besides, recursive: true);
    }

    private async Task Measure(string what, int students, double target, params Step[] steps)
    {
        var submissions = Path.Combine(folder, what);
        for (var student = 0; student < students; student++)
            Submit(Path.Combine(submissions, $"student{student:000}"), student, steps);

        var numbers = string.Join(',', steps.Select(step => step.Number));
        var (seconds, worked, memory) = await Run(
            Repository.Root,
            [
                KataProcess.Assembly, "grade", submissions,
                "--out", Path.Combine(folder, $"{what} graded"), "--steps", numbers, "--cell", cell,
            ]);
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: {students} in {seconds:0.0} s, {seconds / students:0.00} s each; {memory / Megabyte} MB at most"));
        Timing.Print($"{what}: processor seconds of a submission", worked / students, "s", target);

        Submit(besides, 0, steps);
        File.WriteAllText(
            Path.Combine(besides, "Submission.csproj"),
            "<Project Sdk=\"Microsoft.NET.Sdk\">\n  <Import Project=\"../harness/Kata.props\" />\n</Project>\n");
        var filter = string.Join('|', steps.Select(step => $"TestCategory={step.Category}"));
        // Build servers would not be children of ours, and would not be measured.
        var (_, test, _) = await Run(
            Repository.Root, ["test", besides, "--filter", filter, "-p:UseSharedCompilation=false", "-nodeReuse:false"]);
        Directory.Delete(besides, recursive: true);
        Timing.Print($"{what}: dotnet test --filter, against that", test / (worked / students), "times", 25, atLeast: true);
    }

    private static void Submit(string into, int student, IEnumerable<Step> steps)
    {
        Directory.CreateDirectory(into);
        foreach (var step in steps)
        {
            var solution = File.ReadAllText(Path.Combine(Repository.Root, "solutions", step.FileName));
            File.WriteAllText(Path.Combine(into, step.FileName), $"{solution}\n// by {student}\n");
        }
    }

    /// <returns>The seconds it took, those that processors worked, and the bytes of memory that its processes had together.</returns>
    private static async Task<(double Seconds, double Worked, long Memory)> Run(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.DotNet, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KATA_SERVERS"] = "process";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        var (before, clock) = (ChildrenUse.Worked, Stopwatch.StartNew());
        using var process = Process.Start(start)!;
        var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        long most = 0;
        var exit = process.WaitForExitAsync();
        while (await Task.WhenAny(exit, Task.Delay(BetweenLooks)) != exit)
            most = Math.Max(most, Memory(process.Id));
        if (process.ExitCode != 0)
        {
            throw new KataException(
                $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}, so there is nothing to measure:\n"
                    + string.Concat(await texts));
        }

        return (clock.Elapsed.TotalSeconds, (ChildrenUse.Worked - before).TotalSeconds, most);
    }

    /// <summary>The memory of all processes of a tree; shared pages count once.</summary>
    private static long Memory(int process) =>
        1024 * CellProcesses.Tree(process).Sum(one => CellProcesses.Number(one, "smaps_rollup", "Pss"));
}
