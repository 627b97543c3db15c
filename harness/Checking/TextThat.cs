using System.Text.RegularExpressions;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What a text must be like, in a form that can be tested and read.</summary>
/// <param name="Words">Completes «expected the output: …».</param>
/// <param name="Holds">Whether a text is like that.</param>
public sealed record TextThat(string Words, Func<string, bool> Holds)
{
    /// <summary>The text itself, if exactly one is expected.</summary>
    public string? Whole { get; private init; }

    /// <summary>What stands before the reason, if a line with a reason is expected.</summary>
    public string? Beginning { get; private init; }

    /// <summary>Where a text differs first from the expected one, if exactly one is expected.</summary>
    public Func<string, Difference?> Difference { get; init; } = _ => null;

    /// <summary>Whether any words will do, so that a text in the wrong place is no sign of this one.</summary>
    public bool IsOfAnyWords { get; private init; }

    public static TextThat IsEmpty { get; } = new("nothing", text => text.Length == 0);

    /// <summary>Whatever the words are: a program that fails says so.</summary>
    public static TextThat SaysSomething { get; } = new("some word about it", text => !string.IsNullOrWhiteSpace(text))
    {
        IsOfAnyWords = true,
    };

    public static TextThat Exactly(string expected) => new(Quoted.Of(expected), text => Lines(text) == Lines(expected))
    {
        Whole = expected,
        Difference = text => Text.Difference.Of(Lines(expected), Lines(text)),
    };

    public static TextThat StartsWith(string start) =>
        new($"{Quoted.Of(start)} at the beginning", text => Lines(text).StartsWith(Lines(start), StringComparison.Ordinal));

    public static TextThat Contains(string part) =>
        new($"{Quoted.Of(part)} somewhere in it", text => Lines(text).Contains(Lines(part), StringComparison.Ordinal));

    /// <summary>What a program may have written before it was kept from writing the rest of a text: its beginning, or nothing.</summary>
    public static TextThat IsBeginningOf(string whole) =>
        new($"nothing, or the beginning of {Quoted.Of(whole)}", text => Lines(whole).StartsWith(Lines(text), StringComparison.Ordinal))
        {
            Difference = text => Text.Difference.Of(Lines(whole), Lines(text)),
        };

    /// <summary>A line that begins like this, gives a reason, and is all there is.</summary>
    public static TextThat IsOneLine(string start = "") =>
        new(
            start == "" ? "one line with the reason" : $"one line, «{start}» and the reason",
            text =>
                OneLine.IsMatch(Lines(text))
                && Lines(text).StartsWith(start, StringComparison.Ordinal)
                && text.Trim()[start.Trim().Length..].Trim() is not ("" or Success or WindowsSuccess or MacSuccess))
        {
            Beginning = start,
        };

    /// <param name="words">What the pattern stands for, as the student reads it.</param>
    public static TextThat Matches(string pattern, string words) =>
        new(words, text => Regex.IsMatch(Lines(text), pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    // What the systems call error 0, and what SocketError does: no reason for a failure.
    private const string Success = "Success";
    private const string WindowsSuccess = "The operation completed successfully.";
    private const string MacSuccess = "Undefined error: 0";

    private static Regex OneLine { get; } = new(@"\A[^\r\n]+\n\z", RegexOptions.CultureInvariant);

    private static string Lines(string text) => LineEnds.Short(text);
}
