using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>The member of an object or a tuple that holds a count.</summary>
/// <param name="type">The type of the object.</param>
/// <param name="name">The name of the member; <c>Item1</c> and so on in a tuple.</param>
/// <param name="place">The place of the member when the object is taken apart.</param>
internal sealed class CountMember(ITypeSymbol type, string name, int place)
{
    public int Place { get; } = place;

    /// <summary>The count in the result of an awaited datagram, which holds how many bytes came, and from whom.</summary>
    public static CountMember? OfSystem(ITypeSymbol? type) =>
        type?.Name is "SocketReceiveFromResult" or "SocketReceiveMessageFromResult"
            ? new CountMember(type, "ReceivedBytes", place: -1)
            : null;

    public bool IsOf(ITypeSymbol? other) =>
        other is not null
        && (
            other.IsTupleType
                ? type.IsTupleType && SocketMethod.Same(Plain(other), Plain(type))
                : SocketMethod.Same(other.OriginalDefinition, type.OriginalDefinition));

    /// <summary>Whether the reference refers to the count.</summary>
    public bool Is(IOperation? reference) => reference switch
    {
        IFieldReferenceOperation { Field: var field } => (field.CorrespondingTupleField ?? field).Name == name,
        IPropertyReferenceOperation { Property: var property } => property.Name == name,
        _ => false,
    };

    /// <summary>A tuple without the names of its elements.</summary>
    private static ITypeSymbol Plain(ITypeSymbol tuple) => (tuple as INamedTypeSymbol)?.TupleUnderlyingType ?? tuple;
}
