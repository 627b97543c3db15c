using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>Where a count goes: which variables hold it, what it is compared with, and whether it goes out of sight.</summary>
internal sealed class CountFlow
{
    private readonly CountState state;
    private readonly CountMember? member;

    private CountFlow(CountState state, CountMember? member = null)
    {
        this.state = state;
        this.member = member;
    }

    /// <summary>No code looks at the count: it is dropped, or put in a variable that is not read afterwards.</summary>
    public bool Ignored => state.Ignored;

    /// <summary>A task that should give the count is started and not awaited.</summary>
    public bool NeverAwaited => state.NeverAwaited;

    /// <summary>The count goes where it cannot be followed: to the caller, a field, a helper or a lambda. The code there may test
    /// it.</summary>
    public bool Escapes => state.CountEscapes || state.PartEscapes || state.SumEscapes;

    /// <summary>Only the part of the buffer that the count cuts out (a slice, a text) is returned, not the count. The caller can see
    /// whether that part is empty, and nothing else.</summary>
    public bool OnlyPartEscapes => state is { PartEscapes: true, CountEscapes: false, SumEscapes: false };

    /// <summary>Only a sum goes out of sight to which the count is added: it tells how much came in all, not how much this
    /// time.</summary>
    public bool OnlySumEscapes => state is { SumEscapes: true, CountEscapes: false, PartEscapes: false };

    /// <summary>Some path distinguishes 0, the end of the stream, from other counts.</summary>
    public bool TestedForEnd => state.TestedForEnd;

    /// <summary>The count is compared with more than 0: a length, another number or a sum.</summary>
    public bool ComparedWithSize => state.ComparedWithSize;

    /// <summary>The local that first takes the count.</summary>
    public ILocalSymbol? Variable => state.Variable;

    /// <summary>Variables to which the count is added.</summary>
    public IReadOnlyCollection<ISymbol> Sums => state.Sums;

    /// <summary>The places where the count, or a copy of it, is read.</summary>
    public IReadOnlyList<IOperation> Uses => state.Uses;

    /// <summary>Whether the variable holds the count, a copy of it or a sum with it.</summary>
    public bool Carries(ISymbol variable) => state.Followed.Contains(variable) || state.Sums.Contains(variable);

    /// <summary>Follows what a call returns: a count or, with a <paramref name="member"/>, an object that has the count as a
    /// member.</summary>
    public static CountFlow Of(IInvocationOperation call, SocketMethod method, long end = 0, CountMember? member = null)
    {
        var flow = new CountFlow(new CountState(method, end), member ?? CountMember.OfSystem(call.Type?.Result()));
        flow.Follow(call, call, first: true);
        return flow;
    }

    /// <summary>Follows a count that is read from a property, from each place where it is read.</summary>
    public static CountFlow OfReads(IEnumerable<IOperation> reads, SocketMethod method)
    {
        var flow = new CountFlow(new CountState(method, end: 0));
        foreach (var read in reads)
            flow.Follow(read, read);
        return flow;
    }

    private void Follow(IOperation value, IOperation origin, bool first = false)
    {
        value = value.SameValue();
        if (member is not null && member.IsOf(value.Type))
        {
            FollowResult(value, first);
            return;
        }

        switch (value.Parent)
        {
            case IExpressionStatementOperation:
                if (first)
                    state.Ignored = true;
                if (first && TaskUse.IsTask(value.Type) && !value.DescendantsAndSelf().Any(part => part is IAwaitOperation))
                    state.NeverAwaited = true;
                break;
            case IInvocationOperation { TargetMethod.Name: "Wait" } wait when wait.Instance == value:
                state.Ignored = first;
                break;
            case ISimpleAssignmentOperation { Target: var place, Parent: IExpressionStatementOperation } when place.IsDiscard():
                state.Ignored = first;
                if (TaskUse.IsTask(value.Type))
                    state.NeverAwaited = true;
                break;
            case IReturnOperation when TaskUse.OnAnotherThread(value) is { } call:
                Follow(call, call, first);
                break;
            case not null when first && TaskUse.IsTask(value.Type) && TaskUse.Gathered(value) is { TargetMethod.Name: "WhenAll" } all:
                if (all.SameValue().Parent is IExpressionStatementOperation)
                    state.Ignored = true;
                else
                    state.CountEscapes = true;
                break;
            case ITupleOperation tuple when tuple.TakenApartInto(tuple.Elements.IndexOf(value)) is { } part:
                if (part is IDiscardOperation)
                    state.Ignored = first;
                else if (part is ILocalReferenceOperation local)
                    Into(local.Local, origin, first, value);
                else
                    state.CountEscapes = true;
                break;
            case IInvocationOperation { TargetMethod.Name: "ContinueWith" } next when next.Instance == value:
                if (first && TaskUse.NeverReadsResult(next))
                    state.Ignored = true;
                else
                    state.CountEscapes = true;
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Into(declarator.Symbol, origin, first, value);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclarationOperation { Declarators.Length: 1 } declaration }:
                Into(declaration.Declarators[0].Symbol, origin, first, value);
                break;
            case ISimpleAssignmentOperation assignment
                when assignment.Value == value && assignment.Target.Unwrap() is ILocalReferenceOperation local:
                Into(local.Local, origin, first, value);

                // `while ((n = Receive()) > 0)`: the assignment also has a value.
                if (assignment.Parent is not IExpressionStatementOperation)
                {
                    state.Ignored = false;
                    Follow(assignment, origin);
                }

                break;
            default:
                Use(value, origin);
                break;
        }
    }

    private void FollowResult(IOperation value, bool first)
    {
        switch (value.Parent)
        {
            case IExpressionStatementOperation
            or ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation }:
                state.Ignored = first;
                break;
            case IFieldReferenceOperation or IPropertyReferenceOperation when member!.Is(value.Parent):
                Follow(value.Parent, value.Parent, first);
                break;
            case IFieldReferenceOperation or IPropertyReferenceOperation:
                state.Ignored = first;
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                FollowResults(declarator.Symbol, value, first);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local, Parent: IExpressionStatementOperation } assignment
                when assignment.Value == value:
                FollowResults(local.Local, value, first);
                break;
            case IDeconstructionAssignmentOperation when value.TakenApartInto(member!.Place) is { } part:
                if (part is IDiscardOperation)
                    state.Ignored = first;
                else if (part is ILocalReferenceOperation taken)
                    Into(taken.Local, value, first, value);
                else
                    state.CountEscapes = true;
                break;
            default:
                state.CountEscapes = true;
                break;
        }
    }

    private void FollowResults(ILocalSymbol local, IOperation origin, bool first)
    {
        if (!state.Followed.Add(local))
            return;
        var reads = state.Method.ReadsAfter(local, origin);
        var parts = reads
            .Select(read => read.SameValue().Parent)
            .Where(part => part is IFieldReferenceOperation or IPropertyReferenceOperation)
            .ToList();
        if (parts.Count < reads.Count)
            state.CountEscapes = true;
        else if (!parts.Any(part => member!.Is(part)))
            state.Ignored = first;
        foreach (var part in parts)
        {
            if (member!.Is(part))
                Follow(part!, part!);
        }
    }

    private void Into(ILocalSymbol local, IOperation origin, bool first, IOperation value)
    {
        if (first)
            state.Variable = local;
        if (local.RefKind != RefKind.None)
        {
            state.CountEscapes = true;
            return;
        }

        if (!state.Followed.Add(local))
            return;
        var reads = state.Method.ReadsAfter(local, origin);
        if (first && reads.Count == 0)
        {
            state.Ignored = true;
            state.NeverAwaited = TaskUse.IsTask(value.Type);
            return;
        }

        if (first && TaskUse.IsTask(local.Type) && reads.All(read => TaskUse.IsOnlyWaiting(read, state.Method)))
        {
            state.Ignored = true;
            return;
        }

        // `Task answer = stream.ReadAsync(…); await Task.WhenAll(sent, answer);`
        if (first && TaskUse.IsWithoutResult(local.Type) && reads.All(TaskUse.IsOnlyAwaited))
        {
            state.Ignored = true;
            return;
        }

        if (!state.IsShared && !TaskUse.IsTask(local.Type) && !state.Method.IsInOrder(local, origin))
        {
            // These are all reads, whichever write they see. They are the same for each count that goes into the variable.
            state.Take(OfUnordered(local, origin.Function(), reads));
            return;
        }

        foreach (var read in reads)
        {
            if (read.Function() != origin.Function())
                state.CountEscapes = true;
            if (TaskUse.IsTask(local.Type))
                FollowTask(read, first);
            else
                Follow(read, read);
        }
    }

    private CountState OfUnordered(ILocalSymbol local, IOperation? function, IReadOnlyList<IOperation> reads)
    {
        var known = state.Method.The(() => new Unordered());
        if (!known.TryGetValue(local, out var answers))
            known[local] = answers = [];
        foreach (var (of, answer) in answers)
        {
            if (of == function && answer.End == state.End && SocketMethod.Same(answer.Variable, state.Variable))
                return answer;
        }

        var shared = new CountState(state.Method, state.End) { IsShared = true, Variable = state.Variable };
        shared.Followed.Add(local);
        var flow = new CountFlow(shared, member);
        foreach (var read in reads)
        {
            if (read.Function() != function)
                shared.CountEscapes = true;
            flow.Follow(read, read);
        }

        answers.Add((function, shared));
        return shared;
    }

    private sealed class Unordered()
        : Dictionary<ISymbol, List<(IOperation? Function, CountState Answer)>>(SymbolEqualityComparer.Default);

    /// <summary>Follows a task that is kept in a variable. Where it is awaited, the count appears; elsewhere it goes out of
    /// sight.</summary>
    private void FollowTask(IOperation read, bool first)
    {
        var value = read.SameValue();
        var counted = !TaskUse.IsTask(value.Type) && value.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
        if (counted && value.Parent is IExpressionStatementOperation)
            state.Ignored = first;
        else if (counted)
            Follow(value, value, first);
        else if (value.Type is INamedTypeSymbol { Name: "Task", TypeArguments.Length: 0 })
            return; // `WhenAll` and the like wait for it, and give no count.
        else if (value.Parent is IInvocationOperation { TargetMethod.Name: "Wait" } wait && wait.Instance == value)
            state.CountEscapes |= state.Method.References(SocketMethod.Referenced(read)!).Count > 2;
        else
            state.CountEscapes = true;
    }

    private void Use(IOperation value, IOperation origin)
    {
        state.Uses.Add(value);
        switch (value.Parent)
        {
            case IBinaryOperation binary when binary.OperatorKind.IsComparison():
                ComparedCount.Follow(state, binary, value);
                break;
            case IBinaryOperation arithmetic:
                // `total + n`, `size - n`: the result is judged as a sum.
                SummedCount.Follow(state, arithmetic);
                break;
            case ICompoundAssignmentOperation compound when compound.Value == value:
                if (compound.Target.Symbol() is { } sum)
                    state.Sums.Add(sum);
                if (
                    compound is { OperatorKind: BinaryOperatorKind.Add, Target: IMemberReferenceOperation }
                    && compound.Parent is IExpressionStatementOperation)
                    state.SumEscapes = true;
                else if (compound.Target is not (ILocalReferenceOperation or IParameterReferenceOperation))
                    state.CountEscapes = true;
                else if (compound.Parent is IExpressionStatementOperation || SummedCount.IsOnlyReported(compound))
                    SummedCount.Judge(state, compound.Target.Symbol()!, compound);
                else
                    state.CountEscapes = true;
                break;
            case IIncrementOrDecrementOperation or ICompoundAssignmentOperation:
                state.CountEscapes = true;
                break;
            case IIsPatternOperation test when test.Value == value:
                FollowPattern(test, value, origin);
                break;
            case ISwitchOperation choice when choice.Value == value:
                FollowNames(
                    choice
                        .Cases.SelectMany(section => section.Clauses)
                        .OfType<IPatternCaseClauseOperation>()
                        .Select(clause => clause.Pattern),
                    origin);
                state.TestedForEnd |= Patterns.TellsEnd(choice, state);
                state.ComparedWithSize |= choice.Cases.SelectMany(section => section.Clauses).Any(clause => clause switch
                {
                    ISingleValueCaseClauseOperation single => single.Value.Constant() is not 0,
                    IPatternCaseClauseOperation pattern => Patterns.AsksForSize(pattern.Pattern),
                    _ => false,
                });
                break;
            case ISwitchExpressionOperation choice when choice.Value == value:
                FollowNames(choice.Arms.Select(arm => arm.Pattern), origin);
                state.TestedForEnd |= Patterns.TellsEnd(choice, state);
                state.ComparedWithSize |= choice.Arms.Any(arm => Patterns.AsksForSize(arm.Pattern) || arm.Guard is not null);
                break;
            case ICoalesceOperation:
                state.TestedForEnd = true;
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                PassedCount.Follow(state, call, call.TargetMethod, argument);
                break;
            case IArgumentOperation { Parent: IObjectCreationOperation creation } argument:
                PassedCount.Follow(state, creation, creation.Constructor, argument);
                break;
            case IArgumentOperation
            {
                Parent: IImplicitIndexerReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation
            } argument:
                PassedCount.FollowPart(state, argument.Parent!);
                break;
            case IRangeOperation range:
                if (range.Parent is IArgumentOperation { Parent: { } indexed })
                    PassedCount.FollowPart(state, indexed);
                else if (range.Parent is { } element)
                    PassedCount.FollowPart(state, element);
                else
                    state.CountEscapes = true;
                break;
            case IArrayElementReferenceOperation or IInterpolationOperation or IUnaryOperation or IInvocationOperation:
                break;
            case IArrayCreationOperation array:
                PassedCount.FollowPart(state, array);
                break;
            case IConditionalOperation { Condition: var condition } when condition == value:
            case IExpressionStatementOperation:
                break;
            default:
                state.CountEscapes = true;
                break;
        }
    }

    private void FollowPattern(IIsPatternOperation test, IOperation value, IOperation origin)
    {
        var names = Patterns.Names([test.Pattern]).ToList();
        var always =
            Patterns.Matches(test.Pattern, state.End) == true
            && Patterns.Matches(test.Pattern, 1) == true
            && Patterns.Matches(test.Pattern, int.MaxValue) == true;

        // `Receive() is int n` is true of every count: it only gives the count a name.
        if (always
            && value.SameValue() is not ILocalReferenceOperation
            && names.Count == 1
            && state.Method.References(names[0]).All(reference => reference.IsWrite()))
        {
            state.Ignored |= state.Variable is null;
            return;
        }

        state.TestedForEnd |= Patterns.TellsEnd(test.Pattern, state.End);
        state.ComparedWithSize |= Patterns.AsksForSize(test.Pattern);
        FollowNames([test.Pattern], origin);
    }

    /// <summary>Follows the names that patterns give the count. Each name is the count.</summary>
    private void FollowNames(IEnumerable<IPatternOperation> patterns, IOperation origin)
    {
        foreach (var name in Patterns.Names(patterns))
        {
            if (!state.Followed.Add(name))
                continue;
            foreach (var read in state.Method.References(name))
            {
                if (read.IsWrite())
                    continue;
                if (read.Function() != origin.Function())
                    state.CountEscapes = true;
                else
                    Follow(read, read);
            }
        }
    }
}
