using System.Text.RegularExpressions;
using Kata.Machine;
using Kata.Results;

namespace Kata.Maintaining.Stubs;

/// <summary>The skeleton of a new step: a solution with a lesson and marks, a checks class, wrong programs, its afterword, its line in the
/// README's syllabus, and its entry in <see cref="Step.All"/>. All of it compiles. The author replaces the words in capital letters
/// (<see cref="Placeholders"/>), and <c>kata stubs</c> then writes the exercise; <c>kata lint</c> names the words that are left, and what
/// else is missing.</summary>
internal sealed partial class NewStep
{
    internal const string Syllabus = "harness/Results/Step.cs";
    private const string Readme = "README.md";
    private const string Afterwords = "harness/Student/Afterword.Steps.cs";

    /// <summary>The words of the skeleton that its author replaces.</summary>
    internal static IReadOnlyList<string> Placeholders { get; } =
    [
        "THE LESSON:", "ONE POINT A PARAGRAPH", "THE RFC OR MANUAL PAGE", "WHAT IT DOES:", "A NUDGE:", "THE IDEA,", "THE NAMES",
        "WHAT THE PROGRAM DOES", "WHAT ONE LEARNS", "WHAT ONE KNOWS", "A QUESTION", "ITS ANSWER",
    ];

    private readonly string root;
    private readonly Step step;

    /// <param name="root">The repository's folder.</param>
    /// <param name="number">The one behind the last step's.</param>
    /// <param name="slug">As in file and class names: <c>DatagramBoundaries</c>.</param>
    /// <exception cref="KataException">The number is not the next one, or the slug is none.</exception>
    public NewStep(string root, string number, string slug)
    {
        var next = Step.All.Count + 1;
        if (!int.TryParse(number, out var given) || given != next)
            throw new KataException($"The next step is {next}, not {number}. Steps are numbered without a gap: write --new {next} {slug}.");
        if (!Slug().IsMatch(slug))
            throw new KataException(
                $"«{slug}» cannot be part of a class's name. Write words without spaces, each with a capital letter: "
                    + "DatagramBoundaries.");
        if (Step.All.FirstOrDefault(other => other.Slug == slug) is { } same)
            throw new KataException($"Step {same.Number} is called {slug} already. Choose another name.");
        this.root = root;
        step = new(given, slug, Title(slug));
    }

    /// <summary>Writes all of it.</summary>
    /// <returns>The files that were made or changed, from the root.</returns>
    /// <exception cref="KataException">One of the new files is there already; nothing was written.</exception>
    public IReadOnlyList<string> Write()
    {
        (string File, string Text)[] made =
        [
            ($"solutions/{step.FileName}", Solution()),
            ($"harness/checks/{step.Name}Checks.cs", Checks()),
            ($"harness/checks/wrong/{step.Name}.wrong", Wrong()),
        ];
        if (made.FirstOrDefault(part => File.Exists(Path.Combine(root, part.File))).File is { } there)
            throw new KataException($"{there} is there already. Nothing was written: move it away first.");

        (string File, string Text)[] changed =
        [
            (Syllabus, WithEntry(Read(Syllabus))),
            (Readme, WithCount(WithRow(Read(Readme), step, Step.All[^1]))),
            (Afterwords, WithAfterword(Read(Afterwords))),
        ];
        foreach (var (file, text) in made.Concat(changed))
            WholeFile.Write(Path.Combine(root, file), text);
        return [.. made.Concat(changed).Select(part => part.File)];
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(root, file));

    /// <summary>DatagramBoundaries becomes «Datagram boundaries», UdpTime «Udp time».</summary>
    private static string Title(string slug) =>
        string.Concat(slug.Select((c, at) => at > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

    private string WithEntry(string text)
    {
        var last = Step.All[^1];
        var entry = $"(\"{last.Slug}\", \"{last.Title}\")";
        return text.Contains(entry, StringComparison.Ordinal)
            ? text.Replace(entry, $"{entry},\n        (\"{step.Slug}\", \"{step.Title}\")")
            : throw new KataException($"{Syllabus} does not hold {entry}, behind which the new step would go. Nothing was written.");
    }

    /// <summary>README with a line for a step, in the table of its part. The first step of a part gets a table of its own.</summary>
    internal static string WithRow(string readme, Step step, Step before)
    {
        var last = Row().Matches(readme).LastOrDefault()
            ?? throw new KataException($"{Readme} has no line of a step, behind which the new one would go. Nothing was written.");
        var heading = step.Part == before.Part ? "" : $"\n{step.Part}.\n\n| step | | what you learn |\n|---|---|---|\n";
        return readme.Insert(last.Index + last.Length, $"{heading}| {step.Number:00} | {step.Title} | WHAT ONE LEARNS |\n");
    }

    /// <summary>The README says in a few places how many steps there are.</summary>
    private string WithCount(string text) => StepCount().Replace(text, $"{step.Number}");

    private string WithAfterword(string text)
    {
        const string End = "\n    };\n}\n";
        if (!text.EndsWith(End, StringComparison.Ordinal))
            throw new KataException($"{Afterwords} does not end with its list, where the new step would go. Nothing was written.");

        return text[..^End.Length] + $"""

                    [{step.Number}] = new(
                        ["WHAT ONE KNOWS.", "WHAT ONE KNOWS.", "WHAT ONE KNOWS."],
                        "A QUESTION?",
                        "ITS ANSWER."),
            """ + End;
    }

    private string Solution() => $$"""
        // Step {{step.Number:00}}: {{step.Title.ToLowerInvariant()}}
        //
        // THE LESSON: what one has to know, in the order in which one needs it, with the calls and their signatures.
        //
        //   - ONE POINT A PARAGRAPH.
        //   - THE RFC OR MANUAL PAGE THAT SAYS SO.
        //
        // This program WHAT IT DOES: its arguments, its input, what it prints, and its exit codes.
        //
        // Run it by hand:   dotnet run --project containers                                  (in one terminal)
        //                   dotnet run --project solutions -- {{step.Number:00}} 127.0.0.1 7007              (in another)
        // Check it:         dotnet test solutions --filter TestCategory={{step.Category}}

        using System.Net.Sockets;

        static class {{step.Name}}
        {
            static int Main(string[] args)
            {
                string host = args[0]; // blank: the server's name or address: the first argument
                int port = int.Parse(args[1]);

                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    socket.Connect(host, port); // blank line: connect the socket: Connect(host, port)
                }
                catch (SocketException error)
                {
                    Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
                    return 1;
                }

                return 0;
            }
        }

        """;

    private string Checks() => $$"""
        using Kata.Checking;
        using Kata.Programs;
        using Kata.Results;

        [Step({{step.Number}})]
        [Hints(
            "A NUDGE: what to look at.",
            "THE IDEA, without the code.",
            "Look up: THE NAMES.")]
        public class {{step.Name}}Checks : Checks
        {
            [Check("WHAT THE PROGRAM DOES, as the student reads it",
                Hint = "A QUESTION about the commonest mistake?")]
            public async Task Connects()
            {
                var (run, seen) = await Visit(await Echo());

                Assert.That(run, Exited.With(0));
                Assert.That(seen, Saw.Connections(1));
            }

            [Check("A refused connection is reported, and the program exits with 1",
                Hint = "Which exception does Connect throw when nothing listens on the port?")]
            public async Task Refused()
            {
                var run = await RunProgram(Hosts.Loopback, Ports.Closed);

                Assert.That(run, Exited.With(1).AndErrorOutput(TextThat.IsOneLine("Connection error: ")));
            }
        }

        """;

    private static string Wrong() => """
        # ReportsSuccess
        caught by: A refused connection is reported, and the program exits with 1
        -             return 1;
        +             return 0;

        # StaysUnconnected
        caught by: WHAT THE PROGRAM DOES, as the student reads it
        caught by: A refused connection is reported, and the program exits with 1
        -             socket.Connect(host, port);
        +             _ = (socket, host, port);

        """;

    /// <summary>The number of steps, where README's text has it: «25 small programs», «0 of 25 steps done».</summary>
    [GeneratedRegex(@"\b\d+(?= small programs\b)|(?<=\b\d+ of )\d+(?= steps\b)")]
    internal static partial Regex StepCount();

    [GeneratedRegex(@"\A[A-Z][A-Za-z0-9]*\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"^\| \d\d \| [^|\n]+ \| [^|\n]* \|\n", RegexOptions.Multiline)]
    private static partial Regex Row();
}
