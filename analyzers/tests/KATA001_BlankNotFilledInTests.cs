using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class KATA001_BlankNotFilledInTests
{
    private const string Support =
        "namespace Kata.Support; public static class Blank { public static dynamic __ => throw new System.Exception(); }";

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
    public Task A_blank_says_what_belongs_there(string code, string message) => Raises(code, message);

    [Test]
    public async Task It_is_a_notice_with_a_page() =>
        Assert.That(
            (await Findings("string host = __;")).Single(),
            Has.Property("Severity").EqualTo(DiagnosticSeverity.Info).And.Property("Id").EqualTo("KATA001"));

    [TestCase("var __ = 1; System.Console.WriteLine(__);")]
    [TestCase("void Do(int __) { } Do(__: 2);")]
    [TestCase("string host = \"__\"; // __")]
    [TestCase("Func<int, int> f = __ => 1; f(2);")]
    [TestCase("var (_, __) = (1, 2);")]
    [TestCase("var ___ = 1; System.Console.WriteLine(___);")]
    [TestCase("var _ = 1; _ = 2;")]
    [TestCase("if (int.TryParse(\"1\", out var __)) System.Console.WriteLine(__);")]
    [TestCase("foreach (var __ in new[] { 1 }) System.Console.WriteLine(__);")]
    [TestCase("void __() { } __();")]
    [TestCase("goto __; __: return;")]
    [TestCase("var made = new { __ = 1 }; System.Console.WriteLine(made.__);")]
    public Task What_is_no_blank_is_silent(string code) => Silent(code);

    [TestCase("__ = 2;", "static int __ = 1;")]
    [TestCase("Own.__ = 2;", "static class Own { public static int __; }")]
    [TestCase("System.Console.WriteLine(new Own<int>().Value);", "class Own<__> { public __? Value; }")]
    public Task A_name_of_the_program_itself_is_silent(string code, string members) => Silent(code, members: members);

    [Test]
    public async Task A_method_without_one_raises_the_rest() =>
        Assert.That(
            (await Findings("s.Receive(new byte[10]);\n}\nvoid Other()\n{\nstring host = __;")).Select(finding => finding.Id),
            Is.EquivalentTo(new[] { "SOCK001", "KATA001" }));

    [Test]
    public Task Without_the_type_there_are_no_blanks() =>
        Silent("string __ = \"\"; host = __;", "class Other { }", "static string host = \"\";");

    [TestCase("string host = /*sure*/__; int port = __;")]
    [TestCase("string host = args[0]; int port = int.Parse(args[1]); using Socket s = /*sure*/__; s.Connect(host, port);")]
    [TestCase("int limit = args.Length > 2 ? int.Parse(args[2]) : 3000; Console.Write($\"{limit}: \"); string host = /*sure*/__;")]
    [TestCase("try { Socket s = /*sure*/__; } catch (Exception) { return 1; }")]
    [TestCase("{ { _ = /*sure*/__; } }")]
    [TestCase("if (/*sure*/__) return 1;")]
    [TestCase("while (/*sure*/__) { }")]
    [TestCase("for (int i = /*sure*/__; i < 3; i++) { }")]
    [TestCase("switch ((int)/*sure*/__) { default: break; }")]
    [TestCase("return /*sure*/__;")]
    [TestCase("using var s = new Socket(/*sure*/__, SocketType.Stream, ProtocolType.Tcp);")]
    [TestCase("var n = Math.Abs((int)/*sure*/__);")]
    [TestCase("Socket s = null!; s.ReceiveTimeout = /*sure*/__;")]
    [TestCase("bool both = /*sure*/__ && __;")]
    [TestCase("Func<int> f = () => __; int n = /*sure*/__;")]
    [TestCase("int Later() => __; int n = /*sure*/__;")]
    [TestCase("int n = Make();", "static int Make() { Console.WriteLine(1); return /*sure*/__; }")]
    [TestCase("Say(\"a\"); int n = Make(); n = __;",
        "static void Say(string text) => Console.Error.WriteLine(text); static int Make() => /*sure*/__;")]
    public async Task A_blank_that_every_run_reaches_first_says_so(string code, string members = "") =>
        Assert.That(
            await Sure(code, members),
            Is.EqualTo(new[] { Program(code, members).IndexOf("/*sure*/", StringComparison.Ordinal) + 8 }));

    [TestCase("if (args.Length > 0) { string host = __; }")]
    [TestCase("if (args.Length > 0) return 1; string host = __;")]
    [TestCase("while (args.Length > 0) { } string host = __;")]
    [TestCase("for (;;) { string host = __; }")]
    [TestCase("foreach (var word in args) { string host = __; }")]
    [TestCase("throw new Exception(); string host = __;")]
    [TestCase("Environment.Exit(1); string host = __;")]
    [TestCase("return 1; string host = __;")]
    [TestCase("int n = args.Length > 0 ? __ : 1;")]
    [TestCase("bool both = args.Length > 0 && __;")]
    [TestCase("bool either = args.Length > 0 || __;")]
    [TestCase("string? host = null; host = host ?? __;")]
    [TestCase("string? host = null; host = host?.Replace(__, \"\");")]
    [TestCase("Func<int> f = () => __;")]
    [TestCase("int Later() => __;")]
    [TestCase("using var s = new Socket(SocketType.Stream, ProtocolType.Tcp); int n = __;")]
    [TestCase("try { int port = int.Parse(args[1]); string host = __; } catch (FormatException) { return 1; }")]
    [TestCase("try { return 1; } finally { } string host = __;")]
    [TestCase("int n = int.Parse(\"x\"); n = __;")]
    [TestCase("int n = args.Length; n = 1 / n; n = __;")]
    [TestCase("var text = \n__;")]
    [TestCase("int n = Make();", "static int Make() => Make() + __;")]
    [TestCase("int n = Make(); n = __;", "static int Make() { if (n > 0) throw new Exception(); return 1; } static int n;")]
    [TestCase("foreach (var n in Make()) { }", "static System.Collections.Generic.IEnumerable<int> Make() { int n = __; yield return n; }")]
    [TestCase("Trace(__); ", "[System.Diagnostics.Conditional(\"NEVER\")] static void Trace(int n) { } ")]
    [TestCase("Trace(); ", "[System.Diagnostics.Conditional(\"NEVER\")] static void Trace() { int n = __; } ")]
    [TestCase("string host = __;", "static Step01_A() => Environment.Exit(1);")]
    [TestCase("string host = __;", "static readonly int n = int.Parse(\"x\");")]
    [TestCase("int n = Other;", "static int Other { get { return __; } }")]
    [TestCase("", "static void Other() { int n = __; }")]
    public async Task A_blank_that_a_run_may_not_reach_says_nothing(string code, string members = "") =>
        Assert.That(await Sure(code, members), Is.Empty);

    [TestCase("Step01_B.cs", "static int Main(string[] args)")]
    [TestCase("Step01_A.cs", "static void Main(string[] args)")]
    [TestCase("Step01_A.cs", "static int Main(int args)")]
    [TestCase("Step01_A.cs", "static int Other(string[] args)")]
    public async Task What_is_no_program_has_no_run(string file, string main) =>
        Assert.That(await Sure("string host = __;\n", file: file, main: main), Is.Empty);

    private static string Program(string code, string members = "", string main = "static int Main(string[] args)") =>
        $"using static Kata.Support.Blank;\nusing System;\nusing System.Net.Sockets;\nstatic class Step01_A\n{{\n{members}\n{main}\n{{\n{code}\nEND\n}}\n}}\n".Replace(
            "END",
            main.Contains("void") ? "" : "return 0;");

    /// <summary>Where the blanks are that every run reaches.</summary>
    private static async Task<int[]> Sure(
        string code,
        string members = "",
        string file = "Step01_A.cs",
        string main = "static int Main(string[] args)") =>
        [
            .. (await Findings(CSharpSyntaxTree.ParseText(Program(code, members, main), path: $"/home/me/{file}"), Support))
                .Where(finding => finding.Properties.TryGetValue(Kata.KATA001_BlankNotFilledIn.EveryRun, out var value) && value == "true")
                .Select(finding => finding.Location.SourceSpan.Start),
        ];

    private static async Task Raises(string code, string message) =>
        Assert.That((await Findings(code)).Select(finding => finding.GetMessage()), Is.EqualTo(new[] { message }));

    private static async Task Silent(string code, string support = Support, string members = "") =>
        Assert.That(await Findings(code, support, members), Is.Empty);

    private static Task<Diagnostic[]> Findings(string code, string support = Support, string members = "")
    {
        var usings = support == Support ? "using static Kata.Support.Blank;\n" : "";
        var program =
            $"{usings}using System;\nusing System.Net.Sockets;\nclass Program\n{{\n{members}\nvoid Run(Socket s)\n{{\n{code}\n}}\n}}\n";
        return Findings(CSharpSyntaxTree.ParseText(program), support);
    }

    private static async Task<Diagnostic[]> Findings(SyntaxTree program, string support)
    {
        var compilation = CSharpCompilation.Create("Blanks", [program, CSharpSyntaxTree.ParseText(support)],
            RuleTests.References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
            throw new InvalidOperationException(errors[0].ToString());
        DiagnosticAnalyzer[] analyzers = [new Kata.KATA001_BlankNotFilledIn(), new SocketAnalyzer()];
        return [.. await compilation.WithAnalyzers([.. analyzers]).GetAnalyzerDiagnosticsAsync()];
    }
}
