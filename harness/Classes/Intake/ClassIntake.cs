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
    private List<Student> students = [];
    private bool isGiven;
    private readonly List<LeftOut> notSubmissions = [];
    private readonly Dictionary<FoundSubmission, string> from = [];

    /// <summary>What was found and is not a submission, and why.</summary>
    public IReadOnlyList<LeftOut> NotSubmissions => notSubmissions;

    /// <summary>The students on the list; empty if there is no list.</summary>
    public IReadOnlyList<Student> Students => students;

    /// <summary>Where the list is from; null if there is none.</summary>
    public string? List { get; private set; }

    /// <summary>Looks through a folder or a zip.</summary>
    /// <exception cref="KataException">The path is neither a folder nor a zip, or cannot be read.</exception>
    public void Add(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
            throw new KataException($"There is no {path}: name a folder or a zip of submissions");
        if (!isFolder && !name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new KataException($"{path} is neither a folder nor a zip: name what holds the submissions");

        var tree = isFolder ? Folder(path) : Zip(path);
        var finder = new SubmissionFinder(tree, isFolder ? name : name[..^4]);
        finder.Find();
        if (!isGiven)
        {
            foreach (var list in finder.Lists.Count > 0 ? finder.Lists : Beside(path))
                AddList(list.Text, list.Name);
        }

        foreach (var submission in finder.Submissions)
            from[submission] = submission.Folder == "" ? path : $"{path}/{submission.Folder}";
        found.AddRange(finder.Submissions);
        notSubmissions.AddRange(finder.NotSubmissions);
    }

    /// <summary>Reads a list of students. It is the only one, whatever lies beside the submissions.</summary>
    /// <exception cref="KataException">The file is not a list of students, or cannot be read.</exception>
    public void UseStudents(string path)
    {
        try
        {
            (students, List, isGiven) = ([], null, true);
            AddList(File.ReadAllText(path), path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KataException(
                $"--students {path} cannot be read: it names a file with a line for each student, such as students.csv", unreadable);
        }
    }

    /// <summary>Goes on with the list that the class has, unless another was found.</summary>
    public void Keep(IReadOnlyList<Student> list, string? name)
    {
        if (List is null)
            (students, List) = ([.. list], name);
    }

    private void AddList(string text, string name)
    {
        students.AddRange(StudentList.Read(text, name));
        List = List is null ? name : $"{List}, {name}";
    }

    /// <summary>The list that lies beside the folder or zip of the submissions.</summary>
    private static IEnumerable<(string Name, string Text)> Beside(string path) =>
        from name in (string[])[StudentList.FileName, StudentList.ClassroomFileName]
        let list = Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))) ?? "", name)
        where RegularFile.Is(list)
        select (name, File.ReadAllText(list));

    /// <summary>Copies the programs below a folder, with one folder for each submission. It replaces what was taken in before.</summary>
    public IReadOnlyList<Submission> Copy(string folder)
    {
        DropUnread();
        var ids = Ids();
        var submissions = new List<Submission>();
        foreach (var one in found)
        {
            var student = Known(one.Student);
            var id = ids[one];
            var target = Path.Combine(folder, id);
            var copied = one.Unread is null ? Copy(one, target) : [];
            submissions.Add(new(id, from[one], one.Unread is null ? ProgramsOf(target) : None)
            {
                Name = student.Name,
                Email = student.Email,
                Group = student.Group,
                Submitted = student.Submitted,
                LeftOut = [.. one.LeftOut.Concat(copied)],
                Unread = one.Unread,
            });
        }

        return submissions;
    }

    /// <summary>An id for each, and none twice. Who is on the list comes first, and then who is called exactly so: others may be called
    /// only nearly so, and seem to be the same when all that no folder can have is taken out of their names.</summary>
    private Dictionary<FoundSubmission, string> Ids()
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return found
            .Select(one => (Found: one, Own: Known(one.Student).Id))
            .OrderByDescending(one => students.Exists(listed => listed.Id == one.Own))
            .ThenByDescending(one => SafeId(one.Own) == one.Found.Student.Id)
            .ToDictionary(one => one.Found, one => Unused(SafeId(one.Own), used));
    }

    /// <summary>Leaves out what cannot be graded of students who handed in something else as well: Moodle has a folder for an online text
    /// beside the folder of the files.</summary>
    private void DropUnread()
    {
        var read = found.Where(one => one.Unread is null).Select(one => Known(one.Student).Id).ToHashSet();
        foreach (var one in found.Where(one => one.Unread is not null).ToList())
        {
            if (read.Add(Known(one.Student).Id))
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

    /// <summary>The entry on the list for this student, if there is one. If several folders are named after the same student, the entry
    /// belongs to the folder that has the student's id, letter for letter if one has it so.</summary>
    private Student Known(Student student)
    {
        // Folders are named by id, by mail address or by name.
        var known = students.Find(one => Same(one.Id, student.Id))
            ?? students.Find(one => Same(one.Email, student.Email) || Same(one.Email, student.Id))
            ?? students.Find(one => Same(one.Name, student.Name) || Same(one.Name, student.Id));
        if (known is not null
            && (!Same(known.Id, student.Id) && found.Exists(other => Same(known.Id, other.Student.Id))
                || known.Id != student.Id && found.Exists(other => known.Id == other.Student.Id)))
            return student;
        return known is null ? student : new(known.Id, known.Name ?? student.Name, known.Email ?? student.Email, known.Group)
        {
            Submitted = known.Submitted ?? student.Submitted,
        };

        static bool Same(string? one, string? other) => one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }

    private static List<LeftOut> Copy(FoundSubmission submission, string target)
    {
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(target);
        var failed = new List<LeftOut>();
        foreach (var file in submission.Programs)
        {
            try
            {
                var content = file.Read();
                if (content.Length > Limits.FileBytes)
                    throw new IOException($"more than {Limits.FileBytes / 1024 / 1024} MB");

                var path = Path.Combine(target, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, content);
            }
            catch (Exception unreadable) when (unreadable is (IOException or UnauthorizedAccessException)
                && Exhaustion.Of(unreadable) is null)
            {
                failed.Add(new(file.Path, unreadable.Message));
            }
        }

        return failed;
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
