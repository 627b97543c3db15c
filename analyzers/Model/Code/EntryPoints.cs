using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Model.Code;

/// <summary>Where a program begins: <c>static Main</c>, or the top-level statements.</summary>
internal static class EntryPoints
{
    public static bool Is(ISymbol? member) =>
        member is IMethodSymbol { IsStatic: true, Name: "Main" or "<Main>$", MethodKind: MethodKind.Ordinary };

    /// <summary>Whether a program begins in this file.</summary>
    public static bool HasEntryPoint(this SocketFile file) => file.The(() => new Found(file)).Any;

    private sealed class Found(SocketFile file)
    {
        public bool Any { get; } = file
            .Root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
            .Any(node =>
                node is GlobalStatementSyntax
                || node is MethodDeclarationSyntax { Identifier.ValueText: "Main" }
                    && Is(file.Model.GetDeclaredSymbol(node, file.Cancellation)));
    }
}
