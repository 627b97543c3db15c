using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Kata;

/// <summary>Follows a program from the first statement of its <c>Main</c>, as long as there is one way only, to the blank
/// that every run reaches first. What it does not know ends the search: such a program has to be run to be judged.</summary>
/// <remarks>The arguments are taken to be what the program is made for: <c>args[1]</c> is there, and
/// <c>int.Parse(args[1])</c> succeeds, unless a <c>try</c> around it says that it may not.</remarks>
internal sealed class SureBlank
{
    private const int MaxDepth = 8;

    private readonly SemanticModel model;
    private readonly Blanks blanks;
    private readonly IMethodSymbol main;
    private readonly CancellationToken cancellation;
    private readonly List<IMethodSymbol> calls = [];
    private int tries;

    private SureBlank(SemanticModel model, Blanks blanks, IMethodSymbol main, CancellationToken cancellation) =>
        (this.model, this.blanks, this.main, this.cancellation) = (model, blanks, main, cancellation);

    /// <summary>How one got through a piece of code.</summary>
    private enum Way
    {
        /// <summary>To its end.</summary>
        Through,

        /// <summary>Into the blank.</summary>
        Blank,

        /// <summary>Out of the method.</summary>
        Returned,

        /// <summary>Not for sure.</summary>
        Unknown,
    }

    private SyntaxNode? Found { get; set; }

    /// <summary>Whether every run of the program that the blank stands in reaches it, and no other before it.</summary>
    public static bool Is(SimpleNameSyntax blank, SemanticModel model, Blanks blanks, CancellationToken cancellation)
    {
        if (blank.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration
            || model.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol type
            || Main(type, blank.SyntaxTree) is not { } main
            || !StartsWithMain(type, cancellation)
            || !BeginsOnItsLine(blank))
            return false;

        var search = new SureBlank(model, blanks, main, cancellation);
        return search.Follow(main) == Way.Blank && search.Found!.Span.Contains(blank.Span);
    }

    /// <summary>The one that is started: <c>static int Main(string[] args)</c> of the type that the file is named after.</summary>
    private static IMethodSymbol? Main(INamedTypeSymbol type, SyntaxTree tree)
    {
        if (type.ContainingType is not null || type.Name != Path.GetFileNameWithoutExtension(tree.FilePath))
            return null;
        var mains = type.GetMembers("Main").OfType<IMethodSymbol>().ToList();
        return mains.Count == 1
            && mains[0] is { IsGenericMethod: false, Parameters.Length: 1 } main
            && EntryPoints.Is(main)
            && main.Parameters[0].Type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_String }
            && (
                main.ReturnType.SpecialType == SpecialType.System_Int32
                || main.ReturnType is INamedTypeSymbol { Name: "Task", TypeArguments.Length: 1 } task
                    && task.TypeArguments[0].SpecialType == SpecialType.System_Int32)
            ? main
            : null;
    }

    /// <summary>Whether nothing of the type's own runs before <c>Main</c>: no static constructor, no initializer that does more than give a
    /// literal.</summary>
    private static bool StartsWithMain(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.StaticConstructors.All(constructor => constructor.IsImplicitlyDeclared)
        && type.GetMembers()
            .Where(member => member is { IsStatic: true, IsImplicitlyDeclared: false } and not IFieldSymbol { IsConst: true })
            .SelectMany(member => member.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax(cancellation))
            .All(syntax =>
                (syntax as VariableDeclaratorSyntax)?.Initializer is null or { Value: LiteralExpressionSyntax }
                && (syntax as PropertyDeclarationSyntax)?.Initializer is null or { Value: LiteralExpressionSyntax });

    /// <summary>A run tells the line where the statement begins. A blank on a later line is left to it.</summary>
    private static bool BeginsOnItsLine(SyntaxNode blank)
    {
        var start = blank.Ancestors().FirstOrDefault(node => node is StatementSyntax or ArrowExpressionClauseSyntax);
        return start is not null && Line(start) == Line(blank);

        static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line;
    }

    /// <summary>Through a method's body.</summary>
    private Way Follow(IMethodSymbol method)
    {
        // Attributes can take a call away ([Conditional]); an iterator's body does not run when it is called.
        if (calls.Count == MaxDepth || calls.Contains(method, SymbolEqualityComparer.Default) || method.GetAttributes().Length > 0
            || method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].SyntaxTree != model.SyntaxTree
            || method.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not MethodDeclarationSyntax declaration
            || declaration.DescendantNodes().Any(node => node is YieldStatementSyntax)
            || model.GetOperation(declaration, cancellation) is not IMethodBodyOperation body)
            return Way.Unknown;

        calls.Add(method);
        var way = Through(body.BlockBody ?? body.ExpressionBody);
        calls.RemoveAt(calls.Count - 1);
        return way == Way.Returned ? Way.Through : way;
    }

    /// <summary>Through all of them, in the order they are evaluated in.</summary>
    private Way Through(IEnumerable<IOperation?> operations)
    {
        foreach (var operation in operations)
        {
            var way = Through(operation);
            if (way != Way.Through)
                return way;
        }

        return Way.Through;
    }

    private Way Through(params IOperation?[] operations) => Through(operations.AsEnumerable());

    /// <summary>Evaluated for sure, and then who knows.</summary>
    private Way Into(params IOperation?[] operations) => Through(operations) is var way && way == Way.Through ? Way.Unknown : way;

    /// <summary>Into <paramref name="first"/>, and on if that leads through and <paramref name="certain"/> holds.</summary>
    private Way If(bool certain, params IOperation?[] first) => certain ? Through(first) : Into(first);

    /// <summary>Evaluated or not: nothing is sure in there but that there is nothing.</summary>
    private Way Perhaps(params IOperation?[] operations)
    {
        // A blank found here may be passed by.
        var way = Through(operations);
        if (way == Way.Through)
            return way;
        Found = null;
        return Way.Unknown;
    }

    private Way Then(Way first, System.Func<Way> next) => first == Way.Through ? next() : first;

    private Way Through(IOperation? operation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (operation is null or { ConstantValue.HasValue: true })
            return Way.Through;
        return operation is IPropertyReferenceOperation property && blanks.IsBlank(property.Property)
            ? Blank(property)
            : ThroughStatement(operation);
    }

    private Way Blank(IOperation blank)
    {
        Found = blank.Syntax;
        return Way.Blank;
    }

    private Way ThroughStatement(IOperation operation) => operation switch
    {
        IBlockOperation block => Through(block.Operations),
        IExpressionStatementOperation statement => Through(statement.Operation),
        IVariableDeclarationGroupOperation group => Through(group.Declarations),
        IVariableDeclarationOperation declaration => Through(declaration.Declarators.Append<IOperation?>(declaration.Initializer)),
        IVariableDeclaratorOperation declarator => Through(declarator.Initializer),
        IVariableInitializerOperation initializer => Through(initializer.Value),
        IUsingDeclarationOperation declaration => Through(declaration.DeclarationGroup),
        IUsingOperation statement => Into(statement.Resources, statement.Body),
        ILocalFunctionOperation or IEmptyOperation => Way.Through,
        IReturnOperation { Kind: OperationKind.Return } end => Then(Through(end.ReturnedValue), () => Way.Returned),
        ITryOperation attempt => Try(attempt),
        IConditionalOperation { Type: null } branch => Into(branch.Condition),
        ISwitchOperation branch => Into(branch.Value),
        IWhileLoopOperation { ConditionIsTop: true } loop => Into(loop.Condition),
        IForLoopOperation loop => Into([.. loop.Before, loop.Condition]),
        IForEachLoopOperation loop => Into(loop.Collection),
        _ => ThroughExpression(operation),
    };

    private Way Try(ITryOperation attempt)
    {
        tries++;
        var way = Into(attempt.Body);
        tries--;
        // A return may be overtaken by what is in `finally`.
        return way == Way.Blank ? way : Way.Unknown;
    }

    private Way ThroughExpression(IOperation operation) => operation switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation or IDiscardOperation or IDefaultValueOperation or ILiteralOperation
            or ITypeOfOperation or IDelegateCreationOperation { Target: IAnonymousFunctionOperation } => Way.Through,
        IParenthesizedOperation parenthesized => Through(parenthesized.Operand),
        IConversionOperation conversion => If(
            conversion is { IsImplicit: true, OperatorMethod: null, Conversion.Exists: true },
            conversion.Operand),
        IArgumentOperation argument => Through(argument.Value),
        ISimpleAssignmentOperation { IsRef: false } assignment => Assignment(assignment.Target, assignment.Value),
        ICompoundAssignmentOperation { Target: ILocalReferenceOperation } assignment => Into(assignment.Value),
        IConditionalOperation choice => Then(Through(choice.Condition), () => Perhaps(choice.WhenTrue, choice.WhenFalse)),
        ICoalesceOperation choice => Then(Through(choice.Value), () => Perhaps(choice.WhenNull)),
        IConditionalAccessOperation access => Into(access.Operation),
        IBinaryOperation
        {
            OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr,
            OperatorMethod: null
        } both => Then(Through(both.LeftOperand), () => Perhaps(both.RightOperand)),
        IBinaryOperation both => If(IsHarmless(both), both.LeftOperand, both.RightOperand),
        IUnaryOperation one => If(one is { OperatorMethod: null, IsChecked: false } && IsPlain(one.Operand.Type), one.Operand),
        IIsPatternOperation test => Into(test.Value),
        IIsTypeOperation test => Through(test.ValueOperand),
        IInterpolatedStringOperation text => Through(text.Parts),
        IInterpolatedStringTextOperation => Way.Through,
        IInterpolationOperation { FormatString: null, Alignment: null } part => If(IsPlain(part.Expression.Type), part.Expression),
        IArrayCreationOperation array => If(
            array.DimensionSizes.All(size => size.Constant() is >= 0 and < 1 << 20),
            [.. array.DimensionSizes, .. array.Initializer?.ElementValues.AsEnumerable() ?? []]),
        IArrayElementReferenceOperation element => If(IsProgramArgument(element), [element.ArrayReference, .. element.Indices]),
        IFieldReferenceOperation field => If(field.Field.IsStatic && IsInitialized(field.Field.ContainingType), field.Instance),
        IPropertyReferenceOperation property => If(IsHarmless(property.Property), [property.Instance, .. property.Arguments]),
        IObjectCreationOperation creation => Into([.. creation.Arguments]),
        IAwaitOperation wait => Into(wait.Operation),
        IInvocationOperation call => Then(Through([call.Instance, .. call.Arguments]), () => Call(call)),
        IDynamicInvocationOperation call => Into([call.Operation, .. call.Arguments]),
        IDynamicObjectCreationOperation creation => Into([.. creation.Arguments]),
        IDynamicMemberReferenceOperation member => member.Instance is { } instance ? Through(instance) : Way.Through,
        IDynamicIndexerAccessOperation element => Into([element.Operation, .. element.Arguments]),
        _ => Way.Unknown,
    };

    /// <summary>What is left of the <c>=</c> is evaluated first, but for the writing itself (C# specification §12.21.2).</summary>
    private Way Assignment(IOperation target, IOperation value) => target switch
    {
        ILocalReferenceOperation or IDiscardOperation => Through(value),
        IPropertyReferenceOperation property => Into([property.Instance, .. property.Arguments, value]),
        IFieldReferenceOperation { Field.IsStatic: true } field => If(IsInitialized(field.Field.ContainingType), value),
        _ => Way.Unknown,
    };

    private Way Call(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (
            method is { IsStatic: true, MethodKind: MethodKind.Ordinary }
            && SymbolEqualityComparer.Default.Equals(method.ContainingType, main.ContainingType)
        )
            return Follow(method);

        var harmless = method switch
        {
            { Name: "Write" or "WriteLine", Parameters.Length: <= 1 } when method.ContainingType.ToDisplayString() == "System.Console"
                || call.Instance is IPropertyReferenceOperation { Property: { Name: "Error" or "Out", ContainingType.Name: "Console" } } =>
                call.Arguments.All(argument => IsPlain(argument.Value.Unwrap()?.Type)),
            { Name: "Parse", IsStatic: true } => IsInitialized(method.ContainingType)
                && call.Arguments.Length > 0 && call.Arguments[0].Value is IArrayElementReferenceOperation text && IsProgramArgument(text),
            _ => false,
        };
        return harmless ? Way.Through : Way.Unknown;
    }

    /// <summary><c>args[1]</c>, in <c>Main</c> and outside a <c>try</c>.</summary>
    private bool IsProgramArgument(IArrayElementReferenceOperation element) =>
        tries == 0
        && element.ArrayReference is IParameterReferenceOperation { Parameter: var parameter }
        && SymbolEqualityComparer.Default.Equals(parameter, main.Parameters[0])
        && element.Indices.Length == 1
        && element.Indices[0].Constant() is >= 0;

    /// <summary>Cannot throw, neither by what it computes nor by a method of someone's own.</summary>
    private static bool IsHarmless(IBinaryOperation both) => !both.IsChecked
        && (both.OperatorMethod is null || IsPlain(both.OperatorMethod.ContainingType))
        && both.OperatorKind is not (BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder)
        && IsPlain(both.LeftOperand.Unwrap()?.Type) && IsPlain(both.RightOperand.Unwrap()?.Type);

    private static bool IsHarmless(IPropertySymbol property) => property.IsStatic
        ? property.ContainingType.ToDisplayString() is "System.Console" or "System.Text.Encoding" or "System.Globalization.CultureInfo"
        : property is { Name: "Length", ContainingType.SpecialType: SpecialType.System_Array };

    /// <summary>A type of the system, or the program's own, which was looked at.</summary>
    private bool IsInitialized(INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type, main.ContainingType) || type.Locations.All(location => location.IsInMetadata);

    /// <summary>A number, a character, a truth value or text.</summary>
    private static bool IsPlain(ITypeSymbol? type) =>
        type?.SpecialType is >= SpecialType.System_Boolean and <= SpecialType.System_String
        || type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments.Length: 1 } nullable
            && IsPlain(nullable.TypeArguments[0]);
}
