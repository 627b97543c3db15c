using System.Collections.Concurrent;
using Kata.Machine;
using Kata.Results;
using Kata.Workbench;

namespace Kata.Classes;

/// <summary>A class folder, which is its own database. <c>class.json</c> says what belongs to the class. <c>submissions/</c> holds our
/// copies of the programs. <c>graded/SUBMISSION/Step05-KEY.json</c> exists if that step of that submission was graded, and is never
/// half-written. <c>not-graded/</c> says, under the same names, why something could not be graded. <c>evidence/</c> holds messages, ladders
/// and output, and may be deleted. <c>worksheet.csv</c> is Moodle's, if it was given.</summary>
internal sealed class ClassFolder(string path)
{
    /// <summary>The largest file that is read from another machine's folder: 64 MB, many times what any file of ours has.</summary>
    private const int MostForeignBytes = 64 * 1024 * 1024;

    /// <summary>How many bytes of each output of a run are kept: twice what any report shows. A program may write 2 MB to both in every
    /// run, and a control character takes six bytes in JSON: all of it would fill the disk.</summary>
    private const int MostOutput = 8 * 1024;

    private readonly Lazy<ConcurrentDictionary<string,
        bool>> names = new(() => new(Names(path).Select(name => KeyValuePair.Create(name, true))));

    public string Folder { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    public string Submissions => Path.Combine(Folder, "submissions");

    public string ManifestPath => Path.Combine(Folder, ClassManifest.FileName);

    /// <summary>Moodle's grading worksheet, as it was given: the export fills in its grades.</summary>
    private string WorksheetPath => Path.Combine(Folder, "worksheet.csv");

    private string Graded => Path.Combine(Folder, "graded");

    private string NotGraded => Path.Combine(Folder, "not-graded");

    private string Evidence => Path.Combine(Folder, "evidence");

    public bool IsThere => File.Exists(ManifestPath);

    /// <exception cref="KataException">It is not a class folder, or it is of another version.</exception>
    public ClassManifest ReadManifest() =>
        IsThere
            ? ClassManifest.Read(ManifestPath)
            : throw new KataException(
                $"{Folder} is no class folder, since it has no {ClassManifest.FileName}: kata grade FOLDER --out "
                    + $"{Path.GetFileName(Folder)} makes one");

    public void Write(ClassManifest manifest)
    {
        Directory.CreateDirectory(Folder);
        DurableFile.Write(ManifestPath, manifest.Write());
    }

    /// <summary>Moodle's grading worksheet; null if the class has none.</summary>
    public string? Worksheet() => Foreign(WorksheetPath) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Keeps Moodle's grading worksheet, or forgets the one that is there.</summary>
    /// <param name="text">Null if the list of the class is no such worksheet.</param>
    public void KeepWorksheet(string? text)
    {
        if (text is null)
            Delete(WorksheetPath);
        else
            WholeFile.Write(WorksheetPath, System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Removes what killed processes have left half-written.</summary>
    public void Sweep()
    {
        DurableFile.Sweep(Folder, SearchOption.TopDirectoryOnly);
        foreach (var folder in (string[])[Graded, NotGraded, Evidence])
            DurableFile.Sweep(folder);
    }

    public bool IsGraded(Submission submission, Step step, string key) => names.Value.ContainsKey(NameOf(submission, step, key));

    /// <summary>Keeps the result of a step on the disk. The evidence is written first, so that it is there when the verdict is.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Keep(Submission submission, GradedStep graded)
    {
        var name = NameOf(submission, graded.Result.Step, graded.Key);
        // Only failed checks have evidence: it explains a failure.
        CheckResult[] failed = [.. graded.Result.Checks.Concat(graded.Hidden).Where(check => check.Status == CheckStatus.Failed)];
        if (failed.Length > 0)
            LastResults.Save(Path.Combine(Evidence, name), graded.Result with { Checks = failed }, MostOutput);
        DurableFile.Write(Path.Combine(Folder, "graded", name), graded.Write());
        names.Value[name] = true;
        Delete(Path.Combine(NotGraded, name));
    }

    /// <summary>Notes why a step could not be graded.</summary>
    public void KeepReason(Submission submission, Step step, string key, string reason)
    {
        var name = NameOf(submission, step, key);
        WholeFile.Write(Path.Combine(NotGraded, name), ResultJson.Write(json => json.WriteString("reason", reason), indented: false)
            + "\n");
    }

    /// <summary>Why a step could not be graded; null if no reason was noted.</summary>
    public string? Reason(Submission submission, Step step, string key)
    {
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Path.Combine(NotGraded, NameOf(submission, step, key))));
            return ResultJson.Text(json.RootElement, "reason");
        }
        catch (Exception none) when (none is IOException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>The result of a step; null if it is not graded.</summary>
    public GradedStep? Load(Submission submission, Step step, string key)
    {
        try
        {
            return GradedStep.Read(File.ReadAllBytes(Path.Combine(Graded, NameOf(submission, step, key))));
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The same with messages, ladders and runs, as far as the evidence is still there.</summary>
    public GradedStep WithEvidence(Submission submission, GradedStep graded)
    {
        var step = graded.Result.Step;
        if (LastResults.Load(Path.Combine(Evidence, NameOf(submission, step, graded.Key)), step) is not { } seen)
            return graded;

        var byId = seen.Checks.ToDictionary(check => check.Id);
        return graded with
        {
            Result = graded.Result with { Checks = [.. graded.Result.Checks.Select(Whole)] },
            Hidden = [.. graded.Hidden.Select(Whole)]
        };

        CheckResult Whole(CheckResult check) => byId.TryGetValue(check.Id, out var whole) && whole.Status == check.Status ? whole : check;
    }

    /// <summary>The verdicts that are there: <c>SUBMISSION/Step05-KEY.json</c>.</summary>
    public IEnumerable<string> GradedNames() => names.Value.Keys;

    /// <summary>Takes a verdict over from another folder, with its evidence. It is on the disk after
    /// <see cref="DurableFile.FlushAll"/>.</summary>
    /// <param name="key">What was graded.</param>
    /// <returns>Whether the verdict was taken; null if it contradicts the verdict that is already here.</returns>
    public bool? Take(ClassFolder other, string name, Step step, string key)
    {
        // The file may be incomplete, or about another program. Then the step is not graded in that folder.
        if (Foreign(Path.Combine(other.Graded, name)) is not { } theirs
            || GradedStep.Read(theirs) is not { } taken || taken.Key != key || taken.Result.Step != step)
            return false;

        if (names.Value.ContainsKey(name) && GradedStep.Read(File.ReadAllBytes(Path.Combine(Graded, name))) is { } ours)
            return ours.Verdicts == taken.Verdicts ? true : null;

        if (Foreign(Path.Combine(other.Evidence, name)) is { } evidence)
            WholeFile.Write(Path.Combine(Evidence, name), evidence);
        WholeFile.Write(Path.Combine(Graded, name), theirs);
        names.Value[name] = true;
        Delete(Path.Combine(NotGraded, name));
        return true;
    }

    /// <summary>Reads a file of another machine's folder. It reads no links, no pipes and no files without end.</summary>
    /// <returns>Null if the file does not exist or is not an ordinary file of at most that size.</returns>
    public static byte[]? Foreign(string path) =>
        RegularFile.Is(path) && new FileInfo(path).Length <= MostForeignBytes ? File.ReadAllBytes(path) : null;

    /// <summary>Forgets a verdict, so that it is graded again.</summary>
    public void Forget(Submission submission, Step step, string key)
    {
        var name = NameOf(submission, step, key);
        Delete(Path.Combine(Graded, name));
        names.Value.TryRemove(name, out _);
    }

    /// <summary>The path of a step's verdict, from the folder of verdicts.</summary>
    public static string NameOf(Submission submission, Step step, string key) => $"{submission.Id}/{step.Category}-{key}.json";

    private static void Delete(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }

    private static IEnumerable<string> Names(string folder)
    {
        var graded = new DirectoryInfo(Path.Combine(folder, "graded"));
        return !graded.Exists ? [] : graded.EnumerateDirectories()
            .Where(submission => submission.LinkTarget is null)
            .SelectMany(submission => submission.EnumerateFiles("Step*-*.json").Select(file => $"{submission.Name}/{file.Name}"));
    }
}
