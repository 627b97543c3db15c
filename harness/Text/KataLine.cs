using System.Text.RegularExpressions;

namespace Kata.Text;

/// <summary>A command line of kata, as it is typed in the folder where it lies: what is printed can be pasted.</summary>
internal static partial class KataLine
{
    private const string Word = """(?:'(?:[^']|'\\'')*'|"[^"]*"|[^\s'"-][^\s'"]*)""";

    /// <summary>What is typed, in a text that may go on behind it: in two lines it would be two commands.</summary>
    internal const string Pattern =
        $@"\.[/\\]kata(?: [a-z]+)?(?: \d+)*(?: --[a-z-]+(?: {Word})?)*|dotnet test(?: {Word})? --filter \S+";

    // cmd.exe would find it without, sh and PowerShell would not.
    private static readonly string Name = OperatingSystem.IsWindows() ? @".\kata" : "./kata";

    /// <param name="words">What follows the name, such as <c>check 5</c>.</param>
    /// <param name="programs">The folder of the programs, if it is about others than those in <c>exercises</c>.</param>
    public static string Of(string words, string? programs = null) =>
        $"{Name} {words}{(programs is null or "exercises" ? "" : $" --programs {Typed(programs)}")}";

    /// <summary>Whether a text is inside of a command at this place.</summary>
    public static bool IsInside(string text, int place) =>
        Commands().Matches(text).Any(command => command.Index < place && place < command.Index + command.Length);

    /// <summary>A folder as a shell takes it for one word, whatever is in its name.</summary>
    public static string Typed(string folder) => Typed(folder, OperatingSystem.IsWindows());

    internal static string Typed(string folder, bool isWindows) =>
        folder.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or ':' || c == '\\' && isWindows)
            ? folder
        : isWindows ? InQuotes(folder)
        : $"'{folder.Replace("'", @"'\''")}'";

    /// <summary>As cmd.exe takes it, which knows no other quotes; a name has none in it. A backslash before the last would make that one a
    /// part of the name (CommandLineToArgvW, learn.microsoft.com); a second does not.</summary>
    private static string InQuotes(string folder) => $"\"{folder}{(folder.EndsWith('\\') ? @"\" : "")}\"";

    [GeneratedRegex(Pattern)]
    private static partial Regex Commands();
}
