using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The control-flow graphs of a member and of the functions in it, and the one question the rules ask them:
/// what can run after this?</summary>
internal sealed class Graphs
{
    private readonly List<ControlFlowGraph> graphs = [];

    public Graphs(IOperation root)
    {
        var graph = root switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block),
            IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer),
            IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer),
            _ => null,
        };
        if (graph is not null) Add(graph);
    }

    private void Add(ControlFlowGraph graph)
    {
        graphs.Add(graph);
        foreach (var function in graph.LocalFunctions) Add(graph.GetLocalFunctionControlFlowGraph(function));
        foreach (var block in graph.Blocks)
        {
            foreach (var lambda in Steps(block).OfType<IFlowAnonymousFunctionOperation>())
            {
                Add(graph.GetAnonymousFunctionControlFlowGraph(lambda));
            }
        }
    }

    /// <summary>Calls <paramref name="visit"/> for each operation that can run after <paramref name="start"/>, nearest first; a path
    /// ends where it answers false. Exceptions count: from a guarded block the handlers can run too.
    /// Returns false when the operation is not in any graph.</summary>
    public bool After(IOperation start, Func<IOperation, bool> visit) => After(start, visit, _ => { });

    /// <summary>As above; <paramref name="atExit"/> is called for each block from which the function is left on a path still open.</summary>
    public bool After(IOperation start, Func<IOperation, bool> visit, Action<BasicBlock> atExit)
    {
        foreach (var graph in graphs)
        {
            foreach (var block in graph.Blocks)
            {
                var steps = Steps(block).ToList();
                var index = steps.FindIndex(step => step.Syntax == start.Syntax && step.Kind == start.Kind);
                if (index < 0) continue;
                Walk(graph, block, steps, index + 1, visit, atExit);
                return true;
            }
        }

        return false;
    }

    private static void Walk(
        ControlFlowGraph graph, BasicBlock first, List<IOperation> steps, int index, Func<IOperation, bool> visit, Action<BasicBlock> atExit)
    {
        var seen = new HashSet<int>();
        var open = new Queue<BasicBlock>();
        if (Run(steps, index, visit)) Leave(first);

        while (open.Count > 0)
        {
            var block = open.Dequeue();
            if (block.Kind == BasicBlockKind.Exit)
            {
                atExit(block);
                continue;
            }

            if (Run(Steps(block).ToList(), 0, visit)) Leave(block);
        }

        void Leave(BasicBlock block)
        {
            Go(block.FallThroughSuccessor?.Destination);
            Go(block.ConditionalSuccessor?.Destination);
            for (var region = block.EnclosingRegion; region is not null; region = region.EnclosingRegion)
            {
                if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } guarded) continue;
                foreach (var handler in guarded.NestedRegions.Where(nested => nested != region)) Go(graph.Blocks[handler.FirstBlockOrdinal]);
            }
        }

        void Go(BasicBlock? block)
        {
            if (block is not null && seen.Add(block.Ordinal)) open.Enqueue(block);
        }
    }

    private static bool Run(List<IOperation> steps, int index, Func<IOperation, bool> visit)
    {
        for (; index < steps.Count; index++)
        {
            if (!visit(steps[index])) return false;
        }

        return true;
    }

    /// <summary>A block's operations in the order they run: operands before what uses them.</summary>
    public static IEnumerable<IOperation> Steps(BasicBlock block)
    {
        foreach (var operation in block.Operations)
        {
            foreach (var step in InOrder(operation)) yield return step;
        }

        if (block.BranchValue is { } value)
        {
            foreach (var step in InOrder(value)) yield return step;
        }
    }

    private static IEnumerable<IOperation> InOrder(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            foreach (var step in InOrder(child)) yield return step;
        }

        yield return operation;
    }
}
