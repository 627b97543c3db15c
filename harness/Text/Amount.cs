using System.Globalization;

namespace Kata.Text;

/// <summary>Numbers as a person reads them, the same in every culture.</summary>
public static class Amount
{
    /// <summary>For example <c>48,219</c>.</summary>
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>For example <c>1 byte</c> or <c>48,219 bytes</c>.</summary>
    public static string Of(long number, string noun, string? plural = null) =>
        $"{Of(number)} {(number == 1 ? noun : plural ?? noun + "s")}";

    /// <summary>For example <c>0.4 ms</c>.</summary>
    public static string Milliseconds(long microseconds) =>
        (microseconds / 1000.0).ToString("N1", CultureInfo.InvariantCulture) + " ms";
}
