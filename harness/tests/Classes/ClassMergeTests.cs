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

    [Test]
    public async Task The_worksheet_comes_with_the_first_part_that_has_one()
    {
        string[] shards = [await Grade("a", null, _ => CheckStatus.Passed), await Grade("b", null, _ => CheckStatus.Passed)];
        new ClassFolder(shards[1]).KeepWorksheet("Identifier,Grade");

        new ClassMerge(new(In("merged"))).Run(shards);

        Assert.That(new ClassFolder(In("merged")).Worksheet(), Is.EqualTo("Identifier,Grade"));
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

    [TestCase("../../elsewhere")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("")]
    public async Task A_shard_cannot_name_a_place_outside_the_class(string id)
    {
        var shard = new ClassFolder(await Grade("a", null, _ => CheckStatus.Passed));
        var manifest = shard.ReadManifest();
        shard.Write(manifest with { Submissions = [manifest.Submissions[0] with { Id = id }] });

        Assert.That(() => new ClassMerge(new(In("merged"))).Run([shard.Folder]),
            Throws.TypeOf<KataException>().With.Message.Contains("no submission can be called"));
    }

    [Test]
    public async Task A_verdict_about_another_program_is_none()
    {
        var shard = new ClassFolder(await Grade("a", null, _ => CheckStatus.Passed));
        var files = Directory.GetFiles(Path.Combine(shard.Folder, "graded", "s1")).Order().ToList();
        File.Copy(files[0], files[1], overwrite: true);

        var merge = new ClassMerge(new(In("merged")));
        var manifest = merge.Run([shard.Folder]);

        Assert.That(ClassStatus.Of(new(In("merged")), manifest, hosts: false).Holes.Select(hole => (hole.Submission.Id, hole.Step.Number)),
            Is.EqualTo(new[] { ("s1", 4) }));
        Assert.That(merge.Taken, Is.EqualTo(19));
    }

    [Test]
    [Platform("Linux")]
    public async Task Links_and_pipes_of_a_shard_are_not_read()
    {
        var secret = In("secret.cs");
        await File.WriteAllTextAsync(secret, "// secret");
        var shard = new ClassFolder(await Grade("a", null, _ => CheckStatus.Passed));
        var verdict = Directory.GetFiles(Path.Combine(shard.Folder, "graded", "s1")).Order().First();
        File.Move(verdict, In("verdict"));
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", [verdict]))
            await pipe.WaitForExitAsync();
        var programs = Path.Combine(shard.Submissions, "s2");
        File.CreateSymbolicLink(Path.Combine(programs, "Link.cs"), secret);
        Directory.CreateSymbolicLink(Path.Combine(programs, "all"), path);
        Directory.Move(Path.Combine(shard.Submissions, "s3"), In("s3"));
        Directory.CreateSymbolicLink(Path.Combine(shard.Submissions, "s3"), In("s3"));

        var manifest = new ClassMerge(new(In("merged"))).Run([shard.Folder]);

        Assert.That(ClassStatus.Of(new(In("merged")), manifest, hosts: false).Holes.Select(hole => hole.Submission.Id),
            Is.EqualTo(new[] { "s1" }));
        var merged = new ClassFolder(In("merged")).Submissions;
        Assert.That(Directory.GetFiles(Path.Combine(merged, "s2"), "*", SearchOption.AllDirectories), Has.Length.EqualTo(2));
        Assert.That(Path.Combine(merged, "s3"), Does.Not.Exist);
    }

    [Test]
    public async Task Points_of_the_second_and_the_third_have_to_be_the_same()
    {
        var folders = new List<ClassFolder>();
        foreach (var name in (string[])["a", "b", "c"])
            folders.Add(new(await Grade(name, null, _ => CheckStatus.Passed)));
        folders[1].Write(folders[1].ReadManifest() with { Points = PointRules.OfChecks });
        folders[2].Write(folders[2].ReadManifest() with
        {
            Points = new(new Dictionary<Step, StepPoints>(), new(10, PointRule.All, 1), null, null),
        });

        Assert.That(() => new ClassMerge(new(In("merged"))).Run([.. folders.Select(one => one.Folder)]),
            Throws.TypeOf<KataException>().With.Message.Contains(folders[2].Folder).And.Message.Contains(folders[1].Folder));
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
