using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>Thousands of broken programs, made from every program that the tests, the pages and the kata have. The compiler reports AD0001
/// for
/// an exception in a rule, and from then on the whole file is silent: none may throw, whatever stands in the file.</summary>
public class FuzzingTests
{
    private const int Batches = 30;
    private const int ProgramsOfABatch = 80;

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    /// <summary>Compiled against by all; a changed program is exchanged in it, so that the references are read once.</summary>
    private static readonly Lazy<CSharpCompilation> Surroundings = new(() =>
        CSharpCompilation.Create(
            "Broken",
            [Tree(RobustnessTests.Surroundings), Tree(File.ReadAllText(Corpus("Usings"))), Tree(File.ReadAllText(Corpus("Elsewhere")))],
            RuleTests.References,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable
            ).WithSpecificDiagnosticOptions(SocketAnalyzer.Rules.ToDictionary(rule => rule.Descriptor.Id, _ => ReportDiagnostic.Warn))));

    private static readonly Lazy<string[]> Programs = new(() => [.. OfTheCorpus(), .. OfThePages(), .. OfTheKata()]);

    [Test]
    public async Task Broken_programs_break_no_rule([Range(1, Batches)] int batch)
    {
        for (var index = 0; index < ProgramsOfABatch; index++)
        {
            // In turn, so that each program is broken several times in the whole.
            var seed = batch * 1_000 + index;
            var program = Programs.Value[(batch - 1 + index * Batches) % Programs.Value.Length];
            var broken = new Mutilations(seed).Of(program);

            var findings = await Findings(broken, seed, concurrent: true);

            if (index % 10 == 0)
                Assert.That(await Findings(broken, seed, concurrent: false), Is.EqualTo(findings), $"seed {seed}:\n{broken}");
        }
    }

    private static async Task<string[]> Findings(string program, int seed, bool concurrent)
    {
        var failures = new List<Exception>();
        DiagnosticAnalyzer[] rules = [new SocketAnalyzer(), new Kata.KATA001_BlankNotFilledIn()];
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (exception, _, _) => failures.Add(exception),
            concurrentAnalysis: concurrent,
            logAnalyzerExecutionTime: false);
        var tree = Tree(program);
        var found = await Surroundings
            .Value.AddSyntaxTrees(tree)
            .WithAnalyzers([.. rules], options)
            .GetAnalyzerDiagnosticsAsync(TestContext.CurrentContext.CancellationToken);

        Assert.That(failures, Is.Empty, $"seed {seed}:\n{program}");
        return [
            .. found
                .Where(finding => finding.Location.SourceTree == tree)
                .Select(finding => $"{finding.Id} {finding.Location.SourceSpan} {finding.GetMessage()}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static SyntaxTree Tree(string text) => CSharpSyntaxTree.ParseText(text, Parsing);

    private static string Corpus(string file) => Path.Combine(Repository.Root(), "analyzers", "tests", "Corpus", file + ".cs");

    /// <summary>Each pair of the corpus for itself: a small program is broken at its point more often than a large one.</summary>
    private static IEnumerable<string> OfTheCorpus() =>
        from file in Directory.GetFiles(Path.GetDirectoryName(Corpus("Usings"))!, "*.cs").Order()
        where Path.GetFileName(file) is not ("Usings.cs" or "Elsewhere.cs")
        from type in Tree(File.ReadAllText(file)).GetRoot().ChildNodes().OfType<TypeDeclarationSyntax>()
        select type.ToFullString();

    private static IEnumerable<string> OfThePages() =>
        from page in Directory.GetFiles(Path.Combine(Repository.Root(), "analyzers", "docs"), "*.md").Order()
        from example in Regex.Matches(File.ReadAllText(page), "```csharp\n(.*?)```", RegexOptions.Singleline)
        select RuleTests.ProgramOf(example.Groups[1].Value, "Example");

    private static IEnumerable<string> OfTheKata() =>
        new[] { Path.Combine("harness", "checks", "variants"), "solutions", "exercises" }
            .Select(folder => Path.Combine(Repository.Root(), folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "Step*.cs").Order()).Select(File.ReadAllText);
}
