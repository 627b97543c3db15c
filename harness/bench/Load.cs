using System.Diagnostics;
using System.Globalization;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Results;
using Kata.Servers;
using Kata.Workbench;

namespace Kata.Bench;

/// <summary>Full runs of right programs on a machine that has much else to do, and while the server program or the harness is stopped
/// now and then. No check may fail; what is not graded at first has to pass when it is made again.</summary>
internal static class Load
{
    /// <summary>Of so many checks one may have to be made again.</summary>
    private const double MostAgain = 0.02;

    /// <param name="busy">How many processes do nothing but count.</param>
    /// <param name="stopped">Who is stopped for two seconds now and then: nobody, servers or harness.</param>
    /// <param name="right">A folder with StepNN/NAME.cs; null for the solutions and the variants alone.</param>
    public static async Task<int> Run(int busy, int runs, string setting, string stopped, string? right)
    {
        if (!OperatingSystem.IsLinux())
            throw new UsageException("Processes are kept busy and stopped by a shell, so this needs Linux.");

        var temporary = Directory.CreateTempSubdirectory("kata-load-");
        try
        {
            var folders = Folders(temporary, right).ToList();
            Console.WriteLine($"{runs} runs of {folders.Count} folders of right programs, {busy} busy processes on {Environment.ProcessorCount} processors, KATA_SERVERS={setting}, stopped: {stopped}");
            using var others = new BusyProcesses(busy);
            var total = new Counts();
            for (var run = 1; run <= runs; run++)
            {
                var clock = Stopwatch.StartNew();
                var counts = new Counts();
                foreach (var (folder, steps) in folders)
                    counts.Add(await Check(folder, steps, setting, stopped, seed: 1000 * run));
                Console.WriteLine(FormattableString.Invariant($"run {run}: {counts}, {clock.Elapsed.TotalSeconds:0} s"));
                total.Add(counts);
            }

            Console.WriteLine($"in all: {total}");
            Timing.Print("checks that failed", total.Failed, "", 0);
            Timing.Print("checks that were not graded", total.NotGraded, "", 0);
            Timing.Print("checks that were made again", 100.0 * total.Again / Math.Max(1, total.All), "%", 100 * MostAgain);
            return total is { Failed: 0, NotGraded: 0, All: > 0 } && total.Again <= MostAgain * total.All ? 0 : 1;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static async Task<Counts> Check(string folder, IReadOnlyList<Step> steps, string setting, string stopped, int seed)
    {
        await using var bench = CheckedFolder.Open(folder, setting);
        var process = stopped switch
        {
            "nobody" => 0,
            "harness" => Environment.ProcessId,
            "servers" when await bench.Host() is ProcessHost host => host.ProcessId,
            "servers" => throw new UsageException("Only servers in a process can be stopped."),
            _ => throw new UsageException($"\"{stopped}\" cannot be stopped: give nobody, servers or harness."),
        };
        using var stops = process == 0 ? null : new Stops(process, new Random(seed));
        var counts = new Counts();
        foreach (var outcome in await bench.Check(steps))
        {
            foreach (var check in outcome.Checks)
                counts.Add(check);
            if (outcome.Checks.Count == 0)
                throw new UsageException($"{outcome.Step.FileName} of {folder} does not compile: {string.Join(" ", outcome.Errors.Select(error => error.Message))}");
        }

        return counts;
    }

    /// <summary>The solutions, and as many folders as it takes for the variants and the others, with one program a step.</summary>
    private static IEnumerable<(string Folder, IReadOnlyList<Step> Steps)> Folders(DirectoryInfo temporary, string? right)
    {
        yield return (Path.Combine(Repository.Root, "solutions"), Step.All);
        var variants = Directory.EnumerateFiles(Path.Combine(Repository.Root, "harness", "checks", "variants"), "Step*.cs");
        var others = right is null ? [] : Directory.EnumerateFiles(right, "*.cs", SearchOption.AllDirectories);
        var byStep = variants.Concat(others).Order(StringComparer.Ordinal).ToLookup(StepOf);
        for (var place = 0; byStep.Any(step => step.Count() > place); place++)
        {
            var folder = temporary.CreateSubdirectory($"{place}").FullName;
            var steps = byStep.Where(step => step.Count() > place).ToList();
            foreach (var step in steps)
                File.Copy(step.ElementAt(place), Path.Combine(folder, step.Key.FileName));
            yield return (folder, [.. steps.Select(step => step.Key)]);
        }
    }

    private static Step StepOf(string path)
    {
        var at = path.LastIndexOf("Step", StringComparison.Ordinal);
        return Step.Of(int.Parse(path.AsSpan(at + "Step".Length, 2), CultureInfo.InvariantCulture));
    }

    private sealed class Counts
    {
        public int Passed { get; private set; }

        public int Failed { get; private set; }

        public int NotGraded { get; private set; }

        public int Again { get; private set; }

        public int All => Passed + Failed + NotGraded;

        public void Add(CheckResult check)
        {
            Passed += check.Status == CheckStatus.Passed ? 1 : 0;
            Failed += check.Status is CheckStatus.Failed or CheckStatus.NotStarted ? 1 : 0;
            NotGraded += check.Status == CheckStatus.NotGraded ? 1 : 0;
            Again += check.Attempts > 1 ? 1 : 0;
            if (check.Status is not (CheckStatus.Passed or CheckStatus.Skipped) || check.Attempts > 1)
                Console.WriteLine($"  {check.Status} after {check.Attempts}: {check.Id}{(check.Status == CheckStatus.Passed ? "" : $"\n{check.Message}")}");
        }

        public void Add(Counts other) => (Passed, Failed, NotGraded, Again) = (Passed + other.Passed, Failed + other.Failed, NotGraded + other.NotGraded, Again + other.Again);

        public override string ToString() => $"{Passed} passed, {Failed} failed, {NotGraded} not graded, {Again} made again";
    }

    /// <summary>Processes that count, and end by themselves after a while if nobody ends them.</summary>
    private sealed class BusyProcesses : IDisposable
    {
        private const int MostSeconds = 900;
        private readonly List<Process> processes = [];

        public BusyProcesses(int count)
        {
            for (var i = 0; i < count; i++)
                processes.Add(Process.Start("timeout", [$"{MostSeconds}", "sh", "-c", "while :; do :; done"]));
        }

        public void Dispose()
        {
            foreach (var process in processes)
            {
                process.Kill(entireProcessTree: true);
                process.Dispose();
            }
        }
    }

    /// <summary>Stops a process for two seconds at random moments, and sees to it that it goes on.</summary>
    private sealed class Stops : IDisposable
    {
        private const int Count = 12;
        private readonly Process shell;
        private readonly int process;

        public Stops(int process, Random random)
        {
            this.process = process;
            var moments = Enumerable.Range(0, Count).Select(_ => FormattableString.Invariant(
                $"sleep {1 + 9 * random.NextDouble():0.00}; kill -STOP {process} || exit; sleep 2; kill -CONT {process}"));
            shell = Process.Start("sh", ["-c", string.Join("; ", moments)]);
        }

        public void Dispose()
        {
            shell.Kill(entireProcessTree: true);
            shell.Dispose();
            const int Continue = 18; // SIGCONT (signal(7))
            Signals.Send(process, Continue);
        }
    }
}
