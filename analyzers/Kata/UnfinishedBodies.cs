using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Kata;

/// <summary>The bodies of a file that still have blanks. They are not finished: the rules say less of them, and conclude nothing from
/// them.</summary>
/// <param name="blanks">Null where the compilation knows no blanks.</param>
internal sealed class UnfinishedBodies(Blanks? blanks, SemanticModel model, CancellationToken cancellation)
{
    private readonly Dictionary<ISymbol, bool> unfinished = new(SymbolEqualityComparer.Default);
    private List<SyntaxNode>? all;

    /// <summary>The blanks of the file, in order.</summary>
    private List<SyntaxNode> All => all ??= blanks is null
        ? []
        : [
            .. model.SyntaxTree.GetRoot(cancellation)
                .DescendantNodes()
                .OfType<SimpleNameSyntax>()
                .Where(name => blanks.IsBlank(name, model, cancellation)),
        ];

    /// <summary>Whether a member's body has a blank in it.</summary>
    public bool Contains(SyntaxNode body) => Within(body).Any();

    /// <summary>The body to ask what a rule can know of it; null where the file has no blanks.</summary>
    public UnfinishedBody? Of(SocketMethod method) =>
        All.Count == 0 ? null : Of(Declaration(method.Root.Syntax), method);

    private UnfinishedBody Of(SyntaxNode declaration, SocketMethod method) => new(method, declaration, [.. Within(declaration)], this);

    /// <summary>Whether a method, a property or a type of this file has a blank.</summary>
    public bool IsUnfinished(ISymbol target)
    {
        target = target.OriginalDefinition;
        if (!unfinished.TryGetValue(target, out var answer))
            unfinished[target] = answer = target.DeclaringSyntaxReferences.Any(part =>
                part.SyntaxTree == model.SyntaxTree && Contains(part.GetSyntax(cancellation)));
        return answer;
    }

    /// <summary>Whether the member that a place is in has a blank. A field has those of its whole type.</summary>
    public bool IsInUnfinished(SyntaxNode place) =>
        place.Ancestors().FirstOrDefault(above =>
            above is MemberDeclarationSyntax and not BaseFieldDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax)
            is not { } member
        || Contains(member);

    private IEnumerable<SyntaxNode> Within(SyntaxNode body) => body is CompilationUnitSyntax unit
        ? unit.Members.OfType<GlobalStatementSyntax>().SelectMany(Within)
        : All.Where(blank => body.FullSpan.Contains(blank.Span));

    /// <summary>The member that a body belongs to, with its initializers.</summary>
    private static SyntaxNode Declaration(SyntaxNode body) => body
        is ArrowExpressionClauseSyntax { Parent: { } arrow } ? arrow
        : body is EqualsValueClauseSyntax { Parent: { } initialized } ? initialized
        : body;
}
