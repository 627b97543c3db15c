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
}
