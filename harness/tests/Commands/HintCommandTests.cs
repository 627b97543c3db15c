using Kata.Commands;
using Kata.Commands.Shell;
using Kata.Programs;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Student;
using Kata.Text;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Commands;

public class HintCommandTests
{
    private static readonly Step Step = Step.Of(4);
    private static readonly string[] Hints = ["Think of the end.", "A count tells it.", "Look up: Socket.Receive."];
    private string folder = null!;

    private string StateFile => Path.Combine(folder, "obj", "kata", "hints.json");

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("kata-hints-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Each_time_tells_one_hint_more_and_the_last_one_stays()
    {
        Assert.That(await Hint(), Does.Contain("hint 1 of 3").And.Contain(Hints[0]).And.Not.Contain(Hints[1]));
        Assert.That(await Hint(), Does.Contain("hint 2 of 3").And.Contain(Hints[1]).And.Not.Contain(Hints[2]));
        Assert.That(await Hint(), Does.Contain("hint 3 of 3").And.Contain(Hints[2]));
        Assert.That(
            await Hint(),
            Does.Contain("hint 3 of 3").And.Contain("That was the last").And.Contain("solutions/Step04_SendingAndReceiving.cs"));
    }

    [Test]
    public async Task Again_tells_the_same_hint_and_from_start_the_first()
    {
        await Hint();
        await Hint();

        Assert.That(await Hint(again: true), Does.Contain("hint 2 of 3"));
        Assert.That(await Hint(fromStart: true), Does.Contain("hint 1 of 3"));
        Assert.That(await Hint(), Does.Contain("hint 2 of 3"));
    }

    [Test]
    public async Task Without_its_file_or_with_a_broken_one_only_the_level_is_lost()
    {
        await Hint();
        await Hint();
        File.Delete(StateFile);
        Assert.That(await Hint(), Does.Contain("hint 1 of 3"));

        await File.WriteAllTextAsync(StateFile, "{ no json");
        Assert.That(await Hint(), Does.Contain("hint 1 of 3"));
        Assert.That(await Hint(), Does.Contain("hint 2 of 3"));
    }

    [Test]
    public async Task Where_nothing_can_be_kept_the_hint_is_told_all_the_same()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "obj"), "a file where the folder should be");

        var errors = new StringWriter();
        Assert.That(await Hint(errors: errors), Does.Contain(Hints[0]));
        Assert.That(errors.ToString(), Does.StartWith("kata: The level cannot be remembered: ").And.Match(@"^[^\n]+\n$"));
    }

    [Test]
    public async Task Levels_of_steps_are_apart()
    {
        await Hint();
        Assert.That(new HintLevels(folder).Shown(Step), Is.EqualTo(1));
        Assert.That(new HintLevels(folder).Shown(Step.Of(5)), Is.Zero);
    }

    [Test]
    public async Task A_failing_check_has_the_first_word() =>
        await Verifier.Verify(await Hint(new("The page is whole", "Only 0 is the end.")));

    [Test]
    public async Task A_step_that_is_not_started_says_what_comes_next() =>
        await Verifier.Verify(await Hint(new(null, "fill in `socket` at Step04_SendingAndReceiving.cs:32 (a new TCP socket)")));

    [Test]
    public async Task A_step_that_is_done_says_so() =>
        Assert.That(await Hint(new(null, null, Done: true)), Does.Contain("Every check passes"));

    [Test]
    public void A_step_without_hints_is_told_in_one_line() =>
        Assert.That(
            () =>
                HintCommand.Run(
                    new(Step, [], new(folder), false, false),
                    () => Task.FromResult(new HintCommand.ToMend(null, null)),
                    false,
                    TextWriter.Null,
                    TextWriter.Null,
                    Palette.Plain),
            Throws.TypeOf<UsageException>());

    [Test]
    public async Task The_machines_form()
    {
        var output = new StringWriter();
        await HintCommand.Run(
            new(Step, Hints, new(folder), false, false),
            () => Task.FromResult(new HintCommand.ToMend("It ends", "See 0.")),
            json: true,
            output,
            TextWriter.Null,
            Palette.Plain);
        await Verifier.Verify(output.ToString());
    }

    private async Task<string> Hint(HintCommand.ToMend? first = null, bool again = false, bool fromStart = false, TextWriter? errors = null)
    {
        var output = new StringWriter();
        await HintCommand.Run(new(Step, Hints, new(folder), again, fromStart),
            () => Task.FromResult(first ?? new(null, null)), json: false, output, errors ?? TextWriter.Null, Palette.Plain);
        return output.ToString();
    }
}
