using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Kata.Classes;
using Kata.Classes.Exports;
using Kata.Commands.Shell;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Classes.Exports;

/// <summary>Each export keeps to its specification, whatever students are called and programs write.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ExportTests : IDisposable
{
    private const string Secret = "A secret sentence";
    private const string Wild = "«␊» ]]> <b>&amp; \u0001\u001b[31m \ufffe 🙂\n::error::forged\n::endgroup::,%0A";

    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly ClassResults results;

    public ExportTests()
    {
        var (folder, manifest) = Samples.Class(path, 4, 1, 4);
        manifest = manifest with
        {
            Submissions =
            [
                manifest.Submissions[0] with
                {
                    Name = "=HYPERLINK(\"http://x\")",
                    Email = "a,b@example.org",
                },
                manifest.Submissions[1] with
                {
                    Name = "Anna \"A\" Müller",
                    Group = "two\nlines",
                },
                manifest.Submissions[2] with { Name = "＝1+1" },
                manifest.Submissions[3] with
                {
                    Programs = [.. manifest.Submissions[3].Programs.Select(program => program with { State = ProgramState.Untouched })],
                },
            ],
            Students = [new("zoe", "Zoe", null, null)],
        };
        // The first passes, the second fails, the third is not graded in step 4, the fourth has begun nothing.
        foreach (var (submission, i) in manifest.Submissions.Take(3).Select((one, i) => (one, i)))
        {
            foreach (var step in manifest.Steps.Take(i == 2 ? 1 : 2))
            {
                var graded = Samples.Graded(step, manifest.KeyOf(submission.Of(step)), CheckStatus.Passed, i == 1 ? CheckStatus.Failed
                    : CheckStatus.Passed, CheckStatus.Skipped);
                if (i == 1)
                    graded = graded with
                    {
                        Result = graded.Result with
                        {
                            Checks =
                            [
                                .. graded.Result.Checks.Select(check =>
                                    check.Failure is null ? check : check with { Failure = check.Failure with { Got = Wild } }),
                            ],
                        },
                    };
                folder.Keep(
                    submission,
                    graded with
                    {
                        Hidden =
                        [
                            Samples.Check(step, 987654, i == 1 ? CheckStatus.Failed : CheckStatus.Passed) with
                            {
                                Id = $"Mine.Check{step.Number}",
                                Sentence = Secret,
                            },
                        ],
                    });
            }
        }

        folder.Write(manifest);
        results = ClassResults.Read(folder, folder.ReadManifest());
    }

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public void Comma_separated_values_are_as_RFC_4180_has_them_and_no_formulas()
    {
        var text = Text("csv", "grades.csv");
        var rows = Rows(text);

        Assert.That(rows.Select(row => row.Count), Is.All.EqualTo(rows[0].Count));
        Assert.That(
            rows[0],
            Is.EqualTo(
                new[]
                {
                    "id", "name", "email", "group", "submitted", "days late", "Step01_CreatingSockets",
                    "Step04_SendingAndReceiving", "total", "possible",
                }));
        Assert.That(rows[1][1..3], Is.EqualTo(new[] { "'=HYPERLINK(\"http://x\")", "a,b@example.org" }));
        Assert.That(rows[3][1], Is.EqualTo("'＝1+1"));
        Assert.That(rows[1][6..], Is.EqualTo(new[] { "3", "3", "6", "6" }));
        Assert.That(rows[2][6..9], Is.EqualTo(new[] { "1", "1", "2" }));
        Assert.That(rows[3][6..9], Is.EqualTo(new[] { "3", "", "" }), "not graded is not zero");
        Assert.That(rows[4][6..], Is.EqualTo(new[] { "0", "0", "0", "6" }));
        Assert.That(rows[5][0], Is.EqualTo("zoe"));
        Assert.That(text.Replace("\"two\nlines\"", "").Replace("\r\n", ""), Does.Not.Contain("\n"));
    }

    [Test]
    public void JUnit_s_XML_keeps_to_its_schema()
    {
        var schemas = new XmlSchemaSet();
        schemas.Add(XmlSchema.Read(new StringReader(JUnitSchema), null)!);
        var faults = new List<string>();
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas };
        settings.ValidationEventHandler += (_, fault) => faults.Add(fault.Message);
        using (var reader = XmlReader.Create(new MemoryStream(File("junit", "junit.xml")), settings))
        {
            while (reader.Read())
            {
            }
        }

        var xml = XDocument.Load(new MemoryStream(File("junit", "junit.xml"))).Root!;
        Assert.That(faults, Is.Empty);
        Assert.That(xml.Elements("testsuite").Select(suite => (string)suite.Attribute("name")!),
            Has.Member("s2.Step04_SendingAndReceiving"));
        foreach (var suite in xml.Elements("testsuite"))
        {
            Assert.That(suite.Elements("testcase").Count(), Is.EqualTo((int)suite.Attribute("tests")!));
            Assert.That(suite.Descendants("failure").Count(), Is.EqualTo((int)suite.Attribute("failures")!));
            Assert.That(suite.Descendants("error").Count(), Is.EqualTo((int)suite.Attribute("errors")!));
        }

        Assert.That(xml.Elements("testsuite").Single(suite => (string)suite.Attribute("name")! == "s3.Step04_SendingAndReceiving")
            .Descendants("error"), Is.Not.Empty);
    }

    [Test]
    public void Gradescope_s_results_have_the_fields_that_it_knows()
    {
        foreach (var (name, content) in Files("gradescope").Where(file => file.Name.EndsWith("results.json", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(content);
            Assert.That(
                json.RootElement.EnumerateObject().Select(field => field.Name),
                Is.SubsetOf(
                    new[]
                    {
                        "score", "execution_time", "output", "output_format", "test_output_format", "test_name_format",
                        "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard",
                    }));
            foreach (var test in json.RootElement.GetProperty("tests").EnumerateArray())
            {
                Assert.That(
                    test.EnumerateObject().Select(field => field.Name),
                    Is.SubsetOf(
                        new[]
                        {
                            "score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
                            "visibility", "extra_data",
                        }));
                Assert.That(test.GetProperty("status").GetString(), Is.AnyOf("passed", "failed"));
                Assert.That(test.GetProperty("visibility").GetString(), Is.AnyOf("hidden", "visible"));
                Assert.That(test.TryGetProperty("score", out var score) && score.GetDecimal() > test.GetProperty("max_score")
                    .GetDecimal(), Is.False, name);
            }

            Assert.That(json.RootElement.GetProperty("tests").EnumerateArray().Where(test => test.TryGetProperty("score", out _))
                .Sum(test => test.GetProperty("score").GetDecimal()), Is.EqualTo(json.RootElement.GetProperty("score").GetDecimal()));
        }

        Assert.That(
            Files("gradescope").Select(file => file.Name),
            Is.EquivalentTo(
                new[]
                {
                    "gradescope/s1/results.json", "gradescope/s2/results.json", "gradescope/s3/not-graded.txt",
                    "gradescope/s4/results.json", "gradescope/autograder.zip",
                }));
    }

    [Test]
    public void Gradescope_s_autograder_has_its_two_scripts_and_gives_no_solution_away()
    {
        using var zip = new ZipArchive(new MemoryStream(File("gradescope", "gradescope/autograder.zip")));

        Assert.That(zip.GetEntry("setup.sh")!.ExternalAttributes >> 16 & 0x1FF, Is.EqualTo(0x1ED), "rwxr-xr-x");
        Assert.That(zip.GetEntry("run_autograder"), Is.Not.Null);
        Assert.That(zip.GetEntry("kata/harness/Harness.csproj"), Is.Not.Null);
        Assert.That(zip.GetEntry("kata/harness/checks/Step04_SendingAndReceivingChecks.cs"), Is.Not.Null);
        Assert.That(zip.Entries.Select(entry => entry.FullName)
            .Where(name => name.Contains("/solutions/") || name.Contains("/variants/") || name.Contains("/.git/")
            || name.Contains("/bin/") || name.Contains("/obj/")), Is.Empty);
        foreach (var script in (string[])["setup.sh", "run_autograder"])
        {
            using var reader = new StreamReader(zip.GetEntry(script)!.Open());
            Assert.That(reader.ReadToEnd(), Does.StartWith("#!/usr/bin/env bash\n").And.Not.Contain("\r"));
        }
    }

    [Test]
    public void Gradescope_s_autograder_grades_as_the_class_is_graded()
    {
        var hidden = Directory.CreateDirectory(Path.Combine(path, "mine")).FullName;
        System.IO.File.WriteAllText(Path.Combine(hidden, "Mine.cs"), "// mine");
        var rules = PointRules.Read(JsonDocument.Parse("""{ "other": { "points": 4 } }""").RootElement);
        var own = ClassResults.Read(new(path), results.Manifest, rules);
        own.HiddenFolder = hidden;
        using var zip = new ZipArchive(new MemoryStream(GradescopeExport.Write(own).Last().Content));
        using var run = new StreamReader(zip.GetEntry("run_autograder")!.Open());
        using var points = zip.GetEntry("class/points.json")!.Open();

        Assert.That(run.ReadToEnd(),
            Does.Contain("--steps \"${KATA_STEPS:-1,4}\" --points ../class/points.json --hidden ../class/hidden)\n")
                .And.Contain("--output \"$work/exports\" --hidden ../class/hidden\n"));
        Assert.That(PointRules.Read(JsonDocument.Parse(points).RootElement).Other.Points, Is.EqualTo(4));
        Assert.That(zip.GetEntry("class/hidden/Mine.cs"), Is.Not.Null);
    }

    [TestCase("anna", "{ \"score\": 7 }")]
    [TestCase("step4 step5", "The programs are in several folders")]
    [TestCase("docs step4", "{ \"score\": 7 }")]
    [TestCase("docs", "Nothing could be graded")]
    [Platform("Linux")]
    public async Task Gradescope_s_script_has_a_result_for_programs_in_several_folders(string submissions, string expected)
    {
        var kata = Directory.CreateDirectory(Path.Combine(path, "source", "kata")).FullName;
        Samples.Put(path, "submission", 4, "// 4");
        // This kata grades nothing, and exports a result for each submission.
        System.IO.File.WriteAllText(Path.Combine(kata, "kata"), $$"""
            #!/usr/bin/env bash
            if [ "$2" != export ]; then exit 0; fi
            for one in {{submissions}}; do
                said='{ "score": 7 }'
                if [ $one = docs ]; then said='{ "score": 0, "output": "Nothing could be graded: no program." }'; fi
                mkdir -p "$7/gradescope/$one" && echo "$said" > "$7/gradescope/$one/results.json"
            done
            """);
        using var zip = new ZipArchive(new MemoryStream(File("gradescope", "gradescope/autograder.zip")));
        zip.GetEntry("run_autograder")!.ExtractToFile(Path.Combine(path, "run_autograder"));
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(Path.Combine(kata, "kata"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = new System.Diagnostics.ProcessStartInfo("bash", [Path.Combine(path, "run_autograder")]);
        script.Environment["AUTOGRADER"] = path;
        using var run = System.Diagnostics.Process.Start(script)!;
        await run.WaitForExitAsync();

        var result = await System.IO.File.ReadAllTextAsync(Path.Combine(path, "results", "results.json"));
        Assert.That(result, Does.Contain(expected));
        Assert.That(() => JsonDocument.Parse(result).Dispose(), Throws.Nothing);
    }

    /// <summary>A lesser cell only where the cell is what is missing; never none.</summary>
    [TestCase(CellOption.NoCell, "--cell required,--cell lesser")]
    [TestCase(2, "--cell required")]
    [TestCase(0, "--cell required")]
    [Platform("Linux")]
    public async Task Gradescope_s_script_grades_in_a_lesser_cell_if_there_can_be_no_cell(int ends, string cells)
    {
        var kata = Directory.CreateDirectory(Path.Combine(path, "source", "kata")).FullName;
        Samples.Put(path, "submission", 4, "// 4");
        System.IO.File.WriteAllText(Path.Combine(kata, "kata"), $$"""
            #!/usr/bin/env bash
            echo "$*" | grep -o -e '--cell [a-z]*' >> {{path}}/cells
            exit {{ends}}
            """);
        using var zip = new ZipArchive(new MemoryStream(File("gradescope", "gradescope/autograder.zip")));
        zip.GetEntry("run_autograder")!.ExtractToFile(Path.Combine(path, "run_autograder"));
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(Path.Combine(kata, "kata"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = new System.Diagnostics.ProcessStartInfo("bash", [Path.Combine(path, "run_autograder")]);
        script.Environment["AUTOGRADER"] = path;
        using var run = System.Diagnostics.Process.Start(script)!;
        await run.WaitForExitAsync();

        Assert.That(await System.IO.File.ReadAllLinesAsync(Path.Combine(path, "cells")), Is.EqualTo(cells.Split(',')));
        Assert.That(Path.Combine(path, "results", "results.json"), Does.Not.Exist);
        foreach (var folder in (string[])["source", "submission", "results"])
            Assert.That(CellSupport.IsReadable(Path.Combine(path, folder)), Is.False, folder);
    }

    [Test]
    public void Gradescope_tells_a_student_that_a_file_has_a_wrong_name()
    {
        var manifest = results.Manifest;
        var unread = ClassResults.Read(new(path), manifest with
        {
            Submissions = [manifest.Submissions[0] with { Unread = new("step4.cs should be Step04_SendingAndReceiving.cs", false) }],
        });
        using var json = JsonDocument.Parse(GradescopeExport.Write(unread).First().Content);

        Assert.That(json.RootElement.GetProperty("score").GetDecimal(), Is.Zero);
        Assert.That(json.RootElement.GetProperty("output").GetString(), Does.Contain("step4.cs should be Step04"));
        Assert.That(json.RootElement.GetProperty("tests").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void Moodle_has_a_worksheet_and_a_page_for_each_folder()
    {
        var manifest = results.Manifest with
        {
            Submissions = [.. results.Manifest.Submissions.Take(3).Select((one, i) => i == 1 ? one
            : one with { Id = $"{i}", Name = "A_b/c", Participant = $"100{i}" })],
        };
        var moodle = ClassResults.Read(new(path), manifest);
        var files = MoodleExport.Write(moodle).ToList();
        var rows = Rows(Encoding.UTF8.GetString(files[0].Content));
        using var zip = new ZipArchive(new MemoryStream(files[1].Content));

        // Moodle refuses a worksheet without the first, the fourth and the fifth of these.
        Assert.That(rows[0], Is.EqualTo(new[] { "Identifier", "Full name", "Email address", "Grade", "Last modified (grade)" }));
        Assert.That(rows[1][0], Is.EqualTo("Participant 1000"));
        Assert.That(rows[1][3], Is.Empty, "not graded is not zero");
        Assert.That(rows, Has.Count.EqualTo(3), "an id of digits is no participant");
        Assert.That(zip.Entries.Select(entry => entry.FullName), Is.EquivalentTo(new[]
        {
            "A b c_1000_assignsubmission_file_/feedback.html", "A b c_1002_assignsubmission_file_/feedback.html",
        }));
        Assert.That(MoodleExport.Note(moodle), Is.EqualTo("2 students left out of moodle: Moodle's participant number is not known"));
    }

    [Test]
    public void What_is_said_of_a_submission_without_a_grade_commands_no_terminal()
    {
        var one = results.All[0].Submission with { Unread = new("a\u001b[2J\nb\u202e.txt", IsEmpty: false) };
        var file = ExportText.NotGraded("not-graded.txt", results.All[0] with { Submission = one });

        Assert.That(Encoding.UTF8.GetString(file.Content), Is.EqualTo("Nothing could be graded: a\\x1B[2J␊b\\u202E.txt\n"));
    }

    [TestCase("Identifier", "Participant ", "Grade", ',', "\n")]
    [TestCase("ID", "Teilnehmer/in", "Bewertung", ';', "\r\n")]
    [TestCase("Identifiant", "Participant ", "Note", ',', "\r\n")]
    public void Moodle_s_own_worksheet_goes_back_with_nothing_changed_but_the_grades(
        string id, string word, string grade, char separator, string end)
    {
        string[][] Sheet(string s1, string s2, string zoe) =>
        [
            [id, "Full name", "Status", grade, "Most", "Can it be changed", "Last modified (grade)", "Feedback"],
            [$"{word}1000", "\"A \"\"b\"\"\"", "x", s1, "100.00", "Yes", "\"Sunday, 22 November 2026, 10:00 AM\"", ""],
            [$"{word}1001", "B", "x", s2, "100.00", "Yes", "-", "\"two\nlines\""],
            [$"{word}1002", "C", "x", "7.00", "100.00", "Yes", "-", ""],
            [$"{word}1009", "Zoe", "x", zoe, "100.00", "Yes", "-", ""],
            [$"{word}1010", "of another group", "x", "5.00", "100.00", "Yes", "-", ""],
        ];
        string Text(string[][] rows) => "\uFEFF" + string.Concat(rows.Select(row => string.Join(separator, row) + end));
        var given = Text(Sheet("", "\"3,00\"", ""));
        new ClassFolder(path).KeepWorksheet(given);
        var manifest = results.Manifest with
        {
            Submissions = [.. results.Manifest.Submissions.Take(3).Select((one, i) => one with { Participant = $"100{i}" })],
            Students = [.. Kata.Classes.Intake.StudentList.Read(given, "Grades.csv").Where(student => student.Id == "1009")],
        };

        var moodle = ClassResults.Read(new(path), manifest);

        Assert.That(Encoding.UTF8.GetString(MoodleExport.Write(moodle).First().Content), Is.EqualTo(Text(Sheet("6", "2", "0"))));
        Assert.That(MoodleExport.Note(moodle), Is.Null);
    }

    [Test]
    public void Exercism_s_results_are_of_version_3()
    {
        var statuses = new Dictionary<string, string>();
        foreach (var (name, content) in Files("exercism").Where(file => file.Name.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(content);
            var root = json.RootElement;
            statuses[name] = root.GetProperty("status").GetString()!;
            Assert.That(root.GetProperty("version").GetInt32(), Is.EqualTo(3));
            Assert.That(root.GetProperty("status").GetString(), Is.AnyOf("pass", "fail", "error"));
            Assert.That(root.GetProperty("message").ValueKind,
                Is.EqualTo(root.GetProperty("status").GetString() == "error" ? JsonValueKind.String : JsonValueKind.Null));
            foreach (var test in root.GetProperty("tests").EnumerateArray())
            {
                Assert.That(test.GetProperty("name").GetString(), Is.Not.Empty);
                Assert.That(test.GetProperty("status").GetString(), Is.AnyOf("pass", "fail", "error"));
                Assert.That(test.GetProperty("task_id").ValueKind, Is.EqualTo(JsonValueKind.Number));
                if (test.TryGetProperty("output", out var output))
                    Assert.That(output.GetString()!.Length, Is.LessThanOrEqualTo(500));
            }
        }

        Assert.That(
            statuses,
            Is.EquivalentTo(
                new Dictionary<string, string>
                {
                    ["exercism/s1/results.json"] = "pass",
                    ["exercism/s2/results.json"] = "fail",
                    ["exercism/s4/results.json"] = "fail",
                }));
    }

    [Test]
    public void GitHub_s_annotations_are_commands_and_nothing_that_a_program_wrote_is_one()
    {
        var lines = Text("github", "github/s2/annotations.txt").TrimEnd('\n').Split('\n');

        Assert.That(lines, Has.Length.EqualTo(2));
        foreach (var line in lines)
            Assert.That(line, Does.Match(@"^::error file=exercises/Step\d\d_\w+\.cs,line=7,title=[^:,]+::[^\r\n]+$"));
        Assert.That(lines[0], Does.Contain("::error::forged"));
        Assert.That(Text("github", "github/s2/summary.md"), Does.Contain("| ❌ | 01 Creating sockets | 1 of 2 passed, 0 of 1 hidden | 1 |"));
        Assert.That(Text("github", "github/s3/summary.md"), Does.Contain("| ❔ | 04 Sending and receiving | not graded |  |"));
        Assert.That(Text("github", "github/s1/annotations.txt"), Is.Empty);
    }

    [Test]
    public void Json_has_null_where_nothing_is_graded()
    {
        using var grades = JsonDocument.Parse(File("json", "grades.json"));
        var all = grades.RootElement.GetProperty("submissions").EnumerateArray().ToList();

        Assert.That(all.Select(one => one.GetProperty("points").ToString()), Is.EqualTo(new[] { "6", "2", "", "0" }));
        using var one = JsonDocument.Parse(File("json", "json/s2/grade.json"));
        Assert.That(one.RootElement.GetProperty("checks").GetArrayLength(), Is.EqualTo(6));
    }

    [Test]
    public void What_the_instructor_s_own_checks_say_is_in_no_student_s_file()
    {
        var students = ClassExport.All.Where(export => export.Name is not "csv").SelectMany(export => export.Write(results))
            .Where(file => file.Path != "class.html").ToList();

        Assert.That(students, Has.Count.GreaterThan(20));
        Assert.That(
            students
                .Where(file =>
                    Encoding.UTF8.GetString(file.Content) is var text
                    && (text.Contains(Secret) || text.Contains("Mine.Check") || text.Contains("987654 bytes")))
                .Select(file => file.Path),
            Is.Empty);
        Assert.That(Text("html", "class.html"), Does.Contain(Secret));
    }

    [Test]
    public void The_page_has_what_is_not_graded_first_and_no_markup_of_strangers()
    {
        var page = Text("html", "class.html");

        Assert.That(page.IndexOf("not graded, which is not zero", StringComparison.Ordinal),
            Is.LessThan(page.IndexOf("Who can do what", StringComparison.Ordinal)).And.GreaterThan(0));
        Assert.That(page, Does.Contain("&lt;b&gt;").And.Not.Contain("<b>&amp;amp;"));
        Assert.That(page, Does.Contain("the ladder"));
    }

    [Test]
    public void A_student_s_page_and_file_have_the_points_of_the_table()
    {
        var points = PointRules.Read(JsonDocument.Parse(
            """{ "other": { "points": 4 }, "late": { "due": "2026-11-20T00:00:00Z", "perDay": 0.25 } }""").RootElement);
        var submitted = new DateTimeOffset(2026, 11, 21, 1, 0, 0, TimeSpan.Zero);
        var manifest = results.Manifest with
        {
            Submissions = [.. results.Manifest.Submissions.Select(one => one with { Submitted = submitted })],
        };
        var late = ClassResults.Read(new(path), manifest, points);
        var page = Encoding.UTF8.GetString(HtmlExport.Write(late).Single(file => file.Path == "feedback/s2.html").Content);
        using var json = JsonDocument.Parse(JsonExport.Write(late).Single(file => file.Path == "json/s2/grade.json").Content);

        Assert.That(late.All[1].Total, Is.EqualTo(1.33m));
        Assert.That(page, Does.Contain("<title>Anna \"A\" Müller (s2) · ").Or.Contain("<title>Anna &quot;A&quot; Müller (s2) · "));
        Assert.That(page, Does.Contain("1.33 of 8 points, 2 days late").And.Contain("1.33 of 4 points, 0 of 1 hidden checks passed"));
        Assert.That(json.RootElement.GetProperty("points").GetDecimal(), Is.EqualTo(1.33m));
        Assert.That(json.RootElement.GetProperty("possiblePoints").GetDecimal(), Is.EqualTo(8));
        Assert.That(json.RootElement.GetProperty("student").GetProperty("daysLate").GetInt32(), Is.EqualTo(2));
        Assert.That(json.RootElement.GetProperty("steps")[0].GetProperty("hidden").GetInt32(), Is.EqualTo(1));
        Assert.That(Text("html", "feedback/s4.html"), Does.Not.Contain("0001"));
    }

    [Test]
    public void A_program_that_does_not_compile_has_as_many_checks_as_others()
    {
        var (folder, manifest) = Samples.Class(Path.Combine(path, "broken"), 1, 1);
        var error = new CompilerFinding("CS1002", "error", "; expected", Step.Of(1).FileName, 3);
        var graded = Samples.Graded(Step.Of(1), manifest.KeyOf(manifest.Submissions[0].Of(Step.Of(1))));
        folder.Keep(manifest.Submissions[0], graded with { Result = graded.Result with { Findings = [error] } });
        var broken = ClassResults.Read(folder, manifest);

        Assert.That(broken.All[0].Possible, Is.GreaterThan(0));
        Assert.That(broken.GradeOf(broken.All[0]).Steps[0].Possible, Is.EqualTo(broken.All[0].Possible));
    }

    [Test]
    public void A_large_class_fits_into_a_page()
    {
        var (folder, manifest) = Samples.Class(Path.Combine(path, "large"), 120, 1);
        var ladder = string.Concat(Enumerable.Repeat("│ program ──────▶ server │\n", 400));
        foreach (var submission in manifest.Submissions)
        {
            var graded = Samples.Graded(Step.Of(1), manifest.KeyOf(submission.Of(Step.Of(1))), Enumerable.Repeat(CheckStatus.Failed, 12)
                .ToArray());
            folder.Keep(
                submission,
                graded with
                {
                    Result = graded.Result with
                    {
                        Checks =
                        [
                            .. graded.Result.Checks.Select(check => check with { Failure = check.Failure! with { Ladders = [ladder] } }),
                        ],
                    },
                });
        }

        Assert.That(Encoding.UTF8.GetByteCount(ClassPage.Write(ClassResults.Read(folder, manifest))), Is.LessThan(ClassPage.MostBytes));
    }

    /// <summary>Two programs in five fail, each in its own way, with messages and ladders as they usually are.</summary>
    [Test]
    public void Three_hundred_students_and_all_steps_fit_and_each_failure_keeps_its_message()
    {
        var (folder, manifest) = Samples.Class(Path.Combine(path, "all"), 300, [.. Step.All.Select(step => step.Number)]);
        var failing = new List<string>();
        foreach (var (i, (submission, program)) in manifest.Graded.Index())
        {
            var (key, fails) = (manifest.KeyOf(program), i % 5 < 2);
            var graded = Graded(program.Step, key, fails ? failing.Count : null);
            // What ClassFolder.Keep does, but for the waits for the disk.
            var name = ClassFolder.NameOf(submission, program.Step, key);
            Directory.CreateDirectory(Path.Combine(folder.Folder, "graded", submission.Id));
            System.IO.File.WriteAllText(Path.Combine(folder.Folder, "graded", name), graded.Write());
            if (!fails)
                continue;

            failing.Add(key);
            CheckResult[] failed = [.. graded.Result.Checks.Where(check => check.Status == CheckStatus.Failed)];
            LastResults.Save(Path.Combine(folder.Folder, "evidence", name), graded.Result with { Checks = failed }, 8 * 1024);
        }

        var page = ClassPage.Write(ClassResults.Read(new(folder.Folder), manifest));

        Assert.That(Encoding.UTF8.GetByteCount(page), Is.LessThan(ClassPage.MostBytes));
        Assert.That(failing, Has.Count.GreaterThan(2500));
        Assert.That(failing.Index().Where(one => !page.Contains($"the number {one.Index}&#xA;", StringComparison.Ordinal)
            || !page.Contains($"id=\"f{one.Item}\"", StringComparison.Ordinal)), Is.Empty);

        static GradedStep Graded(Step step, string key, int? number)
        {
            var graded = Samples.Graded(step, key, [.. Enumerable.Range(0, 14).Select(i =>
                number is not null && i % 4 == 0 ? CheckStatus.Failed : CheckStatus.Passed)]);
            var ladder = string.Concat(Enumerable.Repeat("     │  \"GET / HTTP/1.0␍␊␍␊\" (18 B) ────────────▶ │     0.4 ms\n", 30));
            return graded with
            {
                Result = graded.Result with
                {
                    Checks = [.. graded.Result.Checks.Select(check => check.Failure is null ? check
                        : check with { Failure = new($"the number {number}", "another number") { Ladders = [ladder] } })],
                },
            };
        }
    }

    private IReadOnlyList<(string Name, byte[] Content)> Files(string format) =>
        [.. ClassExport.All.Single(export => export.Name == format).Write(results).Select(file => (file.Path, file.Content))];

    private byte[] File(string format, string name) => Files(format).Single(file => file.Name == name).Content;

    private string Text(string format, string name) => Encoding.UTF8.GetString(File(format, name));

    private static List<List<string>> Rows(string text)
    {
        List<List<string>> rows = [[]];
        var (cell, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is ',' or '\r' && !quoted)
            {
                rows[^1].Add(cell.ToString());
                cell.Clear();
                if (c == '\r')
                {
                    i++;
                    rows.Add([]);
                }
            }
            else
                cell.Append(c);
        }

        rows.RemoveAt(rows.Count - 1);
        return rows;
    }

    /// <summary>The elements and attributes that Jenkins' and Ant's schemas of these files have in common.</summary>
    private const string JUnitSchema = """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:complexType name="problem"><xs:simpleContent><xs:extension base="xs:string">
            <xs:attribute name="type" type="xs:string"/><xs:attribute name="message" type="xs:string"/>
          </xs:extension></xs:simpleContent></xs:complexType>
          <xs:element name="testsuites"><xs:complexType>
            <xs:sequence><xs:element name="testsuite" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
              <xs:sequence><xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
                <xs:choice minOccurs="0"><xs:element name="skipped" type="xs:string"/><xs:element name="failure" type="problem"/><xs:element name="error" type="problem"/></xs:choice>
                <xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="classname" type="xs:string" use="required"/><xs:attribute name="time" type="xs:decimal" use="required"/>
              </xs:complexType></xs:element></xs:sequence>
              <xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="tests" type="xs:int" use="required"/><xs:attribute name="failures" type="xs:int" use="required"/>
              <xs:attribute name="errors" type="xs:int" use="required"/><xs:attribute name="skipped" type="xs:int"/><xs:attribute name="time" type="xs:decimal" use="required"/>
              <xs:attribute name="timestamp" use="required"><xs:simpleType><xs:restriction base="xs:dateTime"><xs:pattern value="[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"/></xs:restriction></xs:simpleType></xs:attribute>
            </xs:complexType></xs:element></xs:sequence>
            <xs:attribute name="name" type="xs:string"/><xs:attribute name="tests" type="xs:int"/><xs:attribute name="failures" type="xs:int"/><xs:attribute name="errors" type="xs:int"/><xs:attribute name="time" type="xs:decimal"/>
          </xs:complexType></xs:element>
        </xs:schema>
        """;
}
