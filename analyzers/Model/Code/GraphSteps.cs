using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>A block's operations in the order in which they run: operands come before the operation that uses them.</summary>
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

    /// <summary>Whether one of the steps from the first place up to the second can throw.</summary>
    public bool ThrowsBetween(int from, int to)
    {
        var first = Ordered.FirstFrom(throwing, from);
        return first < throwing.Count && throwing[first] < to;
    }

    private void Add(IOperation root)
    {
        // This is not recursive: a text of thousands of parts is as deep as it is long. An operation is met before its operands, and the
        // last operand first. The reverse of that is the order in which they run.
        var first = steps.Count;
        var open = new Stack<IOperation>();
        open.Push(root);
        while (open.Count > 0)
        {
            var operation = open.Pop();
            steps.Add(operation);
            foreach (var child in operation.ChildOperations)
                open.Push(child);
        }

        steps.Reverse(first, steps.Count - first);
        for (var index = first; index < steps.Count; index++)
        {
            if (steps[index].Kind is OperationKind.Invocation or OperationKind.ObjectCreation or OperationKind.Await)
                throwing.Add(index);
        }
    }
}

/// <summary>Places in a block, in order.</summary>
internal static class Ordered
{
    /// <summary>The index of the first place that is not before this one. It searches by halves: a search from the front would take time in
    /// proportion to the square of a block's length.</summary>
    public static int FirstFrom(List<int> places, int from)
    {
        var (low, high) = (0, places.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (places[middle] < from)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}

/// <summary>Where a graph mentions one variable: where it reads the variable, and where it writes it.</summary>
internal sealed class Mentions
{
    private static readonly List<int> Nowhere = [];

    private readonly Dictionary<BasicBlock, List<int>> places = [];
    private readonly Dictionary<BasicBlock, int> reads = [];

    /// <summary>The number of blocks that read the variable. A block that only writes it ends a path, and is not counted.</summary>
    public int Reading => reads.Count;

    /// <summary>The place where a block first reads it; null if the block does not read it.</summary>
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
