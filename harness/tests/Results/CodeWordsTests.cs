using System.Diagnostics;
using Kata.Machine;
using Kata.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace Kata.Tests.Results;

public class CodeWordsTests
{
    /// <summary>Texts in which code, comments and literals are hard to tell apart.</summary>
    private static readonly string[] Hard =
    [
        "class A { string s = \"a\\\"// b\"; char c = '\"', d = '\\'', e = '\\\\'; /* \" */ int f; }",
        "class A { string s = @\"a\\\"; string t = @\"b\"\"c\nd\"; string u = \"\"; int e = 0; }",
        "class A { string F(int a) => $@\"b\"\" {a} \\{{{a}}} c\" + @$\"{a}\"; }",
        "class A { string F(int a) => $\"{$\"{a + $\"{a}\".Length}b\"} c {new[] { a }[0]} {\"d\"} {'\"'} {'}'}\"; }",
        "class A { string F(int a) => $$\"\"\"b {c} {{a}} {{{a}}} \"d\" {{F(a)}}\"\"\" + $\"\"\"{a}\"\"\"; }",
        "class A { string F(int a) => $\"\"\"\n  b {a:c} \"\"\n  \"\"\"; int g; }",
        "class A { string F(System.DateTime a) => $\"{a:HH\\:mm 'h'} {a /* } */ } b\"; int g; }",
        "#region it's \"\nclass A { }\n  # endregion it's\nclass B { }",
        "class Größe { int ñ, @class, _a1, x\u0301; double d = 1.5e-3 + 0x1F + 1_000L; int[] r = [.. new[] { 1 }[..1]]; }",
        "namespace A.B { namespace C { class D { class E { } } } delegate void F<T>(T t); } namespace G { enum H { } }",
        "namespace A.B; record struct C(int D); record class E; record F; interface I<T> where T : class, new(); ",
        "delegate (int, int) A<T, U>((int, int) b, [X(1)] List<T> c) where T : new(); delegate int[] D(); delegate List<int> E(int a = 1);",
        "class /**/ A { } static class B { static void F(this A a) { } } class XAttribute : System.Attribute { }",
        "unsafe delegate delegate*<int> A(delegate*<int, void> b); class C { void F() { _ = delegate (int a) { }; } }",
        "class A { void F() { if (this is { }) G(this); G((this)); foreach (var a in this) { } } A() : this(1) { } }",
    ];

    private static IEnumerable<TestCaseData> Texts() =>
        Hard.Select((text, i) => new TestCaseData(text).SetArgDisplayNames($"text {i + 1}"));

    [TestCaseSource(nameof(Texts))]
    public void A_text_is_taken_apart_as_the_compiler_does(string text) => Assert.That(Differences(text), Is.Empty);

    [Test]
    public void All_our_programs_are_taken_apart_as_the_compiler_does()
    {
        var files = ((string[])["exercises", "solutions", "harness", "analyzers", "containers"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Intersect(["bin", "obj"]).Any())
            .ToList();

        Assert.That(files, Has.Count.GreaterThan(100));
        Assert.That(
            files.SelectMany(path => Differences(File.ReadAllText(path)).Select(one => $"{Path.GetFileName(path)}: {one}")).ToList(),
            Is.Empty);
    }

    [TestCase("\"")]
    [TestCase("@\"")]
    [TestCase("$\"{")]
    [TestCase("$\"{(")]
    [TestCase("$")]
    [TestCase("{")]
    [TestCase("#")]
    [TestCase("delegate ")]
    [TestCase("delegate X>(")]
    [TestCase("namespace ")]
    [TestCase("'\\")]
    public void No_text_is_slow_or_too_deep(string part)
    {
        var clock = Stopwatch.StartNew();

        _ = new NeededFiles.Words(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)));

        // It takes a fraction of a second; with a square in it, minutes.
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
    }

    [TestCase("global  using A = System.Int32;", true)]
    [TestCase("global /**/ using A = System.Int32;", true)]
    [TestCase("static class A { static int F([X] this int a) => a; }", true)]
    [TestCase("static class A { static int F(this (int, int) a) => 1; }", true)]
    [TestCase("static class A { static int F(ref this int a) => a; }", true)]
    [TestCase("static class A { static int F(this in int a) => a; }", true)]
    [TestCase("static class A { extension(int a) { } }", true)]
    [TestCase("// (this int a), global using", false)]
    [TestCase("class A { A() : this(1) { F(this); G((this with { })); } }", false)]
    public void What_is_found_without_its_name_is_seen(string text, bool expected) =>
        Assert.That(new NeededFiles.Words(text).NeedsNoName, Is.EqualTo(expected));

    [Test]
    public void Attributes_have_two_names() =>
        Assert.That(new NeededFiles.Words("class RetryAttribute : System.Attribute { }").Declared,
            Is.EquivalentTo(new[] { "RetryAttribute", "Retry" }));

    /// <summary>What the compiler sees otherwise: words, and types that other files can name.</summary>
    private static IEnumerable<string> Differences(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text, new(LanguageVersion.Preview)).GetCompilationUnitRoot();
        var hasBranches = root.DescendantTrivia(descendIntoTrivia: false).Any(trivia => trivia.IsKind(SyntaxKind.IfDirectiveTrivia));
        var tokens = root.DescendantTokens().Where(token => CodeWords.IsWord($"{token.ValueText} ") && !IsLiteral(token)).ToList();
        var words = CodeWords.Of(text).Where(CodeWords.IsWord).ToList();
        if (!hasBranches && !words.SequenceEqual(tokens.Select(token => token.ValueText)))
        {
            foreach (var (i, word) in words.Index())
            {
                if (i >= tokens.Count || tokens[i].ValueText != word)
                {
                    yield return $"{word} in place of {(i < tokens.Count ? tokens[i].ValueText : "nothing")}";
                    break;
                }
            }

            yield return $"{words.Count} words and {tokens.Count} tokens";
        }

        var declared = new NeededFiles.Words(text).Declared.Where(name => !IsShort(name)).ToHashSet();
        var types = root.DescendantNodes().OfType<MemberDeclarationSyntax>().Where(member => member.Parent is not TypeDeclarationSyntax);
        var names = types.SelectMany(Names).ToHashSet();
        if (!hasBranches && !declared.SetEquals(names))
            yield return $"declared: {string.Join(' ', declared.Except(names))}; not seen: {string.Join(' ', names.Except(declared))}";

        bool IsShort(string name) => root.DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Any(type => type.Identifier.ValueText == $"{name}Attribute");
    }

    private static bool IsLiteral(SyntaxToken token) => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8StringLiteralToken
        or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
        or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.NumericLiteralToken;

    private static IEnumerable<string> Names(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
        DelegateDeclarationSyntax type => [type.Identifier.ValueText],
        BaseNamespaceDeclarationSyntax space => space.Name.DescendantTokens().Select(token => token.ValueText).Where(name => name != "."),
        _ => [],
    };
}
