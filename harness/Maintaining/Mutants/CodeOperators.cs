using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Kata.Maintaining.Mutants.MutationOperator;

namespace Kata.Maintaining.Mutants;

/// <summary>Mistakes that can be made in any program.</summary>
internal static class CodeOperators
{
    private static readonly string[] AskForMarks =
        ["GetPreamble", "StreamWriter", "WriteAllText", "WriteAllLines", "AppendAllText", "AppendAllLines", "CreateText"];

    public static IReadOnlyList<MutationOperator> All { get; } =
    [
        ForPart<SyntaxNode>("condition-negated", Negated),
        ForPart<BinaryExpressionSyntax>(
            "operator-relaxed",
            node => Relations.Of(node).Select(sign => ((SyntaxNodeOrToken)node.OperatorToken, sign))),
        ForPart<RelationalPatternSyntax>(
            "operator-relaxed",
            node =>
                node.OperatorToken.Text switch
                {
                    "<" => [(node.OperatorToken, "<=")],
                    "<=" => [(node.OperatorToken, "<")],
                    ">" => [(node.OperatorToken, ">=")],
                    ">=" => [(node.OperatorToken, ">")],
                    _ => [],
                }),
        For<BinaryExpressionSyntax>(
            "operand-dropped",
            node =>
                node.IsKind(SyntaxKind.LogicalAndExpression)
                || node.IsKind(SyntaxKind.LogicalOrExpression)
                || node.IsKind(SyntaxKind.CoalesceExpression)
                    ? [node.Left.ToString(), node.Right.ToString()]
                    : []),
        ForPart<ReturnStatementSyntax>(
            "exit-code",
            node => node.Expression is LiteralExpressionSyntax { Token.Value: int code } ? [(node.Expression, code == 0 ? "1" : "0")] : []),
        For<LiteralExpressionSyntax>(
            "off-by-one",
            node =>
                node.Token.Value is int number and < int.MaxValue && !Buffers.IsSize(node) && !Waits.IsWait(node)
                    ? [$"{number + 1}", .. number > 0 ? [$"{number - 1}"] : Array.Empty<string>()]
                    : []),
        For<LiteralExpressionSyntax>(
            "constant-changed",
            node =>
                node.Kind() switch
                {
                    SyntaxKind.TrueLiteralExpression when !IsUnusedMark(node) => ["false"],
                    SyntaxKind.FalseLiteralExpression when !IsUnusedMark(node) => ["true"],
                    SyntaxKind.StringLiteralExpression when node.Token.ValueText.Length > 0 => ["\"\""],
                    SyntaxKind.NumericLiteralExpression when node.Token.Value is int and > 1 => ["0"],
                    _ => [],
                }),
        For<InterpolatedStringTextSyntax>("constant-changed", node => node.TextToken.ValueText.Trim().Length > 0 ? [""] : []),
        For<ExpressionStatementSyntax>(
            "statement-dropped",
            node =>
                node.Expression
                    is AssignmentExpressionSyntax
                        or InvocationExpressionSyntax
                        or AwaitExpressionSyntax
                        or PostfixUnaryExpressionSyntax
                        or PrefixUnaryExpressionSyntax
                    ? [";"]
                    : []),
        For<StatementSyntax>(
            "jump-dropped",
            node =>
                node is BreakStatementSyntax or ContinueStatementSyntax or ThrowStatementSyntax
                || node is ReturnStatementSyntax { Expression: null }
                    ? [";"]
                    : []),
        new("statement-moved", Moves.Of),
        ForPart<ArgumentListSyntax>("arguments-swapped", node => Swapped(node)),
        ForPart<StatementSyntax>(
            "one-round-only",
            node => Methods.Loop(node) is BlockSyntax body ? [(body.CloseBraceToken, "break; }")] : []),
        For<IfStatementSyntax>(
            "branch-dropped",
            node => node.Else is null ? [";"] : [node.Statement.ToString(), node.Else.Statement.ToString()]),
        ForPart<ReturnStatementSyntax>(
            "result-changed",
            node =>
                node.Expression?.Kind() switch
                {
                    SyntaxKind.TrueLiteralExpression => [(node.Expression, "false")],
                    SyntaxKind.FalseLiteralExpression => [(node.Expression, "true")],
                    null or SyntaxKind.NumericLiteralExpression => [],
                    _ => [(node.Expression, "default!"), (node.Expression, "0"), (node.Expression, "1")],
                }),
        ForPart<AssignmentExpressionSyntax>(
            "sum-overwritten",
            node =>
                node.Kind() is SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression
                && !Sockets.CountsSent(node.Left)
                    ? [(node.OperatorToken, "=")]
                    : []),
        For<AwaitExpressionSyntax>(
            "await-dropped",
            node => node.Parent is ExpressionStatementSyntax && !WritesToConsole(node) ? [$"_ = {node.Expression}"] : []),
        For<LocalDeclarationStatementSyntax>("using-dropped", Usings.Dropped),
        ForPart<CatchClauseSyntax>("catch-wider", Catches.Wider),
        ForPart<CatchClauseSyntax>(
            "catch-narrower",
            node =>
                node.Filter is { } filter
                    ? [(filter.FilterExpression, "false")]
                    : [(node.Block.OpenBraceToken, "when (Environment.TickCount64 < 0) {")]),
        ForPart<CatchClauseSyntax>("catch-emptied", node => node.Block.Statements.Count > 0 ? [(node.Block, "{ }")] : []),
        ForPart<FinallyClauseSyntax>("finally-emptied", node => [(node.Block, "{ }")]),
        ForPart<MemberAccessExpressionSyntax>(
            "other-output",
            node =>
                node.ToString() switch
                {
                    "Console.Error" => [(node.Name, "Out")],
                    "Console.Out" => [(node.Name, "Error")],
                    "Console.Write" or "Console.WriteLine" => [(node.Expression, "Console.Error")],
                    _ => [],
                }),
    ];

    private static IEnumerable<(SyntaxNodeOrToken, string)> Negated(SyntaxNode node)
    {
        var condition = node switch
        {
            IfStatementSyntax one => one.Condition,
            WhileStatementSyntax loop => loop.Condition,
            DoStatementSyntax loop => loop.Condition,
            ForStatementSyntax loop => loop.Condition,
            ConditionalExpressionSyntax choice => choice.Condition,
            CatchFilterClauseSyntax filter => filter.FilterExpression,
            _ => null,
        };
        if (condition is not (null or LiteralExpressionSyntax))
            yield return (condition, $"!({condition})");
    }

    /// <summary>The console writes before it returns a task.</summary>
    private static bool WritesToConsole(AwaitExpressionSyntax node) =>
        node.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var target } }
        && target.ToString() is "Console.Out" or "Console.Error";

    /// <summary>Whether a UTF8Encoding has a byte-order mark, where nothing asks it for one: GetString and GetBytes do not.</summary>
    private static bool IsUnusedMark(LiteralExpressionSyntax node) =>
        node.Parent is ArgumentSyntax { Parent: ArgumentListSyntax { Parent: ObjectCreationExpressionSyntax creation } list } argument
        && creation.Type.ToString() == "UTF8Encoding" && list.Arguments[0] == argument
        && argument.NameColon?.Name.Identifier.Text is null or "encoderShouldEmitUTF8Identifier"
        && !node.SyntaxTree.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => AskForMarks.Contains(name.Identifier.Text));

    private static IEnumerable<(SyntaxNodeOrToken, string)> Swapped(ArgumentListSyntax list)
    {
        // The order of these says nothing.
        if (list.Parent is InvocationExpressionSyntax call && Methods.Called(call) is "Min" or "Max" or "WhenAny" or "WhenAll")
            yield break;
        for (var i = 0; i + 1 < list.Arguments.Count; i++)
        {
            SyntaxNode[] swapped = [.. list.Arguments];
            (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
            yield return (list, $"({string.Join(", ", swapped.Select(argument => argument.ToString()))})");
        }
    }
}
