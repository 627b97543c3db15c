using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>A method of this compilation that does nothing but receive, and returns the count. A call of it is a receive.</summary>
internal sealed class ThinReader
{
    private ThinReader(IInvocationOperation inner, IMethodSymbol target)
    {
        Inner = inner;
        Target = target;
        Source = Own(inner.Receiver());
        var buffer = inner.Arguments.FirstOrDefault(argument => SocketTypes.IsBuffer(argument.Parameter?.Type))?.Value;
        BufferParameter = Own(Whole(buffer));
        Buffer = BufferParameter is null ? Whole(buffer) : null;
        Offset = inner.Argument("offset", "index");
        Size = inner.Argument("size", "count");
    }

    /// <summary>The receive in its body.</summary>
    public IInvocationOperation Inner { get; }

    public IMethodSymbol Target { get; }

    /// <summary>The parameter that it receives from; null if it receives from a field or a variable around it.</summary>
    public IParameterSymbol? Source { get; }

    public IParameterSymbol? BufferParameter { get; }

    /// <summary>The buffer, if it is not one of its parameters.</summary>
    public IOperation? Buffer { get; }

    public IOperation? Offset { get; }

    public IOperation? Size { get; }

    public static ThinReader? Of(IInvocationOperation call, SocketMethod method)
    {
        var target = call.TargetMethod.OriginalDefinition;
        if (target.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction) || target.IsAbstract || target.IsVirtual)
            return null;
        if (target.DeclaringSyntaxReferences.Length != 1 || target.ReturnType.Result().SpecialType != SpecialType.System_Int32)
            return null;
        var readers = method.File.The(() => new Readers());
        if (readers.TryGetValue(target, out var known))
            return known;
        readers[target] = null;
        return readers[target] = Read(target, method);
    }

    private sealed class Readers() : System.Collections.Generic.Dictionary<ISymbol, ThinReader?>(SymbolEqualityComparer.Default);

    private static ThinReader? Read(IMethodSymbol target, SocketMethod method)
    {
        var declaration = target.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
        if (Only(declaration) is not { } expression || !Calls(expression) || !method.File.Types.Has(declaration.SyntaxTree))
            return null;
        if (
            method.File.ModelOf(declaration.SyntaxTree).GetOperation(expression, method.Cancellation).Unwrap()
            is not IInvocationOperation inner
        )
            return null;
        if (
            inner.TargetMethod.Name is not ("Read" or "ReadAsync" or "Receive" or "ReceiveAsync")
            || !SocketTypes.IsOfSystem(inner.TargetMethod)
        )
            return null;
        var type = inner.Receiver()?.Type;
        if (
            inner.TargetMethod.ReturnType.Result().SpecialType != SpecialType.System_Int32
            || !SocketTypes.IsSocket(type) && !SocketTypes.IsStream(type)
        )
            return null;
        var reader = new ThinReader(inner, target);
        return reader.BufferParameter is null && reader.Buffer is null || !IsPlain(reader.Offset) || !IsPlain(reader.Size) ? null : reader;
    }

    /// <summary>The only expression in the body.</summary>
    private static ExpressionSyntax? Only(SyntaxNode declaration) => declaration switch
    {
        MethodDeclarationSyntax { ExpressionBody: { } arrow } => arrow.Expression,
        LocalFunctionStatementSyntax { ExpressionBody: { } arrow } => arrow.Expression,
        MethodDeclarationSyntax { Body.Statements: { Count: 1 } statements } => (statements[0] as ReturnStatementSyntax)?.Expression,
        LocalFunctionStatementSyntax { Body.Statements: { Count: 1 } statements } => (statements[0] as ReturnStatementSyntax)?.Expression,
        _ => null,
    };

    private static bool Calls(ExpressionSyntax expression) =>
        expression.DescendantTokens().Any(token => token.ValueText is "Read" or "ReadAsync" or "Receive" or "ReceiveAsync");

    /// <summary>The parameter that an operation mentions, if it is one of this method. In a local function, a parameter of the method
    /// around it is a variable like any other.</summary>
    private IParameterSymbol? Own(IOperation? operation) =>
        operation.Unwrap() is IParameterReferenceOperation { Parameter: var parameter }
        && SocketMethod.Same(parameter.ContainingSymbol, Target)
            ? parameter
            : null;

    /// <summary>The array under a memory or a span that covers all of it.</summary>
    private static IOperation? Whole(IOperation? buffer) => buffer.Unwrap() switch
    {
        ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation => buffer.Unwrap(),
        IInvocationOperation { TargetMethod: { Name: "AsMemory" or "AsSpan", IsStatic: true }, Arguments.Length: 1 } all => Whole(
            all.Arguments[0].Value),
        _ => null,
    };

    private static bool IsPlain(IOperation? number) =>
        number is null
        || number.Constant() is not null
        || number.Unwrap() is IParameterReferenceOperation
        || number.Unwrap() is IPropertyReferenceOperation { Property.Name: "Length" };
}
