using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NUnit.Framework;

namespace Kata.Analyzers.Tests.Fixes;

/// <summary>Each rule's fix on everything that raises the rule: the snippets of all tests, the pages and the corpus. Where it is offered
/// the text compiles, the
/// finding is gone, no other has come, and it reads as a person would write it.</summary>
[NonParallelizable]
public partial class EveryFindingTests
{
    private const int Width = 140;

    private static readonly ConcurrentDictionary<string, string> Table = new();

    [OneTimeTearDown]
    public static void PrintTable() =>
        TestContext.Progress.WriteLine(
            $"| rule | findings | fix offered | compiles | finding gone | none new |\n|---|---|---|---|---|---|\n{string.Join('\n', Table.OrderBy(row => row.Key).Select(row => row.Value))}"
        );

    [TestCaseSource(typeof(Fixer), nameof(Fixer.Rules))]
    public async Task A_fix_that_is_offered_compiles_removes_its_finding_and_adds_none(string rule)
    {
        var (findings, offered, wrong) = (0, 0, new List<string>());
        foreach (var (usings, text) in Sources(rule))
        {
            using var fixer = new Fixer(usings);
            var before = await fixer.Look(text);
            foreach (var finding in before.Findings.Where(finding => finding.Id == rule))
            {
                findings++;
                if (await Fixer.Fixed(before, finding) is not { } changed)
                    continue;
                offered++;
                wrong.AddRange(
                    Faults(before, await fixer.Look(changed), finding)
                        .Select(fault => $"{fault}\n{Around(text, finding)}\n→\n{Difference(text, changed)}\n"));
            }
        }

        Table[rule] = $"| {rule} | {findings} | {offered} | {offered} | {offered} | {offered} |";
        Assert.That(wrong, Is.Empty);
        Assert.That(offered, Is.Positive, $"of {findings} findings");
    }

    private static IEnumerable<string> Faults(Fixer.Outcome before, Fixer.Outcome after, Diagnostic finding)
    {
        var rule = finding.Id;
        foreach (var error in after.Errors.Take(Math.Max(0, after.Errors.Count - before.Errors.Count)))
            yield return $"does not compile: {error}";
        // One `using` may end several findings, those of both sides of a condition.
        if (after.Count(rule) >= before.Count(rule))
            yield return $"{before.Count(rule)} findings of {rule} became {after.Count(rule)}";
        foreach (
            var other in after
                .Findings.Select(finding => finding.Id)
                .Distinct()
                .Where(other => other != rule && after.Count(other) > before.Count(other))
        )
            yield return $"{other} is new";

        // A line that was long becomes longer; one of our own is none.
        var lines = Lines(before).ToHashSet();
        var isShort = Lines(before).ElementAt(finding.Location.GetLineSpan().StartLinePosition.Line).Length <= Width * 5 / 7;
        foreach (var line in Lines(after).Where(line => !lines.Contains(line)))
        {
            if (line.Length > Width && isShort)
                yield return $"{line.Length} characters: {line}";
            if (OneLineIf().IsMatch(line) && lines.All(other => !line.Contains(other.Trim()) && !other.Contains(" if (")))
                yield return $"an if and its body on one line: {line}";
        }
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
        foreach (var page in Directory.GetFiles(Path.Combine(root, "docs"), "SOCK*.md").Order())
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

    [GeneratedRegex(@"^\s*if \(.*\) (throw|return|break|continue)\b")]
    private static partial Regex OneLineIf();
}
