using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>Pairs of a mistake and its correct twin, written without a look at the rules. A pair is a class in a file of <c>Corpus</c>:
/// its members whose names begin with <c>Wrong</c> hold the mistake, with the rule that must speak in a comment
/// (<c>// expect: SOCK001</c>, or <c>SOCK001 or SOCK003</c> where either is right); the members whose names begin with <c>Right</c> are the
/// twin. A class whose members' names begin with <c>Silent</c> is a correct place that looks like a mistake; it may name a rule
/// that must say nothing at all (<c>// silent: SOCK017</c>). <c>Usings.cs</c> and <c>Elsewhere.cs</c> belong to the compilation of every
/// theme.
/// What today's rules get wrong stands in <c>Known.txt</c>, which must be exact.</summary>
public class CorpusTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Dictionary<string, Outcome>>>> Themes = new();

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    private static string Folder => Path.Combine(Repository.Root(), "analyzers", "tests", "Corpus");

    /// <summary>What the rules say of a pair: whether a wanted one speaks of the mistake, and which speak of the twin.</summary>
    private sealed record Outcome(string[] Wanted, bool Spoken, string[] OfTheTwin)
    {
        public string Kind => OfTheTwin.Length > 0 ? "flagged" : Spoken ? "told apart" : "missed";
    }

    [TestCaseSource(nameof(Pairs))]
    public async Task A_mistake_is_told_apart_from_its_twin(string theme, string pair)
    {
        var outcome = (await Examine(theme))[pair];
        var known = Known().FirstOrDefault(known => known.Pair == $"{theme}.{pair}").Kind ?? "told apart";

        Assert.That(outcome.Kind, Is.EqualTo(known), outcome.Kind switch
        {
            "missed" => $"No rule of {string.Join(" or ", outcome.Wanted)} speaks of the mistake in {theme}.{pair}.",
            "flagged" => $"{string.Join(", ", outcome.OfTheTwin)} speaks of correct code in {theme}.{pair}.",
            _ => $"{theme}.{pair} is told apart now: remove its line from Corpus/Known.txt.",
        });
    }

    [Test]
    public void Every_known_weakness_names_a_pair()
    {
        var pairs = Pairs().Select(pair => $"{pair.Arguments[0]}.{pair.Arguments[1]}").ToList();

        Assert.Multiple(() =>
        {
            Assert.That(pairs, Is.Unique);
            Assert.That(Known().Select(known => known.Pair), Is.SubsetOf(pairs).And.Unique);
        });
    }

    [Test]
    public async Task The_corpus_is_large_and_the_score_is_reported()
    {
        var outcomes = new List<Outcome>();
        foreach (var theme in Files())
            outcomes.AddRange((await Examine(theme)).Values);

        foreach (var kind in outcomes.GroupBy(outcome => outcome.Kind))
            TestContext.Out.WriteLine($"{kind.Key}: {kind.Count()}");
        Assert.That(outcomes, Has.Count.AtLeast(AtLeast));
    }

    private const int AtLeast = 440;

    private static IEnumerable<string> Files() =>
        Directory.GetFiles(Folder, "*.cs").Select(path => Path.GetFileNameWithoutExtension(path)).Except(["Usings", "Elsewhere"]).Order();

    private static IEnumerable<TestCaseData> Pairs() =>
        from theme in Files()
        from pair in PairsIn(Parse(theme))
        select new TestCaseData(theme, pair.Identifier.ValueText).SetArgDisplayNames(theme, pair.Identifier.ValueText);

    private static IEnumerable<(string Pair, string Kind)> Known()
    {
        var kind = "";
        foreach (var line in File.ReadLines(Path.Combine(Folder, "Known.txt")))
        {
            if (line.StartsWith('['))
                kind = line.Trim('[', ']');
            else if (line.Length > 0 && line[0] != '#')
                yield return (line.Split(' ')[0], kind);
        }
    }

    private static SyntaxTree Parse(string file)
    {
        var path = Path.Combine(Folder, file + ".cs");
        return CSharpSyntaxTree.ParseText(File.ReadAllText(path), Parsing, path);
    }

    private static IEnumerable<TypeDeclarationSyntax> PairsIn(SyntaxTree tree) =>
        tree.GetCompilationUnitRoot().Members.OfType<TypeDeclarationSyntax>()
            .Where(type => Half(type, "Wrong").Any() || Half(type, "Silent").Any());

    private static IEnumerable<MemberDeclarationSyntax> Half(TypeDeclarationSyntax pair, string prefix) =>
        pair.Members.Where(member => NameOf(member).StartsWith(prefix, StringComparison.Ordinal));

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "",
    };

    private static Task<Dictionary<string, Outcome>> Examine(string theme) =>
        Themes.GetOrAdd(theme, _ => new(() => ExamineOnce(theme))).Value;

    private static async Task<Dictionary<string, Outcome>> ExamineOnce(string theme)
    {
        var tree = Parse(theme);
        var compilation = CSharpCompilation.Create(theme, [tree, Parse("Usings"), Parse("Elsewhere")], RuleTests.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions(SocketAnalyzer.Rules.Where(rule => !rule.Descriptor.IsEnabledByDefault)
                    .ToDictionary(rule => rule.Descriptor.Id, _ => ReportDiagnostic.Info)));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
            throw new InvalidOperationException($"Corpus/{theme}.cs does not compile: {string.Join('\n', errors)}");

        var findings = (await compilation.WithAnalyzers([new SocketAnalyzer()], new AnalyzerOptions([])).GetAnalyzerDiagnosticsAsync())
            .Where(finding => finding.Location.SourceTree == tree).ToList();
        return PairsIn(tree).ToDictionary(pair => pair.Identifier.ValueText, pair => OutcomeOf(pair, findings));
    }

    private static Outcome OutcomeOf(TypeDeclarationSyntax pair, List<Diagnostic> findings)
    {
        if (Half(pair, "Silent").Any())
        {
            string[] silent = [.. Named(pair, "// silent: ")];
            return new Outcome(silent, Spoken: true, OfTheTwin([pair], silent, findings));
        }

        var wanted = Half(pair, "Wrong").SelectMany(member => Named(member, "// expect: ")).Distinct().ToArray();
        if (wanted.Length == 0)
            throw new InvalidOperationException($"{pair.Identifier}: say which rule must speak, // expect: SOCK001.");
        if (!Half(pair, "Right").Any())
            throw new InvalidOperationException($"{pair.Identifier}: the twin is missing.");

        var ofTheMistake = In(Half(pair, "Wrong"), findings).Select(finding => finding.Id);
        return new Outcome(wanted, ofTheMistake.Intersect(wanted).Any(), OfTheTwin(Half(pair, "Right"), wanted, findings));
    }

    /// <summary>Of correct code the rules in question must say nothing at all, and the others nothing that is a warning.</summary>
    private static string[] OfTheTwin(IEnumerable<MemberDeclarationSyntax> half, string[] rules, List<Diagnostic> findings) =>
    [
        .. In(half, findings).Where(finding => rules.Contains(finding.Id) || finding.Severity >= DiagnosticSeverity.Warning)
            .Select(finding => finding.Id).Distinct(),
    ];

    private static IEnumerable<Diagnostic> In(IEnumerable<MemberDeclarationSyntax> half, List<Diagnostic> findings) =>
        half.SelectMany(member => findings.Where(finding => member.FullSpan.Contains(finding.Location.SourceSpan)));

    /// <summary>The rules that comments in a member name after this word.</summary>
    private static IEnumerable<string> Named(MemberDeclarationSyntax member, string word) =>
        from trivia in member.DescendantTrivia()
        let text = trivia.ToString()
        where text.StartsWith(word, StringComparison.Ordinal)
        from id in text[word.Length..].Split(" or ")
        select id.Trim();
}
