namespace Kata.Classes.Intake;

/// <summary>The students of a class, and which of them a submission is from.</summary>
internal sealed class ClassList
{
    private readonly Dictionary<string, Student> students = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>For each id: the folder's name if it is made from the student's id, and if it is made from the student's name.</summary>
    private readonly Dictionary<string, (string ById, string? ByName)> folders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The students, each of them once.</summary>
    public IReadOnlyList<Student> Students => [.. students.Values];

    /// <summary>What the folders of the students are called.</summary>
    public IReadOnlyCollection<string> Folders => [.. folders.Values.Select(folder => folder.ById)];

    /// <summary>Adds students. One whose id is already there stays as it is.</summary>
    public void Add(IEnumerable<Student> more)
    {
        foreach (var student in more.Where(student => students.TryAdd(student.Id, student)))
            folders.Add(student.Id, (ClassIntake.SafeId(student.Id), student.Name is { } name ? ClassIntake.SafeId(name) : null));
    }

    public void Clear()
    {
        students.Clear();
        folders.Clear();
    }

    /// <summary>The entry for the student of a submission, who is found by id, by mail address or by name. If several submissions fit the
    /// same student, the entry belongs to the one that has the student's id; an id that is equal letter for letter comes first.</summary>
    /// <param name="who">What the submission says about its student.</param>
    /// <param name="all">What all submissions say.</param>
    /// <returns>Null if the list does not have the student.</returns>
    public Student? Find(Student who, IReadOnlyCollection<Student> all)
    {
        if (Nearest(who) is not { } known)
            return null;

        var isTaken = known.Id != who.Id && all.Any(other =>
            (known.Id == other.Id || !IsId(known, who.Id) && IsId(known, other.Id)) && Nearest(other) == known);
        return isTaken ? null : known;
    }

    private Student? Nearest(Student who)
    {
        var all = students.Values;
        if (who.Participant is { } participant && all.FirstOrDefault(one => one.Participant == participant) is { } same)
            return same;

        var byId = all.FirstOrDefault(one => IsId(one, who.Id) && !IsAnother(one, who));
        var byName = all.FirstOrDefault(one => Same(one.Email, who.Email) || Same(one.Email, who.Id)) ?? Only(all.Where(IsCalledSo));
        // The id of a Moodle folder is a participant. On a list that has no participants, the same number may be another's.
        return who.Participant is not null && byName is { Participant: null } && !Same(byId?.Name, who.Name) ? byName : byId ?? byName;

        bool IsCalledSo(Student one) =>
            Same(one.Name, who.Name) || Same(one.Name, who.Id) || Same(folders[one.Id].ByName, who.Id);

        // If two students have the same name, the name does not say which one it is.
        static Student? Only(IEnumerable<Student> called) => called.Take(2).ToList() is [var one] ? one : null;
    }

    private bool IsId(Student student, string id) => Same(student.Id, id) || Same(folders[student.Id].ById, id);

    /// <summary>Whether the number of a Moodle folder is another student's: the list has no participants, and the names have no word in
    /// common. With blind marking Moodle gives no name but «Participant».</summary>
    private static bool IsAnother(Student listed, Student who) =>
        who is { Participant: not null, Name: { } name } && !Same(name, "Participant") && listed is { Participant: null, Name: { } other }
            && !name.Split(' ').Intersect(other.Split(' ', ','), StringComparer.OrdinalIgnoreCase).Any();

    private static bool Same(string? one, string? other) =>
        one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
