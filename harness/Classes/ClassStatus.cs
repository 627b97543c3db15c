using System.Text.Json;
using Kata.Classes.Intake;
using Kata.Results;
using Kata.Text;

namespace Kata.Classes;

/// <summary>A step of a submission that is not graded.</summary>
/// <param name="Reason">Why it is not graded; null if no grading was tried.</param>
internal sealed record Hole(Submission Submission, Step Step, string? Reason);

/// <summary>How far a class folder is: what is graded, by whom, and what is missing.</summary>
internal sealed class ClassStatus
{
    private const int MostLines = 40;

    /// <summary>The lines that one submission has of these: it hides nothing of what is said of others.</summary>
    private const int MostOfOne = 5;

    private readonly ClassFolder folder;
    private readonly ClassManifest manifest;

    private ClassStatus(ClassFolder folder, ClassManifest manifest, bool hosts)
    {
        (this.folder, this.manifest) = (folder, manifest);
        foreach (var (submission, program) in manifest.Graded)
        {
            ToGrade++;
            var key = manifest.KeyOf(program);
            if (!folder.IsGraded(submission, program.Step, key))
                Holes.Add(new(submission, program.Step, folder.Reason(submission, program.Step, key)));
            else if (hosts && folder.Load(submission, program.Step, key) is { } graded)
                Hosts[$"{graded.Host} (cell: {graded.Cell})"] = Hosts.GetValueOrDefault($"{graded.Host} (cell: {graded.Cell})") + 1;
        }
    }

    /// <summary>How many programs students have changed.</summary>
    public int ToGrade { get; }

    public int Graded => ToGrade - Holes.Count;

    /// <summary>The steps that are not graded. They have no verdict, which is not zero points.</summary>
    public List<Hole> Holes { get; } = [];

    /// <summary>The submissions that cannot be graded.</summary>
    public IReadOnlyList<Submission> Unread => [.. manifest.Submissions.Where(one => one.Unread is not null)];

    /// <summary>Whether each submission has a verdict.</summary>
    public bool IsWhole => Holes.Count == 0 && Unread.Count == 0;

    /// <summary>How many programs each machine and cell graded.</summary>
    public SortedDictionary<string, int> Hosts { get; } = new(StringComparer.Ordinal);

    /// <param name="hosts">Whether to list which machine graded what; every verdict is read for that.</param>
    public static ClassStatus Of(ClassFolder folder, ClassManifest manifest, bool hosts) => new(folder, manifest, hosts);

    public string Draw(Palette palette)
    {
        var lines = new List<string>();
        Label("class", $"{folder.Folder}{(manifest.Shard is { } shard ? $", shard {shard}" : "")}");
        Label("found", Found());
        Label("list", List());
        Label("steps", StepNumbers());
        if (WithoutTime is > 0 and var without)
            Label("times", $"{Amount.Of(without)} of {Amount.Of(manifest.Submissions.Count, "submission")} have no time, so no late days");
        Label("graded", $"{Amount.Of(Graded)} of {Amount.Of(ToGrade, "program")} that students have changed"
            + $"{(Untouched > 0 ? $"; {Amount.Of(Untouched)} untouched" : "")}");
        foreach (var (host, count) in Hosts)
            Label("by", $"{host}: {Amount.Of(count)}");
        if (Holes.Count > 0)
        {
            lines.Add("");
            lines.Add(palette.Bad($"  {Amount.Of(Holes.Count)} not graded, which is not zero:"));
            SomeOfEach(Holes, hole => hole.Submission,
                hole => $"{hole.Submission.Id}, step {hole.Step.Number:00}: {hole.Reason ?? "nobody has tried yet"}");
        }

        if (Unread.Count > 0)
        {
            lines.Add("");
            lines.Add(palette.Bad("  Handed in, but nothing could be graded:"));
            Some(Unread, one => $"{Who(one.Id, one.Name)}: {one.Unread!.Why}");
            lines.AddRange(Repair());
        }

        if (Misnamed is { Count: > 0 } misnamed)
        {
            lines.Add("");
            lines.Add(palette.Bad("  Files without the name of a step, which therefore has no points:"));
            SomeOfEach(misnamed, one => one.Submission, one => $"{one.Submission.Id}: {one.File.File} should be {one.File.Step.FileName}");
        }

        if (manifest.NotSubmissions.Count > 0)
        {
            lines.Add("");
            lines.Add("  Not a submission:");
            Some(manifest.NotSubmissions, one => $"{one.Path}: {one.Reason}");
        }

        if (LeftOut is { Count: > 0 } leftOut)
        {
            lines.Add("");
            lines.Add("  Not taken from submissions:");
            // A step's file that was left out is why the step has no points.
            var stepsFirst = leftOut.OrderBy(one => !SubmissionFinder.IsStep(one.File.Path));
            SomeOfEach(stepsFirst, one => one.Submission, one => $"{one.Submission.Id}: {one.File.Path}: {one.File.Reason}");
        }

        if (manifest.Missing.Count > 0)
        {
            lines.Add("");
            lines.Add("  No submission from:");
            Some(manifest.Missing, student => Who(student.Id, student.Name));
        }

        return string.Join('\n', lines) + "\n";

        void Label(string label, string text) => lines.AddRange(Labelled.Lines(label, text));

        void Some<T>(IEnumerable<T> all, Func<T, string> line) => AddLines([.. all.Select(one => (line(one), 1))]);

        void SomeOfEach<T>(IEnumerable<T> all, Func<T, Submission> submission, Func<T, string> line) =>
            AddLines([.. all.GroupBy(submission).SelectMany(own => OfOne(own.Key, [.. own.Select(line)]))]);

        void AddLines(IReadOnlyList<(string Line, int Count)> all)
        {
            lines.AddRange(all.Take(MostLines).Select(one => $"    {Visible.OneLine(one.Line)}"));
            var more = all.Skip(MostLines).Sum(one => one.Count);
            if (more > 0)
                lines.Add($"    … and {Amount.Of(more)} more ({KataLine.Of("grade status")} --json lists them all)");
        }
    }

    /// <summary>The first lines about a submission, and one that counts the others.</summary>
    /// <returns>Each line with how many it stands for.</returns>
    private static IEnumerable<(string Line, int Count)> OfOne(Submission submission, IReadOnlyList<string> lines)
    {
        foreach (var line in lines.Take(MostOfOne))
            yield return (line, 1);
        if (lines.Count - MostOfOne is > 0 and var more)
            yield return ($"{submission.Id}: … and {Amount.Of(more)} more", more);
    }

    private int Untouched => manifest.Submissions
        .Sum(one => manifest.Steps.Count(step => one.Of(step).State == ProgramState.Untouched));

    /// <summary>If late days count: how many submissions have no time, so that the late ones among them lose no points.</summary>
    private int WithoutTime => manifest.Points?.Late is null ? 0 : manifest.Submissions.Count(one => one.Submitted is null);

    private static string Who(string id, string? name) => name is null ? id : $"{id} {name}";

    private string Found()
    {
        var empty = Unread.Count(one => one.Unread!.IsEmpty);
        var (all, notUnderstood) = (manifest.Submissions.Count, Unread.Count - empty);
        return Unread.Count == 0 ? Amount.Of(all, "submission")
            : $"{Amount.Of(all, "submission")}: {Amount.Of(all - Unread.Count)} with programs"
                + $"{(notUnderstood > 0 ? $", {Amount.Of(notUnderstood)} not understood" : "")}"
                + $"{(empty > 0 ? $", {Amount.Of(empty)} empty" : "")}";
    }

    private string List() => manifest.List is null && manifest.Students.Count == 0 ? "none"
        : $"{Visible.OneLine(manifest.List ?? "kept")}, {Amount.Of(manifest.Students.Count, "student")}"
            + $"{(manifest.Missing.Count > 0 ? $", {Amount.Of(manifest.Missing.Count)} without a submission" : "")}";

    /// <summary>The steps that are graded, and a hint if most of them are in no submission.</summary>
    private string StepNumbers()
    {
        var used = manifest.Steps.Where(step => manifest.Submissions.Any(one => one.Of(step).State != ProgramState.Missing)).ToList();
        var all = manifest.Steps.Count == Step.All.Count ? "all" : string.Join(", ", manifest.Steps.Select(step => step.Number));
        return used.Count == 0 || used.Count == manifest.Steps.Count ? all
            : $"{all}; only {string.Join(", ", used.Select(step => step.Number))} were handed in: grade a new folder with "
                + $"--steps {string.Join(',', used.Select(step => step.Number))} to count no others";
    }

    private IEnumerable<string> Repair()
    {
        if (Unread.FirstOrDefault(one => !one.Unread!.IsEmpty)?.Id is not { } id)
            return [];

        var hidden = manifest.Hidden is null ? "" : " --hidden FOLDER";
        return Labelled.Lines("repair",
            $"put all its files, under the right names, into a folder with the name of the submission, here {id}, and type "
                + $"{KataLine.Of($"grade {KataLine.Typed(id)}")} --out {KataLine.Typed(folder.Folder)}{hidden}");
    }

    /// <summary>The machine's form.</summary>
    public string Write() => ResultJson.Write(Write, indented: true) + "\n";

    private IReadOnlyList<(Submission Submission, LeftOut File)> LeftOut =>
        [.. manifest.Submissions.SelectMany(submission => submission.LeftOut.Select(file => (submission, file)))];

    private IReadOnlyList<(Submission Submission, Misnamed File)> Misnamed =>
    [
        .. manifest.Submissions.SelectMany(submission => submission.Misnamed
            .Where(file => manifest.Steps.Contains(file.Step)).Select(file => (submission, file))),
    ];

    private void Write(Utf8JsonWriter json)
    {
        json.WriteString("class", folder.Folder);
        json.WriteString("shard", manifest.Shard?.ToString());
        json.WriteString("cell", manifest.Cell);
        json.WriteNumber("submissions", manifest.Submissions.Count);
        json.WriteNumber("toGrade", ToGrade);
        json.WriteNumber("graded", Graded);
        ResultJson.WriteObjects(json, "notGraded", Holes, hole =>
        {
            json.WriteString("submission", hole.Submission.Id);
            json.WriteNumber("step", hole.Step.Number);
            json.WriteString("reason", hole.Reason);
        });
        json.WriteString("list", manifest.List);
        ResultJson.WriteObjects(json, "unread", Unread, one =>
        {
            json.WriteString("submission", one.Id);
            json.WriteString("name", one.Name);
            json.WriteString("why", one.Unread!.Why);
            json.WriteBoolean("isEmpty", one.Unread.IsEmpty);
        });
        json.WriteNumber("withoutTime", WithoutTime);
        ResultJson.WriteObjects(json, "misnamed", Misnamed, one =>
        {
            json.WriteString("submission", one.Submission.Id);
            json.WriteString("file", one.File.File);
            json.WriteNumber("step", one.File.Step.Number);
        });
        ResultJson.WriteObjects(json, "by", Hosts, host =>
        {
            json.WriteString("host", host.Key);
            json.WriteNumber("graded", host.Value);
        });
        ResultJson.WriteObjects(json, "notSubmissions", manifest.NotSubmissions, one =>
        {
            json.WriteString("path", one.Path);
            json.WriteString("reason", one.Reason);
        });
        ResultJson.WriteObjects(json, "leftOut", LeftOut, one =>
        {
            json.WriteString("submission", one.Submission.Id);
            json.WriteString("path", one.File.Path);
            json.WriteString("reason", one.File.Reason);
        });
        ResultJson.WriteObjects(json, "missing", manifest.Missing, student =>
        {
            json.WriteString("id", student.Id);
            json.WriteString("name", student.Name);
        });
    }
}
