using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The text that a send puts on the wire, as far as the source tells it: constants, with a placeholder for what is known only at run time.</summary>
internal sealed class SentText(string text, IOperation origin)
{
    /// <summary>Stands for a value known at run time.</summary>
    public const char Unknown = '\uFFFC';

    public string Text { get; } = text;

    /// <summary>The expression the text is written in.</summary>
    public IOperation Origin { get; } = origin;

    public static SentText? Of(IOperation? data, SocketMethod method, int depth = 0)
    {
        data = data.Unwrap();
        if (data is null || depth > 6) return null;
        if (data.ConstantValue is { HasValue: true, Value: string constant }) return new SentText(constant, data);
        switch (data)
        {
            case IInterpolatedStringOperation or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
                var builder = new StringBuilder();
                Write(data, builder);
                return new SentText(builder.ToString(), data);
            case IUtf8StringOperation utf8:
                return new SentText(utf8.Value, data);
            case IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType: var encoding } } encode when SocketTypes.IsEncoding(encoding):
                return Of(encode.Arguments.FirstOrDefault()?.Value, method, depth + 1);
            case IInvocationOperation { TargetMethod.Name: "ToArray" or "AsSpan" or "AsMemory", Arguments.Length: <= 1 } same:
                return Of(same.Receiver(), method, depth + 1);
            case IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: 1 } target }
                when SocketMethod.Same(target.ContainingType, method.Member.ContainingType) && Returned(target, method) is { } returned:
                return Of(returned, method, depth + 1);
            case ILocalReferenceOperation or IFieldReferenceOperation when data.Symbol() is { } symbol && method.OnlyValue(symbol) is { } only && !IsAddedTo(symbol, method):
                return Of(only, method, depth + 1);
            default:
                return null;
        }
    }

    private static void Write(IOperation part, StringBuilder builder)
    {
        switch (part.Unwrap())
        {
            case { ConstantValue: { HasValue: true, Value: string or char } constant }: builder.Append(constant.Value); break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                Write(sum.LeftOperand, builder);
                Write(sum.RightOperand, builder);
                break;
            case IInterpolatedStringOperation interpolated:
                foreach (var piece in interpolated.Parts)
                {
                    if (piece is IInterpolatedStringTextOperation text) Write(text.Text, builder);
                    else if (piece is IInterpolationOperation value) Write(value.Expression, builder);
                    else builder.Append(Unknown);
                }

                break;
            default: builder.Append(Unknown); break;
        }
    }

    private static bool IsAddedTo(ISymbol symbol, SocketMethod method) =>
        method.References(symbol).Any(reference => reference.Parent is ICompoundAssignmentOperation { Target: var target } && target == reference);

    /// <summary>What a small method of the same type returns, where that is one expression.</summary>
    private static IOperation? Returned(IMethodSymbol target, SocketMethod method)
    {
        var declaration = target.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
        if (declaration.SyntaxTree != method.Model.SyntaxTree) return null;
        var expressions = declaration switch
        {
            MethodDeclarationSyntax { ExpressionBody: { } arrow } => new List<ExpressionSyntax?> { arrow.Expression },
            LocalFunctionStatementSyntax { ExpressionBody: { } arrow } => new List<ExpressionSyntax?> { arrow.Expression },
            _ => declaration.DescendantNodes().OfType<ReturnStatementSyntax>().Select(statement => statement.Expression).ToList(),
        };
        return expressions.Count == 1 && expressions[0] is { } only ? method.Model.GetOperation(only, method.Cancellation) : null;
    }
}
