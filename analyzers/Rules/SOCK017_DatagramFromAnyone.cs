using System;
using System.Collections.Generic;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK017: a client takes the first datagram that comes for the answer, whoever sent it (RFC 5452 §3, §9.1).</summary>
public sealed class SOCK017_DatagramFromAnyone : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.DatagramFromAnyone, Categories.Connections, DiagnosticSeverity.Info,
        "A datagram is accepted from anyone",
        "Connect `{0}` to the server, or compare the sender with it: `{1}` takes a datagram from anyone who finds the port");

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Variables;

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.Name
                is not (
                    "Receive"
                    or "ReceiveAsync"
                    or "ReceiveFrom"
                    or "ReceiveFromAsync"
                    or "ReceiveMessageFrom"
                    or "ReceiveMessageFromAsync"
                    or "EndReceive"
                    or "EndReceiveFrom"))
                continue;
            var udp = SocketTypes.IsUdpClient(call.Receiver()?.Type);
            if (
                !udp
                && !(
                    SocketTypes.IsSocket(call.Receiver()?.Type)
                    && (TellsSender(call.TargetMethod) || method.TransportOf(call.Receiver()) == Transport.Datagram)))
                continue;
            if (AskedByBeginner(call, method))
            {
                if (!LooksAtSender(call, method))
                    report.At(call.Syntax, call.Receiver().Root()!.Name, NetworkCalls.Name(call));
                continue;
            }

            if (call.Receiver().Root() is IParameterSymbol given && AskedByCallers(given, method) && !LooksAtSender(call, method))
            {
                report.At(call.Syntax, given.Name, NetworkCalls.Name(call));
                continue;
            }

            if (AskedByCallersOverField(call, method) && !LooksAtSender(call, method))
            {
                report.At(call.Syntax, call.Receiver().Root()!.Name, NetworkCalls.Name(call));
                continue;
            }

            // Who sends first knows whom it asked. Who answers takes questions from anyone.
            if (
                SocketOf(call.Receiver(), method) is not { } socket
                || method.The(() => new Conversations(method)).Of(socket) is not { NamesPeer: true } conversation
                || conversation.FirstQuestion >= call.Syntax.SpanStart
                || !conversation.IsOnlyIn(call))
                continue;
            if (LooksAtSender(call, method) || conversation.AsksMany)
                continue;
            report.At(call.Syntax, socket.Name, NetworkCalls.Name(call));
        }
    }

    /// <summary>The variable of a socket; of a class that is one itself, the class.</summary>
    private static ISymbol? SocketOf(IOperation? socket, SocketMethod method) =>
        socket.Root() ?? (socket.Unwrap() is IInstanceReferenceOperation ? method.Member.ContainingType : null);

    /// <summary>A receive that tells who sent the datagram; <c>Receive</c> of a socket that is not connected does not.</summary>
    private static bool TellsSender(IMethodSymbol target) => target.Name.Contains("From") || SocketTypes.IsUdpClient(target.ContainingType);

    /// <summary>Whether the member that began this receive, whose end is in a callback of the same class, had asked its peer right before,
    /// over a client of the class that is not connected and that it gives to nobody.</summary>
    private static bool AskedByBeginner(IInvocationOperation end, SocketMethod method)
    {
        if (
            end.TargetMethod.Name is not ("EndReceive" or "EndReceiveFrom")
            || end.Function() is not null
            || end.Receiver().Root() is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } client
            || Beginnings.Of(end, method) is not { } begun
            || client.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } parts
            || parts[0].SyntaxTree != method.Model.SyntaxTree
            || method.File.SaysIn(parts[0].GetSyntax(method.Cancellation), "Connect", "Multicast", "Broadcast"))
            return false;
        var above = begun.Syntax.Ancestors().FirstOrDefault(node => node is BaseMethodDeclarationSyntax);
        return above is not null
            && Methods.Of(method.File).At(above) is { } beginner
            && beginner.The(() => new Conversations(beginner)).Of(client) is { NamesPeer: true, AsksMany: false } conversation
            && conversation.FirstQuestion < begun.Syntax.SpanStart;
    }

    /// <summary>Whether all who call this private method have asked their peer over the socket, which is theirs and not connected, before
    /// they let the method wait for the answer, of which it gives them the data only.</summary>
    private static bool AskedByCallers(IParameterSymbol socket, SocketMethod method)
    {
        if (
            socket.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary } helper
            || helper is not { DeclaredAccessibility: Accessibility.Private }
            || !SocketMethod.Same(helper, method.Member)
            || helper.ReturnType.Result() is not (IArrayTypeSymbol or { SpecialType: SpecialType.System_Int32 })
            || helper.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.Name is "EndPoint" or "IPEndPoint")
            || method.References(socket).Any(reference => reference.SameValue().Parent is IArgumentOperation or IReturnOperation)
            || method.File.Sites(helper) is not { Count: > 0 } sites)
            return false;
        foreach (var site in sites)
        {
            var above = site.Ancestors().FirstOrDefault(node => node is BaseMethodDeclarationSyntax or CompilationUnitSyntax);
            if (
                above is null
                || Methods.Of(method.File).At(above) is not { } caller
                || caller.Calls.FirstOrDefault(call => call.Syntax == site) is not { } use
                || use.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == socket.Ordinal)?.Value.Root()
                    is not ILocalSymbol own
                || caller.OnlyValue(own).Unwrap() is not IObjectCreationOperation made
                || made.Argument("hostname") is not null
                || caller
                    .References(own)
                    .Any(reference =>
                        reference.SameValue().Parent is IReturnOperation or IArgumentOperation { Parent: IObjectCreationOperation }
                        || reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation other }
                            && !SocketTypes.IsOfSystem(other.TargetMethod)
                            && !SocketMethod.Same(other.TargetMethod.OriginalDefinition, helper)))
                return false;
            var asked = caller.Sends.Where(send => SocketMethod.Same(send.Target.Root(), own)).ToList();
            if (
                asked.Count == 0
                || !asked.TrueForAll(SaysWhereTo)
                || !asked.Exists(send => send.Call.Syntax.SpanStart < site.SpanStart)
                || caller.Calls.Any(call =>
                    call.TargetMethod.Name is "Connect" or "ConnectAsync" && SocketMethod.Same(call.Receiver().Root(), own))
                || GoesToMany(asked, caller))
                return false;
        }

        return true;
    }

    /// <summary>The same of a private method that waits for the answer over a client of its class, which is not connected: each caller has
    /// asked its peer over it.</summary>
    private static bool AskedByCallersOverField(IInvocationOperation receive, SocketMethod method)
    {
        if (
            receive.Function() is not null
            || receive.Receiver().Root() is not IFieldSymbol { DeclaredAccessibility: Accessibility.Private } client)
            return false;
        var known = method.The(() => new AskedOver());
        if (!known.TryGetValue(client, out var answer))
            known[client] = answer = IsAskedByCallers(client, method);
        return answer;
    }

    private sealed class AskedOver() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    private static bool IsAskedByCallers(IFieldSymbol client, SocketMethod method)
    {
        if (
            method.Member is not IMethodSymbol
            {
                MethodKind: MethodKind.Ordinary,
                DeclaredAccessibility: Accessibility.Private,
                ReturnType: var answer
            } helper
            || answer.Result() is not (IArrayTypeSymbol or { SpecialType: SpecialType.System_Int32 or SpecialType.System_String })
            || helper.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.Name is "EndPoint" or "IPEndPoint")
            || method.References(client).Any(reference => reference.SameValue().Parent is IArgumentOperation or IReturnOperation)
            || method.Sends.Any(send => SocketMethod.Same(send.Target.Root(), client))
            || client.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } parts
            || parts[0].SyntaxTree != method.Model.SyntaxTree
            || method.File.Sites(helper) is not { Count: > 0 } sites
            || method.File.SaysIn(parts[0].GetSyntax(method.Cancellation), "Connect", "Multicast", "Broadcast"))
            return false;
        return sites.All(site =>
            site.Ancestors().FirstOrDefault(node => node is BaseMethodDeclarationSyntax) is { } above
            && Methods.Of(method.File).At(above) is { } caller
            && caller.The(() => new Conversations(caller)).Of(client) is { NamesPeer: true, AsksMany: false } conversation
            && conversation.FirstQuestion < site.SpanStart);
    }

    /// <summary>What a body says over each of its sockets.</summary>
    private sealed class Conversations(SocketMethod method)
    {
        private readonly Dictionary<ISymbol, Conversation> known = new(SymbolEqualityComparer.Default);
        private Dictionary<ISymbol, List<Send>>? sends;

        public Conversation Of(ISymbol socket)
        {
            if (!known.TryGetValue(socket, out var conversation))
            {
                sends ??= BySocket();
                known[socket] = conversation = new Conversation(socket, sends.TryGetValue(socket, out var asked) ? asked : [], method);
            }

            return conversation;
        }

        private Dictionary<ISymbol, List<Send>> BySocket()
        {
            var found = new Dictionary<ISymbol, List<Send>>(SymbolEqualityComparer.Default);
            foreach (var send in method.Sends)
            {
                if (SocketOf(send.Target, method) is not { } socket)
                    continue;
                if (!found.TryGetValue(socket, out var list))
                    found[socket] = list = [];
                list.Add(send);
            }

            return found;
        }
    }

    private sealed class Conversation
    {
        private readonly HashSet<IOperation> functions = [];
        private readonly bool isInMember;
        private readonly Lazy<bool> asksMany;

        public Conversation(ISymbol socket, List<Send> asked, SocketMethod method)
        {
            NamesPeer = asked.Count > 0 && asked.TrueForAll(SaysWhereTo) && !Connects(socket, method);
            FirstQuestion = asked.Count == 0 ? int.MaxValue : asked.Min(send => send.Call.Syntax.SpanStart);
            asksMany = new(() => GoesToMany(asked, method));
            foreach (var reference in method.References(socket))
            {
                if (reference.Function() is { } function)
                    functions.Add(function);
                else
                    isInMember = true;
            }
        }

        /// <summary>Each question says to whom it goes: the socket is not connected.</summary>
        public bool NamesPeer { get; }

        /// <summary>Where the first question stands.</summary>
        public int FirstQuestion { get; }

        /// <summary>A question goes to everybody, or to a group.</summary>
        public bool AsksMany => asksMany.Value;

        /// <summary>Whether the socket is used only in the call's own function or, for the end of a receive in a callback, in the one that
        /// began it.</summary>
        public bool IsOnlyIn(IInvocationOperation call)
        {
            var own = call.Function();
            var others = functions.Count + (isInMember ? 1 : 0) - Count(own);
            if (call.TargetMethod.Name.StartsWith("End", StringComparison.Ordinal) && own is IAnonymousFunctionOperation callback)
                others -= Count(callback.Function());
            return others == 0;
        }

        private int Count(IOperation? function) => (function is null ? isInMember : functions.Contains(function)) ? 1 : 0;
    }

    /// <summary>A question to everybody, or to a group, is for anyone to answer.</summary>
    private static bool GoesToMany(List<Send> asked, SocketMethod method) =>
        method.Operations.Any(operation =>
            operation switch
            {
                IPropertyReferenceOperation { Property.Name: "EnableBroadcast" or "MulticastLoopback" }
                or IFieldReferenceOperation { Field.Name: "Broadcast" or "AddMembership" } => true,
                IInvocationOperation { TargetMethod.Name: "JoinMulticastGroup" } => true,
                { ConstantValue: { HasValue: true, Value: string text } } => IsGroup(text),
                IObjectCreationOperation { Type.Name: "MulticastOption" or "IPv6MulticastOption" } => true,
                _ => false,
            })
        || asked.Any(send =>
            send.Call.DescendantsAndSelf().Select(SocketMethod.Referenced).OfType<ISymbol>().Any(symbol => NamesGroup(symbol, method)));

    private static bool NamesGroup(ISymbol symbol, SocketMethod method) =>
        symbol.Name.IndexOf("multicast", StringComparison.OrdinalIgnoreCase) >= 0
        || symbol.Name.IndexOf("broadcast", StringComparison.OrdinalIgnoreCase) >= 0
        || symbol.Name.IndexOf("group", StringComparison.OrdinalIgnoreCase) >= 0
        || symbol is IFieldSymbol { DeclaringSyntaxReferences.Length: 1 } field
            && field
                .DeclaringSyntaxReferences[0]
                .GetSyntax(method.Cancellation)
                .DescendantTokens()
                .Any(token => token.ValueText == "Broadcast" || IsGroup(token.ValueText));

    /// <summary>An address that stands for many: 224.0.0.0/4, ff00::/8, or one that ends in 255.</summary>
    private static bool IsGroup(string text) =>
        System.Net.IPAddress.TryParse(text, out var address)
        && text.Any(character => character is '.' or ':')
        && (
            address.IsIPv6Multicast
            || address.GetAddressBytes() is { Length: 4 } bytes && (bytes[0] is >= 224 and <= 239 || bytes[3] == 255));

    /// <summary>A send that says where to: then the socket is not connected.</summary>
    private static bool SaysWhereTo(Send send) => send.Call.TargetMethod.Name.StartsWith("SendTo")
        || send.OfUdpClient && send.Call.Argument("endPoint", "hostname") is { } peer && !SocketMethod.IsNull(peer);

    private static bool Connects(ISymbol socket, SocketMethod method) =>
        method.Calls.Any(call =>
            call.TargetMethod.Name is "Connect" or "ConnectAsync" && SocketMethod.Same(SocketOf(call.Receiver(), method), socket))
        || socket is INamedTypeSymbol itself
            && (itself.DeclaringSyntaxReferences.Length != 1
                || itself.DeclaringSyntaxReferences[0].SyntaxTree != method.Model.SyntaxTree
                || method.File.SaysIn(
                    itself.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation), "Connect", "Multicast", "Broadcast", "base("))
        || method.Values(socket).Any(value => value.Unwrap() is IObjectCreationOperation made && made.Argument("hostname") is not null)
        || socket is IFieldSymbol { ContainingType.DeclaringSyntaxReferences: var parts }
            && parts.Any(part => method.File.SaysIn(part.GetSyntax(method.Cancellation), ".Connect(", ".ConnectAsync("))
        || method
            .References(socket)
            .Any(reference =>
                reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call }
                && !SocketTypes.IsOfSystem(call.TargetMethod));

    private static bool LooksAtSender(IOperation call, SocketMethod method, int depth = 0)
    {
        if (
            call is IInvocationOperation receive
            && receive.Argument("remoteEP", "remoteEndPoint", "receivedAddress", "endPoint") is { } filled
            && filled.Root() is { } variable
            && (!IsAwaitedFor(receive) || filled.Type?.Name == "SocketAddress"))
        {
            return variable is IFieldSymbol || IsRead(variable, receive, method);
        }

        if (call is IInvocationOperation { TargetMethod: var target } && !TellsSender(target))
            return false;

        // The async calls give the sender with the result.
        var value = call.SameValue();
        if (value.Parent is IIsPatternOperation { Pattern: var asked })
            return NamesSender(asked);
        if (value.Parent is ISwitchExpressionOperation choice && choice.Value == value)
            return choice.Arms.Any(arm => NamesSender(arm.Pattern));
        var result = value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => local.Local,
            _ => null,
        };
        // A task that is awaited later gives the sender there.
        if (result?.Type.Name is "Task" or "ValueTask")
        {
            var uses = method.References(result).Where(reference => !reference.IsWrite()).ToList();
            return depth > 0
                || uses.Count == 0
                || uses.Any(use => !TaskUse.IsOnlyWaiting(use, method) && (!IsOfResult(use) || LooksAtSender(use, method, depth + 1)));
        }

        if (result is null)
            return value.Parent
                is not IMemberReferenceOperation { Member.Name: "Buffer" or "ReceivedBytes" }
                    and not IExpressionStatementOperation;
        return method
            .References(result)
            .Any(reference =>
                reference.Function() != call.Function()
                || reference.SameValue().Parent
                    is not IPropertyReferenceOperation
                        and not IFieldReferenceOperation
                        and not ISimpleAssignmentOperation
                || reference.SameValue().Parent is IMemberReferenceOperation { Member.Name: "RemoteEndPoint" } sender
                    && !sender.IsShown());
    }

    /// <summary>Whether the sender that a receive has put into a variable is looked at before the next one takes its place.</summary>
    private static bool IsRead(ISymbol variable, IInvocationOperation receive, SocketMethod method)
    {
        if (!method.IsInOrder(variable, receive))
            return method.References(variable).Any(IsLooked);
        var looked = false;
        var found = method.Graphs.After(receive, variable, step =>
        {
            if (looked || SocketMethod.Overwrites(step, variable))
                return false;
            if (!SocketMethod.Same(SocketMethod.Referenced(step), variable) || method.ReferenceAt(step.Syntax) is not { } read)
                return true;
            looked = IsLooked(read);
            return !looked && !IsPassedBack(read, receive);
        });
        return looked || !found && method.References(variable).Any(IsLooked);

        bool IsLooked(IOperation read) => !read.IsWrite() && !read.IsWithin(receive) && !IsPassedBack(read, receive) && !read.IsShown();
    }

    /// <summary>A pattern that asks for the sender, or gives a name to all of the result.</summary>
    private static bool NamesSender(IPatternOperation asked) =>
        asked is IDeclarationPatternOperation
        || asked
            .DescendantsAndSelf()
            .Any(part =>
                part is IRecursivePatternOperation { DeclaredSymbol: not null, InputType.Name: var type }
                    && type is "UdpReceiveResult" or "SocketReceiveFromResult"
                || part is IPropertySubpatternOperation { Member: IPropertyReferenceOperation { Property.Name: "RemoteEndPoint" } }
                || part is IPropertySubpatternOperation { Member: IFieldReferenceOperation { Field.Name: "RemoteEndPoint" } });

    private static bool IsAwaitedFor(IInvocationOperation receive) => receive.Type?.Name is "Task" or "ValueTask";

    private static bool IsOfResult(IOperation task) => task.SameValue().Type?.Name is "UdpReceiveResult" or "SocketReceiveFromResult";

    private static bool IsPassedBack(IOperation read, IInvocationOperation call) =>
        read.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref, Parent: IInvocationOperation other }
        && other.TargetMethod.Name == call.TargetMethod.Name;
}
