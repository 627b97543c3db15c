using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>What a buffer is used for after it was received into.</summary>
internal sealed class Uses
{
    /// <summary>Where all of the buffer is read, and a part would do: a text is made of it, it is written, sent or returned.</summary>
    public List<ExpressionSyntax> Readers { get; } = [];

    /// <summary>How many bytes are read at fixed places; 0 if none are.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether something uses it of which nobody can say here what it needs.</summary>
    public bool Unknown { get; private set; }

    /// <summary>The uses up to the next receive into the same buffer; in a loop those before it as well.</summary>
    public static Uses After(Place place, InvocationExpressionSyntax call, ExpressionSyntax buffer)
    {
        var uses = new Uses();
        if (buffer is not IdentifierNameSyntax name || place.Model.GetSymbolInfo(name, place.Cancellation).Symbol is not { } symbol)
        {
            // Made for this call, it is nobody's afterwards.
            uses.Unknown = buffer is not (ArrayCreationExpressionSyntax or StackAllocArrayCreationExpressionSyntax);
            return uses;
        }

        var body = call.Ancestors().First(above => above is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax);
        var loop = call.Ancestors()
            .TakeWhile(above => above is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax))
            .LastOrDefault(above =>
                above is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);
        foreach (var reference in body.DescendantNodes()
                .OfType<IdentifierNameSyntax>()
                .Where(other => other.Identifier.ValueText == name.Identifier.ValueText))
        {
            if (
                call.Span.Contains(reference.Span)
                || !SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(reference, place.Cancellation).Symbol, symbol)
            )
                continue;

            // Another function may be called at any time.
            if (FunctionOf(reference) != FunctionOf(call))
                uses.Unknown = true;
            if (reference.SpanStart < call.Span.End && loop?.Span.Contains(reference.Span) != true)
                continue;
            if (!uses.Add(place, reference))
                break;
        }

        // Other methods see a field.
        if (symbol is IFieldSymbol or IPropertySymbol && uses.Readers.Count == 0 && uses.Bytes == 0)
            uses.Unknown = true;
        return uses;
    }

    /// <summary>Takes note of one use; false where the buffer is received into anew.</summary>
    private bool Add(Place place, IdentifierNameSyntax reference)
    {
        switch (reference.Parent)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" }:
                return true;
            case ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } indices } element:
                if (element.Parent is AssignmentExpressionSyntax assignment && assignment.Left == element)
                    return true;
                if (Constant(place, indices[0].Expression) is { } index)
                    Bytes = Math.Max(Bytes, index + 1);
                else if (indices[0].Expression is RangeExpressionSyntax { RightOperand: { } end } && Constant(place, end) is { } last)
                    Bytes = Math.Max(Bytes, last);
                else
                    Unknown = true;
                return true;
            case AssignmentExpressionSyntax { Left: var target } when target == reference:
                return false;
        }

        if (Receives(reference))
            return false;
        if (End(place, reference) is { } bytes)
            Bytes = Math.Max(Bytes, bytes);
        else if (reference.Parent is EqualsValueClauseSyntax || Slicing.Of(reference, "n") is null || !IsOfSystem(place, reference))
            Unknown = true;
        else
            Readers.Add(reference);
        return true;
    }

    private static bool Receives(IdentifierNameSyntax reference) =>
        reference.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault() is { } call
        && Slicing.NameOf(call)
            is "Receive"
                or "ReceiveAsync"
                or "ReceiveFrom"
                or "Read"
                or "ReadAsync"
                or "ReadExactly"
                or "ReadExactlyAsync"
                or "ReadAtLeast"
                or "ReadAtLeastAsync"
                or "Clear";

    /// <summary>Where a number or a text ends that is read at a fixed place.</summary>
    private static long? End(Place place, IdentifierNameSyntax reference)
    {
        SyntaxNode argument = reference;
        long offset = 0;
        if (reference.Parent is MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "AsSpan" or "AsMemory",
                Parent: InvocationExpressionSyntax slice
            })
        {
            var bounds = slice.ArgumentList.Arguments.Select(bound => Constant(place, bound.Expression)).ToList();
            if (bounds.Count == 2 && bounds[0] + bounds[1] is { } end)
                return end;
            if (bounds.Any(bound => bound is null))
                return null;
            offset = bounds.FirstOrDefault() ?? 0;
            argument = slice;
        }

        if (
            argument.Parent
            is not ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call, Arguments: var arguments } }
        )
            return null;
        if (place.Model.GetSymbolInfo(call, place.Cancellation).Symbol is not IMethodSymbol method)
            return null;
        if (method.ContainingType.Name is "BinaryPrimitives" or "BitConverter" && Size(method.ReturnType) is { } size)
        {
            if (arguments.Count > 1)
                return Constant(place, arguments[1].Expression) + size;
            return offset + size;
        }

        return argument == reference && arguments.Count == 3 && arguments[0].Expression == reference
            ? Constant(place, arguments[1].Expression) + Constant(place, arguments[2].Expression)
            : null;
    }

    private static long? Size(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 2,
        SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Single => 4,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_Double => 8,
        _ => null,
    };

    private static long? Constant(Place place, ExpressionSyntax expression) =>
        place.Model.GetConstantValue(expression, place.Cancellation) is { HasValue: true, Value: int value } ? value : null;

    /// <summary>What a method of the framework reads is known; what one of the program needs is not.</summary>
    private static bool IsOfSystem(Place place, IdentifierNameSyntax reference)
    {
        var call = reference
            .Ancestors()
            .FirstOrDefault(above =>
                above is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or StatementSyntax or ArrowExpressionClauseSyntax
            );
        return call is StatementSyntax or ArrowExpressionClauseSyntax
            || call is not null
                && place.Model.GetSymbolInfo(call, place.Cancellation).Symbol?.ContainingNamespace?.ToDisplayString().StartsWith("System")
                    == true;
    }

    private static SyntaxNode? FunctionOf(SyntaxNode node) =>
        node.Ancestors()
            .FirstOrDefault(above =>
                above
                    is AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                        or MemberDeclarationSyntax
                        and not GlobalStatementSyntax);
}
