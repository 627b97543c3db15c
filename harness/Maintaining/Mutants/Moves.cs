using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>Statements that change places with those behind them.</summary>
internal static class Moves
{
    /// <summary>Types of which a new object reaches nothing outside of the program.</summary>
    private static readonly string[] Inert =
    [
        "Socket", "MemoryStream", "StreamReader", "StreamWriter", "BufferedStream", "StringBuilder", "List", "Dictionary", "HashSet",
        "Queue", "CancellationTokenSource",
    ];

    public static IEnumerable<Change> Of(SyntaxNode root) =>
        from block in root.DescendantNodes().OfType<BlockSyntax>()
        from pair in block.Statements.Zip(block.Statements.Skip(1))
        where pair.First is ExpressionStatementSyntax && pair.Second is ExpressionStatementSyntax or LocalDeclarationStatementSyntax
            || pair.First is LocalDeclarationStatementSyntax && pair.Second is ExpressionStatementSyntax
        where !MayStandAnywhere(pair.First) && !MayStandAnywhere(pair.Second)
            && !LeavesAlone(pair.First, pair.Second) && !LeavesAlone(pair.Second, pair.First)
        select new Change(new(pair.First.Span.Start, pair.Second.Span.End - pair.First.Span.Start), $"{pair.Second} {pair.First}");

    /// <summary>A declaration of what is new and reaches nothing yet: the same wherever it stands before it is used.</summary>
    private static bool MayStandAnywhere(StatementSyntax statement) =>
        statement is LocalDeclarationStatementSyntax declaration
        && declaration.Declaration.Variables.All(one => one.Initializer is { Value: var value } && IsNew(value));

    private static bool IsNew(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax => true,
        ArrayCreationExpressionSyntax array => !array.DescendantNodes().OfType<IdentifierNameSyntax>().Any(),
        StackAllocArrayCreationExpressionSyntax array => !array.DescendantNodes().OfType<IdentifierNameSyntax>().Any(),
        // With a host, TcpClient connects.
        ObjectCreationExpressionSyntax { Type: var type, ArgumentList: var arguments } =>
            Inert.Contains(((type as SimpleNameSyntax)?.Identifier.Text) ?? "")
            || type.ToString() is "TcpClient" or "UdpClient"
                && arguments?.Arguments.All(argument => argument.ToString().Contains("AddressFamily", StringComparison.Ordinal)) != false,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var called } } =>
            called is "OpenStandardInput" or "OpenStandardOutput" or "OpenStandardError" or "GetStream",
        _ => false,
    };

    /// <summary>Whether a statement only notes a value that the other one does not use: one that notes something else, prints, or
    /// connects, if the value is a time-out of sending or receiving.</summary>
    private static bool LeavesAlone(StatementSyntax statement, StatementSyntax other) =>
        Noted(statement) is { } note
        && (Noted(other) is not null || Calls(other, Prints) || IsReckoned(other)
            || Calls(other, Connects) && note is "ReceiveTimeout" or "SendTimeout")
        && !Names(other).Contains(note)
        && (Noted(other) is not { } second || !Names(statement).Contains(second));

    /// <summary>The name of what a statement gives a value to, if it does nothing else.</summary>
    private static string? Noted(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax
        {
            Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
        }
        && !assignment.DescendantNodes().Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax)
            ? assignment.Left.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().LastOrDefault()?.Identifier.Text
            : null;

    /// <summary>Whether a declaration has a value that no call gives.</summary>
    private static bool IsReckoned(StatementSyntax statement) =>
        statement is LocalDeclarationStatementSyntax
        && !statement.DescendantNodes()
            .Any(node => node is InvocationExpressionSyntax or AwaitExpressionSyntax or ObjectCreationExpressionSyntax);

    private static bool Calls(StatementSyntax statement, Func<InvocationExpressionSyntax, bool> what) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax called } && what(called);

    private static bool Prints(InvocationExpressionSyntax call) =>
        call.Expression.ToString() is "Console.Write" or "Console.WriteLine" or "Console.Error.Write" or "Console.Error.WriteLine";

    private static bool Connects(InvocationExpressionSyntax call) => Methods.Called(call) is "Connect" or "Bind" or "Listen";

    private static IEnumerable<string> Names(SyntaxNode node) =>
        node.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text);
}
