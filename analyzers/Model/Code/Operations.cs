using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Code;

/// <summary>Reading an operation tree: what a value came from, and where it goes.</summary>
internal static class Operations
{
    /// <summary>The operation below conversions, parentheses and <c>await</c>.</summary>
    public static IOperation? Unwrap(this IOperation? operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation { OperatorMethod: null } conversion: operation = conversion.Operand; break;
                case IConversionOperation { OperatorMethod.Name: "op_Implicit" } conversion: operation = conversion.Operand; break;
                case IParenthesizedOperation parenthesized: operation = parenthesized.Operand; break;
                case IAwaitOperation awaited: operation = awaited.Operation; break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "WaitAsync", Instance: { } task }:
                    operation = task;
                    break;
                default: return operation;
            }
        }
    }

    /// <summary>The outermost operation that still has the same value. It climbs through conversions, <c>await</c>, <c>ConfigureAwait</c>,
    /// <c>.Result</c>, <c>.GetAwaiter().GetResult()</c>, <c>.AsTask()</c> and <c>?.</c>.</summary>
    public static IOperation SameValue(this IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            var same = parent switch
            {
                IConversionOperation or IParenthesizedOperation or IAwaitOperation => true,
                IInvocationOperation call => call.Instance == operation && call.TargetMethod.Name is
                    "ConfigureAwait" or "AsTask" or "WaitAsync" or "Preserve" or "GetAwaiter" or "GetResult",
                IPropertyReferenceOperation property => property.Instance == operation && property.Property.Name == "Result",
                IConditionalAccessOperation access => access.WhenNotNull == operation,
                _ => false,
            };
            if (!same)
                return operation;
            operation = parent;
        }

        return operation;
    }

    /// <summary>The outermost operation that can have the same value, where the value is one of several choices: an arm of a switch
    /// expression, a branch of <c>?:</c>, a side of <c>??</c>.</summary>
    public static IOperation ChosenValue(this IOperation operation)
    {
        while (true)
        {
            operation = operation.SameValue();
            switch (operation.Parent)
            {
                case IConditionalOperation choice when choice.Condition != operation && choice.WhenFalse is not null:
                    operation = choice;
                    break;
                case ISwitchExpressionArmOperation { Parent: { } choice } arm when arm.Value == operation: operation = choice; break;
                case ICoalesceOperation either: operation = either; break;
                default: return operation;
            }
        }
    }

    /// <summary>The type that a method returns in the end: the <c>T</c> of a <c>Task&lt;T&gt;</c> or <c>ValueTask&lt;T&gt;</c>, otherwise
    /// the type itself.</summary>
    public static ITypeSymbol Result(this ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task ? task.TypeArguments[0] : type;

    /// <summary>The local, parameter or field that an expression is, or of which the expression is a slice (AsSpan, AsMemory,
    /// ArraySegment).</summary>
    public static ISymbol? Root(this IOperation? operation)
    {
        while (true)
        {
            switch (operation.Unwrap())
            {
                case ILocalReferenceOperation local: return local.Local;
                case IParameterReferenceOperation parameter: return parameter.Parameter;
                case IFieldReferenceOperation field: return field.Field;
                case IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory" or "Slice", IsStatic: true } } slice
                    when slice.Arguments.Length > 0:
                    operation = slice.Arguments[0].Value;
                    break;
                case IInvocationOperation { TargetMethod.Name: "Slice", Instance: { } sliced }: operation = sliced; break;
                case IObjectCreationOperation
                {
                    Type.Name: "ArraySegment" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory"
                } segment when segment.Arguments.Length > 0:
                    operation = segment.Arguments[0].Value;
                    break;
                case IPropertyReferenceOperation
                {
                    Property: { Name: "Span" or "Memory", ContainingType.Name: "Memory" or "ReadOnlyMemory" or "IMemoryOwner" },
                    Instance: { } whole
                }:
                    operation = whole;
                    break;
                case IPropertyReferenceOperation { Property: { IsIndexer: true }, Instance: { } indexed } range
                    when range.Arguments.Any(argument => argument.Value.Type?.Name == "Range"):
                    operation = indexed;
                    break;
                case IOperation { Kind: OperationKind.None } unknown
                    when unknown.ChildOperations.Count > 0
                        && unknown.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ElementAccessExpressionSyntax:
                    operation = unknown.ChildOperations.First();
                    break;
                case IArrayElementReferenceOperation { Indices.Length: 1 } part when part.Indices[0].Type?.Name == "Range":
                    operation = part.ArrayReference;
                    break;
                case IImplicitIndexerReferenceOperation implicitRange:
                    operation = implicitRange.Instance;
                    break;
                default: return null;
            }
        }
    }

    /// <summary>The local, parameter or field that an operation mentions.</summary>
    public static ISymbol? Variable(this IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        _ => null,
    };

    /// <summary>The symbol an expression refers to without any slicing.</summary>
    public static ISymbol? Symbol(this IOperation? operation) => operation.Unwrap() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Property,
        _ => null,
    };

    /// <summary>The object a call is made on; for an extension method, its first argument.</summary>
    public static IOperation? Receiver(this IInvocationOperation call)
    {
        if (call.Instance is IConditionalAccessInstanceOperation)
        {
            // `client?.Receive()`: the object is before the `?.`.
            for (var above = call.Parent; above is not null; above = above.Parent)
            {
                if (above is IConditionalAccessOperation access)
                    return access.Operation;
            }
        }

        return call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
    }

    public static IOperation? Argument(this IInvocationOperation call, params string[] names) => Find(call.Arguments, names);

    public static IOperation? Argument(this IObjectCreationOperation creation, params string[] names) => Find(creation.Arguments, names);

    private static IOperation? Find(IEnumerable<IArgumentOperation> arguments, string[] names)
    {
        foreach (var argument in arguments)
        {
            if (argument.Parameter is { } parameter && names.Contains(parameter.Name) && argument.ArgumentKind != ArgumentKind.DefaultValue)
            {
                return argument.Value;
            }
        }

        return null;
    }

    public static bool IsConstant(this IOperation? operation, long value) => operation.Constant() == value;

    public static long? Constant(this IOperation? operation) =>
        operation is { ConstantValue: { HasValue: true, Value: { } value } }
        || operation.Unwrap() is { ConstantValue: { HasValue: true, Value: { } value2 } } && (value = value2) is not null
            ? value switch
            {
                int i => i,
                long l => l,
                byte b => b,
                short s => s,
                uint u => u,
                ushort us => us,
                sbyte sb => sb,
                char c => c,
                _ => null,
            }
            : null;

    /// <summary>The enclosing lambda or local function; null if the operation is in the member's own body.</summary>
    public static IOperation? Function(this IOperation operation)
    {
        for (var above = operation.Parent; above is not null; above = above.Parent)
        {
            if (above.Kind is OperationKind.AnonymousFunction or OperationKind.LocalFunction)
                return above;
        }

        return null;
    }

    /// <summary>The innermost loop around the operation, within the same function.</summary>
    public static ILoopOperation? Loop(this IOperation operation)
    {
        for (var above = operation.Parent; above is not null; above = above.Parent)
        {
            switch (above.Kind)
            {
                case OperationKind.Loop: return (ILoopOperation)above;
                case OperationKind.AnonymousFunction or OperationKind.LocalFunction: return null;
            }
        }

        return null;
    }

    public static IEnumerable<ILoopOperation> Loops(this IOperation operation)
    {
        for (var above = operation.Parent;
            above is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation);
            above = above.Parent)
        {
            if (above is ILoopOperation loop)
                yield return loop;
        }
    }

    public static IOperation? Condition(this ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation whileLoop => whileLoop.Condition,
        IForLoopOperation forLoop => forLoop.Condition,
        _ => null,
    };

    /// <summary>The target of one part of a tuple that is taken apart, as in <c>(n, b) = (…, …)</c> and <c>var (n, b) = …</c>; null if the
    /// tuple is not taken apart.</summary>
    public static IOperation? TakenApartInto(this IOperation tuple, int place)
    {
        var value = tuple.SameValue();
        if (value.Parent is not IDeconstructionAssignmentOperation deconstruction || deconstruction.Value != value)
            return null;
        var target = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        if (target is not ITupleOperation parts || parts.Elements.Length <= place)
            return null;
        return parts.Elements[place] is IDeclarationExpressionOperation one ? one.Expression : parts.Elements[place];
    }

    /// <summary>The statements of a block after one of its statements.</summary>
    public static IEnumerable<IOperation> Behind(this IBlockOperation block, IOperation statement)
    {
        var (low, high) = (0, block.Operations.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (block.Operations[middle].Syntax.SpanStart <= statement.Syntax.SpanStart)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < block.Operations.Length; low++)
            yield return block.Operations[low];
    }

    /// <summary>Whether the variable is declared in this piece of the source.</summary>
    public static bool IsDeclaredIn(this ISymbol variable, SyntaxNode piece) =>
        variable.DeclaringSyntaxReferences.Length == 1
        && variable.DeclaringSyntaxReferences[0] is var declaration
        && declaration.SyntaxTree == piece.SyntaxTree
        && piece.Span.Contains(declaration.Span);

    public static bool Contains(this IOperation? outer, IOperation inner)
    {
        if (outer is null)
            return false;
        for (IOperation? above = inner; above is not null; above = above.Parent)
        {
            if (above == outer)
                return true;
        }

        return false;
    }

    public static bool IsWithin(this IOperation inner, IOperation outer) => outer.Contains(inner);

    /// <summary>Whether a reference writes the variable without reading it.</summary>
    public static bool IsWrite(this IOperation reference) => reference.Parent switch
    {
        ISimpleAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation { Parameter.RefKind: RefKind.Out } => true,
        IDeclarationExpressionOperation => true,
        ITupleOperation { Parent: IDeclarationExpressionOperation } => true,
        ITupleOperation tuple => tuple.Parent is IDeconstructionAssignmentOperation deconstruction && deconstruction.Target == tuple,
        _ => false,
    };

    /// <summary>Whether an assignment to it drops the value: <c>_</c>, which in a lambda <c>(_, e) => …</c> is its parameter.</summary>
    public static bool IsDiscard(this IOperation target) =>
        target is IDiscardOperation or IParameterReferenceOperation { Parameter.Name: "_" };

    /// <summary>The source text of the operation, for a message.</summary>
    public static string Text(this IOperation? operation) => operation is null ? "" : operation.Syntax.WithoutTrivia().ToString();

    public static bool IsComparison(this BinaryOperatorKind kind) => kind is
        BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
        or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    /// <summary>Whether the operation belongs to this function itself, and not to a function inside it.</summary>
    public static bool IsIn(this IOperation operation, IMethodSymbol target) => operation.Function() switch
    {
        null => target.MethodKind is MethodKind.Ordinary or MethodKind.Constructor,
        ILocalFunctionOperation local => SymbolEqualityComparer.Default.Equals(local.Symbol.OriginalDefinition, target),
        _ => false,
    };
}
