using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Tests;

/// <summary>Deletions after which a program is another one, but makes no mistake with a socket: the reason, or null. Each is a class of
/// deletions, told by syntax and by who calls whom; none is of one program.</summary>
internal sealed class Harmless(SyntaxNode root, SemanticModel model)
{
    private const string StillHandled = "another handler of the program takes the error: which of two it is meant for is a matter of its design";

    public string? Removed(CatchClauseSyntax handler)
    {
        if (handler.Parent is not TryStatementSyntax guarded) return null;
        if (!TouchesNetwork(guarded.Block, [])) return "nothing on the network is guarded by it";
        return Thrown(handler) is { } type && (guarded.Catches.Any(other => other != handler && other.Filter is null && Takes(other, type)) || IsTakenAround(guarded, type, [])) ? StillHandled : null;
    }

    /// <summary>A handler that only tells, in a method that goes on to tell its caller of the failure.</summary>
    public string? Emptied(CatchClauseSyntax handler)
    {
        if (handler.Parent is not TryStatementSyntax guarded || !handler.Block.Statements.All(Deletions.IsMessage) || guarded.Ancestors().OfType<MethodDeclarationSyntax>().FirstOrDefault()?.Identifier.ValueText == "Main") return null;
        if (guarded.Block.Statements.LastOrDefault() is not ReturnStatementSyntax || guarded.Parent is not BlockSyntax block) return null;
        return block.Statements.SkipWhile(statement => statement != guarded).OfType<ReturnStatementSyntax>().FirstOrDefault()?.Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.FalseLiteralExpression }
            ? "the caller is told of the failure by what is returned"
            : null;
    }

    /// <summary>`right &lt; count`, where `right` was worked out from those count bytes.</summary>
    public string? Test(ExpressionSyntax test) => test is BinaryExpressionSyntax { Left: IdentifierNameSyntax one, Right: IdentifierNameSyntax other } && (IsWorkedOut(one, other) || IsWorkedOut(other, one))
        ? "it asks what the bytes are, not how many came"
        : null;

    public string? Undisposed(VariableDeclarationSyntax declaration) => declaration.Variables[0].Initializer?.Value is { } value && model.GetTypeInfo(value).Type?.Name is "MemoryStream" or "StringReader" or "StringWriter"
        ? "it holds nothing but memory"
        : null;

    public string? Undisposed(ExpressionStatementSyntax statement) =>
        statement.DescendantNodes().OfType<IdentifierNameSyntax>().FirstOrDefault() is { } name && model.GetSymbolInfo(name).Symbol is ILocalSymbol local
        && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } }
            ? "it is declared with `using`, and disposed on every path"
            : null;

    private bool IsWorkedOut(IdentifierNameSyntax result, IdentifierNameSyntax count) =>
        model.GetSymbolInfo(result).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value }
        && value.DescendantNodes().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == count.Identifier.ValueText);

    private ITypeSymbol? Thrown(CatchClauseSyntax handler) => handler.Declaration is { } declaration ? model.GetTypeInfo(declaration.Type).Type : null;

    private bool Takes(CatchClauseSyntax handler, ITypeSymbol type)
    {
        var taken = Thrown(handler);
        for (ITypeSymbol? one = type; one is not null; one = one.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(one, taken)) return true;
        }

        return handler.Declaration is null;
    }

    /// <summary>Whether a handler without a filter takes it further out: around the place, or around every call of its method.</summary>
    private bool IsTakenAround(SyntaxNode place, ITypeSymbol type, HashSet<ISymbol> visited)
    {
        SyntaxNode? member = null;
        for (var (inner, outer) = (place, place.Parent); outer is not null && member is null; inner = outer, outer = outer.Parent)
        {
            if (outer is TryStatementSyntax guarded && guarded.Block == inner && guarded.Catches.Any(handler => handler.Filter is null && Takes(handler, type))) return true;
            if (outer is MethodDeclarationSyntax or LocalFunctionStatementSyntax) member = outer;
            if (outer is AnonymousFunctionExpressionSyntax) return false;
        }

        if (member is null || model.GetDeclaredSymbol(member) is not { Name: not "Main" } symbol || !visited.Add(symbol)) return false;
        var calls = root.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(call).Symbol, symbol)).ToList();
        return calls.Count > 0 && calls.All(call => (call.Parent is AwaitExpressionSyntax || symbol is IMethodSymbol { IsAsync: false }) && IsTakenAround(call, type, visited));
    }

    /// <summary>Whether anything of the framework's `System.Net` is used, or a stream or text that can be from there is read, here or in a method that is called here.</summary>
    private bool TouchesNetwork(SyntaxNode block, HashSet<ISymbol> visited) => block.DescendantNodes().OfType<ExpressionSyntax>().Any(expression =>
        model.GetTypeInfo(expression).Type is { } type && type.ContainingNamespace?.ToDisplayString().StartsWith("System.Net", StringComparison.Ordinal) == true
        || expression is MemberAccessExpressionSyntax { Expression: var owner } && model.GetTypeInfo(owner).Type is { Name: "Encoding" or "UTF8Encoding" or "Decoder" or "Stream" or "BufferedStream" or "SslStream" or "StreamReader" or "StreamWriter" }
        || expression is InvocationExpressionSyntax call && model.GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences.Length: 1 } target && visited.Add(target)
           && target.DeclaringSyntaxReferences[0].GetSyntax() is { } declaration && declaration.SyntaxTree == root.SyntaxTree && TouchesNetwork(declaration, visited));
}
