using Kata.Ladders;
using Kata.Programs;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What a student is shown when a check fails: expected, got, what happened on the wire, hint, code.</summary>
/// <param name="Sentence">What the check establishes.</param>
/// <param name="Expected">In words or as text; several lines are aligned.</param>
/// <param name="Got">The same for what happened.</param>
/// <param name="Transcripts">One for each endpoint of the check; each is drawn as a ladder.</param>
/// <param name="Hint">What to think about; never the solution.</param>
/// <param name="Code">File and line of the program: <c>exercises/Step04_SendingAndReceiving.cs:27</c>.</param>
public sealed record FailureMessage(
    string Sentence,
    string Expected,
    string Got,
    IReadOnlyList<Transcript> Transcripts,
    string? Hint = null,
    string? Code = null)
{
    private const int MostErrorLines = 6;
    private const int MostErrorWidth = 400;

    /// <summary>A window around the first difference, if expected and got are texts to compare.</summary>
    public Difference? Difference { get; init; }

    /// <summary>How the run ended, if not by the program's own exit: <c>killed at the deadline of 5 s, …</c>.</summary>
    public string? Ended { get; init; }

    /// <summary>The end of the run; the ladders tell a kill from a close.</summary>
    public RunEnd? End { get; init; }

    /// <summary>What the program wrote to its error output; its first lines are shown.</summary>
    public string? ErrorOutput { get; init; }

    /// <summary>Everything below the headline: the message that a check fails with.</summary>
    public string Body
    {
        get
        {
            string[] facts =
            [
                .. Labelled.Lines("expected", Expected),
                .. Labelled.Lines("got", Got),
                .. Labelled.Lines("differs", Difference?.Lines),
                .. Labelled.Lines("ended", Ended),
                .. Labelled.Lines("errors", FirstErrors()),
            ];
            string[] advice = [.. Labelled.Lines("hint", Hint), .. Labelled.Lines("code", Code)];

            IEnumerable<string> blocks =
            [
                string.Join('\n', facts),
                .. Transcripts.Select(transcript => Ladder.Draw(transcript, end: End)),
                string.Join('\n', advice),
            ];
            return string.Join("\n\n", blocks.Where(block => block != ""));
        }
    }

    /// <summary>Headline and body.</summary>
    public override string ToString() => $"{Labelled.Headline(Sentence)}\n{Body}";

    private IReadOnlyList<string>? FirstErrors()
    {
        var lines = ErrorOutput?.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return lines is null or [""] ? null
            : lines.Length <= MostErrorLines ? [.. lines.Select(Beginning)]
            : [.. lines.Take(MostErrorLines - 1).Select(Beginning), $"… and {Amount.Of(lines.Length - MostErrorLines + 1, "more line")}"];
    }

    private static string Beginning(string line) =>
        line.Length <= MostErrorWidth ? line : $"{line[..MostErrorWidth]}… ({Amount.Of(line.Length, "character")})";
}
