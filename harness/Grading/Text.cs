using System.Text.RegularExpressions;
using Kata.Reports;

namespace Kata.Grading;

/// <summary>What a text must be like, in a form that can be tested and read.</summary>
/// <param name="Words">Completes «expected the output: …».</param>
/// <param name="Holds">Whether a text is like that.</param>
public sealed record Text(string Words, Func<string, bool> Holds)
{
    private const int ShownWidth = 72;

    /// <summary>Where a text parts from the one expected, if exactly one is.</summary>
    public Func<string, Difference?> Difference { get; init; } = _ => null;

    public static Text Empty { get; } = new("nothing", text => text.Length == 0);

    public static Text Exactly(string expected) => new(Shown(expected), text => Lines(text) == Lines(expected))
    {
        Difference = text => Reports.Difference.Of(Lines(expected), Lines(text)),
    };

    public static Text StartsWith(string start) =>
        new($"{Shown(start)} at the beginning", text => text.StartsWith(start, StringComparison.Ordinal));

    public static Text Contains(string part) =>
        new($"{Shown(part)} somewhere in it", text => text.Contains(part, StringComparison.Ordinal));

    /// <param name="words">What the pattern stands for, as the student reads it.</param>
    public static Text Matches(string pattern, string words) =>
        new(words, text => Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    /// <summary>A text in a message: control characters visible, a long one cut, with its length.</summary>
    public static string Shown(string text)
    {
        if (text.Length == 0)
            return "nothing";

        var parts = Visible.Parts(text);
        return parts.Sum(part => part.Length) <= ShownWidth
            ? $"«{string.Concat(parts)}»"
            : $"«{Visible.Fit(parts, ShownWidth)}» ({Amount.Of(text.Length, "character")})";
    }

    /// <summary>Windows writes a newline as two characters: no fault of the program's.</summary>
    private static string Lines(string text) => OperatingSystem.IsWindows() ? text.Replace("\r\n", "\n") : text;
}
