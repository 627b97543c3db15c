using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Kata.Maintaining.Mutants.MutationOperator;

namespace Kata.Maintaining.Mutants;

/// <summary>Mistakes that can be made in any program.</summary>
internal static class CodeOperators
{
    private static readonly Dictionary<SyntaxKind, string[]> Relaxed = new()
    {
        [SyntaxKind.LessThanExpression] = ["<="],
        [SyntaxKind.LessThanOrEqualExpression] = ["<"],
        [SyntaxKind.GreaterThanExpression] = [">="],
        [SyntaxKind.GreaterThanOrEqualExpression] = [">"],
        [SyntaxKind.EqualsExpression] = ["!=", "<=", ">="],
        [SyntaxKind.NotEqualsExpression] = ["==", "<", ">"],
        [SyntaxKind.LogicalAndExpression] = ["||"],
        [SyntaxKind.LogicalOrExpression] = ["&&"],
        [SyntaxKind.AddExpression] = ["-"],
        [SyntaxKind.SubtractExpression] = ["+"],
        [SyntaxKind.MultiplyExpression] = ["/"],
        [SyntaxKind.DivideExpression] = ["*"],
    };

    public static IReadOnlyList<MutationOperator> All { get; } =
    [
        ForPart<SyntaxNode>("condition-negated", Negated),
        ForPart<BinaryExpressionSyntax>(
            "operator-relaxed",
            node => Relaxed.GetValueOrDefault(node.Kind(), []).Select(sign => ((SyntaxNodeOrToken)node.OperatorToken, sign))),
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
        // The room in a buffer is for another operator: one byte more or less shows nowhere.
        For<LiteralExpressionSyntax>(
            "off-by-one",
            node =>
                node.Token.Value is int number and < int.MaxValue && node.Parent is not ArrayRankSpecifierSyntax
                    ? [$"{number + 1}", .. number > 0 ? [$"{number - 1}"] : Array.Empty<string>()]
                    : []),
        For<LiteralExpressionSyntax>(
            "constant-changed",
            node =>
                node.Kind() switch
                {
                    SyntaxKind.TrueLiteralExpression => ["false"],
                    SyntaxKind.FalseLiteralExpression => ["true"],
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
        new("statement-moved", Moved),
        ForPart<ArgumentListSyntax>("arguments-swapped", node => Swapped(node)),
        ForPart<StatementSyntax>("one-round-only", node => Body(node) is BlockSyntax body ? [(body.CloseBraceToken, "break; }")] : []),
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
                    ? [(node.OperatorToken, "=")]
                    : []),
        For<AwaitExpressionSyntax>("await-dropped", node => node.Parent is ExpressionStatementSyntax ? [$"_ = {node.Expression}"] : []),
        ForPart<LocalDeclarationStatementSyntax>(
            "using-dropped",
            node =>
                node.UsingKeyword.IsKind(SyntaxKind.None) ? []
                : node.AwaitKeyword.IsKind(SyntaxKind.None) ? [(node.UsingKeyword, "")]
                : [(node.AwaitKeyword, ""), (node.UsingKeyword, "")]),
        ForPart<CatchClauseSyntax>(
            "catch-wider",
            node =>
                [
                    .. node.Declaration is { } caught && caught.Type.ToString() != "Exception"
                        ? [((SyntaxNodeOrToken)caught.Type, "Exception")]
                        : Array.Empty<(SyntaxNodeOrToken, string)>(),
                    .. node.Filter is { } filter ? [((SyntaxNodeOrToken)filter, "")] : Array.Empty<(SyntaxNodeOrToken, string)>(),
                ]),
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

    private static StatementSyntax? Body(StatementSyntax node) => node switch
    {
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        ForEachStatementSyntax loop => loop.Statement,
        _ => null,
    };

    /// <summary>A statement changes places with the one behind it.</summary>
    private static IEnumerable<Change> Moved(SyntaxNode root) =>
        from block in root.DescendantNodes().OfType<BlockSyntax>()
        from pair in block.Statements.Zip(block.Statements.Skip(1))
        where pair.First is ExpressionStatementSyntax && pair.Second is ExpressionStatementSyntax or LocalDeclarationStatementSyntax
            || pair.First is LocalDeclarationStatementSyntax && pair.Second is ExpressionStatementSyntax
        select new Change(new(pair.First.Span.Start, pair.Second.Span.End - pair.First.Span.Start), $"{pair.Second} {pair.First}");

    private static IEnumerable<(SyntaxNodeOrToken, string)> Swapped(ArgumentListSyntax list)
    {
        for (var i = 0; i + 1 < list.Arguments.Count; i++)
        {
            SyntaxNode[] swapped = [.. list.Arguments];
            (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
            yield return (list, $"({string.Join(", ", swapped.Select(argument => argument.ToString()))})");
        }
    }
}
