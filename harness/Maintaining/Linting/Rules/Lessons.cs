namespace Kata.Maintaining.Linting.Rules;

/// <summary>Every program begins with a lesson, which says how to run and how to check this program.</summary>
internal sealed class Lessons : ILintRule
{
    private const int LeastLines = 8;

    public IEnumerable<Finding> Look(Syllabus syllabus) => syllabus.Steps.SelectMany(step => (Finding[])
    [
        .. In(syllabus, Syllabus.Solution(step), step, "solutions"),
        .. In(syllabus, Syllabus.Exercise(step), step, "exercises"),
    ]);

    private static IEnumerable<Finding> In(Syllabus syllabus, string file, Results.Step step, string folder)
    {
        if (!syllabus.Has(file))
            yield break;

        var lesson = syllabus
            .TextOf(file)
            .TrimStart('\uFEFF')
            .Split('\n')
            .TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))
            .ToList();
        if (lesson.Count < LeastLines)
        {
            yield return new(
                file,
                1,
                "there is no lesson",
                $"begin the file with a comment of at least {LeastLines} lines, as in solutions/Step01_CreatingSockets.cs");
            yield break;
        }

        var number = $"{step.Number:00}";
        if (!lesson[0].StartsWith($"// Step {number}: ", StringComparison.Ordinal))
            yield return new(file, 1, "the lesson's first line does not name the step", $"begin it with «// Step {number}: »");
        if (!lesson.Exists(line => line.Contains($"dotnet run --project {folder} -- {number} ", StringComparison.Ordinal)))
            yield return new(
                file,
                lesson.Count,
                "the lesson does not say how to run the program",
                $"write «// Run it by hand:» with «dotnet run --project {folder} -- {number} …»");
        if (!lesson.Exists(line => line.Contains($"dotnet test {folder} --filter TestCategory={step.Category}", StringComparison.Ordinal)))
            yield return new(
                file,
                lesson.Count,
                "the lesson does not say how to check the program",
                $"write «// Check it:» with «dotnet test {folder} --filter TestCategory={step.Category}»");
    }
}
