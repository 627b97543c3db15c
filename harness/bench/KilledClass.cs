using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kata.Classes;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Servers;

namespace Kata.Bench;

/// <summary>Grades classes with <c>kata grade</c> and kills everything (SIGKILL) at random moments, again and again, and starts the same
/// command after each kill. In the end everything must be graded, nothing twice, no file half-written, and nothing left of the killed
/// processes. If a class is done early, another follows.</summary>
internal sealed class KilledClass : IDisposable
{
    private static readonly int[] Steps = [1, 2, 3];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-killed-").FullName;
    private readonly int times;
    private readonly int students;
    private readonly double longest;
    private readonly Random random;
    private readonly string cell = Cell.Support.Missing is null ? "required" : "none";
    private readonly List<int> started = [];
    private readonly Dictionary<string, byte[]> verdicts = [];
    private readonly int mountedNetworks;
    private readonly List<string> wrong = [];
    private int classes;

    private KilledClass(int times, int students, double longest, int seed) =>
        (this.times, this.students, this.longest, random, mountedNetworks) = (times, students, longest, new(seed), MountedNetworks());

    private string Class => Path.Combine(folder, $"class{classes}");

    /// <param name="words">How often, how many submissions, how many seconds at most until it is killed, and a seed.</param>
    public static async Task<int> Run(string[] words)
    {
        if (!OperatingSystem.IsLinux())
            throw new UsageException("Process groups are killed, so this needs Linux.");

        int Number(int place, int usual) => words.Length <= place ? usual
            : int.TryParse(words[place], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new UsageException($"\"{words[place]}\" is not a number from 1 up.");
        var seed = Number(3, Random.Shared.Next(1, 1_000_000));
        using var killed = new KilledClass(Number(0, 100), Number(1, 60), Number(2, 8), seed);
        Console.WriteLine($"{killed.times} kills, classes of {killed.students} with steps {string.Join(", ", Steps)}, cell {killed.cell}, "
            + $"seed {seed}");
        return await killed.Run();
    }

    public void Dispose()
    {
        foreach (var process in started)
            Signals.KillGroup(process);
        Directory.Delete(folder, recursive: true);
    }

    private async Task<int> Run()
    {
        var clock = Stopwatch.StartNew();
        for (var student = 0; student < students; student++)
            Submit(student);

        for (var kill = 0; kill < times; kill++)
        {
            using var process = Start();
            var moment = TimeSpan.FromSeconds(longest * random.NextDouble());
            var isDone = await Ended(process, moment);
            Signals.KillGroup(process.Id);
            await process.WaitForExitAsync();
            Compare();
            if (!isDone)
                continue;

            // The class was done before its moment came: nothing was killed.
            kill--;
            Check(process.ExitCode);
            verdicts.Clear();
            classes++;
            // Else a command that fails at once would be started for ever.
            if (wrong.Count > 0)
                break;
        }

        using (var last = Start())
        {
            if (!await Ended(last, Patience))
                wrong.Add($"the last one did not end within {Patience.TotalMinutes:0} minutes");
            Signals.KillGroup(last.Id);
            await last.WaitForExitAsync();
            Compare();
            Check(last.ExitCode);
        }

        CheckLeft();
        wrong.ForEach(line => Console.WriteLine($"WRONG: {line}"));
        Console.WriteLine(FormattableString.Invariant(
            $"{times} kills, {classes + 1} classes, {clock.Elapsed.TotalSeconds:0} s"));
        Timing.Print("what is wrong after the last start", wrong.Count, "", 0);
        return wrong.Count == 0 ? 0 : 1;
    }

    /// <summary>Right programs, wrong ones, some that do not compile, some that are untouched, and some that are the same.</summary>
    private void Submit(int student)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "in", $"student{student:000}")).FullName;
        foreach (var step in Steps.Select(Step.Of))
        {
            var solution = File.ReadAllText(Path.Combine(Repository.Root, "solutions", step.FileName));
            var text = ((student + step.Number) % 6) switch
            {
                0 => solution,
                1 => File.ReadAllText(Path.Combine(Repository.Root, "exercises", step.FileName)),
                2 => $"{solution}\n// by {student}\nstatic class Broken {{ int }}\n",
                3 => $"{solution.Replace("Console.WriteLine(", "Console.Error.WriteLine(", StringComparison.Ordinal)}\n// by {student}\n",
                _ => $"{solution}\n// by {student}\n",
            };
            File.WriteAllText(Path.Combine(own, step.FileName), text);
        }
    }

    /// <summary>Starts the command in a session, and so a process group, of its own.</summary>
    private Process Start()
    {
        var start = new ProcessStartInfo(
            "setsid",
            [
                ServerProgram.DotNet, KataProcess.Assembly, "grade", Path.Combine(folder, "in"),
                "--out", Class, "--steps", string.Join(',', Steps), "--cell", cell,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "CI_NODE_INDEX"])
            start.Environment.Remove(name);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started.Add(process.Id);
        return process;
    }

    private static async Task<bool> Ended(Process process, TimeSpan within)
    {
        using var late = new CancellationTokenSource(within);
        try
        {
            await process.WaitForExitAsync(late.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private IEnumerable<string> Files(string kind) => Path.Combine(Class, kind) is var path && Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        : [];

    /// <summary>A verdict stays where it was, and stays the same.</summary>
    private void Compare()
    {
        foreach (var (path, before) in verdicts)
        {
            if (!File.Exists(path))
                wrong.Add($"lost: {path}");
            else if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(before))
                wrong.Add($"graded twice: {path}");
        }

        foreach (var path in Files("graded").Where(path => path.EndsWith(".json", StringComparison.Ordinal)))
        {
            if (verdicts.ContainsKey(path))
                continue;

            verdicts[path] = File.ReadAllBytes(path);
            if (GradedStep.Read(verdicts[path]) is null)
                wrong.Add($"half: {path}");
        }
    }

    /// <summary>All of a class is graded, and no other file is in its folder.</summary>
    private void Check(int exitCode)
    {
        var status = ClassStatus.Of(new(Class), new ClassFolder(Class).ReadManifest(), hosts: false);
        Console.WriteLine($"  class {classes + 1}: {status.Graded} of {status.ToGrade} graded, exit code {exitCode}");
        if (exitCode != 0 || status.Holes.Count > 0 || status.ToGrade == 0)
            wrong.Add($"class {classes + 1} ended with exit code {exitCode} and {status.Holes.Count} not graded");
        if (Files("graded").Count() != status.Graded)
            wrong.Add($"{Files("graded").Count()} files for {status.Graded} verdicts");
        foreach (var half in Files("").Where(path => !IsWhole(Path.GetFileName(path))))
            wrong.Add($"left half-written: {half}");
    }

    private static bool IsWhole(string name) =>
        name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>Nothing is left of any that was started.</summary>
    private void CheckLeft()
    {
        var marks = started.Select(process => $"{CellLeftovers.Variable}={CellOwner.Prefix}{process}-").ToList();
        foreach (var process in ProcessStat.All())
        {
            var environment = Encoding.UTF8.GetString(ProcessStat.EnvironmentOf(process));
            if (ProcessStat.Read(process) is { HasEnded: false } stat
                && (started.Contains(stat.Session) || marks.Any(mark => environment.Contains(mark, StringComparison.Ordinal))))
                wrong.Add($"a process is left: {process} {Read($"/proc/{process}/cmdline").Replace('\0', ' ')}");
        }

        var groups = Directory.Exists("/sys/fs/cgroup") ? Groups("/sys/fs/cgroup") : [];
        foreach (var group in groups.Where(group => CellOwner.Of(Path.GetFileName(group)) is { } owner && started.Contains(owner.Process)))
            wrong.Add($"a control group is left: {group}");
        if (MountedNetworks() > mountedNetworks)
            wrong.Add("a network is left that a mount holds");
        // A later command would have removed them in an hour.
        foreach (var temporary in started.SelectMany(id => Directory.EnumerateDirectories(Path.GetTempPath(), $"kata-{id}-*").ToList()))
            Directory.Delete(temporary, recursive: true);
    }

    private static IEnumerable<string> Groups(string below) =>
        Directory.EnumerateDirectories(below, $"{CellOwner.Prefix}*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
        });

    private static int MountedNetworks() =>
        File.ReadLines("/proc/self/mounts").Count(line => line.Contains(" nsfs ", StringComparison.Ordinal));

    private static string Read(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(path));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
