using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>The values that a variable can hold, as far as its file shows them.</summary>
internal sealed class Variables
{
    private readonly SocketFile file;
    private readonly Dictionary<ISymbol, List<IOperation>> argumentValues = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> fieldValues = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> localValues = new(SymbolEqualityComparer.Default);

    private Variables(SocketFile file) => this.file = file;

    public static Variables Of(SocketFile file) => file.The(() => new Variables(file));

    /// <summary>What the callers of a private method or local function pass for a parameter. If all of the type is in this file, all of its
    /// callers are, too.</summary>
    public IReadOnlyList<IOperation> Arguments(IParameterSymbol parameter)
    {
        if (argumentValues.TryGetValue(parameter, out var known))
            return known;
        var values = argumentValues[parameter] = [];
        if (
            parameter
            is not
            {
                RefKind: RefKind.None,
                ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } owner
            }
        )
            return values;
        if (
            owner is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private }
            || Pieces(owner.ContainingType) is not { } pieces
        )
            return values;

        foreach (var name in file.Named(owner.Name).OfType<IdentifierNameSyntax>())
        {
            if (
                !pieces.Exists(piece => piece.Span.Contains(name.Span))
                || !SocketMethod.Same(file.Model.GetSymbolInfo(name, file.Cancellation).Symbol, owner)
            )
                continue;
            if (Argument(name, parameter) is not { } argument)
            {
                // Here the method is used as a delegate: any code can then call it, with any argument.
                values.Clear();
                return values;
            }

            values.Add(argument);
        }

        return values;
    }

    private IOperation? Argument(IdentifierNameSyntax name, IParameterSymbol parameter)
    {
        var site =
            name.Parent is InvocationExpressionSyntax plain && plain.Expression == name
                ? plain
                : name.Parent?.Parent as InvocationExpressionSyntax;
        var call = site is null ? null : file.Model.GetOperation(site, file.Cancellation) as IInvocationOperation;
        return call?.Arguments.FirstOrDefault(candidate => SocketMethod.Same(candidate.Parameter, parameter))?.Value;
    }

    /// <summary>The values of a local of another member. The rules meet it when they follow a parameter to its callers.</summary>
    public IReadOnlyList<IOperation> Elsewhere(ILocalSymbol local)
    {
        if (!localValues.TryGetValue(local, out var values))
            localValues[local] = values = OfOther(local).ToList();
        return values;
    }

    private IEnumerable<IOperation> OfOther(ILocalSymbol local)
    {
        if (
            local.DeclaringSyntaxReferences.Length != 1
            || local.DeclaringSyntaxReferences[0].GetSyntax(file.Cancellation) is not VariableDeclaratorSyntax declarator
        )
            yield break;
        if (declarator.SyntaxTree != file.Model.SyntaxTree || declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
            yield break;
        var assigned = file.Named(local.Name)
            .Where(name => member.Span.Contains(name.Span))
            .Select(name => name.Parent as AssignmentExpressionSyntax)
            .Where(assignment => assignment?.Left is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name)
            .Select(assignment => assignment!.Right);
        foreach (var value in assigned.Prepend(declarator.Initializer?.Value))
        {
            if (value is not null && file.Model.GetOperation(value, file.Cancellation) is { } operation)
                yield return operation;
        }
    }

    /// <summary>What is assigned to a private field. Other types can write a field that is not private, and reading other files is
    /// slow.</summary>
    public IReadOnlyList<IOperation> OfField(IFieldSymbol field)
    {
        if (fieldValues.TryGetValue(field, out var known))
            return known;
        var values = fieldValues[field] = [];
        if (field.DeclaredAccessibility != Accessibility.Private || Pieces(field.ContainingType) is not { } pieces)
            return values;
        foreach (var node in file.Named(field.Name))
        {
            if (!pieces.Exists(piece => piece.Span.Contains(node.Span)))
                continue;
            var right = node switch
            {
                IdentifierNameSyntax { Parent: AssignmentExpressionSyntax assignment } when assignment.Left == node => assignment.Right,
                IdentifierNameSyntax
                {
                    Parent: MemberAccessExpressionSyntax
                    {
                        Expression: ThisExpressionSyntax,
                        Parent: AssignmentExpressionSyntax assignment
                    } member
                } when assignment.Left == member && member.Name == node => assignment.Right,
                VariableDeclaratorSyntax { Initializer: { } initializer } => initializer.Value,
                _ => null,
            };
            if (right is not null && file.Model.GetOperation(right, file.Cancellation) is { } value)
                values.Add(value);
        }

        return values;
    }

    /// <summary>The pieces of a type; null if one of them is in another file.</summary>
    private List<SyntaxNode>? Pieces(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences is { Length: > 0 } pieces && pieces.All(piece => piece.SyntaxTree == file.Model.SyntaxTree)
            ? [.. pieces.Select(piece => piece.GetSyntax(file.Cancellation))]
            : null;
}

internal static class VariablesOfMethods
{
    /// <summary>The values that are assigned to a local, parameter or private field, as far as they can be seen.</summary>
    public static IEnumerable<IOperation> Values(this SocketMethod method, ISymbol symbol)
    {
        var elsewhere = Variables.Of(method.File);
        return symbol switch
        {
            IFieldSymbol field => elsewhere.OfField(field),
            IParameterSymbol parameter => elsewhere.Arguments(parameter).Concat(method.Assigned(parameter)),
            ILocalSymbol local when method.References(local).Count == 0 && method.Assigned(local).Count == 0 => elsewhere.Elsewhere(local),
            _ => method.Assigned(symbol),
        };
    }

    /// <summary>The one value that a variable can have; null if no value can be seen, or several.</summary>
    public static IOperation? OnlyValue(this SocketMethod method, ISymbol symbol)
    {
        IOperation? only = null;
        foreach (var value in method.Values(symbol))
        {
            if (only is not null)
                return null;
            only = value;
        }

        return only;
    }
}
