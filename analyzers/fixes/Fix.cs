using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

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
            if (root is null || model is null || Change(Place.Of(root, model, diagnostic, diagnostic.Location.SourceSpan, context.CancellationToken)) is null) continue;
            context.RegisterCodeFix(
                CodeAction.Create(title, cancellation => ChangeAll(context.Document, ImmutableArray.Create(diagnostic), cancellation), id), diagnostic);
        }
    }

    /// <summary>The changed tree, or null where no change can be right.</summary>
    private protected abstract SyntaxNode? Change(Place place);

    private async Task<Document> ChangeAll(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        // Last first, so that what is still to be changed stays where it was reported.
        foreach (var diagnostic in diagnostics.OrderByDescending(diagnostic => diagnostic.Location.SourceSpan.Start))
        {
            var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            if (root is null || model is null) return document;
            var span = diagnostic.Location.SourceSpan;
            span = new TextSpan(span.Start, System.Math.Min(span.Length, System.Math.Max(0, root.FullSpan.End - span.Start)));
            if (Change(Place.Of(root, model, diagnostic, span, cancellation)) is { } changed) document = document.WithSyntaxRoot(changed);
        }

        return document;
    }
}

/// <summary>A finding's place in the tree as it is now.</summary>
internal sealed record Place(SyntaxNode Root, SyntaxNode Node, SemanticModel Model, Diagnostic Diagnostic, CancellationToken Cancellation)
{
    public static Place Of(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, TextSpan span, CancellationToken cancellation) =>
        new(root, root.FindNode(span, getInnermostNodeForTie: true), model, diagnostic, cancellation);

    public string? Property(string name) => Diagnostic.Properties.TryGetValue(name, out var value) ? value : null;
}
