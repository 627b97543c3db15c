namespace Kata.Classes.Intake;

/// <summary>Takes submissions into a class folder, beside those that it has.</summary>
internal static class ClassAdmission
{
    /// <param name="before">What the class folder is about so far; null for a new class.</param>
    /// <param name="sources">Folders and zips.</param>
    /// <param name="students">The file with the list of students; null for the list beside the submissions, or the list that is
    /// kept.</param>
    /// <exception cref="Machine.KataException">Something in it cannot be read.</exception>
    public static ClassManifest Take(ClassFolder folder, ClassManifest? before, IReadOnlyList<string> sources, string? students)
    {
        var intake = new ClassIntake();
        if (students is not null)
            intake.UseStudents(students);
        foreach (var source in sources)
            intake.Add(source);
        if (before is not null)
            intake.Keep(before.Students, before.List);

        var known = (before?.Submissions ?? []).ToDictionary(one => one.Id, StringComparer.OrdinalIgnoreCase);
        var taken = intake.Copy(folder.Submissions);
        // What can be graded is not replaced by something that cannot.
        var kept = taken.Where(one => one.Unread is not null && known.GetValueOrDefault(one.Id) is { Unread: null }).ToList();
        taken = [.. taken.Except(kept)];
        var ids = taken.Select(one => one.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = known.Values.Where(old => !ids.Contains(old.Id)).Select(old => Listed(old, intake.Students));
        return new("", null, [], [.. taken, .. others])
        {
            NotSubmissions = [.. sources.Count > 0 ? intake.NotSubmissions : before?.NotSubmissions ?? [],
                .. kept.Select(one => new LeftOut(one.From, $"{one.Unread!.Why}; {one.Id} keeps the earlier submission"))],
            Students = intake.Students,
            List = intake.List,
        };
    }

    /// <summary>The submission with what the list says about its student.</summary>
    private static Submission Listed(Submission old, IReadOnlyList<Student> list) =>
        list.FirstOrDefault(student => old.Id.Equals(ClassIntake.SafeId(student.Id), StringComparison.OrdinalIgnoreCase)) is { } listed
            ? old with
            {
                Name = listed.Name ?? old.Name,
                Email = listed.Email ?? old.Email,
                Group = listed.Group ?? old.Group,
                Submitted = listed.Submitted ?? old.Submitted,
            }
            : old;
}
