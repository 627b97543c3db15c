using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>What is known about a count while it is followed.</summary>
internal sealed class CountState(SocketMethod method, long end)
{
    public SocketMethod Method { get; } = method;

    /// <summary>The value of the count at the end of the stream: 0, or -1 for <c>ReadByte</c>.</summary>
    public long End { get; } = end;

    /// <summary>The variables that hold the count, a copy of it, a sum with it, or what was cut out with it.</summary>
    public HashSet<ISymbol> Followed { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Variables to which the count is added.</summary>
    public HashSet<ISymbol> Sums { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The places where the count, or a copy of it, is read.</summary>
    public List<IOperation> Uses { get; } = [];

    /// <summary>The local that first takes the count.</summary>
    public ILocalSymbol? Variable { get; set; }

    /// <summary>Whether the results are kept for every count that goes into the same variable.</summary>
    public bool IsShared { get; init; }

    public bool Ignored { get; set; }

    public bool NeverAwaited { get; set; }

    public bool CountEscapes { get; set; }

    public bool PartEscapes { get; set; }

    public bool SumEscapes { get; set; }

    public bool TestedForEnd { get; set; }

    public bool ComparedWithSize { get; set; }

    /// <summary>Adds the results for a variable that the count goes into.</summary>
    public void Take(CountState shared)
    {
        Followed.UnionWith(shared.Followed);
        Sums.UnionWith(shared.Sums);
        Uses.AddRange(shared.Uses);
        Ignored |= shared.Ignored;
        CountEscapes |= shared.CountEscapes;
        PartEscapes |= shared.PartEscapes;
        SumEscapes |= shared.SumEscapes;
        TestedForEnd |= shared.TestedForEnd;
        ComparedWithSize |= shared.ComparedWithSize;
    }
}
