using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>Takes submissions into a class folder, beside those that it has.</summary>
internal static class ClassAdmission
{
    private const int MostNamed = 10;

    /// <param name="before">What the class folder is about so far; null for a new class.</param>
    /// <param name="sources">Folders and zips.</param>
    /// <param name="students">The file with the list of students; null for the list beside the submissions, or the list that is
    /// kept.</param>
    /// <param name="notes">Says which other submissions of the class are replaced; null for nobody.</param>
    /// <exception cref="KataException">Something in it cannot be read.</exception>
    public static ClassManifest Take(
        ClassFolder folder, ClassManifest? before, IReadOnlyList<string> sources, string? students, TextWriter? notes = null)
    {
        var known = (before?.Submissions ?? []).ToDictionary(one => one.Id, StringComparer.OrdinalIgnoreCase);
        var intake = new ClassIntake
        {
            LooksBeside = before is null or { List: null, Students.Count: 0 },
            Earlier = [.. (before?.Submissions ?? []).Select(one => one.AsStudent())],
        };
        if (students is not null)
            intake.UseStudents(students);
        foreach (var source in sources)
            intake.Add(source, Repaired(source, known.Values) is not null);
        if (before is not null)
            intake.Keep(before.Students, before.List);

        RequireSameIds(intake, [.. known.Values]);
        var taken = intake.Copy(folder.Submissions);
        // What can be graded is not replaced by something that cannot.
        var kept = taken.Where(one => one.Unread is not null && known.GetValueOrDefault(one.Id) is { Unread: null }).ToList();
        // A folder with a repaired submission does not say who handed it in, or when.
        taken = [.. taken.Except(kept).Select(one => known.TryGetValue(one.Id, out var old) ? one.Or(old.AsStudent()) : one)];
        TellReplaced(taken, known, [.. sources.Select(source => Repaired(source, known.Values)).OfType<Submission>()], notes);
        var ids = taken.Select(one => one.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = known.Values.Where(old => !ids.Contains(old.Id)).Select(old => Listed(old, intake.Students));
        // In the folder of a new class a file of that name is not ours.
        if (intake.HasNewList && (intake.Worksheet is not null || before is not null))
            folder.KeepWorksheet(intake.Worksheet);
        return new("", null, [], [.. taken, .. others])
        {
            NotSubmissions = [.. (before?.NotSubmissions ?? []).Where(noted => !intake.IsOfSources(noted)), .. intake.NotSubmissions,
                .. kept.Select(one => new LeftOut(one.From, $"{one.Unread!.Why}; {one.Id} keeps the earlier submission"))],
            Students = intake.Students,
            List = intake.List,
        };
    }

    /// <summary>The submission of the class that a folder or zip has the name of: it is that submission, whatever is in it. What a student
    /// puts into it cannot replace other submissions.</summary>
    /// <returns>Null if there is none, or if it is what submissions of the class were found in.</returns>
    private static Submission? Repaired(string source, IReadOnlyCollection<Submission> known)
    {
        var whole = Path.TrimEndingDirectorySeparator(source);
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));
        var isZip = !Directory.Exists(source) && name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
        var student = SubmissionFinder.Called(isZip ? name[..^4] : name, isZip);
        return known.Any(one => one.From.StartsWith(whole + "/", StringComparison.Ordinal)) ? null
            : known.FirstOrDefault(one => student.Participant is not null && one.Participant == student.Participant)
                ?? known.FirstOrDefault(one => one.Id.Equals(student.Id, StringComparison.OrdinalIgnoreCase));
    }

    private static void TellReplaced(
        IReadOnlyList<Submission> taken, Dictionary<string, Submission> known, HashSet<Submission> repaired, TextWriter? notes)
    {
        var replaced = taken.Where(one => known.TryGetValue(one.Id, out var old) && !repaired.Contains(old) && old.Unread is null
            && old.From != one.From && !old.Programs.SequenceEqual(one.Programs)).Select(one => one.Id).ToList();
        if (replaced.Count == 0)
            return;

        var more = replaced.Count > MostNamed ? $" and {Text.Amount.Of(replaced.Count - MostNamed)} more" : "";
        notes?.WriteLine($"kata: other programs than before, from another place: {string.Join(", ", replaced.Take(MostNamed))}{more}");
    }

    /// <summary>Refuses a new list on which a student has another id than the submission that the class has. The student would be there
    /// twice: with the points, and as missing.</summary>
    private static void RequireSameIds(ClassIntake intake, IReadOnlyList<Submission> known)
    {
        Student[] all = intake.HasNewList ? [.. known.Select(old => old.AsStudent())] : [];
        foreach (var old in all)
        {
            if (intake.Find(old, all) is { } listed && !Same(old.Id, listed))
                throw new KataException($"{intake.List} has {Text.Visible.Quoting(old.Id)} as {Text.Visible.Quoting(listed.Id)}: grade the "
                    + "submissions again with this list, and with another --out");
        }
    }

    /// <summary>The submission with what the list says about its student.</summary>
    private static Submission Listed(Submission old, IReadOnlyList<Student> list) =>
        list.FirstOrDefault(student => Same(old.Id, student)) is { } listed ? old.With(listed.Or(old.AsStudent())) : old;

    private static bool Same(string id, Student student) => id.Equals(ClassIntake.SafeId(student.Id), StringComparison.OrdinalIgnoreCase);
}
