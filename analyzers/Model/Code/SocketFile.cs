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

/// <summary>The index of one file: its text, its settings, and who calls what in it.</summary>
/// <param name="skips">Tells of a body that it is not to be looked at.</param>
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
    private HashSet<string>? words;
    private bool? mentionsDatagrams;
    private readonly Dictionary<string, bool> said = [];
    private readonly Dictionary<ISymbol, List<ExpressionSyntax>> sites = new(SymbolEqualityComparer.Default);
    private Dictionary<string, List<ExpressionSyntax>>? calls;

    public SemanticModel Model { get; } = model;

    public SocketTypes Types { get; } = types;

    /// <summary>The semantic model of a file of this compilation, this one or another.</summary>
    public SemanticModel ModelOf(SyntaxTree tree) => tree == Model.SyntaxTree ? Model : Types.ModelOf(tree);

    public CancellationToken Cancellation { get; } = cancellation;

    public SyntaxNode Root => root ??= Model.SyntaxTree.GetRoot(Cancellation);

    public SourceText Text => text ??= Model.SyntaxTree.GetText(Cancellation);

    /// <summary>Whether the file speaks of datagram sockets; then one that came from elsewhere can be either.</summary>
    public bool MentionsDatagrams => mentionsDatagrams ??= Mentions("Dgram") || Mentions("Udp");

    /// <summary>Whether the word stands anywhere in the file's code.</summary>
    public bool Mentions(string word) => (words ??= Words()).Contains(word);

    private HashSet<string> Words()
    {
        var found = new HashSet<string>();
        foreach (var token in Root.DescendantTokens())
        {
            if (token.IsKind(SyntaxKind.IdentifierToken))
                found.Add(token.ValueText);
        }

        return found;
    }

    /// <summary>Whether the file's text has this anywhere, comments included.</summary>
    public bool Says(string what)
    {
        if (!said.TryGetValue(what, out var found))
            said[what] = found = Text.ToString().Contains(what);
        return found;
    }

    /// <summary>Whether the body is one that the rules are not to look at.</summary>
    public bool Skips(SyntaxNode body) => skips(body);

    /// <summary>A setting of an <c>.editorconfig</c>, or null.</summary>
    public string? Option(string name) => options.TryGetValue(name, out var value) ? value : null;

    /// <summary>Where a method of this file is called in it.</summary>
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

    /// <summary>The calls of the file by the name they use; <c>new(…)</c> by an empty one.</summary>
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
