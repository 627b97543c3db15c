using Kata.Checking;
using Kata.Commands;
using Kata.Commands.Shell;
using Kata.Results;
using Kata.Tests.Reports.Html;
using Kata.Text;
using Kata.Workbench;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Commands;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ShowCommandTests : IDisposable
{
    private static readonly Step Step = Step.Of(2);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public ShowCommandTests() => File.WriteAllText(Path.Combine(folder, Step.FileName), "// a program");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public Task A_step_shows_its_checks_and_the_first_that_failed()
    {
        Keep();
        return Verify(Show());
    }

    [Test]
    public Task A_check_that_passed_shows_its_ladder_and_its_run()
    {
        Keep();
        return Verify(Show("1"));
    }

    [Test]
    public Task Messages_are_shown_as_numbers()
    {
        Keep();
        return Verify(Show("1", hex: 0));
    }

    [Test]
    public Task A_message_is_picked_by_its_number()
    {
        Keep();
        return Verify(Show("Check3", hex: 1));
    }

    [Test]
    public Task In_colour()
    {
        Keep();
        return Verify(Show("3", palette: Palette.Coloured));
    }

    [TestCase("3")]
    [TestCase("Check3")]
    [TestCase("S2.Check3")]
    [TestCase("sentence 3")]
    public void A_check_is_found_by_number_name_and_words(string wanted)
    {
        Keep();
        Assert.That(Show(wanted), Does.Contain("✗ Sentence 3 of step 2 does not hold"));
    }

    [Test]
    public void What_a_program_wrote_does_not_reach_the_terminal_as_it_is()
    {
        Keep(Samples.Harmful(Samples.Hostile)[0]);
        Assert.That(Show(hex: 0), Does.Not.Match(@"[\p{Cc}\p{Cf}-[\n]]"));
    }

    [Test]
    public void A_program_that_has_changed_since_is_told()
    {
        Keep(Samples.Mixed[1] with { Program = "another" });
        Assert.That(Show(), Does.Contain($"The program has changed since then; to check it again: ./kata check 2 --programs {folder}"));
    }

    [Test]
    public void A_step_that_does_not_compile_shows_why()
    {
        Keep(new(Step, [new("CS1002", "error", "; expected", Step.FileName, 27)], []));
        Assert.That(Show(), Does.Contain("It does not compile").And.Contain($"{Step.FileName}:27: CS1002: ; expected"));
    }

    [Test]
    public void What_is_not_there_is_one_line_that_says_what_to_do()
    {
        Assert.That(() => Show(), Throws.InstanceOf<UsageException>().With.Message.Contains("./kata check 2"));
        Keep();
        Assert.That(() => Show("4"), Throws.InstanceOf<UsageException>().With.Message.Contains("1 to 3"));
        Assert.That(
            () => Show("nonsense"),
            Throws
                .InstanceOf<UsageException>()
                .With.Message.Contains("'nonsense'")
                .And.Message.EndsWith($"./kata show 2 --programs {folder}"));
        Assert.That(() => Show("1", hex: 99), Throws.InstanceOf<UsageException>().With.Message.Contains("1 to 4"));
    }

    [Test]
    public void Of_a_failure_only_what_it_is_about_is_drawn()
    {
        var check = Samples.Mixed[1].Checks.First(check => check.Failure is not null && check.Seen!.Transcripts.Count == 2);
        var all = check.Seen! with { RunsOfTranscripts = [0, null] };
        var failed = check with { Evidence = all, Failure = check.Failure! with { JudgedTranscripts = [1] } };
        Keep(Samples.Mixed[1] with { Checks = [failed] });

        Assert.That(Show("1").Split("program  ").Length, Is.EqualTo(2));
        Keep(Samples.Mixed[1] with { Checks = [failed with { Failure = check.Failure }] });
        Assert.That(Show("1").Split("program  ").Length, Is.EqualTo(3));
    }

    [Test]
    public void What_dotnet_test_found_is_shown_as_far_as_it_is_kept()
    {
        var failure = new Failure("one", "two") { Ladders = ["  program   server"], Hint = "Think" };
        new KeptResults(folder).Save(Grade.Of(
            [new CheckResult("S2.Check1", Step, "It holds", CheckStatus.Failed) { Failure = failure }],
            new(Samples.Here.When) { Hashes = new Dictionary<Step, string> { [Step] = ProgramSources.Read(folder, Step)!.Hash } }));

        Assert.That(Show(), Does.Contain("✗ It holds").And.Contain("got       two").And.Contain("program   server").And.Contain("Think")
            .And.Contain($"dotnet test keeps no runs; after ./kata check 2 --programs {folder} each run as well"));
        Assert.That(() => Show("1", hex: 1), Throws.InstanceOf<UsageException>().With.Message.Contains("dotnet test keeps no messages"));
    }

    [Test]
    public void The_machine_gets_events_and_outputs()
    {
        Keep();
        using var json = System.Text.Json.JsonDocument.Parse(ShowCommand.Draw(folder, Step, "3", null, json: true, Palette.Plain));

        var check = json.RootElement.GetProperty("checks")[0];
        Assert.That(check.GetProperty("status").GetString(), Is.EqualTo("failed"));
        Assert.That(
            check.GetProperty("transcripts")[0].GetProperty("events")[3].GetProperty("data").GetBytesFromBase64(),
            Is.EqualTo(new byte[] { 0xD4, 0x02, 0xF6, 0xA3 }));
        Assert.That(check.GetProperty("runs")[0].GetProperty("output").GetBytesFromBase64(), Is.EqualTo("x"u8.ToArray()));
    }

    private void Keep() => Keep(Samples.Mixed[1]);

    private void Keep(StepResult outcome) =>
        new LastResults(folder).Save(
            outcome with
            {
                Step = Step,
                Program = outcome.Program ?? ProgramSources.Read(folder, Step)!.Hash,
            },
            Samples.Here.When,
            "a child process");

    private string Show(string? check = null, int? hex = null, Palette? palette = null) =>
        ShowCommand.Draw(folder, Step, check, hex, json: false, palette ?? Palette.Plain);

    // The folder's name is another each time.
    private Task Verify(string shown) => Verifier.Verify(shown.Replace(folder, "FOLDER"));
}
