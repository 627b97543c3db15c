using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>A read of a <c>PipeReader</c> over a connection. It brings what is there, as a receive does.</summary>
internal sealed class PipeRead
{
    private PipeRead(IInvocationOperation call, ILocalSymbol result, SocketMethod method)
    {
        Call = call;
        Result = result;
        Method = method;
        var uses = method.References(result).Where(reference => !reference.IsWrite()).ToList();
        Leaves = uses.Any(use =>
            use.Function() != call.Function() || use.SameValue().Parent is not (IPropertyReferenceOperation or IIsPatternOperation));
        AsksForEnd = uses.Any(use =>
            use.SameValue().Parent is IPropertyReferenceOperation { Property.Name: "IsCompleted" }
            || use.SameValue().Parent is IIsPatternOperation test && Asks(test, "IsCompleted"));
        var buffers = uses.Select(use => use.SameValue().Parent)
            .OfType<IPropertyReferenceOperation>()
            .Where(property => property.Property.Name == "Buffer")
            .Cast<IOperation>()
            .ToList();
        foreach (var buffer in buffers.ToList())
        {
            if (buffer.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } })
                buffers.AddRange(method.References(kept).Where(reference => !reference.IsWrite()));
        }

        Buffers = buffers;
        AsksForLength =
            uses.Any(use => use.SameValue().Parent is IIsPatternOperation test && Asks(test, "Buffer"))
            || buffers.Any(buffer =>
                buffer.SameValue().Parent is IPropertyReferenceOperation { Property.Name: "Length" } or IIsPatternOperation
                || buffer.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation given }
                    && !SocketTypes.IsOfSystem(given.TargetMethod)
                || buffer.SameValue().Parent is IArgumentOperation { Parent: IObjectCreationOperation }
                || CopyOf(buffer) is { } copy && method.References(copy).Any(IsAskedForLength));
        foreach (var buffer in buffers.ToList())
        {
            if (buffer.SameValue().Parent is IForEachLoopOperation { Locals: { Length: 1 } segment } each
                && each.Collection.Contains(buffer))
                buffers.AddRange(method.References(segment[0]).Where(reference => !reference.IsWrite()));
        }
    }

    /// <summary>The variable with the array into which the whole buffer is copied.</summary>
    private static ILocalSymbol? CopyOf(IOperation buffer) =>
        buffer.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "ToArray" } copy }
        && copy.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var array } }
            ? array
            : null;

    private static bool IsAskedForLength(IOperation array) =>
        array.SameValue().Parent is IPropertyReferenceOperation { Property.Name: "Length" } or IIsPatternOperation or IReturnOperation
        || array.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation given }
            && !SocketTypes.IsOfSystem(given.TargetMethod);

    public IInvocationOperation Call { get; }

    public ILocalSymbol Result { get; }

    public SocketMethod Method { get; }

    /// <summary>Whether other code gets the result.</summary>
    public bool Leaves { get; }

    /// <summary>Whether it tests whether the peer has finished.</summary>
    public bool AsksForEnd { get; }

    /// <summary>Whether it tests how much there is, or gives the buffer to code that may.</summary>
    public bool AsksForLength { get; }

    /// <summary>Where the buffer is read.</summary>
    public IReadOnlyList<IOperation> Buffers { get; }

    /// <summary>Whether the read waits until there is enough.</summary>
    public bool WaitsForEnough => Call.TargetMethod.Name == "ReadAtLeastAsync";

    /// <summary>Whether the loop ends when the buffer is empty.</summary>
    public bool LeavesWhereEmpty =>
        Buffers.Any(buffer =>
            buffer.SameValue().Parent is IPropertyReferenceOperation { Property.Name: "IsEmpty" or "Length" } asked
            && Choice(asked) is { } choice
            && choice
                .WhenTrue.DescendantsAndSelf()
                .Any(part => part is IBranchOperation { BranchKind: BranchKind.Break } or IReturnOperation or IThrowOperation));

    /// <summary>Whether each read takes all that is there.</summary>
    public bool TakesAll =>
        Method.CallsNamed("AdvanceTo").Any(call =>
            call.TargetMethod.Parameters.Length == 1
            && call.Function() == Call.Function()
            && call.Arguments[0].Value.Unwrap() is IPropertyReferenceOperation { Property.Name: "End", Instance: { } all }
            && Buffers.Any(buffer => buffer.Syntax.ToString() == all.Syntax.ToString()));

    /// <summary>How many bytes at fixed places are read from the buffer, and where; 0 if none are.</summary>
    public long BytesParsed(out IOperation? place)
    {
        place = null;
        foreach (var buffer in Buffers)
        {
            var bytes = buffer.SameValue();
            long? end = null;
            while (
                bytes.Parent is IPropertyReferenceOperation { Property.Name: "FirstSpan" or "First" or "Span" } first
                && first.Instance == bytes)
                bytes = first.SameValue();
            if (
                bytes.Parent is IInvocationOperation { TargetMethod: { Name: "Slice", Parameters.Length: 2 } } slice
                && slice.Instance == bytes
                && slice.Arguments[0].Value.Constant() is { } start
                && slice.Arguments[1].Value.Constant() is { } length)
                end = start + length;
            else if (CopyOf(buffer) is { } array)
                end = Method.References(array).Select(reference => FixedPlaces.Parsed(reference) ?? ComparedWhole(reference)).Max();
            else if (
                bytes.Parent is IArgumentOperation
                {
                    Parent: IInvocationOperation { TargetMethod: { Name: "ToArray", IsStatic: true } } copy
                })
                end = FixedPlaces.Parsed(copy);
            else
                end = FixedPlaces.Parsed(bytes) ?? ComparedWhole(bytes);
            if (end is not > 1)
                continue;
            place = buffer;
            return end.Value;
        }

        return 0;
    }

    /// <summary>The same, unless the reader keeps what it has looked at until there is more: then it compares all of it again.</summary>
    private long? ComparedWhole(IOperation bytes) =>
        Method.CallsNamed("AdvanceTo").Any(call => call.TargetMethod.Parameters.Length > 1) ? null : Compared(bytes);

    /// <summary>The length of the line that all bytes, decoded, are compared with: <c>GetString(bytes) == "HELLO\r\n"</c>.</summary>
    private static long? Compared(IOperation bytes) =>
        bytes.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetString" } decode }
        && decode.SameValue() is var text
        && text.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } test
        && (test.LeftOperand == text ? test.RightOperand : test.LeftOperand).Unwrap()?.ConstantValue
            is { HasValue: true, Value: string line }
        && line.EndsWith("\n", System.StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetByteCount(line)
            : null;

    public static IReadOnlyList<PipeRead> In(SocketMethod method) => method.The(() => new Reads(method));

    private sealed class Reads(SocketMethod method) : List<PipeRead>(method.Calls.Select(call => From(call, method)).OfType<PipeRead>());

    private static PipeRead? From(IInvocationOperation call, SocketMethod method)
    {
        if (
            call.TargetMethod.Name is not ("ReadAsync" or "ReadAtLeastAsync")
            || !SocketTypes.IsOrDerives(call.Receiver()?.Type, "PipeReader", "Pipelines"))
            return null;
        var result = call.SameValue().Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local, Parent: IExpressionStatementOperation } => local.Local,
            _ => null,
        };
        return result?.Type.Name == "ReadResult" && IsOfConnection(call.Receiver(), method)
            ? new PipeRead(call, result, method)
            : null;
    }

    /// <summary>Whether a pipe is over a connection, or comes from the caller. Whatever is under it, a pipe keeps no boundaries between
    /// messages.</summary>
    private static bool IsOfConnection(IOperation? reader, SocketMethod method) =>
        method.IsNetworkBacked(reader)
        || reader is IParameterReferenceOperation { Parameter: var given } && !method.Values(given).Any()
        || reader is IPropertyReferenceOperation { Property: { Name: "Input", ContainingType.Name: "IDuplexPipe" } }
        || reader.Root() is { } kept and not IParameterSymbol
            && method.OnlyValue(kept).Unwrap() is IInvocationOperation
            {
                TargetMethod: { Name: "Create", ContainingType.Name: "PipeReader" },
                Arguments: { Length: > 0 } arguments
            }
            && arguments[0].Value.Unwrap() is IParameterReferenceOperation { Type.Name: "Stream" };

    private static bool Asks(IIsPatternOperation test, string property) =>
        test
            .Pattern.DescendantsAndSelf()
            .Any(part =>
                part is IPropertySubpatternOperation && part.Syntax.ToString().StartsWith(property, System.StringComparison.Ordinal));

    private static IConditionalOperation? Choice(IOperation asked)
    {
        for (var (inner, above) = (asked, asked.Parent); above is not null; inner = above, above = above.Parent)
        {
            if (above is IConditionalOperation choice)
                return choice.Condition == inner ? choice : null;
            if (
                above is not (IBinaryOperation or IUnaryOperation or IConversionOperation or IParenthesizedOperation or IIsPatternOperation)
            )
                return null;
        }

        return null;
    }
}
