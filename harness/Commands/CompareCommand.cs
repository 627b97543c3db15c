using System.CommandLine;
using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Ladders;
using Kata.Machine;
using Kata.Maintaining.Stubs;
using Kata.Programs;
using Kata.Reports;
using Kata.Results;
using Kata.Servers;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata compare</c>: two programs of a step on the same endpoints, with the same draws.</summary>
internal static class CompareCommand
{
    private const int WidthOfAFile = 120;

    public static Command Create()
    {
        var step = StepArgument.One();
        var with = new Option<DirectoryInfo?>("--with")
        {
            Description = "The folder to compare with; solutions if there is none.",
            HelpName = "FOLDER",
        };
        var programs = ProgramsOption.Create();
        var source = new Option<bool>("--source") { Description = "Shows how the sources differ as well, and so parts of the solution." };
        var all = new Option<bool>("--all") { Description = "Shows facts and ladders also of checks with the same result." };
        var seed = new Option<int?>("--seed")
        {
            Description = "Uses the same random texts as the comparison that named this number.",
            HelpName = "NUMBER",
            CustomParser = result => int.TryParse(result.Tokens[0].Value, out var number) ? number
                : throw new UsageException($"--seed {result.Tokens[0].Value} is no number: take the one that the comparison named"),
        };
        var json = JsonOutput.Option();
        var command = new Command("compare", "Compares what two programs do: yours and the solution, or any two.")
        {
            step, with, programs, source, all, seed, json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Run(
                    new(
                        parsed.GetRequiredValue(step),
                        ProgramsOption.Of(parsed),
                        With(parsed.GetValue(with)),
                        parsed.GetValue(seed) ?? Random.Shared.Next(10_000))
                    {
                        Source = parsed.GetValue(source),
                        All = parsed.GetValue(all),
                        Json = parsed.GetValue(json),
                        Width = Console.IsOutputRedirected ? WidthOfAFile : Console.WindowWidth,
                    },
                    Console.Out,
                    Palette.ForConsole(),
                    cancellation));
        return command;
    }

    /// <returns>The exit code: 1 if they differ.</returns>
    internal static async Task<int> Run(Request request, TextWriter output, Palette palette, CancellationToken cancellation)
    {
        foreach (var folder in (string[])[request.Programs, request.With])
        {
            if (!File.Exists(Path.Combine(folder, request.Step.FileName)))
                throw new UsageException(
                    $"There is no {request.Step.FileName} in {folder}: name a folder that has one with --programs or --with");
        }

        // One after the other, so that neither waits for the other's processor.
        var (one, name, line) = await Outcome(request, request.Programs, cancellation);
        var (other, otherName, _) = await Outcome(request, request.With, cancellation);
        if (name == otherName)
            (name, otherName) = ("one", "other");

        var comparison = Comparison.Of(one, other);
        if (comparison.DiffersInTime)
        {
            var (otherAgain, _, _) = await Outcome(request, request.With, cancellation);
            var (oneAgain, _, _) = await Outcome(request, request.Programs, cancellation);
            comparison = comparison.WithTimesThatDifferIn(Comparison.Of(oneAgain, otherAgain));
        }

        if (request.Json)
        {
            await output.WriteAsync(JsonOutput.Of(Machine(comparison, request, name, otherName, line)));
        }
        else
        {
            await output.WriteAsync(new ComparisonReport(comparison, name, otherName, palette, request.Width) { All = request.All }.Draw());
            if (request.Source)
                await output.WriteAsync(Sources(request, name, otherName, palette));
            await output.WriteAsync(palette.Quiet($"servers: {line} To draw the same again: --seed {request.Seed}") + "\n");
        }

        return comparison.Same ? 0 : 1;
    }

    private static string With(DirectoryInfo? folder) => folder is null ? Path.Combine(Repository.Root, "solutions")
        : folder.Exists ? Path.TrimEndingDirectorySeparator(folder.FullName)
        : throw new UsageException($"There is no folder {folder.FullName}: give one that holds programs, as in: --with solutions");

    private static async Task<(StepResult Outcome, string Name, string Servers)> Outcome(
        Request request,
        string folder,
        CancellationToken cancellation)
    {
        await using var bench = CheckedFolder.Open(folder, ServerHosts.Setting);
        Chance.Seed(request.Seed);
        var outcome = (await bench.Check([request.Step], cancellation))[0];
        // Two programs that could not be judged are not the same for it.
        if (outcome.Checks.FirstOrDefault(check => check.Status == CheckStatus.NotGraded)?.Reason is { } why)
            throw new KataException($"Nothing could be compared, since a check was not graded: {why}");
        return (outcome, Name(folder), await bench.ServersLine());
    }

    /// <summary>What the folder is called from the repository; outside of it, its last name.</summary>
    private static string Name(string folder) =>
        CheckedFolder.NameOf(folder) is var name && Path.IsPathRooted(name) ? Path.GetFileName(name) : name;

    private static string Sources(Request request, string name, string otherName, Palette palette)
    {
        var lines = SourceDifference.Of(Source(request.Programs), Source(request.With), palette);
        return lines.Count == 0
            ? "\nThe sources are the same.\n"
            : $"\n{palette.Bad($"- {name}/{request.Step.FileName}")}\n{palette.Good($"+ {otherName}/{request.Step.FileName}")}\n\n{string.Join('\n', lines)}\n\n";

        string Source(string folder)
        {
            var source = RegularFile.ReadAllText(Path.Combine(folder, request.Step.FileName));
            try
            {
                return Stub.WithoutMarks(source);
            }
            catch (MarkException)
            {
                return source; // A student's comment may begin like a mark.
            }
        }
    }

    private static object Machine(Comparison comparison, Request request, string one, string other, string servers) =>
        new
        {
            step = request.Step.Number,
            one,
            other,
            same = comparison.Same,
            request.Seed,
            servers,
            errors = new { one = comparison.One.Errors.Select(Words), other = comparison.Other.Errors.Select(Words) },
            warnings = new
            {
                one = Comparison.Warnings(comparison.One).Select(Words),
                other = Comparison.Warnings(comparison.Other).Select(Words),
            },
            checks = comparison.Checks.Select(check => new
            {
                check.One.Id,
                check.Sentence,
                check.Same,
                one = check.One.Status,
                other = check.Other.Status,
                facts = check.Facts.Select(fact => new
                {
                    fact.What,
                    fact.One,
                    fact.Other,
                    fact.Same,
                    difference = fact.Same ? null : fact.Difference?.Summary,
                }),
                runs = new { one = check.One.Seen?.Runs.Select(Words), other = check.Other.Seen?.Runs.Select(Words) },
                endpoints = check.Endpoints.Select(endpoint => new
                {
                    one = endpoint.One is null ? null : Words(endpoint.One, endpoint.OneEnd),
                    other = endpoint.Other is null ? null : Words(endpoint.Other, endpoint.OtherEnd),
                }),
            }),
            source = request.Source ? Sources(request, one, other, Palette.Plain).Trim() : null,
        };

    private static string Words(CompilerFinding found) => $"{found.File}:{found.Line}: {found.Rule}: {found.Message}";

    private static object Words(ProgramRun run) => new
    {
        run.Arguments,
        run.Run.ExitCode,
        end = run.Run.End.ToString(),
        milliseconds = (int)run.Run.Duration.TotalMilliseconds,
        run.Run.Output,
        run.Run.ErrorOutput,
    };

    private static IEnumerable<object> Words(Transcript transcript, RunEnd? end) =>
        LadderRow
            .Of(transcript, end)
            .Select(row => new
            {
                row.Connection,
                row.Microseconds,
                from = row.Pointing switch
                {
                    Pointing.Right => "program",
                    Pointing.Left => transcript.Options is null ? "client" : "server",
                    _ => null,
                },
                row.Label,
                data = string.Concat(row.Data),
            });

    /// <summary>What is compared, and how it is shown.</summary>
    /// <param name="Programs">The folder of the one program.</param>
    /// <param name="With">The folder of the other.</param>
    /// <param name="Seed">From which both runs of a check draw.</param>
    internal sealed record Request(Step Step, string Programs, string With, int Seed)
    {
        public bool Source { get; init; }

        public bool All { get; init; }

        public bool Json { get; init; }

        /// <summary>Columns.</summary>
        public int Width { get; init; } = WidthOfAFile;
    }
}
