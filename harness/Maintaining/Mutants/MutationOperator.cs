using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Maintaining.Mutants;

/// <summary>One change of one place in a program's text.</summary>
internal readonly record struct Change(TextSpan Span, string Replacement);

/// <summary>A way to make a right program wrong. It looks at the syntax alone: what does not compile is left out later.</summary>
/// <param name="Name">Short and stable: explanations of equivalent mutants name it.</param>
/// <param name="Changes">All places of a program where it can be used, each with what to write there.</param>
internal sealed record MutationOperator(string Name, Func<SyntaxNode, IEnumerable<Change>> Changes)
{
    public static IReadOnlyList<MutationOperator> All { get; } = [.. CodeOperators.All, .. NetworkOperators.All];

    /// <summary>An operator that replaces nodes of one kind.</summary>
    /// <param name="replacements">The texts that can stand in a node's place.</param>
    public static MutationOperator For<T>(string name, Func<T, IEnumerable<string>> replacements) where T : SyntaxNode => new(
        name,
        root => from node in root.DescendantNodes().OfType<T>()
                from replacement in replacements(node)
                select new Change(node.Span, replacement));

    /// <summary>An operator that replaces a part of each node of one kind.</summary>
    public static MutationOperator ForPart<T>(string name, Func<T, IEnumerable<(SyntaxNodeOrToken Part, string Replacement)>> replacements)
        where T : SyntaxNode => new(
        name,
        root => from node in root.DescendantNodes().OfType<T>()
                from one in replacements(node)
                select new Change(one.Part.Span, one.Replacement));
}
