using System.CommandLine;
using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Results;
using Kata.Servers;
using Kata.Student;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata hint</c>: one hint more each time, from a nudge to the names to look up, and before it the hint of the
/// failure that tells most. The hints of a step are written with the checks (<see cref="HintsAttribute"/>).</summary>
internal static class HintCommand
{
    public static Command Create()
    {
        var step = StepArgument.One();
        var programs = ProgramsOption.Create();
        var again = new Option<bool>("--again") { Description = "Shows the last hint again, and no further one." };
        var fromStart = new Option<bool>("--from-start") { Description = "Begins with the first hint again." };
        var json = JsonOutput.Option();
        var command = new Command("hint", "Shows the next hint for a step: each time a little more, and never the answer.")
        {
            step, programs, again, fromStart, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(again) && parsed.GetValue(fromStart))
                throw new UsageException("--again and --from-start do not go together: choose one of them");

            var folder = ProgramsOption.Of(parsed);
            var work = parsed.GetRequiredValue(step);
            await using var bench = CheckedFolder.Open(folder, ServerHosts.Setting);
            return await Run(
                new(work, HintsAttribute.Of(work, CheckAssembly.Loaded), new(folder), parsed.GetValue(again), parsed.GetValue(fromStart))
                {
                    Command = KataLine.Of($"hint {work.Number}", CheckedFolder.NameOf(folder)),
                },
                () => FirstToMend(bench, work, cancellation), parsed.GetValue(json), Console.Out, Console.Error, Palette.ForConsole());
        });
        return command;
    }

    /// <summary>What was asked for.</summary>
    internal sealed record Request(Step Step, IReadOnlyList<string> Hints, HintLevels Levels, bool Again, bool FromStart)
    {
        /// <summary>How the same is asked for again.</summary>
        public string Command { get; init; } = KataLine.Of($"hint {Step.Number}");
    }

    /// <summary>What is to be mended first.</summary>
    /// <param name="Sentence">What the check establishes whose failure tells most; null if none fails.</param>
    /// <param name="Says">The hint of that failure; for one that is not started, what to fill in first; if there is no
    /// check to make, why.</param>
    /// <param name="Done">Whether all checks pass.</param>
    internal sealed record ToMend(string? Sentence, string? Says, bool Done = false);

    /// <returns>The exit code.</returns>
    internal static async Task<int> Run(
        Request request,
        Func<Task<ToMend>> look,
        bool json,
        TextWriter output,
        TextWriter errors,
        Palette palette)
    {
        if (request.Hints.Count == 0)
            throw new UsageException($"Step {request.Step.Number} has no hints yet: its lesson is at the top of {request.Step.FileName}");

        var first = await look();
        var told = ToldHint.Next(request.Step, request.Hints, request.Levels, request.Again, request.FromStart);
        if (json)
            await output.WriteAsync(
                JsonOutput.Of(
                    new
                    {
                        step = request.Step.Number,
                        first.Done,
                        check = first.Sentence,
                        checkHint = first.Says,
                        told.Level,
                        told.Of,
                        hint = told.Text,
                    }));
        else
            await output.WriteAsync(Draw(told, first, request.Command, palette));

        if (told.Refused is { } refused)
            await errors.WriteLineAsync($"kata: {refused}");
        return 0;
    }

    private static string Draw(ToldHint told, ToMend first, string command, Palette palette)
    {
        List<string> lines = [$"Step {told.Step.Number:00} {told.Step.Title}, hint {told.Level} of {told.Of}", ""];
        if (first.Done)
            lines.AddRange(["  Every check passes: there is nothing left to mend.", ""]);
        if (first.Sentence is not null)
            lines.AddRange([StatusLook.Of(CheckStatus.Failed).Headline(first.Sentence, palette), .. Labelled.Lines("", first.Says), ""]);
        else if (first.Says is not null)
            lines.AddRange([.. Labelled.Lines("next", first.Says), ""]);

        lines.AddRange([.. Labelled.Lines("hint", told.Text), "", palette.Quiet($"  {told.More(command, command)}")]);
        return string.Join('\n', lines) + "\n";
    }

    private static async Task<ToMend> FirstToMend(CheckedFolder bench, Step step, CancellationToken cancellation)
    {
        try
        {
            var outcome = (await bench.Check([step], cancellation))[0];
            if (outcome.Errors.Count > 0)
                return new(null, Advice.Of(outcome, bench.Name).What);
            if (outcome.MostTelling is { } failed)
                return new(failed.Sentence, failed.Failure?.Hint);
            if (outcome.Checks.FirstOrDefault(check => check.Status == CheckStatus.NotGraded) is { } notGraded)
                throw new KataException($"{notGraded.Reason}");
            if (outcome.NotStarted > 0)
                return new(null, Advice.Of(outcome, bench.Name).What);
            return new(null, null, Done: true);
        }
        catch (Exception broken) when (broken is KataException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // The hints of the step are no worse for it.
            return new(null, $"The checks could not be made: {broken.Message.Split('\n')[0]}");
        }
    }
}
