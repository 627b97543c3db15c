using Kata.Checking;
using Kata.Machine;
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

    private static string Folder => Path.Combine(Repository.Root, "harness", "checks", "variants");

    private static IEnumerable<string> All() =>
        Directory.EnumerateFiles(Folder, "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
