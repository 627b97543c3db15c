using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Kata.Analyzers.Tests;

/// <summary>Tests of one rule: code that raises it, marked <c>[|so|]</c>, and code about which it must stay silent.
/// Code is a few statements, or members where it starts with a modifier.</summary>
public abstract partial class RuleTests(string id)
{
    private const string Usings = """
        using System;
        using System.Buffers.Binary;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Security.Cryptography;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    /// <summary>What statements may use without declaring it.</summary>
    private const string Parameters =
        "Socket socket, byte[] buffer, NetworkStream stream, TcpClient client, UdpClient udp, SslStream tls, Stream anyStream, string host, int port, string[] args";

    protected string Id { get; } = id;

    protected internal static string Program(string code)
    {
        if (code.Contains("class ", StringComparison.Ordinal))
            return Usings + code;
        var members = StartsWithModifier().IsMatch(code)
            ? Indented(code, "    ")
            : $$"""
                    public {{(code.Contains("await ", StringComparison.Ordinal) ? "async Task" : "void")}} Run({{Parameters}})
                    {
                {{Indented(code, "        ")}}
                    }
                """;
        return $$"""
            {{Usings}}
            class Program
            {
            {{members}}
            }
            """.ReplaceLineEndings("\n");
    }

    private static string Indented(string code, string by) =>
        string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Length == 0 ? line : by + line));

    /// <summary>The program of a snippet under another class name, so that several go into one file; the usings are left out.</summary>
    internal static string ProgramOf(string code, string name) =>
        Program(code).Substring(Usings.ReplaceLineEndings("\n").Length).Replace("class Program", $"class {name}", StringComparison.Ordinal);

    protected Task Raises(string code)
    {
        if (!code.Contains("[|", StringComparison.Ordinal))
            throw new ArgumentException("Mark what must be reported with [| |].");
        return Prepare<EmptyCodeFixProvider>(Program(code)).RunAsync();
    }

    /// <summary>Reports at <c>{|#0:…|}</c>, in these words.</summary>
    protected Task Says(string code, string message)
    {
        var test = Prepare<EmptyCodeFixProvider>(Program(code));
        test.TestState.ExpectedDiagnostics.Add(new DiagnosticResult(Id, DiagnosticSeverity.Warning).WithLocation(0).WithMessage(message));
        return test.RunAsync();
    }

    protected Task Silent(string code)
    {
        if (code.Contains("[|", StringComparison.Ordinal))
            throw new ArgumentException("Silent code has no marks.");
        return Prepare<EmptyCodeFixProvider>(Program(code)).RunAsync();
    }

    /// <summary>Applies the fix to the first finding alone and to all at once (FixAll); the result must compile and raise the rule no
    /// more.</summary>
    protected Task Fixes<TFix>(string before, string after) where TFix : CodeFixProvider, new()
    {
        var test = Prepare<TFix>(Program(before));
        test.FixedCode = Program(after);
        return test.RunAsync();
    }

    /// <summary>Raises the rule, and no fix is offered.</summary>
    protected async Task NotFixed<TFix>(string code) where TFix : CodeFixProvider, new()
    {
        await Raises(code);
        await Fixes<TFix>(code, code);
    }

    /// <summary>As above, for a program of top-level statements.</summary>
    protected Task FixesProgram<TFix>(string before, string after) where TFix : CodeFixProvider, new()
    {
        var test = Prepare<TFix>(Usings + before);
        test.FixedCode = Usings + after;
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    private Test<TFix> Prepare<TFix>(string code) where TFix : CodeFixProvider, new() =>
        new(Id) { TestCode = code };

    [GeneratedRegex(@"^\s*(public|private|internal|static|async|const|readonly)\s")]
    private static partial Regex StartsWithModifier();

    private sealed class Test<TFix> : CSharpCodeFixTest<SocketAnalyzer, TFix, DefaultVerifier> where TFix : CodeFixProvider, new()
    {
        private readonly string id;

        public Test(string id)
        {
            this.id = id;
            ReferenceAssemblies = Net;
            TestState.AdditionalReferences.AddRange(References);
            MarkupOptions = MarkupOptions.UseFirstDescriptor;
            foreach (var rule in SocketAnalyzer.Rules.Where(rule => rule.Descriptor.Id != id))
                DisabledDiagnostics.Add(rule.Descriptor.Id);
        }

        protected override DiagnosticDescriptor? GetDefaultDiagnostic(DiagnosticAnalyzer[] analyzers) =>
            SocketAnalyzer.Rules.SingleOrDefault(rule => rule.Descriptor.Id == id)?.Descriptor
            ?? throw new InvalidOperationException($"{id} never runs: it is not in SocketAnalyzer.Rules.");

        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview);

        protected override CompilationOptions CreateCompilationOptions()
        {
            var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);
            return options.WithSpecificDiagnosticOptions(options.SpecificDiagnosticOptions.SetItem(id, ReportDiagnostic.Warn));
        }

        // A rule that is off by default is on in its own tests, and what it reports there is a warning.
        protected override bool IsCompilerDiagnosticIncluded(Diagnostic diagnostic, CompilerDiagnostics compilerDiagnostics) =>
            diagnostic.Severity == DiagnosticSeverity.Error;
    }

    /// <summary>The rules that a snippet raises.</summary>
    internal static async Task<string[]> FindingsIn(string code) => [.. (await DiagnosticsIn(code)).Select(finding => finding.Id)];

    /// <summary>What the rules say of a snippet.</summary>
    internal static async Task<ImmutableArray<Diagnostic>> DiagnosticsIn(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(Program(code), new CSharpParseOptions(LanguageVersion.Preview));
        var compilation = CSharpCompilation.Create(
            "Snippet",
            [tree],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary).WithSpecificDiagnosticOptions(
                SocketAnalyzer.Rules.ToDictionary(rule => rule.Descriptor.Id, _ => ReportDiagnostic.Warn)));
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        if (errors.Count > 0)
            throw new InvalidOperationException($"The snippet does not compile: {errors[0]}");
        return await compilation.WithAnalyzers([new SocketAnalyzer()]).GetAnalyzerDiagnosticsAsync();
    }

    internal static readonly ReferenceAssemblies Net = new("net10.0");

    internal static readonly ImmutableArray<MetadataReference> References =
        Basic.Reference.Assemblies.Net100.References.All.Cast<MetadataReference>().ToImmutableArray();
}
