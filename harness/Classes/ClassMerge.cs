using Kata.Classes.Grading;
using Kata.Classes.Intake;
using Kata.Machine;
using Kata.Results;

namespace Kata.Classes;

/// <summary>Merges class folders that several machines graded. If two verdicts are the same, one is kept. If they differ, they are
/// disputed, and that program is to be graded once more. A second merge changes nothing.</summary>
internal sealed class ClassMerge(ClassFolder target)
{
    /// <summary>All that is in a folder, without following links.</summary>
    private static readonly EnumerationOptions Inside = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>What two machines graded differently.</summary>
    public List<GradingItem> Disputed { get; } = [];

    /// <summary>How many verdicts came from the shards.</summary>
    public int Taken { get; private set; }

    /// <exception cref="KataException">The folders do not belong together; the message says why.</exception>
    public ClassManifest Run(IReadOnlyList<string> shards)
    {
        var folders = shards.Select(shard => new ClassFolder(shard)).Where(shard => shard.Folder != target.Folder).ToList();
        if (folders.Find(folder => folder.IsThere && ClassFolder.Foreign(folder.ManifestPath) is null) is { } odd)
            throw new KataException($"{odd.ManifestPath} is no file that kata writes");
        var manifest = Union(target.IsThere ? [target, .. folders] : folders);
        var missing = manifest.Submissions.Where(one => !Directory.Exists(Path.Combine(target.Submissions, one.Id))).ToList();
        foreach (var folder in folders)
            missing.RemoveAll(submission => IsTaken(submission, folder));

        var wanted = manifest.Graded
            .Select(one => (one.Submission, one.Program.Step, Key: manifest.KeyOf(one.Program)))
            .ToDictionary(one => ClassFolder.NameOf(one.Submission, one.Step, one.Key));
        var disputed = new HashSet<string>();
        foreach (var folder in folders)
        {
            foreach (var name in folder.GradedNames().Where(wanted.ContainsKey))
            {
                var (_, step, key) = wanted[name];
                if (target.Take(folder, name, step, key) is not { } taken)
                    disputed.Add(name);
                else if (taken)
                    Taken++;
            }
        }

        foreach (var one in disputed.Order(StringComparer.Ordinal).Select(name => wanted[name]))
        {
            target.Forget(one.Submission, one.Step, one.Key);
            target.KeepReason(one.Submission, one.Step, one.Key, "disputed: two machines came to different verdicts");
            Disputed.Add(new(one.Step, one.Key, Path.Combine(target.Submissions, one.Submission.Id), [one.Submission]));
        }

        if (target.Worksheet() is null)
            target.KeepWorksheet(folders.Select(folder => folder.Worksheet()).FirstOrDefault(text => text is not null));
        DurableFile.FlushAll();
        target.Write(manifest);
        return manifest;
    }

    /// <summary>Each folder has the list of the whole class: of each list only what the others do not have is kept while the next one is
    /// read.</summary>
    private static ClassManifest Union(IReadOnlyList<ClassFolder> folders)
    {
        var parts = new List<ClassManifest>();
        var submissions = new Dictionary<string, Submission>(StringComparer.OrdinalIgnoreCase);
        var students = new Dictionary<string, Student>(StringComparer.OrdinalIgnoreCase);
        var (notSubmissions, known) = (new List<LeftOut>(), new HashSet<LeftOut>());
        foreach (var folder in folders)
        {
            var part = folder.ReadManifest();
            MustSuit(part, folder, parts, folders);
            foreach (var submission in part.Submissions.Where(one => !submissions.TryAdd(one.Id, one)))
            {
                if (!submissions[submission.Id].Programs.SequenceEqual(submission.Programs))
                {
                    throw new KataException(
                        $"{submission.Id} has handed in other programs in {folder.Folder} than in {folders[0].Folder}: take in the "
                            + "same submissions on all machines");
                }
            }

            foreach (var student in part.Students)
                students.TryAdd(student.Id, student);
            notSubmissions.AddRange(part.NotSubmissions.Where(known.Add));
            parts.Add(part with { Submissions = [], Students = [], NotSubmissions = [] });
        }

        return parts[0] with
        {
            Shard = null,
            Points = parts.Select(part => part.Points).FirstOrDefault(points => points is not null),
            Cell = parts.Select(part => part.Cell).Distinct().ToList() is [var only] ? only : "several",
            Steps = [.. parts.SelectMany(part => part.Steps).Distinct().OrderBy(step => step.Number)],
            Submissions = [.. submissions.Values],
            NotSubmissions = notSubmissions,
            Students = [.. students.Values],
            List = parts.Select(part => part.List).FirstOrDefault(list => list is not null),
        };
    }

    /// <exception cref="KataException">It was not graded as those before it were.</exception>
    private static void MustSuit(ClassManifest part, ClassFolder folder, List<ClassManifest> before, IReadOnlyList<ClassFolder> folders)
    {
        if (before.Count > 0 && (part.Checks != before[0].Checks || part.Hidden != before[0].Hidden))
        {
            throw new KataException(
                $"{folder.Folder} was graded with other checks than {folders[0].Folder}, so that their verdicts do not "
                    + "belong together: grade it again with this kata");
        }

        var other = before.FindIndex(one => one.Points is not null);
        if (part.Points is not null && other >= 0 && Text(part.Points) != Text(before[other].Points!))
            throw new KataException($"{folder.Folder} has other points than {folders[other].Folder}: grade both with the same --points");
    }

    private static string Text(PointRules points) => ResultJson.Write(json =>
    {
        json.WritePropertyName("points");
        points.Write(json);
    }, indented: false);

    /// <returns>Whether the folder has the submission; if not, another may have it.</returns>
    private bool IsTaken(Submission submission, ClassFolder from)
    {
        var (source, copy) = (Path.Combine(from.Submissions, submission.Id), Path.Combine(target.Submissions, submission.Id));
        if (new DirectoryInfo(source) is not { Exists: true, LinkTarget: null })
            return false;

        foreach (var file in Directory.EnumerateFiles(source, "*.cs", Inside))
        {
            if (ClassFolder.Foreign(file) is { } text)
                WholeFile.Write(Path.Combine(copy, Path.GetRelativePath(source, file)), text);
        }

        return Directory.Exists(copy);
    }
}
