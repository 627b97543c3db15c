using Kata.Machine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using NUnit.Framework;

namespace Kata.Tests;

/// <summary>What CONTRIBUTING.md says of the shape of our code and <c>dotnet format</c> does not look at.</summary>
[Parallelizable(ParallelScope.All)]
public class StyleTests
{
    private const int Columns = 140;

    /// <summary>A string of this length may go beyond the last column: HTML, or code that a test gives to a rule.</summary>
    private const int LongString = 80;

    private static readonly string[] Folders = ["analyzers", "containers", "exercises", "harness", "solutions"];

    [Test]
    public void No_line_is_wider_than_140_columns() => Assert.That(Found(WideLines), Is.Empty);

    [Test]
    public void A_condition_and_its_body_stand_on_two_lines() => Assert.That(Found(BodiesBesideTheirCondition), Is.Empty);

    [Test]
    public void A_wide_line_is_found_and_a_long_string_is_not()
    {
        var wide = $"class C {{ int {new string('x', Columns)}; }}";
        var text = $"class C {{ string x = \"{new string('x', Columns)}\"; }}";

        Assert.That(WideLines(Parse(wide)), Is.EqualTo(new[] { 1 }));
        Assert.That(WideLines(Parse(text)), Is.Empty);
    }

    [TestCase("if (a) b();", ExpectedResult = 1)]
    [TestCase("if (a)\n    b();", ExpectedResult = 0)]
    [TestCase("if (a) { }", ExpectedResult = 0)]
    [TestCase("while (a) b();", ExpectedResult = 1)]
    [TestCase("foreach (var c in a) b();", ExpectedResult = 1)]
    [TestCase("if (a)\n    b();\nelse c();", ExpectedResult = 1)]
    [TestCase("if (a)\n    b();\nelse if (c)\n    d();", ExpectedResult = 0)]
    public int A_body_beside_its_condition_is_found(string statement) =>
        BodiesBesideTheirCondition(Parse($"class C {{ void M() {{ {statement} }} }}")).Count();

    /// <summary>Places of all our files, as <c>harness/Text/Amount.cs:12</c>.</summary>
    private static List<string> Found(Func<SyntaxTree, IEnumerable<int>> rule) =>
    [
        .. Folders.Select(folder => Path.Combine(Repository.Root, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "Corpus"))
            .AsParallel()
            .SelectMany(file => rule(Parse(File.ReadAllText(Path.Combine(Repository.Root, file)))).Select(line => $"{file}:{line}"))
            .Order(StringComparer.Ordinal),
    ];

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest));

    private static IEnumerable<int> WideLines(SyntaxTree tree)
    {
        var text = tree.GetText();
        return text.Lines.Where(line => line.Span.Length > Columns && !HoldsLongString(tree, line)).Select(line => line.LineNumber + 1);
    }

    private static bool HoldsLongString(SyntaxTree tree, TextLine line) => tree.GetRoot().DescendantNodes(line.Span)
        .Where(node => node.IsKind(SyntaxKind.StringLiteralExpression) || node is InterpolatedStringExpressionSyntax)
        .Any(node => node.Span.Intersection(line.Span) is { Length: >= LongString });

    private static IEnumerable<int> BodiesBesideTheirCondition(SyntaxTree tree)
    {
        var text = tree.GetText();
        return tree.GetRoot().DescendantNodes().Select(Body).OfType<StatementSyntax>()
            .Where(body => body is not BlockSyntax)
            .Select(body => (Before: LineOf(body.GetFirstToken().GetPreviousToken().Span.End), Line: LineOf(body.SpanStart)))
            .Where(place => place.Before == place.Line)
            .Select(place => place.Line);

        int LineOf(int position) => text.Lines.GetLineFromPosition(position).LineNumber + 1;
    }

    private static StatementSyntax? Body(SyntaxNode node) => node switch
    {
        IfStatementSyntax condition => condition.Statement,
        ElseClauseSyntax { Statement: not IfStatementSyntax } otherwise => otherwise.Statement,
        WhileStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax loop => loop.Statement,
        _ => null,
    };
}
