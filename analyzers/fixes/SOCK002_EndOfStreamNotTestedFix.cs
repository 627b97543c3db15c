using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Tests for the end after the receive: leaves the loop, or throws where the rest is needed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK002_EndOfStreamNotTestedFix))]
public sealed class SOCK002_EndOfStreamNotTestedFix() : Fix(RuleIds.EndOfStreamNotTested, "Test for the end of the stream")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (Rewriting.Invocation(place) is not { } call) return null;
        var whole = Rewriting.Whole(call);
        var isLine = call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ReadLine" or "ReadLineAsync" };
        switch (whole.Parent)
        {
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } } variable }:
                return Rewriting.InsertAfter(place.Root, declaration, Test(variable.Identifier.ValueText, Leaves(declaration)));
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax local } assignment:
                if (assignment.Parent is ExpressionStatementSyntax statement) return Rewriting.InsertAfter(place.Root, statement, Test(local.Identifier.ValueText, Leaves(statement)));

                // `(n = Receive()) != -1` and the like: the comparison is there and is the wrong one.
                return assignment.Parent is ParenthesizedExpressionSyntax { Parent: BinaryExpressionSyntax comparison } inner && comparison.Left == inner && !isLine
                    ? place.Root.ReplaceNode(comparison, SyntaxFactory.BinaryExpression(SyntaxKind.GreaterThanExpression, inner.WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Token(SyntaxKind.GreaterThanToken).WithTrailingTrivia(SyntaxFactory.Space), Rewriting.Expression("0")))
                    : null;
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax sum, Parent: ExpressionStatementSyntax added } compound:
                var name = Rewriting.FreeName(place, "received");
                return Rewriting.Replace(place.Root, added,
                    Rewriting.Statement($"var {name} = {whole.WithoutTrivia()};"),
                    Rewriting.Statement(Test(name, leaves: false)),
                    Rewriting.Statement($"{sum} {compound.OperatorToken.WithoutTrivia()} {name};"));
            default:
                return null;
        }

        string Test(string variable, bool leaves) => (isLine ? $"if ({variable} is null) " : $"if ({variable} == 0) ")
            + (leaves ? "break;" : $"throw new {Rewriting.TypeName(place, "System.IO", "EndOfStreamException")}();");
    }

    /// <summary>A loop that runs for ever ends with the stream; one that still waits for something fails with it.</summary>
    private static bool Leaves(StatementSyntax statement)
    {
        if (!Rewriting.IsInLoop(statement)) return false;
        var loop = statement.Ancestors().First(above => above is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);
        var condition = loop switch
        {
            WhileStatementSyntax whileLoop => whileLoop.Condition,
            DoStatementSyntax doLoop => doLoop.Condition,
            ForStatementSyntax forLoop => forLoop.Condition,
            _ => null,
        };
        return condition is null or LiteralExpressionSyntax;
    }
}
