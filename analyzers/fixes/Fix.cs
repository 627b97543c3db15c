using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>What all fixes share: they change a document's tree around one finding, and fix all by doing that for one after the other. A
/// change is made
/// on trial first: it is offered only where it compiles, removes the finding and adds none (<see cref="Trial"/>).</summary>
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
            var changed = await ChangeAll(context.Document, ImmutableArray.Create(diagnostic), context.CancellationToken)
                .ConfigureAwait(false);
            if (changed == context.Document)
                continue;
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), id), diagnostic);
        }
    }

    /// <summary>The changed tree, or null where no change can be right.</summary>
    private protected abstract SyntaxNode? Change(Place place);

    /// <summary>The document with a change for each finding that has one; the very document if none has.</summary>
    private async Task<Document> ChangeAll(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } start)
            return document;
        var findings = diagnostics
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic =>
                (
                    diagnostic,
                    node: start.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true),
                    mark: new SyntaxAnnotation()))
            .ToList();

        // Marked, the nodes are found again however the tree has changed around them.
        var narrow = findings.SelectMany(finding => finding.node.Ancestors()).OfType<BlockSyntax>().Where(Rewriting.IsOnOneLine).ToList();
        var marked = document.WithSyntaxRoot(
            start.ReplaceNodes(
                findings.Select(finding => finding.node).Concat(narrow).Distinct(),
                (old, changed) =>
                    changed.WithAdditionalAnnotations(
                        findings
                            .Where(finding => finding.node == old)
                            .Select(finding => finding.mark)
                            .Concat(narrow.Contains(old) ? [Rewriting.OneLine] : []))));
        var trial = await Trial.Of(marked, cancellation).ConfigureAwait(false);
        var any = false;
        foreach (var (diagnostic, _, mark) in findings)
        {
            var root = await trial.Document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            var model = await trial.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
            if (root is null || model is null || root.GetAnnotatedNodes(mark).FirstOrDefault() is not { } node)
                continue;
            if (Change(new Place(root, node, model, diagnostic, cancellation)) is not { } changed)
                continue;
            var next = await Trial.Of(trial.Document.WithSyntaxRoot(Rewriting.Widen(changed)), cancellation).ConfigureAwait(false);
            if (!next.Mends(trial, id))
                continue;
            (trial, any) = (next, true);
        }

        return any ? trial.Document : document;
    }
}

/// <summary>A finding's place in the tree as it is now.</summary>
internal sealed record Place(SyntaxNode Root, SyntaxNode Node, SemanticModel Model, Diagnostic Diagnostic, CancellationToken Cancellation)
{
    /// <summary>The expression there; an argument has the same place, and then it is what is given.</summary>
    public ExpressionSyntax? Expression => Node as ExpressionSyntax ?? (Node as ArgumentSyntax)?.Expression;

    public string? Property(string name) => Diagnostic.Properties.TryGetValue(name, out var value) ? value : null;
}
