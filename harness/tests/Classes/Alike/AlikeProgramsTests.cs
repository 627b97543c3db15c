using Kata.Classes;
using Kata.Classes.Alike;
using Kata.Classes.Intake;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes.Alike;

/// <summary>A copy is found whatever was done to hide it; what everybody has from the exercise is no copy.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AlikeProgramsTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public void A_copy_with_other_names_comments_and_lines_is_found()
    {
        var solution = Samples.Solution(25);
        var hidden = solution.Replace("socket", "wire").Replace("buffer", "bytes").Replace(";\n", "; // mine\n\n").Replace("    ", "\t");
        var other = Samples.Solution(24).Replace("Step24_FullDuplex", "Step25_YourOwnProtocol");

        var pairs = Find(25, ("anna", solution), ("ben", hidden), ("cleo", other));

        Assert.That(pairs.Select(pair => (pair.One.Id, pair.Other.Id)), Is.EqualTo(new[] { ("anna", "ben") }));
        Assert.That(pairs[0].Share, Is.GreaterThan(0.95));
        Assert.That(pairs[0].OneLines, Has.Count.GreaterThan(20));
        Assert.That(AlikePage.Write(pairs), Does.Contain("<mark>").And.Contain("anna and ben"));
    }

    [Test]
    public void What_the_exercise_gives_makes_no_two_alike()
    {
        var exercise = Samples.Exercise(25);

        Assert.That(Find(25, ("anna", exercise + "// a"), ("ben", exercise + "// b")), Is.Empty);
    }

    [Test]
    public void A_large_class_takes_no_longer_than_it_may()
    {
        var texts = Enumerable.Range(0, 60).Select(i => ($"s{i}", $"{Samples.Solution(25)}\nclass C{i} {{ int x = {i}; }}")).ToArray();

        // All have the same: it is nobody's.
        Assert.That(Find(25, texts), Is.Empty);
    }

    [TestCase("#if ", "(", "A", ")", "\n#endif")]
    [TestCase("class C { string s = ", "$\"{", "1", "}\"", "; }")]
    [TestCase("class C { int i = ", "(", "1", ")", "; }")]
    public void A_text_that_is_nested_deeply_stops_nothing(string start, string open, string inside, string close, string end)
    {
        var deep = start + Many(open) + inside + Many(close) + end;

        var pairs = Find(25, ("anna", Samples.Solution(25)), ("ben", deep), ("cleo", Samples.Solution(25) + "\n// cleo"));

        Assert.That(pairs.Select(pair => (pair.One.Id, pair.Other.Id)), Has.Member(("anna", "cleo")));

        static string Many(string text) => string.Concat(Enumerable.Repeat(text, 100_000));
    }

    [Test]
    public void Large_programs_make_no_page_that_is_too_large()
    {
        var one = new Submission("anna", "anna", []);
        var pair = new AlikePair(Step.Of(1), one, one, 1) { OneText = new('x', 1_000_000), OtherText = new('x', 1_000_000) };

        var page = AlikePage.Write([.. Enumerable.Repeat(pair, 20)]);

        Assert.That(page, Has.Length.LessThan(10_000_000).And.Contains("20 pairs").And.Contains("… and 17 more pairs."));
    }

    private IReadOnlyList<AlikePair> Find(int step, params (string Student, string Text)[] programs)
    {
        var folder = new ClassFolder(path);
        foreach (var (student, text) in programs)
            Samples.Put(folder.Submissions, student, step, text);
        var submissions = programs.Select(one =>
            new Submission(one.Student, one.Student, ClassIntake.ProgramsOf(Path.Combine(folder.Submissions, one.Student)))).ToList();
        return AlikePrograms.Find(folder, new("checks", null, [Step.Of(step)], submissions), 0.6);
    }
}
