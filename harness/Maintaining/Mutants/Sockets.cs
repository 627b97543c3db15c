using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>What operators ask of the sockets of a program.</summary>
internal static class Sockets
{
    /// <summary>Whether a program has sockets for datagrams.</summary>
    public static bool HasDatagrams(SyntaxNode root) => Mentions(root, "Dgram", "UdpClient");

    /// <summary>Whether an expression counts what Send has sent, in a program whose sockets block: they take all of it, or throw, so
    /// that a loop around Send has one round.</summary>
    public static bool CountsSent(ExpressionSyntax? count) =>
        count?.SyntaxTree.GetRoot() is { } root && !Mentions(root, "Blocking")
        && root.DescendantNodes().OfType<AssignmentExpressionSyntax>()
            .Where(sum => sum.IsKind(SyntaxKind.AddAssignmentExpression) && sum.Left.ToString() == count.ToString())
            .Any(sum => sum.Right.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(IsSend));

    public static bool IsSend(InvocationExpressionSyntax call) => Methods.Called(call) is "Send" or "SendAsync";

    /// <summary>Whether a variable is a listener or a socket for datagrams: closing it ends no connection that a reset could end.</summary>
    public static bool HasNoConnection(SyntaxNode root, string variable) =>
        root.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Any(call => call.Expression.ToString() == $"{variable}.Listen" || call.Expression.ToString() == $"{variable}.Start")
        || root.DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .Any(one => one.Identifier.Text == variable && one.Initializer is { } value && HasDatagrams(value));

    private static bool Mentions(SyntaxNode node, params string[] names) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => names.Contains(name.Identifier.Text));
}
