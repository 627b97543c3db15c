using System.Collections.Immutable;
using System.Reflection;
using Kata.Machine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kata.Programs.Compiling;

/// <summary>The kata's analyzers, as a build runs them.</summary>
internal static class ProgramAnalyzers
{
    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> All = new(Load);

    /// <summary>What they find in the programs of a compilation that has no errors.</summary>
    public static async Task<IEnumerable<Diagnostic>> Run(
        CSharpCompilation compilation,
        Severities severities,
        CancellationToken cancellation)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([], severities.ForAnalyzers),
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: true);
        var analyzers = new CompilationWithAnalyzers(compilation, All.Value, options);
        // File by file: to look at a whole compilation, with the files that all programs have in common, takes several times as long.
        var found = new List<Diagnostic>();
        foreach (var program in ProgramCompiler.Programs(compilation))
        {
            var ofFile = await analyzers.GetAnalyzerSemanticDiagnosticsAsync(
                compilation.GetSemanticModel(program), filterSpan: null, cancellation);
            found.AddRange(ofFile.Where(diagnostic => diagnostic.Location.SourceTree == program));
        }

        return found;
    }

    private static ImmutableArray<DiagnosticAnalyzer> Load()
    {
        var assembly = Assembly.LoadFrom(Repository.Built("analyzers", "netstandard2.0", "Kata.Analyzers.dll"));
        return
        [
            .. assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
                .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
    }
}
