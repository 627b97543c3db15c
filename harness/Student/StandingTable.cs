using Kata.Checking;
using Kata.Results;
using Kata.Text;

namespace Kata.Student;

/// <summary>Where a student stands: how far the whole is, a line for each step, and what to do next.</summary>
internal static class StandingTable
{
    private const int BarWidth = 48;

    /// <summary>Lines joined by LF, without a line end at the end.</summary>
    /// <param name="folder">The folder of the programs.</param>
    /// <param name="programs">The same as a student calls it.</param>
    public static string Draw(IReadOnlyList<StepStanding> steps, string folder, string programs, Palette palette)
    {
        var done = steps.Count(step => step.IsDone);
        IEnumerable<string>[] blocks =
        [
            [$"  {Bar(done, steps.Count, palette)}  {done} of {steps.Count} steps done"],
            .. Parts(steps, palette),
            Labelled.Lines("next", Next(steps, folder, programs) ?? "nothing is left to do"),
        ];
        return string.Join("\n\n", blocks.Select(block => string.Join('\n', block)));
    }

    /// <summary>What to do now; null if all is done.</summary>
    public static string? Next(IReadOnlyList<StepStanding> steps, string folder, string programs)
    {
        var next = steps.FirstOrDefault(step => step.Current?.Status == StepStatus.Failing) ?? steps.FirstOrDefault(step => !step.IsDone);
        return next is null ? null : $"{Next(next, folder, programs)}";
    }

    private static Advice Next(StepStanding next, string folder, string programs)
    {
        var step = next.Step;
        var watch = KataLine.Of($"watch {step.Number}", programs);
        var check = KataLine.Of($"check {step.Number}", programs);
        return next switch
        {
            { Exists: false } => new(step, $"there is no program: it belongs in {programs}/{step.FileName}")
            {
                How = $"; {KataLine.Of($"reset {step.Number}", programs)} puts it there as it was",
            },
            { Current: { Status: StepStatus.Failing } failing } => Advice.Of(failing, programs, AdvicePlace.InAList, see: watch),
            { Blanks: [var line, ..] } => new(step, Blanks.At(Path.Combine(folder, step.FileName), line).In(programs))
            {
                How = $", and see what comes of it with: {watch}",
            },
            { Current: { } unknown } => Advice.Of(unknown, programs) with { How = $": {check}" },
            { Last: not null } => new(step, "the program has changed since it was checked") { How = $": {check}" },
            _ => new(step, "the program has not been checked yet") { How = $": {check}" },
        };
    }

    // As in the table of a grade.
    private static IEnumerable<IEnumerable<string>> Parts(IReadOnlyList<StepStanding> steps, Palette palette)
    {
        var parts = steps.GroupBy(standing => standing.Step.Part).ToList();
        return parts.Select(part => part
            .Select(standing => Line(standing, palette))
            .Prepend(palette.Quiet($"  {part.Key}"))
            .Skip(parts.Count > 1 ? 0 : 1));
    }

    private static string Line(StepStanding standing, Palette palette)
    {
        if (standing.Current is { } grade)
            return GradeTable.Line(grade, palette);

        var blanks = standing.Blanks.Count == 0 ? null : $"blanks in {Amount.Of(standing.Blanks.Count, "line")}";
        var (mark, words) = standing switch
        {
            { Exists: false } => (StatusLook.Of(StepStatus.Unknown).Draw(palette), "there is no program"),
            { Last: not null } => (
                StatusLook.Of(StepStatus.Unknown).Sign,
                string.Join("; ", new[] { "changed since it was checked", blanks }.OfType<string>())),
            { Blanks.Count: > 0 } => (StatusLook.Of(StepStatus.NotStarted).Draw(palette), palette.Quiet(blanks!)),
            _ => (StatusLook.Of(StepStatus.Unknown).Sign, "not checked yet"),
        };
        return $"  {mark} {standing.Step.Number:00}  {standing.Step.Title,-Step.LongestTitle} {"",7}   {words}";
    }

    private static string Bar(int done, int of, Palette palette)
    {
        var full = done * BarWidth / of;
        return palette.Good(new string('█', full)) + palette.Quiet(new string('░', BarWidth - full));
    }
}
