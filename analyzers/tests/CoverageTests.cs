using System.Text.RegularExpressions;
using Kata.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>How much is tested of each rule, counted in the tests themselves.</summary>
public class CoverageTests
{
    private static IEnumerable<string> Rules =>
        [.. SocketAnalyzer.Rules.Select(rule => rule.GetType().Name), nameof(Analyzers.Kata.KATA001_BlankNotFilledIn)];

    [TestCaseSource(nameof(Rules))]
    public void A_rule_has_twelve_tests_or_more_and_half_of_them_are_of_silence(string rule)
    {
        var counts = Count(rule);
        var all = counts.Values.Sum();

        var found = $"analyzers/tests/{rule}Tests.cs has tests that call {string.Join(", ", counts.Select(count => $"{count.Key}: {count.Value}"))}.";

        Assert.That(all, Is.GreaterThanOrEqualTo(12), found);
        Assert.That(counts.GetValueOrDefault("Silent") * 2, Is.GreaterThanOrEqualTo(all), found);
    }

    [TestCaseSource(nameof(Rules))]
    public void A_fix_is_tested_which_applies_it_to_one_finding_and_to_all(string rule)
    {
        if (typeof(Fix).Assembly.GetType($"Kata.CodeFixes.{rule}Fix") is null)
            Assert.Pass("It has no fix.");

        Assert.That(Count(rule).GetValueOrDefault("Fixes"), Is.Positive, $"No test of analyzers/tests/{rule}Tests.cs calls Fixes.");
    }

    /// <summary>The tests of a rule by what they ask: <c>Raises</c>, <c>Silent</c> or <c>Fixes</c>; each test case is one.
    /// A test that asks something else, say of a message, is not counted.</summary>
    private static Dictionary<string, int> Count(string rule)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root(), "analyzers", "tests", $"{rule}Tests.cs"));
        var counts = new Dictionary<string, int>();
        foreach (var method in CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            var cases = method
                .AttributeLists.SelectMany(list => list.Attributes)
                .Count(attribute => attribute.Name.ToString() is "TestCase" or "Test");
            if (cases == 0)
                continue;
            var asks = Regex.Match(method.ToString(), @"\b(Raises|Silent|Fixes)(?:Program)?(<\w+>)?\(").Groups[1].Value;
            if (asks.Length == 0)
                continue;
            counts[asks] = counts.GetValueOrDefault(asks) + cases;
        }

        return counts;
    }
}
