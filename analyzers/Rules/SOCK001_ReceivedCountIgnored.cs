using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK001: no code looks at the count that a receive returns.</summary>
public sealed class SOCK001_ReceivedCountIgnored : SocketRule
{
    /// <summary>The property of the diagnostic that tells the transport, for the fix: an empty datagram is no end.</summary>
    internal const string TransportProperty = "transport";

    private static readonly DiagnosticDescriptor Dropped = Rule.Create(
        RuleIds.ReceivedCountIgnored, Categories.Receiving, DiagnosticSeverity.Warning,
        "The received count is ignored",
        "Keep the count that `{0}` returns: the call may fill any part of {1}, or nothing at the end of the stream");

    private static readonly DiagnosticDescriptor NeverAwaited = Dropped.Saying(
        "Await `{0}` and use the count it gives: until then it is not known how much of {1} is filled");

    private static readonly DiagnosticDescriptor NeverUsed = Dropped.Saying(
        "Use `{0}`: only that many bytes of {1} came from `{2}`");

    private static readonly DiagnosticDescriptor NeverUsedOfHelper = Dropped.Saying(
        "Use `{0}`: it tells how much came, and whether anything did before the end of the stream");

    private static readonly DiagnosticDescriptor ErrorUnread = Dropped.Saying(
        "Look at {0}: with it `{1}` does not throw, and a failure looks like the end of the stream");

    public override DiagnosticDescriptor Descriptor => Dropped;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create(Dropped, NeverAwaited, NeverUsed, NeverUsedOfHelper, ErrorUnread);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Place;

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var receive in method.Receives)
        {
            if (IgnoredError(receive) is { } error && !receive.Count.Ignored && !Ends.IsMeantToThrow(receive.Call, method))
                report.At(receive.Call.Syntax, ErrorUnread, error, receive.Name);

            if (!receive.Count.Ignored || Ends.IsMeantToThrow(receive.Call, method))
                continue;
            if (Drains(receive) || AsksForSender(receive) || OnlyEnds(receive))
                continue;
            var buffer = receive.BufferRoot is { } root ? $"`{root.Name}`" : "the buffer";
            var transport = ImmutableDictionary<string, string?>.Empty.Add(TransportProperty, receive.Transport.ToString());
            if (receive.Count.NeverAwaited)
                report.At(receive.Call.Syntax, NeverAwaited, transport, receive.Name, buffer);
            else if (receive.Count.Variable is { } variable && !TaskUse.IsWithoutResult(variable.Type))
                report.At(receive.Call.Syntax, NeverUsed, transport, variable.Name, buffer, receive.Name);
            else
                report.At(receive.Call.Syntax, Dropped, transport, receive.Name, buffer);
        }

        CheckOuts(method, report);
        foreach (var receive in method.HelperReceives)
        {
            // The place of the count in the tuple that a helper returns is left empty.
            if (
                receive.Helper is { Throws: false, OnlyPassesCount: true, Member: { Place: >= 0 } member }
                && receive.Call.TakenApartInto(member.Place) is IDiscardOperation)
            {
                report.At(receive.Call.Syntax, Dropped, receive.Name, "the buffer");
                continue;
            }

            // A helper that throws when too little comes has nothing left to tell; of an object the caller may want another member.
            if (receive.Helper!.Throws || receive.Helper.Member is not null || !receive.Count.Ignored || Arrived.Sizes(receive))
                continue;
            if (receive.Count.Variable is { } variable)
                report.At(receive.Call.Syntax, NeverUsedOfHelper, variable.Name);
            else if (receive.BufferRoot is { } filled)
                report.At(receive.Call.Syntax, Dropped, receive.Name, $"`{filled.Name}`");
        }
    }

    /// <summary>A count that a method of this file puts into an <c>out</c> parameter as the socket gave it, and that its caller drops,
    /// though it uses the data.</summary>
    private static void CheckOuts(SocketMethod method, Reporter report)
    {
        foreach (var argument in method.All<IArgumentOperation>())
        {
            if (
                argument is not { Parameter: { RefKind: RefKind.Out } parameter, Parent: IInvocationOperation call }
                || parameter.Type.SpecialType != SpecialType.System_Int32
                || CountOf(parameter, method) is not { } receive
                || call.Arguments.FirstOrDefault(other => other.Parameter?.Ordinal == Filled(receive)?.Ordinal)?.Value.Root()
                    is not { } buffer
                || !method
                    .ReferencesIn(buffer, method.Root.Syntax)
                    .Any(read => !read.IsWrite() && !read.IsWithin(call) && read.Syntax.SpanStart > call.Syntax.SpanStart))
                continue;
            var properties = ImmutableDictionary<string, string?>.Empty.Add(TransportProperty, receive.Transport.ToString());
            switch (argument.Value.Unwrap())
            {
                case IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation }:
                    report.At(call.Syntax, Dropped, properties, call.TargetMethod.Name, $"`{buffer.Name}`");
                    break;
                case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var count } }
                    when !method.References(count).Any(read => !read.IsWrite()):
                    report.At(call.Syntax, NeverUsed, properties, count.Name, buffer.Name, call.TargetMethod.Name);
                    break;
                case ILocalReferenceOperation { Local: var count } when method.ReadsAfter(count, call).Count == 0:
                    report.At(call.Syntax, NeverUsed, properties, count.Name, buffer.Name, call.TargetMethod.Name);
                    break;
            }
        }
    }

    private static IParameterSymbol? Filled(Receive receive) => receive.BufferRoot as IParameterSymbol;

    /// <summary>The receive whose count is all that a method of this file puts into the parameter, and that it does not look at
    /// itself.</summary>
    private static Receive? CountOf(IParameterSymbol parameter, SocketMethod method) =>
        parameter.OriginalDefinition is
        {
            ContainingSymbol: IMethodSymbol { IsVirtual: false, IsOverride: false, IsAbstract: false } target,
        } own
        && Methods.Of(method.File).With(target) is { } helper
        && helper.Assigned(own) is { Count: 1 } given
        && given[0].Unwrap() is { } call
        && helper.ReceiveOf(call) is { Transport: not Transport.Unknown } receive
        && Filled(receive) is { } filled
        && SocketMethod.Same(filled.ContainingSymbol, target)
        && helper.References(own).All(reference => reference.IsWrite())
            ? receive
            : null;

    /// <summary>How a message calls the <c>out SocketError</c> of the call, where nobody reads it.</summary>
    private static string? IgnoredError(Receive receive)
    {
        var error = receive
            .Call.Arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: RefKind.Out, Type.Name: "SocketError" })
            ?.Value;
        switch (error.Unwrap())
        {
            case IDiscardOperation or IDeclarationExpressionOperation { Expression: IDiscardOperation }:
                return "the `SocketError`";
            case IDeclarationExpressionOperation { Expression: ILocalReferenceOperation local }:
                return receive
                    .Method.References(local.Local)
                    .All(reference => reference.IsWrite() || reference.Parent is IDeclarationExpressionOperation)
                    ? $"`{local.Local.Name}`"
                    : null;
            case ILocalReferenceOperation local:
                return receive.Method.References(local.Local).All(reference => reference.IsWrite()) ? $"`{local.Local.Name}`" : null;
            default:
                return null;
        }
    }

    /// <summary>Throws away what has arrived, as long as there is something: nobody reads the buffer.</summary>
    private static bool Drains(Receive receive)
    {
        if (receive.Count.NeverAwaited)
            return false;

        // The task of a read of one byte ends when the peer sends something or closes. The program may wait only for that.
        if (receive.BufferLength == 1 && receive.Count.Variable is { Type: var task } && TaskUse.IsWithoutResult(task))
            return true;

        // Nothing is taken, and nothing of what is there is looked at: such a call asks only whether the connection still works.
        if (receive.BufferRoot is null && Peeks(receive.Call))
            return true;

        // As long as what has arrived: the receive fills it. That more may be on its way is for another rule.
        if (Arrived.Sizes(receive))
            return true;
        if (Arrived.AskedAround(receive.Call) is not { } around)
            return false;
        if (receive.BufferLength == 1 || receive.BufferRoot is not { } buffer)
            return true;
        var method = receive.Method;
        return buffer is IFieldSymbol
            ? around is ILoopOperation && method.ReferencesIn(buffer, around.Syntax).All(reference => IsFilled(reference, method))
            : method.References(buffer).All(reference => reference.IsWrite() || reference.IsWithin(receive.Call) || IsLength(reference));
    }

    /// <summary>Whether the program uses only the sender of a datagram, and reads none of its data.</summary>
    private static bool AsksForSender(Receive receive)
    {
        if (receive.Transport != Transport.Datagram || receive.Count.NeverAwaited)
            return false;
        var method = receive.Method;
        if (
            receive.BufferRoot is ILocalSymbol buffer ? IsRead(buffer, method) : receive.Buffer.Unwrap() is not IArrayCreationOperation)
            return false;
        var sender = receive
            .Call.Arguments.FirstOrDefault(argument => argument.Parameter is { RefKind: not RefKind.None, Type.Name: "EndPoint" })
            ?.Value.Root();
        if (sender is not null)
            return IsRead(sender, method);
        var result = receive.Call.SameValue();
        return IsSender(result)
            || result.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } }
                && method.References(kept).Any(IsSender);
    }

    /// <summary>A callback that ends what was begun, where nothing reads the buffer: the program waits for the peer, or tries whether the
    /// call works here.</summary>
    private static bool OnlyEnds(Receive receive)
    {
        if (receive.Call.TargetMethod.Name is not ("EndReceive" or "EndReceiveFrom") || receive.Call.Function() is not { } callback)
            return false;
        var value = callback;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            value = value.Parent;
        return value.Parent is IInvocationOperation { TargetMethod.Name: "BeginReceive" or "BeginReceiveFrom" } begun
            && begun.Argument("buffer").Root() is ILocalSymbol buffer
            && receive.Method.References(buffer).All(read =>
                read.IsWrite() || read.IsWithin(begun) && read.Function() == begun.Function() || IsLength(read));
    }

    /// <summary>Whether a variable is read outside of a receive. It is found once for all receives.</summary>
    private static bool IsRead(ISymbol variable, SocketMethod method)
    {
        var known = method.The(() => new ReadVariables());
        if (!known.TryGetValue(variable, out var answer))
            known[variable] = answer = method.References(variable).Any(reference => !reference.IsWrite() && !IsFilled(reference, method));
        return answer;
    }

    private sealed class ReadVariables() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool IsSender(IOperation result) =>
        result.SameValue().Parent is IFieldReferenceOperation { Field.Name: "RemoteEndPoint" };

    private static bool Peeks(IInvocationOperation call) =>
        call.Arguments.Any(argument =>
            argument.Parameter?.Type.Name == nameof(System.Net.Sockets.SocketFlags)
            && argument.Value.ConstantValue is { HasValue: true, Value: int flags }
            && (flags & (int)System.Net.Sockets.SocketFlags.Peek) != 0);

    private static bool IsFilled(IOperation reference, SocketMethod method) =>
        IsLength(reference) || method.IsInReceive(reference);

    private static bool IsLength(IOperation reference) => reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" };
}
