using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>Declarations that forget <c>using</c>.</summary>
internal static class Usings
{
    /// <summary>Types that hold nothing of the system, so that nothing is seen of it when they are not disposed.</summary>
    private static readonly string[] HoldNothing =
        ["MemoryStream", "CancellationTokenSource", "StringReader", "StringWriter", "HttpRequestMessage", "SemaphoreSlim"];

    private static readonly string[] Connections = ["Socket", "TcpClient", "UdpClient", "HttpClient"];

    /// <summary>The declaration without its <c>using</c>. That <c>await</c> alone is missing shows nowhere.</summary>
    public static IEnumerable<string> Dropped(LocalDeclarationStatementSyntax node)
    {
        if (node.UsingKeyword.IsKind(SyntaxKind.None) || node.Declaration.Variables is not [{ Initializer.Value: var value } variable]
            || HoldsNothing(value) || IsClosed(node, variable.Identifier.Text) || IsClosedByTheEnd(node, value))
            yield break;
        yield return $"{node.Declaration};";
    }

    private static bool HoldsNothing(ExpressionSyntax value) => value switch
    {
        AwaitExpressionSyntax wait => HoldsNothing(wait.Expression),
        ObjectCreationExpressionSyntax creation => HoldNothing.Contains(creation.Type.ToString()),
        InvocationExpressionSyntax call => Methods.Called(call) switch
        {
            "OpenStandardInput" or "OpenStandardOutput" or "OpenStandardError" or "CreateLinkedTokenSource" => true,
            // The stream closes the connection, and so does the client that it comes from.
            "GetStream" => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax client } && IsUsed(client),
            _ => false,
        },
        _ => false,
    };

    /// <summary>Whether a variable is declared with <c>using</c>.</summary>
    private static bool IsUsed(IdentifierNameSyntax variable) =>
        Methods.Body(variable)!.DescendantNodes().OfType<LocalDeclarationStatementSyntax>()
            .Where(declaration => !declaration.UsingKeyword.IsKind(SyntaxKind.None))
            .SelectMany(declaration => declaration.Declaration.Variables)
            .Any(one => one.Identifier.Text == variable.Identifier.Text);

    /// <summary>Whether the method itself closes it.</summary>
    private static bool IsClosed(SyntaxNode node, string variable) =>
        Methods.Body(node)!.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Any(call => call.Expression.ToString() == $"{variable}.Close" || call.Expression.ToString() == $"{variable}.Dispose");

    /// <summary>Whether the program ends next: then the system closes its connections.</summary>
    private static bool IsClosedByTheEnd(SyntaxNode node, ExpressionSyntax value) =>
        value is ObjectCreationExpressionSyntax { Type: var type } && Connections.Contains(type.ToString())
        && Methods.Around(node) == "Main"
        && !node.Ancestors().Any(around => Methods.Loop(around) is not null || around is AnonymousFunctionExpressionSyntax);
}
