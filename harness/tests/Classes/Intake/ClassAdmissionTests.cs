using Kata.Classes;
using Kata.Classes.Intake;
using Kata.Results;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Classes.Intake;

/// <summary>A class folder into which submissions are taken more than once.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClassAdmissionTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly ClassFolder folder;

    public ClassAdmissionTests()
    {
        folder = new(Path.Combine(path, "class"));
        Samples.Put(path, "in/1001", 1, "// anna");
        Write("in/1002/step1.cs", "// ben");
        Write("in/1003/step1.cs", "// cleo");
        Directory.CreateDirectory(Path.Combine(path, "in/1004"));
        Write("list.csv", "id,name,submitted\n1001,Anna,2026-11-22T10:00:00Z\n1002,Ben,2026-11-23T10:00:00Z\n1009,Zoe,\n");
    }

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public void The_list_of_students_is_kept_until_another_is_given()
    {
        Take("in", list: "list.csv");
        var again = Take("in");

        Assert.That(again.Missing.Select(one => one.Name), Is.EqualTo(new[] { "Zoe" }));
        Assert.That(again.Submissions[0].Submitted, Is.Not.Null);
        Assert.That(Draw(again), Does.Contain("list.csv, 3 students, 1 without a submission"));

        Write("other.csv", "id,name\n1001,Anna Maria\n");
        var other = Take(null, list: "other.csv");

        Assert.That((other.Submissions[0].Name, other.Missing.Count), Is.EqualTo(("Anna Maria", 0)));
        Assert.That(Draw(other), Does.Contain("other.csv, 1 student\n"));
    }

    [Test]
    public void A_class_without_a_list_says_so() => Assert.That(Draw(Take("in")), Does.Match(@"(?m)^  list +none$"));

    [Test]
    public void What_was_not_understood_is_kept_until_a_submission_replaces_it()
    {
        var first = Take("in", list: "list.csv");

        Assert.That(first.Missing.Select(one => one.Id), Is.EqualTo(new[] { "1009" }), "who handed in something is not missing");
        Assert.That(Draw(first), Does.Contain("4 submissions: 1 with programs, 2 not understood, 1 empty\n")
            .And.Contain("Handed in, but nothing could be graded:\n    1002 Ben: not called as steps are: step1.cs should be Step01"));
        Assert.That(ClassStatus.Of(folder, first, hosts: false).IsWhole, Is.False);

        Samples.Put(path, "fix/1002", 1, "// ben");
        var second = Take("fix/1002");

        var ben = second.Submissions.Single(one => one.Id == "1002");
        Assert.That(ClassStatus.Of(folder, second, hosts: false).Unread.Select(one => one.Id), Is.EquivalentTo(new[] { "1003", "1004" }));
        Assert.That((ben.Name, ben.Submitted is null), Is.EqualTo(("Ben", false)));
    }

    [Test]
    public void A_submission_is_not_replaced_by_one_that_is_not_understood()
    {
        Take("in");
        Write("later/1001/s1.cs", "// anna");
        var later = Take("later");

        Assert.That(later.Submissions.Single(one => one.Id == "1001").Of(Step.Of(1)).State, Is.EqualTo(ProgramState.Written));
        Assert.That(later.NotSubmissions.Single().Reason, Does.EndWith("1001 keeps the earlier submission"));
        Assert.That(File.Exists(Path.Combine(folder.Submissions, "1001", Step.Of(1).FileName)));
    }

    [Test]
    public void What_was_not_understood_has_empty_cells_and_not_zeros()
    {
        var results = ClassResults.Read(folder, Take("in", list: "list.csv") with { Steps = [Step.Of(1)] });
        var csv = System.Text.Encoding.UTF8.GetString(Kata.Classes.Exports.CsvExport.Write(results).Single().Content).Split("\r\n");

        Assert.That(csv[2], Does.Match(@"^1002,Ben,,,2026-11-23T10:00:00\+00:00,,,,\d+$"));
        Assert.That(csv[^2], Is.EqualTo("1009,Zoe,,,,,0,0,"));
    }

    private ClassManifest Take(string? source, string? list = null)
    {
        var taken = ClassAdmission.Take(folder, folder.IsThere ? folder.ReadManifest() : null,
            source is null ? [] : [Path.Combine(path, source)], list is null ? null : Path.Combine(path, list));
        folder.Write(taken with { Checks = "checks", Steps = [Step.Of(1)] });
        return folder.ReadManifest();
    }

    private string Draw(ClassManifest manifest) => ClassStatus.Of(folder, manifest, hosts: false).Draw(Palette.Plain);

    private void Write(string name, string text)
    {
        var whole = Path.Combine(path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, text);
    }
}
