using System.Diagnostics;
using Kata.Classes.Exports;
using Kata.Commands.Shell;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Classes;

/// <summary>The command as an instructor types it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class GradeProcessTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    private string Class => Path.Combine(path, "class");

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    [Platform("Linux")]
    public async Task A_class_that_was_killed_goes_on_and_nothing_is_lost_or_half_there()
    {
        for (var i = 0; i < 6; i++)
            Samples.Put(Path.Combine(path, "in"), $"s{i}", 1, $"{Samples.Solution(1)}\n// {i}\n");

        // Killed when so many verdicts are there; the next one goes on from them.
        foreach (var count in (int[])[1, 3])
        {
            using var killed = StartKata("grade", Path.Combine(path, "in"), "--out", Class, "--steps", "1", "--cell", "none", "--at-a-time",
                "1");
            var late = Stopwatch.StartNew();
            while (!killed.HasExited && Verdicts().Count < count && late.Elapsed < Waiting.Deadline)
                await Task.Delay(20); // nothing tells of a file in a folder of another process
            killed.Kill();
            await killed.WaitForExitAsync();
        }

        var before = Verdicts().ToDictionary(file => file, File.ReadAllText);
        var (code, output, error) = await Run("grade", Class, "--cell", "none");

        Assert.That((code, before.Count), Is.EqualTo((0, before.Count)), output + error);
        Assert.That(before, Is.Not.Empty);
        Assert.That(Verdicts(), Has.Count.EqualTo(6));
        Assert.That(before.Where(file => File.ReadAllText(file.Key) != file.Value).Select(file => file.Key), Is.Empty, "graded twice");
        Assert.That(Directory.GetFiles(Class, "*.part-*", SearchOption.AllDirectories), Is.Empty);
        var status = await Run("grade", "status", Class, "--json");
        Assert.That(status.Output, Does.Contain("\"graded\": 6"), status.Error);
    }

    [Test]
    public async Task From_a_folder_to_the_exports()
    {
        Samples.Put(Path.Combine(path, "in"), "anna", 1, Samples.Solution(1));
        Samples.Put(Path.Combine(path, "in"), "ben", 1, Samples.Solution(1).Replace("SocketType.Stream", "SocketType.Dgram"));
        Samples.Put(Path.Combine(path, "in"), "cleo", 1, Samples.Exercise(1));
        Samples.Put(Path.Combine(path, "in"), "dora", 1, "oh");
        await File.WriteAllTextAsync(Path.Combine(path, "points.json"), """{ "other": { "points": 10, "rule": "all" } }""");

        var graded = await Run("grade", Path.Combine(path, "in"), "--out", Class, "--steps", "1", "--cell", "none", "--points",
            Path.Combine(path, "points.json"));
        var exported = await Run("grade", "export", Class, "--format", string.Join(',', ClassExport.All.Select(export => export.Name)));

        Assert.That((graded.Code, exported.Code), Is.EqualTo((0, 0)), graded.Error + exported.Error);
        // What the programs of the first two came to is for other tests.
        var lines = await File.ReadAllLinesAsync(Path.Combine(Class, "exports", "grades.csv"));
        Assert.That(lines[0], Is.EqualTo("id,name,email,group,submitted,days late,Step01_CreatingSockets,total,possible"));
        Assert.That(lines[1], Does.Match("^anna,,,,,,(0,0|10,10),10$"));
        Assert.That(lines[3..], Is.EqualTo(new[] { "cleo,,,,,,0,0,10", "dora,,,,,,0,0,10" }));
        Assert.That(Path.Combine(Class, "exports", "class.html"), Does.Exist);
    }

    [Test]
    [Platform("Linux")]
    public async Task An_ordinary_users_class_is_graded_in_cells()
    {
        const uint somebody = 0x4B415400;
        Samples.Put(Path.Combine(path, "in"), "anna", 1, Samples.Solution(1));
        foreach (var one in Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories).Prepend(path))
            SystemCalls.Give(one, somebody);
        string[] become = ["/usr/bin/setpriv", "--reuid", $"{somebody}", "--regid", $"{somebody}", "--clear-groups", "--"];
        if (SystemCalls.UserId() != 0 || !File.Exists(become[0]) || Cell.Support.Missing is not null)
            Assert.Ignore("Only root can become somebody else, and there must be cells here.");
        if ((await Ended(Start([.. become, "/usr/bin/unshare", "--user", "--map-root-user", "--", .. Command, "--help"]))).Code != 0)
            Assert.Ignore("An ordinary user may make no user namespace here, or may not read the repository.");

        var (code, output, error) = await Ended(Start([
            .. become, "/usr/bin/env", $"HOME={path}", .. Command, "grade", Path.Combine(path, "in"), "--out", Class, "--steps", "1",
        ]));

        Assert.That(code, Is.EqualTo(0), output + error);
        Assert.That(error, Does.Not.Contain("--cell"));
        Assert.That(await File.ReadAllTextAsync(Verdicts()[0]), Does.Contain("passed").And.Not.Contain("failed"));
    }

    /// <summary>As in a container that is root's and has no rights over the machine.</summary>
    [Test]
    [Platform("Linux")]
    public async Task Where_no_cell_can_be_made_a_lesser_one_grades_if_it_is_typed()
    {
        if (CellSupport.Lesser.Missing is { } missing)
            Assert.Ignore(missing);

        Samples.Put(Path.Combine(path, "in"), "anna", 1, Samples.Solution(1));
        string[] contained = ["/usr/bin/setpriv", "--bounding-set", "-sys_admin,-sys_ptrace,-sys_resource", "--", .. Command];
        string[] grade = ["grade", Path.Combine(path, "in"), "--out", Class, "--steps", "1"];
        var none = await Ended(Start([.. contained, .. grade]));

        Assert.That(none.Code, Is.EqualTo(CellOption.NoCell), none.Error);
        Assert.That(none.Error, Does.Contain("--cell lesser grades in a lesser cell"));
        Assert.That(Class, Does.Not.Exist);

        var (code, output, error) = await Ended(Start([.. contained, .. grade, "--cell", "lesser"]));

        Assert.That(code, Is.EqualTo(0), output + error);
        Assert.That(output, Does.Not.Contain("--cell lesser"), "all is graded");
        Assert.That(await File.ReadAllTextAsync(Path.Combine(Class, "class.json")), Does.Contain("\"cell\": \"lesser\""));
        Assert.That(await File.ReadAllTextAsync(Verdicts()[0]), Does.Contain("\"cell\":\"lesser\"").And.Contain("passed")
            .And.Not.Contain("failed"));
        Assert.That(CellSupport.IsReadable(Class), Is.False);
    }

    [Test]
    public async Task A_class_folder_that_a_student_hands_in_is_a_submission()
    {
        // With a verdict of its own making.
        var handedIn = Path.Combine(path, "anna");
        var (forged, manifest) = Samples.Class(handedIn, 1, 1);
        var program = manifest.Submissions[0].Of(Step.Of(1));
        forged.Keep(manifest.Submissions[0], Samples.Graded(program.Step, manifest.KeyOf(program), CheckStatus.Passed));
        var before = await File.ReadAllTextAsync(forged.ManifestPath);
        Samples.Put(path, "anna", 1, "oh");

        var (code, output, error) = await Run("grade", handedIn, "--out", Class, "--steps", "1", "--cell", "none");

        Assert.That(code, Is.EqualTo(0), output + error);
        Assert.That(Directory.GetDirectories(Path.Combine(Class, "graded")).Select(Path.GetFileName), Is.EqualTo(new[] { "anna" }));
        Assert.That(File.ReadAllText(forged.ManifestPath), Is.EqualTo(before));
        Assert.That((await Run("grade", handedIn, "--cell", "none")).Error, Does.Contain("kata: going on with the class folder"));
    }

    [TestCase("grade")]
    [TestCase("grade", "/no/such/folder", "--cell", "none")]
    [TestCase("grade", "solutions", "--cell", "maybe")]
    [TestCase("grade", "solutions", "--cell", "none", "--shard", "4/3")]
    [TestCase("grade", "solutions", "--cell", "none", "--steps", "99")]
    [TestCase("grade", "solutions", "--cell", "none", "--points", "/no/such/file")]
    [TestCase("grade", "solutions", "--cell", "none", "--hidden", "/no/such/folder")]
    [TestCase("grade", "solutions", "--cell", "none", "--at-a-time", "0")]
    [TestCase("grade", "status", "/no/such/folder")]
    [TestCase("grade", "export", "/no/such/folder")]
    [TestCase("grade", "merge", "/no/such/folder", "/no/such/shard")]
    public async Task Wrong_use_gets_one_line_and_2(params string[] arguments)
    {
        var (code, output, error) = await Run([.. arguments, .. arguments.Length > 1 && arguments[1] == "solutions"
            ? (string[])["--out", Class] : []]);

        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(output, Is.Empty);
        Assert.That(error.Replace("kata: --cell none: the programs run with your rights, and can read and change all that you can.\n",
            ""), Does.Match(@"^kata: [^\n]+\r?\n$"));
        Assert.That(Class, Does.Not.Exist);
    }

    private IReadOnlyList<string> Verdicts() => Directory.Exists(Path.Combine(Class, "graded"))
        ? Directory.GetFiles(Path.Combine(Class, "graded"), "*.json", SearchOption.AllDirectories)
        : [];

    private static string[] Command => [ServerProgram.DotNet, KataProcess.Assembly];

    private static Task<(int Code, string Output, string Error)> Run(params string[] arguments) => Ended(StartKata(arguments));

    private static async Task<(int Code, string Output, string Error)> Ended(Process started)
    {
        using var process = started;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync())
            .WaitAsync(Waiting.Deadline);
        await process.WaitForExitAsync();
        return (process.ExitCode, texts[0], texts[1]);
    }

    private static Process StartKata(params string[] arguments) => Start([.. Command, .. arguments]);

    private static Process Start(string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What a scheduler around the tests says is not meant for them.
        foreach (var name in (string[])["SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "CI_NODE_INDEX"])
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }
}
