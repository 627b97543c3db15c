using Kata.Programs;
using Kata.Results;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>The program does not do what the check asks.</summary>
/// <param name="expected">What should have happened, as the student reads it.</param>
/// <param name="got">What happened.</param>
/// <param name="difference">Where two texts differ first, if two texts were compared.</param>
public sealed class CheckFailedException(string expected, string got, Difference? difference = null)
    : Exception($"expected {expected}, got {got}")
{
    public string Expected { get; } = expected;

    public string Got { get; } = got;

    public Difference? Difference { get; } = difference;

    /// <summary>The run that was judged, if it was one.</summary>
    public Run? Run { get; init; }

    /// <summary>What was judged of what a server or a client saw, if it was that.</summary>
    internal Transcript? Transcript { get; init; }

    /// <summary>All that the run had to be like, if a run was judged.</summary>
    internal IReadOnlyList<RunRequirement> Required { get; init; } = [];

    /// <summary>Those of them that the run does not meet.</summary>
    internal IReadOnlyList<RunRequirement> Missed { get; init; } = [];

    /// <summary>Whether the check allows the way in which the run ended: what is wrong is what it wrote.</summary>
    internal bool AllowsTheEnd => Missed.Count > 0 && Missed.All(one => one.Text is not null);

    /// <summary>Whether both outputs were required, one of them a text, and only the end of the program is wrong.</summary>
    internal bool HasAllTexts =>
        Missed is [{ Text: null }]
        && Required.Count(one => one.Text is not null) == 2
        && Required.Any(one => one.Text is { IsOfAnyWords: false } text && text != TextThat.IsEmpty);

    /// <summary>How many datagrams the program had to send, if they were counted.</summary>
    internal int? Datagrams { get; init; }

    /// <summary>What was seen, as a hint in place of the check's own; null if nothing tells more than that.</summary>
    internal string? Seen { get; init; }

    /// <summary>Whether it is about what the compiler and the rules warn of, and not about a run.</summary>
    internal bool IsWarning { get; init; }

    /// <summary>Whether the check waited without success while the program ran: it is not the program's fault that it was killed.</summary>
    public bool Awaited { get; init; }

    /// <summary>Whether no machine, however busy, can have caused it.</summary>
    public bool IsCertain { get; init; }

    /// <summary>Whether a clock decided that it failed, and the machine's time was not subtracted; null if the check knows.</summary>
    public bool? ByTheClock { get; init; }
}

/// <summary>The program ran into a blank: unfinished is not failed.</summary>
public sealed class NotStartedException(Reason reason) : Exception($"{reason}")
{
    public Reason Reason { get; } = reason;
}

/// <summary>The check cannot be made on this system; the message says why.</summary>
public sealed class SkippedException(string message) : Exception(message);
