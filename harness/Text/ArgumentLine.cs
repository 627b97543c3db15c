namespace Kata.Text;

/// <summary>The arguments of a run, as a student would type them behind the program's name.</summary>
internal static class ArgumentLine
{
    /// <param name="most">How many characters of an argument are shown.</param>
    public static string Of(IReadOnlyList<string> arguments, int most = int.MaxValue) => arguments.Count == 0
        ? "without arguments"
        : string.Join(' ', arguments.Select(argument => argument.Length <= most
            ? One(argument)
            : $"{One(argument[..most])}…"));

    private static string One(string argument) => argument == "" ? "\"\"" : KataLine.Typed(Visible.Text(argument));
}
