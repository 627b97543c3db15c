using Kata.Machine;

namespace Kata.Student;

/// <summary>The comment that a step's program begins with: what the step teaches.</summary>
/// <param name="Blocks">What stands between its empty lines, without the comment signs; the title is left out.</param>
internal sealed record Lesson(IReadOnlyList<LessonBlock> Blocks)
{
    private const string Comment = "//";

    /// <summary>The conversation of the step as a drawing: its lifelines stand between the program and the other side.</summary>
    /// <returns>Null if the lesson has none.</returns>
    public LessonBlock? Picture => Blocks.FirstOrDefault(block => block.IsAligned && block.Lines.Any(line => line.Contains('│')));

    /// <summary>Reads it from a program's file.</summary>
    /// <returns>Without blocks if there is no such file, or no comment at its top.</returns>
    public static Lesson Read(string path)
    {
        try
        {
            return In(RegularFile.ReadAllText(path));
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            return new([]);
        }
    }

    internal static Lesson In(string program)
    {
        var lines = program.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n')
            .TakeWhile(line => line.StartsWith(Comment, StringComparison.Ordinal))
            .Select(line => line[Comment.Length..].TrimEnd())
            .Select(line => line.StartsWith(' ') ? line[1..] : line);
        var blocks = new List<List<string>> { new() };
        foreach (var line in lines)
        {
            if (line == "")
                blocks.Add([]);
            else
                blocks[^1].Add(line);
        }

        // The first names the step.
        return new([.. blocks.Skip(1).Where(block => block.Count > 0).Select(block => new LessonBlock(block))]);
    }
}

/// <summary>A paragraph of a lesson, or something whose columns count: a drawing, the calls.</summary>
internal sealed record LessonBlock(IReadOnlyList<string> Lines)
{
    /// <summary>Whether its lines stay as they are.</summary>
    public bool IsAligned => Lines.Any(line => line.StartsWith(' ') || line.Contains("   ", StringComparison.Ordinal));

    /// <summary>Its lines, as they are.</summary>
    public override string ToString() => string.Join('\n', Lines);
}
