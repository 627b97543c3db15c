using System.Diagnostics;
using System.IO.Compression;
using Kata.Classes;
using Kata.Classes.Intake;
using Kata.Machine;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes.Intake;

/// <summary>What an instructor hands over, in the forms in which it comes, and what strangers put into it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClassIntakeTests : IDisposable
{
    private static readonly string Step1 = Step.Of(1).FileName;

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly ClassIntake intake = new();

    private IReadOnlyList<Submission> all = [];

    private string In => Path.Combine(folder, "in");

    private string Taken => Path.Combine(folder, "taken");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_folder_of_folders_is_a_class()
    {
        Samples.Put(In, "anna", 1, "// anna");
        Samples.Put(In, "ben/exercises", 1, Samples.Exercise(1));
        Samples.Put(In, "ben/solutions", 1, "// not his");
        Write("cleo/notes.txt", "later");
        Write("dora/step1.cs", "// wrong name");

        var submissions = Read();

        Assert.That(submissions.Select(one => (one.Id, one.Of(Step.Of(1)).State)),
            Is.EqualTo(new[] { ("anna", ProgramState.Written), ("ben", ProgramState.Untouched) }));
        Assert.That(submissions[0].Of(Step.Of(2)).State, Is.EqualTo(ProgramState.Missing));
        Assert.That(NotRead.Select(one => one.Path), Is.EqualTo(new[] { "in/cleo", "in/dora" }));
        Assert.That(NotRead[1].Reason, Is.EqualTo("not the names of steps: step1.cs should be Step01_CreatingSockets.cs"));
    }

    [Test]
    public void A_folder_with_programs_is_one_submission()
    {
        Samples.Put(folder, "in", 1, "// alone");

        Assert.That(Read().Select(one => one.Id), Is.EqualTo(new[] { "in" }));
    }

    [Test]
    public void Only_program_files_are_taken()
    {
        Samples.Put(In, "anna", 1, "// anna");
        Write("anna/Helpers/Wire.cs", "// shared");
        Write("anna/Directory.Build.props", "<Project/>");
        Write("anna/.editorconfig", "[*]");
        Write("anna/.hidden.cs", "// hidden");
        Write("anna/__MACOSX/._Step01_CreatingSockets.cs", "mac");
        Write("anna/bin/Debug/Old.cs", "// built");
        Write("anna/Large.cs", new string(' ', Limits.FileBytes + 1));

        var submission = Read().Single();

        Assert.That(Files("anna"), Is.EqualTo(new[] { "Helpers/Wire.cs", Step1 }));
        Assert.That(submission.LeftOut.Select(one => $"{one.Path}: {one.Reason}"),
            Is.EqualTo(new[]
            {
                ".editorconfig: hidden: its name begins with a dot",
                ".hidden.cs: hidden: its name begins with a dot",
                "__MACOSX: a Mac puts it there",
                "bin: the name is one that builds, editors and archivers use: rename it if it is yours",
                "Directory.Build.props: only .cs files are taken",
                "Large.cs: more than 1 MB",
            }));
    }

    [Test]
    public void A_student_whose_folder_is_called_as_what_a_build_leaves_is_listed([Values] bool zipped)
    {
        string[] names = ["bin", "obj", "TestResults", "node_modules", ".x"];
        if (zipped)
        {
            using var zip = Zip("in.zip");
            foreach (var name in names.Append("anna"))
                Entry(zip, $"{name}/{Step1}", $"// {name}");
        }
        else
        {
            foreach (var name in names.Append("anna"))
                Samples.Put(In, name, 1, $"// {name}");
        }

        Assert.That(Read(zipped ? "in.zip" : "in").Select(one => one.Id), Is.EqualTo(new[] { "anna" }));
        Assert.That(intake.NotSubmissions.Select(one => one.Path), Is.EquivalentTo(names.Select(name => $"in/{name}")));
    }

    [Test]
    public void Of_many_hidden_files_some_are_listed_and_the_others_counted()
    {
        Samples.Put(In, "anna", 1, "// anna");
        for (var i = 0; i < 103; i++)
            Write($"anna/.{i:000}", "");

        var leftOut = Read().Single().LeftOut;

        Assert.That(leftOut, Has.Count.EqualTo(101));
        Assert.That(leftOut[99].Path, Is.EqualTo(".099"));
        Assert.That(leftOut[100].Reason, Is.EqualTo("3 more are hidden, or have names that builds use"));
    }

    [Test]
    public void A_folder_in_which_all_is_hidden_is_listed()
    {
        Samples.Put(In, "anna", 1, "// anna");
        Samples.Put(In, "ben/bin", 1, "// ben");

        Assert.That(Read().Select(one => one.Id), Is.EqualTo(new[] { "anna" }));
        Assert.That(NotRead.Select(one => one.Path), Is.EqualTo(new[] { "in/ben" }));
        Assert.That(NotRead[0].Reason, Does.Contain("bin: the name is one that builds"));
        Assert.That(intake.NotSubmissions, Is.Empty);
    }

    [Test]
    [Platform("Linux")]
    public async Task No_link_pipe_or_second_name_is_followed([Values] bool inside)
    {
        var secret = Path.Combine(folder, "secret.cs");
        await File.WriteAllTextAsync(secret, "// of the instructor");
        Samples.Put(In, "anna", 1, "// anna");
        var place = Path.Combine(In, "anna", inside ? "Lib" : "");
        Directory.CreateDirectory(place);
        File.CreateSymbolicLink(Path.Combine(place, "Step02_FindingThePort.cs"), secret);
        Directory.CreateSymbolicLink(Path.Combine(place, "Loop"), place);
        await Run("ln", secret, Path.Combine(place, "Hard.cs"));
        await Run("mkfifo", Path.Combine(place, "Pipe.cs"));

        var submission = Read().Single();

        Assert.That(Files("anna"), Is.EqualTo(new[] { Step1 }));
        Assert.That(submission.LeftOut.Select(one => $"{Path.GetFileName(one.Path)}: {one.Reason.Split(' ')[1]}"),
            Is.EqualTo(new[] { "Hard.cs: file", "Loop: link", "Pipe.cs: pipe,", "Step02_FindingThePort.cs: link" }));
    }

    [Test]
    public void A_zip_is_read_and_nothing_of_it_leaves_its_folder()
    {
        using (var zip = Zip("in.zip"))
        {
            Entry(zip, $"class/anna/{Step1}", "// anna");
            Entry(zip, $"class/ben\\{Step1}", "// ben, from Windows");
            Entry(zip, $"../../{Step1}", "// out");
            Entry(zip, "/etc/cron.d/Job.cs", "// out");
            Entry(zip, $"class/cleo/../../../{Step1}", "// out");
            Entry(zip, "class/anna/Link.cs", "/etc/passwd").ExternalAttributes = unchecked((int)0xA1FF0000);
            Entry(zip, "class/anna/Device.cs", "").ExternalAttributes = 0x21B6 << 16;
            Entry(zip, $"class/anna/{Step1}", "// a second one");
            Entry(zip, $"__MACOSX/class/anna/._{Step1}", "mac");
            Entry(zip, $"class/deep/{string.Join('/', Enumerable.Repeat("d", 20))}/{Step1}", "// deep");
        }

        var submissions = Read("in.zip");

        Assert.That(submissions.Select(one => one.Id), Is.EqualTo(new[] { "anna", "ben" }));
        Assert.That(File.ReadAllText(Path.Combine(Taken, "anna", Step1)), Is.EqualTo("// anna"));
        Assert.That(Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(Taken, StringComparison.Ordinal)), Is.EqualTo(new[] { Path.Combine(folder, "in.zip") }));
        Assert.That(submissions[0].LeftOut.Select(one => one.Reason),
            Is.EquivalentTo(new[] { "a link", "a pipe, a device or the like", "a second entry of this name" }));
    }

    [Test]
    public void A_zip_that_unpacks_to_too_much_is_not_unpacked()
    {
        using (var zip = Zip("in.zip"))
        {
            Entry(zip, $"anna/{Step1}", "// anna");
            using var bomb = zip.CreateEntry("anna/Bomb.cs").Open();
            var zeros = new byte[1024 * 1024];
            for (var i = 0; i < 8; i++)
                bomb.Write(zeros);
        }

        var submission = Read("in.zip").Single();

        Assert.That(Files("in"), Is.EqualTo(new[] { Step1 }).Or.Empty);
        Assert.That(submission.LeftOut.Single().Reason, Is.EqualTo("it unpacks to more than it may"));
    }

    [TestCase("class/")]
    [TestCase("")]
    public void What_one_student_takes_of_a_zip_is_taken_from_no_other(string around)
    {
        var large = new string(' ', 3 * Limits.FileBytes);
        using (var inner = Zip("inner.zip"))
        {
            for (var i = 0; i < 20; i++)
                Entry(inner, $"Large{i}.cs", large);
        }

        using (var zip = Zip("in.zip"))
        {
            for (var i = 0; i < 12; i++)
                zip.CreateEntryFromFile(Path.Combine(folder, "inner.zip"), $"{around}anna/{i}.zip");
            for (var i = 0; i <= Limits.SubmissionEntries; i++)
                zip.CreateEntry($"{around}ben/{i}.txt");
            Entry(zip, $"{around}ben/{Step1}", "// ben");
            Entry(zip, $"{around}cleo/{Step1}", "// cleo");
        }

        Assert.That(Read("in.zip").Select(one => one.Id), Is.EqualTo(new[] { "cleo" }));
        Assert.That(NotRead.Select(one => $"{one.Path}: {one.Reason}"), Is.EqualTo(new[]
        {
            $"in.zip/{around}anna: no program in it; 0/Large6.cs: it unpacks to more than it may",
            $"in.zip/{around}ben: no program in it; {Limits.SubmissionEntries}.txt: beyond 20,000 files",
        }));
    }

    [Test]
    public void A_zip_alone_in_a_zip_may_hold_all_submissions()
    {
        using (var inner = Zip("inner.zip"))
        {
            foreach (var student in (string[])["anna", "ben"])
            {
                for (var i = 0; i < 6; i++)
                    Entry(inner, $"{student}/Large{i}.cs", new string(' ', 3 * Limits.FileBytes));
                Entry(inner, $"{student}/{Step1}", $"// {student}");
            }
        }

        using (var zip = Zip("in.zip"))
            zip.CreateEntryFromFile(Path.Combine(folder, "inner.zip"), "class.zip");

        Assert.That(Read("in.zip").Select(one => one.Id), Is.EqualTo(new[] { "anna", "ben" }));
    }

    [Test]
    public void Moodle_has_a_folder_for_each_student_with_a_zip_in_it_and_one_zip_around_all()
    {
        using (var inner = Zip("inner.zip"))
            Entry(inner, $"exercises/{Step1}", "// ben");
        using (var zip = Zip("in.zip"))
        {
            Entry(zip, $"Anna Müller_1234_assignsubmission_file_/{Step1}", "// anna");
            zip.CreateEntryFromFile(Path.Combine(folder, "inner.zip"), "Ben Okri_1235_assignsubmission_file_/my work.zip");
            Entry(zip, "Cleo_1236_assignsubmission_file_/essay.pdf", "%PDF");
            Entry(zip, "Dora_1237_assignsubmission_file_/broken.zip", "no zip");
        }

        var submissions = Read("in.zip");

        Assert.That(submissions.Select(one => (one.Id, one.Name)), Is.EqualTo(new[] { ("1234", "Anna Müller"), ("1235", "Ben Okri") }));
        Assert.That(NotRead.Select(one => one.Reason.Split(';')[^1].Trim()), Is.EqualTo(new[]
        {
            $"no program in it: a program's file has a name such as {Step1}", "broken.zip: no zip that can be read",
        }));
    }

    [Test]
    public void A_folder_may_hold_zips_as_well_as_folders()
    {
        using (var own = Zip("in/Anna Müller_1234_assignsubmission_file_/my work.zip"))
            Entry(own, $"exercises/{Step1}", "// anna");
        using (var loose = Zip("in/ben.zip"))
            Entry(loose, Step1, "// ben");
        Write($"cleo/{Step1}", "// cleo");
        Write("dora/work.zip", "no zip");

        var submissions = Read("in");

        Assert.That(submissions.Select(one => one.Id), Is.EqualTo(new[] { "1234", "ben", "cleo" }));
        Assert.That(
            NotRead.Select(one => one.Reason),
            Is.EqualTo(new[] { "no program in it; work.zip: no zip that can be read" }));
    }

    [Test]
    public void A_zip_alone_in_a_folder_may_hold_all_submissions()
    {
        using (var zip = Zip("in/class.zip"))
        {
            Entry(zip, $"anna/{Step1}", "// anna");
            Entry(zip, $"ben/{Step1}", "// ben");
        }

        Assert.That(Read("in").Select(one => one.Id), Is.EqualTo(new[] { "anna", "ben" }));
    }

    [Test]
    public void Moodle_without_folders_has_the_student_in_front_of_each_file()
    {
        Write($"Anna Müller_1234_assignsubmission_file_{Step1}", "// anna");
        Write($"Anna Müller_1234_assignsubmission_file_{Step.Of(2).FileName}", "// anna 2");
        Write($"Ben_1235_assignsubmission_file_{Step1}", "// ben");

        Assert.That(Read().Select(one => (one.Id, one.Programs.Count(program => program.State == ProgramState.Written))),
            Is.EqualTo(new[] { ("1234", 2), ("1235", 1) }));
    }

    [Test]
    public void Nobody_hands_in_for_another_by_the_name_of_a_file()
    {
        Write($"Anna_1234_assignsubmission_file_Zoe_1299_assignsubmission_file_{Step1}", "// anna");

        Assert.That(Read().Select(one => one.Id), Has.None.EqualTo("1299"));
    }

    [TestCase("Eve_1002_assignsubmission_file_")]
    [TestCase("Eve_1002_assignsubmission_file")]
    [TestCase("Aaa_1002_assignsubmission_onlinetext_b")]
    public void Nobody_hands_in_for_another_by_the_name_of_a_person(string called)
    {
        Samples.Put(In, $"{called}_1001_assignsubmission_file_", 1, "// eve");
        Samples.Put(In, "Right_1002_assignsubmission_file_", 1, "// right");
        Write("students.csv", "Identifier,Full name,Grade\nParticipant 1002,Right,\nParticipant 1001,Eve,\n");

        Assert.That(Read().Select(one => (one.Participant, Path.GetFileName(one.From).Split('_')[0])),
            Is.EquivalentTo(new[] { ("1001", called.Split('_')[0]), ("1002", "Right") }));
    }

    [TestCase("Eve_1001_assignsubmission_file_x_1002_assignsubmission_file_.zip", null)]
    [TestCase("Eve_1002_assignsubmission_file__1001_assignsubmission_file_work.zip", null)]
    [TestCase("Eve_1001_assignsubmission_file_Eve_1001_assignsubmission_file_work.zip", "1001")]
    public void Nobody_hands_in_for_another_by_the_name_of_a_zip(string name, string? participant)
    {
        using (var zip = Zip($"in/{name}"))
            Entry(zip, Step1, "// eve");
        Samples.Put(In, "Right_1002_assignsubmission_file_", 1, "// right");

        Assert.That(Read().Select(one => one.Participant), Is.EquivalentTo(new[] { "1002", participant }));
    }

    [TestCase("late")]
    [TestCase("Eve_1001_assignsubmission_file_")]
    public void A_late_submission_that_comes_alone_is_of_the_student_that_Moodle_names(string source)
    {
        var path = source == "late" ? $"{source}/Eve_1001_assignsubmission_file_" : source;
        Samples.Put(Path.Combine(In, path), "Ben_1002_assignsubmission_file_", 1, "// eve");
        var intake = new ClassIntake();

        intake.Add(Path.Combine(In, source));

        Assert.That(intake.Copy(Taken).Select(one => one.Participant), Is.EqualTo(new[] { "1001" }));
    }

    [Test]
    public void A_step_file_that_cannot_be_read_has_no_verdict_and_replaces_nothing()
    {
        Samples.Put(In, "anna", 1, "// anna");
        Samples.Put(In, "anna", 2, "// anna");
        Samples.Put(In, "ben", 1, "// ben");
        Write("ben/Wire.cs", "// shared");
        Read();
        Write($"anna/{Step1}", "// anna, later");
        var again = new ClassIntake();
        again.Add(In);
        File.Delete(Path.Combine(In, "anna", Step.Of(2).FileName));
        File.Delete(Path.Combine(In, "ben/Wire.cs"));

        var (anna, ben) = again.Copy(Taken) is [var first, var second] ? (first, second) : throw new AssertionException("two");

        Assert.That(anna.Unread!.Why, Does.StartWith("Step02_FindingThePort.cs cannot be read: "));
        Assert.That((anna.Unread.IsEmpty, anna.Of(Step.Of(1)).State), Is.EqualTo((false, ProgramState.Missing)));
        Assert.That(File.ReadAllText(Path.Combine(Taken, "anna", Step1)), Is.EqualTo("// anna"));
        Assert.That((ben.Unread, ben.LeftOut.Single().Path), Is.EqualTo(((Unread?)null, "Wire.cs")));
    }

    /// <summary>The places are those of the checksum and of the size in the directory of the zip (APPNOTE.TXT §4.3.12), and one in
    /// the compressed content, which stands before the directory.</summary>
    [TestCase(-3)]
    [TestCase(16)]
    [TestCase(24)]
    public void A_step_file_that_cannot_be_unpacked_has_no_verdict(int place)
    {
        using (var zip = Zip("in/anna.zip"))
        {
            Entry(zip, Step1, "// anna");
            Entry(zip, Step.Of(2).FileName, "// anna, who says more than five bytes");
        }

        var path = Path.Combine(In, "anna.zip");
        var bytes = File.ReadAllBytes(path);
        var entry = "PK\u0001\u0002"u8;
        var at = place < 0 ? bytes.AsSpan().IndexOf(entry) : bytes.AsSpan().LastIndexOf(entry);
        bytes[at + place] = 5;
        File.WriteAllBytes(path, bytes);
        Read();

        Assert.That(NotRead.Single().Reason, Does.StartWith("Step02_FindingThePort.cs: it cannot be unpacked"));
    }

    [Test]
    public void A_name_that_leaves_the_folder_of_a_student_is_listed_with_that_student()
    {
        using (var zip = Zip("in/anna.zip"))
        {
            Entry(zip, Step1, "// anna");
            Entry(zip, $"../{Step1}", "// out");
            Entry(zip, ".", "// no name");
        }

        Samples.Put(In, "ben", 1, "// ben");

        Assert.That(Read()[0].LeftOut.Select(one => one.Reason),
            Is.EquivalentTo(new[] { "a name that leaves the folder", "a name that no file has" }));
        Assert.That(intake.NotSubmissions, Is.Empty);
    }

    [Test]
    public void Gradescope_says_who_handed_in_what_and_when()
    {
        Write($"submission_77/{Step1}", "// two");
        Write("submission_metadata.yml", """
            ---
            submission_77:
              :submitters:
              - :name: Anna Müller
                :sid: '4711'
                :email: anna@example.org
              - :name: Ben Okri
                :sid: "4712"
                :email: ben@example.org
              :created_at: 2026-11-21 10:00:00.000000000 Z
              :score: 3.0
              :status: processed
            """);

        var submissions = Read();

        Assert.That(submissions.Select(one => (one.Id, one.Name, one.Email)),
            Is.EqualTo(new[] { ("4711", "Anna Müller", "anna@example.org"), ("4712", "Ben Okri", "ben@example.org") }));
        Assert.That(submissions[0].Submitted, Is.EqualTo(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero)));
        Assert.That(submissions[0].Of(Step.Of(1)).Hash, Is.EqualTo(submissions[1].Of(Step.Of(1)).Hash));
    }

    [Test]
    public void A_list_of_students_names_them_and_those_who_are_missing()
    {
        Samples.Put(In, "anna@example.org", 1, "// anna");
        Write(
            "students.csv",
            "id,name,email,group,submitted\r\n4711,\"Müller, \"\"Anna\"\"\",anna@example.org,A,2026-11-21T10:00:00Z\r\n4712,Ben,ben@example.org,B,\r\n"
        );

        var submissions = Read();

        Assert.That((submissions.Single().Id, submissions[0].Name, submissions[0].Group), Is.EqualTo(("4711", "Müller, \"Anna\"", "A")));
        Assert.That(intake.Students.Select(student => student.Name), Is.EqualTo(new[] { "Müller, \"Anna\"", "Ben" }));
        Assert.That(intake.List, Is.EqualTo("in/students.csv"));
    }

    [TestCase(',')]
    [TestCase(';')]
    public void Moodle_s_grading_worksheet_is_a_list_of_students(char separator)
    {
        Samples.Put(In, "Anna_1001_assignsubmission_file_", 1, "// anna");
        string[][] rows =
        [
            ["Identifier", "Full name", "Email address", "Status", "Grade", "Last modified (submission)"],
            ["Participant 1001", "Anna Maria", "anna@example.org", "Submitted", "", "\"Sunday, 22 November 2026, 10:00 AM\""],
            ["Participant 1002", "Ben", "ben@example.org", "No submission", "", "-"],
        ];
        var list = Path.Combine(folder, "Grades.csv");
        File.WriteAllText(list, "\uFEFF" + string.Concat(rows.Select(row => string.Join(separator, row) + "\n")));
        intake.UseStudents(list);

        var anna = Read().Single();

        Assert.That((anna.Id, anna.Name, anna.Email), Is.EqualTo(("1001", "Anna Maria", "anna@example.org")));
        Assert.That(anna.Submitted, Is.EqualTo(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)));
        Assert.That(intake.Students.Select(one => (one.Id, one.Submitted is null)), Is.EqualTo(new[] { ("1001", false), ("1002", true) }));
    }

    [Test]
    public void A_participant_of_Moodle_is_not_taken_for_another_number()
    {
        Samples.Put(In, "Anna_18_assignsubmission_file_", 1, "// anna");
        Samples.Put(In, "Bob_19_assignsubmission_file_", 1, "// bob, who is not on the list");
        Samples.Put(In, "Zoe_17_assignsubmission_file_", 1, "// zoe");
        Write("students.csv", "id,name\n17,Anna\n18,Zoe\n19,Cleo\n");

        Assert.That(Read().Select(one => (one.Id, one.Name, one.Participant)),
            Is.EquivalentTo(new[] { ("17", "Anna", "18"), ("19-2", "Bob", "19"), ("18", "Zoe", "17") }));
    }

    [Test]
    public void Of_two_students_with_one_name_Moodles_number_decides()
    {
        Samples.Put(In, "Anna Lee_1002_assignsubmission_file_", 1, "// the second Anna");
        Write("students.csv", "id,name\n1001,Anna Lee\n1002,Anna Lee\n");

        Assert.That(Read().Single().Id, Is.EqualTo("1002"));
    }

    [Test]
    public void With_blind_marking_the_number_is_all_there_is()
    {
        Samples.Put(In, "Participant_1001_assignsubmission_file_", 1, "// who?");
        Write("students.csv", "id,name\n1001,Wei Zhang\n");

        Assert.That(Read().Single().Id, Is.EqualTo("1001"));
    }

    [Test]
    public void An_identifier_of_GitHub_Classroom_is_no_participant_of_Moodle()
    {
        Samples.Put(In, "ann", 1, "// ann");
        Write("classroom_roster.csv", "identifier,github_username,github_id,name\nab123,ann,7,Ann\n");

        var ann = Read().Single();
        Assert.That((ann.Id, ann.Participant), Is.EqualTo(("ann", (string?)null)));
    }

    [Test]
    public void A_folder_without_programs_that_is_not_on_the_list_is_no_student()
    {
        Samples.Put(In, "anna", 1, "// anna");
        Write("ben/essay.pdf", "pdf");
        Write("material/slides.pdf", "pdf");
        Write("zed/step1.cs", "// zed");
        Write("students.csv", "id,name\nanna,Anna\nben,Ben\n");
        Read();

        Assert.That(all.Select(one => one.Id), Is.EquivalentTo(new[] { "anna", "ben", "zed" }));
        Assert.That(intake.NotSubmissions.Select(one => Path.GetFileName(one.Path)), Is.EqualTo(new[] { "material" }));
    }

    [Test]
    [Platform("Linux", Reason = "Elsewhere two of them are one folder.")]
    public void What_cannot_be_read_beside_the_same_name_in_other_letters_is_no_student()
    {
        Samples.Put(In, "Anna", 1, "// anna");
        Write("anna/step1.cs", "// anna, too");
        Read();

        Assert.That(all.Select(one => one.Id), Is.EqualTo(new[] { "Anna" }));
    }

    [Test]
    public void A_file_that_is_not_taken_has_its_whole_name_in_Moodle_without_folders()
    {
        using (var zip = Zip("in.zip"))
        {
            Entry(zip, $"class/Anna_1234_assignsubmission_file_{Step1}", "// anna");
            Entry(zip, "class/Anna_1234_assignsubmission_file_notes.txt", "notes");
            Entry(zip, $"class/Ben_1235_assignsubmission_file_{Step1}", "// ben");
        }

        var anna = Read("in.zip").First();

        Assert.That((anna.From[(folder.Length + 1)..], anna.LeftOut.Single().Path), Is.EqualTo(("in.zip/class/Anna_1234", "notes.txt")));
    }

    [Test]
    public void An_archive_of_Moodle_without_folders_is_named()
    {
        Write("Anna_1234_assignsubmission_file_work.rar", "rar");
        Write($"Ben_1235_assignsubmission_file_{Step1}", "// ben");
        Read();

        Assert.That(NotRead.Single(), Is.EqualTo(new LeftOut("in/Anna_1234", "no program in it; work.rar: only zips are unpacked")));
    }

    [Test]
    public void Who_is_called_as_another_student_does_not_take_that_students_place()
    {
        // A platform may call folders by the name that a student has chosen.
        Samples.Put(In, "ben", 1, "// mallory");
        Samples.Put(In, "mallory@example.org", 1, "// by mail address");
        Samples.Put(In, "z4711", 1, "// ben himself");
        Write("students.csv", "id,name,email\nz4711,Ben,ben@example.org\n4712,Mallory,mallory@example.org\n");

        Assert.That(Read().Select(one => (one.Id, one.Name)),
            Is.EquivalentTo(new[] { ("ben", null), ("4712", "Mallory"), ("z4711", "Ben") }));
    }

    /// <summary>All of these names come before Ben's in the order of the folders.</summary>
    [TestCase("BEN")]
    [TestCase("!ben")]
    [TestCase(" ben")]
    [TestCase("\u200bben")]
    [Platform("Linux", Reason = "Elsewhere two of them are one folder.")]
    public void Who_is_called_nearly_as_another_student_takes_neither_that_students_place_nor_name(string nearly)
    {
        Samples.Put(In, nearly, 1, "// mallory");
        Samples.Put(In, "ben", 1, "// ben himself");
        Write("students.csv", "id,name\nben,Ben\n");

        var submissions = Read();

        var ben = submissions.Single(one => one.Id == "ben");
        Assert.That((ben.Name, Path.GetFileName(ben.From)), Is.EqualTo(("Ben", "ben")));
        Assert.That(submissions.Where(one => one != ben).Select(one => (one.Id.ToUpperInvariant(), one.Name)),
            Is.EqualTo(new[] { ("BEN-2", (string?)null) }));
    }

    [Test]
    public void A_quotation_mark_within_a_name_hides_no_student_behind_it()
    {
        Write("students.csv", "id,name\n1,Ann \"the\n2,Ben\n3, \"Cleo, or \"\"C\"\"\"\n");

        Read();

        Assert.That(intake.Students.Select(student => (student.Id, student.Name)),
            Is.EqualTo(new[] { ("1", "Ann \"the"), ("2", "Ben"), ("3", "Cleo, or \"C\"") }));
    }

    [Test]
    public void A_list_of_students_cannot_command_a_terminal()
    {
        Write("students.csv", "id,name\n1,\"Ann\u001b[31m\nLee\"\n");

        Read();

        Assert.That(intake.Students.Single().Name, Is.EqualTo("Ann [31m Lee"));
    }

    [Test]
    public void A_name_turns_no_text_round()
    {
        Write("students.csv", "id,name\n1,Ann\u202eLee\n2,\u2066Ben\u2069\n3,\u200fשרה\n");
        Samples.Put(In, "sub", 1, "// cleo");
        Write("submission_metadata.yml", "sub:\n  :submitters:\n  - :name: Cleo\u202e\u0007Ray\n    :sid: '7'\n");

        Assert.That(Read().Single(one => one.Id == "7").Name, Is.EqualTo("Cleo  Ray"));
        Assert.That(intake.Students.Select(one => one.Name), Is.EqualTo(new[] { "Ann Lee", "Ben", "\u200fשרה" }));
    }

    [Test]
    public void A_quotation_mark_that_is_missing_is_reported()
    {
        Write("students.csv", "id,name\n1,\"Ann\n2,Ben\n3,Cleo\n");

        Assert.That(
            () => Read(),
            Throws.TypeOf<KataException>().With.Message.EndsWith("a cell begins with a quotation mark, and none ends it"));
    }

    [Test]
    [Platform("Linux")]
    public async Task Of_a_clone_the_last_commit_is_read_and_nothing_of_it_runs()
    {
        foreach (var name in (string[])["echo-anna", "echo-ben"])
        {
            Samples.Put(In, $"{name}/exercises", 1, $"// {name}, committed");
            var clone = Path.Combine(In, name);
            await Run("git", "-C", clone, "init", "-q");
            File.CreateSymbolicLink(Path.Combine(clone, "Link.cs"), "/etc/passwd");
            await Run("git", "-C", clone, "add", "-A");
            await Run("git", "-C", clone, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "all");
            Samples.Put(In, $"{name}/exercises", 1, "// not committed");
            await Run("git", "-C", clone, "config", "core.fsmonitor", $"touch {folder}/ran");
            await Run("git", "-C", clone, "config", "core.hooksPath", folder);
        }

        await Run("git", "-C", Path.Combine(In, "echo-ben"), "config", "extensions.partialClone", "origin");
        var borrowed = Path.Combine(In, "echo-cleo");
        await Run("git", "clone", "-q", "--shared", Path.Combine(In, "echo-anna"), borrowed);

        var submissions = Read();

        Assert.That(submissions.Select(one => one.Id), Is.EqualTo(new[] { "anna", "ben" }));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Taken, "anna", Step1)), Is.EqualTo("// echo-anna, committed"));
        Assert.That(submissions[0].LeftOut.Single().Reason, Is.EqualTo("a link"));
        Assert.That(Path.Combine(folder, "ran"), Does.Not.Exist);
        Assert.That(NotRead.Single().Reason, Does.Contain("borrows from another repository"));
    }

    // What git would wait for, run or fetch if it read the clone's own configuration.
    [Platform("Linux")]
    [TestCase("printf '[include]\\n\\tpath = /dev/ptmx\\n' >> .git/config")]
    [TestCase("printf '[include]\\n\\tpath = ../pipe\\n' >> .git/config; mkfifo pipe")]
    [TestCase("printf 'nothing that git understands' > .git/config")]
    [TestCase("git pack-refs --all")]
    [TestCase("git checkout -q --detach")]
    [TestCase("git gc -q")]
    public async Task A_clone_is_read_whatever_its_configuration_says(string change)
    {
        await Clone("anna", change);

        Assert.That(Read().Select(one => one.Id), Is.EqualTo(new[] { "anna" }), string.Join('\n', NotRead));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Taken, "anna", Step1)), Is.EqualTo("// anna"));
    }

    [Platform("Linux")]
    [TestCase("mkfifo .git/FIFO", "a pipe, a device or the like in its repository")]
    [TestCase("rm .git/HEAD; mkfifo .git/HEAD", "a pipe, a device or the like in its repository")]
    [TestCase("ln -s /etc/passwd .git/config.worktree", "a link in its repository")]
    [TestCase("rm -r .git/objects/??", "cannot be read")]
    [TestCase("echo 'ref: refs/../../../other' > .git/HEAD", "cannot be found")]
    [TestCase("printf 'ref: refs/heads/main\\0x\\n' > .git/HEAD", "cannot be found")]
    [TestCase("printf 'ref: refs/heads/ma\\033in\\n' > .git/HEAD", "cannot be found")]
    [TestCase("mkdir .git/reftable; echo 'ref: refs/heads/.invalid' > .git/HEAD", "in a reftable, which is not read")]
    [TestCase("echo /tmp > .git/objects/info/alternates", "borrows from another repository")]
    // A million files in a few hundred bytes.
    [TestCase("""
        tree=$(git rev-parse HEAD^{tree})
        for level in 1 2 3 4 5; do
            tree=$(for i in $(seq 10 31); do printf '040000 tree %s\t%s\n' $tree aaaaaaaaaaaaaaa$i; done | git mktree)
        done
        git reset -q --soft $(git -c user.name=a -c user.email=a@b commit-tree -m many $tree)
        """, "last commit cannot be read")]
    public async Task A_clone_that_cannot_be_read_is_listed_and_the_others_are_read(string change, string reason)
    {
        await Clone("anna", change);
        await Clone("ben", "true");

        Assert.That(Read().Select(one => one.Id), Is.EqualTo(new[] { "ben" }));
        Assert.That(NotRead.Single().Reason, Does.Contain(reason));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_clone_that_holds_too_much_is_not_read_to_its_end()
    {
        await Clone("anna", """
            for i in $(seq 10 35); do head -c 1000000 /dev/zero | tr '\0' ' ' > B$i.cs; done
            git add -A && git -c user.name=a -c user.email=a@b commit -qm much
            """);

        var submission = Read().Single();

        Assert.That(Files("anna").ToList(), Has.Count.EqualTo(11).And.Contain(Step1));
        Assert.That(submission.LeftOut.Select(one => one.Reason), Has.Some.EqualTo("beyond 20 MB of program files"));
    }

    [Platform("Linux")]
    [TestCase("")]
    [TestCase("class/")]
    public async Task Clones_in_one_submission_take_nothing_from_another(string around)
    {
        Samples.Put(In, $"{around}anna", 1, "// anna");
        await Clone($"{around}anna/more/01", """
            for i in $(seq 10 35); do head -c 1000000 /dev/zero | tr '\0' ' ' > B$i.cs; done
            git add -A && git -c user.name=a -c user.email=a@b commit -qm much
            for i in 02 03 04 05 06 07; do cp -r . ../$i; done
            """);
        foreach (var name in (string[])["ben", "cleo", "dora", "emil", "fred", "gina"])
            await Clone($"{around}{name}", "true");

        var submissions = Read();

        Assert.That(submissions.Select(one => one.Id), Is.EqualTo(new[] { "anna", "ben", "cleo", "dora", "emil", "fred", "gina" }));
        Assert.That(submissions[0].LeftOut.Where(one => one.Reason == "beyond 5 git clones in one submission").Select(one => one.Path),
            Is.EqualTo(new[] { "more/06", "more/07" }));
        // Of the first clone 20 files are read, of the others none.
        Assert.That(submissions[0].LeftOut.Count(one => one.Reason == "beyond 20 MB of program files"), Is.EqualTo(5 * 26 - 20));
    }

    [Test]
    [Platform("Linux")]
    public async Task What_is_missing_in_a_clone_is_listed()
    {
        Samples.Put(In, "anna", 2, "// two");
        await Clone("anna", "id=$(git rev-parse HEAD:Step02_FindingThePort.cs); rm -f .git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)");

        var submissions = Read();

        Assert.That(submissions.SelectMany(one => one.LeftOut).Concat(NotRead).Select(one => one.Reason),
            Has.Some.Contains("cannot"));
    }

    /// <summary>A clone of one commit that a script has changed.</summary>
    private async Task Clone(string name, string change)
    {
        Samples.Put(In, name, 1, $"// {name}");
        var clone = Path.Combine(In, name);
        await Run("git", "-C", clone, "init", "-q");
        await Run("git", "-C", clone, "add", "-A");
        await Run("git", "-C", clone, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "all");
        await Run("/bin/sh", "-c", $"cd '{clone}' && {{ {change}\n}}");
    }

    [TestCase("../../evil", "evil")]
    [TestCase("a b/c", "a-b-c")]
    [TestCase("..", "submission")]
    public void A_submission_is_called_as_a_folder_can_be(string id, string expected)
    {
        Samples.Put(In, "anna", 1, "// anna");
        Write("students.csv", $"id,name\n\"{id}\",anna\n");
        intake.Add(In);
        File.WriteAllText(Path.Combine(folder, "list.csv"), $"id,email\n\"{id}\",anna\n");
        intake.UseStudents(Path.Combine(folder, "list.csv"));

        Assert.That(intake.Copy(Taken).Single().Id, Is.AnyOf(expected, "anna"));
        Assert.That(Directory.GetDirectories(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "in", "taken" }));
    }

    [Test]
    public void A_program_is_another_with_another_file_that_it_is_compiled_with()
    {
        Samples.Put(In, "one", 1, "class Step01_CreatingSockets { int x = Wire.Size; }");
        Samples.Put(In, "one", 2, "class Wire { public const int Size = 1; }");
        Samples.Put(In, "two", 1, "class Step01_CreatingSockets { int x = Wire.Size; }");
        Samples.Put(In, "two", 2, "class Wire { public const int Size = 2; }");
        Samples.Put(In, "three", 1, "class Step01_CreatingSockets { }");
        Samples.Put(In, "three", 2, "class Wire { public const int Size = 1; }");
        Samples.Put(In, "four", 1, "class Step01_CreatingSockets { }");

        var hashes = Read().ToDictionary(one => one.Id, one => one.Of(Step.Of(1)).Hash);

        Assert.That(hashes["one"], Is.Not.EqualTo(hashes["two"]));
        Assert.That(hashes["three"], Is.EqualTo(hashes["four"]));
    }

    // A file's name and text were joined by NULs, which a text may hold.
    [TestCase("// a", "#error", "// a\0Helper.cs\0#error")]
    [TestCase("// a\0Helper.cs\0", "#error", "// a\0Helper.cs\0\0Helper.cs\0#error")]
    [TestCase("", "// b", "\0Helper.cs\0// b")]
    public void No_text_has_the_hash_of_two_others(string own, string helper, string alone)
    {
        Samples.Put(In, "two", 1, own);
        Write("two/Helper.cs", helper);
        Samples.Put(In, "one", 1, alone);

        var hashes = Read().Select(one => one.Of(Step.Of(1)).Hash).ToList();

        Assert.That(hashes, Has.Count.EqualTo(2).And.Unique);
    }

    [Test]
    public void Texts_that_differ_by_half_a_surrogate_pair_have_different_hashes() =>
        Assert.That(TextHash.Of(["\uD800"]), Is.Not.EqualTo(TextHash.Of(["\uD801"])));

    // In what way a file gives something away without being named, and in what way it is named.
    [TestCase("class Wire { public const int Size = SIZE; }", "Wire.Size")]
    [TestCase("class @Wire { public const int Size = SIZE; }", "@Wire.Size")]
    [TestCase("record struct Wire(int A = SIZE);", "default(Wire).A")]
    [TestCase("delegate Dictionary<int, int> Wire(int a = SIZE);", "((Wire)null!)()")]
    [TestCase("delegate int Wire<T>(T t, int a = SIZE);", "((Wire<int>)null!)(1)")]
    [TestCase("static class X { public static int Deconstruct(this int a, out int b) => b = SIZE; }", "1")]
    [TestCase("static class X { extension(int a) { public int Twice => SIZE; } }", "1.Twice")]
    [TestCase("global using Size = System.Int32; // SIZE", "(Size)1")]
    [TestCase("global  using Size = System.Int32; // SIZE", "(Size)1")]
    [TestCase("class /**/ Wire { public const int Size = SIZE; }", "Wire.Size")]
    [TestCase("class Größe { public const int Size = SIZE; }", "Größe.Size")]
    [TestCase("class WireAttribute(int a = SIZE) : Attribute { public int A => a; }", "1; [Wire] int y")]
    [TestCase("namespace Common; // SIZE", "1; } namespace A { using Common; class B { }")]
    [TestCase("delegate (int, int) Wire(int a = SIZE);", "((Wire)null!)().Item1")]
    [TestCase("static class X { public static void Deconstruct([X] this int a, out int b) => b = SIZE; }", "1")]
    [TestCase("class Wire { public const int Size = SIZE; }", "$\"{Wire.Size}\".Length")]
    public void A_program_that_may_need_another_steps_file_is_another_if_that_differs(string other, string expression)
    {
        foreach (var size in (string[])["1", "2"])
        {
            Samples.Put(In, $"s{size}", 1, $"class Step01_CreatingSockets {{ int x = {expression}; }}");
            Samples.Put(In, $"s{size}", 2, other.Replace("SIZE", size));
        }

        Assert.That(Read().Select(one => one.Of(Step.Of(1)).Hash), Is.Unique);
    }

    [Test]
    public void What_another_steps_file_needs_belongs_to_the_program_too()
    {
        foreach (var size in (string[])["1", "2"])
        {
            Samples.Put(In, $"s{size}", 1, "class Step01_CreatingSockets { int x = Wire.Size; }");
            Samples.Put(In, $"s{size}", 2, "class Wire { public const int Size = Length.Value; }");
            Samples.Put(In, $"s{size}", 3, $"class Length {{ public const int Value = {size}; }}");
        }

        Assert.That(Read().Select(one => one.Of(Step.Of(1)).Hash), Is.Unique);
    }

    [Test]
    public void An_empty_submission_is_one_of_its_own([Values] bool zipped)
    {
        if (zipped)
        {
            using var zip = Zip("in.zip");
            zip.CreateEntry("class/");
            Entry(zip, $"class/Anna_1001_assignsubmission_file_/{Step1}", "// anna");
            zip.CreateEntry("class/Liam Smith_1012_assignsubmission_file_/");
            Entry(zip, "class/Mia_1013_assignsubmission_file_/.DS_Store", "mac");
            Entry(zip, "__MACOSX/class/._x", "mac");
        }
        else
        {
            Samples.Put(In, "class/Anna_1001_assignsubmission_file_", 1, "// anna");
            Directory.CreateDirectory(Path.Combine(In, "class", "Liam Smith_1012_assignsubmission_file_"));
            Write("class/Mia_1013_assignsubmission_file_/.DS_Store", "mac");
            Write(".DS_Store", "mac");
        }

        Assert.That(Read(zipped ? "in.zip" : "in").Select(one => one.Id), Is.EqualTo(new[] { "1001" }));
        Assert.That(all.Where(one => one.Unread?.IsEmpty == true).Select(one => (one.Id, one.Name)),
            Is.EqualTo(new[] { ("1012", "Liam Smith"), ("1013", "Mia") }));
        Assert.That(intake.NotSubmissions, Is.Empty);
    }

    [Test]
    public void Each_file_with_a_wrong_name_has_the_right_one_beside_it()
    {
        Samples.Put(In, "anna", 1, "// anna");
        Write("Hiro_1008_assignsubmission_file_sendingreceiving.cs", "// 4");
        Write("Hiro_1008_assignsubmission_file_step5.cs", "// 5");
        Write("b/deep/s4.cs", "// 4");
        Write("c/Program.cs", "// ?");
        Write("d.rar", "rar");
        Write("e.zip", "no zip");
        Write("notes.pdf", "pdf");
        Read();

        Assert.That(all.Where(one => one.Unread is not null).ToDictionary(one => one.Id, one => one.Unread!.Why),
            Is.EquivalentTo(new Dictionary<string, string>
            {
                ["1008"] = "not the names of steps: sendingreceiving.cs should be Step04_SendingAndReceiving.cs, "
                    + "step5.cs should be Step05_SocketExceptions.cs",
                ["b"] = "not the names of steps: s4.cs should be Step04_SendingAndReceiving.cs",
                ["c"] = $"not the names of steps: Program.cs; a step's file has a name such as {Step1}",
                ["d"] = "no program in it; d.rar: only zips are unpacked",
                ["e"] = "no program in it; e.zip: no zip that can be read",
            }));
        Assert.That(intake.NotSubmissions.Select(one => one.Path), Is.EqualTo(new[] { "in/notes.pdf" }));
    }

    [Test]
    public void A_folder_with_nothing_but_wrong_names_is_one_submission()
    {
        Write("step4.cs", "// 4");
        Read();

        Assert.That(all.Single().Id, Is.EqualTo("in"));
        Assert.That(all[0].Unread!.Why, Does.Contain("step4.cs should be Step04_SendingAndReceiving.cs"));
    }

    [Test]
    public void An_online_text_beside_the_files_is_no_second_submission()
    {
        Samples.Put(In, "Anna_1001_assignsubmission_file_", 1, "// anna");
        Write("Anna_1001_assignsubmission_onlinetext_/onlinetext.html", "<p>Hello</p>");
        Write("Ben_1002_assignsubmission_onlinetext_/onlinetext.html", "<p>Hello</p>");
        Read();

        Assert.That(all.Select(one => (one.Id, one.Unread?.Why)),
            Is.EqualTo(new[] { ("1001", null), ("1002", "no program in it, only an online text") }));
        Assert.That(intake.NotSubmissions.Single().Reason, Is.EqualTo("no program in it, only an online text"));
    }

    [Test]
    public void A_list_beside_the_folder_or_zip_counts_if_none_is_inside([Values] bool zipped, [Values] bool inside)
    {
        if (zipped)
        {
            using var zip = Zip("in.zip");
            Entry(zip, $"anna/{Step1}", "// anna");
            if (inside)
                Entry(zip, "students.csv", "id,name\nanna,Inside\n");
        }
        else
        {
            Samples.Put(In, "anna", 1, "// anna");
            if (inside)
                Write("students.csv", "id,name\nanna,Inside\n");
        }

        File.WriteAllText(Path.Combine(folder, "students.csv"), "id,name\nanna,Beside\n");

        Assert.That(Read(zipped ? "in.zip" : "in").Single().Name, Is.EqualTo(inside ? "Inside" : "Beside"));
    }

    [TestCase("no such")]
    [TestCase("file.txt")]
    [TestCase("broken.zip")]
    public void What_is_neither_a_folder_nor_a_zip_is_told(string name)
    {
        if (name != "no such")
            File.WriteAllText(Path.Combine(folder, name), "text");

        Assert.That(() => intake.Add(Path.Combine(folder, name)), Throws.TypeOf<KataException>().With.Message.Contains(name));
    }

    private static async Task Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, command);
    }

    private IReadOnlyList<Submission> Read(string name = "in")
    {
        intake.Add(Path.Combine(folder, name));
        all = intake.Copy(Taken);
        return [.. all.Where(one => one.Unread is null)];
    }

    /// <summary>What was found and cannot be graded, and why.</summary>
    private IReadOnlyList<LeftOut> NotRead =>
        [.. all.Where(one => one.Unread is not null).Select(one => new LeftOut(one.From[(folder.Length + 1)..], one.Unread!.Why))];

    private void Write(string path, string text)
    {
        var whole = Path.Combine(In, path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllText(whole, text);
    }

    private IEnumerable<string> Files(string submission) =>
        !Directory.Exists(Path.Combine(Taken, submission)) ? []
        : Directory.GetFiles(Path.Combine(Taken, submission), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Path.Combine(Taken, submission), path)).Order(StringComparer.Ordinal);

    private ZipArchive Zip(string name)
    {
        var whole = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        return ZipFile.Open(whole, ZipArchiveMode.Create);
    }

    private static ZipArchiveEntry Entry(ZipArchive zip, string name, string text)
    {
        var entry = zip.CreateEntry(name);
        using var stream = entry.Open();
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return entry;
    }
}
