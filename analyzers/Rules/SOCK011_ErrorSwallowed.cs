using System.Collections.Immutable;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK011: a handler around a socket call after which the program goes on as if the call had worked.</summary>
public sealed class SOCK011_ErrorSwallowed : SocketRule
{
    private static readonly DiagnosticDescriptor GoesOnAsIfDone = Rule.Create(
        RuleIds.ErrorSwallowed, Categories.Errors, DiagnosticSeverity.Warning,
        "An error of the network is swallowed",
        "Handle the failure of `{0}`: after this `catch` the program goes on as if it had worked");

    private static readonly DiagnosticDescriptor EndsAsIfDone = GoesOnAsIfDone.Saying(
        "Say in a comment in this `catch` why it does not matter that `{0}` "
            + "failed, or report the failure: the method ends as if the call had worked",
        DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor EndsUnexplained = GoesOnAsIfDone.Saying(
        "Say what failed in `{0}`: after this `catch` the program ends, and its user does not learn why");

    private static readonly DiagnosticDescriptor SpinsOn = GoesOnAsIfDone.Saying(
        "Leave the loop in this `catch`: once the connection is dead, `{0}` fails at once in every turn");

    private static readonly DiagnosticDescriptor FailureAsEnd = GoesOnAsIfDone.Saying(
        "Distinguish the failure of `{0}` from the end: 0 is how the call says that the peer has finished");

    private static readonly DiagnosticDescriptor FailureAsEmpty = GoesOnAsIfDone.Saying(
        "Distinguish the failure of `{0}` from an empty answer: a peer may send one");

    private static readonly DiagnosticDescriptor NullUntested = GoesOnAsIfDone.Saying(
        "Test `{0}` for null: that is how `{1}` tells that {2}");

    private static readonly DiagnosticDescriptor ToldNullUntested = GoesOnAsIfDone.Saying(
        "Test `{0}` for null: that is how `{1}` tells that {2}", DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor AnswerUnread = GoesOnAsIfDone.Saying(
        "Look at what `{0}` returns: that is how it tells that {1}");

    private static readonly DiagnosticDescriptor ToldAnswerUnread = GoesOnAsIfDone.Saying(
        "Look at what `{0}` returns: that is how it tells that {1}", DiagnosticSeverity.Info);

    private static readonly DiagnosticDescriptor TaskDropped = GoesOnAsIfDone.Saying(
        "Await `{0}`: its exception stays in the task, and no code looks at it");

    private static readonly DiagnosticDescriptor RefusalSwallowed = GoesOnAsIfDone.Saying(
        "Handle what `{0}` refuses: after this `catch` the program goes on as if all had been in order");

    private static readonly DiagnosticDescriptor TaskOnlyWaitedFor = GoesOnAsIfDone.Saying(
        "Await `{0}` after `WhenAny`: a task that has failed is complete as well, and no code looks at its exception");

    private static readonly DiagnosticDescriptor ConnectOnlyWaitedFor = GoesOnAsIfDone.Saying(
        "Call `{0}.EndConnect` after the wait: a refused connect ends the wait too, and its error is never read");

    private static readonly DiagnosticDescriptor Suppressed = GoesOnAsIfDone.Saying(
        "Look at how the task of `{0}` ended: with `SuppressThrowing` the program goes on as if it had worked");

    public override DiagnosticDescriptor Descriptor => GoesOnAsIfDone;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create([
            GoesOnAsIfDone,
            EndsAsIfDone,
            EndsUnexplained,
            SpinsOn,
            FailureAsEnd,
            FailureAsEmpty,
            NullUntested,
            ToldNullUntested,
            AnswerUnread,
            ToldAnswerUnread,
            TaskDropped,
            TaskOnlyWaitedFor,
            RefusalSwallowed,
            ConnectOnlyWaitedFor,
            Suppressed,
        ]);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Data;

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckAnswersOfHelpers(method, report);
        CheckTasks(method, report);
        CheckWaits(method, report);
        CheckSuppressed(method, report);
        foreach (var guarded in method.All<ITryOperation>())
        {
            if (CheckEndOfProgram(guarded, method, report))
                continue;
            CheckSpinning(guarded, method, report);
            CheckErrorAsEnd(guarded, method, report);
            CheckErrorAsEmpty(guarded, method, report);
            CheckRefusals(guarded, method, report);
            var calls = method
                .CallsIn(guarded)
                .Where(operation => NetworkCalls.Is(operation, method) || IsBegin(operation))
                .ToList();
            if (calls.Count == 0)
            {
                // What is caught tells that the helpers in the guarded block go to the network.
                calls = guarded.Catches.Any(handler => SocketTypes.IsOrDerives(handler.ExceptionType, "SocketException", "Sockets"))
                    ? method
                        .Within(guarded.Body)
                        .Where(operation => operation is IInvocationOperation call && MayConverse(call, method))
                        .ToList()
                    : calls;
            }

            if (calls.Count == 0
                || LeavesOrRecords(guarded.Body, method)
                || Ends.NeverReturns(guarded.Body.Operations.LastOrDefault(), method))
                continue;
            if (AsksLater(guarded, calls, method) || IsLoopOfDatagrams(guarded, calls, method))
                continue;
            var last = !IsUsedAfter(guarded, calls, method);
            if (
                last
                && (
                    IsFarewell(guarded, calls, method)
                    || method.Member is IMethodSymbol { Name: var ends } && EndsSomething(ends)
                    || IsInHandler(guarded) && !IsTriedAgain(guarded, calls, method)
                    || IsOneOfMany(guarded, calls)
                    || TellsAtTheEnd(guarded)
                    || EndsSilently(guarded) && IsExplainedBefore(guarded))
            )
                continue;
            foreach (var handler in guarded.Catches.Where(handler => !IsWhatAFlagLeaves(handler, guarded)))
            {
                // A filter has looked at the error already, unless all it asks is of which type it is, or that it is one after which
                // nothing comes.
                var final =
                    handler.Filter is { } chosen
                    && (IsEmpty(handler) || GoesOn(handler))
                    && AsksForFinalCode(chosen, method)
                    && IsUsedAfter(guarded, calls, method);
                if (
                    handler.Filter is { } filter && !AsksOnlyForTypes(filter, method) && !final
                    || calls.FirstOrDefault(call => NetworkCalls.IsFor(handler, call, method) || GivesUpConnecting(handler, call, method))
                        is not { } call
                )
                    continue;
                var dataUsed = GoesOn(handler) && IsDataUsedAfter(guarded, calls, method);
                if (IsEmpty(handler) && (!IsExplained(handler) || IsUsedAfter(guarded, calls, method))
                    || (IsCatchAll(handler) || final || IsSurelyNotConnected(call, guarded, method) && !Chooses(handler))
                        && GoesOn(handler)
                        && IsUsedAfter(guarded, calls, method)
                    || dataUsed)
                {
                    var name = NetworkCalls.Name(call);
                    report.At(
                        Place(handler),
                        IsOnlyFlush(calls)
                        || guarded.Loop() is null && EndsSilently(guarded) && !IsUsedAfter(guarded, calls, method) && !dataUsed
                            ? EndsAsIfDone
                            : GoesOnAsIfDone,
                        name);
                }
            }
        }
    }

    /// <summary>Without a connection, what comes after it on the same socket fails. Where a socket does not block, the error may be that
    /// the connection is on its way.</summary>
    private static bool IsSurelyNotConnected(IOperation call, ITryOperation guarded, SocketMethod method) =>
        IsConnect(call) && guarded.Loop() is null && !method.File.Mentions("Blocking");

    private static bool IsConnect(IOperation call) =>
        call is IInvocationOperation { TargetMethod.Name: "Connect" or "ConnectAsync" } connect
        && (SocketTypes.IsSocket(connect.Receiver()?.Type) || SocketTypes.IsTcpClient(connect.Receiver()?.Type));

    /// <summary>Whether the handler looks at the error: one code may mean that the connection is on its way.</summary>
    private static bool Chooses(ICatchClauseOperation handler) =>
        handler.Handler.Descendants().Any(part => part is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation);

    /// <summary>All that is tried is to flush: what was written before may have gone already, and the next write tells.</summary>
    private static bool IsOnlyFlush(System.Collections.Generic.List<IOperation> calls) =>
        calls.All(call => call is IInvocationOperation { TargetMethod.Name: "Flush" or "FlushAsync" });

    /// <summary>The beginning of a call with a callback: that it began says nothing, and what it fails with at once has to be handled as
    /// well.</summary>
    private static bool IsBegin(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod.Name: "BeginConnect" or "BeginSend" or "BeginReceive" } call
        && (SocketTypes.IsSocket(call.Receiver()?.Type) || SocketTypes.IsTcpClient(call.Receiver()?.Type));

    /// <summary>A helper that may go to the network: not one that ends something or writes a log, and none of this file that does
    /// not.</summary>
    private static bool MayConverse(IInvocationOperation call, SocketMethod method)
    {
        if (SocketTypes.IsOfSystem(call.TargetMethod) || EndsSomething(call.TargetMethod.Name) || call.TargetMethod.Name.StartsWith("Log"))
            return false;
        var target = call.TargetMethod.OriginalDefinition;
        return target.IsAbstract
            || target.DeclaringSyntaxReferences.Length != 1
            || target.DeclaringSyntaxReferences[0].SyntaxTree != method.Model.SyntaxTree
            || method.File.Converses(target);
    }

    private static bool EndsSomething(string name) =>
        name
            is "Dispose"
                or "DisposeAsync"
                or "Close"
                or "CloseAsync"
                or "Stop"
                or "StopAsync"
                or "Shutdown"
                or "ShutdownAsync"
                or "Disconnect"
                or "DisconnectAsync"
                or "Abort"
                or "Kill"
                or "Cleanup"
                or "CleanUp"
                or "TearDown"
                or "Finalize"
                or "Quit"
                or "QuitAsync"
                or "Logout"
                or "Terminate"
                or "End";

    /// <summary>The socket itself is asked after the handler: whether it is connected, or has anything.</summary>
    private static bool AsksLater(ITryOperation guarded, System.Collections.Generic.List<IOperation> calls, SocketMethod method)
    {
        for (var loop = guarded.Loop(); loop is not null; loop = loop.Loop())
        {
            var around = loop != guarded.Loop();
            if (loop.Condition()?.DescendantsAndSelf().Any(part => IsOwnState(part, method) || around && IsStateOfSocket(part)) == true)
                return true;
        }

        if (calls.Any(IsConnect) && IsConnectionAskedFor(guarded, calls, method))
            return true;
        var asked = method.The(() => new LastAsked(method));
        return asked.Count > 0
            && calls
                .OfType<IInvocationOperation>()
                .Any(call =>
                    call.Receiver().Root() is { } socket
                    && (asked.TryGetValue(socket, out var last) && last > guarded.Body.Syntax.Span.End
                        || socket is IParameterSymbol
                        && asked.Any(question =>
                            question.Value > guarded.Body.Syntax.Span.End && IsStreamBeside(socket, question.Key))));
    }

    /// <summary>A member of the program that says whether it is connected, and that some code can clear.</summary>
    private static bool IsOwnState(IOperation part, SocketMethod method) => part switch
    {
        IPropertyReferenceOperation { Property: { Name: "Connected" or "IsConnected" } property } => !SocketTypes.IsOfSystem(property)
            && (!IsStored(property)
                || property.SetMethod is { DeclaredAccessibility: not Accessibility.Private }
                || IsCleared(property, method)),
        IFieldReferenceOperation { Field: { Name: var name } field } => name.TrimStart('_') is "connected" or "isConnected"
            && (field.DeclaredAccessibility != Accessibility.Private || IsCleared(field, method)),
        _ => false,
    };

    private static bool IsStored(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SocketMethod.Same(field.AssociatedSymbol, property));

    /// <summary>Whether the file assigns something else than <c>true</c> to a member of this name, or passes it on by reference.</summary>
    private static bool IsCleared(ISymbol state, SocketMethod method) =>
        state.ContainingType.DeclaringSyntaxReferences.Length != 1
        || method.File.Named(state.Name).Any(name =>
        {
            SyntaxNode place = name;
            while (place.Parent is MemberAccessExpressionSyntax member && member.Name == place)
                place = place.Parent;
            return place.Parent switch
            {
                AssignmentExpressionSyntax set => set.Left == place && !set.Right.IsKind(SyntaxKind.TrueLiteralExpression),
                ArgumentSyntax { Parent: TupleExpressionSyntax } => true,
                ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
                RefExpressionSyntax => true,
                _ => false,
            };
        });

    private static bool IsStateOfSocket(IOperation part) =>
        part is IPropertyReferenceOperation { Property: { Name: "Connected", ContainingType: var type } }
        && (SocketTypes.IsSocket(type) || SocketTypes.IsTcpClient(type));

    /// <summary>A stream and a client that a method is given side by side: the stream is the client's.</summary>
    private static bool IsStreamBeside(ISymbol stream, ISymbol client) =>
        stream is IParameterSymbol given
        && client is IParameterSymbol beside
        && SocketTypes.IsNetworkStream(given.Type)
        && SocketMethod.Same(given.ContainingSymbol, beside.ContainingSymbol);

    /// <summary>Where each socket is asked for the last time whether it is connected.</summary>
    private sealed class LastAsked : System.Collections.Generic.Dictionary<ISymbol, int>
    {
        public LastAsked(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var property in method.All<IPropertyReferenceOperation>())
            {
                if (
                    property.Property.Name is "Connected" or "IsBound"
                    && (property.Instance.Root() ?? (property.Instance as IPropertyReferenceOperation)?.Instance.Root()) is { } socket)
                    this[socket] = TryGetValue(socket, out var before)
                        ? System.Math.Max(before, property.Syntax.SpanStart)
                        : property.Syntax.SpanStart;
            }
        }
    }

    /// <summary>Whether the socket is asked after the handler how its attempt to connect has ended.</summary>
    private static bool IsConnectionAskedFor(
        ITryOperation guarded,
        System.Collections.Generic.List<IOperation> calls,
        SocketMethod method)
    {
        var end = guarded.Body.Syntax.Span.End;
        var asked = method.The(() => new ConnectionAsked(method));
        return asked.Selects > end
            || calls
                .OfType<IInvocationOperation>()
                .Any(call => call.Receiver().Root() is { } socket && asked.TryGetValue(socket, out var last) && last > end);
    }

    /// <summary>Where each socket is asked for the last time how its attempt to connect has ended: whether it can send, which error it has,
    /// whom it is connected to.</summary>
    private sealed class ConnectionAsked : System.Collections.Generic.Dictionary<ISymbol, int>
    {
        public ConnectionAsked(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var property in method.All<IPropertyReferenceOperation>())
            {
                if (property is { Property.Name: "RemoteEndPoint", Instance: { } socket } && IsLookedAt(property))
                    Note(socket, property);
            }

            foreach (var call in method.Calls)
            {
                if (call is { TargetMethod: { Name: "Select", IsStatic: true, ContainingType.Name: "Socket" } })
                    Selects = System.Math.Max(Selects, call.Syntax.SpanStart);
                else if (call.Receiver() is { } socket && AsksHowItEnded(call))
                    Note(socket, call);
            }
        }

        /// <summary>Where lists of sockets are asked for the last time.</summary>
        public int Selects { get; } = -1;

        private static bool AsksHowItEnded(IInvocationOperation call) => call.TargetMethod.Name switch
        {
            "Poll" => !call.Argument("mode").IsConstant((long)System.Net.Sockets.SelectMode.SelectRead),
            "GetSocketOption" => call.Argument("optionName").IsConstant((long)System.Net.Sockets.SocketOptionName.Error),
            _ => false,
        };

        private static bool IsLookedAt(IOperation property) =>
            property.SameValue().Parent
                is IIsPatternOperation
                    or IBinaryOperation
                    or IVariableInitializerOperation
                    or ISimpleAssignmentOperation
                    or IReturnOperation
            && !property.IsShown();

        private void Note(IOperation socket, IOperation question)
        {
            if ((socket.Root() ?? (socket as IPropertyReferenceOperation)?.Instance.Root()) is { } asked)
                this[asked] = System.Math.Max(TryGetValue(asked, out var before) ? before : 0, question.Syntax.SpanStart);
        }
    }

    /// <summary>The last that is said before the connection is closed: nobody has to learn that it did not arrive.</summary>
    private static bool IsFarewell(ITryOperation guarded, System.Collections.Generic.List<IOperation> calls, SocketMethod method)
    {
        if (
            !calls.All(call =>
                call is IInvocationOperation { TargetMethod.Name: var name }
                && (name.StartsWith("Send") || name.StartsWith("Write") || name.StartsWith("Flush")))
        )
            return false;
        if (
            method.Member is IMethodSymbol member && (EndsSomething(member.Name) || member.MethodKind == MethodKind.Destructor)
            || guarded.Function() is ILocalFunctionOperation { Symbol.Name: var local } && EndsSomething(local)
        )
            return true;
        for (IOperation? above = guarded; above is not null; above = above.Parent)
        {
            if (above.Parent is ITryOperation { Finally: { } last } && last == above)
                return true;
        }

        // Before a disposal it is one where its text is known, not what the program was to bring.
        return IsBeforeDisposal(guarded)
            && calls
                .Select(method.SendOf)
                .OfType<Send>()
                .All(send =>
                    SentText.Of(send.Data, method) is not null || send.Data is null || send.Data.Unwrap() is IArrayCreationOperation);
    }

    /// <summary>The <c>finally</c> notes down or tells that it is over, whichever way it ended: a flag is set, an event is raised, a method
    /// of the program is called.</summary>
    private static bool TellsAtTheEnd(ITryOperation guarded) => guarded.Finally?.Descendants().Any(part => part switch
    {
        ISimpleAssignmentOperation { Value.Type.SpecialType: SpecialType.System_Boolean } => true,
        IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } => true,
        IInvocationOperation call => !SocketTypes.IsOfSystem(call.TargetMethod) && !EndsSomething(call.TargetMethod.Name),
        _ => false,
    }) == true;

    /// <summary>A datagram that is lost, or refused, is one of many: the loop goes on with the next.</summary>
    private static bool IsLoopOfDatagrams(ITryOperation guarded, System.Collections.Generic.List<IOperation> calls, SocketMethod method) =>
        guarded.Loop() is not null
        && calls.OfType<IInvocationOperation>().ToList() is { Count: > 0 } all
        && all.Count == calls.Count
        && all.All(call => IsSurelyDatagram(call, method));

    /// <summary>Inside a handler for what failed before: an answer that is sent if it still can be.</summary>
    private static bool IsInHandler(ITryOperation guarded)
    {
        for (var above = guarded.Parent;
            above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation);
            above = above.Parent)
        {
            if (above is ICatchClauseOperation)
                return true;
        }

        return false;
    }

    /// <summary>Whether a handler sends once more what could not be sent in its guarded block: if that fails too, it is lost.</summary>
    private static bool IsTriedAgain(ITryOperation guarded, System.Collections.Generic.List<IOperation> calls, SocketMethod method)
    {
        for (var above = guarded.Parent; above is not null; above = above.Parent)
        {
            if (above is not ICatchClauseOperation { Parent: ITryOperation first })
                continue;
            var known = method.The(() => new TextsOfCalls());
            if (!known.TryGetValue(first, out var texts))
                known[first] = texts = [.. method.CallsIn(first).Select(failed => failed.Syntax.ToString())];
            return calls.Exists(call => method.SendOf(call) is not null && texts.Contains(call.Syntax.ToString()));
        }

        return false;
    }

    private sealed class TextsOfCalls
        : System.Collections.Generic.Dictionary<ITryOperation, System.Collections.Generic.HashSet<string>>;

    /// <summary>A comment before the try statement that speaks of failing.</summary>
    private static bool IsExplainedBefore(ITryOperation guarded) =>
        guarded
            .Syntax.GetLeadingTrivia()
            .Any(trivia =>
                trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                && System.Text.RegularExpressions.Regex.IsMatch(
                    trivia.ToString(),
                    "fail|error|throw|except|ignor|gone|closed|may ",
                    System.Text.RegularExpressions.RegexOptions.IgnoreCase));

    private static bool IsBeforeDisposal(ITryOperation guarded)
    {
        if (guarded.Finally is { } last)
            return last.Operations.Length > 0 && last.Operations.All(IsDisposal);
        if (guarded.Parent is not IBlockOperation block)
            return false;
        return block.Behind(guarded).FirstOrDefault() is IExpressionStatementOperation next && IsDisposal(next);
    }

    /// <summary>One of several attempts, each with a socket of its own, and what follows success is done in the guarded block: a
    /// scan.</summary>
    private static bool IsOneOfMany(ITryOperation guarded, System.Collections.Generic.List<IOperation> calls)
    {
        if (
            calls.Count == 0
            || calls[0]
                is not IInvocationOperation
                {
                    TargetMethod.Name: "Connect"
                        or "ConnectAsync"
                        or "GetHostEntry"
                        or "GetHostEntryAsync"
                        or "GetHostAddresses"
                        or "GetHostAddressesAsync"
                } first
        )
            return calls.Count > 0 && calls[0] is IObjectCreationOperation && Repeats(guarded) && TellsSuccess(calls[0]);
        return TellsSuccess(first)
            && Repeats(guarded)
            && (first.Receiver().Root() is not ILocalSymbol socket || IsDeclaredWithin(socket, guarded));

        bool TellsSuccess(IOperation call) =>
            guarded.Body.Operations.Any(statement =>
                statement.Syntax.SpanStart > call.Syntax.Span.End
                && statement
                    is not IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" } });
    }

    private static bool Repeats(ITryOperation guarded) =>
        guarded.Loop() is not null
        || guarded.Function() is IAnonymousFunctionOperation lambda
            && Caller(lambda) is { TargetMethod.Name: "Select" or "ForEach" or "ForEachAsync" or "For" or "ForAll" };

    private static IInvocationOperation? Caller(IOperation lambda)
    {
        while (lambda.Parent is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            lambda = lambda.Parent;
        return lambda.Parent as IInvocationOperation;
    }

    private static bool IsDeclaredWithin(ILocalSymbol socket, ITryOperation guarded)
    {
        var around = (guarded.Loop() ?? guarded.Function())?.Syntax;
        return around is not null
            && socket.DeclaringSyntaxReferences.Length == 1
            && around.Span.Contains(socket.DeclaringSyntaxReferences[0].Span);
    }

    /// <summary>A loop without end that receives, and whose handler only goes on: once the connection is dead, each turn fails at
    /// once.</summary>
    private static void CheckSpinning(ITryOperation guarded, SocketMethod method, Reporter report)
    {
        if (
            guarded.Loop() is not IWhileLoopOperation and not IForLoopOperation
            || guarded.Loop() is not { } loop
        )
            return;
        CheckSpinningLines(guarded, loop, method, report);
        var alone = IndexOf(loop, guarded);
        var receives = method.ReceivesIn(guarded).Where(receive => receive.Call.Loop() == loop).ToList();
        if (receives.Count == 0 || !GoesOnAfterFailure(loop, receives[0].Call, method))
            return;
        if (receives.Any(receive => receive.Transport != Transport.Stream) || HasTimeOut(receives[0], method))
            return;
        foreach (var handler in guarded.Catches)
        {
            if (
                handler.Filter is not null
                || !Handlers.Takes(handler, NetworkCalls.Thrown(receives[0].Call, method))
                || !handler.Handler.Operations.All(Turns.GoesOn)
                || !alone && !Continues(handler)
            )
                continue;
            if (
                receives[0].Source.Root() is not { } source
                || method.ReferencesIn(source, loop.Syntax).Any(reference => reference.IsWrite() || IsReplaced(reference))
            )
                continue;
            if (source is ILocalSymbol
                    ? source.IsDeclaredIn(loop.Syntax)
                    : (!alone || !RunsOn(loop.Condition())) && MayConnectAnew(loop, method))
                continue;
            report.At(Place(handler), SpinsOn, receives[0].Name);
            return;
        }
    }

    private static void CheckSpinningLines(ITryOperation guarded, ILoopOperation loop, SocketMethod method, Reporter report)
    {
        var line = method
            .CallsIn(guarded)
            .OfType<IInvocationOperation>()
            .FirstOrDefault(call => NetworkCalls.ReadsLine(call, method) && call.Loop() == loop);
        if (
            line?.Receiver().Root() is not { } reader
            || method.ReferencesIn(reader, loop.Syntax).Any(reference => reference.IsWrite() || IsReplaced(reference))
            || reader.IsDeclaredIn(loop.Syntax)
            || !GoesOnAfterFailure(loop, line, method)
        )
            return;
        if (method.File.Mentions("ReceiveTimeout") || method.File.Mentions("ReadTimeout"))
            return;
        foreach (var handler in guarded.Catches)
        {
            if (handler.Filter is not null || !NetworkCalls.IsFor(handler, line, method) || !handler.Handler.Operations.All(Turns.GoesOn))
                continue;
            if (!Continues(handler) && !IndexOf(loop, guarded))
                continue;
            report.At(Place(handler), SpinsOn, NetworkCalls.Name(line));
            return;
        }
    }

    /// <summary>A loop without a condition, or one that asks only for what the call has brought: where the call fails, the variable keeps
    /// what the turn before put there.</summary>
    private static bool GoesOnAfterFailure(ILoopOperation loop, IOperation call, SocketMethod method) =>
        LineFlow.HasNoCondition(loop)
        || loop is IWhileLoopOperation { ConditionIsTop: true, Condition: { } condition }
            && call.SameValue().Parent is ISimpleAssignmentOperation
            {
                Target: ILocalReferenceOperation { Local: var kept },
                Parent: IExpressionStatementOperation
            }
            && condition.DescendantsAndSelf().All(part =>
                part is ILocalReferenceOperation { Local: var asked }
                    ? SocketMethod.Same(asked, kept)
                    : part is not (IMemberReferenceOperation or IParameterReferenceOperation or IInvocationOperation))
            && method.ReferencesIn(kept, loop.Syntax).Count(reference => reference.IsWrite()) == 1;

    private static bool Continues(ICatchClauseOperation handler) =>
        handler.Handler.Operations.Any(operation => operation is IBranchOperation { BranchKind: BranchKind.Continue });

    /// <summary>Whether the loop calls a method of the program, which may put another socket into the field.</summary>
    private static bool MayConnectAnew(ILoopOperation loop, SocketMethod method)
    {
        // The same for each receive of the loop.
        var known = method.The(() => new Connecting());
        if (!known.TryGetValue(loop, out var answer))
            known[loop] = answer = method
                .Within(loop)
                .Any(part =>
                    part is IInvocationOperation { TargetMethod: { MethodKind: not MethodKind.DelegateInvoke } target }
                    && !SocketTypes.IsOfSystem(target));
        return answer;
    }

    private sealed class Connecting : System.Collections.Generic.Dictionary<ILoopOperation, bool>;

    /// <summary>No end, or one that something else than the receive brings about.</summary>
    private static bool RunsOn(IOperation? condition) => condition is null || condition.ConstantValue is { HasValue: true, Value: true };

    /// <summary>A failure of the receive that is answered with 0, as the end of the stream is.</summary>
    private static void CheckErrorAsEnd(ITryOperation guarded, SocketMethod method, Reporter report)
    {
        var receive = method
            .ReceivesIn(guarded)
            .FirstOrDefault(candidate =>
                candidate.Call.SameValue().Parent
                    is IReturnOperation
                        or ISimpleAssignmentOperation { Target: ILocalReferenceOperation, Parent: IExpressionStatementOperation });
        if (receive is not { Transport: Transport.Stream } || HasTimeOut(receive, method))
            return;
        var kept = (receive.Call.SameValue().Parent as ISimpleAssignmentOperation)?.Target.Symbol();
        if (kept is not null && guarded.Body.Operations.Length != 1)
            return;
        foreach (var handler in guarded.Catches)
        {
            if (handler.Filter is not null || !NetworkCalls.IsFor(handler, receive.Call, method))
                continue;
            if (handler.Handler.Operations.Length != 1)
                continue;
            var answer = handler.Handler.Operations[0] switch
            {
                IReturnOperation { ReturnedValue: var returned } when kept is null => returned,
                IExpressionStatementOperation { Operation: ISimpleAssignmentOperation set }
                    when SocketMethod.Same(set.Target.Symbol(), kept) => set.Value,
                _ => null,
            };
            if (!answer.IsConstant(0))
                continue;
            report.At(Place(handler), FailureAsEnd, receive.Name);
        }
    }

    /// <summary>A datagram that did not come, answered with an empty one.</summary>
    private static void CheckErrorAsEmpty(ITryOperation guarded, SocketMethod method, Reporter report)
    {
        var call = method
            .CallsIn(guarded)
            .OfType<IInvocationOperation>()
            .FirstOrDefault(candidate => TakesDatagram(candidate, method));
        if (call is null || guarded.Body.Operations.LastOrDefault() is not IReturnOperation { ReturnedValue: not null })
            return;
        foreach (var handler in guarded.Catches)
        {
            if (handler.Filter is not null || !NetworkCalls.IsFor(handler, call, method) || handler.Handler.Operations.Length != 1)
                continue;
            if (handler.Handler.Operations[0] is IReturnOperation { ReturnedValue: { } answer } && IsEmptyData(answer))
                report.At(Place(handler), FailureAsEmpty, NetworkCalls.Name(call));
        }
    }

    private static bool TakesDatagram(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod.Name is "Receive" or "ReceiveAsync" && SocketTypes.IsUdpClient(call.Receiver()?.Type)
        || call.TargetMethod.Name.StartsWith("Receive", System.StringComparison.Ordinal)
            && SocketTypes.IsSocket(call.Receiver()?.Type)
            && NetworkCalls.IsOnSocket(call);

    private static bool IsEmptyData(IOperation answer) => answer.Unwrap() switch
    {
        { ConstantValue: { HasValue: true, Value: "" } } => true,
        IFieldReferenceOperation { Field.Name: "Empty" } or IInvocationOperation { TargetMethod.Name: "Empty" } => true,
        IArrayCreationOperation { DimensionSizes.Length: 1 } array => array.DimensionSizes[0].IsConstant(0),
        { Syntax: CollectionExpressionSyntax { Elements.Count: 0 } } => true,
        _ => false,
    };

    /// <summary>A task of a call on the network that nobody awaits: what it fails with is lost.</summary>
    private static void CheckTasks(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            if (IsSentAside(call, method) || IsDroppedSend(call, method))
            {
                report.At(call.Syntax, TaskDropped, NetworkCalls.Name(call));
                continue;
            }

            var sends =
                call.TargetMethod.Name is "WriteAsync" or "SendAsync" or "WriteLineAsync" or "FlushAsync" or "SendToAsync"
                && call.Type?.Name is "Task" or "ValueTask";
            var connects = call.TargetMethod.Name == "ConnectAsync" && call.Type?.Name is "Task" or "ValueTask";
            if (!sends && !connects || !NetworkCalls.Is(call, method))
                continue;
            var value = call.SameValue();
            var dropped =
                value.Parent
                is IExpressionStatementOperation
                    or ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation };
            if (dropped && !Climbs(call))
            {
                // In a handler, or before the end, it is a farewell.
                if (sends && !IsLastWord(call) && !IsSurelyDatagram(call, method))
                    report.At(call.Syntax, TaskDropped, NetworkCalls.Name(call));
                continue;
            }

            var kept = value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
                ? declarator.Symbol
                : null;
            if (kept?.Type.Name is not ("Task" or "ValueTask") || !method.IsOnlyIn(kept, call.Function()))
                continue;
            var uses = method.References(kept).Where(reference => !reference.IsWrite()).ToList();
            if (uses.Count == 0 && sends && !IsLastWord(call))
                report.At(call.Syntax, TaskDropped, NetworkCalls.Name(call));
            if (
                uses.Any(use => TaskUse.Race(use.SameValue()) is not null)
                && uses.All(use => TaskUse.IsOnlyWaiting(use, method))
                && !(Base(call.Receiver()) is { } connecting && IsAskedAfter(call, connecting, method)))
                report.At(call.Syntax, TaskOnlyWaitedFor, kept.Name);
        }
    }

    /// <summary><c>_ = Task.Run(() => socket.Send(…))</c>: the lambda does nothing but send, nobody has its task, and the answer is
    /// awaited behind it.</summary>
    private static bool IsSentAside(IInvocationOperation call, SocketMethod method)
    {
        if (
            call.TargetMethod is not { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" }
            || Climbs(call)
            || call.SameValue().Parent
                is not (IExpressionStatementOperation or ISimpleAssignmentOperation
                {
                    Target: IDiscardOperation,
                    Parent: IExpressionStatementOperation
                })
            || call.Arguments.Length == 0
            || call.Arguments[0].Value.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault()
                is not { Body.Operations: { Length: > 0 } steps })
            return false;
        var only = steps[0] switch
        {
            IReturnOperation { ReturnedValue: { } value } => value,
            IExpressionStatementOperation { Operation: var value } => value,
            _ => null,
        };
        return steps.Skip(1).All(step => step.IsImplicit)
            && only.Unwrap() is { } sending
            && method.SendOf(sending) is { } send
            && method.Receives.Any(receive =>
                receive.Call.Function() == call.Function()
                && receive.Call.Syntax.SpanStart > call.Syntax.SpanStart
                && method.IsSameConnection(send.Target, receive.Source));
    }

    /// <summary>Whether the call drops the task of a private method that only sends and catches nothing.</summary>
    private static bool IsDroppedSend(IInvocationOperation call, SocketMethod method)
    {
        var target = call.TargetMethod.OriginalDefinition;
        return target is { IsVirtual: false, IsOverride: false, IsAbstract: false, IsAsync: true, ReturnsVoid: false }
            && (target.MethodKind == MethodKind.LocalFunction || target.DeclaredAccessibility == Accessibility.Private)
            && call.SameValue().Parent
                is IExpressionStatementOperation
                    or ISimpleAssignmentOperation { Target: IDiscardOperation, Parent: IExpressionStatementOperation }
            && !Climbs(call)
            && !IsLastWord(call)
            && !EndsSomething(target.Name)
            && method.File.The(() => new SendersOfFile()).Of(target, method.File);
    }

    /// <summary>The methods that only send and catch nothing. Each is searched once.</summary>
    private sealed class SendersOfFile
    {
        private readonly System.Collections.Generic.Dictionary<ISymbol, bool> known = new(SymbolEqualityComparer.Default);

        public bool Of(IMethodSymbol target, SocketFile file)
        {
            if (!known.TryGetValue(target, out var answer))
                known[target] = answer =
                    Methods.Of(file).With(target) is { } helper
                    && helper.Of(target) is { } own
                    && own.Any(part => helper.SendOf(part) is { } send && !IsDatagram(send, helper))
                    && !own.Any(part =>
                        part is ICatchClauseOperation or ILoopOperation
                        || part is IInvocationOperation call
                            && (NetworkCalls.TakesIn(call, helper) || !SocketTypes.IsOfSystem(call.TargetMethod)));
            return answer;
        }
    }

    /// <summary>Whether it sends a datagram. A lost datagram raises no error either.</summary>
    private static bool IsDatagram(Send send, SocketMethod method) =>
        send.OfUdpClient || SocketTypes.IsSocket(send.Target?.Type) && method.TransportOf(send.Target) != Transport.Stream;

    private static bool IsSurelyDatagram(IInvocationOperation call, SocketMethod method) =>
        SocketTypes.IsUdpClient(call.Receiver()?.Type)
        || SocketTypes.IsSocket(call.Receiver()?.Type) && method.TransportOf(call.Receiver()) == Transport.Datagram;

    /// <summary>Finds a connect that is begun and waited for, and then taken for a connection. A refusal ends the wait too.</summary>
    private static void CheckWaits(SocketMethod method, Reporter report)
    {
        foreach (var call in method.CallsNamed("BeginConnect"))
        {
            if (
                call.Receiver().Root() is not ILocalSymbol socket
                || !IsBegin(call)
                || !SocketMethod.IsNull(call.Argument("callback", "requestCallback"))
                || method.CallsNamed("EndConnect").Count > 0
                || Waits(call, method) is false
                || method.References(socket).Any(reference => AsksFurther(reference, call)))
                continue;
            report.At(call.Syntax, ConnectOnlyWaitedFor, socket.Name);
        }

        // A later use of the connection throws if there is none, and a helper may ask.
        static bool AsksFurther(IOperation reference, IInvocationOperation call) => !reference.IsWrite()
            && reference.SameValue().Parent switch
            {
                IInvocationOperation use => use != call && use.TargetMethod.Name is not ("Close" or "Dispose"),
                IPropertyReferenceOperation option => option.Property.Name is "Connected" or "Client" or "RemoteEndPoint",
                IUsingOperation => false,
                IConditionalAccessOperation access => access.WhenNotNull
                    is not IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" },
                _ => true,
            };
    }

    /// <summary>Whether the program only waits for the end of the connect, and uses the answer of the wait.</summary>
    private static bool Waits(IInvocationOperation begun, SocketMethod method)
    {
        var value = begun.SameValue();
        if (value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var result } })
        {
            var uses = method.References(result).Where(reference => !reference.IsWrite()).ToList();
            return uses.Count > 0 && uses.TrueForAll(IsWait);
        }

        return IsWait(value);

        static bool IsWait(IOperation result) =>
            result.SameValue().Parent is IPropertyReferenceOperation { Property.Name: "AsyncWaitHandle" } handle
            && handle.Parent
                is IInvocationOperation { TargetMethod.Name: "WaitOne", Arguments.Length: > 0, Parent: not IExpressionStatementOperation };
    }

    /// <summary>Finds a call that is awaited with <c>SuppressThrowing</c> although its task is not kept and the socket is used
    /// again.</summary>
    private static void CheckSuppressed(SocketMethod method, Reporter report)
    {
        foreach (var wait in method.CallsNamed("ConfigureAwait"))
        {
            if (
                wait.Arguments is not { Length: 1 } options
                || options[0].Value.Constant() is not { } option
                || options[0].Value.Type?.Name != "ConfigureAwaitOptions"
                || (option & SuppressThrowing) == 0
                || wait.Instance.Unwrap() is not IInvocationOperation call
                || !NetworkCalls.Is(call, method)
                || wait.SameValue().Parent is not IExpressionStatementOperation
                || IsLastWord(call)
                || Base(call.Receiver()) is not { } socket
                || !method.The(() => new LastCalls(method)).TryGetValue(socket, out var place)
                || place < call.Syntax.Span.End
                || IsAskedAfter(call, socket, method))
                continue;
            report.At(call.Syntax, Suppressed, NetworkCalls.Name(call));
        }
    }

    /// <summary>Whether the socket is asked, after the call, whether it is connected.</summary>
    private static bool IsAskedAfter(IOperation call, ISymbol socket, SocketMethod method) =>
        method.All<IPropertyReferenceOperation>().Any(asked =>
            asked.Property.Name == "Connected"
            && asked.Syntax.SpanStart > call.Syntax.Span.End
            && SocketMethod.Same(Base(asked.Instance), socket));

    private const long SuppressThrowing = 2;

    /// <summary>Whether something between the call and its statement waits for the task, or hands it on.</summary>
    private static bool Climbs(IInvocationOperation call)
    {
        for (IOperation? above = call.Parent; above is not null and not IExpressionStatementOperation; above = above.Parent)
        {
            if (
                above
                is IAwaitOperation
                    or IInvocationOperation { TargetMethod.Name: not ("ConfigureAwait" or "AsTask" or "Preserve") }
                    or IPropertyReferenceOperation
            )
                return true;
        }

        return false;
    }

    /// <summary>In a handler, a `finally`, or a method that ends something.</summary>
    private static bool IsLastWord(IOperation call)
    {
        for (var above = call.Parent; above is not null; above = above.Parent)
        {
            if (above is ICatchClauseOperation || above.Parent is ITryOperation { Finally: { } last } && last == above)
                return true;
        }

        return call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart) is IMethodSymbol member && EndsSomething(member.Name);
    }

    /// <summary>With a time-out a receive can fail and the next go well; on a field it may be set anywhere in the file.</summary>
    private static bool HasTimeOut(Receive receive, SocketMethod method) =>
        receive.Source.Root() is IFieldSymbol
            ? method.File.Mentions("ReceiveTimeout") || method.File.Mentions("ReadTimeout")
            : method.The(() => new TimeOuts(method)).Any;

    private sealed class TimeOuts(SocketMethod method)
    {
        public bool Any { get; } = method.Operations.Any(operation =>
            operation
                is IPropertyReferenceOperation { Property.Name: "ReceiveTimeout" or "ReadTimeout" }
                    or IFieldReferenceOperation { Field.Name: "ReceiveTimeout" });
    }

    /// <summary>Whether the try statement is all that the loop does, but for declarations and messages.</summary>
    private static bool IndexOf(ILoopOperation loop, ITryOperation guarded) =>
        loop.Body == guarded
        || loop.Body is IBlockOperation block
            && block.Operations.All(statement =>
                statement == guarded
                || statement is IVariableDeclarationGroupOperation
                || statement is IExpressionStatementOperation { Operation: IInvocationOperation call } && Shown.IsMessage(call));

    /// <summary>Connected anew, or given to somebody who may.</summary>
    private static bool IsReplaced(IOperation reference) => reference.SameValue().Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Connect" or "ConnectAsync" or "Disconnect" } => true,
        IArgumentOperation { Parent: IInvocationOperation call } => !SocketTypes.IsOfSystem(call.TargetMethod),
        _ => false,
    };

    private static SyntaxNode Place(ICatchClauseOperation handler) =>
        handler.Syntax is CatchClauseSyntax { Declaration: { } declaration } ? declaration : handler.Syntax.ChildNodes().First();

    /// <summary>A program that ends because the network failed, or the peer sent what it refuses, and says nothing of it.</summary>
    private static bool CheckEndOfProgram(ITryOperation guarded, SocketMethod method, Reporter report)
    {
        if (guarded.Function() is not null || !EntryPoints.Is(method.Member) || guarded.Loop() is not null || Handlers.Tries(guarded).Any())
            return false;
        if (
            !EndsSilently(guarded)
            || method.Within(guarded.Body).FirstOrDefault(operation => IsConversation(operation, method)) is not { } call
        )
            return false;
        var found = false;
        foreach (var handler in guarded.Catches)
        {
            if (
                !IsEmpty(handler)
                || IsExplained(handler)
                || IsWhatAFlagLeaves(handler, guarded)
                || handler.Filter is not null && !AsksOnlyForTypes(handler.Filter, method))
                continue;
            found = true;
            report.At(Place(handler), EndsUnexplained, NetworkCalls.Name(call));
        }

        return found;
    }

    /// <summary>A handler before it takes the same errors while the program is in another state, such as <c>when (!stopping)</c>, and does
    /// something about them: what is left for this one is what is expected in the other state.</summary>
    private static bool IsWhatAFlagLeaves(ICatchClauseOperation handler, ITryOperation guarded) =>
        handler.Filter is null
        && guarded.Catches.TakeWhile(other => other != handler).Any(other =>
            other.Filter is { } filter
            && !IsEmpty(other)
            && SymbolEqualityComparer.Default.Equals(other.ExceptionType, handler.ExceptionType)
            && IsFlag(filter));

    /// <summary>A local, a field or a property that is true or false, or its opposite.</summary>
    private static bool IsFlag(IOperation filter) => filter switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } => IsFlag(operand),
        IParenthesizedOperation { Operand: var operand } => IsFlag(operand),
        ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IParameterReferenceOperation =>
            filter.Type?.SpecialType == SpecialType.System_Boolean,
        _ => false,
    };

    /// <summary>From the try statement on there is nothing but disposal and the end of the program.</summary>
    private static bool EndsSilently(ITryOperation guarded)
    {
        if (guarded.Finally is { } last && !last.Operations.All(IsDisposal))
            return false;
        for (IOperation inner = guarded; inner.Parent is { } outer; inner = outer)
        {
            // What follows a function elsewhere does not follow it.
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;
            if (outer is not IBlockOperation block)
                continue;
            foreach (var later in block.Behind(inner))
            {
                if (
                    later is IReturnOperation
                    {
                        ReturnedValue: null
                            or { ConstantValue.HasValue: true }
                            or ILocalReferenceOperation
                            or IConversionOperation { ConstantValue.HasValue: true }
                    }
                )
                    return true;
                if (!IsDisposal(later))
                    return false;
            }
        }

        return true;
    }

    private static bool IsDisposal(IOperation statement) =>
        statement is ILocalFunctionOperation or IEmptyOperation
        || statement is IExpressionStatementOperation { Operation: var expression }
            && expression.DescendantsAndSelf().OfType<IInvocationOperation>().ToList() is { Count: > 0 } calls
            && calls.All(call => call.TargetMethod.Name is "Dispose" or "Close" or "DisposeAsync" or "Stop");

    private static bool IsConversation(IOperation operation, SocketMethod method) =>
        NetworkCalls.Is(operation, method) || operation is IInvocationOperation call && method.File.Converses(call.TargetMethod);

    /// <summary>An empty handler for what the program's own code throws about what it was sent.</summary>
    private static void CheckRefusals(ITryOperation guarded, SocketMethod method, Reporter report)
    {
        var silent = guarded
            .Catches.Where(handler => IsEmpty(handler) && !IsExplained(handler) && handler.Filter is null)
            .ToList();
        if (
            silent.Count == 0
            || method
                .Within(guarded.Body)
                .FirstOrDefault(operation => operation is IInvocationOperation call && method.File.Converses(call.TargetMethod))
                is not { } helper
            || LeavesOrRecords(guarded.Body, method) && !EndsWithLoopThatIsLeft(guarded.Body)
        )
            return;
        foreach (var handler in silent)
        {
            if (handler.ExceptionType.Locations.Any(location => location.IsInSource)
                    ? !IsOfOwnState(handler.ExceptionType, method)
                    : handler.ExceptionType.Name is "EndOfStreamException" or "InvalidDataException")
                report.At(Place(handler), RefusalSwallowed, NetworkCalls.Name(helper));
        }
    }

    /// <summary>Whether this file makes the exception only where a flag or a clock says so: it then says that the program wants to stop,
    /// and nothing of what a peer sent.</summary>
    private static bool IsOfOwnState(ITypeSymbol exception, SocketMethod method)
    {
        var made = method
            .File.CallsOf(exception.Name)
            .Where(site => site is ObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } })
            .ToList();
        return made.Count > 0
            && made.Count == method.File.CallsOf(exception.Name).Count
            && made.TrueForAll(site => Condition(site) is { } asked && IsOfState(method.Model.GetOperation(asked, method.Cancellation)));

        static ExpressionSyntax? Condition(SyntaxNode site)
        {
            for (var (inner, above) = (site, site.Parent);
                above is not null and not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax);
                inner = above, above = above.Parent)
            {
                if (above is ConditionalExpressionSyntax choice && choice.Condition != inner)
                    return choice.Condition;
                if (above is IfStatementSyntax statement && statement.Statement == inner)
                    return statement.Condition;
            }

            return null;
        }
    }

    private static bool IsOfState(IOperation? condition) =>
        condition is not null && IsFlag(condition)
        || condition is IBinaryOperation { LeftOperand: var left, RightOperand: var right } test
            && (test.OperatorKind is BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.ConditionalAnd
                ? IsOfState(left) && IsOfState(right)
                : test.OperatorKind.IsComparison() && left.Type?.Name is "TimeSpan" or "DateTime" or "DateTimeOffset");

    /// <summary>Errors that do not pass, and after which nothing has gone out: to wait for an answer is in vain.</summary>
    private static bool AsksForFinalCode(IOperation filter, SocketMethod method)
    {
        if (filter.Unwrap() is IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.Length: 1 } call)
        {
            var declaration = call.TargetMethod.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
            if (
                declaration.SyntaxTree != method.Model.SyntaxTree
                || method.Model.GetOperation(declaration, method.Cancellation) is not { } body
            )
                return false;
            filter = body;
        }

        var codes = filter
            .DescendantsAndSelf()
            .OfType<IFieldReferenceOperation>()
            .Where(field => field.Field.ContainingType.Name == "SocketError")
            .Select(field => field.Field.Name)
            .ToList();
        return codes.Count > 0
            && codes.All(code =>
                code
                    is "MessageSize"
                        or "ConnectionRefused"
                        or "HostNotFound"
                        or "HostUnreachable"
                        or "NetworkUnreachable"
                        or "AddressNotAvailable"
                        or "AccessDenied");
    }

    /// <summary>A helper that catches the failure and returns false or null: who drops that answer swallows the error.</summary>
    private static void CheckAnswersOfHelpers(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)
                || method.File.HelperOf(call.TargetMethod) is not { } helper
                || helper is { TellsFailure: false, TellsBadText: false }
            )
                continue;
            var what = helper.TellsFailure ? "the network failed" : "what came is no text";
            IOperation value = call.SameValue();
            while (
                value.Parent
                    is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr }
                        or IUnaryOperation
                        or IParenthesizedOperation
            )
                value = value.Parent;
            var kept = value.Parent switch
            {
                IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } =>
                    target.Local,
                _ => null,
            };
            var dropped = value.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }
                || kept is not null && (kept.Type.SpecialType == SpecialType.System_Boolean
                    ? method.References(kept).All(reference => reference.IsWrite())
                    : !method.References(kept).Any(reference => !reference.IsWrite() && MayBeTested(reference)));
            if (!dropped || method.Member is IMethodSymbol { Name: var ending } && EndsSomething(ending))
                continue;
            if (kept is { Type.SpecialType: not SpecialType.System_Boolean })
                report.At(
                    call.Syntax,
                    helper.Tells && method.References(kept).All(IsHarmless) ? ToldNullUntested : NullUntested,
                    kept.Name,
                    call.TargetMethod.Name,
                    what);
            else
                report.At(call.Syntax, helper.Tells ? ToldAnswerUnread : AnswerUnread, call.TargetMethod.Name, what);
        }
    }

    /// <summary>A null that is only shown, once the helper has told of the failure.</summary>
    private static bool IsHarmless(IOperation reference) =>
        reference.IsWrite()
        || reference.IsShown()
        || reference.SameValue() is IPropertyReferenceOperation { Property.Name: "Result" } result && result.IsShown();

    /// <summary>Compared, or out of sight; not one that a member is called on or that the framework is given.</summary>
    private static bool MayBeTested(IOperation reference)
    {
        var value = reference.SameValue();
        return value.Parent switch
        {
            IInvocationOperation call => call.Instance != value,
            IPropertyReferenceOperation or IUsingOperation => false,
            IArgumentOperation { Parent: IInvocationOperation call } argument =>
                !SocketTypes.IsOfSystem(call.TargetMethod) && argument.Parameter?.NullableAnnotation != NullableAnnotation.NotAnnotated,
            _ => true,
        };
    }

    /// <summary>Whether the filter tells types of exceptions apart and nothing else: <c>error is IOException or SocketException</c>, here
    /// or in a method of this file.</summary>
    private static bool AsksOnlyForTypes(IOperation filter, SocketMethod method, int depth = 0)
    {
        var asks = false;
        foreach (var part in filter.DescendantsAndSelf())
        {
            switch (part)
            {
                // Expected where the program itself closes or cancels.
                case IIsTypeOperation { TypeOperand.Name: "ObjectDisposedException" or "OperationCanceledException" }
                or ITypePatternOperation { MatchedType.Name: "ObjectDisposedException" or "OperationCanceledException" }:
                    return false;
                case IIsTypeOperation or ITypePatternOperation or IDeclarationPatternOperation or IRecursivePatternOperation:
                    asks = true;
                    break;
                case IPropertyReferenceOperation { Property.Name: not "InnerException" }
                or IFieldReferenceOperation
                or IConstantPatternOperation { Value.ConstantValue.Value: not null }:
                case ILocalReferenceOperation or IParameterReferenceOperation when part.Type?.SpecialType == SpecialType.System_Boolean:
                    return false;
                case IInvocationOperation call:
                    if (depth > 0 || call.TargetMethod.DeclaringSyntaxReferences.Length != 1)
                        return false;
                    var declaration = call.TargetMethod.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
                    if (
                        declaration.SyntaxTree != method.Model.SyntaxTree
                        || method.Model.GetOperation(declaration, method.Cancellation) is not { } body
                        || !AsksOnlyForTypes(body, method, depth + 1)
                    )
                        return false;
                    asks = true;
                    break;
            }
        }

        return asks;
    }

    /// <summary>A connect that its deadline cancelled has failed like any other.</summary>
    private static bool GivesUpConnecting(ICatchClauseOperation handler, IOperation call, SocketMethod method) =>
        call is IInvocationOperation { TargetMethod.Name: "ConnectAsync" } && Tokens.HasDeadline(call, method)
        && handler.ExceptionType is { Name: "OperationCanceledException" or "TaskCanceledException" };

    private static bool IsEmpty(ICatchClauseOperation handler) => handler.Handler.Operations.All(operation => operation is IEmptyOperation);

    /// <summary>A comment in the handler says why nothing has to be done; where the socket is used again, something has.</summary>
    private static bool IsExplained(ICatchClauseOperation handler) =>
        handler
            .Handler.Syntax.DescendantTrivia()
            .Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));

    private static bool IsCatchAll(ICatchClauseOperation handler) =>
        handler.ExceptionType is null
        || handler.ExceptionType.SpecialType == SpecialType.System_Object
        || handler.ExceptionType is { Name: "Exception", ContainingNamespace.Name: "System" };

    /// <summary>Whether success is told from failure by where the guarded block ends: it leaves, or notes down that it came to its
    /// end.</summary>
    private static bool LeavesOrRecords(IBlockOperation body, SocketMethod method)
    {
        var last = body.Operations.LastOrDefault();
        if (last is IReturnOperation or IBranchOperation or IThrowOperation)
            return true;

        // Out of a loop without end only the exception leads.
        if (
            last is ILoopOperation loop
            && loop.Condition() is null or { ConstantValue: { HasValue: true, Value: true } }
            && last is IForLoopOperation or IWhileLoopOperation
        )
            return true;
        return body.Operations.OfType<IExpressionStatementOperation>()
                .Any(statement =>
                    statement.Operation
                        is IIncrementOrDecrementOperation
                            or ICompoundAssignmentOperation { Value.ConstantValue.HasValue: true }
                            or IInvocationOperation { TargetMethod.Name: "SetResult" or "TrySetResult" }
                    || statement.Operation is ISimpleAssignmentOperation { Value: var value }
                        && value.Type?.SpecialType is not (SpecialType.System_Int32 or SpecialType.System_Int64)
                ) || method.Within(body).Any(operation => operation is IReturnOperation && operation.Function() == body.Function());
    }

    /// <summary>Whether the last statement is a loop out of which a <c>break</c> leads, so that the guarded block comes to its
    /// end.</summary>
    private static bool EndsWithLoopThatIsLeft(IBlockOperation body) =>
        body.Operations.LastOrDefault() is ILoopOperation loop
        && !body.Descendants().Any(part => part is IReturnOperation)
        && loop.Body.Descendants().Any(part => part is IBranchOperation way && SocketMethod.Same(way.Target, loop.ExitLabel));

    /// <summary>The handler reaches its end without changing anything that the code after it could look at.</summary>
    private static bool GoesOn(ICatchClauseOperation handler) => !handler.Handler.DescendantsAndSelf().Any(operation => operation switch
    {
        IReturnOperation or IThrowOperation or IBranchOperation or IAssignmentOperation or IIncrementOrDecrementOperation => true,
        IInvocationOperation call => !(
            Shown.IsMessage(call)
            || Shown.IsLog(call)
            || SocketTypes.IsOfSystem(call.TargetMethod)
                && call.TargetMethod.ContainingType.Name is "String" or "Exception" or "Object"),
        _ => false,
    });

    /// <summary>The socket that may have failed is used again after the try statement.</summary>
    private static bool IsUsedAfter(ITryOperation guarded, System.Collections.Generic.List<IOperation> calls, SocketMethod method)
    {
        var last = method.The(() => new LastCalls(method));
        return calls
            .OfType<IInvocationOperation>()
            .SelectMany(call => new[] { call.Receiver(), NetworkCalls.CopiesTo(call) })
            .Any(used => Base(used) is { } socket && last.TryGetValue(socket, out var place) && place > guarded.Syntax.Span.End);
    }

    /// <summary>What was to be read whole is used after the try statement, as if it had come.</summary>
    private static bool IsDataUsedAfter(ITryOperation guarded, System.Collections.Generic.List<IOperation> calls, SocketMethod method) =>
        guarded.Loop() is null
        && calls
            .OfType<IInvocationOperation>()
            .Where(call => call.TargetMethod.Name is "ReadExactly" or "ReadExactlyAsync")
            .Select(call => call.Argument("buffer").Root())
            .Any(buffer =>
                buffer is ILocalSymbol or IParameterSymbol
                && method
                    .References(buffer)
                    .Any(reference =>
                        !reference.IsWrite()
                        && reference.Function() == guarded.Function()
                        && reference.Syntax.SpanStart > guarded.Syntax.Span.End));

    /// <summary>The variable under a reader or a writer that is made where it is used.</summary>
    private static ISymbol? Base(IOperation? receiver)
    {
        while (receiver.Unwrap() is IObjectCreationOperation { Arguments.Length: > 0 } made)
            receiver = made.Arguments[0].Value;
        return receiver.Root();
    }

    /// <summary>Where each socket is used on the network for the last time.</summary>
    private sealed class LastCalls : System.Collections.Generic.Dictionary<ISymbol, int>
    {
        public LastCalls(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var stream in method.All<IObjectCreationOperation>())
            {
                // What a reader or a writer over a stream does is done to the stream.
                if (
                    SocketTypes.IsTextReader(stream.Type)
                    && stream.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation made }
                    && Base(stream) is { } under
                    && method.References(made.Symbol).LastOrDefault(IsRead) is { } read)
                    Add(under, read);

                // A socket that is not connected has no stream.
                if (SocketTypes.IsNetworkStream(stream.Type) && stream.Arguments.Length > 0 && stream.Arguments[0].Value.Root() is { } of)
                    Add(of, stream);
            }

            foreach (var call in method.Calls)
            {
                if (Base(call.Receiver()) is { } socket && (NetworkCalls.Is(call, method) || IsStreamOfClient(call)))
                    Add(socket, call);
            }

            // A client that is not connected has no stream; one that is only closed is not used.
            bool IsStreamOfClient(IInvocationOperation call) =>
                call.TargetMethod.Name == "GetStream"
                && SocketTypes.IsTcpClient(call.TargetMethod.ContainingType)
                && call.SameValue().Parent is not IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" or "DisposeAsync" };

            bool IsRead(IOperation use) => use.SameValue().Parent is { } call && NetworkCalls.Is(call, method);
        }

        private void Add(ISymbol socket, IOperation use) =>
            this[socket] = TryGetValue(socket, out var before) ? System.Math.Max(before, use.Syntax.SpanStart) : use.Syntax.SpanStart;
    }
}
