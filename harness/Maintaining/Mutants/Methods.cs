using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>What operators ask of the methods and loops around a place.</summary>
internal static class Methods
{
    /// <summary>The name of the method or local function that a node is in; null for a field or a property.</summary>
    public static string? Around(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(around => around is MethodDeclarationSyntax or LocalFunctionStatementSyntax) switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            LocalFunctionStatementSyntax function => function.Identifier.Text,
            _ => null,
        };

    /// <summary>The method, local function or other member that a node is in.</summary>
    public static SyntaxNode? Body(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(around => around is MemberDeclarationSyntax or LocalFunctionStatementSyntax);

    /// <summary>The last part of the name of what is called.</summary>
    public static string? Called(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        MemberBindingExpressionSyntax access => access.Name.Identifier.Text,
        _ => null,
    };

    /// <summary>The body of a loop; null for what is no loop.</summary>
    public static StatementSyntax? Loop(SyntaxNode node) => node switch
    {
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax loop => loop.Statement,
        _ => null,
    };
}
