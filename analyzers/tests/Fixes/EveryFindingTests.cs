using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace Kata.Analyzers.Tests.Fixes;

/// <summary>Each rule's fix on everything that raises the rule: the snippets of all tests, the pages and the corpus. Where it is offered
/// the text compiles, the
/// finding is gone, no other has come, and it reads as a person would write it.</summary>
[NonParallelizable]
public partial class EveryFindingTests
{
    private const int Width = 140;

    private static readonly ConcurrentDictionary<string, Lazy<Task<Row>>> Rows = new();

    /// <summary>What one rule's fix came to.</summary>
    private sealed class Row
    {
        public int Findings { get; set; }

        public int Offered { get; set; }

        public int Compiling { get; set; }

        public int Gone { get; set; }

        public int AddingNone { get; set; }

        public List<string> Wrong { get; } = [];
    }

    [TestCaseSource(typeof(Fixer), nameof(Fixer.Rules))]
    public async Task A_fix_that_is_offered_compiles_removes_its_finding_and_adds_none(string rule)
    {
        var row = await Of(rule);

        Assert.That(row.Wrong, Is.Empty);
        Assert.That(row.Offered, Is.Positive, $"of {row.Findings} findings");
        Assert.That(Run(rule), Is.Not.Empty, $"Have a fixed program of {rule} run, in a test of analyzers/tests/Fixes/FixedProgramTests.cs.");
    }

    [Test]
    public async Task The_page_of_the_fixes_shows_what_they_came_to()
    {
        var path = Path.Combine(Repository.Root(), "analyzers", "docs", "fixes.md");
        var expected = await Page();
        if (File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected)
            return;

        var received = Path.ChangeExtension(path, ".received.md");
        File.WriteAllText(received, expected);
        Assert.Fail($"analyzers/docs/fixes.md is not what the fixes came to. Copy {Path.GetFileName(received)}, beside it, over it.");
    }

    private static async Task<string> Page()
    {
        var rows = new List<string>();
        foreach (var rule in Fixer.Rules)
        {
            var row = await Of(rule);
            rows.Add(
                $"| [{rule}]({rule}.md) | {row.Findings} | {row.Offered} | {row.Compiling} | {row.Gone} | {row.AddingNone} | {Run(rule)} |");
        }

        var none = SocketAnalyzer.Rules.Select(rule => rule.Descriptor.Id).Except(Fixer.Rules);
        return $"""
            # What the fixes do

            Each fix is tried on everything that raises its rule: the programs of these pages, of the tests and of the corpus. Where it is offered, the
            changed program is parsed, compiled and looked through again. The last column counts the programs that are fixed and then run, against a
            peer that sends in pieces, ends in the middle or sends an empty datagram. It says what each must do. This table is made by the tests.

            | rule | findings | fix offered | compiles | finding gone | no new finding | behaves right when it is run |
            |---|---|---|---|---|---|---|
            {string.Join('\n', rows)}

            No fix is offered by {string.Join(", ", none)}: what to do about such a finding depends on the program.

            """.ReplaceLineEndings("\n");
    }

    /// <summary>The tests that run fixed programs of the rule, and how many each runs.</summary>
    private static string Run(string rule) => string.Join(
        "; ",
        from test in typeof(FixedProgramTests).GetMethods()
        let programs = test.GetCustomAttributes(typeof(TestCaseAttribute), inherit: false)
            .Count(one => ((TestCaseAttribute)one).Arguments[0] as string == rule)
        where programs > 0
        orderby test.Name
        select $"{test.Name.Replace('_', ' ')}: {programs}");

    private static Task<Row> Of(string rule) => Rows.GetOrAdd(rule, _ => new(() => Try(rule))).Value;

    private static async Task<Row> Try(string rule)
    {
        var row = new Row();
        foreach (var (usings, text) in Sources(rule))
        {
            using var fixer = new Fixer(usings);
            var before = await fixer.Look(text);
            foreach (var finding in before.Findings.Where(finding => finding.Id == rule))
            {
                row.Findings++;
                if (await Fixer.Fixed(before, finding) is not { } changed)
                    continue;
                row.Offered++;
                var after = await fixer.Look(changed);
                var faults = new List<string>();
                if (after.Errors.Count <= before.Errors.Count)
                    row.Compiling++;
                else
                    faults.Add($"does not compile: {string.Join("; ", after.Errors.Skip(before.Errors.Count))}");

                // One `using` may end several findings, those of both sides of a condition.
                if (after.Count(rule) < before.Count(rule))
                    row.Gone++;
                else
                    faults.Add($"{before.Count(rule)} findings of {rule} became {after.Count(rule)}");
                var others = after.Findings.Select(other => other.Id).Distinct()
                    .Where(other => other != rule && after.Count(other) > before.Count(other))
                    .ToList();
                if (others.Count == 0)
                    row.AddingNone++;
                else
                    faults.Add($"{string.Join(", ", others)} is new");
                faults.AddRange(Ugly(before, after, finding));
                row.Wrong.AddRange(faults.Select(fault => $"{fault}\n{Around(text, finding)}\n→\n{Difference(text, changed)}\n"));
            }
        }

        return row;
    }

    private static IEnumerable<string> Ugly(Fixer.Outcome before, Fixer.Outcome after, Diagnostic finding)
    {
        // A line that was long becomes longer; one of our own is none.
        var lines = Lines(before).ToHashSet();
        var isShort = Lines(before).ElementAt(finding.Location.GetLineSpan().StartLinePosition.Line).Length <= Width * 5 / 7;
        foreach (var line in Lines(after).Where(line => !lines.Contains(line)))
        {
            if (line.Length > Width && isShort)
                yield return $"{line.Length} characters: {line}";
        }

        // One that stood so and was changed inside is not the fix's.
        var given = OneLineIfs(before).ToList();
        var made = OneLineIfs(after).ToList();
        if (made.Count > given.Count)
            yield return $"an if and its body on one line: {string.Join("; ", made.Except(given))}";
    }

    /// <summary>Each <c>if</c> whose body stands on the same line, wherever on the line.</summary>
    private static IEnumerable<string> OneLineIfs(Fixer.Outcome outcome) =>
        outcome.Document.GetSyntaxRootAsync().Result!.DescendantNodes().OfType<IfStatementSyntax>()
            .Where(branch => !branch.CloseParenToken.TrailingTrivia.Concat(branch.Statement.GetLeadingTrivia())
                .Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)))
            .Select(branch => branch.ToString());

    /// <summary>The test above can fail: on an <c>if</c> that a fix puts on one line, whatever else is in the file.</summary>
    [TestCase("int n;\n\nif (n > 0)\n    return;", "int n;\n\nif (n > 0) return;", 1)]
    [TestCase("int n; if (n > 1) n = 2;", "int n; if (n > 1) n = 2; if (n == 0) break;", 1)]
    [TestCase("{ n = 1; }", "{ n = 1; if (n == 0) { return; } }", 1)]
    [TestCase("int n; if (n > 1) n = 2;", "int m; if (n > 1) n = 2;", 0)]
    [TestCase("n = 1;", "n = 1;\nif (n == 0)\n    return;", 0)]
    public async Task An_if_and_its_body_on_one_line_is_seen(string before, string after, int seen)
    {
        using var fixer = new Fixer();
        var finding = Diagnostic.Create("SOCK001", "Test", "", DiagnosticSeverity.Warning, DiagnosticSeverity.Warning, true, 1);
        var found = Ugly(await fixer.Look(before), await fixer.Look(after), finding);

        Assert.That(found.Count(), Is.EqualTo(seen));
    }

    private static IEnumerable<string> Lines(Fixer.Outcome outcome) => outcome.Document.GetTextAsync().Result.ToString().Split('\n');

    private static string Around(string text, Diagnostic finding)
    {
        var line = finding.Location.GetLineSpan().StartLinePosition.Line;
        return text.Split('\n')[line].Trim();
    }

    private static string Difference(string before, string after) =>
        string.Join('\n', after.Split('\n').Where(line => !before.Split('\n').Contains(line)));

    /// <summary>All that may raise the rule, with its global usings.</summary>
    private static IEnumerable<(string Usings, string Text)> Sources(string rule)
    {
        var root = Path.Combine(Repository.Root(), "analyzers");
        foreach (var page in Directory.GetFiles(Path.Combine(root, "docs"), "SOCK???.md").Order())
            yield return (
                "",
                RuleTests.Program(PageCode().Match(File.ReadAllText(page).ReplaceLineEndings("\n")).Groups[1].Value.TrimEnd()));
        foreach (var code in Snippets(rule))
            yield return ("", RuleTests.Program(code));
        var usings = File.ReadAllText(Path.Combine(root, "tests", "Corpus", "Usings.cs"));
        foreach (var file in Directory
                .GetFiles(Path.Combine(root, "tests", "Corpus"), "*.cs")
                .Where(file => !file.EndsWith("Usings.cs", StringComparison.Ordinal))
                .Order())
        {
            var text = File.ReadAllText(file);
            if (text.Contains(rule, StringComparison.Ordinal))
                yield return (usings, text);
        }
    }

    /// <summary>The marked snippets of the rule's own tests.</summary>
    private static IEnumerable<string> Snippets(string rule) =>
        typeof(RuleTests)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(RuleTests)) && type.Name.StartsWith(rule, StringComparison.Ordinal))
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes(typeof(TestCaseAttribute), inherit: false))
            .Cast<TestCaseAttribute>()
            .Select(test => test.Arguments.FirstOrDefault())
            .OfType<string>()
            .Where(code => Mark().IsMatch(code))
            .Select(code => Mark().Replace(code, ""));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex PageCode();

    [GeneratedRegex(@"\[\||\|\]|\{\|#\d:|\|\}")]
    private static partial Regex Mark();
}
