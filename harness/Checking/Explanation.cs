using Kata.Ladders;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>Why a check failed, from the runs and transcripts of its scene.</summary>
internal static class Explanation
{
    /// <summary>For a program that does not do what the check asks.</summary>
    /// <exception cref="ServerHostException">The servers are gone: the program is not to blame for the failure.</exception>
    public static async Task<Failure> Of(Check check, Scene scene, CheckFailedException failed)
    {
        // If there are several runs: the one that was judged, not the one that ended last.
        if ((failed.Run ?? OfTranscript(failed, scene)) is { } judged)
            scene.Judge(judged);

        var named = failed.Run is null ? null : scene.LastProgramRun;
        var all = await scene.Transcripts();
        var transcripts = ConcernedTranscripts.Of(failed, named, scene.AllRuns, all);
        var end = scene.LastRun?.End;
        var seen = failed.Seen ?? WhatWasSeen.HintFor(failed, scene.LastProgramRun, transcripts);
        return new(failed.Expected, failed.Got)
        {
            Arguments = scene.Arguments is { } words ? [.. words.Select(Beginning)] : null,
            Typed = scene.Typed is { } typed ? Beginning(typed) : null,
            Difference = failed.Difference,
            Ended = Ended(scene.LastRun, transcripts),
            IsCrash = end is RunEnd.Crashed { Signal: null } && !failed.AllowsTheEnd,
            Errors = Failure.FirstLines(end is RunEnd.Crashed ? null : scene.ErrorOutput),
            Hint = Hints(
                seen
                    ?? (transcripts.Any(IsReached) ? null : check.HintIfNotReached)
                    ?? (end is RunEnd.Killed ? check.HintIfKilled : null)
                    ?? check.Hint,
                seen is not null, failed, scene.LastRun, transcripts),
            IsSeen = seen is not null,
            IsWarning = failed.IsWarning,
            Cause = FailureCause.Of(failed, seen, scene.LastProgramRun),
            Place = scene.Code,
            JudgedTranscripts = [.. transcripts.Select(one => all.ToList().FindIndex(other => ReferenceEquals(one, other)))],
            Ladders = [.. transcripts.Select(transcript => Drawn(transcript, scene))],
        };
    }

    /// <summary>The last run that was given the server whose transcript was judged; null if it was no transcript, or if the last run of all
    /// was given it, too.</summary>
    private static Run? OfTranscript(CheckFailedException failed, Scene scene) =>
        failed.Transcript is { } about
        && ConcernedTranscripts.LastGiven(about, scene.AllRuns) is { } given
        && scene.AllRuns.FirstOrDefault(run => ReferenceEquals(run.Run, scene.LastRun)) is { } last
        && !ReferenceEquals(ConcernedTranscripts.LastGiven(about, [last]), last)
            ? given.Run
            : null;

    /// <summary>A ladder with the end of its own run, which it names if it is not the judged one.</summary>
    private static string Drawn(Transcript transcript, Scene scene)
    {
        var runs = scene.AllRuns;
        var of = ConcernedTranscripts.RunOf(transcript, runs, scene.LastRun);
        var judged = new JudgedTranscript(transcript, of, runs, scene.LastRun, HasFailed: true);
        var ladder = Ladder.Draw(transcript, end: judged.End);
        return judged.Whose is { } whose ? $"  {whose}\n{ladder}" : ladder;
    }

    private static string Beginning(string text) =>
        text.Length <= Failure.MostOfAnArgument ? text : text[..Failure.MostOfAnArgument];

    private static bool IsReached(Transcript transcript) =>
        transcript.Count(EventKind.Accepted) > 0 || transcript.Count(EventKind.DatagramReceived) > 0;

    /// <summary>How the run ended, if not by the program's own exit: if it was killed, while doing what.</summary>
    private static string? Ended(Run? run, IReadOnlyList<Transcript> transcripts) => run?.End switch
    {
        RunEnd.Killed => $"killed at the deadline; {LastOnTheWire(transcripts, run)}{AtWork(run)}",
        RunEnd.Flooded or RunEnd.Crashed => run.End.ToString(),
        _ => null,
    };

    /// <summary>What happened to the run, and its usual reason, comes before what the check says.</summary>
    /// <param name="isSeen">Whether the hint says what was seen, and is not the check's own question.</param>
    private static string? Hints(
        string? hint, bool isSeen, CheckFailedException failed, Run? run, IReadOnlyList<Transcript> transcripts)
    {
        var ended = run?.End switch
        {
            RunEnd.Crashed { Signal: Signals.Interrupt } =>
                "Ctrl-C raises the event Console.CancelKeyPress. Its handler has to set Cancel = true; otherwise the program ends when the "
                    + "handler returns.",
            RunEnd.Crashed { Signal: not null } => "No exception ended the program, but a signal: «got» says which.",
            // One that the check allows is not what is wrong.
            RunEnd.Crashed when failed.AllowsTheEnd => null,
            // What was seen on the wire came before the crash.
            RunEnd.Crashed when IsSeenBeforeCrash(failed) => null,
            RunEnd.Crashed crashed => Uncaught(crashed),
            RunEnd.Killed when !failed.Awaited && failed.HasAllTexts => AtWork(run) == Waited
                ? "All that was to be printed is there, and the program did not end: it waited. For what: the end of a server that ends only "
                    + "after the program, a key, a line that nobody types, a thread of its own that still runs?"
                : "All that was to be printed is there, and the program did not end. Which loop goes on, and what does its call return now?",
            RunEnd.Killed when !failed.Awaited => AtWork(run) switch
            {
                "" => "The program did not end. Is there a loop that never stops, or a wait for what never comes, such as a key or a line "
                    + "that nobody types?",
                Waited => "The program did not end: it waited. What did it wait for that never comes: an answer, a key, a line that nobody "
                    + "types?",
                _ => "The program did not end: it worked all the time. Which loop never stops?",
            },
            RunEnd.Flooded => "The program wrote without end. Which loop does not stop?",
            RunEnd.Exited { LeftBehind: true } left when failed.Got.Contains($"{left}", StringComparison.Ordinal) =>
                "A process that the program starts has to end before it does: wait for that, or start none.",
            _ => null,
        };
        var crash = ended is null ? null : CrashHints.HintFor(run, hint);
        string[] lines =
        [
            .. ((string?[])
                [
                    ended,
                    LackOfMemory(run),
                    crash,
                    Zeros(failed, run, transcripts),
                    crash is not null && !isSeen && CrashHints.KnowsTheCause(run) ? null : hint,
                    IsSeenBeforeCrash(failed) && run?.End is RunEnd.Crashed { Signal: null } later ? Uncaught(later) : null,
                ]).OfType<string>(),
        ];
        return lines is [] ? null : string.Join('\n', lines);
    }

    private static bool IsSeenBeforeCrash(CheckFailedException failed) => failed is { Transcript: not null, Seen: not null };

    private static string Uncaught(RunEnd.Crashed crash) =>
        $"An exception that nobody caught ended the program.{(crash.Where is null ? "" : " «code» below is where it was.")}";

    /// <summary>For zero bytes in the output that neither the check asks for nor a server has sent.</summary>
    private static string? Zeros(CheckFailedException failed, Run? run, IReadOnlyList<Transcript> transcripts) =>
        run?.Output.Contains('\0') == true
        && !IsBetweenLetters(run.Output)
        && !failed.Required.Any(one => one.Text?.Whole?.Contains('\0') == true)
        && !transcripts.Any(HasSentZeros)
            ? "There are zero bytes in the output, as in what is left of a buffer behind the bytes that were received. How many bytes "
                + "were received?"
            : null;

    /// <summary>Whether the zeros stand between other characters, as those of UTF-16 do, and not in a row.</summary>
    private static bool IsBetweenLetters(string output) =>
        output.Count('\0') > output.Length / 4 && !output.Contains("\0\0", StringComparison.Ordinal);

    /// <summary>Whether zero bytes were sent to the program, or may have been among bytes that were not kept.</summary>
    private static bool HasSentZeros(Transcript transcript) =>
        transcript.Events.Any(e =>
            e.Kind is EventKind.Sent or EventKind.DatagramSent && (e.Bytes > (e.Data?.Length ?? 0) || e.Data.AsSpan().Contains((byte)0)));

    /// <summary>For a run that the check lets hold only so much: that it may have ended because it held more.</summary>
    private static string? LackOfMemory(Run? run)
    {
        if (run is not { HeapLimit: { } limit, End: RunEnd.Crashed crash })
            return null;

        var given = $"The runtime gives this run {limit >> 20} MB.";
        return crash switch
        {
            { Signal: { } signal } => Signals.MayBeLackOfMemory(signal)
                ? $"{given} Beyond that it may end like this, without a message. What holds so much at once?"
                : null,
            { IsOutOfMemory: true } => $"{given} What holds more than that at once?",
            _ => null,
        };
    }

    /// <summary>Whether it waited all the time, or worked all the time; empty if it did both.</summary>
    private static string AtWork(Run run) => run.Time?.Worked is not { } worked ? ""
        : worked < run.OwnDuration / 10 ? Waited
        : worked > 0.8 * run.OwnDuration ? "\nthe program did not wait, it worked all the time"
        : "";

    private const string Waited = "\nthe program did not work, it waited";

    private static string LastOnTheWire(IReadOnlyList<Transcript> transcripts, Run run)
    {
        // Notes, such as the headers of a request, are on the ladder and not on the wire.
        var last = transcripts.SelectMany(transcript => LadderRow.Of(transcript, run.End).TakeWhile(row => !row.IsEnd))
            .LastOrDefault(row => row.Pointing != Pointing.Nowhere);
        var other = transcripts.LastOrDefault()?.Options is null ? "client" : "server";
        return last is null
            ? $"nothing had reached a {other}"
            : $"the last on the wire was «{last.Label}» by the {(last.Pointing == Pointing.Right ? "program" : other)}";
    }
}
