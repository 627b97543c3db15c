using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>Hints about what was seen, for any check. Such a hint replaces the check's own hint, which asks about the commonest mistake
/// of that check. It asserts nothing that it does not know.</summary>
internal static class WhatWasSeen
{
    /// <summary>The first that applies; null if none does.</summary>
    /// <param name="run">The run that was judged.</param>
    /// <param name="transcripts">Of all endpoints. If there are several, the one that the failure is about is unknown.</param>
    public static string? HintFor(CheckFailedException failed, Run? run, IReadOnlyList<Transcript> transcripts)
    {
        if (run is null)
            return null;

        var wire = transcripts is [{ Options: { } options } only] ? OnTheWire(only, options, failed, run) : null;
        return wire ?? (run.ExitCode is { } code ? SeenInTheTexts.HintFor(failed, run, code) : null);
    }

    private static string? OnTheWire(Transcript seen, EndpointOptions endpoint, CheckFailedException failed, Run run) =>
        endpoint switch
        {
            { Transport: Transport.Udp } => SeenInDatagrams.HintFor(seen, failed),
            { Service: Service.Http } => SeenOverHttp.HintFor(seen, endpoint, failed, run),
            _ => null,
        };
}
