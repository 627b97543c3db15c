using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>What all fixes share: they change a document's tree around one finding, and fix all by doing that for one after the other.</summary>
public abstract class Fix : CodeFixProvider
{
    private readonly string id;
    private readonly string title;

    private protected Fix(string id, string title)
    {
        this.id = id;
        this.title = title;
        FixableDiagnosticIds = ImmutableArray.Create(id);
    }

    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await ChangeAll(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            // Offered only where it can be right: a change that cannot be made is no action.
            var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
            var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
            if (root is null || model is null || Change(new Place(root, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), model, diagnostic, context.CancellationToken)) is null) continue;
            context.RegisterCodeFix(
                CodeAction.Create(title, cancellation => ChangeAll(context.Document, ImmutableArray.Create(diagnostic), cancellation), id), diagnostic);
        }
    }

    /// <summary>The changed tree, or null where no change can be right.</summary>
    private protected abstract SyntaxNode? Change(Place place);

    private async Task<Document> ChangeAll(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } start) return document;
        var findings = diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => (diagnostic, node: start.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), mark: new SyntaxAnnotation())).ToList();

        // Marked, the nodes are found again however the tree has changed around them.
        document = document.WithSyntaxRoot(start.ReplaceNodes(findings.Select(finding => finding.node).Distinct(),
            (old, changed) => changed.WithAdditionalAnnotations(findings.Where(finding => finding.node == old).Select(finding => finding.mark))));
        foreach (var (diagnostic, _, mark) in findings)
        {
            var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            if (root is null || model is null || root.GetAnnotatedNodes(mark).FirstOrDefault() is not { } node) continue;
            if (Change(new Place(root, node, model, diagnostic, cancellation)) is { } changed) document = document.WithSyntaxRoot(changed);
        }

        return document;
    }
}

/// <summary>A finding's place in the tree as it is now.</summary>
internal sealed record Place(SyntaxNode Root, SyntaxNode Node, SemanticModel Model, Diagnostic Diagnostic, CancellationToken Cancellation)
{
    /// <summary>The expression there; an argument has the same place, and then it is what is given.</summary>
    public ExpressionSyntax? Expression => Node as ExpressionSyntax ?? (Node as ArgumentSyntax)?.Expression;

    public string? Property(string name) => Diagnostic.Properties.TryGetValue(name, out var value) ? value : null;
}
