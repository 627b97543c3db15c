using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>The rules on the kata's own programs: silent on what is right, and loud when care is taken out of it.</summary>
public class SolutionTests
{
    /// <summary>The first four steps come before the lesson on errors, so their programs handle none.</summary>
    private static bool IsBeforeErrors(string path) => Path.GetFileName(path).CompareTo("Step05", StringComparison.Ordinal) < 0;

    private static IEnumerable<string> Solutions => Repository.Programs("solutions").Select(path => Path.GetFileName(path));

    private static IEnumerable<string> Exercises => Repository.Programs("exercises").Select(path => Path.GetFileName(path));

    [TestCaseSource(nameof(Solutions))]
    public async Task A_solution_raises_no_warning(string name)
    {
        var program = Repository.Parse(Path.Combine(Repository.Root(), "solutions", name));
        var findings = await Repository.Findings(Repository.Compile(program), program);

        Assert.That(
            findings.Where(finding =>
                finding.Severity >= DiagnosticSeverity.Warning && !(finding.Id == RuleIds.ErrorNotHandled && IsBeforeErrors(name))),
            Is.Empty);
    }

    private static IEnumerable<string> Variants =>
        Directory
            .GetFiles(Path.Combine(Repository.Root(), "harness", "checks", "variants"), "*.cs")
            .Select(path => Path.GetFileName(path))
            .Order();

    /// <summary>Right programs of another build than the solutions: with other classes, with threads, with buffers.</summary>
    [TestCaseSource(nameof(Variants))]
    public async Task A_variant_of_a_solution_raises_no_warning(string name)
    {
        var program = Repository.Parse(Path.Combine(Repository.Root(), "harness", "checks", "variants", name));
        var findings = await Repository.Findings(Repository.Compile(program), program);
        var warnings = findings
            .Where(finding =>
                finding.Severity >= DiagnosticSeverity.Warning && !(finding.Id == RuleIds.ErrorNotHandled && IsBeforeErrors(name)))
            .ToList();

        Assert.That(warnings, Is.Empty);
    }

    /// <summary>The servers and the harness talk to the network all day. What cannot be resolved here, packages of others, is not looked
    /// at.</summary>
    /// <param name="known">What is rightly found, and does no harm there.</param>
    [TestCase("containers")]
    [TestCase("harness", "SOCK001")]
    public async Task The_code_around_the_programs_raises_no_warning(string folder, params string[] known)
    {
        var findings = await Repository.FindingsIn(Path.Combine(Repository.Root(), folder));

        var warnings = findings
            .Where(finding => finding.Severity >= DiagnosticSeverity.Warning && finding.Id != RuleIds.ErrorNotHandled)
            .ToList();

        Assert.That(warnings.Select(finding => finding.Id).Order(), Is.EqualTo(known), string.Join(Environment.NewLine, warnings));
    }

    [TestCaseSource(nameof(Exercises))]
    public async Task A_stub_raises_only_the_notice_of_its_blanks(string name)
    {
        var program = Repository.Parse(Path.Combine(Repository.Root(), "exercises", name));
        var findings = await Repository.Findings(Repository.Compile(program), program);

        Assert.That(findings.Select(finding => finding.Id).Distinct(), Is.EqualTo(new[] { RuleIds.BlankNotFilledIn }));
    }

    /// <summary>Takes out of each solution, one at a time, each handling of an error, each test of a received count and each disposal, and
    /// asks
    /// that a rule, or the compiler, sees it.</summary>
    [TestCaseSource(nameof(Solutions))]
    public async Task Care_taken_out_of_a_solution_is_missed(string name)
    {
        var program = Repository.Parse(Path.Combine(Repository.Root(), "solutions", name));
        var compilation = Repository.Compile(program);
        var before = (await Repository.Findings(compilation, program)).Select(Words).ToHashSet();
        var escaped = new List<string>();
        var seen = 0;
        foreach (var (what, root) in new Deletions(program.GetRoot(), compilation.GetSemanticModel(program)).All())
        {
            var changed = program.WithRootAndOptions(root, program.Options);
            var without = compilation.ReplaceSyntaxTree(program, changed);

            // What does not compile any more the compiler has seen.
            if (without.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            {
                TestContext.Out.WriteLine($"{what}: {error.Id}");
                continue;
            }

            var raised = (await Repository.Findings(without, changed)).Where(finding => !before.Contains(Words(finding))).ToList();
            TestContext.Out.WriteLine($"{InOneLine(what)}: {string.Join(", ", raised.Select(finding => finding.Id).Distinct())}");
            if (raised.Count > 0)
                seen++;
            else
                escaped.Add(InOneLine(what));
        }

        Assert.That(
            escaped,
            Is.Empty,
            $"No rule sees that this is missing ({seen} others are seen). Have a rule see it, or write the solution so that one does.");
    }

    /// <summary>A finding without its place, which a deletion moves.</summary>
    private static string Words(Diagnostic finding) => $"{finding.Id} {finding.GetMessage()}";

    // Without the comments of the program, which may be reworded.
    private static string InOneLine(string what) =>
        Regex.Replace(Regex.Replace(what.ReplaceLineEndings(" "), @"\s*// [^`]*", ""), @"\s+", " ");
}
