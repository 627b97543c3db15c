using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>What operators ask of the sockets of a program.</summary>
internal static class Sockets
{
    /// <summary>Whether a program has sockets for datagrams.</summary>
    public static bool HasDatagrams(SyntaxNode root) => Mentions(root, "Dgram", "UdpClient");

    /// <summary>Whether all that a program sends is sent when Send returns: a socket that blocks takes all of it, or throws.</summary>
    public static bool SendsAllAtOnce(SyntaxNode root) => !Mentions(root, "Blocking");

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
