using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>The control-flow graphs of a member and of the functions in it. They answer the one question that the rules ask: what can run
/// after this?</summary>
internal sealed class Graphs
{
    private static readonly Mentions None = new();

    private readonly bool hasLabels;
    private readonly List<ControlFlowGraph> graphs = [];
    private readonly Dictionary<BasicBlock, GraphSteps> steps = [];
    private readonly Dictionary<ControlFlowGraph, Dictionary<ISymbol, Mentions>> mentions = [];
    private readonly Budget budget = new();
    private Dictionary<SyntaxNode, Place>? places;

    /// <param name="root">The body.</param>
    /// <param name="hasLabels">Whether the body has labels: a label can make a loop without a loop statement.</param>
    public Graphs(IOperation root, bool hasLabels)
    {
        this.hasLabels = hasLabels;
        var graph = root switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body),
            IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block),
            IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer),
            IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer),
            _ => null,
        };
        if (graph is not null)
            Add(graph);
    }

    private void Add(ControlFlowGraph graph)
    {
        graphs.Add(graph);
        foreach (var function in graph.LocalFunctions)
            Add(graph.GetLocalFunctionControlFlowGraph(function));
        foreach (var block in graph.Blocks)
        {
            var list = StepsOf(block);
            budget.Grow(list.Count);
            for (var index = 0; index < list.Count; index++)
            {
                if (list[index] is IFlowAnonymousFunctionOperation lambda)
                    Add(graph.GetAnonymousFunctionControlFlowGraph(lambda));
            }
        }
    }

    /// <summary>Calls <paramref name="visit"/> for each operation that can run after <paramref name="start"/>, nearest first. A path ends
    /// where <paramref name="visit"/> returns false. Exceptions count: from a guarded block, the handlers can run too. Returns false if the
    /// operation is not in any graph, or if the path is too long to be walked to its end.</summary>
    public bool After(IOperation start, Func<IOperation, bool> visit, bool alsoIfItThrows = false) =>
        PlaceOf(start) is { } place
        && new Walk(place.Graph, StepsOf, budget, (step, _) => visit(step)) { AlsoIfItThrows = alsoIfItThrows }.From(
            place.Block,
            place.Index,
            mayComeAgain: true);

    /// <summary>The same, with the block of each step. <paramref name="atExit"/> is called when a path reaches the end of the function,
    /// <paramref name="atThrow"/> in its place when that is a <c>throw</c>.</summary>
    public bool After(IOperation start, Func<IOperation, BasicBlock, bool> visit, Action atExit, Action? atThrow = null) =>
        PlaceOf(start) is { } place
        && new Walk(place.Graph, StepsOf, budget, visit) { AtExit = atExit, AtThrow = atThrow }.From(
            place.Block,
            place.Index,
            mayComeAgain: true);

    /// <summary>The same, for the operations that mention one variable: its references, and what writes it. It looks at no other
    /// operations, and stops when no mentions are left. So the walk for a variable of a few lines is short, however long the method
    /// is.</summary>
    public bool After(IOperation start, ISymbol variable, Func<IOperation, bool> visit) =>
        PlaceOf(start) is { } place
        && new Walk(place.Graph, StepsOf, budget, (step, _) => visit(step)) { Only = MentionsOf(variable, place.Graph) }
            .From(place.Block, place.Index, mayComeAgain: start.Loop() is not null || hasLabels);

    /// <summary>Whether any path leads to the operation; true if that is not known.</summary>
    public bool IsReachable(IOperation operation) => PlaceOf(operation) is not { } place || place.Block.IsReachable;

    /// <summary>Whether an exception in the block meets a handler or a finally of the same function.</summary>
    public static bool IsGuarded(BasicBlock block) => Walk.IsGuarded(block);

    /// <summary>The place of an operation of the operation tree in the graphs; the first one if there are two.</summary>
    private Place? PlaceOf(IOperation operation)
    {
        Places().TryGetValue(operation.Syntax, out var place);
        while (place is not null && place.Kind != operation.Kind)
            place = place.Next;
        return place;
    }

    private Dictionary<SyntaxNode, Place> Places()
    {
        if (places is not null)
            return places;
        places = new(steps.Values.Sum(list => list.Count));
        foreach (var graph in graphs)
        {
            var ofGraph = mentions[graph] = new(SymbolEqualityComparer.Default);
            foreach (var block in graph.Blocks)
            {
                var list = StepsOf(block);
                for (var index = 0; index < list.Count; index++)
                {
                    if (!IsNeverStart(list[index].Kind))
                        Add(new Place(list[index].Kind, graph, block, index), list[index].Syntax);
                    if (Mentioned(list[index]) is not { } variable)
                        continue;
                    if (!ofGraph.TryGetValue(variable, out var found))
                        ofGraph[variable] = found = new();
                    found.Add(block, index, reading: list[index].Variable() is not null && !list[index].IsWrite());
                }
            }
        }

        return places;
    }

    /// <summary>Whether operations of this kind are in nearly every line of code, and no rule asks what can run after one of them. They are
    /// not kept.</summary>
    private static bool IsNeverStart(OperationKind kind) => kind is OperationKind.Literal or OperationKind.Argument
        or OperationKind.ExpressionStatement or OperationKind.Conversion or OperationKind.InstanceReference;

    private void Add(Place place, SyntaxNode syntax)
    {
        if (!places!.TryGetValue(syntax, out var last))
        {
            places[syntax] = place;
            return;
        }

        while (last.Next is { } next)
            last = next;
        last.Next = place;
    }

    /// <summary>The variable that a step reads or writes.</summary>
    private static ISymbol? Mentioned(IOperation step) => step switch
    {
        ISimpleAssignmentOperation assignment => assignment.Target.Variable(),
        IArgumentOperation { Parameter.RefKind: RefKind.Out } argument => argument.Value.Variable(),
        _ => step.Variable(),
    };

    private Mentions MentionsOf(ISymbol variable, ControlFlowGraph graph)
    {
        Places();
        return mentions[graph].TryGetValue(variable, out var found) ? found : None;
    }

    private GraphSteps StepsOf(BasicBlock block)
    {
        if (!steps.TryGetValue(block, out var list))
            steps[block] = list = new GraphSteps(block);
        return list;
    }

    /// <summary>This is a class because every compiler process compiles collections of tuples anew, but not collections of
    /// objects.</summary>
    private sealed class Place(OperationKind kind, ControlFlowGraph graph, BasicBlock block, int index)
    {
        public OperationKind Kind { get; } = kind;

        public ControlFlowGraph Graph { get; } = graph;

        public BasicBlock Block { get; } = block;

        public int Index { get; } = index;

        /// <summary>The next place with the same syntax, in the order of the graphs.</summary>
        public Place? Next { get; set; }
    }
}
