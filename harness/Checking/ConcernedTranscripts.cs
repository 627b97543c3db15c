using System.Text.RegularExpressions;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>Which of a check's transcripts a failure is about.</summary>
internal static class ConcernedTranscripts
{
    /// <param name="judged">The run that the failure names; null if it names none.</param>
    /// <param name="runs">All that the check made so far.</param>
    /// <param name="all">The transcripts of the check, in order.</param>
    public static IReadOnlyList<Transcript> Of(
        CheckFailedException failed, ProgramRun? judged, IReadOnlyList<ProgramRun> runs, IReadOnlyList<Transcript> all)
    {
        if (failed.Transcript is null && judged is null)
            return all;

        IReadOnlyList<ProgramRun> concerned =
            failed.Transcript is { } about ? [.. runs.Where(run => IsGiven(run, about))] : [judged!];
        return
        [
            .. all.Where(one =>
                failed.Transcript?.IsOfTheSame(one) == true
                || concerned.Any(run => IsGiven(run, one))
                || !runs.Any(run => IsGiven(run, one))),
        ];
    }

    /// <summary>The run that a transcript is of, as a position among a check's runs; null if no run was given the server, or if that is not
    /// known. If several were: the judged one, or else the last.</summary>
    public static int? RunOf(Transcript transcript, IReadOnlyList<ProgramRun> runs, Run? judged)
    {
        var given = Enumerable.Range(0, runs.Count).Where(i => IsGiven(runs[i], transcript)).ToList();
        return given.Count == 0 ? null
            : given.Cast<int?>().FirstOrDefault(i => ReferenceEquals(runs[i!.Value].Run, judged)) ?? given[^1];
    }

    /// <summary>The last run that was given a server; null if none was.</summary>
    public static ProgramRun? LastGiven(Transcript about, IReadOnlyList<ProgramRun> runs) => runs.LastOrDefault(run => IsGiven(run, about));

    /// <summary>Whether the arguments of a run lead to the server: its port is in them.</summary>
    private static bool IsGiven(ProgramRun run, Transcript transcript) =>
        transcript.Authorities is [var authority, ..]
        && authority[(authority.LastIndexOf(':') + 1)..] is var port
        && run.Arguments.Any(word => Regex.IsMatch(word, $@"(\A|:){port}(?!\d)", RegexOptions.CultureInvariant));
}
