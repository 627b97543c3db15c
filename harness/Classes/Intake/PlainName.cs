namespace Kata.Classes.Intake;

/// <summary>The names of people, as lists and folders have them. They are shown in terminals and tables.</summary>
internal static class PlainName
{
    /// <summary>The name with a space for each control character, and for each sign that turns round the text behind it (UAX #9:
    /// embeddings, overrides and isolates). Marks of direction stay, as names in Arabic and Hebrew need them.</summary>
    public static string Of(string name) => string.Concat(name.Select(letter => IsShown(letter) ? letter : ' '));

    private static bool IsShown(char letter) =>
        !char.IsControl(letter) && letter is not ((>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
