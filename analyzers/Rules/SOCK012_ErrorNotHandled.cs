using System.Collections.Generic;
using System.Linq;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK012: a socket call in a program's own flow whose failure nobody catches.</summary>
public sealed class SOCK012_ErrorNotHandled : SocketRule
{
    public override DiagnosticDescriptor Descriptor { get; } = Rule.Create(
        RuleIds.ErrorNotHandled, Categories.Errors, DiagnosticSeverity.Warning,
        "An error of the network is not handled",
        "Catch `{0}` around `{1}`: nothing between it and `Main` does, so the program ends with a stack trace when the network fails",
        enabled: false);

    internal override void Check(SocketMethod method, Reporter report)
    {
        // A file without an entry point is no program's own flow as far as can be seen.
        if (!HasEntryPoint(method)) return;
        var functions = new HashSet<IOperation?>();
        var calls = method.Operations.Where(operation => NetworkCalls.Is(operation, method)).ToList();
        foreach (var call in calls)
        {
            // Making a socket hardly ever fails, and its first use comes soon. Where it is all that a method does, it counts.
            if (call is IObjectCreationOperation { Type: var made } && SocketTypes.IsSocket(made) && calls.Any(other => other != call && other.Function() == call.Function())) continue;
            var missing = Missing(call, method).ToList();
            if (missing.Count == 0) continue;

            // Nobody knows who runs a lambda; a local function is followed like a method. One finding a function is enough to learn from.
            var function = call.Function();
            if (function is IAnonymousFunctionOperation || functions.Contains(function)) continue;
            var symbol = function is ILocalFunctionOperation local ? local.Symbol : method.Member as IMethodSymbol;
            if (symbol is null || missing.FirstOrDefault(exception => IsReachedUncaught(symbol, exception, method, [])) is not { } thrown) continue;
            functions.Add(function);
            report.At(call.Syntax, thrown.Name, NetworkCalls.Name(call));
        }
    }

    /// <summary>The exceptions of the call that no handler of this member takes.</summary>
    private static IEnumerable<INamedTypeSymbol> Missing(IOperation call, SocketMethod method)
    {
        if (!NetworkCalls.IsCaught(call, method) && NetworkCalls.Thrown(call, method) is { } failure) yield return failure;
        if (IsClosedByOthers(call, method) && method.Types.ObjectDisposedException is { } closed && !Takes(closed)) yield return closed;
        if (NetworkCalls.HasDeadline(call, method) && method.Types.OperationCanceledException is { } cancelled && !Takes(cancelled)) yield return cancelled;

        bool Takes(INamedTypeSymbol thrown) => NetworkCalls.Tries(call).SelectMany(guarded => guarded.Catches).Any(handler =>
            handler.ExceptionType is null or { SpecialType: SpecialType.System_Object } || NetworkCalls.Derives(thrown, handler.ExceptionType) || handler.ExceptionType.Name == "TaskCanceledException");
    }

    /// <summary>Whether a handler of an event closes the socket, as one for Ctrl-C does: then a pending call fails with ObjectDisposedException too.</summary>
    private static bool IsClosedByOthers(IOperation call, SocketMethod method) =>
        call is IInvocationOperation invocation && invocation.Receiver().Root() is ILocalSymbol socket
        && method.References(socket).Any(reference => reference.Function() is IAnonymousFunctionOperation handler && handler != call.Function()
            && reference.Parent is IInvocationOperation { TargetMethod.Name: "Close" or "Dispose" });

    /// <summary>Whether <c>Main</c> comes here without passing a handler. One call from inside a handler's reach, or from a place
    /// that cannot be followed, is enough to stay silent.</summary>
    private static bool IsReachedUncaught(IMethodSymbol target, INamedTypeSymbol thrown, SocketMethod method, HashSet<ISymbol> visited)
    {
        if (IsEntryPoint(target)) return true;
        if (!visited.Add(target) || target.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)) return false;
        if (target.ContainingType.TypeKind != TypeKind.Class || target.IsVirtual || target.IsOverride) return false;

        var reached = false;
        foreach (var site in method.Model.SyntaxTree.GetRoot(method.Cancellation).DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (site.Identifier.ValueText != target.Name) continue;
            if (!SymbolEqualityComparer.Default.Equals(method.Model.GetSymbolInfo(site, method.Cancellation).Symbol?.OriginalDefinition, target.OriginalDefinition)) continue;
            var place = site.Ancestors().FirstOrDefault(node => node is InvocationExpressionSyntax invocation && invocation.Expression.Span.Contains(site.Span));
            if (place is null) return false;
            if (CaughtAt(place, thrown, method)) return false;
            switch (Caller(place, method))
            {
                case { } caller when IsReachedUncaught(caller, thrown, method, visited): reached = true; break;
                case null: return false;
            }
        }

        return reached;
    }

    private static bool HasEntryPoint(SocketMethod method) => method.Model.SyntaxTree.GetRoot(method.Cancellation) is CompilationUnitSyntax unit
        && unit.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
            .Any(node => node is GlobalStatementSyntax or MethodDeclarationSyntax { Identifier.ValueText: "Main" });

    private static bool IsEntryPoint(IMethodSymbol target) =>
        target is { IsStatic: true, Name: "Main" or "<Main>$", MethodKind: MethodKind.Ordinary };

    private static bool CaughtAt(SyntaxNode place, INamedTypeSymbol thrown, SocketMethod method)
    {
        for (var (inner, outer) = (place, place.Parent); outer is not null and not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax); inner = outer, outer = outer.Parent)
        {
            if (outer is not TryStatementSyntax guarded || guarded.Block != inner) continue;
            foreach (var handler in guarded.Catches)
            {
                if (handler.Filter is { } filter && IsPartial(filter)) continue;
                if (handler.Declaration is null) return true;
                if (method.Model.GetTypeInfo(handler.Declaration.Type, method.Cancellation).Type is { } type
                    && (type.Name == "AggregateException" || NetworkCalls.Derives(thrown, type))) return true;
            }
        }

        return false;
    }

    /// <summary>A filter that looks at the error code lets some errors pass.</summary>
    private static bool IsPartial(CatchFilterClauseSyntax filter) => filter.FilterExpression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
        NetworkCalls.IsErrorCode(name.Identifier.ValueText));

    private static IMethodSymbol? Caller(SyntaxNode place, SocketMethod method)
    {
        for (var outer = place.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case AnonymousFunctionExpressionSyntax: return null;
                case LocalFunctionStatementSyntax or MethodDeclarationSyntax: return method.Model.GetDeclaredSymbol(outer, method.Cancellation) as IMethodSymbol;
                case GlobalStatementSyntax: return method.Model.GetEnclosingSymbol(place.SpanStart, method.Cancellation) as IMethodSymbol;
                case MemberDeclarationSyntax: return null;
            }
        }

        return null;
    }
}
