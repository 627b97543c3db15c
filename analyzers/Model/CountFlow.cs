using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Where a count flows: which variables carry it, what it is compared with, and whether it goes out of sight.</summary>
internal sealed class CountFlow
{
    private readonly SocketMethod method;
    private readonly HashSet<ISymbol> followed = new(SymbolEqualityComparer.Default);
    private readonly List<IOperation> uses = [];

    /// <summary>What the count is at the end: 0; -1 for <c>ReadByte</c>.</summary>
    private readonly long end;

    private bool countEscapes;
    private bool partEscapes;

    private CountFlow(SocketMethod method, long end) => (this.method, this.end) = (method, end);

    /// <summary>Nobody looks at the count: it is dropped, or put in a variable that is not read after.</summary>
    public bool Ignored { get; private set; }

    /// <summary>A task that should give the count is started and not awaited.</summary>
    public bool NeverAwaited { get; private set; }

    /// <summary>The count goes where it cannot be followed: to the caller, a field, a helper, a lambda. Others may test it there.</summary>
    public bool Escapes => countEscapes || partEscapes;

    /// <summary>What was cut out with the count is returned, and the count goes nowhere: the caller can see that it is empty, and no more.</summary>
    public bool OnlyPartEscapes => partEscapes && !countEscapes;

    /// <summary>Some path tells 0, the end of the stream, from the rest.</summary>
    public bool TestedForEnd { get; private set; }

    /// <summary>The count is compared with more than 0: with a length, another number or a sum.</summary>
    public bool ComparedWithSize { get; private set; }

    /// <summary>The local that first takes the count.</summary>
    public ILocalSymbol? Variable { get; private set; }

    /// <summary>Variables to which the count is added.</summary>
    public HashSet<ISymbol> Sums { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The places where the count, or a copy of it, is read.</summary>
    public IReadOnlyList<IOperation> Uses => uses;

    /// <summary>Whether the variable holds the count, a copy of it or a sum with it.</summary>
    public bool Carries(ISymbol variable) => followed.Contains(variable) || Sums.Contains(variable);

    public static CountFlow Of(IInvocationOperation call, SocketMethod method, long end = 0)
    {
        var flow = new CountFlow(method, end);
        flow.Follow(call, call, first: true);
        return flow;
    }

    /// <summary>Whether the expression holds the count, a copy of it or a sum with it.</summary>
    public bool IsIn(IOperation? expression) => expression is not null && expression.DescendantsAndSelf().Any(part =>
        SocketMethod.Referenced(part) is { } symbol && (followed.Contains(symbol) || Sums.Contains(symbol)) || uses.Contains(part));

    private void Follow(IOperation value, IOperation origin, bool first = false)
    {
        value = value.SameValue();
        switch (value.Parent)
        {
            case IExpressionStatementOperation:
                if (first) Ignored = true;
                if (first && IsTask(value.Type) && !value.DescendantsAndSelf().Any(part => part is IAwaitOperation)) NeverAwaited = true;
                break;
            case IInvocationOperation { TargetMethod.Name: "Wait" } wait when wait.Instance == value:
                Ignored = first;
                break;
            case ISimpleAssignmentOperation { Target: IDiscardOperation } discard when discard.Parent is IExpressionStatementOperation:
                Ignored = first;
                if (IsTask(value.Type)) NeverAwaited = true;
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Into(declarator.Symbol, origin, first, value);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclarationOperation { Declarators.Length: 1 } declaration }:
                Into(declaration.Declarators[0].Symbol, origin, first, value);
                break;
            case ISimpleAssignmentOperation assignment when assignment.Value == value && assignment.Target.Unwrap() is ILocalReferenceOperation local:
                Into(local.Local, origin, first, value);

                // `while ((n = Receive()) > 0)`: the assignment is a value too.
                if (assignment.Parent is not IExpressionStatementOperation)
                {
                    Ignored = false;
                    Follow(assignment, origin);
                }

                break;
            default:
                Use(value, origin);
                break;
        }
    }

    private void Into(ILocalSymbol local, IOperation origin, bool first, IOperation value)
    {
        if (first) Variable = local;
        if (local.RefKind != RefKind.None)
        {
            countEscapes = true;
            return;
        }

        if (!followed.Add(local)) return;
        var reads = method.ReadsAfter(local, origin);
        if (first && reads.Count == 0)
        {
            Ignored = true;
            NeverAwaited = IsTask(value.Type);
            return;
        }

        foreach (var read in reads)
        {
            if (read.Function() != origin.Function()) countEscapes = true;
            if (IsTask(local.Type)) FollowTask(read, first);
            else Follow(read, read);
        }
    }

    /// <summary>A task kept in a variable: where it is awaited, the count appears; anywhere else it is out of sight.</summary>
    private void FollowTask(IOperation read, bool first)
    {
        var value = read.SameValue();
        var counted = !IsTask(value.Type) && value.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;
        if (counted && value.Parent is IExpressionStatementOperation) Ignored = first;
        else if (counted) Follow(value, value, first);
        else if (value.Type is INamedTypeSymbol { Name: "Task", TypeArguments.Length: 0 }) return; // Waited for by `WhenAll` and the like, which give no count.
        else if (value.Parent is IInvocationOperation { TargetMethod.Name: "Wait" } wait && wait.Instance == value) countEscapes |= method.References(SocketMethod.Referenced(read)!).Count > 2;
        else countEscapes = true;
    }

    private void Use(IOperation value, IOperation origin)
    {
        uses.Add(value);
        switch (value.Parent)
        {
            case IBinaryOperation binary when binary.OperatorKind.IsComparison():
                Compare(binary, value);
                break;
            case IBinaryOperation arithmetic:
                // `total + n`, `size - n`: the sum is judged as a sum.
                Sum(arithmetic);
                break;
            case ICompoundAssignmentOperation compound when compound.Value == value:
                if (compound.Target.Symbol() is { } sum) Sums.Add(sum);
                if (compound.Target is not (ILocalReferenceOperation or IParameterReferenceOperation)) countEscapes = true;
                else if (compound.Parent is IExpressionStatementOperation) JudgeSum(compound.Target.Symbol()!, compound);
                else countEscapes = true;
                break;
            case IIncrementOrDecrementOperation or ICompoundAssignmentOperation:
                countEscapes = true;
                break;
            case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation or ICoalesceOperation:
                TestedForEnd = true;
                ComparedWithSize |= value.Parent is not IIsPatternOperation { Pattern: IConstantPatternOperation constant } || !constant.Value.IsConstant(0);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                Pass(call, call.TargetMethod, argument);
                break;
            case IArgumentOperation { Parent: IObjectCreationOperation creation } argument:
                Pass(creation, creation.Constructor, argument);
                break;
            case IArgumentOperation { Parent: IImplicitIndexerReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation } argument:
                FollowDerived(argument.Parent!);
                break;
            case IRangeOperation range:
                if (range.Parent is IArgumentOperation { Parent: { } indexed }) FollowDerived(indexed);
                else if (range.Parent is { } element) FollowDerived(element);
                else countEscapes = true;
                break;
            case IArrayElementReferenceOperation or IInterpolationOperation or IUnaryOperation or IInvocationOperation:
                break;
            case IArrayCreationOperation array:
                FollowDerived(array);
                break;
            case IConditionalOperation { Condition: var condition } when condition == value:
            case IExpressionStatementOperation:
                break;
            default:
                countEscapes = true;
                break;
        }
    }

    private void Compare(IBinaryOperation comparison, IOperation value)
    {
        // `bool ended = n == 0;` is a test only if somebody reads `ended`.
        if (comparison.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var flag } } && method.References(flag).All(reference => reference.IsWrite())) return;
        var other = comparison.LeftOperand == value ? comparison.RightOperand : comparison.LeftOperand;
        if (other.Constant() is not { } constant)
        {
            // `right < n`, where `right` was worked out from the same n bytes, says what they are. That there are none is true of both.
            if (IsWorkedOutFromCount(other))
            {
                ComparedWithSize = true;
                return;
            }

            // `for (var i = 0; i < n; i++)` counts up to n; it is no test of n.
            if (comparison.Parent is IForLoopOperation { Condition: var condition } && condition == comparison && other.Unwrap() is ILocalReferenceOperation) return;
            TestedForEnd = true;
            ComparedWithSize = true;
            return;
        }

        if (constant > 1) ComparedWithSize = true;

        // What is equal to a size is not 0.
        TestedForEnd |= end == 0 && constant > 0 && comparison.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
                        || Truth(comparison, value, constant, end) != Truth(comparison, value, constant, 1)
                        || Truth(comparison, value, constant, end) != Truth(comparison, value, constant, long.MaxValue);
    }

    private bool IsWorkedOutFromCount(IOperation other) => other.Symbol() is ILocalSymbol local && !followed.Contains(local)
        && method.Values(local).ToList() is { Count: > 0 } values && values.All(value => value.DescendantsAndSelf().Any(part => SocketMethod.Referenced(part) is ILocalSymbol used && SocketMethod.Same(used, Variable)));

    private static bool Truth(IBinaryOperation comparison, IOperation value, long constant, long count)
    {
        var order = comparison.LeftOperand == value ? count.CompareTo(constant) : constant.CompareTo(count);
        return comparison.OperatorKind switch
        {
            BinaryOperatorKind.Equals => order == 0,
            BinaryOperatorKind.NotEquals => order != 0,
            BinaryOperatorKind.LessThan => order < 0,
            BinaryOperatorKind.LessThanOrEqual => order <= 0,
            BinaryOperatorKind.GreaterThan => order > 0,
            _ => order >= 0,
        };
    }

    private void Sum(IBinaryOperation arithmetic)
    {
        var value = arithmetic.SameValue();
        switch (value.Parent)
        {
            case IBinaryOperation outer when !outer.OperatorKind.IsComparison():
                Sum(outer);
                break;
            case IBinaryOperation:
                ComparedWithSize = true;
                if (InLoopCondition(value)) break;
                TestedForEnd = true;
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } assignment:
                Sums.Add(target.Local);
                JudgeSum(target.Local, assignment);
                break;
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Sums.Add(declarator.Symbol);
                JudgeSum(declarator.Symbol, declarator);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                Pass(call, call.TargetMethod, argument);
                break;
            case IArgumentOperation { Parent: IObjectCreationOperation creation } argument:
                Pass(creation, creation.Constructor, argument);
                break;
            case IInterpolationOperation or IRangeOperation or IArgumentOperation or IArrayElementReferenceOperation:
                break;
            default:
                countEscapes = true;
                break;
        }
    }

    /// <summary>A sum is compared in the condition of its loop to know when all is there, which tells nothing of the end of the stream;
    /// compared anywhere else it may, and passed on it may too.</summary>
    private void JudgeSum(ISymbol sum, IOperation write)
    {
        if (!followed.Add(sum)) return;

        // Out of a loop that goes on until the sum is large enough, a 0 never comes: what is asked after it comes too late.
        var filling = write.Loops().FirstOrDefault(loop => loop.Condition()?.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), sum)) == true);
        if (filling is not null) ComparedWithSize = true;
        var reached = sum is ILocalSymbol ? method.ReadsAfter(sum, write) : null;
        foreach (var reference in method.References(sum))
        {
            // A `return` that nothing reaches, behind a loop without end, hands the sum to nobody.
            if (reached?.Contains(reference) == false && reference.SameValue().Parent is IReturnOperation) continue;
            if (filling is not null && !reference.IsWithin(filling)) continue;
            if (reference.IsWrite() || reference.Parent is ICompoundAssignmentOperation { Target: var target } && target == reference) continue;
            if (reference.Function() != write.Function()) countEscapes = true;
            var value = reference.SameValue();
            switch (value.Parent)
            {
                case IBinaryOperation comparison when comparison.OperatorKind.IsComparison():
                    ComparedWithSize = true;
                    if (!InLoopCondition(value)) TestedForEnd = true;
                    break;
                case IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation:
                    TestedForEnd = true;
                    break;
                case IReturnOperation:
                    // The sum of all that came is for the caller, who can compare it.
                    countEscapes = true;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation call } argument when !SocketTypes.IsOfSystem(call.TargetMethod) && !method.File.OnlyCountsOn(call.TargetMethod, argument.Parameter):
                    countEscapes = true;
                    break;
                case ISimpleAssignmentOperation { Target: not ILocalReferenceOperation }:
                    countEscapes = true;
                    break;
            }
        }
    }

    private static bool InLoopCondition(IOperation value) => value.Loops().Any(loop => loop.Condition().Contains(value));

    /// <summary>Passed to the framework the count is used; passed to anyone else it is theirs to test.</summary>
    private void Pass(IOperation call, IMethodSymbol? callee, IArgumentOperation argument)
    {
        if (callee is not null && argument.Parameter is { RefKind: RefKind.None } && method.File.OnlyCountsOn(callee, argument.Parameter)) return;
        if (!SocketTypes.IsOfSystem(callee) || argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref || call.Type?.TypeKind == TypeKind.Delegate)
        {
            countEscapes = true;
        }
        else if (callee!.Name.StartsWith("ThrowIf", StringComparison.Ordinal) || callee.Name is "Equals" or "CompareTo" or "Assert")
        {
            TestedForEnd = true;
        }
        else if (callee.ContainingType.Name is "Math" or "Interlocked" or "Volatile" or "Task" or "ValueTask" or "Tuple" or "KeyValuePair"
                 || callee.ContainingType is { TypeKind: TypeKind.Delegate } || callee.ContainingNamespace?.Name is "Generic" or "Concurrent" or "Channels")
        {
            countEscapes = true;
        }
        else if (callee.MethodKind == MethodKind.Constructor || !callee.ReturnsVoid)
        {
            FollowDerived(call);
        }
    }

    /// <summary>What was cut out with the count (a slice, a text) is empty when the count is 0; whoever gets it may test that.</summary>
    private void FollowDerived(IOperation derived)
    {
        var value = derived.SameValue();
        switch (value.Parent)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                Derived(declarator.Symbol);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local }:
                Derived(local.Local);
                break;
            case IArgumentOperation { Parent: IInvocationOperation call }:
                if (!SocketTypes.IsOfSystem(call.TargetMethod)) countEscapes = true;
                else if (call.TargetMethod.Name is "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "Equals") TestedForEnd = true;
                else if (!call.TargetMethod.ReturnsVoid && IsDerivable(call.Type)) FollowDerived(call);
                break;
            case IInvocationOperation call:
                if (!SocketTypes.IsOfSystem(call.TargetMethod) || call.TargetMethod.ReturnType.SpecialType == SpecialType.System_Boolean) countEscapes = true;
                else if (IsDerivable(call.Type)) FollowDerived(call);
                break;
            case IPropertyReferenceOperation { Property.Name: "Length" or "IsEmpty" or "Count" }:
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                TestedForEnd = true;
                break;
            case IBinaryOperation or IInterpolationOperation or ICompoundAssignmentOperation { Target: ILocalReferenceOperation } or IExpressionStatementOperation
                or IArrayElementReferenceOperation:
                break;
            case IArgumentOperation { Parent: IObjectCreationOperation creation } when SocketTypes.IsOfSystem(creation.Constructor):
                if (IsDerivable(creation.Type)) FollowDerived(creation);
                break;
            case IReturnOperation:
                partEscapes = true;
                break;
            default:
                countEscapes = true;
                break;
        }
    }

    private void Derived(ILocalSymbol local)
    {
        if (!followed.Add(local)) return;
        foreach (var reference in method.References(local))
        {
            if (!reference.IsWrite()) FollowDerived(reference);
        }
    }

    private static bool IsDerivable(ITypeSymbol? type) =>
        type is IArrayTypeSymbol || type?.SpecialType == SpecialType.System_String
        || type?.Name is "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment" or "IEnumerable";

    private static bool IsTask(ITypeSymbol? type) => type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable";
}
