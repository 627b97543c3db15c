using System.Text.RegularExpressions;
using Kata.Machine;
using NUnit.Framework;

namespace Kata.Tests.Results;

/// <summary>Data flows in one direction: no code reads text back that other code of ours has made for people.</summary>
[Parallelizable(ParallelScope.All)]
public partial class ReadBackTests
{
    /// <summary>Files that still do.</summary>
    private static readonly string[] Known =
    [
        "Checking/Blanks.cs", // the analyzer's words for a blank, where the source file is not here
        "Checking/Explanation.cs", // whether «got» says how the run ended
        "Classes/Exports/ClassStatistics.cs", // what many failures have in common
        "Classes/Grading/Canary.cs", // a first line, for people
        "Programs/Cells/CellSupport.cs", // what a system call was refused with
        "Results/Failure.cs", // as in Explanation
    ];

    [Test]
    public void No_other_code_reads_a_message_back() => Assert.That(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "harness"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(Path.Combine(Repository.Root, "harness"), file).Replace('\\', '/'), file))
            .Where(one => !one.Name.Split('/').Any(part => part is "tests" or "bench" or "checks" or "bin" or "obj"))
            .Where(one => File.ReadLines(one.file).Any(ReadsBack().IsMatch))
            .Select(one => one.Name)
            .Order(StringComparer.Ordinal),
        Is.EqualTo(Known),
        "What is needed of a message is a property beside it.");

    [TestCase("failure.Place?.Split(':')", ExpectedResult = true)]
    [TestCase("missed.Difference(run)?.Summary.StartsWith(\"equal\")", ExpectedResult = true)]
    [TestCase("one is { Text: null, Expected: \"exit code 0\" }", ExpectedResult = true)]
    [TestCase("check.Sentence.Contains(wanted)", ExpectedResult = false)]
    [TestCase("lines = failure.Errors.Count", ExpectedResult = false)]
    public bool What_reads_back_is_found(string line) => ReadsBack().IsMatch(line);

    [GeneratedRegex(
        @"\b(Got|Expected|Ended|Hint|Summary|Place|(failed|finding|refused|check|result)\.Message)[?!]?\."
        + @"(Contains|StartsWith|EndsWith|Split|IndexOf|LastIndexOf)\(|\b(Got|Expected|Ended|Hint|Summary): """)]
    private static partial Regex ReadsBack();
}
