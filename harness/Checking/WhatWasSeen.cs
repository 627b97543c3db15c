using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>Hints about what was seen, for any check. Such a hint replaces the check's own hint, which asks about the commonest mistake
/// of that check. It asserts nothing that it does not know.</summary>
internal static class WhatWasSeen
{
    /// <summary>The first that applies; null if none does.</summary>
    /// <param name="judged">The run that was judged.</param>
    /// <param name="transcripts">Those that the failure may be about. If there are several, which one it is is unknown.</param>
    public static string? HintFor(CheckFailedException failed, ProgramRun? judged, IReadOnlyList<Transcript> transcripts)
    {
        if (judged is not { Run: { } run })
            return null;

        var wire = transcripts is [{ Options: { } options } only] ? OnTheWire(only, options, failed, judged) : null;
        return wire
            ?? SeenElsewhere.TakenForAPort(failed, judged)
            ?? (run.ExitCode is { } code
                ? SeenInTheTexts.HintFor(failed, run, code, transcripts)
                : SeenInTheTexts.NothingPrinted(failed, run))
            ?? (transcripts is [{ Options.Transport: Transport.Tcp } stream] ? SeenInTheStream.HintFor(stream, failed, run) : null);
    }

    private static string? OnTheWire(Transcript seen, EndpointOptions endpoint, CheckFailedException failed, ProgramRun judged) =>
        endpoint switch
        {
            { Transport: Transport.Udp } => SeenAtTheLastPort.HintFor(seen, judged) ?? SeenInDatagrams.HintFor(seen, failed),
            { Service: Service.Http } => AtAnotherPlace(seen, judged) ?? SeenOverHttp.HintFor(seen, endpoint, failed, judged),
            _ => AtAnotherPlace(seen, judged),
        };

    private static string? AtAnotherPlace(Transcript seen, ProgramRun judged) =>
        SeenElsewhere.HintFor(seen, judged) ?? SeenAtTheLastPort.HintFor(seen, judged);
}
