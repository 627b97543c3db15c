using System.Text.RegularExpressions;
using Kata.Machine;
using Kata.Support;

namespace Kata.Programs;

/// <summary>Finds out from the exit code and the error output how a program ended. The program itself writes what is read here:
/// it can make a run look worse than it was, never better.</summary>
internal static partial class RunEndReader
{
    // What the runtime prints after an uncaught exception, and after a stack overflow.
    private const string Unhandled = "Unhandled exception. ";
    internal const string StackOverflow = "Stack overflow.";
    internal const string NoMemory = "Out of memory.";

    // A message of a megabyte says no more than its beginning.
    private const int MostTold = 1000;

    // Process.ExitCode is 128 + the signal's number for a process that a signal ended (signal(7)).
    private const int Signalled = 128;
    private const int Abort = Signalled + 6;
    private const int WindowsUnhandled = unchecked((int)0xE0434352);
    private const int WindowsStackOverflow = unchecked((int)0xC00000FD);
    private const int WindowsControlC = unchecked((int)0xC000013A); // STATUS_CONTROL_C_EXIT

    /// <returns>And the error output as the program wrote it.</returns>
    public static (RunEnd End, string ErrorOutput) Read(int exitCode, string errorOutput) =>
        SignalCodes.Read(errorOutput, exitCode) is (var own, true)
            ? (new RunEnd.Exited(exitCode), own)
            : (End(exitCode, errorOutput), errorOutput);

    private static RunEnd End(int exitCode, string errorOutput)
    {
        if (exitCode == Blank.ExitCode && LastLineFrom(errorOutput, Blank.Marker) is { } blank)
            return new RunEnd.HitBlank(blank);

        if (exitCode is Abort or WindowsUnhandled or WindowsStackOverflow)
        {
            if (LastLineFrom(errorOutput, Unhandled) is { } exception)
                return Crash(exception, errorOutput);
            if (errorOutput.Contains(StackOverflow, StringComparison.Ordinal))
                return new RunEnd.Crashed("stack overflow: a method calls itself without end", Frame(errorOutput));
            if (errorOutput.Contains(NoMemory, StringComparison.Ordinal))
                return new RunEnd.Crashed("out of memory: it holds all that it may have", Frame(errorOutput)) { IsOutOfMemory = true };
        }

        if (exitCode == WindowsControlC)
            return new RunEnd.Crashed(Signals.Describe(Signals.Interrupt), null) { Signal = Signals.Interrupt };

        return exitCode is > Signalled and <= Signalled + 64
            ? new RunEnd.Crashed(Signals.Describe(exitCode - Signalled), null) { Signal = exitCode - Signalled }
            : new RunEnd.Exited(exitCode);
    }

    /// <summary>A crash, with the place in the student's file that the stack trace names first.</summary>
    public static RunEnd Crash(string exception, string stackTrace) =>
        new RunEnd.Crashed(exception, Place(stackTrace)) { IsOutOfMemory = OutOfMemory().IsMatch(exception) };

    private static string? LastLineFrom(string text, string marker)
    {
        var start = text.LastIndexOf(marker, StringComparison.Ordinal);
        if (start < 0)
            return null;

        var line = text[(start + marker.Length)..].Split('\n')[0].TrimEnd('\r');
        return line.Length <= MostTold ? line : $"{line[..MostTold]}…";
    }

    private static string? Place(string errorOutput)
    {
        var match = PlaceInStep().Match(errorOutput);
        return match.Success ? $"{match.Groups["file"].Value}:{match.Groups["line"].Value}" : null;
    }

    private static string? Frame(string errorOutput)
    {
        var match = StepFrame().Match(errorOutput);
        return match.Success ? match.Groups["method"].Value : null;
    }

    [GeneratedRegex(@"[\\/](?<file>Step\d\d_\w+(\.\w+)?\.cs):line (?<line>\d+)")]
    private static partial Regex PlaceInStep();

    // The exception itself, or inside another's message.
    [GeneratedRegex($@"\b{nameof(OutOfMemoryException)}\b")]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"at (?<method>Step\d\d_\w+\.\S+?)\(")]
    private static partial Regex StepFrame();
}
