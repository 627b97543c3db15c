namespace Kata.Text;

/// <summary>Windows writes a newline as two characters: that is not the program's fault.</summary>
internal static class LineEnds
{
    /// <summary>A text in which each line ends with LF, so far as this system ends lines with CR LF.</summary>
    public static string Short(string text) => AreLong ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;

    /// <summary>Whether this system ends lines with CR LF. A test may set it.</summary>
    internal static bool AreLong
    {
        get => Pretended.Value ?? OperatingSystem.IsWindows();
        set => Pretended.Value = value;
    }

    private static readonly AsyncLocal<bool?> Pretended = new();
}
