using Kata.Programs;
using Kata.Results;

namespace Kata.Checking;

/// <summary>What is the same wherever one mistake of a program makes a check of its step fail.</summary>
internal static class FailureCause
{
    /// <summary>Shorter arguments stand in any text.</summary>
    private const int LeastArgument = 3;

    /// <param name="seen">The hint about what was seen, if there is one.</param>
    /// <param name="run">The run that the failure is about.</param>
    /// <returns>A text that is only to be compared; null if it is not known.</returns>
    public static string? Of(CheckFailedException failed, string? seen, ProgramRun? run) => run?.Run.End switch
    {
        // The message of an exception may have in it what the check drew.
        RunEnd.Crashed { Signal: null, Place: { } place, Type: { } type } when !failed.AllowsTheEnd => $"crash {place} {type}",
        _ when seen is not null => $"seen {TextHash.Of([seen])}",
        // What was judged is not the run but what came over the wire, or how long something took: it may be another mistake.
        null => null,
        _ when failed.Run is null && !failed.Awaited => null,
        // Any two programs that hang, or say nothing, look alike.
        RunEnd.Exited end when SaysSomething(run.Run, end.Code) =>
            $"run {TextHash.Of([$"{end}", WithoutArguments(run.Run.Output, run), WithoutArguments(run.Run.ErrorOutput, run)])}",
        _ => null,
    };

    /// <summary>Whether it reported something: an output of one that is content with itself may be right so far.</summary>
    private static bool SaysSomething(Run run, int code) =>
        !string.IsNullOrWhiteSpace(run.ErrorOutput) || (code != 0 && !string.IsNullOrWhiteSpace(run.Output));

    /// <summary>An output that only says again what the program was started with, such as a host and a port, is the same output.</summary>
    private static string WithoutArguments(string output, ProgramRun run)
    {
        var arguments = run.Arguments.Select((text, i) => (Text: text, Number: i)).Where(argument => argument.Text.Length >= LeastArgument);
        foreach (var (text, number) in arguments.OrderByDescending(argument => argument.Text.Length))
            output = output.Replace(text, $"\0{number}\0", StringComparison.Ordinal);
        return output;
    }
}
