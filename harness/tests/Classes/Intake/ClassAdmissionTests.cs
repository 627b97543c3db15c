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
            .And.Contain("Handed in, but nothing could be graded:\n    1002 Ben: not the names of steps: step1.cs should be Step01"));
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

    [Test]
    public void A_repair_keeps_what_only_the_first_folder_said()
    {
        Write("moodle/Ben Okri_1007_assignsubmission_file_/step1.cs", "// ben");
        var first = Take("moodle");
        folder.Write(first with { Submissions = [.. first.Submissions.Select(one => one with { Submitted = DateTimeOffset.UnixEpoch })] });
        Samples.Put(path, "1007", 1, "// ben");

        var ben = Take("1007").Submissions.Single();

        Assert.That((ben.Unread, ben.Name, ben.Participant, ben.Submitted),
            Is.EqualTo(((Unread?)null, "Ben Okri", "1007", (DateTimeOffset?)DateTimeOffset.UnixEpoch)));
    }

    [TestCase("")]
    [TestCase("around/")]
    public void A_repair_is_one_submission_whatever_folders_and_lists_are_in_it(string around)
    {
        Samples.Put(path, "in/1002", 1, "// ben himself");
        var before = Take("in");
        Samples.Put(path, $"1003/{around}1002", 1, "// cleo, as ben");
        Samples.Put(path, $"1003/{around}1004", 1, "// cleo, as dora");
        Write($"1003/{around}students.csv", "id,name\n1002,Forged\n");
        Write($"1003/{around}submission_metadata.yml", "1002:\n  :submitters:\n  - :name: Forged\n    :sid: '1002'\n");
        var notes = new StringWriter();

        var after = Take("1003", notes: notes);

        Assert.That(after.Submissions.Select(one => one.Id), Is.EquivalentTo(before.Submissions.Select(one => one.Id)));
        Assert.That(after.Submissions.Where(one => one.Id != "1003").Select(one => (one.Id, one.Name, one.Unread is null, Hash(one))),
            Is.EquivalentTo(before.Submissions.Where(one => one.Id != "1003")
                .Select(one => (one.Id, one.Name, one.Unread is null, Hash(one)))));
        Assert.That(after.Submissions.Single(one => one.Id == "1003").Of(Step.Of(1)).State, Is.EqualTo(ProgramState.Written));
        Assert.That((after.Students.Count, after.List, notes.ToString()), Is.EqualTo((0, (string?)null, "")));
    }

    [Test]
    public void A_repair_by_the_name_of_Moodle_s_folder_is_one_submission()
    {
        Write("moodle/Ben_1007_assignsubmission_file_/step1.cs", "// ben");
        Write("names.csv", "id,name\ns1,Ben\n");
        Take("moodle", list: "names.csv");
        Samples.Put(path, "Ben_1007_assignsubmission_file_/1008", 1, "// ben");

        Assert.That(Take("Ben_1007_assignsubmission_file_").Submissions.Select(one => (one.Id, one.Unread is null)),
            Is.EqualTo(new[] { ("s1", true) }));
    }

    [Test]
    public void A_class_in_which_a_student_is_called_as_its_folder_is_read_again()
    {
        Samples.Put(path, "in/in", 1, "// in");
        Take("in");

        Assert.That(Take("in").Submissions.Select(one => one.Id), Is.EquivalentTo(new[] { "1001", "1002", "1003", "1004", "in" }));
    }

    [Test]
    public void Submissions_that_come_from_another_place_replace_none_silently()
    {
        Samples.Put(path, "in/1002", 1, "// ben");
        Take("in");
        Samples.Put(path, "repaired/1001", 1, "// anna");
        Samples.Put(path, "repaired/1002", 1, "// another");
        Samples.Put(path, "in/1002", 1, "// ben, later");
        var (again, other) = (new StringWriter(), new StringWriter());

        Take("in", notes: again);
        Take("repaired", notes: other);

        Assert.That((again.ToString(), other.ToString()),
            Is.EqualTo(("", $"kata: other programs than before, from another place: 1002{other.NewLine}")));
    }

    [TestCase(3)]
    [TestCase(300)]
    public void Of_one_submission_a_few_lines_are_shown_and_the_others_counted(int files)
    {
        for (var i = 0; i < files; i++)
            Write($"in/1001/n{i:000}.txt", "");
        Samples.Put(path, "in/1005", 1, "// eve");
        Write("in/1005/notes.txt", "");

        var status = Draw(Take("in"));

        Assert.That(status, Does.Contain("    1005: notes.txt: only .cs files are taken\n"));
        Assert.That(status, files > 5 ? Does.Contain($"    1001: … and {files - 5} more\n") : Does.Not.Contain("more"));
    }

    [Test]
    [Platform("Linux")]
    public void The_name_of_a_file_begins_no_line_of_the_status()
    {
        Write("in/1005/a\nStep01.cs", "// eve");
        Write("in/1001/b\u2028c\r\u001b[2J.txt", "");
        Write("in/d\ne.txt", "");

        Assert.That(Draw(Take("in")), Does.Contain(@"1005: not the names of steps: a␊Step01.cs")
            .And.Contain(@"1001: b\u2028c␍\x1B[2J.txt: only").And.Contain("in/d␊e.txt: neither"));
    }

    [Test]
    public void A_repair_finds_the_student_whose_id_no_folder_can_have()
    {
        Write("spaces.csv", "id,name\na b,Ada\n");
        Take("in", list: "spaces.csv");
        Samples.Put(path, "a-b", 1, "// ada");

        Assert.That(Take("a-b").Submissions.Single(one => one.Id == "a-b").Name, Is.EqualTo("Ada"));
    }

    [Test]
    public void A_list_that_lies_beside_a_repair_replaces_none()
    {
        Take("in", list: "list.csv");
        Write("home/students.csv", "id,name\n1,Of another class\n");
        Samples.Put(path, "home/1002", 1, "// ben");

        Assert.That(Take("home/1002").Missing.Select(one => one.Name), Is.EqualTo(new[] { "Zoe" }));
    }

    [Test]
    public void What_is_no_submission_is_noted_until_its_folder_is_read_again()
    {
        Write("in/notes.txt", "notes");
        Take("in");
        Samples.Put(path, "fix/1002", 1, "// ben");

        Assert.That(Take("fix/1002").NotSubmissions.Select(one => one.Path), Is.EqualTo(new[] { "in/notes.txt" }));
        File.Delete(Path.Combine(path, "in/notes.txt"));
        Assert.That(Take("in").NotSubmissions.Select(one => one.Path), Has.None.EqualTo("in/notes.txt"));
    }

    [Test]
    public void A_second_list_meets_its_students_or_is_refused()
    {
        Samples.Put(path, "names/Anna Müller", 1, "// anna");
        Take("names");
        Write("ids.csv", "id,name\n4711,Anna Müller\n");

        Assert.That(() => Take(null, list: "ids.csv"),
            Throws.TypeOf<Kata.Machine.KataException>().With.Message.Contains("has Anna-Müller as 4711: grade the submissions again"));
        Write("same.csv", "id,email\nAnna Müller,anna@example.org\n");
        Assert.That(Take(null, list: "same.csv").Submissions.Single().Email, Is.EqualTo("anna@example.org"));
    }

    [Test]
    public void Moodle_s_worksheet_is_kept_until_another_list_is_given()
    {
        Write("Grades.csv", "Identifier,Full name,Grade,Last modified (grade)\nParticipant 1001,Anna,,-\n");
        var first = Take("in", list: "Grades.csv");
        Take("in");

        Assert.That(first.Submissions.Single(one => one.Id == "1001").Participant, Is.EqualTo("1001"));
        Assert.That(folder.Worksheet(), Is.EqualTo(File.ReadAllText(Path.Combine(path, "Grades.csv"))));
        Take(null, list: "list.csv");
        Assert.That(folder.Worksheet(), Is.Null);
    }

    [Test]
    public void A_namesake_who_comes_later_replaces_nobody()
    {
        Write("names.csv", "id,name\ns1,Anna Lee\n");
        Samples.Put(path, "one/Anna Lee_1001_assignsubmission_file_", 1, "// the first");
        Samples.Put(path, "two/Anna Lee_1002_assignsubmission_file_", 1, "// the second");
        Samples.Put(path, "three/Anna Lee_1001_assignsubmission_file_", 1, "// the first again");
        Take("one", list: "names.csv");
        Take("two");

        Assert.That(Take("three").Submissions.Select(one => (one.Id, one.Participant)),
            Is.EquivalentTo(new[] { ("s1", "1001"), ("1002", "1002") }));
    }

    [Test]
    public void A_file_that_is_called_as_the_worksheet_is_left_alone_by_a_new_class()
    {
        Directory.CreateDirectory(folder.Folder);
        File.WriteAllText(Path.Combine(folder.Folder, "worksheet.csv"), "somebody's");

        Take("in", list: "list.csv");

        Assert.That(File.ReadAllText(Path.Combine(folder.Folder, "worksheet.csv")), Is.EqualTo("somebody's"));
    }

    [Test]
    public void A_list_beside_several_sources_is_read_once()
    {
        Write("both/students.csv", "id,name\nanna,Anna\nben,Ben\nzoe,Zoe\n");
        Samples.Put(path, "both/anna", 1, "// anna");
        Samples.Put(path, "both/ben", 1, "// ben");

        var taken = ClassAdmission.Take(folder, null, [Path.Combine(path, "both/anna"), Path.Combine(path, "both/ben")], null);

        Assert.That((taken.List, taken.Students.Count), Is.EqualTo(("students.csv", 3)));
        Assert.That(taken.Missing.Select(one => one.Name), Is.EqualTo(new[] { "Zoe" }));
    }

    [Test]
    public void A_wrong_name_beside_a_right_one_is_named()
    {
        Write("in/1001/step4.cs", "// anna, sending");
        Write("in/1001/Wire.cs", "// shared");
        Write("in/1001/step5.cs.txt", "// anna");
        var manifest = Take("in") with { Steps = [Step.Of(1), Step.Of(4), Step.Of(5)] };
        folder.Write(manifest);

        Assert.That(Draw(folder.ReadManifest()), Does.Contain("  Files without the name of a step, which therefore has no points:\n"
            + "    1001: step4.cs should be Step04_SendingAndReceiving.cs\n"
            + "    1001: step5.cs.txt should be Step05_SocketExceptions.cs\n"));
        Samples.Put(path, "in/1001", 4, "// anna");
        Assert.That(Draw(Take("in") with { Steps = [Step.Of(4)] }), Does.Not.Contain("which therefore has no points"));
    }

    [Test]
    public void Submissions_without_a_time_are_counted_if_there_are_late_days()
    {
        var late = PointRules.Read(System.Text.Json.JsonDocument.Parse("""{ "late": { "due": "2026-11-20T23:59:00Z" } }""").RootElement);
        var manifest = Take("in", list: "list.csv");

        Assert.That(Draw(manifest with { Points = late }), Does.Contain("2 of 4 submissions have no time, so no late days\n"));
        Assert.That(Draw(manifest), Does.Not.Contain("no late days"));
    }

    [Test]
    public void The_repair_names_a_submission_with_files_and_the_hidden_checks()
    {
        Directory.Delete(Path.Combine(path, "in/1002"), recursive: true);
        Directory.CreateDirectory(Path.Combine(path, "in/1002"));
        var manifest = Take("in");

        Assert.That(Draw(manifest), Does.Match(@"here\s+1003").And.Not.Contain("--hidden"));
        Assert.That(Draw(manifest with { Hidden = "hash" }), Does.Match(@"--hidden\s+FOLDER"));
        Assert.That(Draw(manifest with { Submissions = [.. manifest.Submissions.Where(one => one.Unread?.IsEmpty != false)] }),
            Does.Not.Contain("repair"));
    }

    private static string Hash(Submission submission) => submission.Of(Step.Of(1)).Hash;

    private ClassManifest Take(string? source, string? list = null, TextWriter? notes = null)
    {
        var taken = ClassAdmission.Take(folder, folder.IsThere ? folder.ReadManifest() : null,
            source is null ? [] : [Path.Combine(path, source)], list is null ? null : Path.Combine(path, list), notes);
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
