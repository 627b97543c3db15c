using System.Diagnostics;
using System.Globalization;
using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Maintaining.Linting;
using Kata.Results;
using Kata.Servers;
using Kata.Workbench;

namespace Kata.Bench;

/// <summary>Checks programs on a machine that has much else to do, and while the server program or the harness is stopped now and then.
/// No check of a right program may fail; what is not settled at first has to pass when it is made again. No wrong program may
/// pass.</summary>
/// <param name="busy">How many processes do nothing but count.</param>
/// <param name="servers">As KATA_SERVERS.</param>
/// <param name="stopped">Who is stopped for two seconds now and then: nobody, servers or harness.</param>
/// <param name="cell">As <c>--cell</c>.</param>
/// <param name="steps">Only these steps.</param>
internal sealed class Load(int busy, int runs, string servers, string stopped, string cell, IReadOnlyList<Step> steps)
{
    /// <summary>Of a hundred checks so many may have to be made again.</summary>
    private const double MostAgain = 2;

    /// <param name="words">NAME=VALUE each: busy, runs, servers, stopped, cell, steps (16,17), right (a folder with StepNN/NAME.cs) and
    /// programs (right or wrong).</param>
    public static async Task<int> Run(IEnumerable<string> words)
    {
        if (!OperatingSystem.IsLinux())
            throw new UsageException("Processes are kept busy and stopped by a shell, so this needs Linux.");

        var given = words.Select(word => word.Split('=', 2))
            .GroupBy(word => word[0], word => word.ElementAtOrDefault(1) ?? "").ToDictionary(word => word.Key, word => word.Last());
        string Take(string name, string usual) => given.Remove(name, out var value) ? value : usual;
        static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"\"{text}\" is not a number.");

        IReadOnlyList<Step> steps = Take("steps", "") is { Length: > 0 } list
            ? [.. list.Split(',').Select(StepOfNumber)]
            : Step.All;
        var load = new Load(
            Number(Take("busy", "48")),
            Number(Take("runs", "1")),
            Take("servers", "process"),
            Take("stopped", "nobody"),
            Take("cell", CellOption.None),
            steps);
        var (programs, right) = (Take("programs", "right"), Take("right", ""));
        if (given.Count > 0)
            throw new UsageException(
                $"There is no \"{given.Keys.First()}\"; there are busy, runs, servers, stopped, cell, steps, programs and right.");
        if (load.Cell is not (CellOption.None or CellOption.Lesser or CellOption.Required))
            throw new UsageException($"\"{load.Cell}\" is no cell: give required, lesser or none.");

        return programs switch
        {
            "right" => await load.RunRight(right),
            "wrong" => await load.RunWrong(),
            _ => throw new UsageException("programs is right or wrong."),
        };
    }

    private string Cell => cell;

    private async Task<int> RunRight(string folder)
    {
        var variants = Directory.EnumerateFiles(Path.Combine(Repository.Root, "harness", "checks", "variants"), "Step*.cs");
        var others = folder == "" ? [] : Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories);
        var solutions = Directory.EnumerateFiles(Path.Combine(Repository.Root, "solutions"), "Step*.cs");
        var programs = solutions.Concat(variants).Concat(others).Select(file => new Program(StepOf(file), file, File.ReadAllText(file)));
        var total = new Counts();
        await Check(programs, (_, results) => total.Add(results));

        Timing.Print("checks of right programs that failed", total.Failed, "", 0);
        Timing.Print("checks that were not graded", total.NotGraded, "", 0);
        Timing.Print("checks that were made again", 100.0 * total.Again / Math.Max(1, total.All), "%", MostAgain);
        return total is { Failed: 0, NotGraded: 0, All: > 0 } && 100 * total.Again <= MostAgain * total.All ? 0 : 1;
    }

    private async Task<int> RunWrong()
    {
        var programs = WrongProgram.All()
            .Select(wrong => new Program(Step.All.Single(step => step.Name == wrong.Step), $"{wrong}", wrong.Source()));
        var (all, passed, notGraded) = (0, 0, 0);
        await Check(programs, (program, results) =>
        {
            all++;
            var (fails, open) = (results.Any(IsFailed), results.Any(result => result.Status == CheckStatus.NotGraded));
            passed += fails || open ? 0 : 1;
            notGraded += !fails && open ? 1 : 0;
            if (!fails)
                Console.WriteLine($"  {(open ? "NOT GRADED" : "PASSED")}: {program.Name}");
        });

        Console.WriteLine($"{all} wrong programs");
        Timing.Print("wrong programs that passed", passed, "", 0);
        Timing.Print("wrong programs that were not graded", notGraded, "", 0);
        return passed == 0 && all > 0 ? 0 : 1;
    }

    /// <summary>Checks programs, those of different steps at the same time.</summary>
    private async Task Check(IEnumerable<Program> programs, Action<Program, IReadOnlyList<CheckResult>> checkedOne)
    {
        var temporary = Directory.CreateTempSubdirectory("kata-load-");
        try
        {
            var byStep = programs.Where(program => steps.Contains(program.Step)).ToLookup(program => program.Step);
            Console.WriteLine($"{runs} runs of {byStep.Sum(step => step.Count())} programs of {byStep.Count} steps, {busy} busy processes "
                + $"on {Environment.ProcessorCount} processors, KATA_SERVERS={servers}, cell: {cell}, stopped: {stopped}");
            using var others = new BusyProcesses(busy);
            for (var run = 1; run <= runs; run++)
            {
                var clock = Stopwatch.StartNew();
                for (var place = 0; byStep.Any(step => step.Count() > place); place++)
                {
                    var folder = temporary.CreateSubdirectory($"{run}-{place}").FullName;
                    var here = byStep.Where(step => step.Count() > place).Select(step => step.ElementAt(place)).ToList();
                    foreach (var program in here)
                        await File.WriteAllTextAsync(Path.Combine(folder, program.Step.FileName), program.Source);
                    var outcomes = await Check(folder, [.. here.Select(program => program.Step)], seed: 1000 * run + place);
                    foreach (var (step, results) in outcomes)
                        checkedOne(here.Single(program => program.Step == step), results);
                }

                Console.WriteLine(FormattableString.Invariant($"run {run}: {clock.Elapsed.TotalSeconds:0} s"));
            }
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private async Task<IEnumerable<(Step, IReadOnlyList<CheckResult>)>> Check(string folder, IReadOnlyList<Step> chosen, int seed)
    {
        await using var made = await CellOption.Of(cell);
        await using var bench = CheckedFolder.Open(folder, servers, cell: made);
        var process = stopped switch
        {
            "nobody" => 0,
            "harness" => Environment.ProcessId,
            "servers" when await bench.Host() is ProcessHost host => host.ProcessId,
            "servers" => throw new UsageException("Only servers in a process can be stopped."),
            _ => throw new UsageException($"\"{stopped}\" cannot be stopped: give nobody, servers or harness."),
        };
        using var stops = process == 0 ? null : new Stops(process, new Random(seed));
        var outcomes = await bench.Check(chosen);
        if (outcomes.FirstOrDefault(outcome => outcome.Checks.Count == 0) is { } broken)
            throw new KataException(
                $"{broken.Step.FileName} does not compile: {string.Join(" ", broken.Errors.Select(error => error.Message))}");
        return outcomes.Select(outcome => (outcome.Step, outcome.Checks));
    }

    private static Step StepOfNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Step.Of(number) != Step.None
            ? Step.Of(number)
            : throw new UsageException($"There is no step \"{text}\": they are 1 to {Step.All.Count}, as in steps=16,17.");

    private static Step StepOf(string path)
    {
        var at = path.LastIndexOf("Step", StringComparison.Ordinal);
        return Step.Of(int.Parse(path.AsSpan(at + "Step".Length, 2), CultureInfo.InvariantCulture));
    }

    private static bool IsFailed(CheckResult check) => check.Status is CheckStatus.Failed or CheckStatus.NotStarted;

    private sealed record Program(Step Step, string Name, string Source);

    private sealed class Counts
    {
        public int All { get; private set; }

        public int Failed { get; private set; }

        public int NotGraded { get; private set; }

        public int Again { get; private set; }

        public void Add(IReadOnlyList<CheckResult> results)
        {
            All += results.Count;
            Failed += results.Count(IsFailed);
            NotGraded += results.Count(check => check.Status == CheckStatus.NotGraded);
            Again += results.Count(check => check.Attempts > 1);
            foreach (var check in results)
            {
                var isGood = check.Status is CheckStatus.Passed or CheckStatus.Skipped;
                if (!isGood || check.Attempts > 1)
                    Console.WriteLine($"  {check.Status} after {check.Attempts}: {check.Id}{(isGood ? "" : $"\n{check.Message}")}");
            }
        }
    }

    /// <summary>Processes that count, and end by themselves after a while if nobody ends them.</summary>
    private sealed class BusyProcesses : IDisposable
    {
        private const int MostSeconds = 900;
        private readonly List<Process> processes = [];

        public BusyProcesses(int count)
        {
            // In our process group: a child of ours in a group of its own counts as a leftover of a program, and is ended.
            for (var i = 0; i < count; i++)
                processes.Add(Process.Start("timeout", ["--foreground", $"{MostSeconds}", "sh", "-c", "while :; do :; done"]));
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
