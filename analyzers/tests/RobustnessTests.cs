using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>While somebody types, most code is broken. The rules must never throw on it.</summary>
public class RobustnessTests
{
    /// <summary>Every program of the pages and the solutions: between them they reach every rule.</summary>
    private static IEnumerable<TestCaseData> Sources()
    {
        foreach (var page in Directory.GetFiles(Path.Combine(Repository.Root(), "analyzers", "docs"), "SOCK*.md").Order())
        {
            var code = Regex
                .Matches(File.ReadAllText(page), "```csharp\n(.*?)```", RegexOptions.Singleline)
                .Select(match => match.Groups[1].Value);
            yield return new TestCaseData(
                string.Join("\n", code.Select((text, index) => RuleTests.ProgramOf(text, $"Program{index}")))
            ).SetArgDisplayNames(Path.GetFileNameWithoutExtension(page));
        }

        foreach (var solution in Repository.Programs("solutions"))
            yield return new TestCaseData(File.ReadAllText(solution)).SetArgDisplayNames(Path.GetFileName(solution));
    }

    [TestCaseSource(nameof(Sources))]
    public async Task Half_typed_code_breaks_no_rule(string source)
    {
        // Cut off after each token, and with each token missing; spread out, so that the whole takes seconds.
        var tokens = CSharpSyntaxTree
            .ParseText(source)
            .GetRoot()
            .DescendantTokens()
            .Where(token => token.Span.Length > 0)
            .Select(token => token.Span)
            .ToList();
        var step = Math.Max(1, tokens.Count / 20);
        for (var index = 0; index < tokens.Count; index += step)
        {
            await Analyze(source[..tokens[index].End], OutputKind.DynamicallyLinkedLibrary);
            await Analyze(source.Remove(tokens[index].Start, tokens[index].Length), OutputKind.ConsoleApplication);
        }
    }

    [TestCase("class C { void M() { socket.Receive( } }")]
    [TestCase("class C { int M(Socket s) => s.Receive(; }")]
    [TestCase("using System.Net.Sockets; class C { void M(Socket s) { s.Receive(null); s.Receive(1, 2, 3, 4, 5); s.Receive(); } }")]
    [TestCase("using System.Net.Sockets; class C { void M(Socket s, byte[] b) { var n = s.Receive(b); n = n; var m = m; } }")]
    [TestCase("using System.Net.Sockets; class C { void M(Socket s, byte[] b) { int n; n += n = s.Receive(b); goto x; x: goto x; } }")]
    [TestCase(
        "using System.Net.Sockets; class C { Socket s = s ?? s; int N => s.Receive(s.Receive(null)); void M() { s?.Receive(default)?.ToString(); } }"
    )]
    [TestCase(
        "using System.Net.Sockets; class C { void M(Socket s) { try { s.Connect(); } catch (Missing e) when (e.) { } catch { } finally } }"
    )]
    [TestCase(
        "using System.Net.Sockets; class C { void A(Socket s) => B(s); void B(Socket s) => A(s); static void Main() { Main(); new Socket(); var t = new Socket(SocketType.Stream, 0); new C().A(t); } }"
    )]
    [TestCase("using System.Net.Sockets; s.Receive(b); var s = new Socket(SocketType.Stream, ProtocolType.Tcp); void F() => F(); F();")]
    [TestCase(
        "using System.Net.Sockets; using System.IO; class C { Stream a, b; C() { a = b; b = a; } void M(byte[] x) { a.Read(x, 0, 1); var c = c = d; var d = c; c.Read(x); } }"
    )]
    [TestCase(
        "using System.Net.Sockets; class C { dynamic d; void M(Socket s) { s.Receive(d); d.Receive(s); foreach (var x in s.Receive(d)) { } } }"
    )]
    [TestCase(
        "using System.Net.Sockets; class C { const string T = T + \"GET\"; void M(Socket s) { s.Send(T); s.Send(Text()); } byte[] Text() => Text(); }"
    )]
    [TestCase(
        "namespace System.Net.Sockets { class Socket { } class SocketException { } } class C { System.Net.Sockets.Socket s; void M() { s.Receive(); } }"
    )]
    [TestCase(
        "using System.Net.Sockets; interface I { int M(Socket s) => s.Receive(new byte[1]); } record R(Socket S) { public int N { get => S.Receive(field); init; } } struct T { ~T() { } }"
    )]
    public async Task Nonsense_breaks_no_rule(string source)
    {
        await Analyze(source, OutputKind.DynamicallyLinkedLibrary);
        await Analyze(source, OutputKind.ConsoleApplication);
    }

    /// <summary>Each has a function inside a guarded block, whose graph is another than the one around it.</summary>
    [TestCase(
        "try { if (args.Length > 0) Console.WriteLine(1); Task.Run(() => { int n = s.Receive(b); if (n > 0) Console.WriteLine(n); }); } catch (SocketException e) { Console.WriteLine(e.Message); }"
    )]
    [TestCase(
        "try { try { Console.WriteLine(1); } finally { Action f = () => { var n = s.Receive(b); Console.WriteLine(n); }; f(); } } catch { }"
    )]
    [TestCase(
        "try { int Read() { var n = s.Receive(b); return n; } Console.WriteLine(Read()); } catch (SocketException) { } finally { Console.WriteLine(2); }"
    )]
    [TestCase(
        "while (true) try { Func<int> f = () => { try { return s.Receive(b); } finally { Func<int> g = () => s.Receive(b); g(); } }; f(); } catch (Exception e) when (new Func<bool>(() => s.Receive(b) > 0)()) { Console.WriteLine(e); }"
    )]
    [TestCase(
        "using (s) { foreach (var x in args) { lock (b) { s.BeginReceive(b, 0, 1, SocketFlags.None, r => { var n = s.EndReceive(r); if (n > 0) Console.WriteLine(n); }, null); } } }"
    )]
    [TestCase(
        "try { Run(() => { using var t = new Socket(SocketType.Stream, ProtocolType.Tcp); t.Connect(args[0], 1); Run(() => t.Receive(b)); }); } catch (IOException) { } void Run(Action what) { try { what(); } finally { s.Dispose(); } }"
    )]
    public async Task A_function_inside_a_guarded_block_breaks_no_rule_and_silences_none(string statements)
    {
        var found = await Analyze(
            $"using System.Net.Sockets; class C {{ static void Main(string[] args) {{ Socket s = null; byte[] b = null; {statements} }} void Beside(Socket s, byte[] b) {{ s.Receive(b); }} }}",
            OutputKind.ConsoleApplication);

        Assert.That(
            found,
            Has.Some.Matches<Diagnostic>(finding =>
                finding!.Id == "SOCK001"
                && finding.Location.SourceTree!.ToString().IndexOf("Beside", StringComparison.Ordinal) < finding.Location.SourceSpan.Start)
        );
    }

    /// <summary>In an editor, a reference to another project brings its source.</summary>
    [TestCase("static int Read(Socket s, byte[] b) => s.Receive(b);", "var n = Shared.Read(s, b); Console.WriteLine(b[0]);")]
    [TestCase("static Task<int> Put(Socket s, byte[] b) => s.SendAsync(b);", "Shared.Put(s, b);")]
    [TestCase("static Socket Made => new Socket(SocketType.Stream, ProtocolType.Tcp);", "Shared.Made.Receive(b);")]
    [TestCase("static string Text(byte[] b, int n) => System.Text.Encoding.UTF8.GetString(b, 0, n);",
        "int n; while ((n = s.Receive(b)) > 0) Console.Write(Shared.Text(b, n));")]
    [TestCase("static Stream Of(Socket s) => new NetworkStream(s);", "Shared.Of(s).Read(b); new StreamReader(Shared.Of(s)).ReadLine();")]
    [TestCase("static byte[] Request() => System.Text.Encoding.ASCII.GetBytes(\"CET / HTTP/1.1\");", "s.Send(Shared.Request());")]
    [TestCase("static readonly Stream Kept = new MemoryStream();", "Shared.Kept.Read(b); Shared.Kept.Write(b);")]
    public async Task The_source_of_another_project_breaks_no_rule(string shared, string statements)
    {
        var other = CSharpCompilation.Create(
            "Other",
            [Parse($"using System.Net.Sockets; public static class Shared {{ public {shared} }}"), Usings],
            RuleTests.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.That(other.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error), Is.Empty);

        var found = await Analyze(
            $"using System.Net.Sockets; class C {{ void M(Socket s, byte[] b) {{ {statements} }} void Beside(Socket s, byte[] b) {{ s.Receive(b); }} }}",
            OutputKind.DynamicallyLinkedLibrary,
            other.ToMetadataReference());

        Assert.That(found, Has.Some.Matches<Diagnostic>(finding => finding!.Id == "SOCK001"));
    }

    private static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source), new CSharpParseOptions(LanguageVersion.Preview));

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string source, OutputKind kind, params MetadataReference[] others)
    {
        var tree = Parse(source);
        var failures = new List<string>();
        DiagnosticAnalyzer[] analyzers = [new SocketAnalyzer(), new Kata.KATA001_BlankNotFilledIn()];
        var compilation = CSharpCompilation.Create(
            "Broken",
            [tree, Usings],
            [.. RuleTests.References, .. others],
            new CSharpCompilationOptions(kind, allowUnsafe: true).WithSpecificDiagnosticOptions(
                SocketAnalyzer.Rules.ToDictionary(rule => rule.Descriptor.Id, _ => ReportDiagnostic.Warn)));
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (exception, _, _) => failures.Add(exception.ToString()),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var found = await compilation.WithAnalyzers([.. analyzers], options).GetAnalyzerDiagnosticsAsync();

        Assert.That(failures, Is.Empty, source);
        return found;
    }

    /// <summary>What programs of the kata and of the pages may use without saying so.</summary>
    internal const string Surroundings = """
        global using System; global using System.IO; global using System.Linq; global using System.Threading.Tasks; global using static Kata.Support.Blank;
        namespace Kata.Support { public static class Blank { public static dynamic __ => 0; } }
        """;

    private static readonly SyntaxTree Usings = Parse(Surroundings);
}
