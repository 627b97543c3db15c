namespace Kata.Results;

/// <summary>How a check ended.</summary>
public enum CheckStatus
{
    Passed,

    /// <summary>The program does not do what the check asks.</summary>
    Failed,

    /// <summary>The program ran into a blank, so there is nothing to judge yet.</summary>
    NotStarted,

    /// <summary>The check cannot be made on this system. It counts neither for nor against the student.</summary>
    Skipped,

    /// <summary>The check could not be made, and the program is not the reason: its servers are gone. Nothing is known about the
    /// program; this is no verdict, neither for the student nor for the instructor.</summary>
    NotGraded,
}

/// <summary>What a check was judged by. It is made of runs and transcripts, of which this layer knows nothing.</summary>
public interface IEvidence;

/// <summary>What one check found out about one program.</summary>
/// <param name="Id">Stays the same when the sentence is reworded: <c>Step05_SocketExceptionsChecks.Refused</c>.</param>
/// <param name="Sentence">What the check establishes, as the student reads it.</param>
/// <param name="Points">What the check is worth.</param>
public sealed record CheckResult(
    string Id,
    Step Step,
    string Sentence,
    CheckStatus Status,
    TimeSpan Duration = default,
    int Points = 1)
{
    /// <summary>Why it failed; null unless it did, and where another test than one of our checks failed.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Why there is no verdict; of a test that is none of our checks, what it said when it failed.</summary>
    public Reason? Reason { get; init; }

    /// <summary>What it was judged by; null unless it was asked for.</summary>
    public IEvidence? Evidence { get; init; }

    /// <summary>The failure or the reason as text; null if there is neither.</summary>
    public string? Message => Failure is not null ? $"{Failure}"
        : Reason is null ? null
        : Status is CheckStatus.NotStarted or CheckStatus.NotGraded ? $"{StatusLook.Of(Status).Word}: {Reason}"
        : $"{Reason}";

    /// <summary>How often it was made: once, unless the machine may have brought a failure about.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>The points that the program earned here.</summary>
    public int Earned => Status == CheckStatus.Passed ? Points : 0;

    /// <summary>The points that it could have earned on this system.</summary>
    public int Possible => Status == CheckStatus.Skipped ? 0 : Points;
}
