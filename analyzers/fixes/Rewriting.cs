using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Kata.CodeFixes;

/// <summary>Changes to statements and expressions that the fixes have in common.</summary>
internal static class Rewriting
{
    public static StatementSyntax Statement(string text) =>
        SyntaxFactory.ParseStatement(text).WithLeadingTrivia(SyntaxFactory.ElasticMarker).WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);

    public static ExpressionSyntax Expression(string text) => SyntaxFactory.ParseExpression(text);

    /// <summary>An argument list in the place of another: <paramref name="arguments"/> without the parentheses.</summary>
    public static ArgumentListSyntax Arguments(ArgumentListSyntax old, string arguments) => SyntaxFactory.ParseArgumentList($"({arguments})").WithTriviaFrom(old);

    /// <summary>Puts several statements in the place of one, in braces where there was room for only one.
    /// The first takes over the comments before, the last those after.</summary>
    public static SyntaxNode Replace(SyntaxNode root, StatementSyntax old, params StatementSyntax[] statements)
    {
        statements[0] = statements[0].WithLeadingTrivia(old.GetLeadingTrivia());
        for (var index = 1; index < statements.Length - 1; index++) statements[index] = Line(statements[index]);
        if (statements.Length > 1) statements[0] = statements[0].WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
        statements[statements.Length - 1] = statements[statements.Length - 1].WithTrailingTrivia(old.GetTrailingTrivia());
        return old.Parent switch
        {
            GlobalStatementSyntax global => root.ReplaceNode(global, statements.Select(SyntaxFactory.GlobalStatement)),
            BlockSyntax or SwitchSectionSyntax => root.ReplaceNode(old, statements),
            _ => root.ReplaceNode(old, SyntaxFactory.Block(statements.Select((statement, index) => index == 0 ? statement.WithoutLeadingTrivia() : statement)).WithAdditionalAnnotations(Formatter.Annotation)),
        };
    }

    public static SyntaxNode InsertAfter(SyntaxNode root, StatementSyntax place, params string[] statements) =>
        Replace(root, place, new[] { place }.Concat(statements.Select(Statement)).ToArray());

    /// <summary>The statement an expression is directly in; null in a lambda's or member's expression body.</summary>
    public static StatementSyntax? StatementOf(SyntaxNode node)
    {
        foreach (var above in node.AncestorsAndSelf())
        {
            switch (above)
            {
                case StatementSyntax statement: return statement;
                case AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax: return null;
            }
        }

        return null;
    }

    public static bool IsInLoop(SyntaxNode node)
    {
        foreach (var above in node.Ancestors())
        {
            switch (above)
            {
                case WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax: return true;
                case MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or SwitchSectionSyntax: return false;
            }
        }

        return false;
    }

    /// <summary>The name, or the name with a number where something in scope has it already.</summary>
    public static string FreeName(Place place, string name)
    {
        var statement = place.Node.AncestorsAndSelf().LastOrDefault(above => above is BlockSyntax) ?? place.Root;
        var taken = new HashSet<string>(statement.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        foreach (var symbol in place.Model.LookupSymbols(place.Node.SpanStart)) taken.Add(symbol.Name);
        if (!taken.Contains(name)) return name;
        var number = 2;
        while (taken.Contains(name + number)) number++;
        return name + number;
    }

    /// <summary>The name by which a framework type can be used here: short where its namespace is imported, else in full.</summary>
    public static string TypeName(Place place, string space, string name) =>
        place.Model.LookupNamespacesAndTypes(place.Node.SpanStart, name: name).Any() ? name : $"{space}.{name}";

    /// <summary>From a call up to the whole of <c>await x.F().ConfigureAwait(false)</c>.</summary>
    public static ExpressionSyntax Whole(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression.Parent)
            {
                case AwaitExpressionSyntax awaited: expression = awaited; break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "AsTask", Parent: InvocationExpressionSyntax outer }: expression = outer; break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed: expression = suppressed; break;
                case ParenthesizedExpressionSyntax parenthesized: expression = parenthesized; break;
                case ConditionalAccessExpressionSyntax access when access.WhenNotNull == expression: expression = access; break;
                default: return expression;
            }
        }
    }

    public static InvocationExpressionSyntax? Invocation(Place place) =>
        place.Node as InvocationExpressionSyntax ?? place.Node.AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault(call => call.Span == place.Node.Span)
        ?? place.Node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault();

    private static StatementSyntax Line(StatementSyntax statement) => statement.WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
}
