using System.Collections.Immutable;
using Kata.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Analyzers.Tests.Fixes;

/// <summary>Applies the fixes as an editor does, and looks at the outcome anew: the text is parsed, compiled and analyzed again.</summary>
internal sealed class Fixer : IDisposable
{
    private static readonly Dictionary<string, CodeFixProvider> Providers = typeof(Fix).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Fix)))
        .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!)
        .ToDictionary(provider => provider.FixableDiagnosticIds.Single());

    private readonly AdhocWorkspace workspace = new();
    private readonly Project project;

    /// <param name="usings">The global usings of the program.</param>
    public Fixer(string usings = "")
    {
        project = workspace.AddProject(
            ProjectInfo.Create(
                ProjectId.CreateNewId(),
                VersionStamp.Default,
                "Program",
                "Program",
                LanguageNames.CSharp,
                parseOptions: new CSharpParseOptions(LanguageVersion.Preview),
                compilationOptions: new CSharpCompilationOptions(
                    OutputKind.DynamicallyLinkedLibrary,
                    allowUnsafe: true
                ).WithSpecificDiagnosticOptions(SocketAnalyzer.Rules.ToDictionary(rule => rule.Descriptor.Id, _ => ReportDiagnostic.Warn)),
                metadataReferences: RuleTests.References));
        if (usings.Length > 0)
            project = project.AddDocument("Usings.cs", usings).Project;
    }

    public static IEnumerable<string> Rules => Providers.Keys.Order();

    public async Task<Outcome> Look(string text)
    {
        var document = project.AddDocument("Program.cs", SourceText.From(text), filePath: "Program.cs");
        var model = (await document.GetSemanticModelAsync())!;
        var errors = model
            .GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(error => error.ToString())
            .ToList();
        var findings = await model
            .Compilation.WithAnalyzers([new SocketAnalyzer()], new AnalyzerOptions([]))
            .GetAnalyzerSemanticDiagnosticsAsync(model, null, default);
        return new Outcome(document, errors, findings);
    }

    /// <summary>The text after the fix of one finding; null where none is offered.</summary>
    public static async Task<string?> Fixed(Outcome outcome, Diagnostic finding)
    {
        var offered = new List<CodeAction>();
        await Providers[finding.Id]
            .RegisterCodeFixesAsync(
                new CodeFixContext(outcome.Document, finding, (action, _) => offered.Add(action), CancellationToken.None));
        if (offered.Count == 0)
            return null;
        var change = (await offered[0].GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return (await change.ChangedSolution.GetDocument(outcome.Document.Id)!.GetTextAsync()).ToString();
    }

    public void Dispose() => workspace.Dispose();

    /// <summary>A text, and what the compiler and the rules say of it.</summary>
    internal sealed record Outcome(Document Document, IReadOnlyList<string> Errors, ImmutableArray<Diagnostic> Findings)
    {
        public int Count(string id) => Findings.Count(finding => finding.Id == id);
    }
}
