using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class KATA001_BlankNotFilledInTests
{
    private const string Support = "namespace Kata.Support; public static class Blank { public static dynamic __ => throw new System.Exception(); }";

    [TestCase("string host = __; // the server's name, the first argument", "Fill in `host`: the server's name, the first argument")]
    [TestCase("// the port, as a number\nint port = __;", "Fill in `port`: the port, as a number")]
    [TestCase("/* the port */\nint port = __;", "Fill in `port`: the port")]
    [TestCase("string host;\nhost = __; // the name", "Fill in `host`: the name")]
    [TestCase("s.Connect(\n    // where to\n    __, 80);", "Fill in the blank: where to")]
    [TestCase("using var t = new Socket(__, SocketType.Stream, ProtocolType.Tcp);", "Fill in `addressFamily`")]
    [TestCase("var n = Math.Abs((int)__); // the number", "Fill in `value`: the number")]
    [TestCase("s.ReceiveTimeout = __; // five seconds", "Fill in `ReceiveTimeout`: five seconds")]
    [TestCase("if (__) // nothing came\n    return;", "Fill in the blank: nothing came")]
    [TestCase("var url = \"http://\"; string host = __;", "Fill in `host`")]
    [TestCase("// above it all\n\nstring host = __;", "Fill in `host`")]
    [TestCase("var one = 1; // not this\nstring host = __;", "Fill in `host`")]
    public async Task A_blank_says_what_belongs_there(string code, string message)
    {
        Assert.That((await Findings(code)).Select(finding => finding.GetMessage()), Is.EqualTo(new[] { message }));
    }

    [Test]
    public async Task It_is_a_notice_with_a_page() =>
        Assert.That((await Findings("string host = __;")).Single(), Has.Property("Severity").EqualTo(DiagnosticSeverity.Info).And.Property("Id").EqualTo("KATA001"));

    [TestCase("var __ = 1; System.Console.WriteLine(__);")]
    [TestCase("void Do(int __) { } Do(__: 2);")]
    [TestCase("string host = \"__\"; // __")]
    [TestCase("Func<int, int> f = __ => 1; f(2);")]
    [TestCase("var (_, __) = (1, 2);")]
    [TestCase("var ___ = 1; System.Console.WriteLine(___);")]
    public async Task What_is_no_blank_is_silent(string code) => Assert.That(await Findings(code), Is.Empty);

    [Test]
    public async Task A_method_with_a_blank_raises_nothing_else() => Assert.That(
        (await Findings("s.Receive(new byte[10]); // ignored\nstring host = __;")).Select(finding => finding.Id), Is.EqualTo(new[] { "KATA001" }));

    [Test]
    public async Task A_method_without_one_raises_the_rest() => Assert.That(
        (await Findings("s.Receive(new byte[10]);\n}\nvoid Other()\n{\nstring host = __;")).Select(finding => finding.Id), Is.EquivalentTo(new[] { "SOCK001", "KATA001" }));

    [Test]
    public async Task Without_the_type_there_are_no_blanks() => Assert.That(await Findings("string __ = \"\"; host = __;", "class Other { }", "static string host = \"\";"), Is.Empty);

    private static async Task<Diagnostic[]> Findings(string code, string support = Support, string members = "")
    {
        var usings = support == Support ? "using static Kata.Support.Blank;\n" : "";
        var program = $"{usings}using System;\nusing System.Net.Sockets;\nclass Program\n{{\n{members}\nvoid Run(Socket s)\n{{\n{code}\n}}\n}}\n";
        var compilation = CSharpCompilation.Create("Blanks", [CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(support)],
            RuleTests.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0) throw new InvalidOperationException(errors[0].ToString());
        DiagnosticAnalyzer[] analyzers = [new Rules.KATA001_BlankNotFilledIn(), new SocketAnalyzer()];
        return [.. await compilation.WithAnalyzers([.. analyzers]).GetAnalyzerDiagnosticsAsync()];
    }
}
