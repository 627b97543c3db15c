using Kata.Classes.Grading;
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
        var parts = folders.Select(folder => (Folder: folder, Manifest: folder.ReadManifest())).ToList();
        if (target.IsThere)
            parts.Insert(0, (target, target.ReadManifest()));
        var manifest = Union(parts);
        foreach (var (folder, _) in parts.Where(part => part.Folder.Folder != target.Folder))
            TakeSubmissions(manifest, folder);

        var wanted = manifest.Graded
            .Select(one => (one.Submission, one.Program.Step, Key: manifest.KeyOf(one.Program)))
            .ToDictionary(one => ClassFolder.NameOf(one.Submission, one.Step, one.Key));
        var disputed = new HashSet<string>();
        foreach (var (folder, _) in parts.Where(part => part.Folder.Folder != target.Folder))
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

    private static ClassManifest Union(IReadOnlyList<(ClassFolder Folder, ClassManifest Manifest)> parts)
    {
        var (first, manifest) = parts[0];
        var submissions = new Dictionary<string, Submission>(StringComparer.OrdinalIgnoreCase);
        foreach (var (folder, part) in parts)
        {
            if (part.Checks != manifest.Checks || part.Hidden != manifest.Hidden)
            {
                throw new KataException(
                    $"{folder.Folder} was graded with other checks than {first.Folder}, so that their verdicts do not "
                        + "belong together: grade it again with this kata");
            }

            if (part.Points is not null && parts.Select(one => one.Manifest.Points).OfType<PointRules>().First() is var points
                && Text(part.Points) != Text(points))
            {
                var other = parts.First(one => one.Manifest.Points is not null).Folder.Folder;
                throw new KataException($"{folder.Folder} has other points than {other}: grade both with the same --points");
            }

            foreach (var submission in part.Submissions)
            {
                if (submissions.TryAdd(submission.Id, submission))
                    continue;
                if (!submissions[submission.Id].Programs.SequenceEqual(submission.Programs))
                    throw new KataException(
                        $"{submission.Id} has handed in other programs in {folder.Folder} than in {first.Folder}: take in the "
                            + "same submissions on all machines");
            }
        }

        return manifest with
        {
            Shard = null,
            Points = parts.Select(part => part.Manifest.Points).FirstOrDefault(points => points is not null),
            Cell = parts.Select(part => part.Manifest.Cell).Distinct().ToList() is [var only] ? only : "several",
            Steps = [.. parts.SelectMany(part => part.Manifest.Steps).Distinct().OrderBy(step => step.Number)],
            Submissions = [.. submissions.Values],
            NotSubmissions = [.. parts.SelectMany(part => part.Manifest.NotSubmissions).Distinct()],
            Students = [.. parts.SelectMany(part => part.Manifest.Students)
                .DistinctBy(student => student.Id, StringComparer.OrdinalIgnoreCase)],
            List = parts.Select(part => part.Manifest.List).FirstOrDefault(list => list is not null),
        };
    }

    private static string Text(PointRules points) => ResultJson.Write(json =>
    {
        json.WritePropertyName("points");
        points.Write(json);
    }, indented: false);

    private void TakeSubmissions(ClassManifest manifest, ClassFolder from)
    {
        foreach (var submission in manifest.Submissions)
        {
            var (source, copy) = (Path.Combine(from.Submissions, submission.Id), Path.Combine(target.Submissions, submission.Id));
            if (Directory.Exists(copy) || new DirectoryInfo(source) is not { Exists: true, LinkTarget: null })
                continue;

            foreach (var file in Directory.EnumerateFiles(source, "*.cs", Inside))
            {
                if (ClassFolder.Foreign(file) is { } text)
                    WholeFile.Write(Path.Combine(copy, Path.GetRelativePath(source, file)), text);
            }
        }
    }
}
