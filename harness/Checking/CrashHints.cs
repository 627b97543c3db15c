using System.Text.RegularExpressions;
using Kata.Programs;

namespace Kata.Checking;

/// <summary>What an exception that no part of the program caught shows of its cause.</summary>
internal static partial class CrashHints
{
    /// <summary>A hint besides the check's own, or in its place; null if there is none, or if the check's own is about the same.</summary>
    /// <param name="own">What the check says.</param>
    public static string? HintFor(Run? run, string? own) =>
        run?.End is not RunEnd.Crashed { Signal: null, What: var what } ? null
        : OtherFamily().IsMatch(what)
            ? Unless("family", own,
                "A socket is made for one family: InterNetwork knows only IPv4, and InterNetworkV6, without DualMode, only IPv6. Which "
                    + "constructor leaves the family open?")
        : NoAddress().IsMatch(what)
            ? Unless("name", own, "IPAddress.Parse takes only an address. If the host is a name: which call takes one?")
        : what.Contains("FormatException: An invalid IPEndPoint was specified", StringComparison.Ordinal)
            ? Unless("name", own,
                "IPEndPoint.Parse takes only an address with a port, and an IPv6 address only in brackets. If the host is a name: which call "
                    + "takes one?")
        : NoFormat().IsMatch(what)
            ? Unless("format", own,
                "A text was taken for a format, in which { and } have a meaning: Write does that if it gets more than the text. "
                    + "Which call is it?")
        : NotConnected().IsMatch(what)
            ? Unless("NetworkStream", own,
                "A NetworkStream takes only a connected socket, and one that has been shut down no longer counts as connected. When is the "
                    + "stream made?")
        : Unconnected().IsMatch(what) ? WithoutAConnection(run)
        : OfAStream().IsMatch(what)
            ? Unless("IOException", own,
                "A NetworkStream throws an IOException, with the SocketException inside it (InnerException). Is that line inside a try, "
                    + "and does its catch take an IOException? A catch for SocketException does not.")
        : what.Contains("AggregateException", StringComparison.Ordinal)
            ? Unless("AggregateException", own,
                "Wait and Result put what a task threw into an AggregateException, which no catch for the inner exception takes. Which call "
                    + "waits for a task? await throws the exception as it is.")
        : what.Contains("IndexOutOfRangeException", StringComparison.Ordinal)
            ? Unless("index", own,
                "An array of n elements has the indexes 0 to n - 1. Which index in that line can be below 0, or above n - 1, such as "
                    + "where a piece fills the buffer to its last byte?")
        : what.Contains("OverflowException", StringComparison.Ordinal)
            ? Unless("too large", own,
                "A number is too large, too small, or below zero where a length is meant. Which number is it, and how large may it be where it "
                    + "comes from?")
        : what.Contains("System.TimeoutException", StringComparison.Ordinal)
            ? Unless("TimeoutException", own,
                "WaitAsync with a time throws TimeoutException, and with a token OperationCanceledException. Which of the two is caught?")
        : what.Contains("All lists are either null or empty", StringComparison.Ordinal)
            ? Unless("lists", own,
                "Socket.Select takes out of its lists every socket that is not ready. Are they filled again before the next call?")
        : IsInACallback(run) ? Unless("callback", own,
            "It was thrown in a callback that nobody awaits, such as an async void method, Completed or a timer: no catch in Main takes it. "
                + "Catch it there, or make it a method that returns a Task, and await that.")
        : IsInAThread(run) ? Unless("thread", own,
            "It was thrown in a thread of its own: no catch in Main takes it, and it ends the whole program. The thread has to catch it "
                + "and leave it where Main looks for it; a Task does that, and await throws it again.")
        : null;

    /// <summary>Whether the exception itself says what is wrong, so that the check's own question would lead away from it.</summary>
    public static bool KnowsTheCause(Run? run) =>
        run?.End is RunEnd.Crashed { Signal: null, What: var what }
            && !what.Contains("IndexOutOfRangeException", StringComparison.Ordinal)
            && !what.Contains("OverflowException", StringComparison.Ordinal)
            && !what.Contains("IOException", StringComparison.Ordinal)
            // It only says how another was wrapped.
            && !what.Contains("AggregateException", StringComparison.Ordinal);

    /// <summary>On a socket that never was connected, or whose connection was reset.</summary>
    private static string WithoutAConnection(Run run) =>
        run.ErrorOutput.IndexOf("Unhandled exception", StringComparison.Ordinal) is var at and > 0
        && !string.IsNullOrWhiteSpace(run.ErrorOutput[..at])
            ? "The program had written to its error output, and then made a call that needs a connection, when there was no connection (any "
                + "more). Which call comes after that report: a Shutdown, perhaps in a finally, or a Send?"
            : "A call needs a connection, and there was no connection (any more). Is it reached before Connect has succeeded, or after a reset?";

    /// <summary>Whether the stack ends where a thread of the program begins.</summary>
    private static bool IsInAThread(Run run) => LastOfAThread().IsMatch(run.ErrorOutput) && !OfMain().IsMatch(run.ErrorOutput);

    /// <summary>Whether a thread of the pool ran it, for nobody who waits.</summary>
    private static bool IsInACallback(Run run) => OfThePool().IsMatch(run.ErrorOutput) && !OfMain().IsMatch(run.ErrorOutput);

    private static string? Unless(string word, string? own, string hint) =>
        own?.Contains(word, StringComparison.OrdinalIgnoreCase) == true ? null : hint;

    [GeneratedRegex("protocol version is not supported|Address family not supported|match the socket address family")]
    private static partial Regex OtherFamily();

    [GeneratedRegex("FormatException: An invalid IP address was specified")]
    private static partial Regex NoAddress();

    [GeneratedRegex("(InvalidOperation|IO)Exception: The operation is not allowed on non-connected sockets")]
    private static partial Regex NotConnected();

    [GeneratedRegex("IOException: Unable to (read data from|write data to) the transport connection")]
    private static partial Regex OfAStream();

    [GeneratedRegex(@" System\.Threading\.Thread\.Start(Callback|Helper)\b[^\n]*\s*\z")]
    private static partial Regex LastOfAThread();

    [GeneratedRegex(@"   at System\.(Threading\.(ThreadPool|PortableThreadPool|TimerQueue|Tasks\.Task\.<>c\.<ThrowAsync>)|Net\.Sockets\.SocketAsyncE)")]
    private static partial Regex OfThePool();

    /// <summary>Main itself, or what the compiler makes of one that is async.</summary>
    [GeneratedRegex(@"\.(Main|<Main>)\(")]
    private static partial Regex OfMain();

    /// <summary>In the words of Linux, macOS and Windows.</summary>
    [GeneratedRegex("Transport endpoint is not connected|[Ss]ocket is not connected")]
    private static partial Regex Unconnected();

    /// <summary>Of the formats of <c>string.Format</c>, and not of numbers.</summary>
    [GeneratedRegex(@"FormatException: (Input string was not in a correct format\. Failure to parse near offset|Index \(zero based\))")]
    private static partial Regex NoFormat();
}
