using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>One walk along a control-flow graph, from a place to all that can run after it, nearest first. Exceptions count: from a guarded
/// block, the handlers can run too.</summary>
internal sealed class Walk(
    ControlFlowGraph graph,
    Func<BasicBlock, GraphSteps> stepsOf,
    Budget budget,
    Func<IOperation, BasicBlock, bool> visit)
{
    /// <summary>A path longer than this is not walked to its end. Few methods have a tenth of it. Without a limit, the time would grow with
    /// the square of a method's length.</summary>
    private const int LongestWay = 3_000;

    private readonly HashSet<int> seen = [];
    private readonly Queue<BasicBlock> open = new();
    private readonly Dictionary<int, List<Way>> afterFinally = [];
    private readonly HashSet<int> finished = [];
    private readonly HashSet<ControlFlowRegion> left = [];
    private int remaining;
    private BasicBlock? counted;

    /// <summary>Called when a path reaches the end of the function.</summary>
    public Action? AtExit { get; init; }

    /// <summary>Called instead of <see cref="AtExit"/> when a path leaves the function by a <c>throw</c>; null if that is no
    /// different.</summary>
    public Action? AtThrow { get; init; }

    /// <summary>The only steps that the walk asks about; null for all steps.</summary>
    public Mentions? Only { get; init; }

    /// <summary>Whether the walk also follows what the first step throws.</summary>
    public bool AlsoIfItThrows { get; init; }

    /// <summary>Returns false if the path was too long.</summary>
    public bool From(BasicBlock first, int index, bool mayComeAgain)
    {
        remaining = Only?.Reading ?? int.MaxValue;
        if (Only?.FirstRead(first) is { } read && (!mayComeAgain || read > index))
        {
            // What comes after the start in its own block is looked at now, and what is before it is never looked at.
            remaining--;
            counted = first;
        }

        if (AlsoIfItThrows)
            Throw(first);
        Run(first, index + 1);
        for (var length = 0; open.Count > 0 && remaining > 0; length++)
        {
            if (length == LongestWay || budget.IsSpent)
                return false;
            var block = open.Dequeue();
            if (block.Kind == BasicBlockKind.Exit)
                AtExit?.Invoke();
            else
                Run(block, 0);
        }

        return true;
    }

    private void Run(BasicBlock block, int from)
    {
        var steps = stepsOf(block);
        var last = steps.Count;
        var looked = 0;
        if (Only is null)
        {
            for (var index = from; index < steps.Count; index++, looked++)
            {
                if (visit(steps[index], block))
                    continue;
                last = index;
                break;
            }
        }
        else
        {
            var mentions = Only.At(block);
            if (from == 0 && block != counted && Only.FirstRead(block) is not null)
                remaining--;
            for (var place = Ordered.FirstFrom(mentions, from); place < mentions.Count; place++, looked++)
            {
                if (visit(steps[mentions[place]], block))
                    continue;
                last = mentions[place];
                break;
            }
        }

        budget.Spend(looked);
        if (steps.ThrowsBetween(from, last))
            Throw(block);
        if (last < steps.Count)
            return;

        // No run leaves `while (true)` by its condition, but the graph has a branch for it.
        var always =
            block.ConditionKind != ControlFlowConditionKind.None
            && block.BranchValue?.ConstantValue is { HasValue: true, Value: bool known }
                ? known == (block.ConditionKind == ControlFlowConditionKind.WhenTrue)
                : (bool?)null;
        if (always != true)
            Leave(block, block.FallThroughSuccessor);
        if (always != false)
            Leave(block, block.ConditionalSuccessor);
    }

    /// <summary>What throws in a guarded block may continue in each of its handlers. If handlers are outside a finally, the finally runs
    /// first.</summary>
    private void Throw(BasicBlock block)
    {
        BasicBlock? stop = null;
        List<Way> onward = [];
        var next = onward;
        foreach (var region in Regions(block))
        {
            // An earlier step of the same region has already led to the same handlers, unless a finally comes before them.
            if (!left.Add(region) && stop is null)
                break;
            if (region.Kind != ControlFlowRegionKind.Try || region.EnclosingRegion is not { } guarded)
                continue;
            var (ahead, behind) = (stop, next);
            foreach (var handler in guarded.NestedRegions)
            {
                if (handler == region)
                    continue;
                var way = new Way(graph.Blocks[handler.FirstBlockOrdinal]);
                if (ahead is null)
                    Go(way.Target);
                else
                    next.Add(way);
                if (handler.Kind != ControlFlowRegionKind.Finally)
                    continue;
                stop ??= way.Target;
                behind = ahead is null ? onward : way.Onward;
            }

            next = behind;
        }

        foreach (var way in onward)
            GoAfter(stop!, way);
    }

    /// <summary>Goes that way after the finally has run.</summary>
    private void GoAfter(BasicBlock stop, Way way)
    {
        if (!afterFinally.TryGetValue(stop.Ordinal, out var ways))
            afterFinally[stop.Ordinal] = ways = [];
        ways.Add(way);
        if (finished.Contains(stop.Ordinal))
            Follow(way);
    }

    private void Follow(Way way)
    {
        Go(way.Target);
        foreach (var next in way.Onward)
            GoAfter(way.Target, next);
    }

    private void Leave(BasicBlock block, ControlFlowBranch? branch)
    {
        switch (branch?.Semantics)
        {
            case ControlFlowBranchSemantics.Throw or ControlFlowBranchSemantics.Rethrow:
                Throw(block);
                if (!IsGuarded(block))
                    (AtThrow ?? AtExit)?.Invoke();
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling:
                // The end of a finally: the walk goes on to the targets of all paths that came through it.
                // The false end of a filter leads to no place: the exception looks for the next handler.
                if (
                    Regions(block).FirstOrDefault(region => region.Kind is ControlFlowRegionKind.Finally or ControlFlowRegionKind.Filter)
                        is not { Kind: ControlFlowRegionKind.Finally } ended
                    || !finished.Add(ended.FirstBlockOrdinal))
                    break;
                if (!afterFinally.TryGetValue(ended.FirstBlockOrdinal, out var next))
                    break;
                foreach (var way in next.ToList())
                    Follow(way);
                break;
            case not null when branch.FinallyRegions.IsEmpty:
                if (branch.Destination is { } direct)
                    Go(direct);
                break;
            case not null:
                Through(branch);
                break;
        }
    }

    /// <summary>Goes through the finally blocks on the way of a branch, to its destination.</summary>
    private void Through(ControlFlowBranch branch)
    {
        var stop = graph.Blocks[branch.FinallyRegions[0].FirstBlockOrdinal];
        Way? way = branch.Destination is { } destination ? new(destination) : null;
        for (var index = branch.FinallyRegions.Length - 1; index > 0; index--)
        {
            var outer = new Way(graph.Blocks[branch.FinallyRegions[index].FirstBlockOrdinal]);
            if (way is not null)
                outer.Onward.Add(way);
            way = outer;
        }

        Go(stop);
        if (way is not null)
            GoAfter(stop, way);
    }

    private void Go(BasicBlock block)
    {
        // After a loop without end there are blocks that no path reaches.
        if (block.IsReachable && seen.Add(block.Ordinal))
            open.Enqueue(block);
    }

    /// <summary>Whether an exception in the block meets a handler or a finally of the same function.</summary>
    public static bool IsGuarded(BasicBlock block)
    {
        foreach (var region in Regions(block))
        {
            if (region.Kind == ControlFlowRegionKind.Try)
                return true;
        }

        return false;
    }

    /// <summary>The regions around a block, innermost first, in the block's own graph. The root of a lambda's graph also has an enclosing
    /// region: the one in which the lambda is made. Its blocks belong to another graph, and its handlers are not the lambda's.</summary>
    private static IEnumerable<ControlFlowRegion> Regions(BasicBlock block)
    {
        for (var region = block.EnclosingRegion; region is { Kind: not ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
            yield return region;
    }
}

/// <summary>Where a path goes on after a finally, and after the finally that this is. A way is open only to a path that has come through
/// all that is before it: a finally that closes the socket ends it.</summary>
internal sealed class Way(BasicBlock target)
{
    public BasicBlock Target { get; } = target;

    public List<Way> Onward { get; } = [];
}

/// <summary>How much all walks of a body may look at together. It is in proportion to the length of the body, so that no rule's time grows
/// with the square of it. Only a body of thousands of lines, in which every path is long, uses it up.</summary>
internal sealed class Budget
{
    /// <summary>How many walks may look at everything.</summary>
    private const int Walks = 40;

    private const int StepsOfABlock = 16;

    private long left = 100_000;

    public bool IsSpent => left <= 0;

    /// <summary>Adds the share of a block with this many steps.</summary>
    public void Grow(int steps) => left += (long)Walks * Cost(steps);

    /// <summary>Counts this many steps of a block as looked at.</summary>
    public void Spend(int steps) => left -= Cost(steps);

    private static int Cost(int steps) => 1 + steps / StepsOfABlock;
}
