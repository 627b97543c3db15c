namespace Kata.Support;

/// <summary>Exit codes above 128: those of programs that a signal has ended (128 and its number), as their parents see it. A program
/// that returns one by itself says so, or it would be taken for one that was killed.</summary>
internal static class SignalCodes
{
    /// <summary>Ends the error output of such a program under a check, with the code behind it; the check takes it away.</summary>
    public const string Marker = "exits by itself with ";

    private const int Signalled = 128;

    /// <summary>Sees to it that this program says so, when it ends.</summary>
    public static void Announce() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (Environment.ExitCode is > Signalled and <= Signalled + 64 and var code)
        {
            using var error = Console.OpenStandardError();
            error.Write(System.Text.Encoding.ASCII.GetBytes($"{Marker}{code}\n"));
        }
    };

    /// <summary>An error output without the announcement.</summary>
    /// <returns>And whether there was one.</returns>
    public static (string ErrorOutput, bool Announced) Read(string errorOutput, int exitCode) =>
        errorOutput.EndsWith($"{Marker}{exitCode}\n", StringComparison.Ordinal)
            ? (errorOutput[..errorOutput.LastIndexOf(Marker, StringComparison.Ordinal)], true)
            : (errorOutput, false);
}
