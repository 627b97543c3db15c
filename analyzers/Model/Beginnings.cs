using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Where a receive that ends in a callback began.</summary>
internal static class Beginnings
{
    /// <summary>The call that began it. If the callback is a lambda, that is the call around it; otherwise it is the call in the type that
    /// names the member as its callback.</summary>
    public static IInvocationOperation? Of(IInvocationOperation end, SocketMethod method)
    {
        var name = NameOf(end);
        for (var above = end.Parent; above is not null; above = above.Parent)
        {
            if (above is IInvocationOperation call && call.TargetMethod.Name == name)
                return call;
        }

        if (BegunHere(end, method) is { } here)
            return here;
        if (method.Member is not IMethodSymbol { Parameters.Length: 1 } callback || end.Function() is not null)
            return null;
        if (
            callback
                .ContainingType.DeclaringSyntaxReferences.FirstOrDefault(part => part.SyntaxTree == method.Model.SyntaxTree)
                ?.GetSyntax(method.Cancellation)
            is not { } type
        )
            return null;
        IInvocationOperation? only = null;
        foreach (var site in method.File.CallsOf(name).OfType<InvocationExpressionSyntax>())
        {
            if (site.Expression is not MemberAccessExpressionSyntax || !type.Span.Contains(site.Span))
                continue;
            if (
                !site
                    .ArgumentList.DescendantNodes()
                    .Any(node => node is IdentifierNameSyntax callee && callee.Identifier.ValueText == callback.Name)
            )
                continue;
            if (method.Model.GetOperation(site, method.Cancellation) is not IInvocationOperation begun)
                continue;
            if (
                only is not null
                && (
                    !SocketMethod.Same(Buffer(only), Buffer(begun))
                    || only.Argument("offset")?.Syntax.ToString() != begun.Argument("offset")?.Syntax.ToString())
            )
                return null;
            only = begun;
        }

        return only;
    }

    private static string NameOf(IInvocationOperation end) => "Begin" + end.TargetMethod.Name.Substring("End".Length);

    /// <summary>The call in the same function that began it, if the function waits for its end:
    /// <c>var result = stream.BeginRead(…); … stream.EndRead(result)</c>.</summary>
    public static IInvocationOperation? BegunHere(IInvocationOperation end, SocketMethod method) =>
        end.Argument("asyncResult") is { } result
        && result.Symbol() is ILocalSymbol kept
        && method.OnlyValue(kept).Unwrap() is IInvocationOperation begun
        && begun.TargetMethod.Name == NameOf(end)
        && begun.Function() == end.Function()
            ? begun
            : null;

    private static ISymbol? Buffer(IInvocationOperation begun) =>
        begun.Arguments.FirstOrDefault(argument => SocketTypes.IsBuffer(argument.Parameter?.Type))?.Value.Root();

    /// <summary>The buffer in the state object that the callback was given: the only byte array beside the socket, as in
    /// <c>((State)result.AsyncState!).Buffer</c>.</summary>
    public static IOperation? BufferBeside(IOperation? source, SocketMethod method)
    {
        var state = source.Unwrap() switch
        {
            IFieldReferenceOperation { Instance: ILocalReferenceOperation owner } => owner,
            IPropertyReferenceOperation { Instance: ILocalReferenceOperation owner } => owner,
            _ => null,
        };
        if (state is null || method.OnlyValue(state.Local) is not { } value
            || !value.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Property.Name: "AsyncState" }))
            return null;
        var arrays = state
            .Type!.GetMembers()
            .OfType<IFieldSymbol>()
            .Where(field => !field.IsConst && field.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte })
            .ToList();
        return arrays.Count != 1
            ? null
            : method
                .References(arrays[0])
                .FirstOrDefault(reference =>
                    (reference as IFieldReferenceOperation)?.Instance is ILocalReferenceOperation of
                    && SocketMethod.Same(of.Local, state.Local));
    }
}
