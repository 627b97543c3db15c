using Kata.Checking;
using Kata.Results;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Reports;

/// <summary>What a comparison looks like: a line for each check, and for one that differs what differs, and the ladders.</summary>
internal sealed class ComparisonReport(Comparison comparison, string one, string other, Palette palette, int width)
{
    private const int LabelWidth = 22;
    private const int LeastColumn = 20;
    private readonly List<ComparedCheck> shown = [];

    /// <summary>Whether checks that came to the same are shown with facts and ladders too.</summary>
    public bool All { get; init; }

    /// <summary>Lines joined by LF, with a line end at the end.</summary>
    public string Draw()
    {
        var lines = new List<string>
        {
            $"Step {comparison.One.Step.Number:00} {comparison.One.Step.Title}: {one} and {other}, on the same endpoints",
            "",
        };
        foreach (var (name, outcome) in ((string, StepResult)[])[(one, comparison.One), (other, comparison.Other)])
        {
            if (outcome.Errors.Any())
                lines.AddRange([
                    palette.Bad($"{name} does not compile:"),
                    .. outcome.Errors.Select(error => $"  {Visible.Quoting(error.InOneLine(null))}"),
                    "",
                ]);
        }

        foreach (var check in comparison.Checks)
            lines.AddRange(Of(check));

        lines.AddRange(Warnings());
        lines.Add(End());
        return string.Join('\n', lines) + "\n";
    }

    private int Column => Math.Max(LeastColumn, (width - LabelWidth - 4) / 2);

    private IEnumerable<string> Of(ComparedCheck check)
    {
        var verdicts = check.One.Status == check.Other.Status
            ? $"both {Words(check.One.Status)}"
            : $"{one}: {Words(check.One.Status)}, {other}: {Words(check.Other.Status)}";
        yield return check.Same
            ? $"{palette.Good("=")} {check.Sentence} ({verdicts})"
            : $"{palette.Bad("≠")} {check.Sentence} ({verdicts})";
        if (check.Same && !All)
            yield break;

        if (shown.Find(earlier => IsSameVisit(earlier, check)) is { } same)
        {
            yield return $"  the same runs as for «{same.Sentence}» above";
            yield return "";
            yield break;
        }

        shown.Add(check);
        foreach (var (name, result) in ((string, CheckResult)[])[(one, check.One), (other, check.Other)])
        {
            if (result.Status is CheckStatus.NotStarted or CheckStatus.Skipped)
                yield return $"  {name}: {Visible.Quoting(result.Message ?? "")}";
        }

        if (check.Facts.Count > 0)
            yield return Row(" ", "", one, other);
        foreach (var fact in check.Facts.Where(fact => All || !fact.Same || fact.TellsMuch))
        {
            foreach (var line in Rows(fact))
                yield return line;
        }

        foreach (var endpoint in check.Endpoints)
        {
            yield return "";
            yield return LadderPair.Draw(endpoint, Places.Of(check.One.Seen!, check.Other.Seen!), (one, other), width);
        }

        yield return "";
    }

    // Checks of a step may look at one visit from different sides.
    private static bool IsSameVisit(ComparedCheck earlier, ComparedCheck check) =>
        check.One.Seen is { Runs.Count: > 0 } runs && earlier.One.Seen is { } before
        && runs.Runs.Select(run => run.Run).SequenceEqual(before.Runs.Select(run => run.Run), ReferenceEqualityComparer.Instance);

    // Next to each other where there is room, else one below the other.
    private IEnumerable<string> Rows(ComparedFact fact)
    {
        var mark = fact.Same ? " " : "≠";
        var (ours, theirs) = (Visible.Quoting(fact.One.ReplaceLineEndings(" ")), Visible.Quoting(fact.Other.ReplaceLineEndings(" ")));
        string[] rows = Math.Max(ours.Length, theirs.Length) < Column ? [Row(mark, fact.What, ours, theirs)]
            : fact.Same && ours == theirs ? [Row(mark, fact.What, $"both: {ours}", "")]
            : [Row(mark, fact.What, $"{one}: {ours}", ""), Row(" ", "", $"{other}: {theirs}", "")];
        return fact.Difference is { } difference && !fact.Same ? rows.Concat(Window(difference)) : rows;
    }

    private string Row(string mark, string what, string ours, string theirs) =>
        $"{mark} {what.PadRight(LabelWidth)}{ours.PadRight(Column)}{theirs}".TrimEnd();

    // Around the first place where two texts part. The marker's words are those of a failure, and not wanted here.
    private IEnumerable<string> Window(Difference difference)
    {
        var indent = "".PadRight(LabelWidth + 2);
        var names = Math.Max(one.Length, other.Length) + 2;
        if (difference.Got.Length > 0)
            yield return $"{indent}{one.PadRight(names)}{difference.Got}";
        if (difference.Expected.Length > 0)
            yield return $"{indent}{other.PadRight(names)}{difference.Expected}";
        if (difference.Got.Length > 0 && difference.Expected.Length > 0)
            yield return $"{indent}{"".PadRight(names)}{difference.Marker.Split('^')[0]}^";
    }

    private IEnumerable<string> Warnings()
    {
        foreach (var (name, outcome) in ((string, StepResult)[])[(one, comparison.One), (other, comparison.Other)])
        {
            var warnings = Comparison.Warnings(outcome).Where(found => found.Level == "warning").ToList();
            if (warnings.Count > 0)
                yield return $"  warnings of {name}: {string.Join(", ", warnings.Select(found => $"{found.Rule} at line {found.Line}"))}";
        }
    }

    private string End()
    {
        var differ = comparison.Checks.Count(check => !check.Same);
        return (comparison.Checks.Count, differ) switch
        {
            (0, _) => "Nothing could be compared.",
            (var all, 0) => $"No difference in {Amount.Of(all, "check")}.",
            (var all, _) => $"{differ} of {Amount.Of(all, "check")} {(differ == 1 ? "differs" : "differ")}.",
        };
    }

    private static string Words(CheckStatus status) => StatusLook.Of(status).Word;
}
