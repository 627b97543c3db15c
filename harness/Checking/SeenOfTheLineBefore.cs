using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>A line of the input that gets the report of the one before it.</summary>
internal static partial class SeenOfTheLineBefore
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(CheckFailedException failed, Run run, IReadOnlyList<Transcript> transcripts)
    {
        // Each line must have had an answer of its own, and be the only one that was asked with it.
        if (
            failed.Missed.FirstOrDefault(one => one.IsErrorOutput)?.Text?.Whole is not { } expected
            || transcripts is not [{ Options.Transport: Transport.Udp } seen]
            || seen.Count(EventKind.DatagramSent) < seen.Count(EventKind.DatagramReceived)
        )
            return null;

        var (right, printed) = (Reports(expected), Reports(run.ErrorOutput));
        return printed
            .Where(report => !right.ContainsKey(report.Key) && right.TryGetValue(report.Key - 1, out var before) && before == report.Value
                // Otherwise it is that report, with another number.
                && printed.GetValueOrDefault(report.Key - 1) == before)
            .Select(report =>
                $"Line {report.Key} got the report of line {report.Key - 1}, and an answer of its own had come. Is the old answer still in the "
                    + "socket, as after a look with Peek, or in a buffer or a variable that is kept?")
            .FirstOrDefault();
    }

    private static Dictionary<int, string> Reports(string errors) =>
        Report().Matches(errors)
            .DistinctBy(match => match.Groups[1].Value)
            .ToDictionary(
                match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match => match.Groups[2].Value.TrimEnd());

    [GeneratedRegex(@"^Line (\d{1,6}): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Report();
}
