using Kata.Classes;
using Kata.Classes.Grading;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes.Grading;

/// <summary>Everything is graded once, nothing is lost, and what could not be graded is not zero.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClassQueueTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public async Task All_is_graded_and_a_second_run_finds_nothing_to_do()
    {
        var (folder, manifest) = Samples.Class(path, 5, 1, 4);
        await using var grader = new FakeGrader((item, _) => Samples.Graded(item, CheckStatus.Passed));

        await Run(manifest, grader);
        await Run(manifest, grader);

        Assert.That(grader.Graded, Has.Count.EqualTo(10).And.Unique);
        Assert.That(ClassStatus.Of(new(path), manifest, hosts: true).Holes, Is.Empty);
        Assert.That(folder.Load(manifest.Submissions[0], Step.Of(1), manifest.KeyOf(manifest.Submissions[0].Of(Step.Of(1))))!.Verdicts,
            Is.EqualTo("Step01_CreatingSocketsChecks.Check0=passed"));
    }

    [Test]
    public async Task The_same_text_is_graded_once_for_all_who_handed_it_in()
    {
        var (folder, manifest) = Samples.Class(path, 1, 1);
        var twins = manifest with
        {
            Submissions = [.. Enumerable.Range(0, 4)
            .Select(i => manifest.Submissions[0] with { Id = $"twin{i}" })]
        };
        Directory.Move(Path.Combine(folder.Submissions, "s1"), Path.Combine(folder.Submissions, "twin0"));
        await using var grader = new FakeGrader((item, _) => Samples.Graded(item, CheckStatus.Passed));

        await Run(twins with { Submissions = [.. twins.Submissions.Take(2)] }, grader);
        await Run(twins, grader);

        Assert.That(grader.Graded, Has.Count.EqualTo(1));
        Assert.That(Directory.GetFiles(Path.Combine(path, "graded"), "*", SearchOption.AllDirectories), Has.Length.EqualTo(4));
    }

    [Test]
    public async Task What_could_not_be_graded_is_made_again_twice_and_then_listed()
    {
        var (_, manifest) = Samples.Class(path, 3, 4);
        var bad = manifest.KeyOf(manifest.Submissions[1].Of(Step.Of(4)));
        var late = manifest.KeyOf(manifest.Submissions[2].Of(Step.Of(4)));
        await using var grader = new FakeGrader((item, times) => item.Key == bad || item.Key == late && times < 2
            ? Samples.Graded(item, CheckStatus.Passed, CheckStatus.NotGraded) : Samples.Graded(item, CheckStatus.Passed));

        await Run(manifest, grader);

        var holes = ClassStatus.Of(new(path), manifest, hosts: false).Holes;
        Assert.That(holes.Select(hole => (hole.Submission.Id, hole.Reason)), Is.EqualTo(new[] { ("s2", "there is a reason") }));
        Assert.That((grader.Graded.Count(key => key == bad), grader.Graded.Count(key => key == late)), Is.EqualTo((3, 3)));
    }

    [Test]
    public async Task An_exception_of_ours_is_no_verdict()
    {
        var (_, manifest) = Samples.Class(path, 1, 4);
        await using var grader = new FakeGrader((_, _) => throw new IOException("No space left on device", 28));

        await Run(manifest, grader);

        Assert.That(ClassStatus.Of(new(path), manifest, hosts: false).Holes.Single().Reason,
            Is.EqualTo("no room is left on the disk on this machine"));
    }

    [Test]
    public async Task What_failed_while_our_own_solution_fails_is_made_again()
    {
        var (_, manifest) = Samples.Class(path, 2, 1);
        var songs = 0;
        // The machine is at fault for a while: the canary fails twice, and then no more.
        await using var grader = new FakeGrader((item, times) =>
            Samples.Graded(item, item.Key == "canary" ? ++songs > 2 ? CheckStatus.Passed : CheckStatus.Failed : times == 0
            ? CheckStatus.Failed : CheckStatus.Passed));

        await Run(manifest, grader, canary: true);

        Assert.That(ClassStatus.Of(new(path), manifest, hosts: false).Holes, Is.Empty);
        Assert.That(Verdicts(manifest), Is.All.EqualTo("Step01_CreatingSocketsChecks.Check0=passed"));
    }

    [Test]
    public async Task What_failed_while_our_own_solution_passes_has_failed()
    {
        var (_, manifest) = Samples.Class(path, 2, 1);
        await using var grader = new FakeGrader((item, _) =>
            Samples.Graded(item, item.Key == "canary" ? CheckStatus.Passed : CheckStatus.Failed));

        await Run(manifest, grader, canary: true);

        Assert.That(Verdicts(manifest), Is.All.EqualTo("Step01_CreatingSocketsChecks.Check0=failed"));
        Assert.That(grader.Graded.Where(key => key != "canary"), Has.Exactly(2).Items);
    }

    [Test]
    public async Task Where_our_own_solution_never_passes_nobody_has_failed()
    {
        var (_, manifest) = Samples.Class(path, 2, 1);
        await using var grader = new FakeGrader((item, _) => Samples.Graded(item, CheckStatus.Failed));

        await Run(manifest, grader, canary: true);

        var holes = ClassStatus.Of(new(path), manifest, hosts: false).Holes;
        Assert.That(holes.Select(hole => hole.Reason), Is.All.StartWith("our own solution failed as well").And.Exactly(2).Items);
    }

    [Test]
    public async Task What_is_graded_when_it_is_cancelled_is_kept()
    {
        var (_, manifest) = Samples.Class(path, 20, 1);
        using var stop = new CancellationTokenSource();
        await using var grader = new FakeGrader((item, _) =>
        {
            if (item.Submissions[0].Id == "s5")
                stop.Cancel();
            return Samples.Graded(item, CheckStatus.Passed);
        });

        Assert.That(async () => await Run(manifest, grader, cancellation: stop.Token, atATime: 1),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(ClassStatus.Of(new(path), manifest, hosts: false).Graded, Is.InRange(4, 5));
        await Run(manifest, grader);
        Assert.That(ClassStatus.Of(new(path), manifest, hosts: false).Holes, Is.Empty);
        Assert.That(grader.Graded.Distinct().Count(), Is.EqualTo(20));
        Assert.That(grader.Graded, Has.Count.InRange(20, 21));
    }

    [Test]
    public void A_file_that_is_half_there_is_no_verdict_and_is_removed()
    {
        var (folder, manifest) = Samples.Class(path, 1, 1);
        var key = manifest.KeyOf(manifest.Submissions[0].Of(Step.Of(1)));
        folder.Keep(manifest.Submissions[0], Samples.Graded(Step.Of(1), key, CheckStatus.Passed));
        var half = Directory.GetFiles(Path.Combine(path, "graded"), "*", SearchOption.AllDirectories).Single()
            + $".part-{Environment.MachineName}-999999999-x";
        File.WriteAllText(half, "{\"ver");

        new ClassFolder(path).Sweep();

        Assert.That(half, Does.Not.Exist);
        Assert.That(ClassStatus.Of(new(path), manifest, hosts: true).Hosts,
            Is.EqualTo(new Dictionary<string, int> { ["host (cell: none)"] = 1 }));
    }

    [Test]
    public async Task Each_shard_grades_its_part_and_all_parts_are_the_class()
    {
        var (_, manifest) = Samples.Class(path, 30, 1, 2);
        await using var grader = new FakeGrader((item, _) => Samples.Graded(item, CheckStatus.Passed));

        foreach (var number in Enumerable.Range(1, 4))
            await Run(manifest with { Shard = new(number, 4) }, grader);

        Assert.That(grader.Graded, Has.Count.EqualTo(60).And.Unique);
        Assert.That(Enumerable.Range(1, 4).Select(number => (manifest with { Shard = new(number, 4) }).Graded.Count()),
            Is.All.GreaterThan(4));
    }

    private IEnumerable<string> Verdicts(ClassManifest manifest) =>
        manifest.Graded.Select(one => new ClassFolder(path).Load(one.Submission, one.Program.Step, manifest.KeyOf(one.Program))!.Verdicts);

    private async Task Run(ClassManifest manifest, FakeGrader grader, bool canary = false, int atATime = 4,
        CancellationToken cancellation = default)
    {
        using var progress = new ClassProgress(TextWriter.Null, null);
        await new ClassQueue(new(path), manifest, grader, canary ? Canary.Create(grader) : null,
            progress)
        { AtATime = atATime }.Run(cancellation);
    }
}
