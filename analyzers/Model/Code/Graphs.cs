using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>The control-flow graphs of a member and of the functions in it, and the one question the rules ask them:
/// what can run after this?</summary>
internal sealed class Graphs
{
    private readonly List<ControlFlowGraph> graphs = [];
    private readonly Dictionary<BasicBlock, List<IOperation>> steps = [];
    private Dictionary<SyntaxNode, List<Place>>? places;

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
            foreach (var lambda in StepsOf(block).OfType<IFlowAnonymousFunctionOperation>())
            {
                Add(graph.GetAnonymousFunctionControlFlowGraph(lambda));
            }
        }
    }

    /// <summary>Calls <paramref name="visit"/> for each operation that can run after <paramref name="start"/>, nearest first; a path
    /// ends where it answers false. Exceptions count: from a guarded block the handlers can run too.
    /// Returns false when the operation is not in any graph.</summary>
    public bool After(IOperation start, Func<IOperation, bool> visit, bool alsoIfItThrows = false) => After(start, (step, _) => visit(step), () => { }, alsoIfItThrows);

    /// <summary>As above, with the block of each step; <paramref name="atExit"/> is called when a path reaches the end of the function.</summary>
    public bool After(IOperation start, Func<IOperation, BasicBlock, bool> visit, Action atExit, bool alsoIfItThrows = false)
    {
        if (PlaceOf(start) is not { } place) return false;
        Walk(place.Graph, place.Block, place.Index + 1, visit, atExit, alsoIfItThrows);
        return true;
    }

    /// <summary>Where an operation of the operation tree is in the graphs: first, if it is there twice.</summary>
    private Place? PlaceOf(IOperation operation)
    {
        if (!Places().TryGetValue(operation.Syntax, out var list)) return null;
        foreach (var place in list)
        {
            if (place.Kind == operation.Kind) return place;
        }

        return null;
    }

    private Dictionary<SyntaxNode, List<Place>> Places()
    {
        if (places is not null) return places;
        places = [];
        foreach (var graph in graphs)
        {
            foreach (var block in graph.Blocks)
            {
                var list = StepsOf(block);
                for (var index = 0; index < list.Count; index++)
                {
                    if (!places.TryGetValue(list[index].Syntax, out var there)) places[list[index].Syntax] = there = [];
                    there.Add(new Place(list[index].Kind, graph, block, index));
                }
            }
        }

        return places;
    }

    /// <summary>A class: collections of tuples are compiled anew by every compiler that starts, those of objects are not.</summary>
    private sealed class Place(OperationKind kind, ControlFlowGraph graph, BasicBlock block, int index)
    {
        public OperationKind Kind { get; } = kind;

        public ControlFlowGraph Graph { get; } = graph;

        public BasicBlock Block { get; } = block;

        public int Index { get; } = index;
    }

    private List<IOperation> StepsOf(BasicBlock block)
    {
        if (!steps.TryGetValue(block, out var list)) steps[block] = list = Steps(block).ToList();
        return list;
    }

    private void Walk(
        ControlFlowGraph graph, BasicBlock first, int index, Func<IOperation, BasicBlock, bool> visit, Action atExit, bool alsoIfItThrows)
    {
        var seen = new HashSet<int>();
        var open = new Queue<BasicBlock>();
        var afterFinally = new Dictionary<int, HashSet<BasicBlock>>();
        var finished = new HashSet<int>();

        if (alsoIfItThrows) Throw(first);
        Run(first, StepsOf(first), index);
        while (open.Count > 0)
        {
            var block = open.Dequeue();
            if (block.Kind == BasicBlockKind.Exit) atExit();
            else Run(block, StepsOf(block), 0);
        }

        void Run(BasicBlock block, List<IOperation> operations, int from)
        {
            for (; from < operations.Count; from++)
            {
                if (!visit(operations[from], block)) return;
                if (operations[from] is IInvocationOperation or IObjectCreationOperation or IAwaitOperation) Throw(block);
            }

            Leave(block, block.FallThroughSuccessor);
            Leave(block, block.ConditionalSuccessor);
        }

        // What throws in a guarded block may continue in each of its handlers.
        void Throw(BasicBlock block)
        {
            foreach (var region in Regions(block))
            {
                if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } guarded) continue;
                foreach (var handler in guarded.NestedRegions.Where(nested => nested != region)) Go(graph.Blocks[handler.FirstBlockOrdinal]);
            }
        }

        void Leave(BasicBlock block, ControlFlowBranch? branch)
        {
            switch (branch?.Semantics)
            {
                case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                    Throw(block);
                    if (!IsGuarded(block)) atExit();
                    break;
                case ControlFlowBranchSemantics.StructuredExceptionHandling:
                    // The end of a finally: on to wherever those that came through it were going.
                    foreach (var region in Regions(block))
                    {
                        if (region.Kind != ControlFlowRegionKind.Finally) continue;
                        finished.Add(region.FirstBlockOrdinal);
                        if (afterFinally.TryGetValue(region.FirstBlockOrdinal, out var next)) foreach (var target in next) Go(target);
                        break;
                    }

                    break;
                case not null:
                    var way = branch.FinallyRegions.Select(region => graph.Blocks[region.FirstBlockOrdinal]).ToList();
                    if (branch.Destination is { } destination) way.Add(destination);
                    for (var stop = 0; stop + 1 < way.Count; stop++)
                    {
                        if (!afterFinally.TryGetValue(way[stop].Ordinal, out var onward)) afterFinally[way[stop].Ordinal] = onward = [];
                        if (onward.Add(way[stop + 1]) && finished.Contains(way[stop].Ordinal)) Go(way[stop + 1]);
                    }

                    if (way.Count > 0) Go(way[0]);
                    break;
            }
        }

        void Go(BasicBlock block)
        {
            // Behind a loop without end there are blocks that nothing leads to.
            if (block.IsReachable && seen.Add(block.Ordinal)) open.Enqueue(block);
        }
    }

    /// <summary>Whether an exception in the block meets a handler or a finally of the same function.</summary>
    public static bool IsGuarded(BasicBlock block)
    {
        foreach (var region in Regions(block))
        {
            if (region.Kind == ControlFlowRegionKind.Try) return true;
        }

        return false;
    }

    /// <summary>The regions around a block, innermost first, in the block's own graph. The root of a lambda's graph has an enclosing
    /// region too: the one in which the lambda is made, whose blocks are another graph's and whose handlers are not the lambda's.</summary>
    private static IEnumerable<ControlFlowRegion> Regions(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion) yield return region;
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
