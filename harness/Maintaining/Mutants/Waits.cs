using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>Numbers that are times to wait: one millisecond more or less is within what a machine does to a clock.</summary>
internal static class Waits
{
    /// <summary>As a count of seconds a number is smaller than this.</summary>
    private const int LeastMilliseconds = 50;

    private static readonly string[] Take = ["Delay", "FromMilliseconds", "Poll", "Sleep", "Wait", "WaitOne", "Join", "CancelAfter"];

    public static bool IsWait(LiteralExpressionSyntax literal) =>
        IsFactor(literal) || IsArgument(literal) || literal.Token.Value is int and >= LeastMilliseconds && IsNamed(literal);

    /// <summary>Whether a name is that of a time, as a rule.</summary>
    public static bool IsTime(string name) =>
        new[] { "milliseconds", "seconds", "timeout", "deadline", "wait", "delay" }
            .Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>1000 times the seconds.</summary>
    private static bool IsFactor(LiteralExpressionSyntax literal) =>
        literal.Parent.IsKind(SyntaxKind.MultiplyExpression) && literal.Token.Value is 1000 or 1_000_000;

    private static bool IsArgument(LiteralExpressionSyntax literal) =>
        literal.Token.Value is int and > 0 && literal.Parent is ArgumentSyntax { Parent.Parent: var call }
        && (call is InvocationExpressionSyntax invocation && Take.Contains(Methods.Called(invocation))
            || call is ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.Text: "CancellationTokenSource" } });

    /// <summary>The value of a name, or of each round of a loop. What a loop counts up to decides how often it goes round.</summary>
    private static bool IsNamed(LiteralExpressionSyntax literal) =>
        (literal.Parent is ConditionalExpressionSyntax ? literal.Parent.Parent : literal.Parent)
            is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: not ForStatementSyntax } one }
            && IsTime(one.Identifier.Text)
        || literal.Ancestors().OfType<ForEachStatementSyntax>().FirstOrDefault() is { } loop
            && loop.Expression.Span.Contains(literal.Span) && IsTime(loop.Identifier.Text);
}
