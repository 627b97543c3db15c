
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

    /// <summary>The check could not be made, for a reason that is none of the program's: its servers are gone. Nothing is known;
    /// neither the student nor who grades may read it as a verdict.</summary>
    NotGraded,
}

/// <summary>What one check found out about one program.</summary>
/// <param name="Id">Stays the same when the sentence is reworded: <c>Step05_SocketExceptionsChecks.Refused</c>.</param>
/// <param name="Sentence">What the check establishes, as the student reads it.</param>
/// <param name="Message">Failed: the body of the failure message. NotStarted: <c>not started: fill in …</c>.
/// Skipped: the reason. NotGraded: <c>not graded: …</c>, and the reason.</param>
/// <param name="Points">What the check is worth.</param>
public sealed partial record CheckResult(
    string Id,
    Step Step,
    string Sentence,
    CheckStatus Status,
    string? Message = null,
    TimeSpan Duration = default,
    int Points = 1)
{
    /// <summary>How the message of a check begins whose program ran into a blank.</summary>
    public const string NotStartedPrefix = "not started: ";

    /// <summary>How the message of a check begins that could not be made.</summary>
    public const string NotGradedPrefix = "not graded: ";

    /// <summary>The points that the program earned here.</summary>
    public int Earned => Status == CheckStatus.Passed ? Points : 0;

    /// <summary>The points that it could have earned on this system.</summary>
    public int Possible => Status == CheckStatus.Skipped ? 0 : Points;
}
