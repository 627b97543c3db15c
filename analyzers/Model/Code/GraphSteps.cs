using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>A block's operations in the order they run: operands before what uses them.</summary>
internal sealed class GraphSteps
{
    private readonly List<IOperation> steps = [];
    private readonly List<int> throwing = [];

    public GraphSteps(BasicBlock block)
    {
        foreach (var operation in block.Operations)
            Add(operation);
        if (block.BranchValue is { } value)
            Add(value);
    }

    public int Count => steps.Count;

    public IOperation this[int index] => steps[index];

    /// <summary>Whether one of the steps from the one to before the other can throw.</summary>
    public bool ThrowsBetween(int from, int to)
    {
        foreach (var index in throwing)
        {
            if (index >= from)
                return index < to;
        }

        return false;
    }

    private void Add(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
            Add(child);
        if (operation is IInvocationOperation or IObjectCreationOperation or IAwaitOperation)
            throwing.Add(steps.Count);
        steps.Add(operation);
    }
}

/// <summary>Where a graph mentions one variable: refers to it, or writes it.</summary>
internal sealed class Mentions
{
    private static readonly List<int> Nowhere = [];

    private readonly Dictionary<BasicBlock, List<int>> places = [];
    private readonly Dictionary<BasicBlock, int> reads = [];

    /// <summary>The number of blocks that read it. What only writes it ends a way and has nothing to tell.</summary>
    public int Reading => reads.Count;

    /// <summary>Where a block first reads it; null where it does not.</summary>
    public int? FirstRead(BasicBlock block) => reads.TryGetValue(block, out var index) ? index : null;

    /// <summary>The places in a block, in order.</summary>
    public List<int> At(BasicBlock block) => places.TryGetValue(block, out var list) ? list : Nowhere;

    public void Add(BasicBlock block, int index, bool reading)
    {
        if (reading && !reads.ContainsKey(block))
            reads[block] = index;
        if (!places.TryGetValue(block, out var list))
            places[block] = list = [];
        if (list.Count == 0 || list[list.Count - 1] != index)
            list.Add(index);
    }
}
