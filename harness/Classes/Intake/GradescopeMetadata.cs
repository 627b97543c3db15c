namespace Kata.Classes.Intake;

/// <summary>Who handed in what, from Gradescope's export: <c>submission_metadata.yml</c>. It has an entry for each folder, with
/// <c>:submitters:</c> (<c>:name:</c>, <c>:sid:</c>, <c>:email:</c>) and <c>:created_at:</c>. Only the part of YAML that this file uses is
/// read.</summary>
internal static class GradescopeMetadata
{
    public const string FileName = "submission_metadata.yml";

    /// <returns>The students who handed it in, by folder.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<Student>> Read(string text)
    {
        var submissions = new Dictionary<string, IReadOnlyList<Student>>();
        var (folder, students, created) = ("", new List<Student>(), (DateTimeOffset?)null);
        var inSubmitters = false;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var trimmed = line.Trim();
            var indent = line.Length - line.TrimStart().Length;
            if (indent == 0 && trimmed.EndsWith(':') && trimmed.Length > 1 && !trimmed.StartsWith('-'))
            {
                Finish();
                (folder, students, created, inSubmitters) = (Plain(trimmed[..^1]), [], null, false);
                continue;
            }

            if (indent <= 2 && !trimmed.StartsWith('-'))
                inSubmitters = trimmed.StartsWith(":submitters:", StringComparison.Ordinal);
            if (indent <= 2 && Value(trimmed, ":created_at:") is { } when
                && PlainTime.Read(when) is { } time)
                created = time;
            if (!inSubmitters)
                continue;

            var item = trimmed.StartsWith("- ", StringComparison.Ordinal) ? trimmed[2..].Trim() : trimmed;
            if (item != trimmed)
                students.Add(new("", null, null, null));
            if (students.Count == 0)
                continue;

            students[^1] = (Value(item, ":name:"), Value(item, ":sid:"), Value(item, ":email:")) switch
            {
                ({ } name, _, _) => students[^1] with { Name = name },
                (_, { } sid, _) => students[^1] with { Id = sid },
                (_, _, { } email) => students[^1] with { Email = email },
                _ => students[^1],
            };
        }

        Finish();
        return submissions;

        void Finish()
        {
            if (folder != "")
                submissions[folder] = [.. students.Select(student =>
                    student with { Submitted = created, Id = student.Id != "" ? student.Id : student.Email?.Split('@')[0] ?? folder })];
        }
    }

    private static string? Value(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal)
        && PlainName.Of(Plain(line[key.Length..].Trim())).Trim() is { Length: > 0 } value && value != "null" ? value : null;

    private static string Plain(string value) => value is ['"', .., '"'] or ['\'', .., '\''] ? value[1..^1] : value;
}
