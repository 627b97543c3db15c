using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The text that a send puts on the wire, as far as the source shows it: constants, with a placeholder for what is known only at
/// run time.</summary>
internal sealed class SentText(string text, IOperation origin)
{
    /// <summary>Stands for a value known at run time.</summary>
    public const char Unknown = '\uFFFC';

    /// <summary>Stands for the line end of the system that the program runs on.</summary>
    public const string PlatformLine = "\r\n";

    public string Text { get; } = text;

    /// <summary>The expression that the text is written in.</summary>
    public IOperation Origin { get; } = origin;

    /// <summary>Whether the expression is only the beginning, and later statements add the rest.</summary>
    public bool GoesOn { get; init; }

    public static SentText? Of(IOperation? data, SocketMethod method, int depth = 0)
    {
        data = data.Unwrap();
        if (data is null || depth > 6)
            return null;
        if (data.ConstantValue is { HasValue: true, Value: string constant })
            return new SentText(constant, data);
        switch (data)
        {
            case IInterpolatedStringOperation
            or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String }:
                var builder = new StringBuilder();
                Write(data, builder, method);
                return new SentText(builder.ToString(), data);
            case IInvocationOperation { TargetMethod: { Name: "Concat", ContainingType.SpecialType: SpecialType.System_String } } concat
                when Parts(concat) is { } parts:
                var whole = new StringBuilder();
                foreach (var part in parts)
                    Write(part, whole, method);
                return new SentText(whole.ToString(), data);
            case IInvocationOperation { TargetMethod: { Name: "Format", ContainingType.SpecialType: SpecialType.System_String } } format:
                return Formatted(format, method) is { } formatted ? new SentText(formatted, data) : null;
            case IUtf8StringOperation utf8:
                return new SentText(utf8.Value, data);
            case IPropertyReferenceOperation { Property: { IsStatic: true, SetMethod: null } property }
                when Elsewhere.Given(property, method.File) is { Count: 1 } given:
                return Of(given[0], method, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType: var encoding } } encode
                when SocketTypes.IsEncoding(encoding):
                return Of(encode.Arguments.FirstOrDefault()?.Value, method, depth + 1);
            case IInvocationOperation { TargetMethod.Name: "ToArray" or "AsSpan" or "AsMemory", Arguments.Length: <= 1 } same:
                return Of(same.Receiver() ?? same.Arguments.FirstOrDefault()?.Value, method, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "Concat", ContainingType.Name: "Enumerable" }, Arguments.Length: 2 } both:
                return Together(both.Arguments.Select(argument => argument.Value), data, method, depth);
            case IOperation { Syntax: CollectionExpressionSyntax { Elements: { Count: > 0 } elements } }
                when elements.All(element => element is SpreadElementSyntax):
                return Together(data.ChildOperations.SelectMany(spread => spread.ChildOperations.Take(1)), data, method, depth);
            case IInvocationOperation { TargetMethod: { Name: "Join", ContainingType.SpecialType: SpecialType.System_String } } join:
                return Joined(join, method) is { } joined ? new SentText(joined, data) : null;
            case IInvocationOperation
            {
                TargetMethod: { Name: "ToString", ContainingType.Name: "StringBuilder" },
                Instance: ILocalReferenceOperation lines
            }:
                return Built(lines.Local, method) is { } built ? new SentText(built, data) : null;
            case IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.Length: 1 } target }
                when SocketMethod.Same(target.ContainingType, method.Member.ContainingType) && Returned(target, method) is { } returned:
                return Of(returned, method, depth + 1);
            case ILocalReferenceOperation
            or IFieldReferenceOperation
                when data.Symbol() is { } symbol && method.OnlyValue(symbol) is { } only && !IsAddedTo(symbol, method):
                return Of(only, method, depth + 1);
            case ILocalReferenceOperation { Type.SpecialType: SpecialType.System_String, Local: var grown }
                when IsAddedTo(grown, method) && method.OnlyValue(grown) is { } begun:
                return Grown(grown, data, method) is { } sum ? new SentText(sum, begun) { GoesOn = true } : null;

            case IPropertyReferenceOperation { Property: { Name: "Span", ContainingType: var memory }, Instance: { } all }
                when memory.Name is "Memory" or "ReadOnlyMemory":
                return Of(all, method, depth + 1);

            // The bytes that are left after each send: `rest = rest[count..]`.
            case ILocalReferenceOperation { Local: var rest }
                when method.Values(rest).Where(value => !SocketMethod.Same(value.Root(), rest)).ToList() is { Count: 1 } values
                    && !IsAddedTo(rest, method)
                    && EncodedText(values[0]) is { } encoded:
                return Of(encoded, method, depth + 1);
            default:
                return null;
        }
    }

    private static IOperation? EncodedText(IOperation value) =>
        value.Unwrap() is IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType: var encoding } } encode
        && SocketTypes.IsEncoding(encoding)
            ? encode.Arguments.FirstOrDefault()?.Value
            : null;

    /// <summary>A text that is built with <c>+=</c>, in several statements of one block, before it is read. What a loop or a condition adds
    /// is known only at run time.</summary>
    private static string? Grown(ILocalSymbol local, IOperation read, SocketMethod method)
    {
        if (!method.IsOnlyIn(local, read.Function()) || method.OnlyValue(local) is not { } first)
            return null;
        var block = BlockOf(first);
        var text = new StringBuilder();
        Write(first, text, method);
        foreach (var reference in method.ReferencesIn(local, method.Root.Syntax))
        {
            if (reference.Parent is ICompoundAssignmentOperation added && added.Target == reference)
            {
                if (
                    added is not { OperatorKind: BinaryOperatorKind.Add, Parent: IExpressionStatementOperation { Parent: { } where } }
                    || where != block && FieldsOf(where, added, block, method) is null
                    || added.Syntax.SpanStart > read.Syntax.SpanStart)
                    return null;
                Write(added.Value, text, method);
            }
            else if (reference.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None })
            {
                return null;
            }
        }

        return block is null ? null : text.ToString();
    }

    /// <summary>The header fields that a <c>foreach</c> in this block adds, if it adds them in one statement and they are whole.</summary>
    private static string? FieldsOf(IOperation where, ICompoundAssignmentOperation added, IOperation? block, SocketMethod method)
    {
        var loop = where is IBlockOperation { Operations.Length: 1 } ? where.Parent : where;
        if (loop is not IForEachLoopOperation || loop.Parent != block)
            return null;
        var text = new StringBuilder();
        Write(added.Value, text, method);
        return AnyFields.IsMatch(text.ToString()) ? text.ToString() : null;
    }

    private static IOperation? BlockOf(IOperation value)
    {
        IOperation? above = value;
        while (above is not (null or IBlockOperation))
            above = above.Parent;
        return above;
    }

    /// <summary>The bytes of several texts, one after the other. A placeholder stands for each part whose text is not known.</summary>
    private static SentText? Together(IEnumerable<IOperation> pieces, IOperation origin, SocketMethod method, int depth)
    {
        var texts = pieces.Select(piece => Of(piece, method, depth + 1)?.Text).ToList();
        return texts.TrueForAll(text => text is null)
            ? null
            : new SentText(string.Concat(texts.Select(text => text ?? Unknown.ToString())), origin);
    }

    /// <summary>The texts that are joined: each is its own argument, or all are in one argument.</summary>
    private static IEnumerable<IOperation>? Parts(IInvocationOperation concat)
    {
        if (concat.Arguments.All(argument => argument.Value.Type?.SpecialType == SpecialType.System_String))
            return concat.Arguments.Select(argument => argument.Value);
        if (concat.Arguments.Length != 1)
            return null;
        return concat.Arguments[0].Value.Unwrap() switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            { } parts when concat.Arguments[0].IsImplicit => parts.ChildOperations,
            _ => null,
        };
    }

    private static void Write(IOperation? part, StringBuilder builder, SocketMethod method)
    {
        part = part.Unwrap();
        switch (part)
        {
            case { ConstantValue: { HasValue: true, Value: string or char } constant }:
                builder.Append(constant.Value);
                break;

            // A variable that only ever holds one constant.
            case ILocalReferenceOperation { Type.SpecialType: SpecialType.System_String, Local: var local }
                when method.OnlyValue(local).Unwrap() is { ConstantValue: { HasValue: true, Value: string only } }
                    && !IsAddedTo(local, method)
                    && method
                        .References(local)
                        .All(reference => reference.Parent is not IArgumentOperation { Parameter.RefKind: not RefKind.None }):
                builder.Append(only);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum:
                foreach (var summand in Summands(sum))
                    Write(summand, builder, method);
                break;
            case IInterpolatedStringOperation interpolated:
                foreach (var piece in interpolated.Parts)
                {
                    if (piece is IInterpolatedStringTextOperation text)
                        Write(text.Text, builder, method);
                    else if (piece is IInterpolationOperation value)
                        Write(value.Expression, builder, method);
                    else
                        builder.Append(Unknown);
                }

                break;

            // `builder.Append($"Host: {host}\r\n")` appends piece by piece.
            case IInterpolatedStringHandlerCreationOperation { Content: IInterpolatedStringOperation { Parts: var pieces } }:
                foreach (var piece in pieces)
                {
                    var appending = (piece as IInterpolatedStringAppendOperation)?.AppendCall as IInvocationOperation;
                    if (appending is { Arguments: { Length: > 0 } given })
                        Write(given[0].Value, builder, method);
                    else
                        builder.Append(Unknown);
                }

                break;

            // A helper that writes one line. Its parameters are the arguments of this call.
            case IInvocationOperation
            {
                TargetMethod: { DeclaringSyntaxReferences.Length: 1, ReturnType.SpecialType: SpecialType.System_String } target
            } call
                when SocketMethod.Same(target.ContainingType, method.Member.ContainingType)
                    && Returned(target, method).Unwrap() is IInterpolatedStringOperation line:
                foreach (var piece in line.Parts)
                {
                    if (piece is IInterpolatedStringTextOperation text)
                        Write(text.Text, builder, method);
                    else if (
                        piece is IInterpolationOperation { Expression: IParameterReferenceOperation { Parameter.Ordinal: var ordinal } })
                        Write(call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value, builder, method);
                    else
                        builder.Append(Unknown);
                }

                break;
            default:
                builder.Append(Unknown);
                break;
        }
    }

    /// <summary>The parts of a sum of texts, with the first on top. This is not recursive: a text of thousands of parts is as deep as it is
    /// long.</summary>
    private static Stack<IOperation> Summands(IBinaryOperation sum)
    {
        var summands = new Stack<IOperation>();
        IOperation? left = sum;
        while (
            left.Unwrap()
            is IBinaryOperation
            {
                ConstantValue.HasValue: false,
                OperatorKind: BinaryOperatorKind.Add,
                Type.SpecialType: SpecialType.System_String
            } inner)
        {
            summands.Push(inner.RightOperand);
            left = inner.LeftOperand;
        }

        summands.Push(left);
        return summands;
    }

    /// <summary>A format in this source, with the values in its places.</summary>
    private static string? Formatted(IInvocationOperation format, SocketMethod method)
    {
        if (format.Argument("format") is not { ConstantValue: { HasValue: true, Value: string pattern } })
            return null;
        var values = new List<IOperation>();
        foreach (var argument in format.Arguments)
        {
            if (argument.Parameter?.Name is null or "format" or "provider")
                continue;
            if (argument.ArgumentKind == ArgumentKind.Explicit)
                values.Add(argument.Value);
            else if (argument.Value.Unwrap() is IArrayCreationOperation { Initializer: { } initializer })
                values.AddRange(initializer.ElementValues);
            else
                values.AddRange(argument.Value.Unwrap()!.ChildOperations);
        }

        var text = new StringBuilder();
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] is not ('{' or '}'))
            {
                text.Append(pattern[index]);
                continue;
            }

            if (index + 1 < pattern.Length && pattern[index + 1] == pattern[index])
            {
                text.Append(pattern[index++]);
                continue;
            }

            var end = pattern.IndexOf('}', index);
            if (end < 0)
                return null;
            var place = pattern.Substring(index + 1, end - index - 1);
            if (int.TryParse(place, out var number) && number < values.Count)
                Write(values[number], text, method);
            else
                text.Append(Unknown);
            index = end;
        }

        return text.ToString();
    }

    /// <summary>Lines that are joined, if all of them are written here.</summary>
    private static string? Joined(IInvocationOperation join, SocketMethod method)
    {
        if (
            join.Arguments.Length != 2
            || join.Arguments[0].Value.Unwrap() is not { ConstantValue: { HasValue: true, Value: string or char } separator })
            return null;
        var lines = join.Arguments[1].Value.Unwrap();
        if (lines is ILocalReferenceOperation { Local: var local })
        {
            if (method.Values(local).ToList() is not { Count: 1 } values)
                return null;
            lines = values[0].Unwrap();
        }

        IEnumerable<IOperation>? parts = lines switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,

            // Arguments for a `params` span.
            not null when join.Arguments[1].IsImplicit => lines.ChildOperations,
            IOperation { Syntax: CollectionExpressionSyntax collection }
                when collection.Elements.All(element => element is ExpressionElementSyntax) => lines.ChildOperations,
            _ => null,
        };
        return parts is null
            ? null
            : string.Join(
                separator.Value!.ToString(),
                parts.Select(part =>
                {
                    var text = new StringBuilder();
                    Write(part, text, method);
                    return text.ToString();
                }));
    }

    /// <summary>What a builder of this method holds, if no other code appends to it. What a loop or a condition adds is known only at run
    /// time.</summary>
    private static string? Built(ILocalSymbol builder, SocketMethod method)
    {
        var text = new StringBuilder();
        if (method.OnlyValue(builder) is not { } initial || Appended(initial, text, method) is not IObjectCreationOperation)
            return null;
        IOperation? skipped = null;
        foreach (var reference in method.References(builder))
        {
            if (reference.IsWrite() || skipped is not null && reference.IsWithin(skipped))
                continue;
            if (Varying(reference) is { } varying)
            {
                if (!method.ReferencesIn(builder, varying.Syntax).All(IsOnlyAppendedTo))
                    return null;
                text.Append(Fields(builder, varying, method) ?? Unknown.ToString());
                skipped = varying;
                continue;
            }

            IOperation value = reference;
            while (
                value.Parent is IInvocationOperation { TargetMethod.ContainingType.Name: "StringBuilder" } call && call.Instance == value)
            {
                if (call.TargetMethod.Name == "ToString")
                    return text.ToString();
                if (call.TargetMethod.Name is not ("Append" or "AppendLine") || call.Arguments.Length > 1)
                    return null;
                if (call.Arguments.Length == 1)
                    Write(call.Arguments[0].Value, text, method);
                if (call.TargetMethod.Name == "AppendLine")
                    text.Append(PlatformLine);
                value = call;
            }

            if (
                value == reference
                || value.Parent
                    is not IExpressionStatementOperation
                    {
                        Parent: IBlockOperation { Parent: IMethodBodyOperation or IBlockOperation { Parent: null } } or IMethodBodyOperation
                    })
                return null;
        }

        return null;
    }

    /// <summary>What an <c>if</c> or a <c>foreach</c> adds, if it is whole lines of the form <c>name: value</c>. The request with these
    /// lines is one of those that are sent.</summary>
    private static string? Fields(ILocalSymbol builder, IOperation varying, SocketMethod method)
    {
        var (added, whole) = varying switch
        {
            IConditionalOperation { WhenFalse: null, WhenTrue: var then } => (then, WholeFields),
            IForEachLoopOperation { Body: var each } => (each, AnyFields),
            _ => (null, WholeFields),
        };
        if (added is null)
            return null;
        var text = new StringBuilder();
        foreach (var statement in added is IBlockOperation block ? block.Operations.AsEnumerable() : [added])
        {
            if (
                statement is not IExpressionStatementOperation { Operation: var appending }
                || !SocketMethod.Same(Appended(appending, text, method)?.Variable(), builder))
                return null;
        }

        return whole.IsMatch(text.ToString()) ? text.ToString() : null;
    }

    /// <summary>Adds what a chain of calls appends to a builder, and returns where the chain begins; null if a call does something
    /// else.</summary>
    private static IOperation? Appended(IOperation chain, StringBuilder text, SocketMethod method)
    {
        var calls = new Stack<IInvocationOperation>();
        var value = chain.Unwrap();
        while (value is IInvocationOperation { TargetMethod.ContainingType.Name: "StringBuilder" } call)
        {
            calls.Push(call);
            value = call.Instance;
        }

        if (value is IObjectCreationOperation made && made.Argument("value") is { } first)
            Write(first, text, method);
        foreach (var call in calls)
        {
            if (call.TargetMethod.Name is not ("Append" or "AppendLine") || call.Arguments.Length > 1)
                return null;
            if (call.Arguments.Length == 1)
                Write(call.Arguments[0].Value, text, method);
            if (call.TargetMethod.Name == "AppendLine")
                text.Append(PlatformLine);
        }

        return value;
    }

    private static readonly Regex WholeFields = new(
        @"^([A-Za-z-]+:[^\r\n]*\r\n)+$",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    /// <summary>The same for one or more lines, whose names may also be known only at run time.</summary>
    private static readonly Regex AnyFields = new(
        "^(([A-Za-z-]+|" + Unknown + @"):[^\r\n]*\r\n)+$",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    /// <summary>The outermost loop or condition around the operation.</summary>
    private static IOperation? Varying(IOperation operation)
    {
        IOperation? found = null;
        for (var above = operation.Parent; above is not null; above = above.Parent)
        {
            if (above is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return null;
            if (above is ILoopOperation or IConditionalOperation { Syntax: StatementSyntax } or ISwitchOperation)
                found = above;
        }

        return found;
    }

    private static bool IsOnlyAppendedTo(IOperation builder)
    {
        var value = builder;
        while (
            value.Parent
                is IInvocationOperation
            {
                TargetMethod: { ContainingType.Name: "StringBuilder", Name: "Append" or "AppendLine" or "AppendFormat" or "AppendJoin" }
            } call
            && call.Instance == value)
            value = call;
        return value != builder && value.Parent is IExpressionStatementOperation;
    }

    private static bool IsAddedTo(ISymbol symbol, SocketMethod method) => method.Added(symbol).Count > 0;

    /// <summary>What a small method of the same type returns, if it is one expression.</summary>
    private static IOperation? Returned(IMethodSymbol target, SocketMethod method)
    {
        var declaration = target.DeclaringSyntaxReferences[0].GetSyntax(method.Cancellation);
        if (declaration.SyntaxTree != method.Model.SyntaxTree)
            return null;
        var expressions = declaration switch
        {
            MethodDeclarationSyntax { ExpressionBody: { } arrow } => new List<ExpressionSyntax?> { arrow.Expression },
            LocalFunctionStatementSyntax { ExpressionBody: { } arrow } => new List<ExpressionSyntax?> { arrow.Expression },
            _ => declaration.DescendantNodes().OfType<ReturnStatementSyntax>().Select(statement => statement.Expression).ToList(),
        };
        return expressions.Count == 1 && expressions[0] is { } only ? method.Model.GetOperation(only, method.Cancellation) : null;
    }
}
