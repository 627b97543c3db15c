using Kata.Maintaining.Stubs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>What the rules say while a student works: of a body that still has blanks, only what no blank can change.</summary>
public class UnfinishedBodyTests
{
    private const string Support =
        "namespace Kata.Support; public static class Blank { public static dynamic __ => throw new System.Exception(); }";

    private static IEnumerable<string> Exercises => Repository.Programs("exercises").Select(path => Path.GetFileName(path));

    /// <summary>The blanks are filled in as the solution has them, from the first to the last, from the last to the first, and all but
    /// one: what a student who makes no mistake sees on the way.</summary>
    [TestCaseSource(nameof(Exercises))]
    public async Task An_exercise_that_is_filled_in_without_a_mistake_raises_nothing_on_the_way(string name)
    {
        var solution = Repository.Parse(Path.Combine(Repository.Root(), "solutions", name));
        var compilation = Repository.Compile(solution);
        var ofTheSolution = (await Findings(compilation, solution)).Select(finding => finding.GetMessage()).ToHashSet();
        foreach (var (filled, text) in Stages(solution))
        {
            var stage = CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)solution.Options, solution.FilePath);
            var findings = await Findings(compilation.ReplaceSyntaxTree(solution, stage), stage);

            Assert.That(
                findings.Where(finding => !ofTheSolution.Contains(finding.GetMessage())),
                Is.Empty,
                $"with {filled}");
        }
    }

    /// <summary>A receive whose count is dropped, at each place of each exercise where there is a socket: the student types it while there
    /// are blanks before and behind it.</summary>
    [TestCaseSource(nameof(Exercises))]
    public async Task A_mistake_between_the_blanks_of_an_exercise_is_told(string name)
    {
        const string mistake = "socket.Receive(new byte[16]); ";
        var exercise = Repository.Parse(Path.Combine(Repository.Root(), "exercises", name));
        var compilation = Repository.Compile(exercise);
        var model = compilation.GetSemanticModel(exercise);
        var places = exercise.GetRoot().DescendantNodes().OfType<StatementSyntax>()
            .Where(statement => statement.Parent is BlockSyntax && IsBesideBlanks(statement) && !AsksWhatIsThere(statement)
                && SocketAt(statement, model) is { } socket && socket.Locations[0].SourceSpan.Start < statement.SpanStart)
            .Select(statement => statement.SpanStart).ToList();
        var text = new System.Text.StringBuilder(exercise.ToString());
        foreach (var place in Enumerable.Reverse(places))
            text.Insert(place, mistake);
        var planted = CSharpSyntaxTree.ParseText(text.ToString(), (CSharpParseOptions)exercise.Options, exercise.FilePath);
        var findings = await Findings(compilation.ReplaceSyntaxTree(exercise, planted), planted);

        Assert.That(
            findings.Where(finding => finding.Id == "SOCK001").Select(finding => finding.Location.SourceSpan.Start),
            Is.SupersetOf(places.Select((place, before) => place + before * mistake.Length)));
    }

    private static bool IsBesideBlanks(StatementSyntax statement) =>
        statement.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.ToString().Contains("__", StringComparison.Ordinal);

    private static ISymbol? SocketAt(StatementSyntax statement, SemanticModel model) => model
        .LookupSymbols(statement.SpanStart, name: "socket")
        .FirstOrDefault(symbol => symbol is ILocalSymbol { Type.Name: "Socket" } or IParameterSymbol { Type.Name: "Socket" });

    /// <summary>Whether it runs only if `Poll` says so, or a number or truth value that a blank gives: that may be how much there is to
    /// receive.</summary>
    private static bool AsksWhatIsThere(StatementSyntax statement)
    {
        var program = statement.SyntaxTree.ToString();
        return statement.Ancestors().OfType<IfStatementSyntax>().SelectMany(branch => branch.Condition.DescendantNodesAndSelf())
            .Any(node => node is IdentifierNameSyntax name
                && (name.Identifier.ValueText == "Poll"
                    || program.Contains($"int {name} = __;", StringComparison.Ordinal)
                    || program.Contains($"bool {name} = __;", StringComparison.Ordinal)));
    }

    [TestCase("[|s.Receive(b)|]; int port = __;")]
    [TestCase("int port = __; [|s.Receive(b)|];")]
    [TestCase("Socket mine = __; mine.Connect(\"h\", 1); [|mine.Receive(b)|]; _ = __;")]
    [TestCase("_ = __; while (true) { int count = __; if (count == 0) break; [|s.Receive(b)|]; }")]
    [TestCase("_ = __; Console.Write(Encoding.UTF8.GetString(b, 0, s.Receive(b))); { [|s.Receive(b, 0, 4, SocketFlags.None)|]; }")]
    [TestCase("{ var own = new byte[9]; var n = s.Receive(own); Console.WriteLine(Encoding.UTF8.GetString([|own|])); } _ = __;")]
    [TestCase("_ = __; { var own = new byte[9]; var n = s.Receive(own); Console.WriteLine(Encoding.UTF8.GetString([|own|])); }")]
    [TestCase("_ = __; s.Send(Encoding.ASCII.GetBytes([|\"get / HTTP/1.0\\r\\n\\r\\n\"|]));")]
    [TestCase("_ = __; { var text = Console.ReadLine()!; s.Send(Encoding.UTF8.GetBytes(text), [|text.Length|], SocketFlags.None); }")]
    public async Task What_no_blank_can_change_is_told(string code)
    {
        var start = code.IndexOf("[|", StringComparison.Ordinal);
        var findings = await Findings(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

        Assert.That(findings.Select(finding => finding.Location.SourceSpan.Start), Has.Some.EqualTo(Start + start));
    }

    [TestCase("int n = s.Receive(b); _ = __;", TestName = "The count may be used in a blank")]
    [TestCase("while (__) s.Receive(b);", TestName = "It may be asked before whether there is anything")]
    [TestCase("bool more = __; while (more) { s.Receive(b); }", TestName = "It may have been asked")]
    [TestCase("byte[] own = __; s.Receive(own);", TestName = "The buffer may have room for nothing")]
    [TestCase("s.Receive(__);", TestName = "The buffer is a blank")]
    [TestCase("int n = s.Receive(b); _ = __; Console.WriteLine(Encoding.UTF8.GetString(b));", TestName = "The blank may look at the count")]
    [TestCase("while (true) { int n = s.Receive(b); Console.WriteLine(Encoding.UTF8.GetString(b, 0, n)); _ = __; }",
        TestName = "The end may be tested in a blank")]
    [TestCase("int n; do { n = s.Receive(b); Console.WriteLine(n); } while (__);", TestName = "The loop may end where nothing came")]
    [TestCase("var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.Connect(\"h\", 1); _ = __;",
        TestName = "The socket may be disposed of in a blank")]
    [TestCase("try { s.Connect(\"h\", 1); } catch (SocketException) { _ = __; }", TestName = "The error may be reported in a blank")]
    [TestCase("bool ok = false; try { s.Connect(\"h\", 1); ok = true; } catch (SocketException) { } _ = __;",
        TestName = "The flag may be tested in a blank")]
    [TestCase("string request = __; s.Send(Encoding.ASCII.GetBytes(\"GET / HTTP/1.1\\r\\n\" + request));",
        TestName = "The rest of the request is a blank")]
    [TestCase("s.Send(Encoding.ASCII.GetBytes(\"GET / HTTP/1.0\\r\\n\")); _ = __;",
        TestName = "The rest of the request is sent in a blank")]
    [TestCase("int n = s.Receive(b); _ = __; int x = BitConverter.ToInt32(b, 0); Console.WriteLine(x);",
        TestName = "The bytes may be turned round in a blank")]
    [TestCase("s.ReceiveFrom(b, ref from); _ = __;", TestName = "Only the sender may be used, in a blank")]
    public async Task What_a_blank_could_change_is_not_told(string code)
    {
        Assert.That(await Findings(code), Is.Empty);
        Assert.That(await OfStatements(code), Is.Empty, "as top-level statements");
    }

    /// <summary>What a method with a blank tells its caller is not known.</summary>
    [Test]
    public async Task Nothing_is_concluded_from_a_helper_that_has_a_blank() =>
        Assert.That(
            await Findings("Take(s, b); }\nstatic int Take(Socket s, byte[] b) { int n = s.Receive(b); _ = __; return n;"),
            Is.Empty);

    /// <summary>What is reported in another body, or follows from it, is known only if both bodies are finished.</summary>
    [TestCase("int n = s.Receive(b); if (n < 4) return; _ = __; Show(b); }"
        + "static void Show(byte[] d) { Console.WriteLine(BitConverter.ToInt32(d, 0));",
        TestName = "The caller may turn the bytes round")]
    [TestCase("int n = s.Receive(b); if (n < 4) return; Console.WriteLine(Length(b)); }"
        + "static int Length(byte[] d) { int raw = BitConverter.ToInt32(d, 0); return __;",
        TestName = "The helper may turn them round")]
    [TestCase("using var c = new TcpClient(); SetUp(c); c.Connect(\"h\", 1); int n = c.GetStream().Read(b, 0, 9); Console.WriteLine(n); }"
        + "static void SetUp(TcpClient c) { _ = __;",
        TestName = "The helper may set a deadline")]
    [TestCase("} } sealed class Link : IDisposable { readonly TcpClient client = new(\"h\", 1); public void Dispose() { _ = __; }"
        + " public void Say() { client.GetStream().WriteByte(1);",
        TestName = "Dispose may close the field")]
    public async Task What_a_blank_elsewhere_could_change_is_not_told(string code) => Assert.That(await Findings(code), Is.Empty);

    [Test]
    public async Task What_finished_bodies_come_to_is_told() =>
        Assert.That(
            await Findings("int n = s.Receive(b); if (n < 4) return; Show(b); } static void Other() { _ = __; }"
                + "static void Show(byte[] d) { Console.WriteLine(BitConverter.ToInt32(d, 0));"),
            Has.Some.Property(nameof(Diagnostic.Id)).EqualTo("SOCK010"));

    private const string Before =
        "using static Kata.Support.Blank; using System; using System.Net; using System.Net.Sockets; using System.Text;\n"
        + "static class Program { static void Run(Socket s, byte[] b, EndPoint from) { ";

    private static int Start => Before.Length;

    private static Task<Diagnostic[]> Findings(string code) =>
        OfProgram($"{Before}{code} }} }}", OutputKind.DynamicallyLinkedLibrary);

    private static Task<Diagnostic[]> OfStatements(string code) => OfProgram(
        "using static Kata.Support.Blank; using System; using System.Net; using System.Net.Sockets; using System.Text;\n"
            + $"Socket s = Given.Socket; byte[] b = Given.Bytes; EndPoint from = Given.From; {code}\n"
            + "static class Given { public static Socket Socket = null!; public static byte[] Bytes = []; "
            + "public static EndPoint From = null!; }",
        OutputKind.ConsoleApplication);

    private static async Task<Diagnostic[]> OfProgram(string code, OutputKind kind)
    {
        var program = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest));
        var compilation = CSharpCompilation.Create(
            "Unfinished",
            [program, CSharpSyntaxTree.ParseText(Support, new CSharpParseOptions(LanguageVersion.Latest))],
            RuleTests.References,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        Assert.That(compilation.GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error), Is.Empty);
        return await Findings(compilation, program);
    }

    private static async Task<Diagnostic[]> Findings(CSharpCompilation compilation, SyntaxTree program) =>
    [
        .. (await compilation.WithAnalyzers([new SocketAnalyzer()], new AnalyzerOptions([])).GetAnalyzerDiagnosticsAsync())
            .Where(finding => finding.Location.SourceTree == program),
    ];

    /// <summary>The exercise as it is, with one, two, … of its blanks filled in, in either order, and with all but one.</summary>
    private static IEnumerable<(string Filled, string Text)> Stages(SyntaxTree solution)
    {
        var text = solution.GetText();
        var marks = Mark.In(solution);
        var blanks = marks.Where(mark => mark.Kind is MarkKind.Value or MarkKind.Line or MarkKind.FromHere).ToList();
        for (var filled = 0; filled < blanks.Count; filled++)
        {
            var next = blanks[filled].Comment.SpanStart;
            yield return ($"the first {filled} blanks filled in", With(place => place < next));
            yield return ($"the blanks behind the first {filled + 1} filled in", With(place => place > next));
            yield return ($"all blanks but number {filled + 1} filled in", With(place => place != next));
        }

        string With(Func<int, bool> isFilled) => Stub.Of(
            solution.FilePath,
            text.WithChanges(marks
                .Where(mark => isFilled(mark.Comment.SpanStart) && mark.Kind is not (MarkKind.Instead or MarkKind.Nothing))
                .Select(mark => new Microsoft.CodeAnalysis.Text.TextChange(mark.Removal(text), ""))).ToString());
    }
}
