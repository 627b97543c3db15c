using Kata.Checking;
using Kata.Ladders;
using Kata.Programs;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

namespace Kata.Reports;

/// <summary>One check as a terminal shows it when it is asked for: what was expected and got, the ladders in colour, the hint, and
/// each run with what it wrote.</summary>
internal static class CheckReport
{
    private const int MostOutput = 4096;
    private const int MostHex = 4096;

    /// <summary>With more messages than this, how to see one of them is said before they come.</summary>
    private const int Few = 3;

    /// <summary>Lines joined by LF, without a line end at the end.</summary>
    /// <param name="hex">Which messages are shown as numbers: 0 for all, else one by its number; null for none.</param>
    /// <param name="runs">Whether each run is shown, with what it wrote.</param>
    public static string Draw(CheckResult check, Palette palette, int? hex = null, bool runs = true)
    {
        var judged = check.JudgedTranscripts;
        IEnumerable<string> blocks =
        [
            string.Join('\n', [Headline(check, palette), .. Lines(check.Failure?.Facts), .. Said(check)]),
            // Without transcripts, the ladders as they were drawn for the failure.
            .. check.Seen is null ? check.Failure?.Ladders ?? [] : judged.Select(one => Drawn(check, one, palette)),
            .. hex is { } number ? Messages(judged, number, palette) : [],
            string.Join('\n', Lines(check.Failure?.Help)),
            .. (check.Seen?.Runs ?? []).Where(_ => runs).Select(run => string.Join('\n', Lines(run))),
        ];
        return string.Join("\n\n", blocks.Where(block => block != ""));
    }

    /// <summary>How many messages there are to be shown as numbers.</summary>
    public static int CountMessages(CheckResult check) => MessagesOf(check.JudgedTranscripts).Count();

    /// <summary>The shape and the sentence.</summary>
    public static string Headline(CheckResult check, Palette palette) => StatusLook.Of(check.Status).Headline(check.Sentence, palette);

    private static IEnumerable<string> Said(CheckResult check) => check.Failure is null ? Labelled.Lines("message", check.Message) : [];

    private static IEnumerable<string> Lines(IEnumerable<FailurePart>? parts) => (parts ?? []).SelectMany(part => part.Lines);

    private static IEnumerable<string> Lines(ProgramRun run) =>
    [
        .. Labelled.Lines("run", ArgumentLine.Of(run.Arguments)),
        .. Labelled.Lines("ended", FormattableString.Invariant($"{run.Run.End}, after {run.Run.Duration.TotalMilliseconds:#,0} ms")),
        .. Labelled.Lines("output", Written(run.Run.OutputBytes, run.Run.OutputLeftOut)),
        .. Labelled.Lines("errors", Written(System.Text.Encoding.UTF8.GetBytes(run.Run.ErrorOutput), run.Run.ErrorOutputLeftOut)),
    ];

    // Each line as a line, and its end visible.
    private static IReadOnlyList<string> Written(byte[] bytes, int leftOut)
    {
        if (bytes.Length == 0)
            return ["nothing"];

        var shown = Visible.Bytes(bytes.AsSpan(0, Math.Min(bytes.Length, MostOutput)));
        var lines = shown.Split('␊').Select(line => line + "␊").ToList();
        lines[^1] = lines[^1][..^1];
        if (lines[^1] == "")
            lines.RemoveAt(lines.Count - 1);
        var more = Math.Max(bytes.Length - MostOutput, 0) + leftOut;
        return more > 0 ? [.. lines, $"… and {Amount.Of(more, "more byte")}"] : lines;
    }

    private static string Drawn(CheckResult check, JudgedTranscript one, Palette palette)
    {
        var ladder = Ladder.Draw(one.Transcript, end: one.End, marks: check.Status == CheckStatus.Failed, palette: palette);
        return one.Whose is { } whose ? $"  {whose}\n{ladder}" : ladder;
    }

    private static IEnumerable<string> Messages(IReadOnlyList<JudgedTranscript> judged, int number, Palette palette)
    {
        var messages = MessagesOf(judged).ToList();
        var dumps = messages
            .Select((message, i) => (message, Number: i + 1))
            .Where(one => number == 0 || one.Number == number)
            .Select(one => Dump(one.message.Transcript, one.message.Row, one.Number, palette, whole: number != 0));
        return number == 0 && messages.Count > Few
            ? dumps.Prepend(
                $"  {Amount.Of(messages.Count, "message")}; --hex {messages.Count} shows the last of them only, and the whole " + "of it.")
            : dumps;
    }

    private static IEnumerable<(Transcript Transcript, LadderRow Row)> MessagesOf(IReadOnlyList<JudgedTranscript> judged) =>
        from one in judged
        from row in LadderRow.Of(one.Transcript, one.End)
        where row.Pointing != Pointing.Nowhere && row.Payload(one.Transcript).All > 0
        select (one.Transcript, row);

    private static string Dump(Transcript transcript, LadderRow row, int number, Palette palette, bool whole)
    {
        var (kept, all) = row.Payload(transcript);
        var shown = kept.AsSpan(0, whole ? kept.Length : Math.Min(kept.Length, MostHex));
        var time = Amount.Milliseconds(row.Microseconds - transcript.Events[0].Microseconds);
        var who =
            row.Pointing == Pointing.Right
                ? palette.Program("the program")
                : palette.Server($"the {Ladder.ServerName(transcript.Options)}");
        var lines = HexDump.Of(shown).Split('\n').Select(line => $"    {line}");
        var left = all - shown.Length;
        return $"  message {number}: {Amount.Of(all, "byte")} by {who} at {time}"
            + (shown.Length > 0 ? $"\n{string.Join('\n', lines)}" : "")
            + (
                left > 0
                    ? $"\n    … and {Amount.Of(left, "more byte")}{(shown.Length < kept.Length ? $": --hex {number} shows them" : ", which the server did not keep")}"
                    : "");
    }
}
