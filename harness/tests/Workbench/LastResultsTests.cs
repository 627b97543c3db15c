using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Maintaining.Linting;
using Kata.Programs;
using Kata.Protocol;
using Kata.Results;
using Kata.Servers;
using Kata.Text;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Workbench;

public class LastResultsTests
{
    private static readonly DateTimeOffset When = new(2026, 9, 18, 13, 53, 23, TimeSpan.Zero);
    private static readonly Step Step = Step.Of(4);

    private string folder = null!;

    [SetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        File.WriteAllText(Program, "// a program");
    }

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void All_that_the_checks_were_judged_by_comes_back()
    {
        var run = new ProgramRun(
            ["127.0.0.1", "80", "/"],
            new(new RunEnd.Crashed("a reset", "Step04_SendingAndReceiving.cs:27"), [0, 1, 255], "oh\n", TimeSpan.FromMilliseconds(12.5)));
        var transcript = new Transcript(
            new()
            {
                Service = Service.Http,
                Faults = [new InPieces([1, 2]), new Stall(3, Direction.Out)],
                Resources = [new() { Path = "/a", Versions = ["long"u8.ToArray()] }],
            },
            [new(0, 100, EventKind.Accepted, 1, Peer: "127.0.0.1:9"), new(1, 200, EventKind.Received, 1, 3, [7, 8, 9])]);
        var evidence = new Evidence([run], [transcript, transcript]) { RunsOfTranscripts = [0, null] };

        var failure = new Failure("a", "b")
        {
            Difference = Difference.Of("a", "b"),
            Errors = ["no"],
            Hint = "Think",
            Arguments = ["127.0.0.1", ""],
            Typed = "a\n",
            IsWarning = true,
            Cause = "run 1",
            Place = new("a.cs", 1),
            JudgedRun = 1,
            JudgedTranscripts = [1],
            Ladders = ["│"],
        };
        var outcome = SaveAndLoad(
            new("A", Step, "One", CheckStatus.Failed, TimeSpan.FromMilliseconds(80), 2) { Failure = failure, Evidence = evidence },
            new("B", Step, "Two", CheckStatus.Passed) { Evidence = evidence })!;

        var (first, second) = (outcome.Checks[0], outcome.Checks[1]);
        var seen = first.Seen!;
        Assert.That(
            first with
            {
                Evidence = null,
                Failure = null,
            },
            Is.EqualTo(new CheckResult("A", Step, "One", CheckStatus.Failed, TimeSpan.FromMilliseconds(80), 2)));
        Assert.That(
            first.Failure! with
            {
                Arguments = failure.Arguments,
                Errors = failure.Errors,
                JudgedTranscripts = failure.JudgedTranscripts,
                Ladders = failure.Ladders,
            },
            Is.EqualTo(failure));
        Assert.That(
            (first.Failure.Arguments, first.Failure.Errors, first.Failure.Ladders, first.JudgedEnd),
            Is.EqualTo((failure.Arguments, failure.Errors, failure.Ladders, run.Run.End)));
        Assert.That(
            (first.Failure.JudgedTranscripts, seen.RunsOfTranscripts),
            Is.EqualTo((failure.JudgedTranscripts, evidence.RunsOfTranscripts)));
        Assert.That(first.JudgedTranscripts.Single(), Is.EqualTo(first.AllTranscripts[1]));
        Assert.That(seen.Runs[0], Is.SameAs(second.Seen!.Runs[0]));
        Assert.That(seen.Runs[0].Arguments, Is.EqualTo(run.Arguments));
        Assert.That(seen.Runs[0].Run.End, Is.EqualTo(run.Run.End));
        Assert.That(seen.Runs[0].Run.OutputBytes, Is.EqualTo(run.Run.OutputBytes));
        Assert.That(seen.Runs[0].Run.Duration, Is.EqualTo(run.Run.Duration));
        Assert.That(seen.Transcripts[0].ReceivedOn(1), Is.EqualTo(new byte[] { 7, 8, 9 }));
        Assert.That(seen.Transcripts[0].Options!.Faults[1], Is.EqualTo(new Stall(3, Direction.Out)));
        Assert.That(outcome.Findings.Single(), Is.EqualTo(Finding));
    }

    [TestCaseSource(nameof(Ends))]
    public void Every_way_to_end_comes_back(RunEnd end)
    {
        var evidence = new Evidence([new([], new(end, [], "", TimeSpan.Zero))], []);

        Assert.That(
            SaveAndLoad(new CheckResult("A", Step, "One", CheckStatus.Passed) { Evidence = evidence })!.Checks[0].Seen!.Runs[0].Run.End,
            Is.EqualTo(end));
    }

    [Test]
    public void A_program_that_has_changed_since_makes_them_stale()
    {
        Assert.That(SaveAndLoad()!.IsStale, Is.False);

        File.AppendAllText(Program, "// more");

        Assert.That(new LastResults(folder).Load(Step)!.IsStale, Is.True);
    }

    [Test]
    public void A_program_that_is_gone_makes_them_stale()
    {
        SaveAndLoad();
        File.Delete(Program);

        Assert.That(new LastResults(folder).Load(Step)!.IsStale, Is.True);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""{"version":2}""")]
    [TestCase("""{"version":99,"checks":[]}""")]
    [TestCase(
        """{"version":2,"when":"2026-09-18T13:53:23Z","findings":[],"checks":[{"id":"A","step":4,"sentence":"One","status":"passed","durationMilliseconds":1,"possiblePoints":1,"ofRuns":[7],"ofTranscripts":[]}],"runs":[],"transcripts":[]}"""
    )]
    public void What_cannot_be_read_counts_as_not_there(string file)
    {
        var results = new LastResults(folder);
        Directory.CreateDirectory(results.Folder);
        File.WriteAllText(Path.Combine(results.Folder, "Step04.json"), file);

        Assert.That(results.Load(Step), Is.Null);
    }

    private static CompilerFinding Finding => new("SOCK001", "warning", "Use what Receive returns", Step.FileName, 27);

    private static IEnumerable<RunEnd> Ends =>
    [
        new RunEnd.Exited(3),
        new RunEnd.Exited(0) { LeftBehind = true },
        new RunEnd.Killed(TimeSpan.FromSeconds(5)),
        new RunEnd.Stopped(),
        new RunEnd.Flooded(1024, "output"),
        new RunEnd.Exceeded("it used more than 256 MB of memory"),
        new RunEnd.NoCell("bwrap: no"),
        new RunEnd.Lost("no memory is left on this machine"),
        new RunEnd.Crashed("ended by signal 11", null),
        new RunEnd.HitBlank("`host` at Step04_SendingAndReceiving.cs:27"),
    ];

    private string Program => Path.Combine(folder, Step.FileName);

    private StepResult? SaveAndLoad(params CheckResult[] checks)
    {
        var results = new LastResults(folder);
        results.Save(new(Step, [Finding], checks) { Program = ProgramSources.Read(folder, Step)!.Hash }, When, "a child process");
        return results.Load(Step);
    }
}
