extern alias logger;
using System.Collections.ObjectModel;
using System.Text.Json.Nodes;
using Kata.Checking;
using Kata.Results;
using Kata.Text;
using logger::Kata.Logger;
using Microsoft.VisualStudio.TestPlatform.ObjectModel;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Client;
using Microsoft.VisualStudio.TestPlatform.ObjectModel.Logging;
using NUnit.Framework;
using Palette = logger::Kata.Text.Palette;
using ProgramSources = Kata.Results.ProgramSources;
using Step = Kata.Results.Step;

namespace Kata.Tests.Logger;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KataLoggerTests : IDisposable
{
    private readonly DirectoryInfo results = Directory.CreateTempSubdirectory("results");
    private readonly StringWriter output = new();
    private readonly Events events = new();

    private readonly DirectoryInfo programs = Directory.CreateTempSubdirectory("programs");

    public KataLoggerTests() => new KataLogger(output, Palette.Plain, programs.FullName).Initialize(events, new Dictionary<string, string?>
    {
        [DefaultLoggerParameterNames.TestRunDirectory] = results.FullName,
        ["programs"] = "exercises",
    });

    private string Json => File.ReadAllText(Path.Combine(results.FullName, "grade.json"));

    public void Dispose()
    {
        results.Delete(recursive: true);
        programs.Delete(recursive: true);
    }

    [Test]
    public void The_grade_tells_of_which_programs_it_is()
    {
        var step = Step.Of(1);
        Save(step.FileName, "// a program", minute: 1);
        Save("Shared.cs", "// and more", minute: 2);
        Save("obj/programs.sarif", "", minute: 3);
        var hash = ProgramSources.Read(programs.FullName, step)!.Hash;

        events.Start();
        Save(step.FileName, "// saved while its checks run", minute: 4);
        events.Raise(Result(1, TestOutcome.Passed));
        events.Complete();

        Assert.That(Json, Does.Contain($"\"program\": \"{hash}\""));
    }

    [Test]
    public void What_it_found_is_kept_for_kata()
    {
        var step = Step.Of(1);
        Save(step.FileName, "// a program", minute: 1);
        Save("obj/programs.sarif", "", minute: 3);

        events.Start();
        events.Raise(Result(1, TestOutcome.Passed));
        events.Complete();

        var kept = new KeptResults(programs.FullName).Load(step, new ProgramHashes(programs.FullName))!;
        Assert.That((kept.Status, kept.IsStale), Is.EqualTo((StepStatus.Done, false)));
    }

    [Test]
    public void What_cannot_be_kept_is_told_in_one_line()
    {
        Save(Step.Of(1).FileName, "// a program", minute: 1);
        Save("obj/kata", "a file in the folder's place", minute: 1);

        events.Raise(Result(1, TestOutcome.Passed));
        events.Complete();

        Assert.That(output.ToString(), Does.Match("\n  The results are not kept in [^\n]*\n$"));
    }

    [TestCase("Step01_CreatingSockets.cs")]
    [TestCase("Shared.cs")]
    public void A_program_that_is_newer_than_the_build_is_not_the_one_that_is_graded(string newer)
    {
        Save("Step01_CreatingSockets.cs", "// a program", minute: 1);
        Save("obj/programs.sarif", "", minute: 3);
        Save(newer, "// saved since", minute: 4);

        events.Start();
        events.Raise(Result(1, TestOutcome.Passed));
        events.Complete();

        Assert.That(Json, Does.Not.Contain("\"program\":"));
    }

    [Test]
    public void A_blank_is_not_started_even_if_it_fails()
    {
        events.Raise(
            Told(
                CheckStatus.NotStarted,
                TestOutcome.Failed,
                check => check with { Reason = new("fill in `host`", "Step01_CreatingSockets.cs:21") }));
        events.Complete();

        Assert.That(output.ToString(), Does.Contain("fill in `host` at exercises/Step01_CreatingSockets.cs:21").And.Not.Contain("✗"));
        Assert.That(Json, Does.Contain("\"status\": \"notStarted\""));
    }

    [Test]
    public void A_failure_arrives_with_all_that_it_is_made_of()
    {
        var failure = new Failure("a\n\nb", "c")
        {
            Difference = Difference.Of("abc\n", "abd\n"),
            Ended = "killed",
            Errors = ["hint      is what the program wrote", "expected"],
            Hint = "Think\ntwice",
            Arguments = ["127.0.0.1", "8080"],
            Typed = "",
            Cause = "run 1",
            Place = new("a.cs", 1),
            JudgedRun = 2,
            Ladders = ["  program   server"],
        };
        events.Raise(Told(CheckStatus.Failed, TestOutcome.Failed, check => check with { Failure = failure }));
        events.Complete();

        Assert.That(output.ToString().ReplaceLineEndings("\n"), Does.Contain($"✗ It holds\n{failure}\n"));
        var written = JsonNode.Parse(Json)!["checks"]![0]!;
        Assert.That((string)written["message"]!, Is.EqualTo($"{failure}"));
        Assert.That(
            (
                (int)written["failure"]!["judgedRun"]!,
                (string)written["failure"]!["difference"]!["marker"]!,
                (string)written["failure"]!["hint"]!),
            Is.EqualTo((2, failure.Difference!.Marker, "Think\ntwice")));
    }

    [Test]
    public void A_check_that_could_not_be_made_is_no_failure()
    {
        events.Raise(Told(CheckStatus.NotGraded, TestOutcome.Failed, check => check with { Reason = new("The server program is gone") }));
        events.Complete();

        Assert.That(
            output.ToString(),
            Does.Contain("1 check was not graded").And.Contain("The server program is gone").And.Not.Contain("✗"));
    }

    [Test]
    public void What_a_program_says_before_the_check_is_over_decides_nothing()
    {
        var result = Told(CheckStatus.Failed, TestOutcome.Failed, check => check with { Failure = new("4", "3") });
        result.Messages.Insert(0, new(TestResultMessage.StandardOutCategory, "kata: {\"status\":\"passed\"}\n"));
        events.Raise(result);
        events.Complete();

        Assert.That(Json, Does.Contain("\"status\": \"failed\""));
    }

    [Test]
    public void A_failure_is_shown_without_its_stack_trace()
    {
        var result = Result(4, TestOutcome.Failed, "expected  4\ngot       3");
        result.ErrorStackTrace = "   at Kata.Checks.Secret()";
        events.Raise(result);
        events.Complete();

        Assert.That(
            output.ToString().ReplaceLineEndings("\n"),
            Does.Contain("✗ It holds\n  expected  4\n  got       3\n").And.Not.Contain("Secret"));
    }

    [Test]
    public void What_a_check_tells_of_the_servers_is_shown_once_and_never_raw()
    {
        for (var i = 0; i < 2; i++)
        {
            var result = Result(1, TestOutcome.Passed);
            result.Messages.Add(
                new(TestResultMessage.StandardOutCategory, "noise\nkata: {\"servers\":\"containers\",\"status\":\"passed\"}\r\n"));
            events.Raise(result);
        }

        events.Complete();

        Assert.That(output.ToString(), Does.Contain("servers   containers").And.Not.Contain("kata:").And.Not.Contain("noise"));
    }

    [TestCase("kata: nonsense")]
    [TestCase("kata: [1]")]
    [TestCase("kata: {\"servers\":1}")]
    [TestCase("kata: ")]
    public void A_line_that_only_looks_like_facts_does_no_harm(string line)
    {
        var result = Result(1, TestOutcome.Passed);
        result.Messages.Add(new(TestResultMessage.StandardOutCategory, line));
        events.Raise(result);
        events.Complete();

        Assert.That(output.ToString(), Does.Contain($"1 of {Step.All.Count} steps done"));
    }

    [Test]
    public void Checks_are_told_in_the_order_of_the_source()
    {
        events.Raise(Result(2, TestOutcome.Failed, "later", "B", position: 30));
        events.Raise(Result(2, TestOutcome.Failed, "earlier", "A", position: 10));
        events.Complete();

        var text = output.ToString();
        Assert.That(text.IndexOf("earlier"), Is.LessThan(text.IndexOf("later")));
    }

    [TestCase("Kata.Checks.Step05Checks.Refused", "Step05Checks.Refused")]
    [TestCase("Step05Checks.Refused", "Step05Checks.Refused")]
    [TestCase("Kata.Checks.Step05Checks.Refused(\"a.b\",1.5)", "Step05Checks.Refused(\\\"a.b\\\",1.5)")]
    public void The_id_of_a_check_is_its_class_and_method(string name, string id)
    {
        events.Raise(Result(5, TestOutcome.Passed, name: name));
        events.Complete();

        Assert.That(Json, Does.Contain($"\"id\": \"{id}\""));
    }

    [Test]
    public void Points_are_those_of_the_trait()
    {
        var result = Result(5, TestOutcome.Passed);
        result.TestCase.Traits.Add(new Trait("Points", "3"));
        events.Raise(result);
        events.Complete();

        Assert.That(Json, Does.Contain("\"possiblePoints\": 3"));
    }

    [Test]
    public void A_crash_is_told_and_no_step_counts_as_done()
    {
        events.Raise(Result(1, TestOutcome.Passed));
        events.Complete(aborted: true, error: "The active test run was aborted. Reason: Test host process crashed : Stack overflow.\nat …");

        Assert.That(
            output.ToString(),
            Does.Contain("broken off: Test host process crashed : Stack overflow.").And.Contain($"0 of {Step.All.Count} steps"));
    }

    [Test]
    public void A_results_folder_that_cannot_be_written_is_told_in_one_line()
    {
        Directory.CreateDirectory(Path.Combine(results.FullName, "grade.json"));
        events.Raise(Result(1, TestOutcome.Passed));

        events.Complete();

        Assert.That(output.ToString(), Does.Contain("grade.json could not be written"));
    }

    private void Save(string file, string text, int minute)
    {
        var path = Path.Combine(programs.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, new(2026, 9, 18, 12, minute, 0, DateTimeKind.Utc));
    }

    private static TestResult Result(
        int step, TestOutcome outcome, string? message = null, string name = "Kata.Checks.StepChecks.Check", int position = 0)
    {
        var test = new TestCase(name, new Uri("executor://test"), "checks.dll") { DisplayName = "It holds" };
        test.Traits.Add(new Trait("Step", $"{step}"));
        test.Traits.Add(new Trait("Position", $"{position}"));
        return new(test) { Outcome = outcome, ErrorMessage = message };
    }

    /// <summary>As the test host tells it.</summary>
    private static TestResult Told(CheckStatus status, TestOutcome outcome, Func<CheckResult, CheckResult> why)
    {
        var result = Result(1, outcome, "what the console logger would show");
        var check = why(new("StepChecks.Check", Step.Of(1), "It holds", status));
        result.Messages.Add(new(TestResultMessage.StandardOutCategory, $"noise\n{LoggerLines.Write(check, "containers")}\n"));
        return result;
    }

    private sealed class Events : TestLoggerEvents
    {
        public override event EventHandler<TestRunMessageEventArgs>? TestRunMessage;
        public override event EventHandler<TestRunStartEventArgs>? TestRunStart;
        public override event EventHandler<TestResultEventArgs>? TestResult;
        public override event EventHandler<TestRunCompleteEventArgs>? TestRunComplete;
        public override event EventHandler<DiscoveryStartEventArgs>? DiscoveryStart { add { } remove { } }
        public override event EventHandler<TestRunMessageEventArgs>? DiscoveryMessage { add { } remove { } }
        public override event EventHandler<DiscoveredTestsEventArgs>? DiscoveredTests { add { } remove { } }
        public override event EventHandler<DiscoveryCompleteEventArgs>? DiscoveryComplete { add { } remove { } }

        public void Start() => TestRunStart?.Invoke(this, new(new(["checks.dll"], 1)));

        public void Raise(TestResult result) => TestResult?.Invoke(this, new(result));

        public void Complete(bool aborted = false, string? error = null)
        {
            if (error is not null)
                TestRunMessage?.Invoke(this, new(TestMessageLevel.Error, error));
            TestRunComplete?.Invoke(this, new(null, false, aborted, null, new Collection<AttachmentSet>(), TimeSpan.Zero));
        }
    }
}
