using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>Follows a count that is passed to a call, and the part of the buffer that is cut out with the count.</summary>
internal static class PassedCount
{
    /// <summary>If the count is passed to the framework, it is used. If it is passed to other code, that code may test it.</summary>
    public static void Follow(CountState state, IOperation call, IMethodSymbol? callee, IArgumentOperation argument)
    {
        if (
            callee is not null
            && argument.Parameter is { RefKind: RefKind.None }
            && Reckoning.IsAllThatIsDone(state.Method.File, callee, argument.Parameter))
            return;
        if (
            !SocketTypes.IsOfSystem(callee)
            || argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref
            || call.Type?.TypeKind == TypeKind.Delegate)
        {
            state.CountEscapes = true;
        }
        else if (callee is { Name: "Resize", ContainingType.SpecialType: SpecialType.System_Array } && call is IInvocationOperation resize)
        {
            FollowResized(state, resize);
        }
        else if (callee!.Name.StartsWith("ThrowIf", StringComparison.Ordinal) || callee.Name is "Equals" or "CompareTo" or "Assert")
        {
            state.TestedForEnd = true;
        }
        else if (LetsSee(callee) && !IsOnlyCounted(callee, call))
        {
            state.CountEscapes = true;
        }
        else if (callee.MethodKind == MethodKind.Constructor || !callee.ReturnsVoid)
        {
            FollowPart(state, call);
        }
    }

    /// <summary><c>Interlocked.Add(ref total, n);</c> with a field: a sum of all that came says nothing of one receive.</summary>
    private static bool IsOnlyCounted(IMethodSymbol callee, IOperation call) =>
        callee is { Name: "Add", ContainingType.Name: "Interlocked" }
        && call is IInvocationOperation { Parent: IExpressionStatementOperation, Arguments: { Length: 2 } given }
        && given[0].Value.Unwrap() is IFieldReferenceOperation;

    /// <summary>Whether other code may look at what this method of the framework is given: it is kept there, or is made into something
    /// else.</summary>
    public static bool LetsSee(IMethodSymbol callee) =>
        callee.ContainingType.Name
            is "Math"
                or "Interlocked"
                or "Volatile"
                or "Task"
                or "ValueTask"
                or "TaskCompletionSource"
                or "Tuple"
                or "KeyValuePair"
        || callee.ContainingType is { TypeKind: TypeKind.Delegate }
        || callee.ContainingNamespace?.Name is "Generic" or "Concurrent" or "Channels";

    /// <summary><c>Array.Resize(ref buffer, n)</c>: from here on, the array is the part that was cut out with the count.</summary>
    private static void FollowResized(CountState state, IInvocationOperation resize)
    {
        if (resize.Argument("array").Unwrap() is not ILocalReferenceOperation { Local: var array })
        {
            state.CountEscapes = true;
            return;
        }

        foreach (var read in state.Method.ReadsAfter(array, resize))
        {
            if (!read.IsWrite())
                FollowPart(state, read);
        }
    }

    /// <summary>The part that was cut out with the count (a slice, a text) is empty when the count is 0. The code that gets it may test
    /// that.</summary>
    public static void FollowPart(CountState state, IOperation derived)
    {
        var value = derived.ChosenValue();
        switch (value.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                FollowVariable(state, declarator.Symbol);
                break;
            // `rest = rest[n..]`: what is left gets shorter by the count, and by nothing at the end of the stream.
            case ISimpleAssignmentOperation { Target: var place } advance
                when advance.Value == value && SocketMethod.Same(place.Root(), derived.Root()) && !IsBeginning(derived):
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local }:
                FollowVariable(state, local.Local);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call }:
                if (!SocketTypes.IsOfSystem(call.TargetMethod) || AnswersForProgram(call))
                    state.CountEscapes = true;
                else if (call.TargetMethod.Name is "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "Equals" or "SequenceEqual")
                    state.TestedForEnd = true;
                else if (!call.TargetMethod.ReturnsVoid && IsDerivable(call.Type))
                    FollowPart(state, call);
                break;
            // An empty text does not contain the word, but neither do other texts without it: the test does not distinguish the end.
            case IInvocationOperation
            {
                TargetMethod: { Name: "Contains" or "StartsWith" or "EndsWith", ContainingType.SpecialType: SpecialType.System_String },
                Arguments: { Length: > 0 } words
            } when words[0].Value.ConstantValue is { HasValue: true, Value: string { Length: > 0 } or char }:
                break;
            case IForEachLoopOperation loop:
                state.TestedForEnd |= IsGatheredAndAsked(loop, state.Method);
                break;
            case IInvocationOperation call:
                if (!SocketTypes.IsOfSystem(call.TargetMethod) || call.TargetMethod.ReturnType.SpecialType == SpecialType.System_Boolean)
                    state.CountEscapes = true;
                else if (IsDerivable(call.Type))
                    FollowPart(state, call);
                break;
            case IImplicitIndexerReferenceOperation cut when cut.Instance == value:
                FollowPart(state, cut);
                break;
            case IPropertyReferenceOperation { Property.Name: "Length" or "IsEmpty" or "Count" }:
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                state.TestedForEnd = true;
                break;
            case IBinaryOperation
            or IInterpolationOperation
            or ICompoundAssignmentOperation { Target: ILocalReferenceOperation }
            or IExpressionStatementOperation
            or IArrayElementReferenceOperation
            or IPropertyReferenceOperation { Property.IsIndexer: true }:
                break;
            case IArgumentOperation { Parent: IObjectCreationOperation creation } when SocketTypes.IsOfSystem(creation.Constructor):
                if (IsDerivable(creation.Type))
                    FollowPart(state, creation);
                break;
            // If pieces are yielded one by one, empty pieces follow at the end of the stream.
            case IReturnOperation { Kind: OperationKind.YieldReturn } when value.Loop() is not null:
                break;
            // The arm for all others may stand for an empty text as well.
            case ISwitchExpressionOperation choice when choice.Value == value && choice.Arms.All(arm => IsOfWords(arm.Pattern)):
                state.TestedForEnd = true;
                break;
            // None of the words is empty, so that an empty text takes the same path as all others.
            case ISwitchOperation choice when choice.Value == value && choice.Cases.All(section => section.Clauses.All(IsOfWords)):
                state.TestedForEnd |= !choice.Cases.Any(IsForOthers) || LeavesWithout(choice);
                break;
            case IReturnOperation:
                state.PartEscapes = true;
                break;
            default:
                state.CountEscapes = true;
                break;
        }
    }

    /// <summary>Whether it is the part from the first byte on: <c>[..n]</c>, <c>Slice(0, n)</c>. What is kept of the buffer is then what
    /// came.</summary>
    private static bool IsBeginning(IOperation part) => part.Unwrap() switch
    {
        IInvocationOperation { TargetMethod.Name: "Slice" or "AsMemory" or "AsSpan" } cut => cut.Argument("start").IsConstant(0),
        IImplicitIndexerReferenceOperation { Argument: IRangeOperation range } => StartsAtZero(range),
        IArrayElementReferenceOperation { Indices: { Length: 1 } indices } => indices[0] is IRangeOperation range && StartsAtZero(range),
        IPropertyReferenceOperation { Arguments: { Length: 1 } indices } => indices[0].Value is IRangeOperation range
            && StartsAtZero(range),
        _ => false,
    };

    private static bool StartsAtZero(IRangeOperation range) =>
        range is { RightOperand: not null, LeftOperand: var from } && (from is null || from.IsConstant(0));

    /// <summary>Whether it calls a delegate and uses its result. The result may say that the argument is empty.</summary>
    private static bool AnswersForProgram(IInvocationOperation call) =>
        call.TargetMethod is { MethodKind: MethodKind.DelegateInvoke, ReturnsVoid: false }
        && call.SameValue().Parent is not IExpressionStatementOperation;

    private static bool IsOfWords(ICaseClauseOperation clause) =>
        clause is IDefaultCaseClauseOperation
        || clause is ISingleValueCaseClauseOperation { Value.ConstantValue: { HasValue: true, Value: string { Length: > 0 } } };

    private static bool IsOfWords(IPatternOperation pattern) => pattern switch
    {
        IDiscardPatternOperation => true,
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: string { Length: > 0 } } } => true,
        IBinaryPatternOperation both => IsOfWords(both.LeftPattern) && IsOfWords(both.RightPattern),
        _ => false,
    };

    /// <summary>Whether each element goes into a collection that the method asks whether it is empty.</summary>
    private static bool IsGatheredAndAsked(IForEachLoopOperation loop, SocketMethod method) =>
        loop.Locals is { Length: 1 } each
        && method
            .References(each[0])
            .Any(element =>
                element.SameValue().Parent is IArgumentOperation
                {
                    Parent: IInvocationOperation { TargetMethod.Name: "Add" or "Enqueue" or "Push" or "AddLast" } put
                }
                && put.Receiver().Root() is { } kept
                && method
                    .References(kept)
                    .Any(reference =>
                        reference.SameValue().Parent
                            is IInvocationOperation { TargetMethod.Name: "TryPeek" or "TryDequeue" or "TryPop" or "TryTake" }
                                or IPropertyReferenceOperation { Property.Name: "Count" or "IsEmpty" }
                                or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Any" } }));

    private static bool IsForOthers(ISwitchCaseOperation section) =>
        section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation);

    /// <summary>Whether the section for all other texts leaves, or may leave. If there is no such section, the code after the switch
    /// may.</summary>
    private static bool LeavesWithout(ISwitchOperation choice) =>
        choice
            .Cases.Where(IsForOthers)
            .SelectMany(section => section.Descendants())
            .Any(part => part switch
            {
                IReturnOperation or IThrowOperation => true,
                IBranchOperation { BranchKind: var kind, Target: var target } => kind == BranchKind.GoTo
                    || kind == BranchKind.Break && !SocketMethod.Same(target, choice.ExitLabel),
                IInvocationOperation call => !SocketTypes.IsOfSystem(call.TargetMethod) || SocketTypes.EndsProgram(call.TargetMethod),
                IAssignmentOperation => true,
                _ => false,
            });

    private static void FollowVariable(CountState state, ILocalSymbol local)
    {
        if (!state.Followed.Add(local))
            return;
        if (state.IsShared)
        {
            FollowReferences(state, local);
            return;
        }

        // This looks at the whole method. The result is the same for each count whose part goes into the variable.
        var known = state.Method.The(() => new Parts());
        if (!known.TryGetValue(local, out var part))
        {
            known[local] = part = new CountState(state.Method, state.End) { IsShared = true };
            part.Followed.Add(local);
            FollowReferences(part, local);
        }

        state.Take(part);
    }

    private sealed class Parts() : Dictionary<ISymbol, CountState>(SymbolEqualityComparer.Default);

    private static void FollowReferences(CountState state, ILocalSymbol local)
    {
        foreach (var reference in state.Method.References(local))
        {
            if (!reference.IsWrite())
                FollowPart(state, reference);
        }
    }

    private static bool IsDerivable(ITypeSymbol? type) =>
        type is IArrayTypeSymbol
        || type?.SpecialType == SpecialType.System_String
        || type?.Name is "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment" or "IEnumerable";
}
