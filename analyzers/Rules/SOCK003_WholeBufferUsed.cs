using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK003: after a receive that may have filled only a part, all of the buffer is used.</summary>
public sealed class SOCK003_WholeBufferUsed : SocketRule
{
    /// <summary>The property of the diagnostic that names the count's variable, for the fix.</summary>
    internal const string CountProperty = "count";

    /// <summary>What reads all of the array it is given.</summary>
    private static readonly HashSet<string> Readers =
    [
        "GetString", "GetChars", "GetCharCount", "ToBase64String", "ToHexString", "ToHexStringLower", "ToString", "Write",
        "WriteAsync", "WriteLine", "Send", "SendAsync", "SendTo", "SendToAsync", "HashData", "HashDataAsync", "ComputeHash",
        "AppendData", "WriteAllBytes", "WriteAllBytesAsync", "AddRange", "TransformBlock", "TransformFinalBlock", "Copy",
        "BlockCopy", "Append", "Concat", "Join", "ToArray", "ToList", "SequenceEqual", "TryComputeHash", "Sum", "Average",
        "Aggregate", "Max", "Min", "Deserialize", "Parse",
    ];

    private static readonly DiagnosticDescriptor Whole = Rule.Create(
        RuleIds.WholeBufferUsed, Categories.Receiving, DiagnosticSeverity.Warning,
        "The whole buffer is used after a partial receive",
        "Use only the first `{0}` of `{1}`: the rest is not from this `{2}`");

    private static readonly DiagnosticDescriptor WholeWithoutCount = Whole.Saying(
        "Use only the bytes that came: `{0}` may have filled a part of `{1}`, so keep its count");

    private static readonly DiagnosticDescriptor WholeOfCompletion = Whole.Saying(
        "Use only the first `{0}.BytesTransferred` bytes of `{1}`: the rest is not from this receive");

    private static readonly DiagnosticDescriptor SpareByteUnread = Whole.Saying(
        "Compare the count with the length of `{0}`: its last byte is for a datagram "
            + "that is too long, and no code tests whether `{1}` has used that byte");

    private static readonly DiagnosticDescriptor ShorterDatagram = Whole.Saying(
        "Compare {0} with {1}: `{2}` may bring a shorter datagram, and {1} bytes of `{3}` are parsed");

    private static readonly DiagnosticDescriptor ShorterDatagramThrows = Whole.Saying(
        "Compare `{0}.Length` with {1} first: a shorter datagram throws here, and the exception ends the loop");

    public override DiagnosticDescriptor Descriptor => Whole;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create(
            [Whole, WholeWithoutCount, WholeOfCompletion, SpareByteUnread, ShorterDatagram, ShorterDatagramThrows]);

    internal override Sight SightOf(DiagnosticDescriptor saying) =>
        saying == Whole || saying == WholeWithoutCount ? Sight.Before : Sight.Data;

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckCompletions(method, report);
        CheckDatagrams(method, report);
        CheckGuards(method, report);
        foreach (var receive in method.HelperReceives)
            CheckLength(receive, report);
        foreach (var receive in method.Receives)
        {
            CheckLength(receive, report);
            CheckFilled(receive, report);
            if (receive.BufferRoot is not { } buffer || receive.Advances || receive.BufferLength == 1)
                continue;
            if (
                receive.Count is { Escapes: true } && !(receive.Count.OnlySumEscapes && receive.Call.Loop() is not null)
                || receive.Count.ComparedWithSize && !OnlyFullIsLeftOut(receive) && !OnlyShortIsLeftOut(receive)
                || Arrived.Sizes(receive)
            )
                continue;

            // What comes after a receive on another thread comes after the task.
            var value = receive.Call.SameValue();
            var received = value.Parent is IReturnOperation && TaskUse.OnAnotherThread(value) is { } run ? run : receive.Call;
            method.Graphs.After(received, buffer, step =>
            {
                if (SocketMethod.Overwrites(step, buffer))
                    return false;
                if (!SocketMethod.Same(SocketMethod.Referenced(step), buffer))
                    return true;
                if (method.ReferenceAt(step.Syntax) is not { } reference)
                    return true;
                switch (UseOf(reference, receive))
                {
                    case Use.Whole when receive.Count.Ignored && IsCutAtZero(reference):
                        return true;
                    case Use.Whole:
                        var count = receive.Count.Variable?.Name;
                        var properties = ImmutableDictionary<string, string?>.Empty.Add(CountProperty, count);
                        if (count is null)
                            report.At(reference.Syntax, WholeWithoutCount, properties, receive.Name, buffer.Name);
                        else
                            report.At(reference.Syntax, Whole, properties, count, buffer.Name, receive.Name);
                        return true;
                    case Use.Changed:
                        return false;
                    default:
                        return true;
                }
            });
        }
    }

    /// <summary>Finds a datagram of a <c>UdpClient</c> that an endless loop parses at fixed places. The loop neither tests its length nor
    /// catches the exception.</summary>
    private static void CheckDatagrams(SocketMethod method, Reporter report)
    {
        var endless = new Dictionary<ILoopOperation, bool>();
        foreach (var declarator in method.All<IVariableDeclaratorOperation>())
        {
            var datagram = declarator.Symbol;
            if (
                declarator.Initializer is not { Value: var value }
                || !(IsDatagram(value) || IsResult(value))
                || IsAlsoReadDirectly(value, method)
                || declarator.Loop() is not { } loop)
                continue;
            if (!endless.TryGetValue(loop, out var neverEnds))
                endless[loop] = neverEnds = LineFlow.NeverEnds(loop);
            if (!neverEnds)
                continue;
            if (BytesParsed(declarator, IsResult(value), method) is ( > 1 and var needed, { } first))
                report.At(first.Syntax, ShorterDatagramThrows, first.Text(), needed);
        }
    }

    /// <summary>A datagram of a <c>UdpClient</c> whose length is tested, but for fewer bytes than are then parsed.</summary>
    private static void CheckGuards(SocketMethod method, Reporter report)
    {
        foreach (var declarator in method.All<IVariableDeclaratorOperation>())
        {
            if (
                declarator.Initializer is not { Value: var value }
                || !IsDatagram(value)
                || IsAlsoReadDirectly(value, method)
                || IsKeptAgain(declarator.Symbol, method))
                continue;
            var datagram = declarator.Symbol;
            var (least, needed) = (0L, 0L);
            IOperation? first = null;
            foreach (var reference in method.References(datagram))
            {
                if (LeastLength(reference) is { } asked)
                    least = System.Math.Max(least, asked);
                else if (IsUnknownUse(reference, declarator))
                    needed = long.MinValue;
                else if (FixedPlaces.Parsed(reference) is { } end && end > needed && needed >= 0)
                    (needed, first) = (end, reference);
            }

            if (least > 0 && needed > least)
                report.At(
                    first!.Syntax,
                    ShorterDatagram,
                    $"`{datagram.Name}.Length`",
                    needed,
                    value.Unwrap() is IInvocationOperation call ? NetworkCalls.Name(call) : "UdpClient.ReceiveAsync",
                    datagram.Name);
        }

        // The length may be asked for in another way, or somebody takes what is thrown where it is too short.
        static bool IsUnknownUse(IOperation reference, IVariableDeclaratorOperation declarator) =>
            reference.IsWrite()
            || reference.Function() != declarator.Function()
            || reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" } length && !length.IsShown()
            || reference.SameValue().Parent is IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation
            || reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var target } }
                && !SocketTypes.IsOfSystem(target)
            || Handlers.Tries(reference).SelectMany(guarded => guarded.Catches).Any(MayTakeShorter);
    }

    /// <summary>Whether another variable gets the datagram or a slice of it: its length may be asked for there.</summary>
    private static bool IsKeptAgain(ISymbol datagram, SocketMethod method) =>
        method.All<IVariableDeclaratorOperation>().Any(other => SocketMethod.Same(other.Initializer?.Value.Root(), datagram))
        || method.All<ISimpleAssignmentOperation>().Any(other => SocketMethod.Same(other.Value.Root(), datagram));

    /// <summary>The length below which the code leaves: <c>if (datagram.Length &lt; 6) return;</c>.</summary>
    private static long? LeastLength(IOperation datagram) =>
        datagram.Parent
            is IPropertyReferenceOperation
        {
            Property.Name: "Length",
            Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, Parent: IConditionalOperation choice } test
        } length
        && test.LeftOperand == length
        && choice is { WhenFalse: null, WhenTrue: var way }
        && choice.Condition == test
        && IsWayOut(way)
            ? test.RightOperand.Constant()
            : null;

    /// <summary>Whether the data of the result is read at another place as well, past the variable that holds it: its length may be tested
    /// there.</summary>
    private static bool IsAlsoReadDirectly(IOperation value, SocketMethod method) =>
        value.Unwrap() is IPropertyReferenceOperation { Instance: ILocalReferenceOperation { Local: var result } }
        && method
            .References(result)
            .Count(read => !read.IsWrite() && read.Parent is not IMemberReferenceOperation { Member.Name: "RemoteEndPoint" }) > 1;

    /// <summary>How many bytes of a datagram are parsed at fixed places, and the first of these places, where nothing else is done with the
    /// datagram and no handler takes the exception.</summary>
    private static (long Needed, IOperation? First) BytesParsed(IVariableDeclaratorOperation declarator, bool ofResult, SocketMethod method)
    {
        IOperation? first = null;
        long needed = 0;
        foreach (var reference in method.References(declarator.Symbol))
        {
            if (ofResult && reference.Parent is IMemberReferenceOperation { Member.Name: "RemoteEndPoint" })
                continue;
            var bytes = !ofResult ? reference
                : reference.Parent is IPropertyReferenceOperation { Property.Name: "Buffer" } buffer ? buffer
                : null;
            if (
                bytes is null
                || reference.IsWrite()
                || !IsParsedByPlace(bytes)
                || reference.Function() != declarator.Function()
                || Handlers.Tries(reference).SelectMany(guarded => guarded.Catches).Any(MayTakeShorter))
                return (0, null);
            if (FixedPlaces.Parsed(bytes) is not { } end)
                continue;
            first ??= bytes;
            needed = System.Math.Max(needed, end);
        }

        return (needed, first);
    }

    /// <summary>Whether a handler may take the exception that a datagram raises which is too short: it is not one for the network or a
    /// cancellation only.</summary>
    private static bool MayTakeShorter(ICatchClauseOperation handler) =>
        handler.ExceptionType.Name is not ("SocketException" or "IOException" or "OperationCanceledException" or "TaskCanceledException");

    /// <summary><c>await udp.ReceiveAsync()</c></summary>
    private static bool IsResult(IOperation value) =>
        value.Type?.Name == "UdpReceiveResult"
        && value.Unwrap() is IInvocationOperation { TargetMethod.Name: "ReceiveAsync" } call
        && SocketTypes.IsUdpClient(call.Receiver()?.Type);

    /// <summary><c>udp.Receive(ref sender)</c>, <c>(await udp.ReceiveAsync()).Buffer</c></summary>
    private static bool IsDatagram(IOperation value) => value.Unwrap() switch
    {
        IInvocationOperation { TargetMethod.Name: "Receive" } call => SocketTypes.IsUdpClient(call.Receiver()?.Type),
        IPropertyReferenceOperation { Property: { Name: "Buffer", ContainingType.Name: "UdpReceiveResult" } } => true,
        _ => false,
    };

    private static bool IsParsedByPlace(IOperation datagram) => datagram.SameValue().Parent switch
    {
        IImplicitIndexerReferenceOperation
        or IInvocationOperation { TargetMethod.Name: "Slice" } => FixedPlaces.Parsed(datagram) is not null,
        IArrayElementReferenceOperation { Indices: { Length: 1 } index } element => index[0].Type?.SpecialType == SpecialType.System_Int32
            && !(element.Parent is IAssignmentOperation set && set.Target == element),
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var target } call } => SocketTypes.IsOfSystem(target)
            && (target.ContainingType.Name is "BinaryPrimitives" or "BitConverter" or "Array" or "Buffer"
                || target.Name == "GetString" && SocketTypes.IsEncoding(target.ContainingType) && call.Argument("index") is not null
                || target.Name == "AsSpan" && FixedPlaces.Parsed(datagram) is not null),

        // `Encoding.UTF8.GetString(datagram, 2, datagram.Length - 2)`
        IPropertyReferenceOperation { Property.Name: "Length", Parent: IBinaryOperation { OperatorKind: var kind } rest } =>
            kind == BinaryOperatorKind.Subtract
            && rest.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetString" } },
        _ => false,
    };

    /// <summary>All of the buffer of a completed receive, where nothing compares how much of it came.</summary>
    private static void CheckCompletions(SocketMethod method, Reporter report)
    {
        foreach (var completion in Completion.In(method))
        {
            if (
                completion.Leaves
                || completion.Buffers.Count == 0
                || completion.Counts.Count > 0 && completion.Count is { ComparedWithSize: true } or { Escapes: true }
            )
                continue;

            // A handler that gives the room anew, or that serves sends as well, may mean by Count what came.
            var room = GivesRoom(completion.Args, method) ? null : completion.Args;

            // Without the count nothing tells what was done: a send has a buffer as well.
            if (
                completion.Counts.Count == 0
                && !completion.AsksByPattern("BytesTransferred")
                && (!method.File.Mentions("ReceiveAsync") || method.File.Mentions("SendAsync"))
                && !IsNamedForReceives(method.Member)
            )
                continue;
            foreach (var buffer in completion.Buffers)
            {
                if (IsAllRead(buffer, room))
                    report.At(buffer.Syntax, WholeOfCompletion, completion.Args.Name, buffer.Text());
            }
        }
    }

    /// <summary><c>OnReceived</c>, <c>ReceiveCompleted</c></summary>
    private static bool IsNamedForReceives(ISymbol member) =>
        (member.Name.Contains("Receive") || member.Name.Contains("Recv")) && !member.Name.Contains("Send");

    private static bool GivesRoom(ISymbol args, SocketMethod method) =>
        method.References(args).Any(reference => reference.Parent
            is IInvocationOperation { TargetMethod.Name: "SetBuffer" }
                or IPropertyReferenceOperation { Property.Name: "LastOperation" });

    /// <summary>The comparisons of the count ask only whether the buffer is full, and a full one is passed over: what goes on is
    /// shorter.</summary>
    private static bool OnlyFullIsLeftOut(Receive receive) =>
        receive.Count.Uses.All(use =>
            use.Parent is IBinaryOperation test && test.OperatorKind.IsComparison()
                ? test.LeftOperand == use
                    && AsksForFull(test, receive)
                    && test.Parent is IConditionalOperation { WhenFalse: null, WhenTrue: var way } choice
                    && choice.Condition == test
                    && IsWayOut(way)
                : use.IsShown());

    /// <summary><c>n == buffer.Length</c>, or <c>n > 2048</c> where the buffer has one byte more.</summary>
    private static bool AsksForFull(IBinaryOperation test, Receive receive) => test.OperatorKind switch
    {
        BinaryOperatorKind.Equals or BinaryOperatorKind.GreaterThanOrEqual =>
            test.RightOperand.Unwrap() is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } whole }
                && SocketMethod.Same(whole.Root(), receive.BufferRoot)
            || test.RightOperand.Constant() is > 0 and var all && all == receive.BufferLength,
        BinaryOperatorKind.GreaterThan => test.RightOperand.Constant() is > 0 and var most && most + 1 == receive.BufferLength,
        _ => false,
    };

    /// <summary>Whether the count is only compared with a minimum that is smaller than the buffer.</summary>
    private static bool OnlyShortIsLeftOut(Receive receive) =>
        receive.BufferLength is { } room
        && receive.Count.Uses.Any(use => use.Parent is IBinaryOperation)
        && receive.Count.Uses.All(use =>
            use.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } test
                ? test.LeftOperand == use
                    && test.RightOperand.Constant() < room
                    && test.Parent is IConditionalOperation { WhenFalse: null, WhenTrue: var way } choice
                    && choice.Condition == test
                    && IsWayOut(way)
                : use.IsShown());

    private static bool IsWayOut(IOperation statement) => statement switch
    {
        IBlockOperation { Operations: { Length: > 0 } inside } => IsWayOut(inside[inside.Length - 1]),
        IBranchOperation or IThrowOperation => true,
        IReturnOperation { Kind: not OperationKind.YieldReturn } => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        _ => false,
    };

    /// <summary>A loop that fills the buffer piece by piece and may leave before it is full, and all of the buffer taken for a text
    /// behind it: how much came is asked no more.</summary>
    private static void CheckFilled(Receive receive, Reporter report)
    {
        var method = receive.Method;
        if (
            receive is not { Advances: true, BufferRoot: ILocalSymbol buffer, Count: { TestedForEnd: true } or { Sums.Count: > 0 } }
            || receive.Call.Loop() is not { Body: var body, Parent: IBlockOperation around } loop
            || receive.Count.Sums.OfType<ILocalSymbol>().FirstOrDefault() is not { } sum
            || receive.Count.Sums.Count > 1
            || method.OnlyValue(buffer).Unwrap() is not IArrayCreationOperation { DimensionSizes.Length: 1 } array
            // An array as long as the message says that it is has room for no more than the message, unless the message ends early.
            || array.DimensionSizes[0].Constant() is null && !LeavesAtEnd(receive, loop)
            || !(loop.Condition() is { } condition && receive.Count.Uses.Any(use => use.IsWithin(condition))
                || body is IBlockOperation block && LeavesEarly(loop, block, sum, method))
            || IsReadBehind(sum, loop, method)
            || receive.Count.Variable is { } count && IsReadBehind(count, loop, method)
        )
            return;
        foreach (var statement in around.Behind(loop))
        {
            foreach (var reference in method.Within(statement))
            {
                if (
                    SocketMethod.Same(SocketMethod.Referenced(reference), buffer)
                    && reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var decode } call }
                    && (decode.Name == "GetString" && SocketTypes.IsEncoding(decode.ContainingType)
                        || decode is { Name: "ToBase64String" or "ToHexString" or "HashData", IsStatic: true })
                    && IsAllRead(reference)
                    && !IsCutAtZero(reference))
                {
                    report.At(
                        reference.Syntax,
                        Whole,
                        ImmutableDictionary<string, string?>.Empty.Add(CountProperty, sum.Name),
                        sum.Name,
                        buffer.Name,
                        receive.Name);
                    return;
                }
            }

            // What is decided here may be decided by how the loop ended.
            if (statement is not (IVariableDeclarationGroupOperation or IExpressionStatementOperation))
                return;
        }
    }

    /// <summary><c>if (n == 0) break;</c></summary>
    private static bool LeavesAtEnd(Receive receive, ILoopOperation loop) =>
        receive.Count.Uses.Any(use =>
            use.Parent is { } test
            && ComparedCount.OfZero(test, use) == true
            && test.Parent is IConditionalOperation { WhenTrue: var way } choice
            && choice.Condition == test
            && (way is IBlockOperation { Operations.Length: 1 } block ? block.Operations[0] : way)
                is IBranchOperation { BranchKind: BranchKind.Break, Target: var target }
            && SocketMethod.Same(target, loop.ExitLabel));

    /// <summary>Whether a way leads out of the loop that does not ask how much is there by now.</summary>
    private static bool LeavesEarly(ILoopOperation loop, IBlockOperation body, ISymbol sum, SocketMethod method)
    {
        // The same for each receive of the loop.
        var known = method.The(() => new Leaving());
        if (!known.TryGetValue((loop, sum), out var answer))
            known[(loop, sum)] = answer = LeavesEarly(loop, body, sum);
        return answer;
    }

    private sealed class Leaving : Dictionary<(ILoopOperation, ISymbol), bool>;

    private static bool LeavesEarly(ILoopOperation loop, IBlockOperation body, ISymbol sum) =>
        body.Operations.Any(statement =>
            statement is IConditionalOperation { WhenFalse: null, WhenTrue: var way, Condition: var asked }
            && (way is IBlockOperation { Operations.Length: 1 } block ? block.Operations[0] : way)
                is IBranchOperation { BranchKind: BranchKind.Break, Target: var target }
            && SocketMethod.Same(target, loop.ExitLabel)
            && !asked.DescendantsAndSelf().Any(part =>
                part.Parent is IBinaryOperation test
                && test.OperatorKind.IsComparison()
                && SocketMethod.Same(part.Unwrap()?.Symbol(), sum)));

    private static bool IsReadBehind(ISymbol variable, ILoopOperation loop, SocketMethod method) =>
        method.References(variable) is { Count: > 0 } all && all[all.Count - 1].Syntax.SpanStart > loop.Syntax.Span.End;

    /// <summary>Whether all of an array, a memory or a span is read: decoded, copied, sent on.</summary>
    private static bool IsAllRead(IOperation bytes) => IsAllRead(bytes, null);

    private static bool IsAllRead(IOperation bytes, ISymbol? args)
    {
        var value = bytes.SameValue();
        while (
            value.Parent
                is IPropertyReferenceOperation { Property: { Name: "Span", ContainingType.Name: "Memory" or "ReadOnlyMemory" } } all
        )
            value = all.SameValue();
        return value.Parent switch
        {
            IInvocationOperation { TargetMethod.Name: "CopyTo" or "ToArray" or "Clone" } call => call.Instance == value,
            IArgumentOperation
            {
                Parent: IInvocationOperation
                {
                    TargetMethod: { Name: "AsSpan" or "AsMemory" or "ToArray", IsStatic: true },
                    Arguments.Length: 1
                } part
            } => part.TargetMethod.Name == "ToArray" || IsAllRead(part),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory", IsStatic: true } } cut }
                when IsReadToItsRoom(cut, args) => IsAllRead(cut, args),
            IInvocationOperation { TargetMethod.Name: "Slice" } cut when IsReadToItsRoom(cut, args) => IsAllRead(cut, args),
            IArgumentOperation { Parent: IInvocationOperation call } argument => SocketTypes.IsOfSystem(call.TargetMethod)
                && Readers.Contains(call.TargetMethod.Name)
                && argument.Parameter!.Name is not ("destinationArray" or "dst" or "destination" or "outputBuffer" or "chars")
                && (IsReadToItsLength(value, call)
                    || IsReadToItsRoom(call, args)
                    || !call.Arguments.Any(other =>
                        other.Parameter?.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)),
            IArgumentOperation { Parent: IObjectCreationOperation { Type.Name: "MemoryStream", Arguments.Length: 1 } } => true,
            IArgumentOperation { Parent: IObjectCreationOperation { Type: { } made, Arguments: { Length: 3 } given } part }
                when SocketTypes.IsOfSystem(made) && IsRoom(given[2].Value, args) => made.Name == "MemoryStream" || IsAllRead(part, args),
            IForEachLoopOperation loop => loop.Collection == value,
            _ => false,
        };
    }

    /// <summary><c>Write(args.Buffer, args.Offset, args.Count)</c>: <c>Count</c> is the room that the receive was given.</summary>
    private static bool IsReadToItsRoom(IInvocationOperation call, ISymbol? args) =>
        call.Arguments.Any(number => IsRoom(number.Value, args));

    private static bool IsRoom(IOperation number, ISymbol? args) =>
        args is not null
        && number.Unwrap() is IPropertyReferenceOperation { Property: { Name: "Count", Type.SpecialType: SpecialType.System_Int32 } } room
        && SocketMethod.Same(room.Instance.Symbol(), args);

    /// <summary>A datagram comes whole, and is as long as its sender made it.</summary>
    private static void CheckLength(Receive receive, Reporter report)
    {
        if (HasSpareByte(receive))
        {
            report.At(receive.Call.Syntax, SpareByteUnread, receive.BufferRoot!.Name, receive.Name);
            return;
        }

        if (
            receive.Transport != Transport.Datagram
            || receive.Count.Ignored
            || receive.Helper is { Throws: true }
            || FixedPlaces.BytesParsed(receive) is not (> 1 and var needed)
        )
            return;
        var count = receive.Count.Variable is { } variable ? $"`{variable.Name}`" : "the count";
        report.At(receive.Call.Syntax, ShorterDatagram, count, needed, receive.Name, receive.BufferRoot!.Name);
    }

    /// <summary>A buffer of the longest message and one byte more, by which one that is too long, and cut, is told from the
    /// longest.</summary>
    private static bool HasSpareByte(Receive receive) =>
        receive.Transport == Transport.Datagram
        && receive.Count is { Ignored: false, ComparedWithSize: false } and ({ Escapes: false } or { OnlyPartEscapes: true })
        && receive.BufferRoot is ILocalSymbol buffer
        && receive.Method.OnlyValue(buffer).Unwrap() is IArrayCreationOperation { DimensionSizes.Length: 1 } array
        && array.DimensionSizes[0].Unwrap() is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum
        && sum.RightOperand.IsConstant(1)
        && sum.LeftOperand.Unwrap()
            is IFieldReferenceOperation
                or ILocalReferenceOperation
                or IParameterReferenceOperation
                or ILiteralOperation;

    private enum Use { Part, Whole, Changed }

    private static Use UseOf(IOperation reference, Receive receive)
    {
        var value = reference.SameValue();

        // The span of a memory, and the memory of an owner, are all of it.
        while (
            value.Parent
                is IPropertyReferenceOperation
            {
                Property: { Name: "Span" or "Memory", ContainingType.Name: "Memory" or "ReadOnlyMemory" or "IMemoryOwner" }
            } all
        )
            value = all.SameValue();
        if (value.Syntax.Parent is SpreadElementSyntax spread && spread.Expression == value.Syntax)
            return Use.Whole;
        switch (value.Parent)
        {
            case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } raised }:
                return raised.Arguments.Any(other => other.Value.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
                    ? Use.Part
                    : Use.Whole;
            case IPropertyReferenceOperation { Property.Name: "Length" } length when IsCountedThrough(length, receive):
                return Use.Whole;
            case IArgumentOperation { Parent: IInvocationOperation call } argument when call == receive.Call || Receive.Fills(argument):
                return Use.Changed;
            case IArgumentOperation { Parent: IInvocationOperation call } argument:
                return Passed(call, argument, receive);
            case IArgumentOperation { Parent: IObjectCreationOperation creation }:
                return creation is { Type.Name: "MemoryStream" or "String", Arguments.Length: 1 }
                    || creation.Type?.SpecialType == SpecialType.System_String && creation.Arguments.Length == 1
                    ? Use.Whole
                    : Use.Part;
            case IInvocationOperation { TargetMethod.Name: "CopyTo" or "ToArray" or "Clone" } call when call.Instance == value:
                return Use.Whole;
            case IInvocationOperation:
            case IPropertyReferenceOperation:
            case IRangeOperation:
            case IImplicitIndexerReferenceOperation:
                return Use.Part;
            case IArrayElementReferenceOperation element:
                return element.Parent is IAssignmentOperation assignment && assignment.Target == element ? Use.Changed : Use.Part;
            case IForEachLoopOperation loop when loop.Collection == value:
                return Use.Whole;

            // An array that is made for this receive, and handed out as it is.
            case IReturnOperation { Kind: OperationKind.YieldReturn } when receive.Count.TestedForEnd && IsMadeAnew(receive):
                return Use.Whole;
            default:
                return Use.Changed;
        }
    }

    /// <summary>Decoded, and the zeros behind the text taken away: of a count that is dropped another rule has spoken.</summary>
    private static bool IsCutAtZero(IOperation reference) =>
        reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "GetString" } decode }
        && decode.SameValue().Parent is IInvocationOperation { TargetMethod.Name: "Trim" or "TrimEnd" or "Replace" or "Split" } cut
        && cut.Arguments.Any(argument =>
            argument.Value.DescendantsAndSelf().Any(part => part.ConstantValue is { HasValue: true, Value: "\0" or '\0' }));

    private static bool IsMadeAnew(Receive receive) =>
        receive.BufferRoot is ILocalSymbol buffer
        && receive.Method.OnlyValue(buffer).Unwrap() is IArrayCreationOperation
        && receive.Method.References(buffer).Count <= 3;

    /// <summary><c>for (var i = 0; i &lt; buffer.Length; i++)</c>, and each turn reads the byte at <c>i</c>.</summary>
    private static bool IsCountedThrough(IPropertyReferenceOperation length, Receive receive) =>
        length.Parent
            is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan, LeftOperand: var counter, Parent: IForLoopOperation loop }
        && counter.Unwrap() is ILocalReferenceOperation { Local: var index }
        && !receive.Call.IsWithin(loop)
        && loop.Body.Descendants()
            .OfType<IArrayElementReferenceOperation>()
            .Any(element =>
                element.Indices.Length == 1
                && SocketMethod.Same(element.Indices[0].Symbol(), index)
                && SocketMethod.Same(element.ArrayReference.Root(), receive.BufferRoot)
                && !(element.Parent is IAssignmentOperation assignment && assignment.Target == element))
        && !loop.Body.Descendants().Any(part => SocketMethod.Referenced(part) is { } read && receive.Count.Carries(read));

    /// <summary>Whether a method of this file that gets no number with the array reads all of it, and does nothing else with it.</summary>
    private static bool IsAllReadBy(IInvocationOperation call, IParameterSymbol? parameter, SocketMethod method)
    {
        if (
            parameter is not { RefKind: RefKind.None }
            || call.TargetMethod is { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true }
            || call.TargetMethod.Parameters.Any(other => other.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
            || Methods.Of(method.File).With(call.TargetMethod.OriginalDefinition) is not { } helper)
            return false;
        var reads = helper
            .References(parameter.OriginalDefinition)
            .Where(reference => reference.SameValue().Parent is not IPropertyReferenceOperation { Property.Name: "Length" })
            .ToList();
        return reads.Count > 0 && reads.TrueForAll(read => IsAllRead(read) || IsShortened(read, parameter))
            && reads.Exists(IsAllRead);
    }

    /// <summary>Whether a helper only shortens its argument here, or asks whether it is empty: <c>data = data[sent..]</c>.</summary>
    private static bool IsShortened(IOperation read, IParameterSymbol piece)
    {
        if (read.IsWrite() || read.Parent is IPropertyReferenceOperation { Property.Name: "IsEmpty" })
            return true;
        for (var above = read.Parent; above is not null and not (IArgumentOperation or IBlockOperation); above = above.Parent)
        {
            if (above is ISimpleAssignmentOperation rest)
                return SocketMethod.Same(rest.Target.Symbol(), piece.OriginalDefinition);
        }

        return false;
    }

    /// <summary><c>Write(data, 0, data.Length)</c>; the data may be a property of an object, which has no name of its own.</summary>
    private static bool IsReadToItsLength(IOperation bytes, IInvocationOperation call) =>
        call.Arguments.Any(number =>
            number.Value.Unwrap() is IPropertyReferenceOperation { Property.Name: "Length", Instance: { } of }
            && (bytes.Root() is { } array
                ? SocketMethod.Same(of.Root(), array)
                : of.Unwrap()?.Syntax.ToString() == bytes.Unwrap()?.Syntax.ToString()));

    /// <summary>Whether a text or a list is made of all bytes: <c>buffer.Select(b => …)</c>, and nothing limits their number.</summary>
    private static bool IsMadeOfEach(IInvocationOperation call)
    {
        if (
            call.TargetMethod is not { Name: "Select", ContainingType.Name: "Enumerable" }
            || call.Arguments.Length != 2
            || call.Arguments[1].Value.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault()
                is not { Symbol.Parameters.Length: 1 })
            return false;
        return call.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { } takes } }
            && (takes is { Name: "ToArray" or "ToList" or "Sum" or "Aggregate", Parameters.Length: 1 }
                || takes is { Name: "Join" or "Concat", ContainingType.SpecialType: SpecialType.System_String });
    }

    private static Use Passed(IInvocationOperation call, IArgumentOperation argument, Receive receive)
    {
        if (!SocketTypes.IsOfSystem(call.TargetMethod) || argument.Parameter?.RefKind != RefKind.None)
            return IsAllReadBy(call, argument.Parameter, receive.Method) ? Use.Whole : Use.Changed;
        if (call.TargetMethod.Name is "AsSpan" or "AsMemory")
        {
            if (call.Arguments.Length > 1)
                return Use.Part;
            var slice = call.SameValue();
            return slice.Parent switch
            {
                IArgumentOperation { Parent: IInvocationOperation outer } whole when outer != receive.Call => Passed(outer, whole, receive),
                IInvocationOperation { TargetMethod.Name: "CopyTo" or "ToArray" } => Use.Whole,
                IInvocationOperation => Use.Part,
                IForEachLoopOperation loop when loop.Collection == slice => Use.Whole,
                _ => Use.Changed,
            };
        }

        if (IsMadeOfEach(call))
            return Use.Whole;
        if (!Readers.Contains(call.TargetMethod.Name))
            return call.TargetMethod.Name is "ReverseEndianness" or "Fill" or "Clear" or "Resize" or "Reverse" or "Read"
                ? Use.Changed
                : Use.Part;

        // As the place copied to, the array is written; what is in it afterwards is not our question.
        if (
            argument.Parameter!.Name is "destinationArray" or "dst" or "destination" or "outputBuffer" or "chars"
            && call.TargetMethod.Name is not ("Write" or "WriteLine")
        )
            return Use.Changed;
        var numbers = call
            .Arguments.Where(other =>
                other.Parameter?.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64
                && call.TargetMethod.Name != "Aggregate")
            .ToList();
        if (numbers.Count == 0)
            return call.TargetMethod.Name == "ToString" && call.TargetMethod.ContainingType.Name != "BitConverter" ? Use.Part : Use.Whole;
        return numbers.Any(number => number.Parameter!.Name is "count" or "size" or "length" or "byteCount" or "inputCount" or "bytes"
                                     && number.Value.Unwrap() is IPropertyReferenceOperation { Property.Name: "Length" } length
                                     && SocketMethod.Same(length.Instance.Root(), receive.BufferRoot))
            ? Use.Whole
            : Use.Part;
    }
}
