using System.Text.RegularExpressions;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>A program that was given the last port there is, refused it, and said so in an orderly way.</summary>
internal static partial class SeenAtTheLastPort
{
    private const int Last = 65_535;

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(Transcript seen, ProgramRun judged) =>
        seen.Options?.Port == Last
        && judged.Arguments.Contains($"{Last}")
        && seen.Count(EventKind.Accepted) + seen.Count(EventKind.DatagramReceived) == 0
        && judged.Run.ExitCode is not (null or 0)
        && OfThePort().IsMatch(judged.Run.ErrorOutput)
        && !HasTried(judged.Run.ErrorOutput, seen.Options)
            ? $"The port was {Last}, the last there is, and nothing came to the server there. Ports are 1 to {Last}: is a comparison off by one?"
            : null;

    private static bool HasTried(string errors, EndpointOptions server) =>
        errors.Contains("refused", StringComparison.OrdinalIgnoreCase)
        || errors.Contains("no answer", StringComparison.OrdinalIgnoreCase)
        || (server.Address is { } address && errors.Contains(address, StringComparison.Ordinal));

    /// <summary>In an error about something else the number may stand behind an address.</summary>
    [GeneratedRegex(@"\bport\b|(?<!:)\b65,?535\b", RegexOptions.IgnoreCase)]
    private static partial Regex OfThePort();
}
