using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Analyzers.Model;

/// <summary>One file while the rules look at it: each of its members is modelled once, whoever asks.</summary>
internal sealed class SocketFile(SemanticModel model, SocketTypes types, AnalyzerConfigOptions options, CancellationToken cancellation)
{
    private SourceText? text;
    private bool? mentionsDatagrams;
    private readonly Dictionary<SyntaxNode, SocketMethod?> methods = [];
    private readonly Dictionary<ISymbol, Helper?> helpers = new(SymbolEqualityComparer.Default);

    public SemanticModel Model { get; } = model;

    public SocketTypes Types { get; } = types;

    public CancellationToken Cancellation { get; } = cancellation;

    public SourceText Text => text ??= Model.SyntaxTree.GetText(Cancellation);

    /// <summary>Whether the file speaks of datagram sockets; then one that came from elsewhere can be either.</summary>
    public bool MentionsDatagrams => mentionsDatagrams ??= SocketWords.MentionsDatagrams(Model.SyntaxTree.GetRoot(Cancellation));

    /// <summary>Whether the word stands anywhere in the file's code.</summary>
    public bool Mentions(string word) => Model.SyntaxTree.GetRoot(Cancellation).DescendantTokens().Any(token => token.ValueText == word);

    /// <summary>A setting of an <c>.editorconfig</c>, or null.</summary>
    public string? Option(string name) => options.TryGetValue(name, out var value) ? value : null;

    /// <summary>The model of a member's body; null where nothing in it can be on the network.</summary>
    public SocketMethod? Method(SyntaxNode body)
    {
        if (!methods.TryGetValue(body, out var method)) methods[body] = method = SocketMethod.From(body, this);
        return method;
    }

    /// <summary>What a call of a method or local function of this file answers about the network; null where it does not, or cannot be seen.</summary>
    public Helper? HelperOf(IMethodSymbol target)
    {
        target = target.OriginalDefinition;
        if (target.DeclaringSyntaxReferences.Length != 1 || target.DeclaringSyntaxReferences[0].SyntaxTree != Model.SyntaxTree) return null;
        if (helpers.TryGetValue(target, out var helper)) return helper;

        // A method that calls itself is not looked into again.
        helpers[target] = null;
        return helpers[target] = target.DeclaringSyntaxReferences[0].GetSyntax(Cancellation) is var syntax && Member(syntax) is { } member && Method(member) is { } method
            ? Helper.From(target, method)
            : null;
    }

    /// <summary>The member in whose model a method or local function is.</summary>
    private static SyntaxNode? Member(SyntaxNode declaration)
    {
        if (declaration is MethodDeclarationSyntax) return declaration;
        if (declaration is not LocalFunctionStatementSyntax) return null;
        foreach (var above in declaration.Ancestors())
        {
            if (above is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax) return above;
        }

        return null;
    }
}
