using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kata.CodeFixes;

/// <summary>A document, and what the compiler and the rules say of it.</summary>
internal sealed class Trial
{
    private readonly int errors;
    private readonly Dictionary<string, int> findings;

    private Trial(Document document, int errors, Dictionary<string, int> findings)
    {
        Document = document;
        this.errors = errors;
        this.findings = findings;
    }

    public Document Document { get; }

    public static async Task<Trial> Of(Document document, CancellationToken cancellation)
    {
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return new Trial(document, int.MaxValue, []);
        var errors = model
            .GetDiagnostics(cancellationToken: cancellation)
            .Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var found = await model
            .Compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new SocketAnalyzer()), document.Project.AnalyzerOptions)
            .GetAnalyzerSemanticDiagnosticsAsync(model, null, cancellation)
            .ConfigureAwait(false);
        return new Trial(document, errors, found.GroupBy(finding => finding.Id).ToDictionary(group => group.Key, group => group.Count()));
    }

    /// <summary>Whether there is one finding less of the rule, none more of any other, and no new error of the compiler.</summary>
    public bool Mends(Trial before, string id) =>
        errors <= before.errors && Count(id) < before.Count(id) && findings.All(finding => finding.Value <= before.Count(finding.Key));

    private int Count(string id) => findings.TryGetValue(id, out var count) ? count : 0;
}
