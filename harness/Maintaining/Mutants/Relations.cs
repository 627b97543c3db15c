using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>Operators with two sides, and what stands in their place by mistake.</summary>
internal static class Relations
{
    private static readonly Dictionary<SyntaxKind, string[]> Instead = new()
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

    private static readonly string[] Unequal = ["<", "<=", ">", ">="];

    private static readonly string[] Clocks =
        ["Elapsed", "ElapsedMilliseconds", "ElapsedTicks", "TickCount", "TickCount64", "UtcNow", "Now"];

    /// <summary>The signs that make another program of it.</summary>
    public static IEnumerable<string> Of(BinaryExpressionSyntax node) =>
        Instead.GetValueOrDefault(node.Kind(), []).Except(Same(node));

    /// <summary>Whether it compares with a clock, on which no check sees a single moment.</summary>
    private static bool ReadsClock(SyntaxNode node) =>
        Names(node).Any(name => Clocks.Contains(name) || Methods.Body(node)?.DescendantNodes().Any(one => IsRead(one, name)) == true);

    /// <summary>Whether a name is given to what a clock shows.</summary>
    private static bool IsRead(SyntaxNode node, string name) => node switch
    {
        VariableDeclaratorSyntax { Initializer: { } value } variable =>
            variable.Identifier.Text == name && Names(value).Any(Clocks.Contains),
        IsPatternExpressionSyntax { Pattern: VarPatternSyntax { Designation: SingleVariableDesignationSyntax variable } } read =>
            variable.Identifier.Text == name && Names(read.Expression).Any(Clocks.Contains),
        _ => false,
    };

    private static IEnumerable<string> Names(SyntaxNode node) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text);

    /// <summary>The signs that make the same program of it.</summary>
    private static string[] Same(BinaryExpressionSyntax node) => node.Kind() switch
    {
        SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression when IsMember(node.Right) => Unequal,
        SyntaxKind.EqualsExpression when IsLeast(node) => ["<="],
        SyntaxKind.NotEqualsExpression when IsLeast(node) => [">"],
        SyntaxKind.EqualsExpression when IsMost(node) => [">="],
        SyntaxKind.NotEqualsExpression when IsMost(node) => ["<"],
        _ => ReadsClock(node) ? Unequal : [],
    };

    /// <summary>A member of an enum: the order of its members means nothing.</summary>
    private static bool IsMember(ExpressionSyntax side) =>
        side is MemberAccessExpressionSyntax
        {
            Expression: IdentifierNameSyntax { Identifier.Text: [>= 'A' and <= 'Z', ..] },
            Name.Identifier.Text: not ("Length" or "Count"),
        };

    /// <summary>Whether the right side is the least that the left one can be: a count is compared with 0, or what may be missing
    /// with -1. A comparison of texts has results on both sides of 0.</summary>
    private static bool IsLeast(BinaryExpressionSyntax node) =>
        node.Right.ToString() is "0" or "-1"
        && !Names(node.Left).Any(name => name.StartsWith("Compare", StringComparison.Ordinal));

    /// <summary>Whether the right side is the most that the left one can be: how much of a buffer is filled.</summary>
    private static bool IsMost(BinaryExpressionSyntax node) =>
        node is { Left: IdentifierNameSyntax, Right: MemberAccessExpressionSyntax { Name.Identifier.Text: "Length" } };
}
