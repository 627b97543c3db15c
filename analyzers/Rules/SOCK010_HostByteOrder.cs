using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK010: an integer of several bytes goes over the wire in the byte order of this machine (RFC 1700, "Data
/// Notations").</summary>
public sealed class SOCK010_HostByteOrder : SocketRule
{
    private static readonly DiagnosticDescriptor InHostOrderOfUnknown = Rule.Create(
        RuleIds.HostByteOrder,
        Categories.Sending,
        DiagnosticSeverity.Info,
        "An integer is on the wire in host byte order",
        "Use `BinaryPrimitives` for `{0}`, and say which byte order your protocol has: `BitConverter` takes that of this machine");

    private static readonly DiagnosticDescriptor AsInMemoryOfUnknown = InHostOrderOfUnknown.Saying(
        "Use `BinaryPrimitives` for `{0}`, and say which byte order your protocol has: `MemoryMarshal` takes that of this machine");

    private static readonly DiagnosticDescriptor InHostOrder = InHostOrderOfUnknown.Saying(
        "Use `BinaryPrimitives` for `{0}`: `BitConverter` takes the byte order of this "
            + "machine, the network has the most significant byte first",
        DiagnosticSeverity.Warning);

    private static readonly DiagnosticDescriptor AsInMemory = InHostOrder.Saying(
        "Use `BinaryPrimitives` for `{0}`: `MemoryMarshal` takes the bytes as this "
            + "machine has them, the network has the most significant byte first");

    private static readonly DiagnosticDescriptor TurnedTheWrongWay = InHostOrder.Saying(
        "Reverse the bytes of `{0}` where `BitConverter.IsLittleEndian` is true, or use "
            + "`BinaryPrimitives`: the network has the most significant byte first");

    public override DiagnosticDescriptor Descriptor => InHostOrderOfUnknown;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } =
        ImmutableArray.Create([InHostOrderOfUnknown, AsInMemoryOfUnknown, InHostOrder, AsInMemory, TurnedTheWrongWay]);

    internal override Sight SightOf(DiagnosticDescriptor saying) => Sight.Before;

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckGiven(method, report);
        if (!method.Calls.Any(call => call.TargetMethod.ContainingType.Name is "BitConverter" or "MemoryMarshal"))
            return;
        CheckWrongWay(method, report);
        CheckForgotten(method, report);
        CheckForgottenWrites(method, report);
        if (Converts(method))
            return;
        var buffers = method.The(() => new FilledArrays(method));
        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod is not { ContainingType.Name: "BitConverter" or "MemoryMarshal", IsStatic: true } target
                || !SocketTypes.IsOfSystem(target))
                continue;
            var saying = Saying(target.ContainingType.Name == "BitConverter", method);
            if ((IsRead(target) || target.Name is "Cast" or "AsBytes") && call.Arguments.Length > 0 && call.Arguments[0].Value is var bytes)
            {
                if (IsCastForTheWire(call, method))
                    report.At(call.Syntax, saying, bytes.Text());
                if (GoesToHelper(call, method))
                    continue;
                if (bytes.Root() is { } buffer && buffers.Contains(buffer) && !HandedToHelper(buffer, method))
                    report.At(call.Syntax, saying, buffer.Name);
                else if (IsDatagram(bytes) || bytes.Unwrap() is IInvocationOperation helper && FillsAnArray(helper.TargetMethod, method))
                    report.At(call.Syntax, saying, bytes.Text());
            }
            else if (
                target.Name == "GetBytes"
                && IsNumber(target.Parameters[0].Type)
                && IsSent(call, method)
                && !call.Arguments[0]
                    .Value.DescendantsAndSelf()
                    .OfType<IInvocationOperation>()
                    .Any(inner => !SocketTypes.IsOfSystem(inner.TargetMethod)))
            {
                report.At(call.Syntax, saying, call.Arguments[0].Value.Text());
            }
            else if (
                target.Name is "TryWriteBytes" or "Write" or "TryWrite"
                && target.Parameters.Length == 2
                && IsNumber(call.Arguments[1].Value.Type)
                && call.Arguments[0].Value.Root() is ILocalSymbol or IFieldSymbol { DeclaredAccessibility: Accessibility.Private }
                && IsSent(call.Arguments[0].Value.Root()!, method)
                && !call.Arguments[1]
                    .Value.DescendantsAndSelf()
                    .OfType<IInvocationOperation>()
                    .Any(inner => !SocketTypes.IsOfSystem(inner.TargetMethod)))
            {
                report.At(call.Syntax, saying, call.Arguments[1].Value.Text());
            }
        }
    }

    /// <summary>What names and comments say of a protocol whose numbers begin with the most significant byte.</summary>
    private static readonly Regex Names = new(
        @"(?<![A-Z])S?NTP(?![A-Z])|Ntp(?!ort)|STUN|Stun|Mod[Bb]us|MODBUS|S(OCKS|ocks)[45]|TFTP|Tftp|SNMP|Snmp|DHCP|Dhcp"
            + @"|WebSocket(?!s\b)|BigEndian|To(Network|Host)Order",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    private static readonly Regex Comments = new(
        @"\bRFC ?\d|\b[Bb]ig[- ]endian|[Nn]etwork( byte)? order",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    private sealed class Order(SocketFile file)
    {
        public bool IsKnown { get; } =
            Comments.IsMatch(file.Text.ToString())
            || file.Root.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && Names.IsMatch(token.ValueText));
    }

    /// <summary>A protocol of the author's own may have either order.</summary>
    private static DiagnosticDescriptor Saying(bool ofConverter, SocketMethod method) =>
        method.File.The(() => new Order(method.File)).IsKnown
            ? ofConverter ? InHostOrder : AsInMemory
            : ofConverter ? InHostOrderOfUnknown : AsInMemoryOfUnknown;

    /// <summary>Of several integers in one buffer, some are turned around where they are read, and this one is not.</summary>
    private static void CheckForgotten(SocketMethod method, Reporter report)
    {
        var turned = method.CallsNamed("NetworkToHostOrder");
        if (turned.Count == 0 || method.Operations.Any(operation => TurnsAround(operation) && operation is not IInvocationOperation)
            || method.CallsNamed("Reverse").Count + method.CallsNamed("ReverseEndianness").Count
                + method.CallsNamed("HostToNetworkOrder").Count > 0)
            return;
        var read = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var call in turned)
        {
            if (
                call.Arguments is not { Length: 1 } given
                || given[0].Value.Unwrap() is not IInvocationOperation number
                || !IsReadByConverter(number))
                return;
            if (number.Arguments[0].Value.Root() is { } buffer)
                read.Add(buffer);
        }

        var filled = method.The(() => new FilledArrays(method));
        read.RemoveWhere(buffer => !filled.Contains(buffer) && !IsGivenBytes(buffer, method));
        foreach (var call in method.Calls)
        {
            if (
                IsReadByConverter(call)
                && call.TargetMethod.ReturnType.SpecialType
                    is SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32
                && call.Arguments[0].Value.Root() is { } buffer
                && read.Contains(buffer)
                && call.SameValue().Parent
                    is not IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "NetworkToHostOrder" } }
                && !IsTheSameInAnyOrder(call)
                && !(IsGivenBytes(buffer, method) && IsAskedFor(call, method))
                && !HandedToHelper(buffer, method)
                && !GoesToHelper(call, method))
                report.At(call.Syntax, InHostOrder, buffer.Name);
        }
    }

    /// <summary><c>BitConverter.ToInt32(head, 0) == Magic</c>, at once or from a variable: what it is compared with may have this order
    /// too.</summary>
    private static bool IsAskedFor(IInvocationOperation read, SocketMethod method) =>
        IsCompared(read)
        || read.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var kept } }
            && method.References(kept).Any(IsCompared);

    private static bool IsCompared(IOperation number) =>
        number.SameValue().Parent
            is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }
                or IIsPatternOperation
                or ISwitchOperation
                or ISwitchExpressionOperation;

    /// <summary>Whether a caller gave the array: of its numbers those that are turned around say what it is.</summary>
    private static bool IsGivenBytes(ISymbol buffer, SocketMethod method) =>
        buffer is IParameterSymbol { RefKind: RefKind.None, Type: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } }
        && SocketMethod.Same(buffer.ContainingSymbol, method.Member);

    /// <summary>Finds an integer that is written in host order into a message whose other integers are converted.</summary>
    private static void CheckForgottenWrites(SocketMethod method, Reporter report)
    {
        var turned = method.CallsNamed("HostToNetworkOrder");
        if (
            turned.Count == 0
            || method.Operations.Any(operation =>
                TurnsAround(operation) && operation is not IInvocationOperation { TargetMethod.Name: "HostToNetworkOrder" })
            || !turned.All(call =>
                call.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation bytes } && IsOfNumber(bytes)))
            return;
        var sent = turned.Any(call => IsSent((IInvocationOperation)call.SameValue().Parent!.Parent!, method));
        foreach (var call in method.CallsNamed("GetBytes"))
        {
            if (
                sent
                && IsOfNumber(call)
                && call.Arguments[0].Value is var number
                && number.Unwrap() is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
                && number.Unwrap()!.Variable() is { Name: var name } variable
                && name.IndexOf("crc", System.StringComparison.OrdinalIgnoreCase) < 0
                && name.IndexOf("sum", System.StringComparison.OrdinalIgnoreCase) < 0
                && number.Unwrap()!.Type?.SpecialType is SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64
                && !method.Values(variable).Any(value => value.DescendantsAndSelf().OfType<IInvocationOperation>().Any())
                && IsSent(call, method))
                report.At(call.Syntax, InHostOrder, number.Text());
        }

        static bool IsOfNumber(IInvocationOperation call) =>
            call.TargetMethod is { Name: "GetBytes", ContainingType.Name: "BitConverter", Parameters.Length: 1 } target
            && SocketTypes.IsOfSystem(target)
            && IsNumber(target.Parameters[0].Type);
    }

    /// <summary>Asked only whether it equals another that was read so, or a number that is the same either way.</summary>
    private static bool IsTheSameInAnyOrder(IInvocationOperation read) =>
        read.SameValue() is { Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equal }
            value
        && (equal.LeftOperand == value ? equal.RightOperand : equal.LeftOperand) is var other
        && (other.Unwrap() is IInvocationOperation also && IsReadByConverter(also) || other.IsConstant(0) || other.IsConstant(-1));

    /// <summary>What came from the network goes to a method of this file that takes it apart in the order of this machine: as its argument,
    /// or in a field that both know.</summary>
    private static void CheckGiven(SocketMethod method, Reporter report)
    {
        if (!method.File.Mentions("BitConverter"))
            return;
        var buffers = method.The(() => new FilledArrays(method));
        if (buffers.Count == 0 || Converts(method))
            return;
        var told = method.File.The(() => new Told());
        foreach (var call in method.Calls)
        {
            if (SocketTypes.IsOfSystem(call.TargetMethod))
                continue;
            foreach (var argument in call.Arguments)
            {
                if (
                    argument.Parameter is { RefKind: RefKind.None } parameter
                    && argument.Value.Root() is { } given
                    && buffers.Contains(given)
                    && told.Parameters.Add(parameter.OriginalDefinition))
                    Report(TakenApart(call.TargetMethod.OriginalDefinition, parameter.Ordinal, method), parameter.Name);
            }
        }

        foreach (var field in buffers.OfType<IFieldSymbol>())
        {
            if (told.Fields.Add(field))
                Report(TakenApart(field, method), field.Name);
        }

        void Report(IEnumerable<IInvocationOperation> reads, string name)
        {
            foreach (var read in reads)
            {
                if (told.Reads.Add(read.Syntax))
                    report.At(read.Syntax, Saying(ofConverter: true, method), name);
            }
        }
    }

    private sealed class Told
    {
        public HashSet<SyntaxNode> Reads { get; } = [];

        public HashSet<ISymbol> Parameters { get; } = new(SymbolEqualityComparer.Default);

        public HashSet<ISymbol> Fields { get; } = new(SymbolEqualityComparer.Default);
    }

    /// <summary>Where a method makes numbers of the bytes it is given, and nothing in it or around its calls turns them around.</summary>
    private static List<IInvocationOperation> TakenApart(IMethodSymbol target, int place, SocketMethod method)
    {
        if (
            target.IsVirtual
            || target.IsOverride
            || target.DeclaringSyntaxReferences.Length != 1
            || target.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation) is not { } declaration
            || declaration.SyntaxTree != method.Model.SyntaxTree
            || !method.File.SaysIn(declaration, "BitConverter")
            || AreTurnedByCallers(target, method)
            || method.Model.GetOperation(declaration, method.Cancellation) is not { } body)
            return [];
        var parts = body.DescendantsAndSelf().ToList();
        return parts.Exists(TurnsAround)
            ? []
            : parts
                .OfType<IInvocationOperation>()
                .Where(call =>
                    IsReadByConverter(call)
                    && call.Arguments[0].Value.Root() is IParameterSymbol given
                    && given.Ordinal == place
                    && SocketMethod.Same(given.ContainingSymbol, target))
                .ToList();
    }

    /// <summary>Where the other members of a class make numbers of what its field holds.</summary>
    private static List<IInvocationOperation> TakenApart(IFieldSymbol field, SocketMethod method)
    {
        if (
            field.DeclaredAccessibility != Accessibility.Private
            || field.ContainingType.DeclaringSyntaxReferences is not { Length: 1 } parts
            || parts[0].GetSyntax(method.Cancellation) is not { } type
            || type.SyntaxTree != method.Model.SyntaxTree
            || !method.File.SaysIn(type, "BitConverter")
            || method.File.SaysIn(type, "IsLittleEndian", "Reverse", "NetworkToHostOrder", "HostToNetworkOrder", "<<"))
            return [];
        var reads = new List<IInvocationOperation>();
        foreach (var name in method.File.Named(field.Name))
        {
            if (
                !type.Span.Contains(name.Span)
                || name.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax site }
                || method.Model.GetOperation(site, method.Cancellation) is not IInvocationOperation call)
                continue;

            // A helper may turn them around.
            if (!SocketTypes.IsOfSystem(call.TargetMethod))
                return [];
            if (
                IsReadByConverter(call)
                && SocketMethod.Same(call.Arguments[0].Value.Symbol(), field)
                && method.Model.GetEnclosingSymbol(site.SpanStart, method.Cancellation) is IMethodSymbol member
                && !AreTurnedByCallers(member, method))
                reads.Add(call);
        }

        return reads;
    }

    private static bool IsReadByConverter(IInvocationOperation call) =>
        call.TargetMethod is { ContainingType.Name: "BitConverter", IsStatic: true } target
        && SocketTypes.IsOfSystem(target)
        && IsRead(target)
        && !IsGiven(call);

    /// <summary>Whether a caller in this file gives what the method returns to something that may turn it around, or its type does so
    /// somewhere.</summary>
    private static bool AreTurnedByCallers(IMethodSymbol target, SocketMethod method) =>
        method
            .File.Sites(target)
            .Any(site =>
                site.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: var called } }
                && (called as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText
                    is "ReverseEndianness" or "NetworkToHostOrder" or "HostToNetworkOrder"
                || method.File.SaysIn(
                    site.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? method.File.Root,
                    "IsLittleEndian", "Reverse", "NetworkToHostOrder", "HostToNetworkOrder"));

    /// <summary>Bytes from the network, or for it, that are turned around on the very machines that have them right already.</summary>
    private static void CheckWrongWay(SocketMethod method, Reporter report)
    {
        foreach (var choice in method.All<IConditionalOperation>())
        {
            if (choice.WhenFalse is not null || !AsksForBigEndian(choice.Condition))
                continue;
            var turned = choice
                .WhenTrue.DescendantsAndSelf()
                .OfType<IInvocationOperation>()
                .FirstOrDefault(call => call.TargetMethod is { Name: "Reverse", ContainingType.Name: "Array" });
            if (turned?.Arguments[0].Value.Root() is not { } bytes || HandedToHelper(bytes, method))
                continue;
            if (
                bytes is ILocalSymbol number
                && method.OnlyValue(number).Unwrap() is IInvocationOperation
                {
                    TargetMethod: { Name: "GetBytes", ContainingType.Name: "BitConverter" }
                } made
                && IsNumber(made.TargetMethod.Parameters[0].Type)
                && IsSent(number, method))
                report.At(made.Syntax, TurnedTheWrongWay, bytes.Name);
            if (!method.The(() => new FilledArrays(method)).Contains(bytes))
                continue;
            var read = method.Calls.FirstOrDefault(call =>
                call.TargetMethod.ContainingType.Name == "BitConverter"
                && IsRead(call.TargetMethod)
                && call.Syntax.SpanStart > choice.Syntax.SpanStart
                && SocketMethod.Same(call.Arguments[0].Value.Root(), bytes));
            if (read is not null && !GoesToHelper(read, method))
                report.At(read.Syntax, TurnedTheWrongWay, bytes.Name);
        }
    }

    private static bool AsksForBigEndian(IOperation condition) => condition.Unwrap() switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var asked } => IsLittleEndian(asked),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => IsLittleEndian(equal.LeftOperand)
            && equal.RightOperand.ConstantValue is { HasValue: true, Value: false },
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: false } } } test =>
            IsLittleEndian(test.Value),
        _ => false,
    };

    private static bool IsLittleEndian(IOperation asked) =>
        asked.Unwrap() is IFieldReferenceOperation { Field: { Name: "IsLittleEndian", ContainingType.Name: "BitConverter" } };

    /// <summary>The data of a datagram as it came: <c>result.Buffer</c>.</summary>
    private static bool IsDatagram(IOperation bytes) =>
        bytes.Unwrap() is IPropertyReferenceOperation { Property: { Name: "Buffer", ContainingType.Name: "UdpReceiveResult" } }
        || bytes.Unwrap() is IInvocationOperation { TargetMethod.Name: "AsSpan", Arguments.Length: > 0 } span
            && IsDatagram(span.Arguments[0].Value);

    /// <summary>A method of this file that returns an array which it has read from the network whole, and does nothing else with
    /// it.</summary>
    private static bool FillsAnArray(IMethodSymbol target, SocketMethod method)
    {
        if (
            target.ReturnType.Result() is not IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
            || Methods.Of(method.File).With(target.OriginalDefinition) is not { } helper)
            return false;
        if (Converts(helper))
            return false;
        var filled = new HashSet<ISymbol>(Filled(helper), SymbolEqualityComparer.Default);
        var returned = helper
            .Operations.OfType<IReturnOperation>()
            .Where(end => end.IsIn(target.OriginalDefinition) && end.ReturnedValue is not null)
            .ToList();
        return returned.Count > 0
            && returned.All(end => end.ReturnedValue.Root() is { } root && filled.Contains(root) && !HandedToHelper(root, helper));
    }

    private static bool IsNumber(ITypeSymbol? type) =>
        type?.SpecialType
            is SpecialType.System_Int16
                or SpecialType.System_UInt16
                or SpecialType.System_Char
                or SpecialType.System_Int32
                or SpecialType.System_UInt32
                or SpecialType.System_Int64
                or SpecialType.System_UInt64
                or SpecialType.System_Single
                or SpecialType.System_Double
        || type is ITypeParameterSymbol { ConstraintTypes: var constraints } && constraints.Any(IsOfNumbers);

    /// <summary>What a type parameter that stands for a number is held to: <c>INumber&lt;T&gt;</c> and the like.</summary>
    private static bool IsOfNumbers(ITypeSymbol constraint) =>
        constraint.ContainingNamespace?.Name == "Numerics"
        && constraint.Name.StartsWith("I", System.StringComparison.Ordinal)
        && SocketTypes.IsOfSystem(constraint);

    /// <summary>Whether the array is sent, and no helper gets it.</summary>
    private static bool IsSent(ISymbol frame, SocketMethod method) =>
        !HandedToHelper(frame, method) && method.The(() => new SentArrays(method)).Contains(frame);

    /// <summary>The variables of which the bytes are sent.</summary>
    private sealed class SentArrays : HashSet<ISymbol>
    {
        public SentArrays(SocketMethod method) : base(SymbolEqualityComparer.Default)
        {
            foreach (var send in method.Sends)
            {
                if (!send.OfText && send.Data.Root() is { } bytes)
                    Add(bytes);
            }
        }
    }

    /// <summary>Numbers of several bytes, taken as the bytes that they are here, and sent so.</summary>
    private static bool IsCastForTheWire(IInvocationOperation call, SocketMethod method) =>
        call.TargetMethod is { Name: "Cast" or "AsBytes", TypeArguments: { Length: > 0 } types }
        && IsNumber(types[0])
        && (types.Length == 1 || types[1].SpecialType == SpecialType.System_Byte)
        && method.Sends.Any(send => !send.OfText && send.Data is { } data && call.IsWithin(data));

    private static bool IsRead(IMethodSymbol target) =>
        target.ContainingType.Name == "BitConverter"
            ? target.Name.StartsWith("To") && IsNumber(target.ReturnType) && target.ReturnType.SpecialType != SpecialType.System_Char
            : target.Name is "Read" && IsNumber(target.ReturnType)
                || target.Name == "Cast"
                    && target.TypeArguments.Length == 2
                    && target.TypeArguments[0].SpecialType == SpecialType.System_Byte
                    && IsNumber(target.TypeArguments[1]);

    /// <summary>Anything in sight that turns bytes around, or asks which way round they are, may be the conversion.</summary>
    private static bool Converts(SocketMethod method) =>
        method.Operations.Any(TurnsAround);

    private static bool TurnsAround(IOperation operation) =>
        operation switch
        {
            IFieldReferenceOperation { Field.Name: "IsLittleEndian" } => true,
            IInvocationOperation
            {
                TargetMethod.Name: "Reverse" or "ReverseEndianness" or "NetworkToHostOrder" or "HostToNetworkOrder"
            } => true,
            IMethodReferenceOperation
            {
                Method.Name: "Reverse" or "ReverseEndianness" or "NetworkToHostOrder" or "HostToNetworkOrder"
            } => true,
            // `1 << 20` is a number.
            IBinaryOperation
            {
                ConstantValue.HasValue: false,
                OperatorKind: BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift
            } => true,
            _ => false,
        };

    private sealed class FilledArrays(SocketMethod method) : HashSet<ISymbol>(Filled(method), SymbolEqualityComparer.Default);

    /// <summary>The arrays that hold what came from the network.</summary>
    private static IEnumerable<ISymbol> Filled(SocketMethod method)
    {
        foreach (var receive in method.Receives)
        {
            if (receive.BufferRoot is { } buffer)
                yield return buffer;
        }

        foreach (var call in method.Calls)
        {
            if (
                call.TargetMethod.Name is "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync"
                && method.IsNetworkBacked(call.Receiver())
                && call.Arguments.Select(argument => argument.Value.Root()).FirstOrDefault(root => root is not null) is { } filled)
                yield return filled;
            if (
                call.TargetMethod.Name == "Receive"
                && SocketTypes.IsUdpClient(call.Receiver()?.Type)
                && call.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator })
                yield return declarator.Symbol;
        }

        foreach (var data in method.All<IPropertyReferenceOperation>())
        {
            if (
                IsDatagram(data)
                && data.SameValue().Parent
                    is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var datagram } })
                yield return datagram;
        }
    }

    private static bool HandedToHelper(ISymbol buffer, SocketMethod method)
    {
        var known = method.The(() => new HandedOn());
        if (!known.TryGetValue(buffer, out var answer))
            known[buffer] = answer = method
                .References(buffer)
                .Any(reference =>
                    reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call }
                    && !SocketTypes.IsOfSystem(call.TargetMethod));
        return answer;
    }

    private sealed class HandedOn() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    /// <summary>Whether a helper gets the value, now or in a later statement: it may turn the bytes around. An address takes them as they
    /// are on the wire.</summary>
    private static bool GoesToHelper(IOperation value, SocketMethod method, int depth = 0)
    {
        var same = value.SameValue();
        return same.Parent switch
        {
            IArgumentOperation argument when IsForAddress(argument) => true,
            IArgumentOperation { Parent: IInvocationOperation call } => !SocketTypes.IsOfSystem(call.TargetMethod),
            IInvocationOperation call => !SocketTypes.IsOfSystem(call.TargetMethod),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Later(declarator.Symbol),
            ISimpleAssignmentOperation assignment when assignment.Value == same && assignment.Target.Symbol() is { } target => target
            is IPropertySymbol
                ? method
                    .All<IPropertyReferenceOperation>()
                    .Any(read => SocketMethod.Same(read.Property, target) && IsGiven(read))
                : Later(target),
            _ => false,
        };

        bool Later(ISymbol variable) =>
            depth < 3 && method.References(variable).Any(reference => !reference.IsWrite() && GoesToHelper(reference, method, depth + 1));
    }

    private static bool IsGiven(IOperation read) =>
        read.SameValue().Parent is IArgumentOperation argument
        && (IsForAddress(argument)
            || argument.Parent is IInvocationOperation call && !SocketTypes.IsOfSystem(call.TargetMethod));

    /// <summary><c>new IPAddress(number)</c>: its bytes in memory are the address, in the order of the network.</summary>
    private static bool IsForAddress(IArgumentOperation argument) =>
        argument.Parent is IObjectCreationOperation { Type: { Name: "IPAddress" or "IPEndPoint" } made }
        && argument.Parameter is { Ordinal: 0 }
        && SocketTypes.IsOfSystem(made);

    private sealed class SentLists() : Dictionary<ISymbol, bool>(SymbolEqualityComparer.Default);

    /// <summary>Whether the array of a list, or of a stream in memory, is sent.</summary>
    private static bool IsArraySent(ILocalSymbol list, SocketMethod method)
    {
        var known = method.The(() => new SentLists());
        if (!known.TryGetValue(list, out var answer))
            known[list] = answer = method.References(list).Any(reference =>
                IsSpreadIntoSend(reference, method)
                || reference.Parent is IInvocationOperation { TargetMethod.Name: "ToArray" } or IArgumentOperation
                && (reference.Parent is IInvocationOperation array ? array : reference.Parent.Parent) is IInvocationOperation copy
                && copy.TargetMethod.Name == "ToArray"
                && (copy.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var bytes } }
                    ? IsSent(bytes, method)
                    : method.Sends.Any(send => !send.OfText && send.Data is { } data && copy.IsWithin(data))));
        return answer;
    }

    /// <summary><c>Write([.. list])</c></summary>
    private static bool IsSpreadIntoSend(IOperation list, SocketMethod method) =>
        list.Syntax.Parent is SpreadElementSyntax { Parent: CollectionExpressionSyntax whole }
        && method.Sends.Any(send => !send.OfText && send.Data?.Syntax is { } data && data.Contains(whole));

    /// <summary>Sent directly, or through one variable that is only sent.</summary>
    private static bool IsSent(IInvocationOperation bytes, SocketMethod method)
    {
        var value = bytes.SameValue();

        // A part of a collection expression that is sent.
        for (
            var above = value.Parent;
            above
                is
            {
                Syntax: CollectionExpressionSyntax
                        or SpreadElementSyntax
            };
            above = above.Parent)
        {
            if (
                above.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation sends }
                && method.SendOf(sends) is { OfText: false })
                return true;
            if (
                above.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var packet } }
                && IsSent(packet, method))
                return true;
        }

        // Put into a list or a stream in memory whose array is sent.
        if (
            value.Parent is IArgumentOperation { Parent: IInvocationOperation add }
            && (add.TargetMethod is { Name: "AddRange", ContainingType.Name: "List" }
                || add.TargetMethod.Name == "Write" && add.Instance?.Type?.Name == "MemoryStream")
            && add.Instance.Root() is ILocalSymbol list)
            return IsArraySent(list, method);

        // Copied into a frame that is sent.
        if (value.Parent is IInvocationOperation { TargetMethod.Name: "CopyTo" } copy && copy.Instance == value)
            return copy.Arguments[0].Value.Root() is ILocalSymbol frame && IsSent(frame, method);
        if (
            value.Parent is IArgumentOperation
            {
                Parent: IInvocationOperation
                {
                    TargetMethod: { Name: "Copy" or "BlockCopy", ContainingType.Name: "Array" or "Buffer" }
                } into
            })
            return into.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "destinationArray" or "dst")?.Value.Root()
                    is ILocalSymbol whole
                && IsSent(whole, method);
        if (value.Parent is IArgumentOperation { Parent: IInvocationOperation direct })
            return method.SendOf(direct) is { OfText: false };
        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
            && IsSent(declarator.Symbol, method);
    }
}
