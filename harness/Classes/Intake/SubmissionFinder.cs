using System.Text.RegularExpressions;
using Kata.Results;

namespace Kata.Classes.Intake;

/// <summary>A folder of one student, found in what an instructor hands over.</summary>
/// <param name="Folder">Its path below the top; empty if all of it is the submission.</param>
/// <param name="Student">The student who handed it in, as far as the folder's name or a list beside it says.</param>
internal sealed record FoundSubmission(string Folder, Student Student)
{
    /// <summary>The program files, with the paths that they get here: below the folder of the programs.</summary>
    public List<FoundFile> Programs { get; } = [];

    public List<LeftOut> LeftOut { get; } = [];

    /// <summary>Why it has no programs; null if it has.</summary>
    public Unread? Unread { get; init; }

    /// <summary>Whether it has files, and none that may be a program or hold one.</summary>
    public bool HasNoPrograms { get; init; }

    /// <summary>Where it was found, below the top.</summary>
    public string From { get; init; } = Folder;
}

/// <summary>Finds the submissions in a tree: one, or a folder for each student, as Gradescope, Moodle and GitHub Classroom export
/// them.</summary>
internal sealed partial class SubmissionFinder(FileTree tree, string name)
{
    private static readonly Dictionary<string, Step> Steps = Step.All.ToDictionary(step => step.FileName, StringComparer.OrdinalIgnoreCase);

    private const string OnlyZips = "only zips are unpacked";

    /// <summary>Folders of the kata in which students keep no submission.</summary>
    private static readonly string[] Ours = ["solutions", "harness", "variants", "analyzers", "containers"];

    /// <summary>Whether all of the tree is one submission, whatever folders and lists are in it.</summary>
    public bool IsOne { get; init; }

    public List<FoundSubmission> Submissions { get; } = [];

    /// <summary>What was found and belongs to no submission, and why.</summary>
    public List<LeftOut> NotSubmissions { get; } = [];

    /// <summary>The lists of students that lie beside the submissions: names and texts.</summary>
    public List<(string Name, string Text)> Lists { get; } = [];

    /// <summary>Whether a path is the path of a step's file.</summary>
    public static bool IsStep(string path) => Steps.ContainsKey(path[(path.LastIndexOf('/') + 1)..]);

    public void Find()
    {
        var (top, topName) = IsOne ? ("", name) : Top();
        if (IsOne || IsSubmission(top) || Moodle().IsMatch(topName))
        {
            Add(top, Called(topName, tree.Zips.Contains(top)), [.. tree.Files.Where(file => IsBelow(file.Path, top))],
                [.. tree.Refused.Where(refused => IsBelow(refused.Path, top))],
                [.. tree.PassedOver.Where(passed => IsBelow(passed.Path, top))]);
            AddPassedOver(top, [.. tree.PassedOver.Select(passed => First(passed.Path, top))]);
            return;
        }

        ReadLists(top);
        var files = tree.Files.Where(file => IsBelow(file.Path, top)).ToLookup(file => First(file.Path, top));
        var refused = tree.Refused.Where(one => IsBelow(one.Path, top)).ToLookup(one => First(one.Path, top));
        var passed = tree.PassedOver.Where(one => IsBelow(one.Path, top)).ToLookup(one => First(one.Path, top));
        var candidates = Below(top).Where(path => path.Contains('/')).Select(path => path[..path.IndexOf('/')]).Distinct().ToList();
        var gradescope = Metadata(top);
        var prefix = ClassroomPrefix(candidates.Where(one => tree.Clones.Contains(FileTree.Joined(top, one))).ToList(), topName);
        foreach (var candidate in candidates.Order(StringComparer.Ordinal))
        {
            var folder = FileTree.Joined(top, candidate);
            if (gradescope.TryGetValue(candidate, out var students) && students.Count > 0)
            {
                foreach (var student in students)
                    Add(folder, student, [.. files[candidate]], [.. refused[candidate]], [.. passed[candidate]]);
            }
            else
            {
                var called = candidate.StartsWith(prefix, StringComparison.Ordinal) ? candidate[prefix.Length..] : candidate;
                var student = Called(called, tree.Zips.Contains(folder));
                Add(folder, student, [.. files[candidate]], [.. refused[candidate]], [.. passed[candidate]]);
            }
        }

        if (candidates.Count == 0 && IsOneWithoutPrograms(top))
        {
            AddUnread(top, Called(topName, tree.Zips.Contains(top)), [.. tree.Files], []);
            return;
        }

        AddLooseFiles(top);
        AddRefused(top, [.. candidates]);
        AddPassedOver(top, candidates);
    }

    /// <summary>Whether all is one submission with programs that are not called as steps are.</summary>
    private bool IsOneWithoutPrograms(string top)
    {
        var loose = tree.Files.Where(file => Parent(file.Path) == top).Select(file => file.Name).ToList();
        return loose.Exists(WrongNames.IsProgram) && !loose.Exists(file => Moodle().IsMatch(file));
    }

    private IEnumerable<string> Below(string folder) =>
        tree.Files.Select(file => file.Path).Concat(tree.Refused.Where(IsInside).Select(refused => refused.Path))
            .Where(path => folder == "" || path.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(path => folder == "" ? path : path[(folder.Length + 1)..])
            .Concat(tree.Clones.Concat(tree.Folders).Where(one => one != folder && IsBelow(one, folder))
                .Select(one => Relative(one, folder) + "/"));

    /// <summary>Whether the path has a place in the tree: a name that leaves the tree is in no folder.</summary>
    private static bool IsInside(LeftOut refused) => PackedNames.Read(refused.Path).Path is not null;

    /// <summary>Archives often hold one folder, which holds all the rest. What is in a folder that Moodle has named is the student's, names
    /// of folders included.</summary>
    private (string Folder, string Called) Top()
    {
        var (top, called) = ("", name);
        for (var depth = 0; depth < 4 && !IsSubmission(top) && !Moodle().IsMatch(called); depth++)
        {
            var below = Below(top).ToList();
            if (below.Count == 0 || below.Any(path => !path.Contains('/')) || below.Select(path => path[..path.IndexOf('/')]).Distinct()
                .ToList() is not [var only])
                break;
            (top, called) = (FileTree.Joined(top, only), only);
        }

        return (top, called);
    }

    private bool IsSubmission(string folder) => tree.Clones.Contains(folder) && folder != ""
        || tree.Files.Any(file => Steps.ContainsKey(file.Name)
            && (Parent(file.Path) == folder || Parent(file.Path) == FileTree.Joined(folder, "exercises")));

    private static string Parent(string path) => path.LastIndexOf('/') is var end && end < 0 ? "" : path[..end];

    private static bool IsBelow(string path, string folder) =>
        folder == "" || path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);

    /// <summary>The first part of a path below a folder.</summary>
    private static string First(string path, string folder) => Relative(path, folder).Split('/', 2)[0];

    private void Add(string folder, Student student, List<FoundFile> inside, List<LeftOut> refused, List<LeftOut> passed)
    {
        var found = new FoundSubmission(folder, student);
        if (Programs(folder, inside) is not { } programs)
        {
            AddUnread(folder, student, inside, [.. refused, .. passed.Where(one => !PackedNames.IsOfMac(one.Path))]);
            return;
        }

        var listed = passed.OrderBy(one => one.Path, StringComparer.Ordinal).Take(Limits.PassedOver);
        found.LeftOut.AddRange(refused.Concat(listed).Select(one => one with { Path = Relative(one.Path, folder) }));
        if (passed.Count > Limits.PassedOver)
            found.LeftOut.Add(new(".", $"{passed.Count - Limits.PassedOver:N0} more are hidden, or have names that builds use"));
        Pick(found, inside, programs);
        var unreadable = refused.Find(one => one.IsUnreadable && IsStep(one.Path) && Parent(one.Path) == programs);
        Submissions.Add(unreadable is null ? found : found with
        {
            Unread = new($"{Relative(unreadable.Path, folder)}: {unreadable.Reason}", IsEmpty: false),
        });
    }

    /// <summary>Adds a student who handed in nothing that can be graded.</summary>
    /// <param name="left">What was not taken.</param>
    /// <param name="from">Where it was found; null for the folder.</param>
    private void AddUnread(string folder, Student student, List<FoundFile> inside, IReadOnlyList<LeftOut> left, string? from = null)
    {
        Submissions.Add(new(folder, student)
        {
            From = from ?? folder,
            HasNoPrograms = inside.Count > 0 && left.Count == 0 && !inside.Exists(file => WrongNames.IsProgram(file.Name)),
            Unread = inside.Count == 0 && left.Count == 0 ? new("nothing is in it", IsEmpty: true) : new(WrongNames.Format(
                inside.Select(file => file.Name), left.Select(one => one with { Path = Below(one.Path) })), IsEmpty: false),
        });

        string Below(string path) => path == folder ? path[(path.LastIndexOf('/') + 1)..] : Relative(path, folder);
    }

    /// <summary>The folder with the programs: the one named "exercises", or else the one nearest to the top.</summary>
    private static string? Programs(string folder, List<FoundFile> inside) => inside
        .Where(file => Steps.ContainsKey(file.Name))
        .GroupBy(file => Parent(file.Path))
        .Where(group => !Relative(group.Key, folder).Split('/').Any(Ours.Contains))
        .OrderByDescending(group => group.Key.Split('/')[^1] == "exercises")
        .ThenBy(group => group.Key.Count(c => c == '/'))
        .ThenByDescending(group => group.Count())
        .ThenBy(group => group.Key, StringComparer.Ordinal)
        .FirstOrDefault()?.Key;

    private static void Pick(FoundSubmission found, List<FoundFile> inside, string programs)
    {
        var (count, bytes) = (0, 0L);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // Step files come first, so that other files do not use up the limits.
        foreach (var file in inside.OrderBy(file => !IsStep(file.Path)).ThenBy(file => file.Path, StringComparer.Ordinal))
        {
            var path = programs == "" ? file.Path : file.Path.StartsWith(programs + "/", StringComparison.Ordinal)
                ? file.Path[(programs.Length + 1)..] : null;
            if ((path is null ? "it is not in the folder of the programs" : WhyNot(file, path)) is { } why)
            {
                if (path is not null || Steps.ContainsKey(file.Name))
                    found.LeftOut.Add(new(Relative(file.Path, found.Folder), why));
                continue;
            }

            path = Steps.TryGetValue(path!, out var step) ? step.FileName : path!;
            if (!taken.Add(path))
                found.LeftOut.Add(new(Relative(file.Path, found.Folder), "a second file of this name"));
            else if (count >= Limits.Files || bytes + file.Length > Limits.SubmissionBytes)
                found.LeftOut.Add(new(Relative(file.Path, found.Folder),
                    $"beyond {Limits.Files} files or {Limits.SubmissionBytes / 1024 / 1024} MB"));
            else
            {
                found.Programs.Add(file with { Path = path });
                count++;
                bytes += file.Length;
            }
        }
    }

    private static string? WhyNot(FoundFile file, string path) =>
        !path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) ? "only .cs files are taken"
        : file.Length > Limits.FileBytes ? $"more than {Limits.FileBytes / 1024 / 1024} MB"
        : path.Contains('/') && Steps.ContainsKey(file.Name) ? "another copy of a step's file"
        : !SafePath().IsMatch(path) ? "a name with signs that no file of a program has"
        : null;

    private void AddLooseFiles(string top)
    {
        foreach (var group in tree.Files.Where(file => Parent(file.Path) == top && !IsList(file.Name))
            .GroupBy(file => Moodle().Match(file.Name) is { Success: true } name ? name.Groups["who"].Value : ""))
        {
            // Moodle without folders: the files of all students are side by side, and each name begins with the student.
            if (group.Key == "")
            {
                AddLoose(top, group);
                continue;
            }

            var from = FileTree.Joined(top, group.Key);
            // The paths of its files begin behind the student's name.
            var found = new FoundSubmission("", Called($"{group.Key}_assignsubmission_file_", isZip: false)) { From = from };
            var files = group.Select(file => file with { Path = Moodle().Match(file.Name).Groups["rest"].Value }).ToList();
            if (files.Exists(file => Steps.ContainsKey(file.Path)))
            {
                Pick(found, files, "");
                Submissions.Add(found);
            }
            else
                AddUnread(top, found.Student, [.. files.Where(file => !IsArchive(file))],
                    [.. files.Where(IsArchive).Select(file => new LeftOut(FileTree.Joined(top, file.Path), OnlyZips))], from);
        }
    }

    /// <summary>Adds what was refused beside the students' folders. A name that leaves the folder of a student is that student's.</summary>
    private void AddRefused(string top, HashSet<string> folders)
    {
        foreach (var refused in tree.Refused.Where(refused => !IsInside(refused)
            ? !IsBelow(refused.Path, top) || !folders.Contains(First(refused.Path, top))
            : Parent(refused.Path) == top && refused.Path != top && !Submissions.Exists(one => one.Folder == refused.Path)))
        {
            // A student's zip has the student's name.
            if (IsInside(refused) && refused.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
                AddUnread(refused.Path, Called(Relative(refused.Path, top)[..^4], isZip: true), [], [refused]);
            else
                NotSubmissions.Add(refused with { Path = Whole(refused.Path) });
        }
    }

    private static bool IsArchive(FoundFile file) => Archive().IsMatch(file.Path);

    private void AddLoose(string top, IEnumerable<FoundFile> files)
    {
        foreach (var file in files)
        {
            // A student's archive has the student's name.
            if (Archive().Match(file.Name) is { Success: true } archive)
                AddUnread(file.Path, Called(archive.Groups["name"].Value, isZip: true), [], [new(file.Path, OnlyZips)]);
            else
                NotSubmissions.Add(new(Whole(file.Path), "neither a folder nor a zip"));
        }
    }

    /// <summary>Adds what was passed over outside the students' folders: it may be a submission.</summary>
    private void AddPassedOver(string top, IReadOnlyCollection<string> folders) =>
        NotSubmissions.AddRange(tree.PassedOver
            .Where(passed => !PackedNames.IsOfMac(passed.Path))
            .Where(passed => !IsBelow(passed.Path, top) || !folders.Contains(First(passed.Path, top)))
            .OrderBy(passed => passed.Path, StringComparer.Ordinal)
            .Select(passed => passed with { Path = Whole(passed.Path) }));

    private void ReadLists(string top)
    {
        foreach (var file in tree.Files.Where(file => Parent(file.Path) == top
            && file.Name is StudentList.FileName or StudentList.ClassroomFileName))
            Lists.Add((Whole(file.Path), Content(file)));
    }

    private IReadOnlyDictionary<string, IReadOnlyList<Student>> Metadata(string top) =>
        tree.Files.Find(file => file.Path == FileTree.Joined(top, GradescopeMetadata.FileName)) is { } file
            ? GradescopeMetadata.Read(Content(file))
            : new Dictionary<string, IReadOnlyList<Student>>();

    private static string Content(FoundFile file) => System.Text.Encoding.UTF8.GetString(file.Read());

    private static bool IsList(string file) =>
        file is GradescopeMetadata.FileName || file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>GitHub Classroom puts the assignment in front of the student, so that the names of all clones begin alike.</summary>
    private static string ClassroomPrefix(List<string> clones, string called)
    {
        if (called.EndsWith("-submissions", StringComparison.Ordinal)
            && clones.TrueForAll(clone => clone.StartsWith(called[..^11], StringComparison.Ordinal)))
            return called[..^11];
        if (clones.Count < 2)
            return "";

        var length = clones[0].TakeWhile((c, i) => clones.TrueForAll(clone => i < clone.Length && clone[i] == c)).Count();
        return clones[0][..(clones[0][..length].LastIndexOf('-') + 1)];
    }

    /// <summary>The student that a folder's name stands for. In the name of Moodle's folder the participant comes last, behind whatever the
    /// student is called. In the name of a zip a file's name follows, which the student has chosen too: if two participants are in it,
    /// neither is believed.</summary>
    internal static Student Called(string folder, bool isZip)
    {
        var moodle = isZip ? Match.Empty : MoodleFolder().Match(folder);
        if (!moodle.Success && Participants().Matches(folder).DistinctBy(one => one.Groups["id"].Value).Count() == 1)
            moodle = Moodle().Match(folder);
        return moodle.Success
            ? new(moodle.Groups["id"].Value, PlainName.Of(moodle.Groups["name"].Value.Replace('_', ' ')).Trim(), null, null)
            {
                Participant = moodle.Groups["id"].Value,
            }
            : new(folder, null, null, null);
    }

    private string Whole(string path) => path == "" ? name : $"{name}/{path}";

    private static string Relative(string path, string folder) =>
        folder == "" ? path : path.Length > folder.Length ? path[(folder.Length + 1)..] : ".";

    [GeneratedRegex(@"^(?<who>(?<name>.+?)_(?<id>\d+))_assignsubmission_(file|onlinetext)(_(?<rest>.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Moodle();

    [GeneratedRegex(@"^(?<name>.+)_(?<id>\d+)_assignsubmission_(file|onlinetext)_?$",
        RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex MoodleFolder();

    [GeneratedRegex(@"_(?<id>\d+)_assignsubmission_(file|onlinetext)(?=_|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Participants();

    [GeneratedRegex(@"^(?<name>.+?)\.(7z|rar|tar|tgz|tar\.\w+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Archive();

    [GeneratedRegex(@"^[\w .,+@()=-][\w .,+@()=/-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex SafePath();
}
