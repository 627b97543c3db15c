using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Kata.Analyzers.Model.Ways;

namespace Kata.Analyzers.Model;

/// <summary>Where a line goes after it was read. The line is null at the end of the stream.</summary>
internal sealed class LineFlow
{
    /// <summary>Some path tests whether there was a line, or the line goes out of sight.</summary>
    public bool TestedOrEscapes { get; private set; }

    public bool Used { get; private set; }

    /// <summary>A null becomes an empty text, which ends no loop.</summary>
    public bool Waved { get; private set; }

    /// <summary>An empty text in place of null is processed like any line. Only a loop that ends at a certain word goes on with
    /// it.</summary>
    public bool Filled { get; private set; }

    /// <summary>A null is only shown, or converted to a number, which throws.</summary>
    public bool Harmless { get; private set; } = true;

    public ILocalSymbol? Variable { get; private set; }

    /// <summary>A test sends a null back to the reader, and no code before it sees the null.</summary>
    public bool GoesRound => goesRoundAt < escapesAt;

    private int goesRoundAt = int.MaxValue;
    private int escapesAt = int.MaxValue;
    private bool isOfThisTurn;

    private void Escape(IOperation? use = null)
    {
        TestedOrEscapes = true;
        escapesAt = Math.Min(escapesAt, use?.Syntax.SpanStart ?? 0);
    }

    public static LineFlow Of(IInvocationOperation call, SocketMethod method)
    {
        // In the next turn there is another reader, which may have a line.
        var flow = new LineFlow { isOfThisTurn = call.Loop() is { } loop && Turns.IsOfThisTurn(call, loop) };
        flow.Follow(call, call, method);
        if (flow.TestedOrEscapes && flow.Variable is { } line && IsTakenApartAtOnce(call, line, method))
            (flow.TestedOrEscapes, flow.Used, flow.Waved, flow.Harmless) = (false, true, false, false);
        return flow;
    }

    /// <summary>Whether the statement right behind the read takes the line apart, and throws where there is none: a test that stands
    /// behind it, or in the condition of the loop, comes too late.</summary>
    private static bool IsTakenApartAtOnce(IInvocationOperation call, ILocalSymbol line, SocketMethod method)
    {
        IOperation statement = call;
        while (statement.Parent is not (null or IBlockOperation))
            statement = statement.Parent;
        if (
            statement is not (IExpressionStatementOperation or IVariableDeclarationGroupOperation)
            || statement.Parent is not IBlockOperation block
            || block.Behind(statement).FirstOrDefault() is not { } next
            || next is not (IExpressionStatementOperation or IVariableDeclarationGroupOperation)
            || method.ReferencesIn(line, next.Syntax).FirstOrDefault() is not { } read)
            return false;
        var value = read.SameValue();
        return value.Parent switch
        {
            IPropertyReferenceOperation part => part.Instance == value,
            IImplicitIndexerReferenceOperation part => part.Instance == value,
            IInvocationOperation part => part.Instance == value,
            _ => false,
        } && IsDoneInAnyCase(value, next);
    }

    private static bool IsDoneInAnyCase(IOperation part, IOperation statement)
    {
        for (var above = part.Parent; above is not null && above != statement; above = above.Parent)
        {
            if (
                above
                is IConditionalOperation
                    or ICoalesceOperation
                    or IConditionalAccessOperation
                    or ISwitchExpressionOperation
                    or IAnonymousFunctionOperation
                    or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr })
                return false;
        }

        return true;
    }

    private void Follow(IOperation value, IOperation origin, SocketMethod method)
    {
        value = value.SameValue();
        var local = value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when assignment.Value == value =>
                target.Local,
            _ => null,
        };
        if (local is null)
        {
            Use(value, method);
            return;
        }

        if (Variable is not null && !SocketMethod.Same(Variable, local))
        {
            Escape(value);
            return;
        }

        if (value.Parent is ISimpleAssignmentOperation { Parent: not IExpressionStatementOperation } asValue)
            Follow(asValue, origin, method);
        if (Variable is not null)
            return;
        Variable = local;
        if (!method.IsInOrder(local, origin))
        {
            // A function inside or around this one also has the variable.
            Escape();
            return;
        }

        foreach (var read in method.ReadsAfter(local, origin))
        {
            if (read.Function() != origin.Function() || local.Type.Name is "Task" or "ValueTask")
                Escape();
            else
                Follow(read, origin, method);
        }
    }

    private void Use(IOperation value, SocketMethod method)
    {
        Harmless &=
            value.IsShown()
            || value.Parent
                is IExpressionStatementOperation
                    or IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Parse", IsStatic: true } } };
        if (!isOfThisTurn && Turns.GoRoundWithNull(value, method))
        {
            Used = true;
            goesRoundAt = Math.Min(goesRoundAt, value.Syntax.SpanStart);
            return;
        }

        switch (value.Parent)
        {
            case IExpressionStatementOperation:
                break;
            case IInvocationOperation call when call.Instance == value:
            case IPropertyReferenceOperation:
            case IImplicitIndexerReferenceOperation:
            case IInterpolationOperation:
            case IForEachLoopOperation:
            case ICompoundAssignmentOperation { Target: ILocalReferenceOperation }:
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add }:
                Used = true;
                break;

            // A line that is null is not equal to any text. Outside a loop, the program then treats null like any other line that is not
            // the expected one.
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test
                when IsText(test.LeftOperand) || IsText(test.RightOperand):
                Compared(test, test.OperatorKind == BinaryOperatorKind.NotEquals, method);
                break;
            case IArgumentOperation { Parent: IInvocationOperation equals } when IsEqualToText(equals, value):
                Compared(equals, answer: false, method);
                break;
            // The same with a pattern or a case: none of the texts is null.
            case IIsPatternOperation test when NamesTexts(test.Pattern):
                Used |= value.Loop() is not null;
                break;
            case ISwitchOperation choice when choice.Value == value && choice.Cases.All(section => section.Clauses.All(NamesTexts)):
                Used = true;
                break;
            case ISwitchOperation choice
                when choice.Value == value
                    && choice.Loop() is { } turns
                    && HasNoCondition(turns)
                    && IsOnlyShownByOthers(choice, turns, method):
                Used = true;
                break;
            // In a loop that collects lines, a null is one more line, and the loop goes on.
            case IArgumentOperation { Parent: IInvocationOperation gather }
                when value.Loop() is not null && Gathers(gather.TargetMethod) && gather.SameValue().Parent is IExpressionStatementOperation:
                Used = true;
                break;
            case IReturnOperation { Kind: OperationKind.YieldReturn } when value.Loop() is { } loop && NeverEnds(loop):
                Used = true;
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } when Known(call):
                Used = true;
                break;
            case ICoalesceOperation { WhenNull: var instead } coalesce
                when coalesce.Value == value && IsText(instead) && IsShownOnly(coalesce):
            case IConditionalAccessOperation access when access.Operation == value && IsShownOnly(access):
                Used = Waved = true;
                break;
            // An empty text in place of null: a loop that ends only at a certain word goes on with it.
            case ICoalesceOperation { WhenNull: var other } filled
                when filled.Value == value
                    && IsEmptyText(other)
                    && (IsWorkedOn(filled) || IsAnswered(filled, method))
                    && value.Loop() is { } around
                    && OnlyAWordEnds(around):
                Used = Waved = Filled = true;
                Harmless = false;
                break;
            case IConditionalAccessOperation access
                when access.Operation == value && (IsPassedOver(access) || IsWaitedFor(access) || IsLookedFor(access)):
                Used = true;
                break;
            case ICoalesceOperation { WhenNull: var nothing } line
                when line.Value == value
                    && IsEmptyText(nothing)
                    && line.SameValue().Parent is IReturnOperation { Kind: OperationKind.YieldReturn }:
                Used = Waved = true;
                Harmless = false;
                break;
            default:
                // A comparison, a pattern, `??`, `?.`, a helper or the caller tests it, or may test it.
                Escape(value);
                break;
        }
    }

    /// <summary><c>string.Equals(line, "QUIT", …)</c>, <c>"QUIT".Equals(line)</c></summary>
    private static bool IsEqualToText(IInvocationOperation equals, IOperation line) =>
        equals.TargetMethod is { Name: "Equals", ContainingType.SpecialType: SpecialType.System_String }
        && (equals.Instance is { } text
            ? IsText(text)
            : equals.Arguments.Any(argument => argument.Value.Unwrap() != line.Unwrap() && IsText(argument.Value)));

    /// <summary>A comparison of the line with a text. If its answer for null ends the loop, the end of the stream is tested.</summary>
    private void Compared(IOperation test, bool answer, SocketMethod method)
    {
        if (test.Loop() is not { } loop)
            return;
        if (Turns.End(test, answer, loop, method))
            Escape(test);
        else
            Used = true;
    }

    private static bool IsEmptyText(IOperation other) =>
        other.Unwrap() is { ConstantValue: { HasValue: true, Value: "" } }
            or IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } };

    /// <summary>Whether a part or a copy is made of the text, or a variable of this loop takes it.</summary>
    private static bool IsWorkedOn(IOperation text) => text.SameValue().Parent switch
    {
        IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_String } => true,
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation } => true,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation } => true,
        _ => false,
    };

    /// <summary>Whether a static method of this program that cannot fail on an empty text answers it as any other.</summary>
    private static bool IsAnswered(IOperation text, SocketMethod method) =>
        text.SameValue().Parent is IArgumentOperation
        {
            Parameter.RefKind: RefKind.None,
            Parent: IInvocationOperation { TargetMethod: { IsStatic: true } target }
        }
        && target.DeclaringSyntaxReferences is { Length: 1 }
        && target.ReturnType.SpecialType == SpecialType.System_String
        && TakesAnyText(target, method);

    private static bool TakesAnyText(IMethodSymbol target, SocketMethod method)
    {
        var known = method.File.The(() => new TakersOfText());
        if (!known.TryGetValue(target, out var answer))
            known[target] = answer = !target.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation).DescendantNodes().Any(MayFail);
        return answer;
    }

    private sealed class TakersOfText() : System.Collections.Generic.Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    /// <summary>Whether code may throw for an empty text: all but a choice, and the calls that take any text.</summary>
    private static bool MayFail(SyntaxNode code) => code switch
    {
        ThrowStatementSyntax or ThrowExpressionSyntax or ElementAccessExpressionSyntax or ElementBindingExpressionSyntax => true,
        BaseObjectCreationExpressionSyntax or CastExpressionSyntax => true,
        SwitchExpressionSyntax choice => !choice.Arms.Any(arm =>
            arm is { WhenClause: null, Pattern: DiscardPatternSyntax or VarPatternSyntax }),
        InvocationExpressionSyntax call => call.Expression switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } => !TakesAnyText(name),
            MemberBindingExpressionSyntax { Name.Identifier.ValueText: var name } => !TakesAnyText(name),
            _ => true,
        },
        _ => false,
    };

    private static bool TakesAnyText(string call) => call
        is "Trim" or "TrimStart" or "TrimEnd" or "ToUpper" or "ToUpperInvariant" or "ToLower" or "ToLowerInvariant" or "ToString"
            or "StartsWith" or "EndsWith" or "Contains" or "Equals" or "Replace" or "Split" or "Concat" or "Join" or "IsNullOrEmpty"
            or "IsNullOrWhiteSpace";

    /// <summary><c>if (line?.Split(' ') is [var word, ..])</c>, where nothing but that, or another text in the line, leads out of the loop:
    /// without a line, the loop goes on.</summary>
    private static bool IsLookedFor(IConditionalAccessOperation access) =>
        access.Loop() is { } loop
        && (HasNoCondition(loop) || IsForOtherLines(loop, access.Operation))
        && access.SameValue() is { Parent: IIsPatternOperation test } value
        && test.Value == value
        && Turns.MatchesNull(test.Pattern) == false
        && test.Parent is IConditionalOperation { WhenFalse: null, WhenTrue: var found } choice
        && choice.Condition == test
        && Ways.Out(loop).All(way => IsForText(way) || way.IsWithin(found));

    /// <summary><c>while (line?.StartsWith(tag) != true)</c>, or the same as the only way out: without a line, the loop goes on.</summary>
    private static bool IsWaitedFor(IConditionalAccessOperation access)
    {
        if (
            access.Loop() is not { } loop
            || access.WhenNotNull is not IInvocationOperation { Type.SpecialType: SpecialType.System_Boolean })
            return false;
        var asked = access.SameValue();
        if (asked.Parent is ICoalesceOperation { WhenNull.ConstantValue: { HasValue: true, Value: false } } either)
            asked = either.SameValue();
        var condition = asked.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals, RightOperand: var found } test when IsTrue(found) => test,
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var found } } } test
                when IsTrue(found) => test,
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not when asked != access => not,
            _ => (IOperation?)null,
        };
        if (condition is not null && loop.Condition().Unwrap() == condition)
            return Ways.Out(loop).All(IsForText);
        return HasNoCondition(loop)
            && IsFoundIn(asked) is { } choice
            && Ways.Out(loop).All(way => IsForText(way) || way.IsWithin(choice.WhenTrue));
    }

    /// <summary><c>while (line != "END")</c></summary>
    private static bool IsForOtherLines(ILoopOperation loop, IOperation line) =>
        loop.Condition().Unwrap() is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test
        && (IsText(test.RightOperand) ? test.LeftOperand : IsText(test.LeftOperand) ? test.RightOperand : null)?.Symbol() is { } compared
        && SocketMethod.Same(compared, line.Symbol());

    /// <summary>The <c>if</c> whose condition is that the text was found.</summary>
    private static IConditionalOperation? IsFoundIn(IOperation asked)
    {
        var condition = asked.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals, RightOperand: var found } test when IsTrue(found) => test,
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var found } } test when IsTrue(found) => test,
            IConditionalOperation => asked,
            _ => null,
        };
        return condition?.Parent is IConditionalOperation choice && choice.Condition == condition ? choice : null;
    }

    private static bool IsTrue(IOperation value) => value.Unwrap()?.ConstantValue is { HasValue: true, Value: true };

    /// <summary>Whether the method adds its argument to a collection, a queue or a channel, whatever the argument is.</summary>
    private static bool Gathers(IMethodSymbol target) =>
        target.Name is "Add" or "Enqueue" or "Push" && target.ContainingType.ContainingNamespace.Name is "Generic" or "Concurrent"
        || target.Name is "TryAdd" && target.ContainingType is { ContainingNamespace.Name: "Concurrent", TypeArguments.Length: 1 }
        || target.Name is "TryWrite" or "WriteAsync" && target.ContainingType.ContainingNamespace.Name == "Channels";

    /// <summary>Whether only a certain line ends the loop.</summary>
    public static bool OnlyATextEnds(ILoopOperation loop) =>
        NeverEnds(loop)
        || EndsByTextOnly(loop)
        || loop.Condition().Unwrap() is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test
            && (IsText(test.LeftOperand) || IsText(test.RightOperand))
            && !loop.Body.Descendants()
                .Any(part => part is IReturnOperation or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break });

    /// <summary>Whether only a certain line that is not empty ends the loop.</summary>
    public static bool OnlyAWordEnds(ILoopOperation loop)
    {
        var ways = Ways.Out(loop);
        return HasNoCondition(loop)
            ? ways.All(IsForWord)
            : loop.Condition().Unwrap() is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } test
                && (IsWord(test.LeftOperand) || IsWord(test.RightOperand))
                && !ways.Any();
    }

    /// <summary>Whether the line chooses a section of a <c>switch</c>. If there is no line, the section for all others is chosen, which
    /// goes back to the reader. Only the sections of certain lines end the loop.</summary>
    private static bool IsPassedOver(IOperation access)
    {
        var value = access.SameValue();
        if (
            value.Parent is not ISwitchOperation choice
            || choice.Value != value
            || choice.Loop() is not { } loop
            || !HasNoCondition(loop)
            || !choice.Cases.All(section => section.Clauses.All(clause => clause is IDefaultCaseClauseOperation || IsForSome(clause))))
            return false;
        var others = choice.Cases.FirstOrDefault(section => section.Clauses.Any(clause => clause is IDefaultCaseClauseOperation));
        return loop
                .Body.Descendants()
                .Where(part => LeavesLoop(part, loop))
                .All(way => choice.Cases.Any(section => section != others && section.Contains(way)))
            && (others is null
                || !others.Descendants().Any(part => part is IInvocationOperation call && !SocketTypes.IsOfSystem(call.TargetMethod)));
    }

    /// <summary>Whether <c>case var other:</c> takes a null like any other line, and only shows it.</summary>
    private static bool IsOnlyShownByOthers(ISwitchOperation choice, ILoopOperation loop, SocketMethod method) =>
        choice.Cases.All(section => section.Clauses.All(clause =>
            IsForSome(clause)
            || clause is IPatternCaseClauseOperation
            {
                Guard: null,
                Pattern: IDeclarationPatternOperation { MatchesNull: true, DeclaredSymbol: { } other }
            }
                && method.References(other).All(read => read.IsWrite() || read.IsShown())
                && !section.Body.SelectMany(step => step.DescendantsAndSelf()).Any(way => LeavesLoop(way, loop))));

    /// <summary>Whether a clause does not match null.</summary>
    private static bool IsForSome(ICaseClauseOperation clause) => clause switch
    {
        ISingleValueCaseClauseOperation single => single.Value.ConstantValue is { HasValue: true, Value: not null },
        IPatternCaseClauseOperation pattern => pattern.Pattern switch
        {
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: not null } } => true,
            IListPatternOperation or IRecursivePatternOperation => true,
            _ => false,
        },
        _ => false,
    };

    /// <summary>Whether every way out of a loop without condition is taken for a certain line only.</summary>
    public static bool EndsByTextOnly(ILoopOperation loop) =>
        HasNoCondition(loop)
        && loop
            .Body.Descendants()
            .Where(part =>
                part is IBranchOperation { BranchKind: BranchKind.Break, Parent: not ISwitchCaseOperation } or IThrowOperation
                || part is IReturnOperation { Kind: not OperationKind.YieldReturn } && part.Function() == loop.Function())
            .All(IsForText);

    /// <summary>Whether the operation runs only if a text is a certain one that is not empty.</summary>
    private static bool IsForWord(IOperation way)
    {
        for (var (inner, above) = (way, way.Parent); above is not null and not ILoopOperation; inner = above, above = above.Parent)
        {
            if (above is IConditionalOperation choice && choice.WhenTrue == inner && AsksForWord(choice.Condition))
                return true;
            if (above is ISwitchCaseOperation section)
            {
                return section.Clauses.All(clause => clause switch
                {
                    ISingleValueCaseClauseOperation single => IsWord(single.Value),
                    IPatternCaseClauseOperation { Pattern: IListPatternOperation list } => list.Patterns.Any(NamesWords),
                    IPatternCaseClauseOperation pattern => NamesWords(pattern.Pattern),
                    _ => false,
                });
            }
        }

        return false;
    }

    private static bool AsksForWord(IOperation condition) => condition.Unwrap() switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => AsksForWord(either.LeftOperand)
            && AsksForWord(either.RightOperand),
        IInvocationOperation call => LooksForWord(call),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } test => IsWord(test.LeftOperand) || IsWord(test.RightOperand),
        IIsPatternOperation { Pattern: var pattern } => NamesWords(pattern),
        _ => false,
    };

    private static bool NamesWords(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value: var text } => IsWord(text),
        IBinaryPatternOperation both => NamesWords(both.LeftPattern) && NamesWords(both.RightPattern),
        _ => false,
    };

    /// <summary>Whether the result goes to a message, and nowhere else.</summary>
    private static bool IsShownOnly(IOperation part)
    {
        var value = part.SameValue();
        while (
            value.Parent is ICoalesceOperation { WhenNull: var instead } && IsText(instead) || value.Parent is IConditionalAccessOperation
        )
            value = value.Parent!.SameValue();
        return value.Parent is IInterpolationOperation
            || value.Parent is IArgumentOperation { Parent: IInvocationOperation call } && Known(call);
    }

    /// <summary>Whether a loop does not end by its condition.</summary>
    public static bool HasNoCondition(ILoopOperation loop) =>
        loop.Condition() is null && loop is not IForEachLoopOperation
        || loop.Condition() is { ConstantValue: { HasValue: true, Value: true } }
        || loop.Condition()
            is IUnaryOperation
        {
            OperatorKind: UnaryOperatorKind.Not,
            Operand: IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }
        };

    /// <summary>Whether a loop has no condition and no way out.</summary>
    public static bool NeverEnds(ILoopOperation loop) =>
        HasNoCondition(loop)
        && !loop
            .Body.DescendantsAndSelf()
            .Any(part =>
                part is IBranchOperation { BranchKind: BranchKind.Break } or IThrowOperation
                || part is IReturnOperation { Kind: not OperationKind.YieldReturn } && part.Function() == loop.Function());

    /// <summary>Whether the call takes a null for an empty text, or throws.</summary>
    private static bool Known(IInvocationOperation call) =>
        SocketTypes.IsOfSystem(call.TargetMethod)
        && call.TargetMethod.ContainingType.Name
            is "Console"
                or "TextWriter"
                or "StreamWriter"
                or "StringBuilder"
                or "Int32"
                or "Int64"
                or "Encoding";
}
