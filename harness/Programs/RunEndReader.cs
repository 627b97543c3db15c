using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Machine;
using Kata.Results;
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
    private const int Aborted = 6; // SIGABRT
    private const int WindowsUnhandled = unchecked((int)0xE0434352);
    private const int WindowsStackOverflow = unchecked((int)0xC00000FD);
    private const int WindowsFailFast = unchecked((int)0x80131623); // COR_E_FAILFAST
    private const int WindowsFatal = unchecked((int)0x80131506); // COR_E_EXECUTIONENGINE

    /// <returns>And the error output as the program wrote it.</returns>
    public static (RunEnd End, string ErrorOutput) Read(int exitCode, string errorOutput) =>
        Read(exitCode, errorOutput, OperatingSystem.IsWindows());

    /// <param name="isWindows">Whether it ran there, where no signal ends a program.</param>
    internal static (RunEnd End, string ErrorOutput) Read(int exitCode, string errorOutput, bool isWindows) =>
        SignalCodes.Read(errorOutput, exitCode) is (var own, true)
            ? (new RunEnd.Exited(exitCode), own)
            : (End(exitCode, errorOutput, isWindows ? WindowsSignal(exitCode) : SignalIn(exitCode)), errorOutput);

    private static RunEnd End(int exitCode, string errorOutput, int? signal)
    {
        if (exitCode == Blank.ExitCode && LastLineFrom(errorOutput, Blank.Marker) is { } blank)
            return new RunEnd.HitBlank(blank);

        if (signal == Aborted)
        {
            if (LastLineFrom(errorOutput, Unhandled) is { } exception)
                return Crash(exception, errorOutput);
            if (errorOutput.Contains(StackOverflow, StringComparison.Ordinal))
                return new RunEnd.Crashed("stack overflow: a method calls itself without end", Frame(errorOutput));
            if (errorOutput.Contains(NoMemory, StringComparison.Ordinal))
                return new RunEnd.Crashed("out of memory: it holds all that it may have", Frame(errorOutput)) { IsOutOfMemory = true };
        }

        return signal is { } number
            ? new RunEnd.Crashed(Signals.Describe(number), null) { Signal = number }
            : new RunEnd.Exited(exitCode);
    }

    private static int? SignalIn(int exitCode) => exitCode is > Signalled and <= Signalled + 64 ? exitCode - Signalled : null;

    /// <summary>The signal that ends a program elsewhere for the same reason. What Windows ends has its NTSTATUS as exit code, and what the
    /// runtime ends an HRESULT (learn.microsoft.com).</summary>
    private static int? WindowsSignal(int exitCode) => exitCode switch
    {
        WindowsUnhandled or WindowsStackOverflow or WindowsFailFast or WindowsFatal => Aborted,
        unchecked((int)0xC000013A) => Signals.Interrupt, // STATUS_CONTROL_C_EXIT
        unchecked((int)0xC000001D) => 4, // STATUS_ILLEGAL_INSTRUCTION
        unchecked((int)0xC0000409) or unchecked((int)0xC0000374) => Aborted, // STATUS_STACK_BUFFER_OVERRUN, STATUS_HEAP_CORRUPTION
        unchecked((int)0xC0000094) => 8, // STATUS_INTEGER_DIVIDE_BY_ZERO
        unchecked((int)0xC0000005) => 11, // STATUS_ACCESS_VIOLATION
        _ => null,
    };

    /// <summary>A crash, with the place in the student's file that the stack trace names first.</summary>
    public static RunEnd Crash(string exception, string stackTrace)
    {
        var place = PlaceIn(stackTrace);
        return new RunEnd.Crashed(exception, place?.ToString())
        {
            Type = TypeOfException().Match(exception) is { Success: true } type ? type.Value : null,
            Place = place,
            IsOutOfMemory = OutOfMemory().IsMatch(exception),
        };
    }

    private static string? LastLineFrom(string text, string marker)
    {
        var start = text.LastIndexOf(marker, StringComparison.Ordinal);
        if (start < 0)
            return null;

        var line = text[(start + marker.Length)..].Split('\n')[0].TrimEnd('\r');
        return line.Length <= MostTold ? line : $"{line[..MostTold]}…";
    }

    private static Place? PlaceIn(string errorOutput) => PlaceInStep().Match(errorOutput) is { Success: true, Groups: var groups }
        ? new(groups["file"].Value, int.Parse(groups["line"].Value, CultureInfo.InvariantCulture))
        : null;

    private static string? Frame(string errorOutput)
    {
        var match = StepFrame().Match(errorOutput);
        return match.Success ? match.Groups["method"].Value : null;
    }

    [GeneratedRegex(@"[\\/](?<file>Step\d\d_\w+(\.\w+)?\.cs):line (?<line>\d{1,9})")]
    private static partial Regex PlaceInStep();

    // ECMA-335 allows more in a name; C# does not write it.
    [GeneratedRegex(@"\A[\w.+`]+")]
    private static partial Regex TypeOfException();

    // The exception itself, or inside another's message.
    [GeneratedRegex($@"\b{nameof(OutOfMemoryException)}\b")]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"at (?<method>Step\d\d_\w+\.\S+?)\(")]
    private static partial Regex StepFrame();
}
