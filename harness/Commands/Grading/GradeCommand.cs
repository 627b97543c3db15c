using System.CommandLine;
using Kata.Classes;
using Kata.Classes.Grading;
using Kata.Classes.Intake;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

namespace Kata.Commands.Grading;

/// <summary><c>kata grade FOLDER|ZIP…</c>, for instructors: grades a class into a folder that holds all that was found out.</summary>
internal static class GradeCommand
{
    private const string DefaultFolder = "class";

    public static Command Create()
    {
        var sources = new Argument<string[]>("submissions")
        {
            Description = "Folders or zips of submissions, or a class folder to go on with.",
            HelpName = "FOLDER|ZIP",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var steps = StepsOption.Create();
        var output = new Option<string>("--out")
        {
            Description = "The class folder to write.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => DefaultFolder
        };
        var shard = new Option<string?>("--shard") { Description = "Grades one part of the class, as in 3/10.", HelpName = "I/N" };
        var again = new Option<string?>("--again")
        {
            Description = "Grades once more: not-graded, failed, or the submission with this id or name.",
            HelpName = "WHICH"
        };
        var hidden = new Option<string?>("--hidden")
        {
            Description = "A folder with checks of your own, which no student sees.",
            HelpName = "FOLDER"
        };
        var points = new Option<string?>("--points") { Description = "How verdicts become points.", HelpName = "FILE" };
        var students = new Option<string?>("--students")
        {
            Description = "Who is in the class: id,name,email,group,submitted, or Moodle's grading worksheet; without it, students.csv "
                + "in or beside the folder or zip, or the list that the class has.",
            HelpName = "FILE",
        };
        var cell = CellOption.Create(CellOption.Required);
        var atATime = new Option<int?>("--at-a-time") { Description = "How many programs are graded at a time.", HelpName = "N" };
        var json = JsonOutput.Option();
        var command = new Command("grade", "For instructors: grades a class.")
        {
            sources, steps, output, shard, again, hidden, points, students, cell, atATime, json,
            GradeStatusCommand.Create(), GradeMergeCommand.Create(), GradeExportCommand.Create(), GradeAlikeCommand.Create(),
        };
        command.SetAction((parsed, cancellation) => Run(
            new(parsed.GetValue(sources) ?? [], parsed.GetValue(output)!)
            {
                Steps = parsed.GetValue(steps) is { Length: > 0 } some ? some : null,
                Shard = parsed.GetValue(shard) is { } part ? Shard.Parse(part) : Shard.Read(Environment.GetEnvironmentVariable),
                Again = parsed.GetValue(again),
                Hidden = parsed.GetValue(hidden),
                Points = parsed.GetValue(points),
                Students = parsed.GetValue(students),
                Cell = parsed.GetValue(cell)!,
                AtATime = parsed.GetValue(atATime),
                Json = parsed.GetValue(json),
                HasOut = parsed.GetResult(output) is { Implicit: false },
            },
            Console.Out, Console.Error, cancellation));
        return command;
    }

    /// <returns>The exit code: 2 if something is not graded.</returns>
    internal static async Task<int> Run(Request request, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (request.AtATime is < 1 or > 1000)
            throw new UsageException("--at-a-time wants a number from 1, as in: --at-a-time 8");

        // Before anything is read: the command may begin anew.
        CellOption.Prepare(request.Cell);
        var hidden = request.Hidden is null ? null : HiddenChecks.Load(request.Hidden);
        var points = request.Points is null ? null : PointRules.Read(request.Points);
        await using var cell = await CellOption.OfStrangers(request.Cell, error);
        await GoOn(request, error);
        CellOption.Hide(request.Cell, request.Folder, ((string?[])[.. request.Sources, request.Hidden, request.Students]).OfType<string>());
        var folder = new ClassFolder(request.Folder);
        var before = folder.IsThere ? folder.ReadManifest() : null;
        if (before?.Hidden is not null && hidden is null)
            throw new UsageException($"{request.Folder} was graded with checks of your own: name them again with --hidden");

        await using var grader = new StepGrader(ServerHosts.Setting ?? "process", hidden, cell);
        if (hidden is not null)
            await Canary.Require(grader, hidden.Steps.Intersect(Untried(request, before, hidden.Hash)), cancellation);
        var manifest = TakeIn(request, folder, before, hidden, points, error);
        folder.Sweep();
        Forget(request, folder, manifest);

        Func<(int Width, int Height)>? size = Console.IsErrorRedirected ? null : () => (Console.WindowWidth, Console.WindowHeight);
        using (var progress = new ClassProgress(error, size))
        {
            // In a lesser cell nothing keeps a program from the servers of another.
            var atATime = request.AtATime ?? (request.Cell == CellOption.Lesser ? 1 : ClassQueue.Usual);
            var canary = Canary.Create(grader);
            var queue = new ClassQueue(folder, manifest, grader, canary, progress) { AtATime = atATime };
            try
            {
                await queue.Run(cancellation);
            }
            catch (OperationCanceledException)
            {
                progress.Dispose();
                var (graded, all) = progress.Count;
                await error.WriteLineAsync(
                    $"kata: interrupted; {Amount.Of(graded)} of {Amount.Of(all)} are graded and kept. To go on: "
                        + GoingOn(request));
                throw;
            }
        }

        var status = ClassStatus.Of(folder, manifest, hosts: false);
        await output.WriteAsync(request.Json ? status.Write() : status.Draw(Palette.ForConsole()) + Next(request, status));
        return status.IsWhole ? 0 : 2;
    }

    private static string Next(Request request, ClassStatus status)
    {
        string[] lines = [.. Labelled.Lines("next", status.Holes.Count > 0
            ? $"{GoingOn(request)} grades what is not graded"
            : $"{KataLine.Of($"grade export {KataLine.Typed(request.Folder)}")} --format csv,html")];
        return $"\n{string.Join('\n', lines)}\n";
    }

    /// <summary>The command that goes on with the class.</summary>
    private static string GoingOn(Request request) =>
        KataLine.Of($"grade {KataLine.Typed(request.Folder)}")
        + (request.Hidden is null ? "" : $" --hidden {KataLine.Typed(request.Hidden)}")
        + CellOption.Again(request.Cell);

    /// <summary>A class folder in the place of submissions is gone on with.</summary>
    private static async Task GoOn(Request request, TextWriter error)
    {
        var resumed = request.Sources.Where(request.GoesOnWith).ToList();
        if (resumed is [var only] && request.Sources.Count == 1)
        {
            request.Folder = only;
            await error.WriteLineAsync($"kata: going on with the class folder {only}");
        }
        else if (resumed.Count > 0)
            throw new UsageException(
                $"{resumed[0]} is a class folder: to put several together, {KataLine.Of("grade merge")}; to take it for a submission, "
                    + "name another --out");
    }

    /// <summary>The steps that are graded: those of the class stay.</summary>
    private static IEnumerable<Step> StepsOf(Request request, ClassManifest? before) =>
        (request.Steps ?? before?.Steps ?? Step.All).Union(before?.Steps ?? []).OrderBy(step => step.Number);

    /// <summary>The graded steps whose hidden checks our own solutions have not yet passed. A class that was graded with the same checks
    /// would not be there if they had failed.</summary>
    internal static IEnumerable<Step> Untried(Request request, ClassManifest? before, string hidden) =>
        StepsOf(request, before)
            .Except(before is not null && before.Hidden == hidden && before.Checks == ChecksHash.OfSources ? before.Steps : []);

    /// <summary>Reads the submissions into the class folder, beside those that it has; without any, those are gone on with.</summary>
    private static ClassManifest TakeIn(
        Request request, ClassFolder folder, ClassManifest? before, HiddenChecks? hidden, PointRules? points, TextWriter error)
    {
        var sources = request.Sources.Where(source => !request.GoesOnWith(source)).ToList();
        if (sources.Count == 0 && !folder.IsThere)
            throw new UsageException($"Which submissions? Name a folder or a zip, as in: {KataLine.Of("grade submissions/")}");

        var manifest = before;
        if (sources.Count > 0 || request.Students is not null)
            manifest = ClassAdmission.Take(folder, before, sources, request.Students, error);

        if (manifest!.Submissions.Count == 0)
        {
            throw new KataException(
                manifest.NotSubmissions is [var one, ..]
                    ? $"There is no submission in it: {Visible.OneLine($"{one.Path}: {one.Reason}")}{(manifest.NotSubmissions.Count > 1 ? $", and {Amount.Of(manifest.NotSubmissions.Count - 1)} more" : "")}"
                    : "There is no submission in it: a submission is a folder with step files, such as Step01_CreatingSockets.cs");
        }

        manifest = manifest with
        {
            Checks = ChecksHash.OfSources,
            Hidden = hidden?.Hash,
            Commit = RepositoryCommit.Read(),
            Cell = CellOption.NameOf(request.Cell),
            Steps = [.. StepsOf(request, before)],
            Shard = request.Shard ?? before?.Shard,
            Points = points ?? before?.Points,
        };
        folder.Write(manifest);
        return manifest;
    }

    private static void Forget(Request request, ClassFolder folder, ClassManifest manifest)
    {
        // What is not graded is graded in any case.
        if (request.Again is null or "not-graded")
            return;

        var again = request.Again == "failed" ? null : Called(request.Again, manifest.Submissions);
        foreach (var (submission, program) in manifest.Graded.ToList())
        {
            var key = manifest.KeyOf(program);
            if (again is null ? folder.Load(submission, program.Step, key)?.Result.Status == StepStatus.Failing : submission == again)
                folder.Forget(submission, program.Step, key);
        }
    }

    /// <summary>The submission with this id, or of the only student with this name.</summary>
    /// <exception cref="UsageException">There is none, or several students have that name.</exception>
    internal static Submission Called(string again, IReadOnlyList<Submission> submissions)
    {
        if (submissions.FirstOrDefault(one => Same(one.Id)) is { } byId)
            return byId;

        var named = submissions.Where(one => Same(one.Name)).ToList();
        if (named is [var only])
            return only;

        var near = submissions.FirstOrDefault(one => one.Name?.Split(' ').Any(Same) == true)
            ?? submissions.FirstOrDefault(one => one.Id == NearName.Of(again, submissions.Select(other => other.Id)))
            ?? submissions.FirstOrDefault(one => one.Name == NearName.Of(again, submissions.Select(other => other.Name ?? "")));
        throw new UsageException(named.Count > 1
            ? $"--again {again} is the name of {string.Join(" and ", named.Select(one => one.Id))}: name one of them"
            : $"--again takes not-graded, failed, or an id or name from grades.csv"
                + $"{(near is null ? "" : $"; did you mean {near.Id}{(near.Name is null ? "" : $", {near.Name}")}?")}");

        bool Same(string? one) => again.Equals(one, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What is graded, and how.</summary>
    internal sealed class Request(IReadOnlyList<string> sources, string folder)
    {
        public IReadOnlyList<string> Sources { get; } = sources;

        public string Folder { get; set; } = folder;

        public IReadOnlyList<Step>? Steps { get; init; }

        public Shard? Shard { get; init; }

        public string? Again { get; init; }

        public string? Hidden { get; init; }

        public string? Points { get; init; }

        public string? Students { get; init; }

        public string Cell { get; init; } = "required";

        public int? AtATime { get; init; }

        public bool Json { get; init; }

        /// <summary>Whether --out says which folder to write.</summary>
        public bool HasOut { get; init; }

        /// <summary>Whether a source is a class folder that is gone on with. What a student hands in may look like one: with --out, only
        /// that folder is.</summary>
        public bool GoesOnWith(string source) => new ClassFolder(source) is { IsThere: true } folder
            && (!HasOut || folder.Folder == new ClassFolder(Folder).Folder);
    }
}
