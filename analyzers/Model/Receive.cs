using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>A receive: a call that puts what has arrived into a buffer and returns how much that was.</summary>
internal sealed class Receive
{
    private readonly Transport known;
    private CountFlow? flow;
    private bool? endsLoop;

    private Receive(IInvocationOperation call, IOperation? source, Transport transport, SocketMethod method)
    {
        Call = call;
        Source = source;
        known = transport;
        Method = method;
        Buffer = call.Arguments.FirstOrDefault(argument => SocketTypes.IsBuffer(argument.Parameter?.Type))?.Value;
        Offset = call.Argument("offset", "index");
        Size = call.Argument("size", "count", "minimumBytes");
        BufferRoot = Buffer.Root();
    }

    private Receive(
        IInvocationOperation call,
        IOperation? source,
        Transport transport,
        IOperation? buffer,
        IOperation? offset,
        SocketMethod method)
    {
        Call = call;
        Source = source;
        known = transport;
        Method = method;
        Buffer = buffer;
        Offset = offset;
        Size = call.Argument("size", "count");
        BufferRoot = Buffer.Root();
    }

    /// <summary>Makes a receive of the call of a method that does nothing but receive.</summary>
    private Receive(IInvocationOperation call, ThinReader reader, IOperation? source, Transport transport, SocketMethod method)
        : this(
            call,
            source,
            transport,
            reader.BufferParameter is { } filled ? Given(call, filled) : reader.Buffer,
            Place(call, reader.Offset),
            method)
    {
        Size = Place(call, reader.Size);
        IsOfThinReader = true;
    }

    public Receive(IInvocationOperation call, Helper helper, SocketMethod method)
    {
        Call = call;
        Helper = helper;
        known = helper.Transport;
        Method = method;
        Buffer = helper.Buffer is { } filled
            ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == filled.Ordinal)?.Value
            : null;
        BufferRoot = Buffer.Root();
    }

    public IInvocationOperation Call { get; }

    /// <summary>The socket, stream or reader it receives from.</summary>
    public IOperation? Source { get; }

    /// <summary>The method of this file that receives for its caller; null if the call is one of the framework.</summary>
    public Helper? Helper { get; }

    /// <summary>Whether this is the call of a method of this compilation that does nothing but receive.</summary>
    public bool IsOfThinReader { get; }

    /// <summary>How the bytes come. If the code leaves a loop at 0, it takes 0 for the end of a stream, wherever the socket came
    /// from.</summary>
    public Transport Transport => known == Transport.Unknown && (endsLoop ??= EndsLoopAtZero()) ? Transport.Stream : known;

    public SocketMethod Method { get; }

    public IOperation? Buffer { get; }

    /// <summary>The variable that holds the buffer, whether or not a slice of it is passed.</summary>
    public ISymbol? BufferRoot { get; }

    public IOperation? Offset { get; }

    public IOperation? Size { get; }

    private bool EndsLoopAtZero() =>
        Call.Loop() is { } loop
        && Count.TestedForEnd
        && Count.Uses.Any(use =>
        {
            var test = use.SameValue().Parent;
            if (test is null || ComparedCount.OfZero(test, use) is not { } zero)
                return false;
            if (zero)
                return test.SameValue().Parent is IConditionalOperation { WhenTrue: var way, Condition: var asked }
                    && asked.Unwrap() == test
                    && (way is IBlockOperation { Operations.Length: 1 } block ? block.Operations[0] : way)
                        is IBranchOperation { BranchKind: BranchKind.Break } or IReturnOperation;
            while (test.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both)
                test = both;
            return loop.Condition() == test;
        });

    /// <summary>Where the count goes. It is found once, for all rules.</summary>
    public CountFlow Count => flow ??= CountFlow.Of(Call, Method, member: Helper?.Member);

    /// <summary>The length of the buffer if it is constant: <c>new byte[4]</c>, <c>stackalloc byte[4]</c>.</summary>
    public long? BufferLength
    {
        get
        {
            if (Size.Constant() is { } size)
                return size;
            var value = BufferRoot is null ? Buffer : Method.OnlyValue(BufferRoot);
            if (
                value.Unwrap() is
                { Syntax: StackAllocArrayCreationExpressionSyntax { Type: ArrayTypeSyntax { RankSpecifiers.Count: 1 } stack } }
            )
                return Method.Model.GetConstantValue(stack.RankSpecifiers[0].Sizes[0], Method.Cancellation)
                        is { HasValue: true, Value: int constant }
                    ? constant
                    : null;
            return value.Unwrap() is IArrayCreationOperation { DimensionSizes.Length: 1 } array ? array.DimensionSizes[0].Constant() : null;
        }
    }

    /// <summary>The name of the call in messages, such as <c>socket.Receive</c>.</summary>
    public string Name =>
        Source is null || IsOfThinReader ? Call.TargetMethod.Name : $"{Source.Text().TrimStart('.')}.{Call.TargetMethod.Name}";

    /// <summary>Whether the place in the buffer moves on from call to call. It does when a loop fills the buffer.</summary>
    public bool Advances =>
        Offset is not null && Offset.Constant() is null
        || Buffer.Unwrap() is not (null or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation)
            && !BeginsAtZero(Buffer)
            && Buffer
                .Unwrap()!
                .DescendantsAndSelf()
                .Any(part =>
                    part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
                    && !SocketMethod.Same(SocketMethod.Referenced(part), BufferRoot)
                    && part.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64);

    /// <summary>Whether it is the beginning of a variable, however long: <c>buffer.AsMemory(0, left)</c>, <c>memory[..left]</c>.</summary>
    private static bool BeginsAtZero(IOperation? buffer)
    {
        var whole = buffer.Unwrap() switch
        {
            IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" or "Slice" } cut when cut.Argument("start").IsConstant(0) =>
                cut.Instance ?? cut.Arguments[0].Value,
            IImplicitIndexerReferenceOperation { Argument: IRangeOperation { LeftOperand: var from } } cut
                when from is null || from.IsConstant(0) => cut.Instance,
            _ => null,
        };
        return whole.Unwrap() is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation;
    }

    public static Receive? From(IInvocationOperation call, SocketMethod method)
    {
        if (WaitsOnly(call, method))
            return null;
        var target = call.TargetMethod;
        var source = call.Receiver();
        switch (target.Name)
        {
            case "EndReceive" or "EndRead" when EndOf(call, source, method) is { } ended:
                return ended;
            case "Receive" or "ReceiveAsync" or "EndReceive" when SocketTypes.IsSocket(source?.Type) && CountsBytes(target):
                return new Receive(call, source, method.TransportOf(source), method);
            case "ReceiveFrom" or "EndReceiveFrom" or "ReceiveMessageFrom" when SocketTypes.IsSocket(source?.Type) && CountsBytes(target):
                return new Receive(call, source, Transport.Datagram, method);
            case "ReceiveFromAsync"
            or "ReceiveMessageFromAsync"
                when SocketTypes.IsSocket(source?.Type) && target.ReturnType.Result().Name.StartsWith("SocketReceive"):
                return new Receive(call, source, Transport.Datagram, method);
            case "Read"
                when SocketTypes.IsOrDerives(source?.Type, "BinaryReader", "IO") && CountsBytes(target) && method.IsNetworkBacked(source):
                return new Receive(call, source, Transport.Stream, method);
            case "ReadAtLeast"
            or "ReadAtLeastAsync"
                when call.Argument("throwOnEndOfStream") is { ConstantValue: { HasValue: true, Value: false } }
                    && method.IsNetworkBacked(source):
                return new Receive(call, source, Transport.Stream, method);
            // ReadExactly and ReadAtLeast loop by themselves, and throw at the end of the stream. They are not receives in this sense.
            case "Read"
            or "ReadAsync"
            or "EndRead"
                when CountsBytes(target)
                    && (SocketTypes.IsStream(source?.Type) || SocketTypes.IsTextReader(source?.Type))
                    && method.IsNetworkBacked(source):
                return new Receive(call, source, Transport.Stream, method);
            default:
                return ThinReader.Of(call, method) is { } reader ? OfThinReader(call, reader, method) : null;
        }
    }

    private static Receive? OfThinReader(IInvocationOperation call, ThinReader reader, SocketMethod method)
    {
        var source = reader.Source is { } parameter ? Given(call, parameter) : reader.Inner.Receiver();
        if (source is null || SocketMethod.Same(method.Member, reader.Target))
            return null;
        if (SocketTypes.IsSocket(source.Type))
            return new Receive(call, reader, source, method.TransportOf(source), method);
        return method.IsNetworkBacked(source) ? new Receive(call, reader, source, Transport.Stream, method) : null;
    }

    private static IOperation? Given(IInvocationOperation call, IParameterSymbol parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value;

    private static IOperation? Place(IInvocationOperation call, IOperation? number) =>
        number.Unwrap() is IParameterReferenceOperation { Parameter: var parameter } ? Given(call, parameter) : number;

    /// <summary>The End call of a receive (EndReceive, EndRead), if the Begin call is in sight. It takes the buffer of that Begin
    /// call.</summary>
    private static Receive? EndOf(IInvocationOperation call, IOperation? source, SocketMethod method)
    {
        var socket = SocketTypes.IsSocket(source?.Type);
        if (!CountsBytes(call.TargetMethod) || !socket && !(SocketTypes.IsStream(source?.Type) && method.IsNetworkBacked(source)))
            return null;
        var transport = socket ? method.TransportOf(source) : Transport.Stream;
        if (Beginnings.Of(call, method) is { } begun)
        {
            var buffer = begun.Arguments.FirstOrDefault(argument => SocketTypes.IsBuffer(argument.Parameter?.Type))?.Value;
            return buffer.Root() is IFieldSymbol || begun.Syntax.Contains(call.Syntax) || Beginnings.BegunHere(call, method) is not null
                ? new Receive(call, source, transport, buffer, begun.Argument("offset"), method)
                : null;
        }

        return Beginnings.BufferBeside(source, method) is { } kept ? new Receive(call, source, transport, kept, null, method) : null;
    }

    /// <summary>Whether the call writes new data into this buffer, so that the old content is gone.</summary>
    public static bool Fills(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation { TargetMethod: var target }
        && SocketTypes.IsBuffer(argument.Parameter?.Type)
        && (target.Name.StartsWith("Receive") || target.Name.StartsWith("Read"))
        && SocketTypes.IsOfSystem(target);

    /// <summary>Whether the call reads into nothing. It then waits until there is something, and its count is 0 either way.</summary>
    private static bool WaitsOnly(IInvocationOperation call, SocketMethod method) =>
        call.Argument("size", "count").IsConstant(0)
        || call.Arguments.Any(argument => SocketTypes.IsBuffer(argument.Parameter?.Type) && IsNothing(argument.Value, method));

    /// <summary>Whether a buffer has no room, however it is written.</summary>
    public static bool IsNothing(IOperation? buffer, SocketMethod method, int depth = 0)
    {
        if (depth > 4)
            return false;
        switch (buffer.Unwrap())
        {
            case IPropertyReferenceOperation { Property.Name: "Empty" }
            or IFieldReferenceOperation { Field.Name: "Empty" }
            or IDefaultValueOperation:
            case IInvocationOperation { TargetMethod.Name: "Empty" }:
            case IObjectCreationOperation { Arguments.Length: 0, Type.Name: "Memory" or "Span" or "ArraySegment" }:
                return true;
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array:
                return array.DimensionSizes[0].IsConstant(0);
            case IObjectCreationOperation { Type.Name: "Memory" or "Span" or "ArraySegment", Arguments.Length: > 0 } made:
                return made.Argument("length", "count").IsConstant(0)
                    || made.Arguments.Length == 1 && IsNothing(made.Arguments[0].Value, method, depth + 1);
            case IInvocationOperation { TargetMethod.Name: "AsMemory" or "AsSpan" or "Slice" } cut:
                return cut.Argument("length").IsConstant(0)
                    || cut.Arguments.Length == 1 && cut.TargetMethod.IsStatic && IsNothing(cut.Arguments[0].Value, method, depth + 1);
            case IOperation { Syntax: CollectionExpressionSyntax { Elements.Count: 0 } }:
            case IOperation { Syntax: StackAllocArrayCreationExpressionSyntax none } when none.ToString().EndsWith("[0]"):
            case IOperation { Syntax: ElementAccessExpressionSyntax slice } when slice.ArgumentList.ToString() == "[..0]":
                return true;
            case IFieldReferenceOperation
            {
                Field: { IsReadOnly: true, DeclaredAccessibility: not Accessibility.Private, DeclaringSyntaxReferences.Length: 1 } field
            }:
                return field.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation)
                        is VariableDeclaratorSyntax { Initializer.Value: { } value }
                    && IsEmptyArray(value);
            case { } reference when reference.Symbol() is { } symbol and not IPropertySymbol:
                var any = false;
                foreach (var held in method.Values(symbol))
                {
                    if (!IsNothing(held, method, depth + 1))
                        return false;
                    any = true;
                }

                return any;
            default:
                return false;
        }
    }

    private static bool IsEmptyArray(ExpressionSyntax value) =>
        value.ToString().Replace(" ", "") is "[]" or "newbyte[0]" or "Array.Empty<byte>()";

    /// <summary>Whether the method returns an int, or a task of one. The overload for SocketAsyncEventArgs returns a bool and has its own
    /// rule.</summary>
    private static bool CountsBytes(IMethodSymbol method) =>
        method.ReturnType.Result().SpecialType == SpecialType.System_Int32
        && (method.Parameters.Any(parameter => SocketTypes.IsBuffer(parameter.Type)) || method.Name.StartsWith("End"));
}
