using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What the outputs and the exit code of a run show.</summary>
internal static class SeenInTheTexts
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(CheckFailedException failed, Run run, int code, IReadOnlyList<Transcript> transcripts) =>
        failed.Missed switch
        {
            [] => null,
            [{ Text: null, IsImplied: false }]
                when failed.Required.Any(one => one.Text is not null && !one.IsImplied) && run.End is RunEnd.Exited { LeftBehind: false } =>
                $"All that the program wrote is right, and only its exit code is wrong: Main returned {code}, or Exit was called with it."
                    + (code == 255 && !OperatingSystem.IsWindows() ? " An exit code is one byte here: -1 is 255." : ""),
            var missed => InTheTexts([.. missed.Where(one => one.Text is not null)], failed, run, transcripts),
        };

    /// <summary>For a crash that the check allows, if nothing had been printed before.</summary>
    public static string? NothingPrinted(CheckFailedException failed, Run run) =>
        run is { End: RunEnd.Crashed { Signal: null }, OutputBytes: [] }
        && failed.Missed is [{ IsErrorOutput: false, Text: not null }]
            ? "Nothing was printed before the exception ended the program. Is there a call that prints before that line? If so, what keeps its text: "
                + "a writer that is flushed only at the end?"
            : null;

    private static string? InTheTexts(
        RunRequirement[] missed, CheckFailedException failed, Run run, IReadOnlyList<Transcript> transcripts) =>
        missed.Select(one => InTheOtherOutput(one, run)).FirstOrDefault(hint => hint is not null)
        ?? (missed.Any(one => one.IsErrorOutput) ? NoReason(run.ErrorOutput) : null)
        ?? ReplacedWithoutAnError(failed, run)
        ?? AnErrorOfItsOwn(failed, run, transcripts)
        ?? missed.Select(one => OfAConnection(one, run, transcripts) ?? AnotherPart(one, failed, run))
            .FirstOrDefault(hint => hint is not null)
        ?? SeenOfTheLineBefore.HintFor(failed, run, transcripts)
        ?? missed.Select(one => InOneText(one, run, missed is [_] ? transcripts : null)).FirstOrDefault(hint => hint is not null);

    private static string? OfAConnection(RunRequirement missed, Run run, IReadOnlyList<Transcript> transcripts) =>
        SeenInConnections.Refused(missed, run.ErrorOutput, transcripts)
        ?? SeenInConnections.RefusedLate(missed, run.ErrorOutput, transcripts);

    private static string? InTheOtherOutput(RunRequirement missed, Run run)
    {
        var (got, other) = missed.IsErrorOutput ? (run.ErrorOutput, run.Output) : (run.Output, run.ErrorOutput);
        return got != "" || other == "" || missed.Text!.IsOfAnyWords || !IsIn(other, missed.Text) ? null
            : missed.IsErrorOutput ? "That text is in the output. Which writes errors, Console.Out or Console.Error?"
            : "That text is in the error output. Which of the two is for results, Console.Out or Console.Error?";
    }

    /// <summary>Whether an output is a text, or has all of its lines among others.</summary>
    private static bool IsIn(string output, TextThat text) =>
        text.Holds(output)
        || (text.Whole is { Length: > 0 } whole && LinesOf(whole).All(LinesOf(output).Contains));

    private static string[] LinesOf(string text) => LineEnds.Short(text).TrimEnd('\n').Split('\n');

    /// <summary>An error that the program reports where all was to go well, and that tells what the program itself did.</summary>
    private static string? AnErrorOfItsOwn(CheckFailedException failed, Run run, IReadOnlyList<Transcript> transcripts) =>
        run.ExitCode is null or 0 || !failed.Required.Any(one => one.ExitCode == 0) ? null
        : run.ErrorOutput.Contains("AddressAlreadyInUse", StringComparison.Ordinal)
            ? "AddressAlreadyInUse is about the address of the program's own socket. Which call gives it one? A client needs none: the "
                + "system chooses a free port."
        : run.ErrorOutput.Contains("ConnectionReset", StringComparison.Ordinal) && transcripts is [var seen] && AnswersBehindTheEnd(seen)
            ? "No reset came from the server. Can this socket still receive when its answer comes? SocketShutdown.Both ends both directions."
        : null;

    private static string? NoReason(string errors) =>
        errors.TrimEnd().EndsWith(": Success", StringComparison.Ordinal)
            ? "Success is what the systems call error 0: that nothing went wrong. Where does the program take its reason from? The exception "
                + "that was thrown has it."
            : null;

    /// <summary>A reason that is given for another part of the work than receiving. Where sending was to fail, a program that has sent too
    /// little may rightly say that receiving did.</summary>
    private static string? AnotherPart(RunRequirement missed, CheckFailedException failed, Run run) =>
        missed.IsErrorOutput
        && failed.Missed.All(one => one.Text is not null)
        && (missed.Text!.Whole ?? missed.Text.Beginning)?.StartsWith(Receiving, StringComparison.Ordinal) == true
        && Array.Find(Earlier, part => run.ErrorOutput.StartsWith($"{part}: ", StringComparison.Ordinal)) is { } told
            ? $"The error output says «{told}», and «{Receiving}» was expected. Which call threw, and in which try is it?"
            : null;

    /// <summary>What some methods of .NET take for the end of a line (string.ReplaceLineEndings, learn.microsoft.com).</summary>
    private static readonly char[] Separators = ['\f', '\u0085', '\u2028', '\u2029'];

    private const string Receiving = "Error receiving data";

    private static readonly string[] Earlier = ["Connection error", "Error sending data"];

    /// <summary>Whether the server sent something when the program had ended its sending, and reset no connection.</summary>
    private static bool AnswersBehindTheEnd(Transcript transcript) =>
        transcript.Count(EventKind.Reset) == 0
        && transcript.Of(EventKind.PeerFinished).FirstOrDefault() is { } end
        && transcript.Of(EventKind.Sent).Any(sent => sent.Sequence > end.Sequence);

    /// <summary>The letter that a decoder writes in place of bytes that are no text, where an error was to be written. An output that may
    /// be anything need not be text.</summary>
    private static string? ReplacedWithoutAnError(CheckFailedException failed, Run run) =>
        run.ErrorOutput == ""
        && run.OutputBytes.AsSpan().IndexOf("\uFFFD"u8) >= 0
        && failed.Required.Any(one => one is { Text: not null, IsErrorOutput: false })
        && failed.Missed.Any(one =>
            one is { IsErrorOutput: true, IsImplied: false } && one.Text!.Words.Contains("UTF-8", StringComparison.Ordinal))
        && !failed.Required.Any(one => one.Text?.Whole?.Contains('\uFFFD') == true)
            ? "A � was printed, and an error was expected. Does the encoding throw for bytes that are not UTF-8?"
            : null;

    /// <param name="transcripts">Null if another text is wrong, too.</param>
    private static string? InOneText(RunRequirement missed, Run run, IReadOnlyList<Transcript>? transcripts)
    {
        var got = missed.IsErrorOutput ? run.ErrorOutput : run.Output;
        if (got.StartsWith('\uFEFF') && missed.Text!.Holds(got[1..]))
            return "Only a byte order mark (U+FEFF) in front was not asked for. A StreamWriter with Encoding.UTF8 puts it there; one with new "
                + "UTF8Encoding(false), or without an encoding, does not.";
        if (missed.Text!.Whole is { } text
            && Separators.Any(one => text.Contains(one) && !got.Contains(one))
            && got.ReplaceLineEndings() == text.ReplaceLineEndings())
            return "Where the text has a form feed, U+0085, U+2028 or U+2029, a line end was printed. Those stand inside of lines here. What "
                + "takes them for line ends: ReplaceLineEndings, EnumerateLines?";
        if (missed.Difference(run)?.Kind == DifferenceKind.LineEnds)
            return SeenInSpace.OfTheServer(got, transcripts ?? [])
                ?? "Only the line end is wrong. WriteLine adds one, and Write adds none; a received text may already have its own.";
        if (missed.Text.Whole is not { } expected)
            return missed.Text.Beginning is { Length: > 0 } start && got.Trim().TrimEnd(':', '.') == start.Trim().TrimEnd(':')
                ? "The beginning is right, but the reason that should follow it is missing. What does the exception say?"
                : null;
        (expected, got) = (LineEnds.Short(expected), LineEnds.Short(got));
        if (got != expected && got.Replace("::ffff:", "", StringComparison.Ordinal) == expected)
            return "::ffff: stands before an IPv4 address on a socket that was made for IPv6, or without a family. Which family does the "
                + "address have, and which has the socket?";
        return (transcripts is null ? null : SeenTwice.HintFor(expected, got, transcripts) ?? SeenTwice.OnceHintFor(expected, got))
            ?? SeenLeftOver.HintFor(expected, got)
            ?? SeenInCounts.HintFor(expected, got)
            ?? SeenInLetters.HintFor(expected, got)
            ?? SeenInDates.HintFor(expected, got, transcripts ?? [])
            ?? SeenInNumbers.HintFor(expected, got)
            ?? SeenInSpace.HintFor(expected, got, transcripts ?? [])
            ?? SeenInOrder.HintFor(expected, got);
    }
}
