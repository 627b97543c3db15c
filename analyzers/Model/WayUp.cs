using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The way of an exception from a method of this file up to <c>Main</c>: through its callers, past their handlers. Delegates and
/// other files are not followed.</summary>
internal sealed class WayUp(INamedTypeSymbol thrown, SocketFile file)
{
    private readonly HashSet<(ISymbol, ISymbol?, bool)> visited = [];

    /// <summary>Whether it comes to <c>Main</c> only in a task, which is never awaited with a handler.</summary>
    public bool IsInTask { get; private set; }

    /// <summary>Whether what <paramref name="target"/> throws leaves <c>Main</c>. With a <paramref name="token"/>, one of its parameters,
    /// it throws only if a caller passes a token that the program cancels. With <paramref name="travels"/>, the exception is in a task that
    /// was handed on.</summary>
    public bool IsOpen(IMethodSymbol target, IParameterSymbol? token = null, bool travels = false)
    {
        if (EntryPoints.Is(target))
            return token is null;
        if (
            target.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.Constructor)
            || target.ContainingType.TypeKind != TypeKind.Class
            || target.IsVirtual
            || target.IsOverride
        )
            return false;
        return visited.Add((target.OriginalDefinition, token, travels))
            && (file.Sites(target).Any(site => PassesBy(site, target, token, travels))
                || token is null
                    && Gathered(target)
                        .Any(place => Caller(place) is { } caller && !IsCaught(place, travels) && IsOpen(caller, null, travels)));
    }

    /// <summary>Where a task of the method is awaited for each element: <c>await Task.WhenAll(names.Select(ProbeAsync))</c>.</summary>
    private IEnumerable<SyntaxNode> Gathered(IMethodSymbol target) =>
        file.Named(target.Name)
            .OfType<IdentifierNameSyntax>()
            .Where(name =>
                name.Parent
                    is ArgumentSyntax
                {
                    Parent.Parent: InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" },
                        Parent: ArgumentSyntax
                        {
                            Parent.Parent: InvocationExpressionSyntax
                            {
                                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WhenAll" },
                                Parent: AwaitExpressionSyntax
                            }
                        }
                    }
                }
                && SocketMethod.Same(
                    file.Model.GetSymbolInfo(name, file.Cancellation).Symbol?.OriginalDefinition,
                    target.OriginalDefinition));

    private bool PassesBy(ExpressionSyntax site, IMethodSymbol target, IParameterSymbol? token, bool travels)
    {
        file.Cancellation.ThrowIfCancellationRequested();
        // The code of an iterator runs where its elements are taken. That is known only for a loop over the call.
        if (Caller(site) is not { } caller || (IsIterator(target) && site.Parent is not CommonForEachStatementSyntax))
            return false;
        IParameterSymbol? onward = null;
        if (token is not null)
        {
            // `None` is never cancelled. If the caller passes on a token that it was given, its own callers are asked.
            var argument = file.Model.GetOperation(site, file.Cancellation) is IInvocationOperation call
                ? call.Arguments.FirstOrDefault(given => given.Parameter?.Ordinal == token.Ordinal)?.Value.Unwrap()
                : null;
            onward = Tokens.Parameter(argument);
            if (onward is null && !Tokens.IsCancelled(argument, file))
                return false;
        }

        if (!target.IsAsync || IsWaitedFor(site))
            return !IsCaught(site, travels) && IsOpen(caller, onward, travels);

        // A task that is kept fails where it is awaited. The handlers around the call that began it do not see the failure.
        var kept = KeptIn(site);
        if (
            kept is { Length: 0 }
            || kept is not null
                && site.Parent is EqualsValueClauseSyntax
                && !Function(site).DescendantNodes().Any(node => IsWait(node) && Names(node, kept))
        )
            return !IsCaught(site, travels) && IsOpen(caller, onward, travels);
        var awaits = kept is null ? [] : Function(site).DescendantNodes().Where(node => IsWait(node) && Names(node, kept)).ToList();
        if (kept is not null && awaits.All(IsForTheFirst) && Function(site).DescendantNodes().Any(AsksATask))
            return false;
        if (awaits.Any(wait => IsCaught(wait, travels: false)) || !IsOpen(caller, onward, travels: kept is not null && awaits.Count == 0))
            return false;
        IsInTask |= awaits.Count == 0;
        return true;
    }

    private static bool IsIterator(IMethodSymbol method) =>
        method.ReturnType.Name is "IEnumerable" or "IEnumerator" or "IAsyncEnumerable" or "IAsyncEnumerator"
        && method.DeclaringSyntaxReferences.Any(part =>
            part.GetSyntax() is var whole
            && whole
                .DescendantNodes(node =>
                    node == whole || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax))
                .Any(node => node is YieldStatementSyntax));

    private static bool IsWait(SyntaxNode node) =>
        node
            is AwaitExpressionSyntax
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "WaitAll" or "Result" or "GetResult" };

    /// <summary>Whether it only tells which task has ended, and throws nothing.</summary>
    private static bool IsForTheFirst(SyntaxNode wait) =>
        wait is AwaitExpressionSyntax
        {
            Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WhenAny" } }
        };

    /// <summary>Whether the code asks a task how it ended, with a member that does not throw the task's exception.</summary>
    private static bool AsksATask(SyntaxNode node) =>
        node
            is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exception" or "IsFaulted" or "IsCompletedSuccessfully" };

    private static bool Names(SyntaxNode wait, string variable) =>
        (wait is AwaitExpressionSyntax ? wait : wait.Parent!)
            .DescendantNodes()
            .Any(part => part is IdentifierNameSyntax name && name.Identifier.ValueText == variable);

    private static bool IsWaitedFor(ExpressionSyntax site)
    {
        SyntaxNode value = site;
        while (value.Parent is ParenthesizedExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax)
            value = value.Parent;
        return value.Parent is AwaitExpressionSyntax || value != site;
    }

    /// <summary>The variable that the task goes to, alone or with others; null if it is dropped, empty if that is not known.</summary>
    private static string? KeptIn(ExpressionSyntax site) => site.Parent switch
    {
        ExpressionStatementSyntax => null,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } => null,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } => name.Identifier.ValueText,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
        ArgumentSyntax
        {
            Parent.Parent: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add", Expression: IdentifierNameSyntax list }
            }
        } => list.Identifier.ValueText,
        _ => "",
    };

    /// <summary>Whether a handler in the same function takes it. If it travels in a task, a handler anywhere in the function
    /// counts.</summary>
    private bool IsCaught(SyntaxNode place, bool travels)
    {
        if (
            travels
            && Function(place)
                .DescendantNodes()
                .OfType<TryStatementSyntax>()
                .Any(guarded => guarded.Block.DescendantNodes().Any(IsWait) && Takes(guarded))
        )
            return true;
        for (var (inner, outer) = (place, place.Parent);
            outer is not null and not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
            inner = outer, outer = outer.Parent)
        {
            if (outer is TryStatementSyntax guarded && guarded.Block == inner && Takes(guarded))
                return true;
        }

        return false;
    }

    private bool Takes(TryStatementSyntax guarded) => guarded.Catches.Any(handler => Handlers.Takes(handler, thrown, file));

    private static SyntaxNode Function(SyntaxNode place) =>
        place
            .Ancestors()
            .First(above =>
                above
                    is LocalFunctionStatementSyntax
                        or AnonymousFunctionExpressionSyntax
                        or BaseMethodDeclarationSyntax
                        or AccessorDeclarationSyntax
                        or CompilationUnitSyntax);

    /// <summary>The constructor that runs the initializer of a member, if there is only one.</summary>
    private IMethodSymbol? Maker(MemberDeclarationSyntax member) =>
        !member.Modifiers.Any(SyntaxKind.StaticKeyword)
        && member.Parent is TypeDeclarationSyntax type
        && file.Model.GetDeclaredSymbol(type, file.Cancellation) is INamedTypeSymbol { IsRecord: false, InstanceConstructors: var makers }
        && makers.Length == 1
            ? makers[0]
            : null;

    private IMethodSymbol? Caller(SyntaxNode place)
    {
        for (var outer = place.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case AnonymousFunctionExpressionSyntax: return null;
                case LocalFunctionStatementSyntax or MethodDeclarationSyntax or ConstructorDeclarationSyntax:
                    return file.Model.GetDeclaredSymbol(outer, file.Cancellation) as IMethodSymbol;
                case GlobalStatementSyntax: return file.Model.GetEnclosingSymbol(place.SpanStart, file.Cancellation) as IMethodSymbol;
                case FieldDeclarationSyntax or PropertyDeclarationSyntax:
                    return outer.DescendantNodes().OfType<EqualsValueClauseSyntax>().Any(given => given.Contains(place))
                        ? Maker((MemberDeclarationSyntax)outer)
                        : null;
                case MemberDeclarationSyntax: return null;
            }
        }

        return null;
    }
}
