namespace Kata.Results;

/// <summary>How the lines begin that the grading process writes for the test logger, which never prints them raw.</summary>
internal static class LoggerLines
{
    /// <summary>On a check's standard output; JSON follows: <c>{"servers":"a child process …"}</c>.</summary>
    public const string Facts = "kata: ";

    /// <summary>Among the messages of the run; what follows is shown at once.</summary>
    public const string Announcement = "kata announces: ";
}
