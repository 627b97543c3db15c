using System.Text.RegularExpressions;
using Kata.Machine;
using Kata.Results;

namespace Kata.Classes.Intake;

/// <summary>Takes in what an instructor hands over: folders, zips and clones. It takes only program files, and copies them into a folder of
/// ours.</summary>
internal sealed partial class ClassIntake
{
    private const int LongestId = 80;

    private readonly List<FoundSubmission> found = [];
    private readonly ClassList list = new();
    private readonly HashSet<string> read = [];
    private readonly List<string> sources = [];
    private bool isGiven;
    private readonly List<LeftOut> notSubmissions = [];
    private readonly Dictionary<FoundSubmission, string> from = [];

    /// <summary>What was found and is not a submission, and why.</summary>
    public IReadOnlyList<LeftOut> NotSubmissions => notSubmissions;

    /// <summary>The students on the list; empty if there is no list.</summary>
    public IReadOnlyList<Student> Students => list.Students;

    /// <summary>Where the list is from; null if there is none.</summary>
    public string? List { get; private set; }

    /// <summary>Moodle's grading worksheet, if it is the list; otherwise null.</summary>
    public string? Worksheet { get; private set; }

    /// <summary>Whether a list was read here: it is not the list that the class had before.</summary>
    public bool HasNewList { get; private set; }

    /// <summary>Whether a list that lies beside the folder or zip is read. A class that has a list keeps it: what is beside a folder with
    /// one repaired submission may be the list of another class.</summary>
    public bool LooksBeside { get; init; } = true;

    /// <summary>The students of the submissions that the class already has.</summary>
    public IReadOnlyList<Student> Earlier { get; init; } = [];

    /// <summary>Looks through a folder or a zip.</summary>
    /// <param name="isOne">Whether it is one submission, whatever folders and lists are in it.</param>
    /// <exception cref="KataException">The path is neither a folder nor a zip, or cannot be read.</exception>
    public void Add(string path, bool isOne = false)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
            throw new KataException($"There is no {path}: name a folder or a zip of submissions");
        if (!isFolder && !name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new KataException($"{path} is neither a folder nor a zip: name what holds the submissions");

        var tree = isFolder ? Folder(path) : Zip(path);
        var finder = new SubmissionFinder(tree, isFolder ? name : name[..^4]) { IsOne = isOne };
        finder.Find();
        if (!isGiven)
        {
            var beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? "";
            foreach (var (list, text) in finder.Lists.Count > 0 ? finder.Lists : LooksBeside ? Beside(beside) : [])
            {
                // Several sources may have the same list beside them.
                if (read.Add(Path.GetFullPath(Path.Combine(beside, list))))
                    AddList(text, list);
            }
        }

        sources.AddRange([path, isFolder ? name : name[..^4]]);
        foreach (var submission in finder.Submissions)
            from[submission] = submission.From == "" ? path : $"{path}/{submission.From}";
        found.AddRange(finder.Submissions);
        notSubmissions.AddRange(finder.NotSubmissions);
    }

    /// <summary>Reads a list of students. It is the only one, whatever lies beside the submissions.</summary>
    /// <exception cref="KataException">The file is not a list of students, or cannot be read.</exception>
    public void UseStudents(string path)
    {
        try
        {
            list.Clear();
            (List, isGiven) = (null, true);
            AddList(Text(path), path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KataException(
                $"--students {path} cannot be read: it names a file with a line for each student, such as students.csv", unreadable);
        }
    }

    /// <summary>Goes on with the list that the class has, unless another was found.</summary>
    public void Keep(IReadOnlyList<Student> students, string? name)
    {
        if (HasNewList)
            return;

        list.Add(students);
        List = name;
    }

    /// <summary>Whether something that was noted before was found in what is read here.</summary>
    public bool IsOfSources(LeftOut noted) =>
        sources.Exists(source => noted.Path == source || noted.Path.StartsWith(source + "/", StringComparison.Ordinal));

    /// <summary>The entry on the list for the student of a submission; null if there is none.</summary>
    /// <param name="all">What all submissions say about their students.</param>
    public Student? Find(Student student, IReadOnlyCollection<Student> all) => list.Find(student, all);

    private void AddList(string text, string name)
    {
        list.Add(StudentList.Read(text, name));
        Worksheet = MoodleWorksheet.Read(text, name) is null ? Worksheet : text;
        List = List is null ? name : $"{List}, {name}";
        HasNewList = true;
    }

    /// <summary>The lists that lie in the folder with the folder or zip of the submissions.</summary>
    private static IEnumerable<(string Name, string Text)> Beside(string folder) =>
        from name in (string[])[StudentList.FileName, StudentList.ClassroomFileName]
        let file = Path.Combine(folder, name)
        where RegularFile.Is(file)
        select (name, Text(file));

    /// <summary>The text of a file. A byte order mark of UTF-8 stays, since Moodle's worksheet goes back as it was.</summary>
    private static string Text(string path) => File.ReadAllBytes(path) is [0xEF, 0xBB, 0xBF, ..] bytes
        ? System.Text.Encoding.UTF8.GetString(bytes) : File.ReadAllText(path);

    /// <summary>Copies the programs below a folder, with one folder for each submission. It replaces what was taken in before.</summary>
    public IReadOnlyList<Submission> Copy(string folder)
    {
        DropUnread();
        var ids = Ids();
        var submissions = new List<Submission>();
        foreach (var one in found)
        {
            var student = Known(one);
            var id = ids[one];
            var target = Path.Combine(folder, id);
            var copied = one.Unread is null ? Copy(one, target) : [];
            var unread = one.Unread ?? (copied.Find(file => SubmissionFinder.IsStep(file.Path)) is { } step
                ? new($"{step.Path} cannot be read: {step.Reason.TrimEnd('.')}", IsEmpty: false) : null);
            var programs = unread is null ? ProgramsOf(target) : None;
            submissions.Add(new(id, from[one], programs)
            {
                Name = student.Name,
                Email = student.Email,
                Group = student.Group,
                Submitted = student.Submitted,
                Participant = student.Participant,
                LeftOut = [.. one.LeftOut.Concat(copied)],
                Misnamed = unread is null ? WrongNames.Among(one, programs) : [],
                Unread = unread,
            });
        }

        return submissions;
    }

    /// <summary>An id for each submission; no two get the same one. Students on the list choose first, then those whose id is a possible
    /// folder name as it is. Other ids become possible names only when characters are taken out (<see cref="SafeId"/>), and may then equal
    /// one of these.</summary>
    private Dictionary<FoundSubmission, string> Ids()
    {
        var (ids, used) = (new Dictionary<FoundSubmission, string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var all = found.Select(one => (Found: one, Listed: Listed(one))).ToList();
        foreach (var (one, listed) in all.Where(one => one.Listed is not null)
            .OrderByDescending(one => one.Listed!.Id == one.Found.Student.Id))
            ids[one] = Unused(SafeId(listed!.Id), used);

        // No other submission gets the id of a student on the list, even if that student has handed in nothing.
        used.UnionWith(list.Folders);
        foreach (var one in all.Where(one => one.Listed is null).Select(one => one.Found)
            .OrderByDescending(one => SafeId(one.Student.Id) == one.Student.Id))
            ids[one] = Unused(SafeId(one.Student.Id), used);
        return ids;
    }

    /// <summary>If a student has handed in two things and one cannot be graded, that one is left out: Moodle has a folder for an online
    /// text beside the folder of the files.</summary>
    private void DropUnread()
    {
        var ids = found.Where(one => one.Unread is null).Select(one => Known(one).Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var one in found.Where(one => one.Unread is not null).ToList())
        {
            // Beside the folders of the students on the list there may be other folders.
            var isOther = list.Students.Count > 0 && one is { HasNoPrograms: true, Student.Participant: null } && Listed(one) is null;
            if (!isOther && ids.Add(Known(one).Id))
                continue;
            found.Remove(one);
            notSubmissions.Add(new(from[one], one.Unread!.Why));
        }
    }

    /// <summary>The programs in a folder, one for each step.</summary>
    internal static IReadOnlyList<SubmittedProgram> ProgramsOf(string folder)
    {
        var programs = new ProgramTexts(folder);
        return [.. Step.All.Select(programs.Of)];
    }

    private static IReadOnlyList<SubmittedProgram> None { get; } =
        [.. Step.All.Select(step => new SubmittedProgram(step, ProgramState.Missing, ""))];

    private static FileTree Folder(string path)
    {
        if (!GitTree.IsClone(path) || !HasPrograms(path))
            return FolderTree.Read(path);

        return GitTree.Read(path, new(Limits.UnpackedBytes), new(Limits.SubmissionProgramBytes));
    }

    private static bool HasPrograms(string folder) =>
        Step.All.Any(step => File.Exists(Path.Combine(folder, step.FileName))
            || File.Exists(Path.Combine(folder, "exercises", step.FileName)));

    private static FileTree Zip(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return ZipTree.Read(stream);
        }
        catch (InvalidDataException broken)
        {
            throw new KataException($"{path} cannot be read as a zip: {broken.Message.TrimEnd('.')}", broken);
        }
    }

    private Student? Listed(FoundSubmission one) =>
        list.Find(
            one.Student,
            [.. found.Select(other => other.Student), .. Earlier.Where(other => IsAnotherParticipant(other, one.Student))]);

    /// <summary>Whether the two have numbers from Moodle, and these differ, whatever their names are.</summary>
    private static bool IsAnotherParticipant(Student one, Student other) =>
        one.Participant is not null && other.Participant is not null && one.Participant != other.Participant;

    /// <summary>What the list says about the student of a submission, and what the submission says where the list says nothing.</summary>
    private Student Known(FoundSubmission one) => Listed(one) is { } known ? known.Or(one.Student) : one.Student;

    /// <summary>Copies the programs of a submission. If the file of a step cannot be read, the programs that were taken in before
    /// stay.</summary>
    /// <returns>What could not be copied, and why.</returns>
    private static List<LeftOut> Copy(FoundSubmission submission, string target)
    {
        var (contents, failed) = (new List<(string Path, byte[] Content)>(), new List<LeftOut>());
        foreach (var file in submission.Programs)
            Try(file.Path, () => contents.Add((file.Path, Read(file))));
        if (failed.Exists(file => SubmissionFinder.IsStep(file.Path)))
            return failed;

        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(target);
        foreach (var (name, content) in contents)
            Try(name, () => Write(Path.Combine(target, name), content));
        return failed;

        void Try(string name, Action copy)
        {
            try
            {
                copy();
            }
            catch (Exception unreadable) when (unreadable is (IOException or UnauthorizedAccessException)
                && Exhaustion.Of(unreadable) is null)
            {
                failed.Add(new(name, unreadable.Message));
            }
        }
    }

    private static byte[] Read(FoundFile file)
    {
        var content = file.Read();
        return content.Length <= Limits.FileBytes ? content : throw new IOException($"more than {Limits.FileBytes / 1024 / 1024} MB");
    }

    private static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>The name in a form that a folder can have on every system.</summary>
    internal static string SafeId(string id) =>
        Unsafe().Replace(id.Trim(), "-").Trim('.', '-', ' ') is { Length: > 0 } safe
            ? safe[..Math.Min(safe.Length, LongestId)]
            : "submission";

    /// <summary>Whether a submission can have this name.</summary>
    internal static bool IsId(string? id) =>
        id is { Length: > 0 and <= LongestId + 10 } && id[0] is not ('.' or '-') && !Unsafe().IsMatch(id);

    private static string Unused(string id, HashSet<string> ids)
    {
        for (var number = 1; ; number++)
        {
            var name = number == 1 ? id : $"{id}-{number}";
            if (ids.Add(name))
                return name;
        }
    }

    [GeneratedRegex(@"[^\w.@+-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Unsafe();
}
