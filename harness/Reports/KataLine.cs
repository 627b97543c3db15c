namespace Kata.Reports;

/// <summary>A command line of kata, as it is typed in the folder where it lies: what is printed can be pasted.</summary>
internal static class KataLine
{
    // cmd.exe would find it without, sh and PowerShell would not.
    private static readonly string name = OperatingSystem.IsWindows() ? @".\kata" : "./kata";

    /// <param name="words">What follows the name, such as <c>check 5</c>.</param>
    /// <param name="programs">The folder of the programs, if it is about others than those in <c>exercises</c>.</param>
    public static string Of(string words, string? programs = null) =>
        $"{name} {words}{(programs is null or "exercises" ? "" : $" --programs {Typed(programs)}")}";

    /// <summary>A folder as a shell takes it for one word, whatever is in its name.</summary>
    public static string Typed(string folder) =>
        folder.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or ':' || c == '\\' && OperatingSystem.IsWindows()) ? folder
        : OperatingSystem.IsWindows() ? $"\"{folder}\"" // cmd.exe knows no other; a name has none in it
        : $"'{folder.Replace("'", @"'\''")}'";
}
