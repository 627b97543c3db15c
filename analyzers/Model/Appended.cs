using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>What stands right behind a value in a text: in a sum or an interpolated string, or in what a <c>StringBuilder</c> is
/// given.</summary>
internal static class Appended
{
    /// <summary>The outermost sum or interpolated string that the value is a part of; the value itself if there is none.</summary>
    public static IOperation Whole(IOperation value)
    {
        var whole = value.SameValue();
        while (Around(whole) is { } outer)
            whole = outer.SameValue();
        return whole;
    }

    /// <summary>The builder to which a text is appended.</summary>
    public static ISymbol? BuilderOf(IOperation whole) => AppendOf(whole) is { } call ? First(call).Instance.Symbol() : null;

    /// <summary>The parts of the text behind a value, as far as the end of the block in which it is written.</summary>
    public static IEnumerable<IOperation> Behind(IOperation value)
    {
        var whole = value.SameValue();
        for (; Around(whole) is { } outer; whole = outer.SameValue())
        {
            var behind = outer switch
            {
                IBinaryOperation sum when sum.LeftOperand == whole => Flat(sum.RightOperand),
                IInterpolatedStringOperation pieces => pieces
                    .Parts.SkipWhile(part => !part.Contains(whole))
                    .Skip(1)
                    .SelectMany(part => Flat(Content(part))),
                _ => [],
            };
            foreach (var part in behind)
                yield return part;
        }

        if (AppendOf(whole) is not { } append)
            yield break;
        var builder = First(append).Instance.Symbol();
        while (append.Parent is IInvocationOperation next && next.Instance == append && IsAppend(next))
        {
            append = next;
            foreach (var part in Parts(append))
                yield return part;
        }

        if (append.Parent is not IExpressionStatementOperation { Parent: IBlockOperation block } statement)
            yield break;
        foreach (var later in block.Behind(statement))
        {
            if (
                later is not IExpressionStatementOperation { Operation: IInvocationOperation last }
                || !IsAppend(last)
                || !SocketMethod.Same(First(last).Instance.Symbol(), builder))
                yield break;
            var chain = new Stack<IInvocationOperation>();
            for (IOperation? call = last; call is IInvocationOperation one; call = one.Instance)
                chain.Push(one);
            foreach (var part in chain.SelectMany(Parts))
                yield return part;
        }
    }

    /// <summary>The text that a text is directly a part of.</summary>
    private static IOperation? Around(IOperation text) => text.Parent switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum => sum,
        IInterpolationOperation { Parent: IInterpolatedStringOperation whole } => whole,
        IArgumentOperation { Parent.Parent: IInterpolatedStringAppendOperation { Parent: IInterpolatedStringOperation whole } } => whole,
        IInvocationOperation { TargetMethod.Name: "ToString" } number when number.Instance == text => number,
        _ => null,
    };

    private static bool IsAppend(IInvocationOperation call) =>
        call.TargetMethod is { Name: "Append", ContainingType.Name: "StringBuilder" };

    private static IInvocationOperation? AppendOf(IOperation text)
    {
        var value = text;
        while (value.Parent is IInterpolatedStringHandlerCreationOperation or IConversionOperation)
            value = value.Parent;
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation call } && IsAppend(call) ? call : null;
    }

    private static IInvocationOperation First(IInvocationOperation append)
    {
        while (append.Instance is IInvocationOperation before && IsAppend(before))
            append = before;
        return append;
    }

    private static IEnumerable<IOperation> Parts(IInvocationOperation append) =>
        append.Arguments.Length == 0 ? [] : Flat(append.Arguments[append.Arguments.Length - 1].Value);

    private static IEnumerable<IOperation> Flat(IOperation text) => text.Unwrap() switch
    {
        { ConstantValue.HasValue: true } constant => [constant],
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum =>
            [.. Flat(sum.LeftOperand), .. Flat(sum.RightOperand)],
        IInterpolatedStringHandlerCreationOperation { Content: IInterpolatedStringOperation pieces } =>
            pieces.Parts.SelectMany(part => Flat(Content(part))),
        IInterpolatedStringOperation pieces => pieces.Parts.SelectMany(part => Flat(Content(part))),
        _ => [text],
    };

    private static IOperation Content(IInterpolatedStringContentOperation part) => part switch
    {
        IInterpolatedStringTextOperation text => text.Text,
        IInterpolationOperation value => value.Expression,
        IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: { Length: > 0 } given } } => given[0].Value,
        _ => part,
    };
}
