using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>A program that was given the last port there is, refused it, and said so in an orderly way.</summary>
internal static class SeenAtTheLastPort
{
    private const int Last = 65_535;

    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(Transcript seen, ProgramRun judged) =>
        seen.Options?.Port == Last
        && judged.Arguments.Contains($"{Last}")
        && seen.Count(EventKind.Accepted) + seen.Count(EventKind.DatagramReceived) == 0
        && judged.Run.ExitCode is not (null or 0)
        // Then it has tried, elsewhere.
        && !judged.Run.ErrorOutput.Contains("refused", StringComparison.OrdinalIgnoreCase)
            ? $"The port was {Last}, the last there is, and nothing came to the server there. Ports are 1 to {Last}: is a comparison off by one?"
            : null;
}
