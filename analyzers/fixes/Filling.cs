using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>One receive of some bytes, made into one of all of them.</summary>
internal sealed class Filling
{
    private readonly Place place;
    private readonly InvocationExpressionSyntax call;
    private readonly MemberAccessExpressionSyntax member;
    private readonly IMethodSymbol method;

    private Filling(Place place, InvocationExpressionSyntax call, MemberAccessExpressionSyntax member, IMethodSymbol method)
    {
        this.place = place;
        this.call = call;
        this.member = member;
        this.method = method;
        Buffer = Argument("buffer") is { } given ? Inside(given) : null;
        Offset = Argument("offset");
        Size = Argument("count") ?? Argument("size");
        Token =
            method.Parameters.FirstOrDefault(parameter => Rewriting.IsToken(parameter.Type)) is { } token
            && Argument(token.Name) is { } handed
                ? handed.ToString()
                : Rewriting.TokenInScope(place);
        Flags = Argument("socketFlags")?.ToString() ?? $"{Rewriting.TypeName(place, "System.Net.Sockets", "SocketFlags")}.None";
    }

    /// <summary>The buffer as it is named, without a span or a segment made of all of it.</summary>
    public ExpressionSyntax? Buffer { get; }

    public ExpressionSyntax? Offset { get; }

    public ExpressionSyntax? Size { get; }

    private string? Token { get; }

    private string Flags { get; }

    public bool IsAsync => member.Name.Identifier.ValueText.EndsWith("Async");

    /// <summary>Whether the data starts where the buffer does.</summary>
    public bool StartsAtFront => Start == 0;

    /// <summary>Where in the buffer the data starts, if that is a constant.</summary>
    public long? Start => Offset is null ? 0 : place.Model.GetConstantValue(Offset, place.Cancellation).Value is int start ? start : null;

    /// <summary>A receive from a socket or a read from a stream that fills a named buffer and tells no error apart.</summary>
    public static Filling? Of(Place place, InvocationExpressionSyntax call)
    {
        if (
            call.Expression
            is not MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "Receive" or "ReceiveAsync" or "Read" or "ReadAsync" or "ReceiveFrom"
            } member
        )
            return null;
        if (
            place.Model.GetSymbolInfo(call, place.Cancellation).Symbol is not IMethodSymbol method
            || method.Parameters.Any(parameter => parameter.RefKind == RefKind.Out)
        )
            return null;
        return new Filling(place, call, member, method);
    }

    /// <summary>The number of bytes asked for, where it is a constant.</summary>
    public long? Constant
    {
        get
        {
            if (Size is not null && !(Buffer is not null && Slicing.IsLengthOf(Size, Buffer)))
                return place.Model.GetConstantValue(Size, place.Cancellation).Value is int size ? size : null;
            var made =
                Buffer is IdentifierNameSyntax name
                && place.Model.GetSymbolInfo(name, place.Cancellation).Symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local
                && local.DeclaringSyntaxReferences[0].GetSyntax(place.Cancellation)
                    is VariableDeclaratorSyntax { Initializer.Value: { } value }
                    ? value
                    : Buffer;
            var dimension = made switch
            {
                ArrayCreationExpressionSyntax { Type.RankSpecifiers: { Count: > 0 } ranks } => ranks[0].Sizes.FirstOrDefault(),
                StackAllocArrayCreationExpressionSyntax { Type: ArrayTypeSyntax { RankSpecifiers: { Count: > 0 } ranks } } => ranks[0]
                    .Sizes.FirstOrDefault(),
                _ => null,
            };
            return dimension is not null && place.Model.GetConstantValue(dimension, place.Cancellation).Value is int length ? length : null;
        }
    }

    /// <summary>The call that reads all that was asked for, or throws: <c>ReadExactly</c>, where the framework has it; null for a
    /// socket.</summary>
    /// <param name="bytes">The bytes needed, where fewer will do than were asked for.</param>
    public ExpressionSyntax? Exactly(long? bytes)
    {
        var exact =
            bytes is null || bytes == Constant
                ? IsAsync
                    ? "ReadExactlyAsync"
                    : "ReadExactly"
                : IsAsync
                    ? "ReadAtLeastAsync"
                    : "ReadAtLeast";
        if (!Has(exact))
            return null;
        var given = call
            .ArgumentList.Arguments.Where(argument =>
                !Rewriting.IsToken(place.Model.GetTypeInfo(argument.Expression, place.Cancellation).Type))
            .Select(argument => argument.ToString())
            .ToList();
        if (exact.StartsWith("ReadAtLeast"))
        {
            if (given.Count == 3)
                given = [$"{Buffer}.{(IsAsync ? "AsMemory" : "AsSpan")}({Offset}, {Size})"];
            given.Add(bytes.ToString());
        }

        if (IsAsync && Token is not null)
            given.Add(exact.StartsWith("ReadAtLeast") ? $"cancellationToken: {Token}" : Token);
        return call.WithExpression(member.WithName(SyntaxFactory.IdentifierName(exact)))
            .WithArgumentList(SyntaxFactory.ParseArgumentList($"({string.Join(", ", given)})").WithTriviaFrom(call.ArgumentList));
    }

    /// <summary>A loop that receives until all is there, for a socket.</summary>
    /// <param name="whole">The call with its <c>await</c>.</param>
    /// <param name="received">A name for what has come.</param>
    /// <param name="bytes">The bytes needed, where fewer will do than were asked for.</param>
    public string? Loop(ExpressionSyntax whole, string received, long? bytes)
    {
        if (
            Buffer is not IdentifierNameSyntax and not MemberAccessExpressionSyntax
            || !member.Name.Identifier.ValueText.StartsWith("Receive")
        )
            return null;
        var type = place.Model.GetTypeInfo(Buffer, place.Cancellation).Type;
        var (size, offset) = (Size?.ToString() ?? $"{Buffer}.Length", StartsAtFront ? received : $"{Offset} + {received}");
        var rest = type switch
        {
            IArrayTypeSymbol when IsAsync => $"{Buffer}.AsMemory({offset}, {size} - {received})",
            IArrayTypeSymbol => $"{Buffer}, {offset}, {size} - {received}, {Flags}",
            { Name: "Span" or "Memory" } => $"{Buffer}.Slice({received})",
            _ => null,
        };
        if (rest is null)
            return null;
        if (IsAsync && Argument("socketFlags") is not null)
            rest += $", {Flags}";
        if (IsAsync && Token is not null)
            rest += $", {Token}";
        var count = Rewriting.FreeName(place, "count");
        var again = whole.ReplaceNode(call, call.WithArgumentList(SyntaxFactory.ParseArgumentList($"({rest})"))).WithoutTrivia();
        return $"for (var {received} = 0; {received} < {bytes?.ToString() ?? size};)\n{{\nvar {count} = {again};\n"
            + Rewriting.If(
                $"{count} == 0",
                Rewriting.IsInCallback(place, call)
                    ? "return;"
                    : $"throw new {Rewriting.TypeName(place, "System.IO", "EndOfStreamException")}();")
            + $"\n{received} += {count};\n}}";
    }

    /// <summary>The call with the token in scope, if it has none.</summary>
    public ExpressionSyntax WithToken(ExpressionSyntax whole)
    {
        if (
            !IsAsync
            || Token is null
            || method.Parameters.Any(parameter => Rewriting.IsToken(parameter.Type) && Argument(parameter.Name) is not null)
        )
            return whole;
        var handed = call.WithArgumentList(
            call.ArgumentList.AddArguments(SyntaxFactory.Argument(Rewriting.Expression(Token)).WithLeadingTrivia(SyntaxFactory.Space)));

        // Not each overload takes one.
        return place.Model.GetSpeculativeSymbolInfo(call.SpanStart, handed, SpeculativeBindingOption.BindAsExpression).Symbol is null
            ? whole
            : whole.ReplaceNode(call, handed);
    }

    private bool Has(string name) => place.Model.GetTypeInfo(member.Expression, place.Cancellation).Type is { } type
        && Bases(type).Any(part => part.GetMembers(name).Length > 0);

    private static IEnumerable<ITypeSymbol> Bases(ITypeSymbol type)
    {
        for (ITypeSymbol? part = type; part is not null; part = part.BaseType)
            yield return part;
    }

    private ExpressionSyntax? Argument(string parameter)
    {
        if (call.ArgumentList.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter) is { } named)
            return named.Expression;
        var index = method.Parameters.IndexOf(method.Parameters.FirstOrDefault(candidate => candidate.Name == parameter)!);
        return index >= 0 && index < call.ArgumentList.Arguments.Count && call.ArgumentList.Arguments[index].NameColon is null
            ? call.ArgumentList.Arguments[index].Expression
            : null;
    }

    /// <summary>The array of <c>new ArraySegment&lt;byte&gt;(array)</c> and of <c>array.AsMemory()</c>.</summary>
    private static ExpressionSyntax Inside(ExpressionSyntax given) => given switch
    {
        ObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => arguments[0].Expression,
        InvocationExpressionSyntax
        {
            ArgumentList.Arguments.Count: 0,
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "AsMemory" } slice
        } => slice.Expression,
        _ => given,
    };
}
