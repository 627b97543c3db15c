using Kata.Checking;
using Kata.Machine;
using Kata.Programs.Cells;
using Kata.Results;
using Kata.Tests.Checking;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Workbench;

/// <summary>Checks judge what a program does, not how it is written.</summary>
[Parallelizable(ParallelScope.All)]
public class VariantTests
{
    [TestCaseSource(nameof(All))]
    public async Task A_solution_in_another_style_passes_every_check(string file)
    {
        var step = file.Split('.')[0];
        var results = await Graded.By(step, await File.ReadAllTextAsync(Path.Combine(Folder, file)), inDoubt: Doubt.MadeAgain);

        var wrong = results.Where(result => result.Status is CheckStatus.Failed or CheckStatus.NotStarted);
        Assert.That(wrong.Select(result => $"{result.Sentence}\n{result.Message}"), Is.Empty);
        Assert.That(results, Is.Not.Empty);
    }

    [Test]
    [Platform("Linux")]
    public async Task A_thread_for_each_client_is_not_too_many_in_a_cell([Values] bool withoutGroups)
    {
        if (Cell.Support.Missing is { } missing)
            Assert.Ignore(missing);

        var (folder, step) = (TemporaryFolder.Create().FullName, Step.Of(25));
        try
        {
            File.Copy(Path.Combine(Folder, "Step25_YourOwnProtocol.Threads.cs"), Path.Combine(folder, step.FileName));
            await using var cell = await Cell.CreateAsync(withoutGroups: withoutGroups);
            await using var bench = CheckedFolder.Open(folder, "process", cell: cell);

            var outcome = await Verdicts.Of(async () => (await bench.Check([step])).Single());

            Assert.That(outcome.Of(CheckStatus.Failed).Select(result => $"{result.Sentence}\n{result.Message}"), Is.Empty);
            Assert.That(outcome.Passed, Is.GreaterThan(40));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Folder => Path.Combine(Repository.Root, "harness", "checks", "variants");

    private static IEnumerable<string> All() =>
        Directory.EnumerateFiles(Folder, "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
