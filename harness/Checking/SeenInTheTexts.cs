using Kata.Programs;
using Kata.Servers;

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
                $"All that the program wrote is right, and only its exit code is wrong: Main returned {code}, or Exit was called with it.",
            var missed => missed
                .Where(one => one is { Text: not null })
                .Select(one => InOneText(one, run, transcripts))
                .FirstOrDefault(hint => hint is not null),
        };

    private static string? InOneText(RunRequirement missed, Run run, IReadOnlyList<Transcript> transcripts)
    {
        var (got, other) = missed.IsErrorOutput ? (run.ErrorOutput, run.Output) : (run.Output, run.ErrorOutput);
        if (got == "" && other != "" && !missed.Text!.IsOfAnyWords && missed.Text.Holds(other))
            return missed.IsErrorOutput
                ? "That text is in the output. Which writes errors, Console.Out or Console.Error?"
                : "That text is in the error output. Which of the two is for results, Console.Out or Console.Error?";
        if (missed.Text!.Whole is not { } expected)
            return null;
        if (missed.Difference(run)?.Summary.StartsWith("equal except for the line end", StringComparison.Ordinal) == true)
            return "Only the line end is wrong. WriteLine adds one, and Write adds none; a received text may already have its own.";
        (expected, got) = (TextThat.Lines(expected), TextThat.Lines(got));
        return SeenTwice.HintFor(expected, got, transcripts)
            ?? SeenInLetters.HintFor(expected, got)
            ?? SeenInNumbers.HintFor(expected, got);
    }
}
