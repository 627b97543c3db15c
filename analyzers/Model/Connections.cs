using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>How a socket carries its bytes.</summary>
internal enum Transport
{
    Unknown,
    Stream,
    Datagram,
}

/// <summary>Answers three questions about a stream or a socket: is it over a network connection, over which one, and how are bytes
/// carried?</summary>
internal static class Connections
{
    /// <summary>The answers for variables. Each answer is found once, however many values the variable has.</summary>
    private sealed class NetworkBacked() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    /// <summary>Whether a stream, reader or writer is known to be over a network connection.</summary>
    public static bool IsNetworkBacked(this SocketMethod method, IOperation? operation) => new Origins(method).AreOnNetwork(operation);

    /// <summary>The origins of a stream: what it is made over, through wrappers and variables.</summary>
    private sealed class Origins(SocketMethod method)
    {
        private HashSet<ISymbol>? visited;
        private bool found;

        public bool AreOnNetwork(IOperation? operation)
        {
            operation = operation.Unwrap();
            if (operation is null)
                return false;
            if (SocketTypes.IsNetworkBacked(operation.Type))
                return found = true;
            return operation switch
            {
                IObjectCreationOperation { Arguments.Length: > 0 } creation when IsWrapper(creation.Type) => AreOnNetwork(
                    creation.Arguments[0].Value),
                IInvocationOperation { TargetMethod: { Name: "GetStream", ContainingType: var owner } } => SocketTypes.IsTcpClient(owner)
                    && (found = true),
                IInvocationOperation { TargetMethod: { Name: "Synchronized", IsStatic: true } } synchronized
                    when synchronized.Arguments.Length == 1 => AreOnNetwork(synchronized.Arguments[0].Value),
                IConditionalOperation { WhenFalse: { } otherwise } conditional => AreOnNetwork(conditional.WhenTrue)
                    && AreOnNetwork(otherwise),
                ICoalesceOperation either => AreOnNetwork(either.Value) && AreOnNetwork(either.WhenNull),
                ICoalesceAssignmentOperation late => AreOnNetwork(late.Value),
                IInvocationOperation { TargetMethod: { Name: "Create", ContainingType.Name: "PipeReader" or "PipeWriter" } } pipe
                    when pipe.Arguments.Length > 0 => AreOnNetwork(pipe.Arguments[0].Value),
                IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: 1 } helper }
                    when CanBe(helper.ReturnType.Result()) => AreOnNetwork(helper, () => Elsewhere.Returned(helper, method.File)),
                IPropertyReferenceOperation { Property: { DeclaringSyntaxReferences.Length: 1 } property } when CanBe(property.Type) =>
                    AreOnNetwork(property, () => Elsewhere.Given(property, method.File)),
                ILocalReferenceOperation
                or IFieldReferenceOperation
                or IParameterReferenceOperation when MayBe(operation.Type) && operation.Symbol() is { } symbol => AreOnNetwork(
                    symbol,
                    () => Values(method, symbol)),
                _ => false,
            };
        }

        private bool AreOnNetwork(ISymbol variable, Func<IEnumerable<IOperation>> valuesOf)
        {
            var known = method.The(() => new NetworkBacked());
            if (known.TryGetValue(variable, out var answer))
            {
                found |= answer;
                return answer;
            }

            // `stream = new BufferedStream(stream)`: a stream over itself says nothing new. In a circle there is no answer to keep.
            var first = visited is null;
            visited ??= new(SymbolEqualityComparer.Default);
            if (!visited.Add(variable))
                return true;
            var values = valuesOf().Where(value => !SocketMethod.IsNull(value) && !IsOver(value, variable)).ToList();
            answer = values.Count > 0 && values.All(AreOnNetwork);
            if (first)
                known[variable] = answer = answer && found;
            return answer;
        }
    }

    private static bool IsOver(IOperation value, ISymbol variable) =>
        value.DescendantsAndSelf().Any(part => SocketMethod.Same(SocketMethod.Referenced(part), variable));

    /// <summary>Whether the type can be over a network. A number or a text cannot.</summary>
    private static bool MayBe(ITypeSymbol? type) =>
        type is { IsReferenceType: true, SpecialType: not SpecialType.System_String } or ITypeParameterSymbol;

    /// <summary>The values of a variable that its file shows; if there are none, those that the compilation shows.</summary>
    private static IEnumerable<IOperation> Values(SocketMethod method, ISymbol symbol)
    {
        var here = method.Values(symbol).ToList();
        if (here.Count > 0)
            return here;
        return symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary } owner } parameter
            ? Passed(parameter, owner, method)
            : Elsewhere.Given(symbol, method.File);
    }

    /// <summary>What the calls in this file pass to a method that other code may call too.</summary>
    private static IEnumerable<IOperation> Passed(IParameterSymbol parameter, IMethodSymbol owner, SocketMethod method) =>
        owner.IsVirtual || owner.IsOverride || owner.IsAbstract || !CanBe(parameter.Type)
            ? []
            : method
                .File.Sites(owner)
                .Select(site => method.Model.GetOperation(site, method.Cancellation) as IInvocationOperation)
                .Select(call => call?.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value)
                .OfType<IOperation>();

    private static bool CanBe(ITypeSymbol type) =>
        SocketTypes.IsStream(type)
        || SocketTypes.IsTextReader(type)
        || SocketTypes.IsTextWriter(type)
        || SocketTypes.IsOrDerives(type, "BinaryReader", "IO")
        || SocketTypes.IsOrDerives(type, "BinaryWriter", "IO")
        || SocketTypes.IsOrDerives(type, "PipeReader", "Pipelines")
        || SocketTypes.IsOrDerives(type, "PipeWriter", "Pipelines");

    /// <summary>Whether two sockets, or what was made over them, may be one connection. True also if one of them is not known.</summary>
    public static bool IsSameConnection(this SocketMethod method, IOperation? one, IOperation? other)
    {
        var (left, right) = (one.Root(), other.Root());
        if (left is null || right is null || SocketMethod.Same(left, right))
            return true;
        return Sources(method, left)
                .Any(source => SocketMethod.Same(source, right) || Sources(method, right).Any(also => SocketMethod.Same(also, source)))
            || Sources(method, right).Any(source => SocketMethod.Same(source, left))
            || left is IParameterSymbol { ContainingSymbol: IMethodSymbol owner } given
                && right is IParameterSymbol beside
                && SocketMethod.Same(beside.ContainingSymbol, owner)
                && ArePassedTogether(given, beside, owner, method);
    }

    /// <summary>The answers for two parameters.</summary>
    private sealed class Together : Dictionary<(ISymbol, ISymbol), bool>;

    /// <summary>Whether each call in this file gives the method two ends of one connection: a stream, and a reader over it.</summary>
    private static bool ArePassedTogether(IParameterSymbol one, IParameterSymbol other, IMethodSymbol owner, SocketMethod method)
    {
        if (!CanBe(one.Type) || !CanBe(other.Type) || owner.IsVirtual || owner.IsOverride || owner.IsAbstract)
            return false;
        var known = method.The(() => new Together());
        if (!known.TryGetValue((one, other), out var answer))
        {
            var calls = method
                .File.Sites(owner)
                .Select(site => method.Model.GetOperation(site, method.Cancellation) as IInvocationOperation)
                .ToList();
            known[(one, other)] = answer = calls.Count > 0 && calls.TrueForAll(call =>
                Passed(call, one) is { } left
                && Passed(call, other) is { } right
                && (SocketMethod.Same(left, right) || IsMadeOver(left, right) || IsMadeOver(right, left)));
        }

        return answer;

        static ISymbol? Passed(IInvocationOperation? call, IParameterSymbol parameter) =>
            call?.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value.Root();

        bool IsMadeOver(ISymbol end, ISymbol stream) =>
            end is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 }
            && end.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation) is VariableDeclaratorSyntax { Initializer.Value: var made }
            && made.DescendantNodes().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == stream.Name);
    }

    /// <summary>The variables that occur in a variable's values.</summary>
    private static IEnumerable<ISymbol> Sources(SocketMethod method, ISymbol symbol) =>
        method
            .Values(symbol)
            .SelectMany(value => value.DescendantsAndSelf())
            .Select(SocketMethod.Referenced)
            .Where(source => source is not null)!;

    /// <summary>Whether the bytes go as a stream or as datagrams; unknown if the socket came from elsewhere and the file uses
    /// both.</summary>
    public static Transport TransportOf(this SocketMethod method, IOperation? operation, int depth = 0)
    {
        operation = operation.Unwrap();
        if (operation is null || depth > 6)
            return Transport.Unknown;
        switch (operation)
        {
            case IObjectCreationOperation creation when SocketTypes.IsSocket(creation.Type):
                return creation.Argument("socketType") is { } type ? type.Constant() switch
                {
                    1 => Transport.Stream,
                    2 => Transport.Datagram,
                    null => EnumValue(type) switch { 1 => Transport.Stream, 2 => Transport.Datagram, _ => Transport.Unknown },
                    _ => Transport.Unknown,
                } : Transport.Unknown;
            case IPropertyReferenceOperation { Property: { Name: "Client", ContainingType: var owner } }:
                return SocketTypes.IsUdpClient(owner) ? Transport.Datagram
                    : SocketTypes.IsTcpClient(owner) ? Transport.Stream
                    : Transport.Unknown;
            case IInvocationOperation
            {
                TargetMethod.Name: "Accept" or "AcceptAsync" or "EndAccept" or "AcceptSocket" or "AcceptSocketAsync" or "EndAcceptSocket"
            }:
                return Transport.Stream;
            case ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation when operation.Symbol() is { } symbol:
                if (depth > 0)
                    return OnlyTransport(method, symbol, depth + 1);
                var known = method.The(() => new Transports());
                if (!known.TryGetValue(symbol, out var transport))
                    known[symbol] = transport = OnlyTransport(method, symbol, depth + 1);
                return transport;
            default:
                return Guess(method, null);
        }
    }

    private sealed class Transports() : Dictionary<ISymbol, Transport>(SymbolEqualityComparer.Default);

    /// <summary>The kind that all values of a variable have in common. This is a loop, because every compiler process compiles a query over
    /// an enumeration anew.</summary>
    private static Transport OnlyTransport(SocketMethod method, ISymbol symbol, int depth)
    {
        var found = false;
        var only = Transport.Unknown;
        foreach (var value in method.Values(symbol))
        {
            if (SocketMethod.IsNull(value))
                continue;
            var transport = method.TransportOf(value, depth);
            if (found && transport != only)
                return Transport.Unknown;
            (found, only) = (true, transport);
        }

        return found ? only : Guess(method, symbol);
    }

    private static Transport Guess(SocketMethod method, ISymbol? symbol)
    {
        if (IsOfDatagrams(symbol) || IsOfDatagrams(method.Member) || IsOfDatagrams(method.Member.ContainingType))
            return Transport.Unknown;
        if (!method.File.MentionsDatagrams)
            return Transport.Stream;
        var guessed = method.The(() => new Guessed(method));
        var isGiven = symbol is IParameterSymbol given && SocketMethod.Same(given.ContainingSymbol, method.Member);
        return (isGiven ? guessed.OfGiven : guessed.OfKept) ? Transport.Unknown : Transport.Stream;
    }

    /// <summary>Whether a name says that it has to do with datagrams: <c>connectedUdp</c>, <c>NextDatagram</c>.</summary>
    private static bool IsOfDatagrams(ISymbol? named) =>
        named is not null && (named.Name.Contains("Udp") || named.Name.Contains("udp") || named.Name.Contains("atagram"));

    /// <summary>Whether the code that has to do with a socket names datagrams. The socket may then be of either kind.</summary>
    private sealed class Guessed
    {
        private static readonly string[] Words = ["Dgram", "Udp", "udp", "atagram", "ReceiveFrom", "SendTo", "ReceiveMessageFrom"];

        public Guessed(SocketMethod method)
        {
            var types = method.Root.Syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().ToList();
            if (types.Count == 0)
            {
                (OfGiven, OfKept) = (true, true);
                return;
            }

            // If a class is inside another that never names it, what is around it says nothing.
            var around = types.FindIndex(type => !IsNamedIn(types[types.Count - 1], type, type.Identifier.ValueText, method.File));
            OfKept = method.File.SaysIn(types[around < 0 ? types.Count - 1 : around], Words);
            OfGiven =
                OfKept
                && (
                    method.Root.Syntax is not MethodDeclarationSyntax member
                    || method.File.SaysIn(member, Words)
                    || IsNamedIn(types[types.Count - 1], member, member.Identifier.ValueText, method.File));
        }

        /// <summary>For a socket that is given to the method itself. The method's own words count and, if its class calls it, the words of
        /// the class.</summary>
        public bool OfGiven { get; }

        /// <summary>For all other sockets. The words of the class count and, if the classes around it name it, their words.</summary>
        public bool OfKept { get; }

        private static bool IsNamedIn(SyntaxNode around, SyntaxNode piece, string name, SocketFile file) =>
            file.Named(name).Any(node => node != piece && around.Span.Contains(node.Span) && !piece.Span.Contains(node.Span));
    }

    private static long? EnumValue(IOperation operation) =>
        operation.Unwrap() is IFieldReferenceOperation { Field: { HasConstantValue: true, ConstantValue: int value } } ? value : null;

    private static bool IsWrapper(ITypeSymbol? type) =>
        type?.Name
            is "BufferedStream"
                or "StreamReader"
                or "StreamWriter"
                or "BinaryReader"
                or "BinaryWriter"
                or "SslStream"
                or "NegotiateStream"
                or "GZipStream"
                or "DeflateStream"
                or "BrotliStream"
                or "ZLibStream"
                or "CryptoStream";
}
