using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Turns of a loop in which nothing is done, and which nothing ends.</summary>
internal static class Turns
{
    /// <summary>Whether the statement only leads to the next turn: <c>continue</c>, a message, a wait.</summary>
    public static bool GoesOn(IOperation statement) => statement switch
    {
        IEmptyOperation or IBranchOperation { BranchKind: BranchKind.Continue } => true,
        IBlockOperation block => block.Operations.All(GoesOn),
        IExpressionStatementOperation { Operation: var expression } => expression.Unwrap() is IInvocationOperation call
            && (
                Shown.IsMessage(call)
                || Shown.IsLog(call)
                || call.TargetMethod is { Name: "Sleep" or "Delay" or "Yield" } && SocketTypes.IsOfSystem(call.TargetMethod)),
        _ => false,
    };

    /// <summary>Whether the end of a stream does not end the loop: it has no condition, or one that asks for a cancellation, for
    /// <c>Connected</c>, or for a flag that only code outside the loop sets.</summary>
    private static bool AreEndlessOrByFlag(ILoopOperation loop, SocketMethod method) =>
        loop is IWhileLoopOperation or IForLoopOperation && (loop.Condition() is not { } condition || StaysTrue(condition, loop, method));

    /// <summary>The same without a flag.</summary>
    public static bool AreEndless(ILoopOperation loop, SocketMethod method) =>
        AreEndlessOrByFlag(loop, method) && !GoesByFlag(loop);

    private static bool GoesByFlag(ILoopOperation loop) =>
        loop.Condition()?.DescendantsAndSelf().Any(part =>
            part is IFieldReferenceOperation { Field.Type.SpecialType: SpecialType.System_Boolean }) == true;

    private static bool StaysTrue(IOperation condition, ILoopOperation loop, SocketMethod method) => condition.Unwrap() switch
    {
        { ConstantValue: { HasValue: true, Value: true } } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => StaysTrue(both.LeftOperand, loop, method)
            && StaysTrue(both.RightOperand, loop, method),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var not } => not.Unwrap()
                is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }
            || IsFlagFromOutside(not, loop, method),
        IPropertyReferenceOperation { Property.Name: "Connected" } => true,
        var flag => IsFlagFromOutside(flag, loop, method),
    };

    private static bool IsFlagFromOutside(IOperation? flag, ILoopOperation loop, SocketMethod method) =>
        flag.Unwrap() is IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean } field }
        && method.ReferencesIn(field, loop.Syntax).All(reference => reference.IsWithin(loop.Condition()!));

    /// <summary>Whether what is read from is made anew in each turn of the loop, as a server does for each client. A helper gets it as an
    /// argument.</summary>
    public static bool IsOfThisTurn(IOperation read, ILoopOperation loop)
    {
        return read.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call =>
            IsMadeHere(call.Receiver())
            || call.Arguments.Any(argument => IsSource(argument.Value.Unwrap()?.Type) && IsMadeHere(argument.Value)));

        bool IsMadeHere(IOperation? source) => source.Root() is ILocalSymbol local
            && local.DeclaringSyntaxReferences.Any(declaration => loop.Syntax.Span.Contains(declaration.Span));

        static bool IsSource(ITypeSymbol? type) =>
            SocketTypes.IsToBeDisposed(type)
            || SocketTypes.IsNetworkBacked(type)
            || SocketTypes.IsStream(type)
            || SocketTypes.IsTextReader(type);
    }

    /// <summary>Whether a test of the line sends a null back to the reader, turn after turn.</summary>
    public static bool GoRoundWithNull(IOperation line, SocketMethod method)
    {
        if (line.Loop() is not { } loop || ForNull(line) is not { } answer)
            return false;
        var (test, decided) = Decided(line.Parent is IArgumentOperation { Parent: { } call } ? call : line.Parent!, answer);
        return test.Parent switch
        {
            ILoopOperation => decided && loop.Condition() == test && FirstWayOut(loop, method) == int.MaxValue,
            IConditionalOperation choice when choice.Condition == test => AreEndlessOrByFlag(loop, method)
                && LeadsOn(choice, decided ? choice.WhenTrue : choice.WhenFalse, loop, method),
            _ => false,
        };
    }

    /// <summary>The largest part of a condition that is decided if a test in it gives this answer, and the value of that part.</summary>
    private static (IOperation Test, bool Answer) Decided(IOperation test, bool answer)
    {
        while (true)
        {
            switch (test.Parent)
            {
                case IParenthesizedOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } when answer:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } when !answer:
                    test = test.Parent;
                    continue;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    test = test.Parent;
                    answer = !answer;
                    continue;
                default:
                    return (test, answer);
            }
        }
    }

    /// <summary>Whether the loop ends if a test gives this answer.</summary>
    public static bool End(IOperation test, bool answer, ILoopOperation loop, SocketMethod method)
    {
        (test, answer) = Decided(test, answer);
        return test.Parent switch
        {
            ILoopOperation => !answer && loop.Condition() == test,
            IConditionalOperation choice when choice.Condition == test => (answer ? choice.WhenTrue : choice.WhenFalse) is { } branch
                ? MayLeave(branch, loop, method)
                : choice.Parent is IBlockOperation block && block.Behind(choice).Take(Next).Any(next => Ways.LeavesLoop(next, loop)),
            _ => false,
        };
    }

    /// <summary>The number of statements behind an <c>if</c> that are searched for a way out.</summary>
    private const int Next = 4;

    /// <summary>Whether this branch contains a way out of the loop. Each <c>else if</c> of a chain is searched once.</summary>
    private static bool MayLeave(IOperation branch, ILoopOperation loop, SocketMethod method)
    {
        var known = method.The(() => new LeavingBranches());
        var passed = new List<IOperation>();
        var leaves = false;
        for (IOperation? next = branch; next is not null && !known.TryGetValue(next, out leaves);)
        {
            passed.Add(next);
            var choice = next as IConditionalOperation;
            leaves = method.Within(choice?.WhenTrue ?? next).Any(part =>
                (part.Kind is OperationKind.Return or OperationKind.Throw or OperationKind.Branch
                    || part is IInvocationOperation call && SocketTypes.EndsProgram(call.TargetMethod))
                && Ways.LeavesLoop(part, loop));
            next = leaves ? null : choice?.WhenFalse;
        }

        foreach (var one in passed)
            known[one] = leaves;
        return leaves;
    }

    private sealed class LeavingBranches : Dictionary<IOperation, bool>;

    /// <summary>Whether this branch of an <c>if</c> leads to the next turn, and nothing before it can end the loop.</summary>
    private static bool LeadsOn(IConditionalOperation choice, IOperation? branch, ILoopOperation loop, SocketMethod method) =>
        (branch is null || GoesOn(branch))
        && (IsLast(choice, loop)
            || branch is not null
                && branch.DescendantsAndSelf().Any(part => part is IBranchOperation { BranchKind: BranchKind.Continue }))
        && FirstWayOut(loop, method) >= choice.Syntax.SpanStart;

    /// <summary>The place of the first of these in the loop: a way out that is taken not only for a certain text, or a question whether
    /// anything has arrived.</summary>
    private static int FirstWayOut(ILoopOperation loop, SocketMethod method)
    {
        var known = method.The(() => new FirstWays());
        if (!known.TryGetValue(loop, out var first))
        {
            // A method of the program may set the flag that the loop goes by.
            var byFlag = GoesByFlag(loop);
            first = int.MaxValue;
            foreach (var part in method.Within(loop))
            {
                if (
                    part.Syntax.SpanStart < first
                    && (Ways.LeavesLoop(part, loop) && !Ways.IsForText(part)
                        || Arrived.Asks(part)
                        || byFlag && part is IInvocationOperation call && !SocketTypes.IsOfSystem(call.TargetMethod)))
                    first = part.Syntax.SpanStart;
            }

            known[loop] = first;
        }

        return first;
    }

    private sealed class FirstWays : Dictionary<ILoopOperation, int>;

    private static bool IsLast(IOperation statement, ILoopOperation loop) =>
        loop.Body == statement
        || statement.Parent is IBlockOperation block
            && block.Operations[block.Operations.Length - 1] == statement
            && (block == loop.Body
                || block.Parent is ITryOperation { Finally: null } guarded && guarded.Body == block && IsLast(guarded, loop));

    /// <summary>What a test of the line answers if the line is null; null if that is not known.</summary>
    private static bool? ForNull(IOperation line) => line.Parent switch
    {
        IArgumentOperation
        {
            Parent: IInvocationOperation
            {
                TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", ContainingType.SpecialType: SpecialType.System_String }
            }
        } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test
            when SocketMethod.IsNull(test.LeftOperand) || SocketMethod.IsNull(test.RightOperand) =>
            test.OperatorKind == BinaryOperatorKind.Equals,
        IIsPatternOperation test => MatchesNull(test.Pattern),
        _ => null,
    };

    public static bool? MatchesNull(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value: var value } => SocketMethod.IsNull(value),
        IDiscardPatternOperation => true,
        IDeclarationPatternOperation declaration => declaration.MatchesNull,
        IListPatternOperation or IRecursivePatternOperation or ITypePatternOperation => false,
        INegatedPatternOperation not => !MatchesNull(not.Pattern),
        IBinaryPatternOperation both => both.OperatorKind == BinaryOperatorKind.Or
            ? Either(MatchesNull(both.LeftPattern), MatchesNull(both.RightPattern))
            : !Either(!MatchesNull(both.LeftPattern), !MatchesNull(both.RightPattern)),
        _ => null,
    };

    private static bool? Either(bool? one, bool? other) => one == true || other == true ? true : one == false ? other : null;
}
