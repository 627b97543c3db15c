using Kata.Checking;
using Kata.Machine;
using Kata.Programs.Compiling;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>What a program puts in the place of what a check looks for. The check says what is there; it neither waits nor
/// breaks.</summary>
[Platform("Linux")]
public class ObstacleTests
{
    private const string Program = """
        using System.Runtime.InteropServices;

        static class Step09_ResumingDownload
        {
            static int Main(string[] args)
            {
                var folder = Path.GetDirectoryName(args[3])!;
                OBSTACLE
                Console.WriteLine("Complete: 0 bytes");
                return 0;
            }

            [DllImport("libc")]
            private static extern int mkfifo(string path, uint mode);

            [DllImport("libc")]
            private static extern int chmod(string path, uint mode);
        }
        """;

    private const string Waiting = """
        using System.Runtime.InteropServices;

        static class Step16_Deadlines
        {
            static int Main(string[] args)
            {
                if (Environment.GetEnvironmentVariable("HOSTALIASES") is { } pipe)
                {
                    OBSTACLE
                }

                Console.Error.WriteLine("replaced");
                return 1;
            }

            [DllImport("libc")]
            private static extern int chmod(string path, uint mode);
        }
        """;

    [TestCase("mkfifo(args[3], 511);", "no such file")]
    [TestCase("File.CreateSymbolicLink(args[3], \"/dev/null\");", "no such file")]
    [TestCase("Directory.CreateDirectory(args[3]);", "no such file")]
    [TestCase("File.WriteAllText(args[3], \"\"); chmod(args[3], 0);", null)]
    [TestCase("File.WriteAllText(args[3], \"\"); chmod(folder, 0);", null)]
    [TestCase("Directory.Delete(folder, recursive: true);", null)]
    public async Task A_file_that_is_none_or_may_not_be_read_is_said_in_a_sentence(string obstacle, string? got)
    {
        var results = await Graded.By("Step09_ResumingDownload", Program.Replace("OBSTACLE", obstacle));

        var empty = results.Single(result => result.Sentence == "An empty file is a file");
        Assert.That(empty.Status, Is.EqualTo(CheckStatus.Failed), empty.Message);
        Assert.That(results.Where(result => result.Status == CheckStatus.NotGraded).Select(result => result.Message), Is.Empty);
        Assert.That(results.Select(result => result.Message).OfType<string>(), Has.None.Contains("   at "));
        if (got is not null)
            Assert.That(empty.Message, Does.Contain(got));
    }

    [TestCase("File.Delete(pipe);")]
    [TestCase("File.Delete(pipe); File.WriteAllText(pipe, \"\");")]
    [TestCase("File.Delete(pipe); File.CreateSymbolicLink(pipe, \"/dev/null\");")]
    [TestCase("File.Delete(pipe); Directory.CreateDirectory(pipe);")]
    [TestCase("chmod(pipe, 0);")]
    [TestCase("chmod(Path.GetDirectoryName(pipe)!, 0);")]
    [TestCase("Directory.Delete(Path.GetDirectoryName(pipe)!, recursive: true);")]
    public async Task A_pipe_that_a_program_replaces_holds_up_no_check(string obstacle)
    {
        const string sentence = "A lookup that does not end: the deadline passes while looking up the name";

        var results = await Graded.By("Step16_Deadlines", Waiting.Replace("OBSTACLE", obstacle), only: [sentence]);

        // What it writes counts, and nothing else.
        Assert.That(results.Single().Status, Is.EqualTo(CheckStatus.Failed), results.Single().Message);
        Assert.That(results.Single().Message, Does.Contain("«Deadline passed while looking up the name").And.Contain("«replaced"));
    }

    [Test]
    public async Task A_missing_file_of_ours_is_no_fault_of_the_program()
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var assembly = ProgramCompiler.Compile(folder, ("Step09_ResumingDownload.cs", Program.Replace("OBSTACLE", "")));
            using var grader = new Grader(new(assembly, "programs"), Graded.Servers);

            var results = await Task.WhenAll(((string[])[nameof(Reading.Ours), nameof(Reading.Its)])
                .Select(name => Check.Of(typeof(Reading).GetMethod(name)!).Run(grader)));

            Assert.That(
                results.Select(result => result.Status),
                Is.All.EqualTo(CheckStatus.Failed),
                string.Join('\n', results.Select(result => result.Message)));
            Assert.That(results[0].Message, Does.Contain("a check that can be made").And.Contain("no such file of ours"));
            Assert.That(results[1].Message, Does.Contain("files that the check can read").And.Not.Contain("   at "));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Step(9)]
    public class Reading : Checks
    {
        [Check("Reads a file of ours")]
        public Task Ours() => File.ReadAllTextAsync(Path.Combine(Repository.Root, "no such file of ours"));

        [Check("Reads a file of the program")]
        public Task Its() => File.ReadAllTextAsync(Path.Combine(NewFolder(), "no such file"));
    }

    [Test]
    public void A_folder_that_forbids_all_or_is_too_deep_for_any_path_is_removed()
    {
        var folder = TemporaryFolder.Create().FullName;
        var here = Directory.CreateDirectory(Path.Combine(folder, "locked")).FullName;
        File.WriteAllText(Path.Combine(here, "file"), "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(here, UnixFileMode.None);
        // One moved to the end of the other, its paths are longer than any path may be (PATH_MAX).
        var steps = string.Join('/', Enumerable.Repeat(new string('d', 200), 15));
        var end = Directory.CreateDirectory(Path.Combine(folder, "one", steps)).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "other", steps));
        Directory.Move(Path.Combine(folder, "other"), Path.Combine(end, "other"));

        TemporaryFolder.Remove(folder);

        Assert.That(folder, Does.Not.Exist);
    }
}
