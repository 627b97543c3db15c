using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Analyzers.Model.Code;

/// <summary>The index of one file: its text, its settings, and its calls.</summary>
/// <param name="skips">Whether the rules skip a body.</param>
internal sealed class SocketFile(
    SemanticModel model,
    SocketTypes types,
    AnalyzerConfigOptions options,
    Func<SyntaxNode, bool> skips,
    CancellationToken cancellation
) : Notes
{
    private SyntaxNode? root;
    private SourceText? text;
    private Dictionary<string, List<SyntaxNode>>? words;
    private readonly Dictionary<SyntaxNode, string> texts = [];
    private bool? mentionsDatagrams;
    private readonly Dictionary<string, bool> said = [];
    private readonly Dictionary<ISymbol, List<ExpressionSyntax>> sites = new(SymbolEqualityComparer.Default);
    private Dictionary<string, List<ExpressionSyntax>>? calls;

    public SemanticModel Model { get; } = model;

    public SocketTypes Types { get; } = types;

    /// <summary>The semantic model of this file or of another file of this compilation.</summary>
    public SemanticModel ModelOf(SyntaxTree tree) => tree == Model.SyntaxTree ? Model : Types.ModelOf(tree);

    public CancellationToken Cancellation { get; } = cancellation;

    public SyntaxNode Root => root ??= Model.SyntaxTree.GetRoot(Cancellation);

    public SourceText Text => text ??= Model.SyntaxTree.GetText(Cancellation);

    /// <summary>Whether the file names datagram sockets. A socket from elsewhere can then be of either kind.</summary>
    public bool MentionsDatagrams => mentionsDatagrams ??= Mentions("Dgram") || Mentions("Udp");

    /// <summary>Whether the word is anywhere in the file's code.</summary>
    public bool Mentions(string word) => (words ??= Words()).ContainsKey(word);

    /// <summary>The names and declarations in the file's code that are this word, in order.</summary>
    public IReadOnlyList<SyntaxNode> Named(string word) => (words ??= Words()).TryGetValue(word, out var nodes) ? nodes : [];

    private Dictionary<string, List<SyntaxNode>> Words()
    {
        var found = new Dictionary<string, List<SyntaxNode>>();
        foreach (var token in Root.DescendantTokens())
        {
            if (!token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is not { } node)
                continue;
            if (!found.TryGetValue(token.ValueText, out var nodes))
                found[token.ValueText] = nodes = [];
            nodes.Add(node);
        }

        return found;
    }

    /// <summary>The text of a piece of this file, mostly of a type. It is made once for all members that ask.</summary>
    public string TextOf(SyntaxNode piece)
    {
        if (!texts.TryGetValue(piece, out var found))
            texts[piece] = found = piece.ToString();
        return found;
    }

    /// <summary>Whether the text of a piece of this file contains one of these words.</summary>
    public bool SaysIn(SyntaxNode piece, params string[] words) => words.Any(TextOf(piece).Contains);

    /// <summary>The calls in this file that use the name.</summary>
    public IReadOnlyList<ExpressionSyntax> CallsOf(string name) => (calls ??= Calls()).TryGetValue(name, out var list) ? list : [];

    /// <summary>Whether the file's text contains this anywhere, comments included.</summary>
    public bool Says(string what)
    {
        if (!said.TryGetValue(what, out var found))
            said[what] = found = Text.ToString().Contains(what);
        return found;
    }

    /// <summary>Whether the rules skip the body.</summary>
    public bool Skips(SyntaxNode body) => skips(body);

    /// <summary>A setting of an <c>.editorconfig</c>, or null.</summary>
    public string? Option(string name) => options.TryGetValue(name, out var value) ? value : null;

    /// <summary>The places in this file where a method of this file is called.</summary>
    public IReadOnlyList<ExpressionSyntax> Sites(IMethodSymbol target)
    {
        target = target.OriginalDefinition;
        if (sites.TryGetValue(target, out var known))
            return known;
        var name = target.MethodKind == MethodKind.Constructor ? target.ContainingType.Name : target.Name;
        calls ??= Calls();
        known = calls.TryGetValue(name, out var candidates) ? candidates.Where(IsOfTarget).ToList() : [];
        if (target.MethodKind == MethodKind.Constructor && calls.TryGetValue("", out var untyped))
            known.AddRange(untyped.Where(IsOfTarget));
        return sites[target] = known;

        bool IsOfTarget(ExpressionSyntax site) =>
            SymbolEqualityComparer.Default.Equals(Model.GetSymbolInfo(site, Cancellation).Symbol?.OriginalDefinition, target);
    }

    /// <summary>The calls of the file by the name that they use. A call <c>new(…)</c> has an empty name.</summary>
    private Dictionary<string, List<ExpressionSyntax>> Calls()
    {
        var byName = new Dictionary<string, List<ExpressionSyntax>>();
        foreach (var node in Root.DescendantNodes())
        {
            var name = node switch
            {
                InvocationExpressionSyntax call => Name(call.Expression),
                ObjectCreationExpressionSyntax creation => Name(creation.Type),
                ImplicitObjectCreationExpressionSyntax => "",
                _ => null,
            };
            if (name is null)
                continue;
            if (!byName.TryGetValue(name, out var list))
                byName[name] = list = [];
            list.Add((ExpressionSyntax)node);
        }

        return byName;

        static string? Name(ExpressionSyntax expression) => expression switch
        {
            SimpleNameSyntax name => name.Identifier.ValueText,
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax member => member.Name.Identifier.ValueText,
            QualifiedNameSyntax name => name.Right.Identifier.ValueText,
            _ => null,
        };
    }
}
