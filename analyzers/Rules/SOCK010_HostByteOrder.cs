using System.Collections.Generic;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK010: an integer of several bytes goes over the wire in the byte order of this machine (RFC 1700, "Data Notations").</summary>
public sealed class SOCK010_HostByteOrder : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.HostByteOrder, Categories.Sending, DiagnosticSeverity.Warning,
        "An integer is on the wire in host byte order",
        "Use `BinaryPrimitives` for `{0}`: `BitConverter` takes the byte order of this machine, the network has the most significant byte first");

    internal override void Check(SocketMethod method, Reporter report)
    {
        if (!method.Calls.Any(call => call.TargetMethod.ContainingType.Name == "BitConverter") || Converts(method)) return;
        var buffers = new HashSet<ISymbol>(Filled(method), SymbolEqualityComparer.Default);
        foreach (var call in method.Calls)
        {
            if (call.TargetMethod is not { ContainingType.Name: "BitConverter", IsStatic: true } target || !SocketTypes.IsOfSystem(target)) continue;
            if (IsRead(target) && call.Arguments.Length > 0 && call.Arguments[0].Value.Root() is { } buffer && buffers.Contains(buffer)
                && !HandedToHelper(buffer, method) && !GoesToHelper(call, method))
            {
                report.At(call.Syntax, buffer.Name);
            }
            else if (target.Name == "GetBytes" && target.Parameters[0].Type.SpecialType is not (SpecialType.System_Boolean or SpecialType.System_Byte)
                     && IsSent(call, method) && !call.Arguments[0].Value.DescendantsAndSelf().OfType<IInvocationOperation>().Any(inner => !SocketTypes.IsOfSystem(inner.TargetMethod)))
            {
                report.At(call.Syntax, call.Arguments[0].Value.Text());
            }
        }
    }

    private static bool IsRead(IMethodSymbol target) => target.Name.StartsWith("To") && target.ReturnType.SpecialType is
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64
        or SpecialType.System_UInt64 or SpecialType.System_Single or SpecialType.System_Double;

    /// <summary>Anything in sight that turns bytes around, or asks which way round they are, may be the conversion.</summary>
    private static bool Converts(SocketMethod method) => method.Operations.Any(operation => operation switch
    {
        IFieldReferenceOperation { Field.Name: "IsLittleEndian" } => true,
        IInvocationOperation { TargetMethod.Name: "Reverse" or "ReverseEndianness" or "NetworkToHostOrder" or "HostToNetworkOrder" } => true,
        IMethodReferenceOperation { Method.Name: "Reverse" or "ReverseEndianness" or "NetworkToHostOrder" or "HostToNetworkOrder" } => true,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift } => true,
        _ => false,
    });

    /// <summary>The arrays that hold what came from the network.</summary>
    private static IEnumerable<ISymbol> Filled(SocketMethod method)
    {
        foreach (var receive in method.Receives)
        {
            if (receive.BufferRoot is { } buffer) yield return buffer;
        }

        foreach (var call in method.Calls)
        {
            if (call.TargetMethod.Name is "ReadExactly" or "ReadExactlyAsync" or "ReadAtLeast" or "ReadAtLeastAsync" && method.IsNetworkBacked(call.Receiver())
                && call.Arguments.Select(argument => argument.Value.Root()).FirstOrDefault(root => root is not null) is { } filled) yield return filled;
            if (call.TargetMethod.Name == "Receive" && SocketTypes.IsUdpClient(call.Receiver()?.Type)
                && call.SameValue().Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }) yield return declarator.Symbol;
        }
    }

    private static bool HandedToHelper(ISymbol buffer, SocketMethod method) => method.References(buffer).Any(reference =>
        reference.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call } && !SocketTypes.IsOfSystem(call.TargetMethod));

    /// <summary>Whether a helper gets the value, now or in a later statement: it may turn the bytes around.</summary>
    private static bool GoesToHelper(IOperation value, SocketMethod method, int depth = 0)
    {
        var same = value.SameValue();
        return same.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } => !SocketTypes.IsOfSystem(call.TargetMethod),
            IInvocationOperation call => !SocketTypes.IsOfSystem(call.TargetMethod),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Later(declarator.Symbol),
            ISimpleAssignmentOperation assignment when assignment.Value == same && assignment.Target.Symbol() is { } target =>
                target is IPropertySymbol ? method.Operations.OfType<IPropertyReferenceOperation>().Any(read => SocketMethod.Same(read.Property, target) && IsGiven(read)) : Later(target),
            _ => false,
        };

        bool Later(ISymbol variable) => depth < 3 && method.References(variable).Any(reference => !reference.IsWrite() && GoesToHelper(reference, method, depth + 1));
    }

    private static bool IsGiven(IOperation read) => read.SameValue().Parent is IArgumentOperation { Parent: IInvocationOperation call } && !SocketTypes.IsOfSystem(call.TargetMethod);

    /// <summary>Sent directly, or through one variable that is only sent.</summary>
    private static bool IsSent(IInvocationOperation bytes, SocketMethod method)
    {
        var value = bytes.SameValue();
        if (value.Parent is IArgumentOperation { Parent: IInvocationOperation direct }) return method.Sends.Any(send => send.Call == direct && !send.OfText);
        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
            && !HandedToHelper(declarator.Symbol, method)
            && method.Sends.Any(send => !send.OfText && SocketMethod.Same(send.Data.Root(), declarator.Symbol));
    }
}
