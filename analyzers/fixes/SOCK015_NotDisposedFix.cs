using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Declares the variable with <c>using</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK015_NotDisposedFix))]
public sealed class SOCK015_NotDisposedFix() : Fix(RuleIds.NotDisposed, "Declare it with using")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (Dropped(place) is { } dropped)
        {
            // Nobody keeps it: it gets a name.
            var made = dropped.Expression is AssignmentExpressionSyntax discard ? discard.Right : dropped.Expression;
            var kept = place.Model.GetTypeInfo(made, place.Cancellation).Type?.Name switch { "Socket" => "socket", "TcpListener" => "listener", "TcpClient" or "UdpClient" => "client", _ => null };
            return kept is null ? null : Rewriting.Replace(place.Root, dropped, Rewriting.Statement($"using var {Rewriting.FreeName(place, kept)} = {made.WithoutTrivia()};"));
        }

        var declaration = place.Node.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();
        if (declaration is null || declaration.Declaration.Variables.Count != 1 || declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword)) return null;
        if (declaration.Declaration.Variables[0].Initializer?.Value.Span.Contains(place.Node.Span) != true || declaration.Parent is SwitchSectionSyntax) return null;

        // A variable declared with `using` cannot be assigned again.
        var name = declaration.Declaration.Variables[0].Identifier.ValueText;
        if (declaration.Parent?.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => assignment.Left is IdentifierNameSyntax target && target.Identifier.ValueText == name) == true) return null;
        return place.Root.ReplaceNode(declaration, declaration.WithoutLeadingTrivia()
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(declaration.GetLeadingTrivia()));
    }

    /// <summary>The statement that makes a socket and drops it; only where a declaration can stand in its place.</summary>
    private static ExpressionStatementSyntax? Dropped(Place place) =>
        Rewriting.StatementOf(place.Node) is ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement
        && (statement.Expression == place.Node || statement.Expression is AwaitExpressionSyntax awaited && awaited.Expression == place.Node
            || statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } discard && discard.Right == place.Node)
            ? statement
            : null;
}
