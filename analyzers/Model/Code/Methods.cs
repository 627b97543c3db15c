using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Model.Code;

/// <summary>The bodies of a file. Each is indexed once, for all who ask.</summary>
internal sealed class Methods
{
    private readonly SocketFile file;
    private readonly Dictionary<SyntaxNode, SocketMethod?> methods = [];

    private Methods(SocketFile file) => this.file = file;

    public static Methods Of(SocketFile file) => file.The(() => new Methods(file));

    /// <summary>The index of a member's body; null where nothing in it can be on the network.</summary>
    public SocketMethod? At(SyntaxNode body)
    {
        if (!methods.TryGetValue(body, out var method))
            methods[body] = method = SocketMethod.From(body, file);
        return method;
    }

    /// <summary>The index of a body that the file skips, to be looked at by itself: no other body may rely on what it says.</summary>
    public SocketMethod? Skipped(SyntaxNode body) => file.Skips(body) ? SocketMethod.From(body, file, evenIfSkipped: true) : null;

    /// <summary>The index of a body that names nothing of the network itself, but one of these names: methods and classes of this file that
    /// reach the network; null for any other body.</summary>
    public SocketMethod? Using(HashSet<string> names, SyntaxNode body) =>
        body.DescendantTokens().Any(token => token.RawKind == (int)SyntaxKind.IdentifierToken && names.Contains(token.ValueText))
            ? methods[body] = SocketMethod.From(body, file, anyWords: true)
            : null;

    /// <summary>The index of the body of a method or local function of this file; null if it is not of this file, or not on the
    /// network.</summary>
    public SocketMethod? With(IMethodSymbol target) =>
        target.DeclaringSyntaxReferences.Length == 1
        && target.DeclaringSyntaxReferences[0] is var declaration
        && declaration.SyntaxTree == file.Model.SyntaxTree
        && Member(declaration.GetSyntax(file.Cancellation)) is { } member
            ? At(member)
            : null;

    private static SyntaxNode? Member(SyntaxNode declaration)
    {
        if (declaration is MethodDeclarationSyntax or ConstructorDeclarationSyntax)
            return declaration;
        if (declaration is not LocalFunctionStatementSyntax)
            return null;
        foreach (var above in declaration.Ancestors())
        {
            if (above is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax)
                return above;
        }

        return null;
    }
}
