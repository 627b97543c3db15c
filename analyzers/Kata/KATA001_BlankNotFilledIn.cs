using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kata.Analyzers.Kata;

/// <summary>KATA001: a blank not filled in; says what belongs there, from the comment beside it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KATA001_BlankNotFilledIn : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic, with the value <c>true</c>, that says: every run of the program reaches this blank,
    /// and no other before it.</summary>
    public const string EveryRun = "EveryRun";

    private static readonly ImmutableDictionary<string, string?> ReachedByEveryRun = ImmutableDictionary<string, string?>.Empty.Add(
        EveryRun,
        "true");

    public static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.BlankNotFilledIn, Categories.Kata, DiagnosticSeverity.Info,
        "A blank is not filled in",
        "Fill in {0}");

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Descriptor);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (Blanks.In(start.Compilation) is not { } blanks)
                return;
            start.RegisterSyntaxNodeAction(node => Report(node, blanks), SyntaxKind.IdentifierName);
        });
    }

    private static void Report(SyntaxNodeAnalysisContext context, Blanks blanks)
    {
        var name = (IdentifierNameSyntax)context.Node;
        if (!blanks.IsBlank(name, context.SemanticModel, context.CancellationToken))
            return;

        var what = Blanks.Target(name, context.SemanticModel, context.CancellationToken) is { } target
            ? $"`{target}`"
            : "the blank";
        if (Blanks.Comment(name) is { } comment)
            what += $": {comment}";

        var properties = SureBlank.Is(name, context.SemanticModel, blanks, context.CancellationToken) ? ReachedByEveryRun : null;
        context.ReportDiagnostic(Diagnostic.Create(Documents.Link(Descriptor, context.Options), name.GetLocation(), properties, what));
    }
}
