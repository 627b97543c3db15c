using System.Text;
using Kata.Checking;
using Kata.Ladders;
using Kata.Maintaining.Linting;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Tests.Ladders;
using Kata.Text;
using static Kata.Protocol.EventKind;

namespace Kata.Tests.Reports.Html;

/// <summary>Outcomes made up for tests of the HTML report.</summary>
internal static class Samples
{
    /// <summary>What a program may write to harm whoever looks at it: markup, escape sequences, marks of direction.</summary>
    public const string Hostile =
        "</script><script>window.harmed=1</script><img src=x onerror=\"window.harmed=1\"><svg onload=window.harmed=1>"
        + "</pre></template></details></main>\u202Egpj.exe\u2066\u200B\u0000\u0007\e[31mred\e]0;title\a\u009B2J\uFEFF\r\n'\"`--><!--";

    private const string Request = "GET /big.txt HTTP/1.0\r\n\r\n";
    private const string Head = "HTTP/1.0 200 OK\r\nContent-Length: 48219\r\n\r\n";

    public static Circumstances Here { get; } = new(
        new(2026, 9, 18, 13, 53, 23, TimeSpan.Zero), "exercises", "a child process (no engine answers).");

    public static Transcript Page { get; } = new Sketch(Service.Http)
        .Add(0, Accepted)
        .Add(0.4, Received, Request)
        .Add(0.9, Sent, Head + "The first bytes of the page")
        .Add(40, Finished)
        .Add(40.3, PeerFinished)
        .Add(40.3, Closed).Transcript;

    public static Transcript TwoConnections { get; } = new Sketch(Service.Http)
        .Add(0, Accepted)
        .Add(0.5, Received, Request)
        .Add(1, Sent, Head)
        .Add(1.2, EventKind.Reset)
        .Add(1000, Accepted, connection: 2)
        .Add(1000.5, Received, "GET /big.txt HTTP/1.1\r\nRange: bytes=20000-\r\n\r\n", connection: 2)
        .Add(1001, Sent, "HTTP/1.1 206 Partial Content\r\n\r\n", connection: 2).Transcript;

    public static Transcript Datagrams { get; } = new Sketch(Service.Time, Transport.Udp)
        .Add(0, DatagramReceived, [], 0, local: "127.0.0.1:3737")
        .Add(0.1, EventKind.Fault, connection: 0, note: "answer 1 dropped")
        .Add(1000, DatagramReceived, [], 0, local: "127.0.0.1:3737")
        .Add(1000.1, DatagramSent, [0xD4, 0x02, 0xF6, 0xA3], 0, local: "127.0.0.1:3737").Transcript;

    /// <summary>A step of every kind.</summary>
    public static IReadOnlyList<StepResult> Mixed { get; } =
    [
        new(Step.Of(1), [], [Passed(1, 1, [Page]), Passed(1, 2, [Page])]),
        new(
            Step.Of(2),
            [Finding("SOCK001", "warning")],
            [Passed(2, 1, [TwoConnections]), Failed(2, 2, [TwoConnections, Page], "so far\r\n"), Failed(2, 3, [Datagrams], "x")]),
        new(Step.Of(3), [Finding("CS1002", "error")], []),
        new(
            Step.Of(4),
            [],
            [
                new("S4.A", Step.Of(4), "It waits for `Receive`", CheckStatus.NotStarted)
                {
                    Reason = new("fill in `host`", "Step04_SendingAndReceiving.cs:21", "the server's name"),
                },
            ]),
        new(
            Step.Of(5),
            [],
            [
                new("S5.A", Step.Of(5), "Ctrl-C ends it", CheckStatus.Skipped) { Reason = new("this system cannot send a child Ctrl-C") },
                Passed(5, 2, []),
            ]),
    ];

    public static Grade GradeOf(IReadOnlyList<StepResult> steps) => new(steps, Here);

    /// <summary>A check in every part of which a program had its hand.</summary>
    public static IReadOnlyList<StepResult> Harmful(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var transcript = new Sketch(Service.Echo)
            .Add(0, Accepted)
            .Add(1, Received, bytes, bytes: bytes.Length)
            .Add(2, EventKind.Fault, note: text[..Math.Min(200, text.Length)])
            .Transcript;
        var run = new ProgramRun(
            [text[..Math.Min(300, text.Length)], ""],
            new(new RunEnd.Crashed(text[..Math.Min(300, text.Length)], "Step01.cs:1"), bytes, text, TimeSpan.FromMilliseconds(7)));
        var beginning = text[..Math.Min(300, text.Length)];
        var failure = new Failure(beginning, beginning)
        {
            Arguments = [beginning, ""],
            Typed = beginning,
            Hint = "Look",
            Errors = Failure.FirstLines(beginning),
            Ladders = [Ladder.Draw(transcript)],
        };
        return [
            new(
                Step.Of(1),
                [Finding("SOCK001", "warning") with { Message = text[..Math.Min(300, text.Length)] }],
                [
                    new("S1.A", Step.Of(1), "It is inert", CheckStatus.Failed)
                    {
                        Failure = failure,
                        Evidence = new Evidence([run], [transcript]),
                    },
                    new("S1.B", Step.Of(1), "It is inert here too", CheckStatus.Failed) { Reason = new(beginning) },
                ]),
        ];
    }

    /// <summary>As many steps as the syllabus may have, with much to show in each check.</summary>
    public static IReadOnlyList<StepResult> Large(int steps, int checks, string output)
    {
        var random = new Random(7);
        return
        [
            .. Enumerable.Range(1, steps).Select(number =>
            {
                var step = new Step(number, $"Large{number}", $"A large step {number}");
                return new StepResult(step, [], [.. Enumerable.Range(1, checks).Select(check => Large(step, check, random, output))]);
            }),
        ];
    }

    private static CheckResult Large(Step step, int check, Random random, string output)
    {
        var sketch = new Sketch(Service.Echo).Add(0, Accepted);
        for (var i = 0; i < 60; i++)
        {
            var bytes = new byte[1000];
            random.NextBytes(bytes);
            sketch.Add(i + 1, i % 2 == 0 ? Received : Sent, bytes);
        }

        var run = new ProgramRun(
            ["a", "b"],
            new(new RunEnd.Exited(0), Encoding.UTF8.GetBytes(output), output, TimeSpan.FromMilliseconds(7)));
        return new($"{step.Name}.{check}", step, $"Sentence {check}", check % 2 == 0 ? CheckStatus.Passed : CheckStatus.Failed)
        {
            Failure = check % 2 == 0 ? null : new("a", "b"),
            Evidence = new Evidence([run], [sketch.Transcript]),
        };
    }

    private static CheckResult Passed(int step, int check, IReadOnlyList<Transcript> transcripts) =>
        new(
            $"S{step}.Check{check}",
            Step.Of(step),
            $"Sentence {check} of step {step} holds",
            CheckStatus.Passed,
            Duration: TimeSpan.FromMilliseconds(12.3))
        {
            Evidence = new Evidence([Run("hello\r\n")], transcripts),
        };

    private static CheckResult Failed(int step, int check, IReadOnlyList<Transcript> transcripts, string output)
    {
        var sentence = $"Sentence {check} of step {step} does not hold";
        return new($"S{step}.Check{check}", Step.Of(step), sentence, CheckStatus.Failed, TimeSpan.FromSeconds(1.23))
        {
            Failure = new($"exit code 0\noutput: «whole␍␊»", $"exit code 0\noutput: «{Visible.Text(output)}»")
            {
                Difference = Difference.Of("whole\r\n", output),
                Hint = "`Receive` returns what has arrived so far, not what you asked for.",
                Place = new($"exercises/{Step.Of(step).FileName}", 27),
                JudgedRun = 1,
                Ladders = [.. transcripts.Select(transcript => Ladder.Draw(transcript))],
            },
            Evidence = new Evidence([Run(output)], transcripts),
        };
    }

    private static ProgramRun Run(string output) => new(
        ["127.0.0.1", "8080", "/big.txt"], new(new RunEnd.Exited(0), Encoding.UTF8.GetBytes(output), "", TimeSpan.FromMilliseconds(51)));

    private static CompilerFinding Finding(string rule, string level) =>
        new(rule, level, "Something to look at", "Step02_FindingThePort.cs", 27);
}
