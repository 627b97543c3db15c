using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>What members of this compilation are given and return, in all of its files. It searches only files that name sockets, because
/// what is on the network was made in one of them.</summary>
internal static class Elsewhere
{
    private sealed class Values : Dictionary<ISymbol, IReadOnlyList<IOperation>>
    {
        public Values() : base(SymbolEqualityComparer.Default)
        {
        }
    }

    /// <summary>The values that a field, a property, a parameter of a constructor or a local of another member can hold; empty if that is
    /// not known.</summary>
    public static IReadOnlyList<IOperation> Given(ISymbol symbol, SocketFile file)
    {
        var known = file.The(() => new Values());
        if (known.TryGetValue(symbol, out var values))
            return values;
        known[symbol] = [];
        return known[symbol] = symbol switch
        {
            IFieldSymbol { IsConst: false } field when field.DeclaredAccessibility == Accessibility.Private || field.IsReadOnly => Assigned(
                    field,
                    file)
                .ToList(),
            IPropertySymbol { IsIndexer: false, IsAbstract: false, IsVirtual: false } property => OfProperty(property, file),
            IParameterSymbol
            {
                RefKind: RefKind.None,
                ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } maker
            } parameter => Arguments(parameter, maker, file).ToList(),
            ILocalSymbol local => OfLocal(local, file).ToList(),
            _ => [],
        };
    }

    /// <summary>What a method of this compilation returns; empty if another method may be called in its place.</summary>
    public static IReadOnlyList<IOperation> Returned(IMethodSymbol target, SocketFile file)
    {
        target = target.OriginalDefinition;
        var known = file.The(() => new Values());
        if (known.TryGetValue(target, out var values))
            return values;
        known[target] = [];
        if (target.IsAbstract || target.IsVirtual || target.IsOverride || target.DeclaringSyntaxReferences.Length != 1)
            return [];
        var declaration = target.DeclaringSyntaxReferences[0].GetSyntax(file.Cancellation);
        return known[target] = Operations(ReturnedIn(declaration), declaration.SyntaxTree, file).ToList();
    }

    private static IEnumerable<ExpressionSyntax?> ReturnedIn(SyntaxNode declaration)
    {
        if (declaration.ChildNodes().OfType<ArrowExpressionClauseSyntax>().FirstOrDefault() is { } arrow)
            return [arrow.Expression];
        return declaration
            .DescendantNodes(node => node == declaration || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>()
            .Select(end => end.Expression);
    }

    private static List<IOperation> OfProperty(IPropertySymbol property, SocketFile file)
    {
        if (property.DeclaringSyntaxReferences.Length != 1)
            return [];
        var node = property.DeclaringSyntaxReferences[0].GetSyntax(file.Cancellation);
        if (node is not PropertyDeclarationSyntax declaration)
            return [];
        if (declaration.ExpressionBody is { } arrow)
            return [.. Operations([arrow.Expression], node.SyntaxTree, file)];
        var getter = declaration.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
        if (getter is { Body: not null } or { ExpressionBody: not null })
            return [.. Operations(ReturnedIn(getter), node.SyntaxTree, file)];
        var values = Operations([declaration.Initializer?.Value], node.SyntaxTree, file).Concat(Assigned(property, file)).ToList();
        if (property.SetMethod is { DeclaredAccessibility: not Accessibility.Private })
            values.AddRange(InInitializers(property, file));
        return values;
    }

    /// <summary>The values that the type itself assigns.</summary>
    private static IEnumerable<IOperation> Assigned(ISymbol member, SocketFile file)
    {
        foreach (var part in member.ContainingType.DeclaringSyntaxReferences)
        {
            var values = part.GetSyntax(file.Cancellation).DescendantNodes().Select(node => node switch
            {
                AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } assignment
                    when name.Identifier.ValueText == member.Name => assignment.Right,
                AssignmentExpressionSyntax
                {
                    Left: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name }
                } assignment when name.Identifier.ValueText == member.Name => assignment.Right,
                VariableDeclaratorSyntax { Initializer: { } initializer, Parent.Parent: FieldDeclarationSyntax } variable
                    when variable.Identifier.ValueText == member.Name => initializer.Value,
                _ => null,
            });
            foreach (var value in Operations(values, part.SyntaxTree, file))
                yield return value;
        }
    }

    /// <summary>The values in initializers such as <c>new Link { Stream = … }</c>, in any file.</summary>
    private static IEnumerable<IOperation> InInitializers(IPropertySymbol property, SocketFile file) =>
        from tree in file.Types.Speaking(property.ContainingType.Name, file.Cancellation)
        from assignment in tree.GetRoot(file.Cancellation).DescendantNodes().OfType<AssignmentExpressionSyntax>()
        where
            assignment is { Left: IdentifierNameSyntax, Parent: InitializerExpressionSyntax }
            && ((IdentifierNameSyntax)assignment.Left).Identifier.ValueText == property.Name
        where SocketMethod.Same(file.ModelOf(tree).GetSymbolInfo(assignment.Left, file.Cancellation).Symbol, property)
        from value in Operations([assignment.Right], tree, file)
        select value;

    /// <summary>What the callers of a constructor pass for one of its parameters.</summary>
    private static IEnumerable<IOperation> Arguments(IParameterSymbol parameter, IMethodSymbol maker, SocketFile file)
    {
        foreach (var tree in file.Types.Speaking(maker.ContainingType.Name, file.Cancellation))
        {
            foreach (var node in tree.GetRoot(file.Cancellation).DescendantNodes())
            {
                if (node is not (BaseObjectCreationExpressionSyntax or ConstructorInitializerSyntax or PrimaryConstructorBaseTypeSyntax))
                    continue;
                if (node is ObjectCreationExpressionSyntax { Type: var made } && !made.ToString().Contains(maker.ContainingType.Name))
                    continue;
                var model = file.ModelOf(tree);
                if (!SocketMethod.Same(model.GetSymbolInfo(node, file.Cancellation).Symbol?.OriginalDefinition, maker.OriginalDefinition))
                    continue;
                var arguments = model.GetOperation(node, file.Cancellation) switch
                {
                    IObjectCreationOperation creation => creation.Arguments,
                    IInvocationOperation call => call.Arguments,
                    _ => ImmutableArray<IArgumentOperation>.Empty,
                };
                foreach (var argument in arguments)
                {
                    if (argument.Parameter?.Ordinal == parameter.Ordinal)
                        yield return argument.Value;
                }
            }
        }
    }

    private static IEnumerable<IOperation> OfLocal(ILocalSymbol local, SocketFile file)
    {
        if (
            local.DeclaringSyntaxReferences.Length != 1
            || local.DeclaringSyntaxReferences[0].GetSyntax(file.Cancellation) is not VariableDeclaratorSyntax declarator
        )
            return [];
        if (declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
            return [];
        var assigned = member
            .DescendantNodes()
            .OfType<AssignmentExpressionSyntax>()
            .Where(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == local.Name)
            .Select(assignment => assignment.Right);
        return Operations(assigned.Prepend(declarator.Initializer?.Value), declarator.SyntaxTree, file);
    }

    private static IEnumerable<IOperation> Operations(IEnumerable<ExpressionSyntax?> expressions, SyntaxTree tree, SocketFile file) =>
        expressions
            .Where(expression => expression is not null && file.Types.Has(tree))
            .Select(expression => file.ModelOf(tree).GetOperation(expression!, file.Cancellation))
            .OfType<IOperation>();
}
