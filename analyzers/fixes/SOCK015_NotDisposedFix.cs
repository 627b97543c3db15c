using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

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
            var kept = place.Model.GetTypeInfo(made, place.Cancellation).Type?.Name switch
            {
                "Socket" => "socket",
                "TcpListener" => "listener",
                "TcpClient" or "UdpClient" => "client",
                _ => null,
            };
            return kept is null
                ? null
                : Put(place, dropped, Rewriting.Statement($"using var {Rewriting.FreeName(place, kept)} = {made.WithoutTrivia()};"));
        }

        var declaration = place.Node.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();
        if (declaration is null || declaration.Declaration.Variables.Count != 1 || declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword))
            return null;
        if (declaration.Declaration.Variables[0].Initializer?.Value.Span.Contains(place.Node.Span) != true)
            return null;

        // A variable declared with `using` cannot be assigned again.
        var name = declaration.Declaration.Variables[0].Identifier.ValueText;
        if (
            declaration
                .Parent?.DescendantNodes()
                .OfType<AssignmentExpressionSyntax>()
                .Any(assignment => assignment.Left is IdentifierNameSyntax target && target.Identifier.ValueText == name) == true
        )
            return null;
        var changed = declaration.WithoutLeadingTrivia()
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(declaration.GetLeadingTrivia());
        return declaration.Parent is SwitchSectionSyntax ? Put(place, declaration, changed) : place.Root.ReplaceNode(declaration, changed);
    }

    /// <summary>The changed statement in the place of the old. A section of a switch cannot hold a `using` declaration (CS8647): there a
    /// block takes
    /// the rest of the section, unless another section uses a variable that would go into it.</summary>
    private static SyntaxNode? Put(Place place, StatementSyntax old, StatementSyntax changed)
    {
        if (old.Parent is not SwitchSectionSyntax section)
            return Rewriting.Replace(place.Root, old, changed);
        var rest = section.Statements.SkipWhile(statement => statement != old).ToList();
        var names = new System.Collections.Generic.HashSet<string>(
            rest.OfType<LocalDeclarationStatementSyntax>()
                .SelectMany(declared => declared.Declaration.Variables)
                .Select(variable => variable.Identifier.ValueText));
        if (
            section
                .Parent!.DescendantNodes(node => node != section)
                .OfType<IdentifierNameSyntax>()
                .Any(name => names.Contains(name.Identifier.ValueText))
        )
            return null;
        var block = SyntaxFactory
            .Block(rest.Select(statement => statement == old ? changed : statement))
            .WithAdditionalAnnotations(Formatter.Annotation);
        return place.Root.ReplaceNode(
            section,
            section.WithStatements(SyntaxFactory.List(section.Statements.TakeWhile(statement => statement != old).Append(block))));
    }

    /// <summary>The statement that makes a socket and drops it; only where a declaration can stand in its place.</summary>
    private static ExpressionStatementSyntax? Dropped(Place place) =>
        Rewriting.StatementOf(place.Node)
            is ExpressionStatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax } statement
        && (
            statement.Expression == place.Node
            || statement.Expression is AwaitExpressionSyntax awaited && awaited.Expression == place.Node
            || statement.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } discard
                && discard.Right == place.Node)
            ? statement
            : null;
}
