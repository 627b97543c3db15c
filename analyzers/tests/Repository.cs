using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>The programs of this repository, and what the rules say of them.</summary>
internal static class Repository
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    private static readonly SyntaxTree Usings = CSharpSyntaxTree.ParseText(
        """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks; global using System.Net.Http;
        global using Kata.Support; global using static Kata.Support.Blank;
        """,
        Parsing);

    public static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The files of a folder of programs, by name; none where the folder is not there.</summary>
    public static string[] Programs(string folder)
    {
        var path = Path.Combine(Root(), folder);
        return Directory.Exists(path) ? [.. Directory.GetFiles(path, "Step*.cs").Order()] : [];
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    public static SyntaxTree Parse(string path) => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Parsing, path);

    /// <summary>One program together with what programs may use, as its project compiles it.</summary>
    public static CSharpCompilation Compile(SyntaxTree program)
    {
        var support = Directory.GetFiles(Path.Combine(Root(), "harness", "Support"), "*.cs").Select(Parse);
        return CSharpCompilation.Create(
            "Program",
            [program, Usings, .. support],
            RuleTests.References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                allowUnsafe: true
            ).WithSpecificDiagnosticOptions(
                SocketAnalyzer.Rules.ToDictionary(
                    rule => rule.Descriptor.Id,
                    rule => rule.Descriptor.IsEnabledByDefault ? ReportDiagnostic.Default : ReportDiagnostic.Warn)));
    }

    /// <summary>What the rules find in the C# files of a folder, but for its tests and what was built there.</summary>
    public static async Task<Diagnostic[]> FindingsIn(string folder)
    {
        string[] left = ["bin", "obj", "tests", "variants", "Support"];
        var files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => left.Contains(part)));
        var compilation = Compile(CSharpSyntaxTree.ParseText("", Parsing)).AddSyntaxTrees(files.Select(Parse));
        return [
            .. await compilation
                .WithAnalyzers([new SocketAnalyzer()], new AnalyzerOptions([]))
                .GetAnalyzerDiagnosticsAsync(TestContext.CurrentContext.CancellationToken),
        ];
    }

    /// <summary>What the rules find in the program's own file.</summary>
    public static async Task<Diagnostic[]> Findings(CSharpCompilation compilation, SyntaxTree program)
    {
        DiagnosticAnalyzer[] analyzers = [new SocketAnalyzer(), new Kata.KATA001_BlankNotFilledIn()];
        var findings = await compilation
            .WithAnalyzers([.. analyzers], new AnalyzerOptions([], new Settings()))
            .GetAnalyzerDiagnosticsAsync(TestContext.CurrentContext.CancellationToken);
        return [.. findings.Where(finding => finding.Location.SourceTree == program)];
    }

    /// <summary>What the <c>.editorconfig</c> of the repository asks for in its programs.</summary>
    private sealed class Settings : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options();

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Options : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = key == "dotnet_code_quality.sock015.disposables" ? "all" : null;
                return value is not null;
            }
        }
    }
}
