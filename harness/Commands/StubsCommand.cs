using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Maintaining.Linting;
using Kata.Maintaining.Stubs;
using Kata.Results;
using Kata.Student;
using Kata.Text;

namespace Kata.Commands;

/// <summary><c>kata stubs</c>, for maintainers: writes the exercises from the solutions. How a solution says what becomes a
/// blank is told at <see cref="MarkKind"/>.</summary>
internal static class StubsCommand
{
    public static Command Create()
    {
        var steps = StepArgument.Many();
        var check = new Option<bool>("--check")
        {
            Description = "Writes nothing; fails if an exercise is not what its solution makes of it.",
        };
        var overwrite = new Option<bool>("--overwrite")
        {
            Description = "Also replaces exercises that somebody seems to have filled in; a copy of each is kept beside it.",
        };
        var json = JsonOutput.Option();
        var create = new Option<string[]>("--new")
        {
            Description =
                "Begins a step: writes a solution, checks and wrong programs to replace, and adds it to the syllabus.",
            HelpName = "number slug",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("stubs", "For maintainers: writes the exercises from the marked solutions.")
        {
            steps, check, overwrite, create, json,
        };
        command.SetAction(parsed =>
            parsed.GetValue(create) is [var number, var slug]
                ? Begin(Repository.Root, number, slug, Console.Out)
                : Run(
                    new StubFolder(Path.Combine(Repository.Root, "solutions"), Path.Combine(Repository.Root, "exercises")),
                    parsed.GetValue(steps) is { Length: > 0 } some ? some : Step.All,
                    parsed.GetValue(check),
                    parsed.GetValue(overwrite),
                    parsed.GetValue(json),
                    Console.Out));
        return command;
    }

    /// <returns>The exit code: 1 if an exercise is not what its solution makes of it, and was not written.</returns>
    internal static int Run(StubFolder folder, IEnumerable<Step> steps, bool check, bool overwrite, bool json, TextWriter output)
    {
        var states = steps.Select(folder.Look).ToList();
        var toWrite = states.FindAll(state => !check && IsToWrite(state, overwrite));
        // Anything that we did not generate is kept beside it.
        var written = toWrite.ConvertAll(state => (State: state, Copy: new StudentFile(state.Path).ReplaceBy(state.Text!)));

        var left = states.FindAll(state => state.Status != StubStatus.Same && !toWrite.Contains(state));
        output.Write(
            json
                ? JsonOutput.Of(
                    new
                    {
                        written = toWrite.Select(state => state.Step.Name),
                        copies = written.Select(one => Path.GetFileName(one.Copy)).OfType<string>(),
                        findings = left.Select(StubFinding.Of),
                    })
                : Report(states.Count, written, left));
        return left.Count > 0 ? 1 : 0;
    }

    /// <exception cref="KataException">The step cannot be begun; nothing was written.</exception>
    internal static int Begin(string root, string number, string slug, TextWriter output)
    {
        foreach (var file in new NewStep(root, number, slug).Write())
            output.Write($"written: {file}\n");
        output.Write($"Replace the words in capital letters, then write the exercise: {KataLine.Of("stubs")}\n");
        output.Write($"What is still missing: {KataLine.Of("lint")}\n");
        return 0;
    }

    private static bool IsToWrite(StubState state, bool overwrite) =>
        state.Status is StubStatus.Differs or StubStatus.Missing || overwrite && state.Status == StubStatus.FilledIn;

    private static string Report(int steps, List<(StubState State, string? Copy)> written, List<StubState> left)
    {
        string[] lines =
        [
            .. written.Select(one => $"written: exercises/{one.State.Step.FileName}"
                + (one.Copy is null ? "" : $"; what was there is kept in exercises/{Path.GetFileName(one.Copy)}")),
            .. left.Select(state => StubFinding.Of(state).ToString()),
            .. written.Count + left.Count == 0 ? new[] { $"{steps} of {steps} exercises are what their solutions make of them." } : [],
        ];
        return string.Join('\n', lines) + "\n";
    }
}
