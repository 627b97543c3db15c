using System.CommandLine;
using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Protocol;
using Kata.Reports;
using Kata.Results;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata show &lt;step&gt; [check]</c>: what the last run of a step's checks saw. Checks nothing.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var step = StepArgument.One();
        var check = new Argument<string?>("check")
        {
            Description = "A check: its number, its method's name, or words of its sentence; the failure to begin with if there is none.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var hex = new Option<int?>("--hex")
        {
            Description = "Shows the messages as hexadecimal numbers; with a number only that one, and the whole of it.",
            HelpName = "MESSAGE",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result => result.Tokens is [var number] ? NumberOf(number.Value) : 0,
        };
        var programs = ProgramsOption.Create();
        var json = JsonOutput.Option();
        var command = new Command("show", "Shows what the last run of a step saw: ladders, output, bytes.")
        {
            step, check, hex, programs, json,
        };
        command.SetAction(parsed => Console.Out.Write(Draw(
            ProgramsOption.Of(parsed),
            parsed.GetValue(step)!,
            parsed.GetValue(check),
            parsed.GetResult(hex) is null ? null : parsed.GetValue(hex) ?? 0,
            parsed.GetValue(json),
            Palette.ForConsole())));
        return command;
    }

    /// <param name="wanted">The check, as the user names it; null for all of the step.</param>
    /// <param name="hex">0 for all messages, else the number of one; null for none.</param>
    /// <exception cref="UsageException">There is nothing of the kind to show.</exception>
    internal static string Draw(string folder, Step step, string? wanted, int? hex, bool json, Palette palette)
    {
        var programs = CheckedFolder.NameOf(folder);
        var last =
            new LastResults(folder).Load(step)
            ?? throw new UsageException(
                $"No check of step {step.Number:00} has run yet, so there is nothing to show; to run them: "
                    + $"{KataLine.Of($"check {step.Number}", programs)}");
        var check = wanted is null ? null : Find(last, wanted, programs);
        RequireMessage(check ?? last.MostTelling, step, hex, programs);
        return json
            ? Json(last, check)
            : StepReport.Draw(last, programs, check, palette, hex) + Environment.NewLine;
    }

    /// <summary>Bytes are in base64; times of events are microseconds since the endpoint was opened.</summary>
    /// <param name="check">The only check to show; null for all.</param>
    private static string Json(StepResult last, CheckResult? check) => ResultJson.Write(
        json =>
        {
            json.WriteNumber("step", last.Step.Number);
            json.WriteString("title", last.Step.Title);
            json.WriteString("when", last.When);
            json.WriteBoolean("stale", last.IsStale);
            json.WriteString("servers", last.Servers);
            ResultJson.WriteFindings(json, last.Findings);
            ResultJson.WriteChecks(json, last.Checks.Where(one => check is null || one == check), one =>
            {
                JsonOutput.Write(json, "runs", (one.Seen?.Runs ?? []).Select(run => new
                {
                    run.Arguments,
                    ended = run.Run.End.ToString(),
                    run.Run.ExitCode,
                    milliseconds = Math.Round(run.Run.Duration.TotalMilliseconds, 1),
                    output = run.Run.OutputBytes,
                    run.Run.ErrorOutput,
                }));
                JsonOutput.Write(json, "transcripts", (one.Seen?.Transcripts ?? []).Select(transcript => new
                {
                    transcript.Options?.Service,
                    transport = transcript.Options?.Transport ?? Transport.Tcp,
                    transcript.Events,
                }));
            });
        },
        indented: true) + "\n";

    private static CheckResult Find(StepResult outcome, string wanted, string programs)
    {
        var checks = outcome.Checks;
        if (int.TryParse(wanted, out var number))
            return number >= 1 && number <= checks.Count ? checks[number - 1] : throw NoCheck();

        return checks.FirstOrDefault(check => check.Id == wanted || check.Id.EndsWith($".{wanted}", StringComparison.OrdinalIgnoreCase))
            ?? checks.FirstOrDefault(check => check.Sentence.Contains(wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw NoCheck();

        UsageException NoCheck() =>
            new(
                checks.Count == 0
                    ? $"No check of step {outcome.Step.Number:00} has run: {KataLine.Of($"show {outcome.Step.Number}", programs)} says why."
                    : $"Step {outcome.Step.Number:00} has no check '{wanted}': they are 1 to {checks.Count}, as listed by: "
                        + $"{KataLine.Of($"show {outcome.Step.Number}", programs)}");
    }

    private static void RequireMessage(CheckResult? check, Step step, int? hex, string programs)
    {
        if (hex is null)
            return;

        var count = check is null ? 0 : CheckReport.CountMessages(check);
        if (check is null)
            throw new UsageException(
                $"No check of step {step.Number:00} failed; say whose messages to show, as in: "
                    + $"{KataLine.Of($"show {step.Number} 1 --hex", programs)}");
        if (check.Seen is null)
            throw new UsageException($"dotnet test keeps no messages, but this does: {KataLine.Of($"check {step.Number}", programs)}");
        if (count == 0)
            throw new UsageException("No message went to or from a server in this check; its output is shown without --hex.");
        if (hex < 0 || hex > count)
            throw new UsageException($"There is no message {hex}: they are 1 to {count}.");
    }

    private static int NumberOf(string text) => int.TryParse(text, out var number) && number > 0
        ? number
        : throw new UsageException($"'{text}' is no message: they are counted from 1, as in: --hex 2");
}
