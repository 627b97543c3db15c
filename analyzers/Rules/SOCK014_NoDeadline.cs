using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK014: a receive that waits for ever, a time-out that has no effect, a time-out taken for the end of the stream.</summary>
public sealed class SOCK014_NoDeadline : SocketRule
{
    /// <summary>The property of the diagnostic that names the socket or client, for the fix.</summary>
    internal const string ConnectionProperty = "connection";

    private static readonly DiagnosticDescriptor WaitsForEver = Rule.Create(
        RuleIds.NoDeadline, Categories.Receiving, DiagnosticSeverity.Info,
        "A receive has no deadline, or not the one it seems to have",
        "Set a `ReceiveTimeout` on `{0}`: `{1}` waits for ever when the peer says nothing more");

    private static readonly DiagnosticDescriptor WaitsForADatagram = WaitsForEver.Saying(
        "Set `{0}.Client.ReceiveTimeout`: a datagram can get lost, and `{1}` then waits for ever");

    private static readonly DiagnosticDescriptor NeverAsksAgain = WaitsForEver.Saying(
        "Catch the time-out of `{0}` and ask again: this loop never comes to a second turn", DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor StaysAfterInterrupt = WaitsForEver.Saying(
        "Close the socket in this handler: Ctrl-C does not end the program any more, and `{0}` waits for ever", DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor NoEffectOnAsync = WaitsForEver.Saying(
        "Give `{0}` a CancellationToken: `{1}` has no effect on an async call", DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor TimeOutEndsTheLoop = WaitsForEver.Saying(
        "Report the time-out: this handler ends the loop as if `{0}` had come to the "
            + "end of the stream, and the rest of the data may be missing",
        DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor TimeOutIsZero = WaitsForEver.Saying(
        "Distinguish the time-out from the end: 0 is how `{0}` says that the peer has finished, and here 0 stands for a late answer",
        DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor DataGoesOn = WaitsForEver.Saying(
        "Report the time-out: after this handler the program uses the data as if `{0}` had "
            + "come to the end of the stream, and the rest may be missing",
        DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor PollIsTheEnd = WaitsForEver.Saying(
        "Report the time-out: when `{0}` is false the loop ends as if `{1}` had come to the end of the stream", DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor RaceIsTheEnd = WaitsForEver.Saying(
        "Report the time-out: here it ends the loop in the same way as the end of the stream does", DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor TokenOfNobody = WaitsForEver.Saying(
        "Give `{0}` the token of `{1}`: no call has it, so the deadline has no effect", DiagnosticSeverity.Warning);

    public override DiagnosticDescriptor Descriptor => WaitsForEver;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create([
            WaitsForEver,
            WaitsForADatagram,
            NeverAsksAgain,
            StaysAfterInterrupt,
            NoEffectOnAsync,
            TimeOutEndsTheLoop,
            TimeOutIsZero,
            DataGoesOn,
            PollIsTheEnd,
            RaceIsTheEnd,
            TokenOfNobody,
        ]);

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckTimeOutsOfAsyncCalls(method, report);
        CheckTimeOutOfItself(method, report);
        CheckTimeOutAsEnd(method, report);
        CheckTimeOutReturned(method, report);
        CheckCancelledAsEnd(method, report);
        CheckPollAsEnd(method, report);
        CheckUnusedDeadline(method, report);
        CheckBlocking(method, report);
        CheckAskingAgain(method, report);
        CheckInterrupt(method, report);
    }

    /// <summary>A loop that asks and receives, and never comes to a second turn: the handler of the time-out is missing.</summary>
    private static void CheckAskingAgain(SocketMethod method, Reporter report)
    {
        var asking = new HashSet<ILoopOperation?>(method.Sends.Select(send => send.Call.Loop()));
        var answers = method
            .Receives.Select(receive => (receive.Call, Datagrams: receive.Transport == Transport.Datagram))
            .Concat(method.Calls.Where(IsOfUdpClient).Select(receive => (Call: receive, Datagrams: true)))
            .ToLookup(answer => answer.Call.Loop());
        foreach (var loop in answers.Select(turn => turn.Key).OfType<ILoopOperation>())
        {
            if (loop is not IForEachLoopOperation && asking.Contains(loop) && answers[loop].Take(MostOfATurn + 1).Count() <= MostOfATurn)
                CheckTurn(loop, answers[loop]);
        }

        void CheckTurn(ILoopOperation loop, IEnumerable<(IInvocationOperation Call, bool Datagrams)> turn)
        {
            foreach (var (call, datagrams) in turn)
            {
                if ((datagrams || IsTimed(call, method)) && NeverComesAgain(call, loop, method))
                    report.At(call.Syntax, NeverAsksAgain, NetworkCalls.Name(call));
            }
        }
    }

    /// <summary>A turn that asks again has one answer to wait for, or a few.</summary>
    private const int MostOfATurn = 8;

    /// <summary>Whether no path leads from the receive back to it within its loop.</summary>
    private static bool NeverComesAgain(IInvocationOperation call, ILoopOperation loop, SocketMethod method)
    {
        var again = false;
        var found = method.Graphs.After(call, step =>
        {
            again |= step.Syntax == call.Syntax;
            return !again && loop.Syntax.Span.Contains(step.Syntax.Span);
        }, alsoIfItThrows: true);
        return found && !again && !ComesAgain(call, loop, method) || IsRetryWithoutHandler(call, loop, method);
    }

    private static bool IsOfUdpClient(IInvocationOperation call) =>
        call.TargetMethod.Name is "Receive" or "ReceiveAsync"
        && SocketTypes.IsUdpClient(call.Receiver()?.Type)
        && SocketTypes.IsOfSystem(call.TargetMethod);

    /// <summary>A counted loop that asks the same question each time and leaves with the answer, where nobody catches the time-out that a
    /// second turn is for.</summary>
    private static bool IsRetryWithoutHandler(IInvocationOperation receive, ILoopOperation loop, SocketMethod method)
    {
        var waited = IsWaitedFor(receive);
        if (loop is not IForLoopOperation { Locals: { Length: 1 } counters } || !waited && !IsTimed(receive, method))
            return false;
        if (
            Handlers
                .Tries(receive)
                .SelectMany(guarded => guarded.Catches)
                .Any(handler =>
                    waited
                        ? handler.ExceptionType.Name is "Object" or "Exception" or "SystemException" or "TimeoutException"
                        : NetworkCalls.IsFor(handler, receive, method))
        )
            return false;
        if (loop.Body.Descendants().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), counters[0])))
            return false;
        return loop
            .Body.Descendants()
            .Any(part =>
                (part is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break })
                && part.Syntax.SpanStart > receive.Syntax.SpanStart);
    }

    /// <summary>Whether a path beside the receive asks again: a poll or a wait that ran out.</summary>
    private static bool ComesAgain(IInvocationOperation receive, ILoopOperation loop, SocketMethod method) =>
        method
            .Sends.Where(send => send.Call.Loop() == loop)
            .Any(send =>
            {
                var again = false;
                method.Graphs.After(
                    send.Call,
                    step =>
                    {
                        if (step.Syntax == receive.Syntax)
                            return false;
                        again |= step.Syntax == send.Call.Syntax;
                        return !again;
                    });
                return again;
            });

    private static bool IsTimed(IInvocationOperation receive, SocketMethod method) =>
        Connection(receive.Receiver(), method) is { } connection && method.The(() => new Timed(method)).ByProperty.Contains(connection);

    /// <summary>The connections for which a body sets a time-out for receiving.</summary>
    private sealed class Timed
    {
        public Timed(SocketMethod method)
        {
            foreach (var operation in method.Operations)
            {
                if (operation.Kind is not (OperationKind.SimpleAssignment or OperationKind.Invocation))
                    continue;
                if (operation is ISimpleAssignmentOperation assignment
                    && TimeOut(assignment) is { } property
                    && Connection(property.Instance, method) is { } set)
                    ByProperty.Add(set);
                if (SetsTimeOut(operation, method) is { } connection)
                {
                    InAnyWay.Add(connection);
                    Settings.Add((operation, connection));
                }
            }
        }

        /// <summary>By an assignment to a property.</summary>
        public HashSet<ISymbol> ByProperty { get; } = new(SymbolEqualityComparer.Default);

        /// <summary>In an initializer or as an option as well.</summary>
        public HashSet<ISymbol> InAnyWay { get; } = new(SymbolEqualityComparer.Default);

        /// <summary>Where each is set.</summary>
        public List<(IOperation Operation, ISymbol Connection)> Settings { get; } = [];
    }

    /// <summary>A handler of Ctrl-C that keeps the program from ending and does nothing to end the receive that waits.</summary>
    private static void CheckInterrupt(SocketMethod method, Reporter report)
    {
        var handlers = method.Operations.Select(Handling).OfType<IOperation>().Select(handling => HandlerOf(handling, method)).ToList();

        // Whoever of them calls something may end the receive.
        if (
            handlers.Count == 0
            || handlers.Exists(handler =>
                handler is null
                || handler.Exists(part => part is IInvocationOperation { TargetMethod.ContainingType.Name: not "Console" })))
            return;
        var stays = handlers
            .SelectMany(handler => handler!)
            .FirstOrDefault(part =>
                part
                    is ISimpleAssignmentOperation
                {
                    Target: IPropertyReferenceOperation { Property.Name: "Cancel" },
                    Value.ConstantValue: { HasValue: true, Value: true }
                });
        var flags = new HashSet<ISymbol>(
            handlers
                .SelectMany(handler => handler!)
                .OfType<ISimpleAssignmentOperation>()
                .Select(set => set.Target.Symbol())
                .OfType<ISymbol>(),
            SymbolEqualityComparer.Default);
        if (
            stays is null
            || method.Calls.FirstOrDefault(call => WaitsForNetwork(call, method) || WaitsInLoopOf(flags, call, method)) is not { } waits
            || InSight(waits, method).Any(place => place.DescendantTokens().Any(token => EndsWait.Contains(token.ValueText)))
            || waits.Receiver().Root() is { } socket
                && method.References(socket).Any(use => use.Function() is IAnonymousFunctionOperation other && other != waits.Function()))
            return;
        report.At(stays.Syntax, StaysAfterInterrupt, NetworkCalls.Name(waits));
    }

    /// <summary>What is to be done when Ctrl-C comes, where an operation says so.</summary>
    private static IOperation? Handling(IOperation operation) => operation switch
    {
        IEventAssignmentOperation
        {
            EventReference: IEventReferenceOperation { Event: { Name: "CancelKeyPress", ContainingType.Name: "Console" } }
        } subscription => subscription.HandlerValue,
        IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "PosixSignalRegistration" } } registration =>
            registration.Argument("handler"),
        _ => null,
    };

    /// <summary>What a handler does: a lambda, or a method of this file.</summary>
    private static List<IOperation>? HandlerOf(IOperation handling, SocketMethod method)
    {
        foreach (var part in handling.DescendantsAndSelf())
        {
            if (part is IAnonymousFunctionOperation lambda)
                return lambda.Body.Descendants().ToList();
            if (
                part is IMethodReferenceOperation { Method.DeclaringSyntaxReferences.Length: 1 } named
                && named.Method.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation) is var declaration
                && declaration.SyntaxTree == method.Model.SyntaxTree)
                return method.Model.GetOperation(declaration, method.Cancellation)?.Descendants().ToList();
        }

        return null;
    }

    /// <summary>Where the socket of the call can be given a deadline: in this member, where it is made for itself, and in those that call
    /// it, where they give it the socket; else in all of the file.</summary>
    private static IEnumerable<SyntaxNode> InSight(IInvocationOperation call, SocketMethod method) =>
        call.Receiver().Root() is IParameterSymbol { ContainingSymbol: IMethodSymbol member } && SocketMethod.Same(member, method.Member)
            ? method
                .File.Sites(member)
                .Select(site => site.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? method.File.Root)
                .Append(method.Root.Syntax)
                .Distinct()
            : [InSightOf(call, method)];

    private static SyntaxNode InSightOf(IInvocationOperation call, SocketMethod method) =>
        call.Receiver().Root() is ILocalSymbol socket
        && method.Values(socket).ToList() is { Count: > 0 } values
        && values.All(value => value.Unwrap() is IObjectCreationOperation)
        && !Escapes(socket, method)
            ? method.Root.Syntax
        : call.Receiver().Root() is IFieldSymbol { DeclaredAccessibility: Accessibility.Private, ContainingType: { } owner }
        && owner.DeclaringSyntaxReferences is { Length: 1 } parts
        && parts[0].SyntaxTree == method.Model.SyntaxTree
            ? parts[0].GetSyntax(method.Cancellation)
            : method.File.Root;

    /// <summary>Receives, or gives a socket to a method of this file that does.</summary>
    private static bool WaitsForNetwork(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod.Name is "Receive" or "ReceiveFrom"
            && (SocketTypes.IsSocket(call.Receiver()?.Type) || SocketTypes.IsUdpClient(call.Receiver()?.Type))
        || call.TargetMethod.Name is "Read" or "ReadByte" or "ReadExactly" && NetworkCalls.IsOnStream(call, method)
        || call.TargetMethod.DeclaringSyntaxReferences.Length == 1
            && call.TargetMethod.DeclaringSyntaxReferences[0] is var helper
            && helper.SyntaxTree == method.Model.SyntaxTree
            && call.Arguments.Any(argument => SocketTypes.IsSocket(argument.Value.Type) || SocketTypes.IsUdpClient(argument.Value.Type))
            && helper.GetSyntax(method.Cancellation).DescendantTokens().Any(token => token.ValueText is "Receive" or "ReceiveFrom");

    private static readonly HashSet<string> EndsWait =
    [
        "ReceiveTimeout", "ReadTimeout", "Poll", "Select", "Available", "DataAvailable", "Blocking", "CancellationToken",
        "CancellationTokenSource", "Pending",
    ];

    /// <summary>Waits for a client or for data, without a token, in a loop that goes on until a handler says that it shall not: it asks
    /// only when the next has come.</summary>
    private static bool WaitsInLoopOf(HashSet<ISymbol> flags, IInvocationOperation call, SocketMethod method) =>
        flags.Count > 0
        && WaitsByName.Contains(call.TargetMethod.Name)
        && NetworkCalls.Is(call, method)
        && !HasDeadline(call)
        && Tokens.Of(call) is null
        && (call.Type?.Name is not ("Task" or "ValueTask") || call.Parent is IAwaitOperation)
        && call.Loop()?.Condition() is { } condition
        && condition.DescendantsAndSelf().Any(part => SocketMethod.Referenced(part) is { } flag && flags.Contains(flag));

    private static readonly HashSet<string> WaitsByName =
    [
        "ReceiveAsync", "ReceiveFromAsync", "ReadLineAsync", "ReadLine", "Accept", "AcceptAsync", "AcceptSocket", "AcceptSocketAsync",
        "AcceptTcpClient", "AcceptTcpClientAsync",
    ];

    private static void CheckTimeOutsOfAsyncCalls(SocketMethod method, Reporter report)
    {
        foreach (var (operation, connection) in method.The(() => new Timed(method)).Settings)
        {
            CheckTimeOutOfField(operation, connection, method, report);
            if (!method.The(() => new TakingIn(method)).TryGetValue(connection, out var receives))
                continue;
            var relying = receives
                .Where(call => call.TargetMethod.Name.EndsWith("Async") && !HasDeadline(call) && !IsRaced(call, method))
                .ToList();
            if (relying.Count == 0 || relying.Count < receives.Count)
                continue;

            // The same socket may be received from synchronously by somebody else.
            if (
                receives.Any(call => call.Function() != operation.Function())
                || (connection is IFieldSymbol field ? !IsOnlyReadAsync(field, method) : Escapes(connection, method))
                || IsOfWholeClass(connection, method)
                    && method.Member.ContainingType.DeclaringSyntaxReferences.Any(part =>
                        part.SyntaxTree != method.Model.SyntaxTree || Blocks(part.GetSyntax(method.Cancellation), method))
            )
                continue;
            var setting = operation is ISimpleAssignmentOperation { Target: var target } ? target.Text() : "ReceiveTimeout";
            report.At(operation.Syntax, NoEffectOnAsync, NetworkCalls.Name(relying[0]), setting);
        }
    }

    /// <summary>A time-out that one member sets on the connection of its class, from which others receive with async calls only.</summary>
    private static void CheckTimeOutOfField(IOperation setting, ISymbol connection, SocketMethod method, Reporter report)
    {
        if (
            KeptIn(connection, method) is not { DeclaredAccessibility: Accessibility.Private } field
            || Escapes(field, method, fields: true))
            return;
        var known = method.File.The(() => new ReceivingFields());
        if (!known.TryGetValue(field, out var receiving))
            known[field] = receiving = new Receiving(field, method);

        // In the member that sets it, the other check speaks.
        if (receiving.First is not { } first || receiving.Members.Contains(method))
            return;
        report.At(
            setting.Syntax,
            NoEffectOnAsync,
            NetworkCalls.Name(first),
            setting is ISimpleAssignmentOperation { Target: var target } ? target.Text() : "ReceiveTimeout");
    }

    private sealed class ReceivingFields() : Dictionary<ISymbol, Receiving>(SymbolEqualityComparer.Default);

    /// <summary>How a class receives from the connection in one of its fields. Worked out once, however many members set a
    /// time-out.</summary>
    private sealed class Receiving
    {
        public Receiving(IFieldSymbol field, SocketMethod method)
        {
            if (
                field.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } parts
                || parts[0].SyntaxTree != method.Model.SyntaxTree
                || Blocks(parts[0].GetSyntax(method.Cancellation), method))
                return;
            var members = parts[0]
                .GetSyntax(method.Cancellation)
                .ChildNodes()
                .OfType<BaseMethodDeclarationSyntax>()
                .Select(Methods.Of(method.File).At)
                .OfType<SocketMethod>()
                .ToList();
            if (members.Exists(member => Escapes(field, member, fields: true)))
                return;
            foreach (var member in members)
            {
                if (!member.The(() => new TakingIn(member)).TryGetValue(field, out var calls))
                    continue;
                if (calls.Exists(call =>
                        HasDeadline(call) || IsRaced(call, member) || !call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal)))
                {
                    First = null;
                    return;
                }

                Members.Add(member);
                First ??= calls[0];
            }
        }

        /// <summary>The first of its async calls without a deadline; null where it receives in another way too.</summary>
        public IInvocationOperation? First { get; }

        public HashSet<SocketMethod> Members { get; } = [];
    }

    /// <summary>A class that is a client itself, sets its own time-out, and receives with async calls only.</summary>
    private static void CheckTimeOutOfItself(SocketMethod method, Reporter report)
    {
        if (
            method.Member.ContainingType is not { DeclaringSyntaxReferences: { Length: 1 } parts } type
            || !(SocketTypes.IsTcpClient(type) || SocketTypes.IsSocket(type))
            || parts[0].SyntaxTree != method.Model.SyntaxTree)
            return;
        var declaration = parts[0].GetSyntax(method.Cancellation);
        var setting = method
            .File.Named("ReceiveTimeout")
            .Select(name => name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : name)
            .FirstOrDefault(name =>
                declaration.Span.Contains(name.Span)
                && name.Parent is AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } set
                && set.Left == name);
        if (setting is null || Blocks(declaration, method))
            return;
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal)
                && IsOfItself(call.Receiver())
                && TakesIn(call, method)
                && !HasDeadline(call)
                && !IsRaced(call, method))
                report.At(call.Syntax, NoEffectOnAsync, NetworkCalls.Name(call), setting.ToString());
        }
    }

    private static bool IsOfItself(IOperation? source) => source.Unwrap() switch
    {
        IInvocationOperation { TargetMethod.Name: "GetStream", Instance: IInstanceReferenceOperation } => true,
        IPropertyReferenceOperation { Property.Name: "Client", Instance: IInstanceReferenceOperation } => true,
        IInstanceReferenceOperation => true,
        _ => false,
    };

    private sealed class Blocking : Dictionary<SyntaxNode, bool>;

    /// <summary>Whether a piece of the source, a class mostly, names a call that blocks. Each is looked through once.</summary>
    private static bool Blocks(SyntaxNode piece, SocketMethod method)
    {
        var known = method.File.The(() => new Blocking());
        if (!known.TryGetValue(piece, out var answer))
            known[piece] = answer = piece.DescendantTokens().Any(token => BlockingCalls.Contains(token.ValueText));
        return answer;
    }

    /// <summary>The field that holds the connection: itself, or the one into which a parameter goes that goes nowhere else.</summary>
    private static IFieldSymbol? KeptIn(ISymbol connection, SocketMethod method)
    {
        if (connection is IFieldSymbol field)
            return field;
        if (connection is not (IParameterSymbol or ILocalSymbol))
            return null;
        IFieldSymbol? kept = null;
        foreach (var reference in method.References(connection))
        {
            switch (reference.SameValue().Parent)
            {
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation target } when kept is null: kept = target.Field; break;
                case IPropertyReferenceOperation or IInvocationOperation: break;
                case var _ when reference.IsWrite(): break;
                default: return null;
            }
        }

        return kept;
    }

    /// <summary>The calls of a body that take in what a peer sent, by their connection.</summary>
    private sealed class TakingIn : Dictionary<ISymbol, List<IInvocationOperation>>
    {
        public TakingIn(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var call in method.Calls)
            {
                if (!TakesIn(call, method) || Connection(call.Receiver(), method) is not { } connection)
                    continue;
                if (!TryGetValue(connection, out var list))
                    this[connection] = list = [];
                list.Add(call);
            }
        }
    }

    private static readonly HashSet<string> BlockingCalls =
    [
        "Receive", "ReceiveFrom", "Read", "ReadExactly", "ReadAtLeast", "ReadByte", "ReadLine", "ReadToEnd", "CopyTo",
    ];

    /// <summary>Whether no other in its class, or in another, can wait on it with a call that blocks.</summary>
    private static bool IsOnlyReadAsync(IFieldSymbol field, SocketMethod method) =>
        field.DeclaredAccessibility == Accessibility.Private
        && !Escapes(field, method, fields: true)
        && field.ContainingType.DeclaringSyntaxReferences.All(part => !Blocks(part.GetSyntax(method.Cancellation), method));

    private static bool TakesIn(IInvocationOperation call, SocketMethod method) =>
        NetworkCalls.TakesIn(call, method) && call.TargetMethod.ReturnType.SpecialType != SpecialType.System_Boolean;

    /// <summary>The connection on which a time-out for receiving is set: by an assignment, in an initializer, or as an option.</summary>
    private static ISymbol? SetsTimeOut(IOperation operation, SocketMethod method)
    {
        if (operation is ISimpleAssignmentOperation assignment && TimeOut(assignment) is { } property)
        {
            if (property.Instance is not IInstanceReferenceOperation)
                return Connection(property.Instance, method);
            for (var above = operation.Parent; above is not null and not IBlockOperation; above = above.Parent)
            {
                if (above is IVariableDeclaratorOperation declarator)
                    return SocketTypes.IsStream(declarator.Symbol.Type) && declarator.Initializer is { Value: var stream }
                        ? Connection(stream, method) ?? declarator.Symbol
                        : declarator.Symbol;
                if (above is IFieldInitializerOperation { InitializedFields: { Length: 1 } fields })
                    return fields[0];
                if (above is ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: var field } })
                    return field;
            }

            return null;
        }

        return operation is IInvocationOperation { TargetMethod.Name: "SetSocketOption" } option
            && option.Instance is { } socket
            && option.Arguments.Any(argument =>
                argument.Value.Unwrap()
                    is IFieldReferenceOperation { Field: { Name: "ReceiveTimeout", ContainingType.Name: "SocketOptionName" } })
            ? Connection(socket, method)
            : null;
    }

    private static void CheckTimeOutAsEnd(SocketMethod method, Reporter report)
    {
        foreach (var guarded in method.All<ITryOperation>())
        {
            if (FirstOfStream(guarded, method) is not { } receive || receive.Call.Loop() is null && guarded.Loop() is null)
                continue;
            foreach (var handler in guarded.Catches)
            {
                if (handler.Filter is null || !AsksForTimeOut(handler.Filter))
                    continue;
                if (EndsQuietly(handler))
                    report.At(((CatchClauseSyntax)handler.Syntax).Filter!, TimeOutEndsTheLoop, receive.Name);
                else if (SaysNothingOfTime(handler) && receive.Call.IsWithin(guarded.Body) && IsDataUsedAfter(guarded, method))
                    report.At(((CatchClauseSyntax)handler.Syntax).Filter!, DataGoesOn, receive.Name);
            }
        }
    }

    private static Receive? FirstOfStream(ITryOperation guarded, SocketMethod method) =>
        method.ReceivesIn(guarded).FirstOrDefault(receive => receive.Transport == Transport.Stream);

    /// <summary>A time-out of a single receive that is answered as the end is: with 0, null or nothing.</summary>
    private static void CheckTimeOutReturned(SocketMethod method, Reporter report)
    {
        foreach (var guarded in method.All<ITryOperation>())
        {
            var receive = FirstOfStream(guarded, method);
            if (receive is null || receive.Call.SameValue().Parent is not IReturnOperation)
                continue;
            foreach (var handler in guarded.Catches)
            {
                if (AnsweredWhereTimedOut(handler) is { } zero && NetworkCalls.IsFor(handler, receive.Call, method))
                {
                    report.At(zero.Syntax, TimeOutIsZero, receive.Name);
                    continue;
                }

                if (
                    handler.Handler.Operations.Length != 1
                    || handler.Handler.Operations[0] is not IReturnOperation { ReturnedValue: { } answer }
                    || !answer.IsConstant(0)
                )
                    continue;
                var cancelled =
                    handler is { Filter: null, ExceptionType.Name: "OperationCanceledException" or "TaskCanceledException" }
                    && Deadlines(receive.Call, method);
                if (!cancelled && !NetworkCalls.IsFor(handler, receive.Call, method))
                    continue;
                if (!cancelled && !IsOfTimeOut(handler, receive, method))
                    continue;
                report.At(handler.Handler.Operations[0].Syntax, TimeOutIsZero, receive.Name);
            }
        }
    }

    /// <summary>The <c>return 0</c> of a handler that asks for the time-out itself.</summary>
    private static IOperation? AnsweredWhereTimedOut(ICatchClauseOperation handler)
    {
        if (
            handler.Handler.Operations.FirstOrDefault() is not IConditionalOperation { WhenFalse: null } choice
            || !AsksForTimeOut(choice.Condition))
            return null;
        var only = choice.WhenTrue is IBlockOperation { Operations.Length: 1 } block ? block.Operations[0] : choice.WhenTrue;
        return only is IReturnOperation { ReturnedValue: { } answer } && answer.IsConstant(0) ? only : null;
    }

    /// <summary>Whether the handler is one for the time-out: its filter asks for it, or the connection has one.</summary>
    private static bool IsOfTimeOut(ICatchClauseOperation handler, Receive receive, SocketMethod method) =>
        handler.Filter is { } filter
            ? AsksForTimeOut(filter)
            : Connection(receive.Source, method) is { } connection
                && method.The(() => new Timed(method)).InAnyWay.Contains(connection);

    /// <summary>A cancelled read that ends a loop as the end of the stream does.</summary>
    private static void CheckCancelledAsEnd(SocketMethod method, Reporter report)
    {
        foreach (var guarded in method.All<ITryOperation>())
        {
            var receive = FirstOfStream(guarded, method);
            if (receive is null || receive.Call.Loop() is null)
                continue;
            var waits = IsWaitedFor(receive.Call);
            if (!waits && !Deadlines(receive.Call, method))
                continue;
            foreach (var handler in guarded.Catches)
            {
                if (
                    handler.Filter is not null
                    || !(
                        waits
                            ? handler.ExceptionType is { Name: "TimeoutException" }
                            : handler.ExceptionType is { Name: "OperationCanceledException" or "TaskCanceledException" })
                )
                    continue;
                if (
                    handler.Handler.Operations.Length > 0
                    && !handler.Handler.Operations.All(statement => statement is IBranchOperation { BranchKind: BranchKind.Break })
                )
                    continue;
                if (!IsDataUsedAfter(guarded, method))
                    continue;
                report.At(((CatchClauseSyntax)handler.Syntax).Declaration ?? handler.Syntax, DataGoesOn, receive.Name);
            }
        }
    }

    /// <summary>Given up after a time: <c>ReadAsync(…).AsTask().WaitAsync(limit)</c>.</summary>
    private static bool IsWaitedFor(IInvocationOperation call)
    {
        IOperation value = call;
        while (value.Parent is IInvocationOperation { TargetMethod.Name: "AsTask" or "WaitAsync" or "ConfigureAwait" } above
            && above.Instance == value)
        {
            if (above.TargetMethod.Name == "WaitAsync" && above.Arguments.Any(argument => argument.Parameter?.Type.Name == "TimeSpan"))
                return true;
            value = above;
        }

        return false;
    }

    private static bool Deadlines(IInvocationOperation call, SocketMethod method) =>
        Tokens.Of(call) is IPropertyReferenceOperation { Property.Name: "Token", Instance: { } owner }
        && owner.Root() is ILocalSymbol source
        && (
            method.Values(source).Any(value => value.Unwrap() is IObjectCreationOperation { Arguments.Length: > 0 })
            || method.Calls.Any(other => other.TargetMethod.Name == "CancelAfter" && SocketMethod.Same(other.Instance.Root(), source)));

    /// <summary>What was gathered in the guarded block is returned after it.</summary>
    private static bool IsDataUsedAfter(ITryOperation guarded, SocketMethod method)
    {
        var last = method.The(() => new LastReturns(method));
        return last.Count > 0
            && method
                .Within(guarded.Body)
                .Any(part =>
                    part is ILocalReferenceOperation local
                    && last.TryGetValue(local.Local, out var place)
                    && place > guarded.Syntax.Span.End);
    }

    /// <summary>Where each variable is returned for the last time, itself or in something.</summary>
    private sealed class LastReturns : Dictionary<ISymbol, int>
    {
        public LastReturns(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var end in method.All<IReturnOperation>())
            {
                foreach (var part in end.ReturnedValue?.DescendantsAndSelf() ?? [])
                {
                    if (part is ILocalReferenceOperation { Local: var local })
                        this[local] = TryGetValue(local, out var before) ? Math.Max(before, end.Syntax.SpanStart) : end.Syntax.SpanStart;
                }
            }
        }
    }

    /// <summary>A wait with a limit in the condition of a loop that gathers data: when it runs out, the loop ends as at the end of the
    /// stream.</summary>
    private static void CheckPollAsEnd(SocketMethod method, Reporter report)
    {
        foreach (var loop in method.All<IWhileLoopOperation>())
        {
            var poll = loop
                .Condition?.DescendantsAndSelf()
                .OfType<IInvocationOperation>()
                .FirstOrDefault(call =>
                    call.TargetMethod.Name == "Poll"
                    && SocketTypes.IsSocket(call.Instance?.Type)
                    && call.Arguments.Length == 2
                    && call.Arguments[0].Value.Constant() is > 0);
            if (poll is null || poll.SameValue().Parent is IUnaryOperation)
                continue;
            if (
                method.ReceivesWithin(loop).FirstOrDefault(receive =>
                    receive.Transport == Transport.Stream
                    && SocketMethod.Same(receive.Source.Root(), poll.Instance.Root()))
                is not { } receive
            )
                continue;
            if (
                !method.Within(loop).OfType<IInvocationOperation>().Any(call =>
                    call.TargetMethod.Name is "Append" or "AddRange" or "Write" or "Add"
                    && call.Receiver().Root() is ILocalSymbol)
            )
                continue;
            report.At(poll.Syntax, PollIsTheEnd, poll.Text(), receive.Name);
        }

        // The same with a race against a delay.
        foreach (var choice in method.All<IConditionalOperation>())
        {
            if (
                choice.Loop() is not { } loop
                || choice.Condition.Unwrap()
                    is not IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.Equals } test
            )
                continue;
            var race = test.LeftOperand.Unwrap() as IInvocationOperation ?? test.RightOperand.Unwrap() as IInvocationOperation;
            if (
                race?.TargetMethod is not { Name: "WhenAny", ContainingType.Name: "Task" }
                || !race.DescendantsAndSelf()
                    .Any(part => part is IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } })
            )
                continue;
            if (test.OperatorKind != BinaryOperatorKind.NotEquals || Leaving(choice.WhenTrue) is not { } leaving)
                continue;
            var ends = method
                .Within(loop)
                .Where(other =>
                    other != leaving
                    && other.Kind == leaving.Kind
                    && other.Function() == leaving.Function()
                    && other.Syntax.ToString() == leaving.Syntax.ToString()
                    && other.Loop() == loop)
                .ToList();
            if (ends.Count == 0
                || !method.ReceivesWithin(loop).Any(receive => receive.Call.Loop() == loop && receive.Transport == Transport.Stream))
                continue;
            report.At(choice.Condition.Syntax, RaceIsTheEnd);
        }
    }

    private static IOperation? Leaving(IOperation branch) => branch switch
    {
        IBlockOperation { Operations.Length: 1 } block => Leaving(block.Operations[0]),
        IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break } => branch,
        _ => null,
    };

    /// <summary>A deadline that is made and that no call is given.</summary>
    private static void CheckUnusedDeadline(SocketMethod method, Reporter report)
    {
        foreach (var declarator in method.All<IVariableDeclaratorOperation>())
        {
            if (
                declarator.Symbol.Type.Name != "CancellationTokenSource"
                || method.References(declarator.Symbol).Any(reference => !reference.IsWrite())
            )
                continue;
            if (declarator.Initializer?.Value.Unwrap() is not IObjectCreationOperation { Arguments.Length: > 0 } made)
                continue;
            var call = method.Calls.FirstOrDefault(call =>
                call.TargetMethod.Name.EndsWith("Async")
                && call.Function() == declarator.Function()
                && call.Syntax.SpanStart > declarator.Syntax.SpanStart
                && NetworkCalls.Is(call, method)
                && !HasDeadline(call));
            if (call is not null)
                report.At(call.Syntax, TokenOfNobody, NetworkCalls.Name(call), declarator.Symbol.Name);
        }

        CheckUnheardCancel(method, report);
    }

    /// <summary>A source that somebody cancels, and that the loop asks whether it was: its token goes to no call, and the receive that
    /// waits learns nothing of it.</summary>
    private static void CheckUnheardCancel(SocketMethod method, Reporter report)
    {
        foreach (var declarator in method.All<IVariableDeclaratorOperation>())
        {
            if (declarator.Symbol.Type.Name != "CancellationTokenSource")
                continue;
            var uses = method.References(declarator.Symbol).Where(reference => !reference.IsWrite()).ToList();
            if (
                !uses.Any(use => use.Parent is IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" })
                || uses.Any(use =>
                    use.Parent
                        is not (
                            IInvocationOperation { TargetMethod.Name: "Cancel" or "CancelAsync" or "Dispose" }
                            or IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" })))
                continue;
            var call = method.Calls.FirstOrDefault(call =>
                call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal)
                && TakesIn(call, method)
                && !HasDeadline(call)
                && call.Loops().Any(loop =>
                    uses.Any(use => use.Function() == call.Function() && use.Parent is IPropertyReferenceOperation && use.IsWithin(loop))));
            if (call is not null)
                report.At(call.Syntax, TokenOfNobody, NetworkCalls.Name(call), declarator.Symbol.Name);
        }
    }

    private static bool AsksForTimeOut(IOperation filter) =>
        filter
            .DescendantsAndSelf()
            .Any(part =>
                part is IFieldReferenceOperation { Field.Name: "TimedOut" or "WouldBlock" }
                    && part.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } or IConstantPatternOperation
                || part is IConstantPatternOperation { Value: var value }
                    && value.Unwrap() is IFieldReferenceOperation { Field.Name: "TimedOut" });

    /// <summary>All that the handler does is to say something, and neither the error nor a time-out is in what it says.</summary>
    private static bool SaysNothingOfTime(ICatchClauseOperation handler) =>
        handler.Handler.Operations is { Length: > 0 } statements
        && statements.All(statement =>
            statement is IBranchOperation { BranchKind: BranchKind.Break }
            || statement is IExpressionStatementOperation said
                && said.Operation.Unwrap() is IInvocationOperation { Arguments.Length: <= 1 } call
                && Shown.IsMessage(call)
                && call.Arguments.All(argument =>
                    argument.Value.ConstantValue is { HasValue: true, Value: string text } && !NamesTimeOut.IsMatch(text)));

    private static readonly Regex NamesTimeOut = new(
        "time|late|slow|wait|answer|respon|incomplete|partial|part|missing|abort|cancel|error|fail",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    /// <summary>Does nothing but leave the loop or note that all is read. A handler that receives again, tells or throws is
    /// right.</summary>
    private static bool EndsQuietly(ICatchClauseOperation handler)
    {
        var statements = handler.Handler.Operations;
        if (statements.Length == 0)
            return handler.Parent.Contains(handler) && handler.Loop() is null;
        return statements.All(statement =>
                statement switch
                {
                    IBranchOperation { BranchKind: BranchKind.Break } => true,
                    IExpressionStatementOperation
                    {
                        Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation, Value: var value }
                    } => value.IsConstant(0) || value.ConstantValue is { HasValue: true, Value: bool },
                    _ => false,
                })
            && statements.Any(statement =>
                statement is IBranchOperation
                || statement is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value: var value } }
                    && value.IsConstant(0));
    }

    private static void CheckBlocking(SocketMethod method, Reporter report)
    {
        // A test has the deadline of its runner.
        if (method.Member.ContainingType is { } type ? method.File.The(() => new Tests()).Has(type) : IsTest(method.Member))
            return;
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var receive in method.Receives)
        {
            if (
                receive.Call.TargetMethod.Name is not ("Receive" or "ReceiveFrom" or "Read")
                || Connection(receive.Source, method) is not ILocalSymbol connection
                || !seen.Add(connection)
            )
                continue;
            if (
                method.Values(connection).ToList() is not { Count: > 0 } values
                || !values
                    .All(value =>
                        SocketMethod.IsNull(value)
                        || value.Unwrap() is IObjectCreationOperation { Initializer: null }
                        || value.Unwrap() is IInvocationOperation { TargetMethod.Name: "Accept" or "AcceptTcpClient" })
            )
                continue;
            if (Escapes(connection, method) || Limits(connection, method))
                continue;
            if (receive.Transport == Transport.Datagram && Answers(receive.Call, connection, method))
                continue;
            report.At(
                receive.Call.Syntax,
                WaitsForEver,
                ImmutableDictionary<string, string?>.Empty.Add(ConnectionProperty, connection.Name),
                connection.Name,
                receive.Name);
        }

        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.Name is not ("ReadByte" or "ReadExactly")
                || !NetworkCalls.IsOnStream(call, method)
                || Connection(call.Receiver(), method) is not ILocalSymbol connection
                || !seen.Add(connection)
                || method.Values(connection).ToList() is not { Count: > 0 } made
                || !made.All(value => value.Unwrap() is IObjectCreationOperation { Initializer: null })
                || Escapes(connection, method)
                || Limits(connection, method))
                continue;
            report.At(
                call.Syntax,
                WaitsForEver,
                ImmutableDictionary<string, string?>.Empty.Add(ConnectionProperty, connection.Name),
                connection.Name,
                NetworkCalls.Name(call));
        }

        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.Name != "Receive"
                || !SocketTypes.IsUdpClient(call.Receiver()?.Type)
                || !SocketTypes.IsOfSystem(call.TargetMethod)
                || call.Receiver().Root() is not ILocalSymbol udp
                || !seen.Add(udp)
            )
                continue;
            if (
                Escapes(udp, method)
                || Limits(udp, method)
                || !method.Sends.Any(send => SocketMethod.Same(send.Target.Root(), udp))
                || Answers(call, udp, method)
            )
                continue;
            report.At(
                call.Syntax,
                WaitsForADatagram,
                ImmutableDictionary<string, string?>.Empty.Add(ConnectionProperty, udp.Name),
                udp.Name,
                NetworkCalls.Name(call));
        }
    }

    /// <summary>The classes that have a test in them; each is looked through once.</summary>
    private sealed class Tests
    {
        private readonly Dictionary<ISymbol, bool> known = new(SymbolEqualityComparer.Default);

        public bool Has(INamedTypeSymbol type)
        {
            if (!known.TryGetValue(type, out var answer))
                known[type] = answer = type.GetMembers().Any(IsTest);
            return answer;
        }
    }

    private static bool IsTest(ISymbol member) =>
        member
            .GetAttributes()
            .Any(attribute =>
                attribute.AttributeClass?.Name
                    is "TestAttribute"
                        or "TestMethodAttribute"
                        or "FactAttribute"
                        or "TheoryAttribute"
                        or "TestCaseAttribute"
                        or "Test"
                        or "TestMethod"
                        or "Fact"
                        or "Theory");

    /// <summary>A server: what it sends goes to the one whose question it has received.</summary>
    private static bool Answers(IInvocationOperation receive, ISymbol socket, SocketMethod method)
    {
        var from = receive.Argument("remoteEP").Root();
        return method
            .Sends.Where(send => SocketMethod.Same(send.Target.Root(), socket))
            .All(send =>
                send.Call.Syntax.SpanStart > receive.Syntax.SpanStart
                || from is not null && send.Call.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), from)));
    }

    /// <summary>Anything that ends a wait: a time-out, a poll, another thread that closes.</summary>
    private static bool Limits(ISymbol connection, SocketMethod method) =>
        method.The(() => new Limited(method)).Anywhere || method.References(connection).Any(reference => reference.Function() is not null);

    private sealed class Limited(SocketMethod method)
    {
        public bool Anywhere { get; } = method.Operations.Any(IsLimit);
    }

    private static bool IsLimit(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation
        {
            Property.Name: "ReceiveTimeout" or "ReadTimeout" or "Blocking" or "CanTimeout" or "Available" or "DataAvailable"
        } => true,
        IInvocationOperation
        {
            TargetMethod.Name: "Poll" or "Select" or "SetSocketOption" or "SetRawSocketOption" or "IOControl" or "CancelAfter"
        } => true,
        IParameterReferenceOperation { Type.Name: "CancellationToken" } => true,
        _ => false,
    };

    /// <summary>Whether somebody else has the socket too, who may give it a deadline.</summary>
    private static bool Escapes(ISymbol connection, SocketMethod method, bool fields = false) =>
        !fields && connection is not (ILocalSymbol or IParameterSymbol)
        || method
            .References(connection)
            .Any(reference =>
                reference.SameValue().Parent switch
                {
                    IArgumentOperation { Parent: IInvocationOperation call } => !SocketTypes.IsOfSystem(call.TargetMethod),
                    IArgumentOperation { Parent: IObjectCreationOperation made } => !SocketTypes.IsOfSystem(made.Type),
                    IReturnOperation => true,
                    ISimpleAssignmentOperation assignment => assignment.Target != reference,
                    _ => false,
                });

    /// <summary>A parameter of the class itself, which its other members have as well.</summary>
    private static bool IsOfWholeClass(ISymbol connection, SocketMethod method) =>
        connection is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } maker }
        && !SocketMethod.Same(maker, method.Member);

    private static IPropertyReferenceOperation? TimeOut(ISimpleAssignmentOperation assignment) =>
        assignment.Target
            is IPropertyReferenceOperation { Property: { Name: "ReceiveTimeout" or "ReadTimeout", ContainingType: var type } } property
        && (SocketTypes.IsSocket(type) || SocketTypes.IsTcpClient(type) || SocketTypes.IsStream(type))
            ? property
            : null;

    private static bool HasDeadline(IInvocationOperation call) =>
        call.Arguments.Any(argument =>
            argument.Parameter?.Type.Name == "CancellationToken"
            && argument.ArgumentKind != ArgumentKind.DefaultValue
            && argument.Value.Unwrap() is not (IDefaultValueOperation or IPropertyReferenceOperation { Property.Name: "None" }))
        || Climb(call)
            is not (
                IAwaitOperation
                or IExpressionStatementOperation
                or IVariableInitializerOperation
                or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" });

    /// <summary>Whether the task is kept, and waited for only so long: beside a delay, or with a time-out of the wait.</summary>
    private static bool IsRaced(IInvocationOperation call, SocketMethod method) =>
        call.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var task } }
        && method.References(task).Any(reference =>
            TaskUse.Race(reference.SameValue()) is not null
            || Climb(reference) is IInvocationOperation { TargetMethod.Name: "Wait" or "WaitAsync", Arguments.Length: > 0 });

    private static IOperation? Climb(IOperation call)
    {
        var above = call.Parent;
        while (above is IConversionOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" })
            above = above.Parent;
        return above;
    }

    /// <summary>The variable of the socket or client that a stream was got from; else of the stream itself.</summary>
    private static ISymbol? Connection(IOperation? source, SocketMethod method, int depth = 0)
    {
        source = source.Unwrap();
        switch (source)
        {
            case IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client }:
                return Connection(client, method, depth + 1);
            case IPropertyReferenceOperation { Property.Name: "Client" or "Socket", Instance: { } owner }:
                return Connection(owner, method, depth + 1);
            case IObjectCreationOperation
            {
                Type.Name: "NetworkStream" or "SslStream" or "BufferedStream" or "StreamReader",
                Arguments.Length: > 0
            } wrapper:
                return Connection(wrapper.Arguments[0].Value, method, depth + 1);
            case ILocalReferenceOperation local
                when depth < 5 && SocketTypes.IsStream(local.Type) && method.OnlyValue(local.Local) is { } only:
                return Connection(only, method, depth + 1) ?? local.Local;
            case ILocalReferenceOperation reader
                when depth < 5 && SocketTypes.IsTextReader(reader.Local.Type) && method.OnlyValue(reader.Local) is { } made:
                return Connection(made, method, depth + 1) ?? reader.Local;
            default: return source.Root();
        }
    }

}
