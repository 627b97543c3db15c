using Kata.Text;

namespace Kata.Results;

/// <summary>Why a check failed, as data. Text, HTML and JSON are drawn from it; nothing reads them back.</summary>
/// <param name="Expected">In words or as text; it may have several lines.</param>
/// <param name="Got">The same for what happened.</param>
public sealed record Failure(string Expected, string Got)
{
    private const int MostErrorLines = 6;
    private const int MostErrorWidth = 400;
    private const int ShownOfAnArgument = 60;

    /// <summary>Of longer arguments, and of what was typed, the beginning is kept.</summary>
    internal const int MostOfAnArgument = 200;

    /// <summary>What the judged run was started with, each argument up to <see cref="MostOfAnArgument"/> characters; null if no run was
    /// judged.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The beginning of what was typed into the judged run; empty if its input was at its end from the start, and null if nothing
    /// was typed.</summary>
    public string? Typed { get; init; }

    /// <summary>A window around the first difference, if expected and got are texts to compare.</summary>
    public Difference? Difference { get; init; }

    /// <summary>How the judged run ended, if not by the program's own exit: <c>killed at the deadline; …</c>.</summary>
    public string? Ended { get; init; }

    /// <summary>Whether <see cref="Ended"/> is an exception that nobody caught, and the check does not allow that.</summary>
    public bool IsCrash { get; init; }

    /// <summary>The beginning of what the program wrote to its error output (<see cref="FirstLines"/>).</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>What to think about; never the solution.</summary>
    public string? Hint { get; init; }

    /// <summary>Whether the hint says what was seen, and is not the check's own question.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Whether it is about what the compiler and the rules warn of.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The same for all failures of a step that come from one mistake, as far as can be told; null if that is not known.</summary>
    public string? Cause { get; init; }

    /// <summary>File and line of the program.</summary>
    public Place? Place { get; init; }

    /// <summary>Which of the check's runs was judged, from 1; null if none was.</summary>
    public int? JudgedRun { get; init; }

    /// <summary>Which of the check's transcripts the failure is about: positions among those that it was judged by.</summary>
    public IReadOnlyList<int> JudgedTranscripts { get; init; } = [];

    /// <summary>The ladder of each of them, drawn with the end of its run.</summary>
    public IReadOnlyList<string> Ladders { get; init; } = [];

    /// <summary>What was expected, and what happened. How the run ended is left out where «got» says it.</summary>
    internal IReadOnlyList<FailurePart> Facts =>
    [
        .. Arguments is null ? [] : (FailurePart[])[new("run", Given(Arguments))],
        new("expected", Expected) { IsExpectation = true },
        new("got", Got) { IsExpectation = true },
        .. Difference is null ? [] : (FailurePart[])[new("differs", string.Join('\n', Difference.Lines), IsAligned: true)],
        .. Ended is null || Got.Contains(Ended, StringComparison.Ordinal) ? [] : (FailurePart[])[new("ended", Ended)],
        .. Errors.Count == 0 ? [] : (FailurePart[])[new("errors", string.Join('\n', Errors), IsAligned: true)],
    ];

    /// <summary>What to do about it: think, and look at a place.</summary>
    internal IReadOnlyList<FailurePart> Help =>
    [
        .. Hint is null ? [] : (FailurePart[])[FailurePart.OfHint(Hint)],
        .. Place is null ? [] : (FailurePart[])[new("code", $"{Place}") { IsCode = true }],
    ];

    /// <summary>The first lines of an error output, none of them long; the last says how many more there are.</summary>
    public static IReadOnlyList<string> FirstLines(string? errorOutput)
    {
        var lines = errorOutput?.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return lines is null or [""] ? []
            : lines.Length <= MostErrorLines ? [.. lines.Select(Beginning)]
            : [.. lines.Take(MostErrorLines - 1).Select(Beginning), $"… and {Amount.Of(lines.Length - MostErrorLines + 1, "more line")}"];
    }

    /// <summary>All that stands below the sentence of a check that failed: expected, got, the ladders, hint, code.</summary>
    public override string ToString()
    {
        IEnumerable<string> blocks = [Lines(Facts), .. Ladders, Lines(Help)];
        return string.Join("\n\n", blocks.Where(block => block != ""));
    }

    private string Given(IReadOnlyList<string> arguments) => ArgumentLine.Of(arguments, ShownOfAnArgument) + Typed switch
    {
        null => "",
        "" => "\nwith no input",
        _ => $"\ntyped: {Quoted.Of(Typed.Length <= ShownOfAnArgument ? Typed : $"{Typed[..ShownOfAnArgument]}…")}",
    };

    private static string Lines(IEnumerable<FailurePart> parts) => string.Join('\n', parts.SelectMany(part => part.Lines));

    private static string Beginning(string line) =>
        line.Length <= MostErrorWidth ? line : $"{line[..MostErrorWidth]}… ({Amount.Of(line.Length, "character")})";
}

/// <summary>A labelled part of a failure.</summary>
/// <param name="IsAligned">Whether its lines stay as they are: columns count.</param>
internal sealed record FailurePart(string Label, string Text, bool IsAligned = false)
{
    /// <summary>Whether it says what was expected, or what came.</summary>
    public bool IsExpectation { get; init; }

    /// <summary>Whether it is a place in the program.</summary>
    public bool IsCode { get; init; }

    public static FailurePart OfHint(string hint) => new("hint", hint);

    public IEnumerable<string> Lines => IsAligned ? Labelled.Lines(Label, Text.Split('\n')) : Labelled.Lines(Label, Text);
}
