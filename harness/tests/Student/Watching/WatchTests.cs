using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Programs;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Student;
using Kata.Student.Watching;
using Kata.Tests.Checking;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Student.Watching;

/// <summary>A student at work: files are saved in the ways editors save them, and what is shown is waited for.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class WatchTests : IAsyncDisposable
{
    private static readonly Step Step = Step.Of(1);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly RecordedView view = new();
    private readonly CheckedFolder bench;
    private readonly Watch watch;
    private readonly IDisposable saves;
    private Task? watching;

    public WatchTests()
    {
        foreach (var other in Step.All)
            File.Copy(Path.Combine(Repository.Root, "exercises", other.FileName), Path.Combine(folder, other.FileName));
        bench = CheckedFolder.Open(folder, "process", stays: true);
        watch = new(bench, view, step => new(Step, 1, 3, "think"));
        saves = Saves.Told(folder, watch.Saved);
    }

    [Test]
    public async Task An_error_is_shown_then_the_fix_and_then_the_next_step()
    {
        Save(Solution.Replace("return 0;", "return 0"));
        Begin();
        var found = await view.Next("found");
        var broken = (await view.Next("verdict")).Grade!;

        Save(Solution);
        var right = await Verdict();
        var next = await view.Next("checking");
        var fresh = (await view.Next("verdict")).Grade!;

        Assert.That(
            found.Findings.Single().InOneLine("exercises"),
            Does.Match(@"^exercises/Step01_CreatingSockets\.cs:\d+: CS1002: ; expected$"));
        Assert.That((broken.Status, broken.Errors.Count), Is.EqualTo((StepStatus.Failing, 1)));
        Assert.That((right.Step, right.Status), Is.EqualTo((Step, StepStatus.Done)), Told(right));
        Assert.That(next.Step, Is.EqualTo(Step.Of(2)));
        Assert.That((fresh.Step, fresh.Status), Is.EqualTo((Step.Of(2), StepStatus.NotStarted)));
    }

    [Test]
    public async Task A_socket_warning_is_shown_before_the_verdict()
    {
        Save(Solution.Replace("using var", "var").Replace("using Socket", "Socket"));
        Begin();

        var found = await view.Next("found");
        var grade = (await view.Next("verdict")).Grade!;

        Assert.That(found.Findings.Where(finding => finding.IsSocketWarning).Select(finding => finding.Rule), Does.Contain("SOCK015"));
        Assert.That(grade.Of(CheckStatus.Failed).Select(check => check.Id), Does.Contain("Step01_CreatingSocketsChecks.NoSocketWarnings"));
    }

    [Test]
    public async Task A_call_of_the_network_that_is_not_awaited_fails_the_step()
    {
        Save(Solution.Replace(
            "static int Main", "static async Task Forget(Stream one) { one.FlushAsync(); await Task.Yield(); }\n    static int Main"));
        Begin();

        var first = (await view.Next("verdict")).Grade!.MostTelling!;

        Assert.That(first.Id, Is.EqualTo("Step01_CreatingSocketsChecks.NoSocketWarnings"));
        Assert.That(first.Failure!.IsWarning, Is.True);
        Assert.That(first.Failure.Got, Does.Contain("CS4014").And.Contain("await it"));
    }

    [Test]
    public async Task Another_call_that_is_not_awaited_is_shown_and_fails_nothing()
    {
        Save(Solution.Replace(
            "static int Main", "static async Task Forget() { Task.Run(Forget); await Task.Yield(); }\n    static int Main"));
        Begin();

        var found = await view.Next("found");

        Assert.That(found.Findings.Select(finding => finding.Rule), Does.Contain("CS4014"));
        Assert.That((await view.Next("verdict")).Grade!.Status, Is.EqualTo(StepStatus.Done));
    }

    [Test]
    public async Task An_endless_loop_is_ended_by_the_next_save()
    {
        Begin();
        await view.Next("verdict");

        await SaveEndlessAndWaitForItToRun();
        Save(Solution);
        var grade = await Verdict();
        await bench.Cleared();

        Assert.That(grade.Status, Is.EqualTo(StepStatus.Done), Told(grade));
        Assert.That(
            Directory.EnumerateFiles(folder, "*.running").Select(Path.GetFileNameWithoutExtension),
            Has.None.Matches<string?>(IsAlive));
    }

    [Test]
    public async Task Of_two_saves_during_a_run_the_last_counts()
    {
        Begin();
        await view.Next("verdict");

        await SaveEndlessAndWaitForItToRun();
        Save(File.ReadAllText(Program) + " // again");
        Save(Solution);

        var grade = await Verdict();
        Assert.That(grade.Status, Is.EqualTo(StepStatus.Done), Told(grade));
    }

    [Test]
    public async Task A_save_storm_ends_with_the_verdict_of_the_last_save()
    {
        Begin();
        await view.Next("verdict");

        const int saves = 50;
        for (var save = 1; save < saves; save++)
            File.WriteAllText(Program, Solution.Replace("return 0;", $"return {save};"));
        File.WriteAllText(Program, Solution);

        List<RecordedView.Shown> shown = [];
        RecordedView.Shown last;
        while ((last = await view.Next("verdict", shown)).Grade!.Status != StepStatus.Done)
        {
            shown.Add(last);
            AskAgain(last.Grade);
        }

        Assert.That(shown.Count(what => what.What == "verdict"), Is.LessThan(saves / 2));
    }

    [Test]
    public async Task Being_told_of_a_file_that_is_as_it_was_starts_nothing()
    {
        Begin();
        await view.Next("verdict");

        for (var time = 0; time < 100; time++)
            watch.Saved(Step.FileName);
        Save(File.ReadAllText(Program));
        watch.Pressed('h');
        List<RecordedView.Shown> before = [];
        var hint = await view.Next("hint", before);

        Assert.That(hint.Text, Is.EqualTo("think"));
        Assert.That(before.Select(shown => shown.What), Is.All.EqualTo("found"));
    }

    [Test]
    public async Task A_file_that_is_deleted_is_asked_for()
    {
        Begin();
        await view.Next("verdict");

        File.Delete(Program);
        var grade = (await view.Next("verdict")).Grade!;

        Assert.That(grade.Status, Is.EqualTo(StepStatus.NotStarted), Told(grade));
        Assert.That(
            grade.Checks[0].Message,
            Is.EqualTo(
                "not started: there is no program Step01_CreatingSockets here; it belongs in Step01_CreatingSockets.cs, as a class of that name"
            ));
    }

    [Test]
    public async Task Saving_in_place_is_saving()
    {
        Begin();
        await view.Next("verdict");

        // What it holds between emptying and writing may have a verdict of its own; the last is of what was saved.
        File.WriteAllText(Program, Solution);

        while ((await Verdict()).Status != StepStatus.Done)
        {
        }
    }

    [Test]
    public async Task Whoever_saves_another_step_works_on_that_one_now()
    {
        Begin();
        await view.Next("verdict");

        File.AppendAllText(Path.Combine(folder, Step.Of(3).FileName), "// here\n");

        Assert.That((await view.Next("verdict")).Step, Is.EqualTo(Step.Of(3)));
    }

    [Test]
    public async Task An_error_in_another_step_does_not_matter()
    {
        // Told of nothing: word of this save of step 2 that comes late would make it the step to work on.
        saves.Dispose();
        File.WriteAllText(Path.Combine(folder, Step.Of(2).FileName), "not C#");
        Save(Solution);
        Begin();

        var grade = await Verdict();
        Assert.That(grade.Status, Is.EqualTo(StepStatus.Done), Told(grade));
    }

    [Test]
    public async Task Keys_do_what_they_say()
    {
        Begin();
        await view.Next("verdict");

        watch.Pressed('n');
        Assert.That((await view.Next("verdict")).Step, Is.EqualTo(Step.Of(2)));
        watch.Pressed('r');
        Assert.That((await view.Next("checking")).Step, Is.EqualTo(Step.Of(2)));
        watch.Pressed('L');
        Assert.That((await view.Next("list")).Standing, Has.Count.EqualTo(Step.All.Count));
        watch.Pressed('q');
        await watching!.WaitAsync(Waiting.Deadline);
    }

    [Test]
    public async Task Without_a_step_it_begins_with_the_first_that_is_not_done()
    {
        Save(Solution);
        var results = new Kata.Workbench.LastResults(folder);
        foreach (var outcome in await bench.Check([Step]))
            results.Save(outcome, DateTimeOffset.UnixEpoch);

        Begin(null);

        Assert.That((await view.Next("checking")).Step, Is.EqualTo(Step.Of(2)));
    }

    [Test]
    [Platform("Linux", Reason = "Elsewhere a pipe is read like a file, without end.")]
    public async Task A_step_that_cannot_be_read_ends_no_watch_of_another()
    {
        // Told by hand below: what is made here is not to be taken for the step to work on.
        saves.Dispose();
        var pipe = Path.Combine(folder, Step.Of(2).FileName);
        File.Delete(pipe);
        using (var made = System.Diagnostics.Process.Start("mkfifo", [pipe]))
            await made.WaitForExitAsync();
        Begin();
        await view.Next("verdict");

        watch.Pressed('l');
        var listed = await view.Next("notice");
        Save(Solution);
        watch.Saved(Step.FileName);
        var grade = await Verdict();
        var next = await view.Next("notice");

        Assert.That(new[] { listed.Text, next.Text }, Is.All.Contains(pipe));
        Assert.That(grade.Status, Is.EqualTo(StepStatus.Done), Told(grade));
        Assert.That(watching!.IsCompleted, Is.False);
    }

    [Test]
    public async Task Polling_tells_of_what_is_saved_renamed_and_deleted()
    {
        var told = System.Threading.Channels.Channel.CreateUnbounded<string?>();
        using var polled = Saves.Looked(folder, name => told.Writer.TryWrite(name));
        using var late = new CancellationTokenSource(Waiting.Deadline);

        Save(Solution);
        Assert.That(await told.Reader.ReadAsync(late.Token), Is.EqualTo(Step.FileName));
        File.Delete(Program);
        Assert.That(await told.Reader.ReadAsync(late.Token), Is.EqualTo(Step.FileName));
        File.Move(Path.Combine(folder, Step.Of(2).FileName), Program);
        Assert.That(new[] { await told.Reader.ReadAsync(late.Token), await told.Reader.ReadAsync(late.Token) },
            Is.EquivalentTo(new[] { Step.FileName, Step.Of(2).FileName }));
    }

    [Test]
    public async Task Where_keys_can_be_pressed_a_step_that_is_done_stays_until_one_is()
    {
        await using var waiting = new Watch(bench, view, step => null, waits: true);
        using var end = new CancellationTokenSource();
        Save(Solution);
        var until = waiting.Until(Step, end.Token);

        var done = await view.Next("done");
        waiting.Pressed('a');
        var answer = await view.Next("answer");
        waiting.Pressed('\r');
        var next = await view.Next("checking");
        await end.CancelAsync();
        await until;

        Assert.That((done.Step, done.Text, next.Step), Is.EqualTo((Step, (string?)null, Step.Of(2))));
        Assert.That(answer.Text, Is.EqualTo(Afterword.Of(Step)!.Answer));
    }

    [Test]
    public void A_second_watch_of_the_same_folder_is_refused()
    {
        using (WatchLock.Take(folder))
            Assert.That(() => WatchLock.Take(folder), Throws.TypeOf<KataException>().With.Message.Contains("already"));

        WatchLock.Take(folder).Dispose();
        Assert.That(Path.Combine(folder, "obj", "kata", "watch.lock"), Does.Not.Exist);
    }

    [Test]
    public void Where_its_file_cannot_be_kept_watch_says_so_in_one_line()
    {
        File.WriteAllText(Path.Combine(folder, "obj"), "a file where the folder belongs");

        Assert.That(
            () => WatchLock.Take(folder),
            Throws.TypeOf<KataException>().With.Message.Match("^kata watch has to write a file in [^\n]+obj.kata, and cannot: [^\n]+$"));
    }

    public async ValueTask DisposeAsync()
    {
        saves.Dispose();
        watch.Pressed('q');
        if (watching is not null)
            await watching;
        await watch.DisposeAsync();
        await bench.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The next verdict. A grade that the machine left without one is asked for again.</summary>
    private async Task<StepResult> Verdict()
    {
        for (var time = 1; ; time++)
        {
            var grade = (await view.Next("verdict")).Grade!;
            if (time == Verdicts.Most)
                Verdicts.Require(grade.Checks);
            if (!AskAgain(grade))
                return grade;
        }
    }

    private bool AskAgain(StepResult grade)
    {
        var isOpen = grade.Checks.Any(Verdicts.HasNone);
        if (isOpen)
            watch.Pressed('r');
        return isOpen;
    }

    private static string Told(StepResult grade) =>
        string.Join('\n', [.. grade.Errors.Select(error => $"{error}"), .. grade.Checks.Select(check => $"{check.Id}: {check.Message}")]);

    private static string Solution => File.ReadAllText(Path.Combine(Repository.Root, "solutions", Step.FileName));

    private string Program => Path.Combine(folder, Step.FileName);

    /// <summary>In one step: a file written in place is empty for a moment, and whoever looks then sees another program.</summary>
    private void Save(string text)
    {
        var other = Path.Combine(folder, ".saved");
        File.WriteAllText(other, text);
        File.Move(other, Program, overwrite: true);
    }

    private static bool IsAlive(string? process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(int.Parse(process!));
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private void Begin() => Begin(Step);

    private void Begin(Step? first) => watching = Task.Run(() => watch.Until(first, CancellationToken.None));

    /// <summary>The program makes a file before it goes round without end.</summary>
    private async Task SaveEndlessAndWaitForItToRun()
    {
        Save($$"""
            static class Step01_CreatingSockets
            {
                static int Main(string[] args)
                {
                    File.WriteAllText($@"{{folder}}/{Environment.ProcessId}.running", "");
                    while (true) { }
                }
            }
            """);
        using var late = new CancellationTokenSource(Waiting.Deadline);
        // Looked for: the system gives a user only so many watchers (inotify(7)).
        while (!Directory.EnumerateFiles(folder, "*.running").Any())
            await Task.Delay(20, late.Token);
    }
}
