using Kata.Classes;
using Kata.Classes.Grading;
using Kata.Machine;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes;

/// <summary>What several machines have graded is one class.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClassMergeTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public async Task All_shards_together_are_what_one_machine_would_have()
    {
        var shards = new List<string>();
        foreach (var number in (int[])[1, 2, 2, 3, 4])
            shards.Add(await Grade($"shard{shards.Count}", new(number, 4), _ => CheckStatus.Passed));
        await Grade("one", null, _ => CheckStatus.Passed);

        var merge = new ClassMerge(new(In("merged")));
        var manifest = merge.Run(shards);

        Assert.That(ClassStatus.Of(new(In("merged")), manifest, hosts: false).Holes, Is.Empty);
        Assert.That(merge.Disputed, Is.Empty);
        Assert.That(Verdicts("merged"), Is.EqualTo(Verdicts("one")));
        Assert.That(merge.Taken, Is.GreaterThanOrEqualTo(20));
        Assert.That(File.ReadAllText(In("merged/class.json")), Is.EqualTo(File.ReadAllText(In("one/class.json"))));
    }

    [Test]
    public async Task A_part_that_is_missing_is_a_hole()
    {
        var shards = new[] { await Grade("a", new(1, 3), _ => CheckStatus.Passed), await Grade("b", new(3, 3), _ => CheckStatus.Passed) };

        var manifest = new ClassMerge(new(In("merged"))).Run(shards);

        Assert.That(ClassStatus.Of(new(In("merged")), manifest, hosts: false).Holes, Is.Not.Empty);
    }

    [Test]
    public async Task Verdicts_that_differ_are_disputed_and_graded_once_more()
    {
        var folder = In("merged");
        var one = await Grade("a", null, _ => CheckStatus.Passed);
        var other = await Grade("b", null, item => item.Submissions[0].Id == "s3" ? CheckStatus.Failed : CheckStatus.Passed);

        var merge = new ClassMerge(new(folder));
        var manifest = merge.Run([one, other]);

        Assert.That(merge.Disputed.Select(item => item.Submissions.Single().Id), Is.EqualTo(new[] { "s3", "s3" }));
        Assert.That(ClassStatus.Of(new(folder), manifest, hosts: false).Holes.Select(hole => hole.Reason), Is.All.StartsWith("disputed"));

        await using var grader = new FakeGrader((item, _) => Samples.Graded(item, CheckStatus.Failed));
        using var progress = new ClassProgress(TextWriter.Null, null);
        await new ClassQueue(new(folder), manifest, grader, null, progress).RunAlone(merge.Disputed, default);
        Assert.That(ClassStatus.Of(new(folder), manifest, hosts: false).Holes, Is.Empty);
        Assert.That(Verdicts("merged").Count(verdict => verdict.EndsWith("failed", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    [Test]
    public async Task Doing_it_again_changes_nothing()
    {
        var shard = await Grade("a", null, _ => CheckStatus.Passed);
        new ClassMerge(new(In("merged"))).Run([shard]);
        var before = Directory.GetFiles(In("merged"), "*", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();

        new ClassMerge(new(In("merged"))).Run([shard]);

        Assert.That(Directory.GetFiles(In("merged"), "*", SearchOption.AllDirectories).Select(File.ReadAllText), Is.EqualTo(before));
    }

    [TestCase("checks")]
    [TestCase("hidden")]
    [TestCase("points")]
    [TestCase("program")]
    public async Task What_does_not_belong_together_is_refused(string what)
    {
        var one = await Grade("a", null, _ => CheckStatus.Passed);
        var other = new ClassFolder(await Grade("b", null, _ => CheckStatus.Passed));
        var manifest = other.ReadManifest();
        var points = new PointRules(new Dictionary<Step, StepPoints>(), new(10, PointRule.All, 1), null, null);
        other.Write(what switch
        {
            "checks" => manifest with { Checks = "others" },
            "hidden" => manifest with { Hidden = "others" },
            "points" => manifest with { Points = points },
            _ => manifest with
            {
                Submissions =
                [
                    manifest.Submissions[0] with
                    {
                        Programs = [.. manifest.Submissions[0].Programs.Select(program => program with { Hash = program.Hash + "0" })],
                    },
                ],
            },
        });
        if (what == "points")
            new ClassFolder(one).Write(new ClassFolder(one).ReadManifest() with { Points = PointRules.OfChecks });

        Assert.That(() => new ClassMerge(new(In("merged"))).Run([one, other.Folder]),
            Throws.TypeOf<KataException>().With.Message.Contains(other.Folder));
    }

    private string In(string name) => Path.Combine(path, name);

    private async Task<string> Grade(string name, Shard? shard, Func<GradingItem, CheckStatus> verdict)
    {
        var (folder, manifest) = Samples.Class(In(name), 10, 1, 4);
        manifest = manifest with { Shard = shard };
        folder.Write(manifest);
        await using var grader = new FakeGrader((item, _) => Samples.Graded(item, verdict(item)));
        using var progress = new ClassProgress(TextWriter.Null, null);
        await new ClassQueue(folder, manifest, grader, null, progress).Run(default);
        return In(name);
    }

    private IEnumerable<string> Verdicts(string name)
    {
        var folder = new ClassFolder(In(name));
        var manifest = folder.ReadManifest();
        return [.. manifest.Graded.Select(one =>
            $"{one.Submission.Id} {folder.Load(one.Submission, one.Program.Step, manifest.KeyOf(one.Program))?.Verdicts}")];
    }
}
