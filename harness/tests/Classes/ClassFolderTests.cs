using Kata.Checking;
using Kata.Classes;
using Kata.Programs;
using Kata.Reports.Html;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes;

public sealed class ClassFolderTests : IDisposable
{
    private const int Much = 2_000_000;

    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    // A control character, which is written as six in JSON; a letter; one of three bytes.
    [TestCase(1)]
    [TestCase('x' + 0)]
    [TestCase('€' + 0)]
    public void Of_what_a_program_writes_only_the_beginning_is_kept(int written)
    {
        var (folder, manifest) = Samples.Class(path, 1, 4);
        var (submission, step) = (manifest.Submissions[0], Step.Of(4));
        var graded = Samples.Graded(step, manifest.KeyOf(submission.Of(step)), [.. Enumerable.Repeat(CheckStatus.Failed, 19)]);
        graded = graded with
        {
            Result = graded.Result with
            {
                Checks = [.. graded.Result.Checks.Select(check => check with { Evidence = new Evidence([Writing((char)written)], []) })],
            },
        };

        folder.Keep(submission, graded);

        var kept = folder.WithEvidence(submission, graded).Result.Checks[7].Seen!.Runs.Single();
        var page = $"{RunSection.Draw(kept, "The run", 4096)}";
        Assert.That(new FileInfo(Directory.GetFiles(path, "*.json", SearchOption.AllDirectories).Single(IsEvidence)).Length,
            Is.LessThan(1_500_000));
        Assert.That(kept.Run.OutputBytes, Has.Length.EqualTo(8192));
        Assert.That(kept.Run.OutputLeftOut, Is.EqualTo(Much - 8192));
        Assert.That(page.Split("more bytes"), Has.Length.EqualTo(3), "for both outputs");
    }

    [Test]
    public void A_short_output_is_kept_whole()
    {
        var run = new Run(new RunEnd.Exited(0), [1, 2, 3], "€€€", TimeSpan.FromSeconds(1));

        Assert.That(run.Shortened(9), Is.EqualTo(run));
        Assert.That(run.Shortened(8).OutputBytes, Is.EqualTo(run.OutputBytes));
        Assert.That(run.Shortened(8).ErrorOutputLeftOut, Is.EqualTo(1));
    }

    private static bool IsEvidence(string file) => file.Contains($"{Path.DirectorySeparatorChar}evidence{Path.DirectorySeparatorChar}",
        StringComparison.Ordinal);

    private static ProgramRun Writing(char character)
    {
        var bytes = new byte[Much];
        Array.Fill(bytes, (byte)character);
        return new([], new(new RunEnd.Exited(0), bytes, new string(character, Much), TimeSpan.Zero));
    }
}
