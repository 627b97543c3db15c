using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The ways out of a loop, and whether they are taken only for a certain text.</summary>
internal static class Ways
{
    /// <summary>The statements that leave a loop before its condition is tested again.</summary>
    public static IEnumerable<IOperation> Out(ILoopOperation loop) => loop.Body.Descendants().Where(part => LeavesLoop(part, loop));

    public static bool NamesTexts(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value: var text } => IsText(text),
        INegatedPatternOperation not => NamesTexts(not.Pattern),
        IBinaryPatternOperation both => NamesTexts(both.LeftPattern) && NamesTexts(both.RightPattern),
        _ => false,
    };

    public static bool NamesTexts(ICaseClauseOperation clause) => clause switch
    {
        ISingleValueCaseClauseOperation single => IsText(single.Value),
        IPatternCaseClauseOperation { Guard: null } pattern => NamesTexts(pattern.Pattern),
        _ => false,
    };

    public static bool LeavesLoop(IOperation part, ILoopOperation loop) =>
        part.Function() == loop.Function()
        && (part is IReturnOperation { Kind: not OperationKind.YieldReturn } or IThrowOperation
            || part is IInvocationOperation call && SocketTypes.EndsProgram(call.TargetMethod)
            || part is IBranchOperation { BranchKind: not BranchKind.Continue, Target: var target }
                && (SocketMethod.Same(target, loop.ExitLabel) || ((IBranchOperation)part).BranchKind == BranchKind.GoTo));

    /// <summary>Whether the operation runs only if a text is a certain one.</summary>
    public static bool IsForText(IOperation way)
    {
        for (var (inner, above) = (way, way.Parent); above is not null and not ILoopOperation; inner = above, above = above.Parent)
        {
            if (above is IConditionalOperation choice && choice.WhenTrue == inner && AsksForText(choice.Condition))
                return true;
            if (above is ISwitchCaseOperation section)
                return section.Clauses.All(clause =>
                    NamesTexts(clause) || clause is IPatternCaseClauseOperation { Pattern: IListPatternOperation });
        }

        return false;
    }

    /// <summary><c>text.StartsWith("QUIT")</c>, <c>string.Equals(text, "quit", …)</c>: an empty text never matches.</summary>
    public static bool LooksForWord(IInvocationOperation call) =>
        call.TargetMethod
            is
        {
            Name: "StartsWith" or "EndsWith" or "Contains" or "Equals",
            ContainingType.SpecialType: SpecialType.System_String
        }
        && call.Arguments.Any(argument => IsWord(argument.Value));

    public static bool IsWord(IOperation operand) =>
        operand.Unwrap()?.ConstantValue is { HasValue: true, Value: string { Length: > 0 } };

    public static bool AsksForText(IOperation condition) => condition.Unwrap() switch
    {
        IInvocationOperation call => LooksForWord(call),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } test => IsText(test.LeftOperand) || IsText(test.RightOperand),
        IIsPatternOperation { Pattern: not INegatedPatternOperation and var pattern } => NamesTexts(pattern),
        _ => false,
    };

    public static bool IsText(IOperation operand) => operand.Unwrap()?.ConstantValue is { HasValue: true, Value: string };
}
