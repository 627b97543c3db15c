using System.Linq;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Tests for the end after the receive: leaves an endless loop, returns from a callback, and throws where the rest is
/// needed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK002_EndOfStreamNotTestedFix))]
public sealed class SOCK002_EndOfStreamNotTestedFix() : Fix(RuleIds.EndOfStreamNotTested, "Test for the end of the stream")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (place.Property(SOCK002_EndOfStreamNotTested.EndProperty) is not { } end || Rewriting.Invocation(place) is not { } call)
            return null;
        var whole = Rewriting.Whole(call);
        switch (whole.Parent)
        {
            case EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration }
                } variable
            }:
                return Tested(declaration, variable.Identifier.ValueText);
            case AssignmentExpressionSyntax
            {
                RawKind: (int)SyntaxKind.SimpleAssignmentExpression,
                Left: IdentifierNameSyntax local
            } assignment:
                if (assignment.Parent is ExpressionStatementSyntax statement)
                    return Tested(statement, local.Identifier.ValueText);
                return assignment.Parent is ParenthesizedExpressionSyntax { Parent: BinaryExpressionSyntax comparison } inner
                    && comparison.Left == inner
                    ? Compared(comparison, local.Identifier.ValueText)
                    : null;
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax sum, Parent: ExpressionStatementSyntax added } compound:
                return Hoisted(added, "received", name => Rewriting.Statement($"{sum} {compound.OperatorToken.WithoutTrivia()} {name};"));
            case CastExpressionSyntax
            {
                Parent: EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration }
                    }
                }
            }:
                return Hoisted(declaration, "read", name => declaration.ReplaceNode(whole, Rewriting.Expression(name)));
            case CastExpressionSyntax
            {
                Parent: AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Parent: ExpressionStatementSyntax assigned }
            }:
                return Hoisted(assigned, "read", name => assigned.ReplaceNode(whole, Rewriting.Expression(name)));
            case ArgumentSyntax
                when Rewriting.StatementOf(whole) is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax outer } printed
                    && IsFirstEvaluated(outer, whole):
                return Hoisted(printed, "received", name => printed.ReplaceNode(whole, Rewriting.Expression(name)));
            default:
                return null;
        }

        string? Test(string variable, StatementSyntax at) =>
            Rewriting.Leave(place, at) is { } leave ? Rewriting.If(IsEnd(variable), leave) : null;

        string IsEnd(string variable) => end == "null" ? $"{variable} is null" : $"{variable} == {end}";

        SyntaxNode? Tested(StatementSyntax statement, string variable) =>
            Test(variable, statement) is { } test ? Rewriting.InsertAfter(place.Root, statement, test) : null;

        // The call comes to stand before its statement, with the test behind it.
        SyntaxNode? Hoisted(StatementSyntax statement, string name, System.Func<string, StatementSyntax> rest)
        {
            name = Rewriting.FreeName(place, name);
            return Test(name, statement) is { } test
                ? Rewriting.Replace(
                    place.Root,
                    statement,
                    Rewriting.Statement($"var {name} = {whole.WithoutTrivia()};"),
                    Rewriting.Statement(test),
                    rest(name).WithLeadingTrivia(SyntaxFactory.ElasticMarker))
                : null;
        }

        // `(n = Receive()) != -1` compares a count with the wrong number. `(b = ReadByte()) != '\n'` waits for a line end that may never
        // come.
        SyntaxNode? Compared(BinaryExpressionSyntax comparison, string variable)
        {
            var value = place.Model.GetConstantValue(comparison.Right, place.Cancellation);
            if (end == "0"
                && (
                    value.Value is -1 && comparison.IsKind(SyntaxKind.NotEqualsExpression)
                    || value.Value is 0 && comparison.IsKind(SyntaxKind.GreaterThanOrEqualExpression)
                    || value.Value is -1 && comparison.IsKind(SyntaxKind.GreaterThanExpression)))
            {
                return place.Root.ReplaceNode(
                    comparison,
                    SyntaxFactory
                        .BinaryExpression(
                            SyntaxKind.GreaterThanExpression,
                            comparison.Left.WithTrailingTrivia(SyntaxFactory.Space),
                            SyntaxFactory.Token(SyntaxKind.GreaterThanToken).WithTrailingTrivia(SyntaxFactory.Space),
                            Rewriting.Expression("0"))
                        .WithTriviaFrom(comparison));
            }

            // The loop still waits for something: its body begins with the test.
            var loop = comparison
                .Ancestors()
                .OfType<WhileStatementSyntax>()
                .FirstOrDefault(candidate => candidate.Condition.Contains(comparison));
            if (loop is null || !comparison.IsKind(SyntaxKind.NotEqualsExpression) || end == "0")
                return null;
            var test = Rewriting.Statement(
                Rewriting.If(
                    IsEnd(variable),
                    Rewriting.IsInCallback(place, loop)
                        ? "return;"
                        : $"throw new {Rewriting.TypeName(place, "System.IO", "EndOfStreamException")}();"));
            return loop.Statement switch
            {
                BlockSyntax { Statements.Count: 0 } empty => place.Root.ReplaceNode(
                    empty,
                    SyntaxFactory.Block(test).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation)),
                BlockSyntax block => place.Root.InsertNodesBefore(block.Statements[0], [test]),
                EmptyStatementSyntax empty => place.Root.ReplaceNode(
                    empty,
                    SyntaxFactory.Block(test).WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation)),
                var single => Rewriting.Replace(place.Root, single, test, single.WithLeadingTrivia(SyntaxFactory.ElasticMarker)),
            };
        }
    }

    /// <summary>Whether nothing that could matter is worked out before the call: all before it in the statement are names and
    /// constants.</summary>
    private static bool IsFirstEvaluated(InvocationExpressionSyntax outer, ExpressionSyntax call) =>
        outer.DescendantNodes().OfType<ExpressionSyntax>().Where(part => part.Span.End <= call.SpanStart)
            .All(part => part is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or PredefinedTypeSyntax);
}
