using System.Diagnostics;
using System.Globalization;
using Kata.Checking;
using Kata.Classes;
using Kata.Classes.Grading;
using Kata.Classes.Intake;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Servers;

namespace Kata.Bench;

/// <summary>A class that many machines have graded in parts, put together by <c>kata grade merge</c>. A stand-in that knows its verdicts
/// takes the place of servers and programs; queue and class folders are the real ones. Some parts are killed (SIGKILL) and go on, and some
/// are graded twice. The merged class must be complete, and each verdict the one that a part has.</summary>
internal sealed class MergedClass : IDisposable
{
    private const int MostSubmissions = 100_000, MostShards = 1000;

    /// <summary>One part in so many is killed and goes on, and one in so many is graded twice.</summary>
    private const int Killed = 10, Twice = 10;

    private const double TargetSeconds = 60, TargetMegabytes = 1024;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly Step Graded = Step.Of(1);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-merged-").FullName;
    private readonly int students;
    private readonly int shards;
    private readonly List<string> parts = [];

    private MergedClass(int students, int shards) => (this.students, this.shards) = (students, shards);

    private string Class => Path.Combine(folder, "class");

    /// <param name="words">How many submissions and how many parts: 10000 100.</param>
    public static async Task<int> Run(string[] words)
    {
        static int Number(string text, int most) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
                : throw new UsageException($"\"{text}\" is not a number from 1 to {most}.");
        if (!OperatingSystem.IsLinux())
            throw new UsageException("The memory of a process is measured by /proc, so this needs Linux.");

        using var merged = new MergedClass(
            words.Length > 0 ? Number(words[0], MostSubmissions) : 10_000, words.Length > 1 ? Number(words[1], MostShards) : 100);
        return await merged.Run();
    }

    /// <summary>Grades a part, which is to be killed meanwhile.</summary>
    public static async Task<int> GradePart(string path)
    {
        var part = new ClassFolder(path);
        using var progress = new ClassProgress(TextWriter.Null, null);
        await new ClassQueue(part, part.ReadManifest(), new Recorded(), null, progress).Run(CancellationToken.None);
        return 0;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<int> Run()
    {
        var clock = Stopwatch.StartNew();
        Prepare();
        Console.WriteLine(FormattableString.Invariant(
            $"{students} submissions in {shards} parts, {parts.Count - shards} of them graded twice; {clock.Elapsed.TotalSeconds:0} s"));
        clock.Restart();
        var killed = 0;
        await Parallel.ForEachAsync(parts.Select((part, i) => (part, i)), async (one, _) =>
        {
            if (one.i % Killed == 0 && await IsKilled(one.part))
                Interlocked.Increment(ref killed);
            await GradePart(one.part);
        });
        Console.WriteLine(FormattableString.Invariant(
            $"graded by a stand-in in {clock.Elapsed.TotalSeconds:0} s; {killed} parts were killed, and went on"));

        var (code, output, seconds, megabytes) = await Merge();
        var wrong = Check();
        if (code != 0)
            wrong.Insert(0, $"kata grade merge ended with {code}: {output}");
        wrong.Take(10).ToList().ForEach(line => Console.WriteLine($"WRONG: {line}"));
        Timing.Print("merge: seconds", seconds, "s", TargetSeconds);
        Timing.Print("merge: memory at most", megabytes, "MB", TargetMegabytes);
        Timing.Print("merge: what is not complete, or not as a part has it", wrong.Count, "", 0);
        return wrong.Count == 0 ? 0 : 1;
    }

    /// <summary>Each part has the whole list. The programs, which are the same in all, are in the first one only: merging takes those that
    /// it lacks.</summary>
    private void Prepare()
    {
        var first = new ClassFolder(Path.Combine(folder, "part-1"));
        var submissions = Enumerable.Range(1, students).AsParallel().AsOrdered().Select(student =>
        {
            var id = $"student{student}";
            var own = Directory.CreateDirectory(Path.Combine(first.Submissions, id)).FullName;
            File.WriteAllText(Path.Combine(own, Graded.FileName), $"// by {student}\n");
            return new Submission(id, $"submissions/{id}", ClassIntake.ProgramsOf(own)) { Name = $"Student {student}" };
        }).ToList();
        var manifest = new ClassManifest(ChecksHash.OfSources, null, [Graded], submissions) { Cell = "bubblewrap" };
        for (var shard = 1; shard <= shards; shard++)
        {
            foreach (var name in shard % Twice == 0 ? (string[])[$"part-{shard}", $"part-{shard}-again"] : [$"part-{shard}"])
            {
                parts.Add(Path.Combine(folder, name));
                new ClassFolder(parts[^1]).Write(manifest with { Shard = new(shard, shards) });
            }
        }
    }

    /// <summary>Grades a part in a process of its own, and kills that when it has some verdicts.</summary>
    /// <returns>Whether it was still at work.</returns>
    private static async Task<bool> IsKilled(string part)
    {
        using var process = Start(typeof(MergedClass).Assembly.Location, ["part", part]);
        var graded = Path.Combine(part, "graded");
        while (!process.HasExited && !(Directory.Exists(graded) && Directory.EnumerateDirectories(graded).Skip(5).Any()))
            await Task.Delay(BetweenLooks); // nothing tells of a file in a folder of another process
        var isAtWork = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        return isAtWork;
    }

    private async Task<(int Code, string Output, double Seconds, double Megabytes)> Merge()
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(KataProcess.Assembly, ["grade", "merge", Class, .. parts]);
        var texts = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var exit = process.WaitForExitAsync();
        long most = 0;
        while (await Task.WhenAny(exit, Task.Delay(BetweenLooks)) != exit)
            most = Math.Max(most, CellProcesses.Number(process.Id, "status", "VmHWM"));
        return (process.ExitCode, string.Concat(await texts), clock.Elapsed.TotalSeconds, most / 1024.0);
    }

    private List<string> Check()
    {
        var wrong = new List<string>();
        var merged = new ClassFolder(Class);
        var status = ClassStatus.Of(merged, merged.ReadManifest(), hosts: false);
        if (status.Graded != students || status.ToGrade != students)
            wrong.Add($"{status.Graded} of {status.ToGrade} are graded, and there are {students} submissions");
        if (Directory.EnumerateDirectories(merged.Submissions).Count() != students)
            wrong.Add("submissions are missing");
        var inParts = parts.Select(part => Path.Combine(part, "graded")).SelectMany(graded => Directory
            .EnumerateFiles(graded, "*.json", SearchOption.AllDirectories).Select(file => (Name: Path.GetRelativePath(graded, file), file)))
            .ToLookup(one => one.Name, one => one.file);
        foreach (var name in merged.GradedNames())
        {
            var ours = File.ReadAllBytes(Path.Combine(Class, "graded", name));
            if (!inParts[name].Any(theirs => File.ReadAllBytes(theirs).AsSpan().SequenceEqual(ours)))
                wrong.Add($"no part has this verdict: {name}");
        }

        return wrong;
    }

    private static Process Start(string assembly, string[] arguments)
    {
        var start = new ProcessStartInfo(ServerProgram.DotNet, [assembly, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Knows the verdicts: one program in seven fails, with a ladder of a usual size.</summary>
    private sealed class Recorded : IStepGrader
    {
        private const int Checks = 13, Ladder = 2000;

        public Task<GradedStep> Grade(GradingItem item, CancellationToken cancellation)
        {
            var fails = Convert.ToInt32(item.Key[..4], 16) % 7 == 0;
            return Task.FromResult(new GradedStep(item.Key, new(item.Step, [], [.. Enumerable.Range(0, Checks).Select(Check)])
            {
                When = DateTimeOffset.UtcNow,
                Program = item.Submissions[0].Of(item.Step).Hash,
            }, [])
            { Host = Environment.MachineName });

            CheckResult Check(int number) => new($"{item.Step.Name}Checks.Check{number}", item.Step, $"Check {number}",
                fails && number == 0 ? CheckStatus.Failed : CheckStatus.Passed, TimeSpan.FromMilliseconds(number))
            {
                Failure = fails && number == 0 ? new("exit code 0", "exit code 1") { Ladders = [new('x', Ladder)] } : null,
                Evidence = new Evidence([], []),
            };
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
