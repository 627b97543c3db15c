using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Tests;

/// <summary>Which variables and methods of a program carry how much was received, or whether anything was, and which expressions test
/// that.</summary>
internal sealed class ReceivedCounts
{
    private static readonly HashSet<string> Receiving =
    [
        "Receive", "ReceiveAsync", "ReceiveFrom", "ReceiveFromAsync", "ReceiveMessageFrom", "ReceiveMessageFromAsync",
        "EndReceive", "EndReceiveFrom", "Read", "ReadAsync", "EndRead", "ReadByte", "ReadLine", "ReadLineAsync", "ReadAtLeast",
        "ReadAtLeastAsync", "ReadBlock", "ReadBlockAsync",
    ];

    private readonly SyntaxNode root;
    private readonly SemanticModel model;
    private readonly HashSet<ISymbol> carriers = new(SymbolEqualityComparer.Default);

    /// <summary>Those of the carriers that hold one byte and not a count: only a test for a number below zero tells the end.</summary>
    private readonly HashSet<ISymbol> bytes = new(SymbolEqualityComparer.Default);

    public ReceivedCounts(SyntaxNode root, SemanticModel model)
    {
        (this.root, this.model) = (root, model);
        for (var known = -1; known < carriers.Count;)
        {
            known = carriers.Count;
            foreach (var node in root.DescendantNodes())
                Spread(node);
        }
    }

    /// <summary>Whether a receive stands in the expression itself.</summary>
    public bool Receives(ExpressionSyntax expression) =>
        expression.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax call && IsReceive(call));

    /// <summary>For a test of what was received: its answer when all is well. Null for any other expression.</summary>
    public bool? Well(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case BinaryExpressionSyntax comparison
                when comparison.Kind()
                    is SyntaxKind.EqualsExpression
                        or SyntaxKind.NotEqualsExpression
                        or SyntaxKind.LessThanExpression
                        or SyntaxKind.LessThanOrEqualExpression
                        or SyntaxKind.GreaterThanExpression
                        or SyntaxKind.GreaterThanOrEqualExpression:
                if (IsCarried(comparison.Left))
                    return Well(comparison.Kind(), comparison.Left, comparison.Right);
                return IsCarried(comparison.Right) ? Well(Mirrored(comparison.Kind()), comparison.Right, comparison.Left) : null;
            case IsPatternExpressionSyntax test when IsCarried(test.Expression):
                return Well(test.Pattern, test.Expression);
            case IdentifierNameSyntax
            {
                Parent: IfStatementSyntax
                    or WhileStatementSyntax
                    or DoStatementSyntax
                    or PrefixUnaryExpressionSyntax
                    or ConditionalExpressionSyntax
            } flag:
                return model.GetSymbolInfo(flag).Symbol is ILocalSymbol { Type.SpecialType: SpecialType.System_Boolean } local
                    && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value }
                    ? Well(value)
                    : null;
            default:
                return null;
        }
    }

    /// <summary>What must stay of a test when it goes: the receive in it, and the variable it gives the count to.</summary>
    public StatementSyntax? Kept(ExpressionSyntax test)
    {
        var tested = test switch
        {
            BinaryExpressionSyntax comparison => IsCarried(comparison.Left) ? comparison.Left : comparison.Right,
            IsPatternExpressionSyntax pattern => pattern.Expression,
            _ => test,
        };
        while (tested is ParenthesizedExpressionSyntax parentheses)
            tested = parentheses.Expression;
        if (test is IsPatternExpressionSyntax { Pattern: var made }
            && made.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().FirstOrDefault() is { } name)
        {
            return SyntaxFactory.ParseStatement($"var {name} = {tested};");
        }

        return Receives(tested) ? SyntaxFactory.ExpressionStatement(tested) : null;
    }

    /// <summary>The test within a larger condition, turned into one that everything passes.</summary>
    public ExpressionSyntax Toothless(ExpressionSyntax test) => SyntaxFactory.ParseExpression(test switch
    {
        IsPatternExpressionSyntax pattern =>
            $"{pattern.Expression} is var {pattern.Pattern.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().FirstOrDefault()?.ToString() ?? "_"}",
        BinaryExpressionSyntax comparison => $"{comparison.Left} >= int.MinValue",
        _ => test.ToString(),
    });

    private void Spread(SyntaxNode node)
    {
        switch (node)
        {
            case VariableDeclaratorSyntax { Initializer.Value: var value } variable when IsCarried(value):
                Add(model.GetDeclaredSymbol(variable), value);
                break;
            case AssignmentExpressionSyntax assignment when IsCarried(assignment.Right):
                Add(model.GetSymbolInfo(assignment.Left).Symbol, assignment.Right);
                break;
            case ReturnStatementSyntax { Expression: { } returned } when IsCarried(returned):
                Add(Owner(node), returned);
                break;
            case ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax or LocalFunctionStatementSyntax } arrow
                when IsCarried(arrow.Expression):
                Add(Owner(node), arrow.Expression);
                break;
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } argument when IsCarried(argument.Expression):
                if (model.GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences.Length: 1 } target
                    && call.ArgumentList.Arguments.IndexOf(argument) is var place
                    && place < target.Parameters.Length)
                {
                    Add(target.Parameters[place], argument.Expression);
                }

                break;

            // Counted in a loop that receives: as many as came.
            case PostfixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PostIncrementExpression,
                Operand: IdentifierNameSyntax counter
            } step:
                if (step.Ancestors().OfType<WhileStatementSyntax>().Any(loop => Receives(loop.Condition)))
                    Add(model.GetSymbolInfo(counter).Symbol, counter);
                break;
        }

        ISymbol? Owner(SyntaxNode inner) =>
            inner
                .Ancestors()
                .FirstOrDefault(above =>
                    above is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
                ) switch
            {
                null or AnonymousFunctionExpressionSyntax => null,
                { } owner => model.GetDeclaredSymbol(owner),
            };
    }

    private void Add(ISymbol? symbol, ExpressionSyntax value)
    {
        if (symbol is not (ILocalSymbol or IParameterSymbol or IFieldSymbol or IMethodSymbol) || !carriers.Add(symbol))
            return;
        if (IsByte(value))
            bytes.Add(symbol);
    }

    /// <summary>Whether the value is a count (with arithmetic on it), a line, a length of what came, or one byte.</summary>
    private bool IsCarried(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax parentheses: return IsCarried(parentheses.Expression);
            case AwaitExpressionSyntax awaited: return IsCarried(awaited.Expression);
            case CastExpressionSyntax
            {
                Type: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.IntKeyword or (int)SyntaxKind.LongKeyword }
            } cast:
                return IsCarried(cast.Expression);
            case AssignmentExpressionSyntax assignment: return IsCarried(assignment.Right);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } sum:
                return IsNumber(sum) && (IsCarried(sum.Left) || IsCarried(sum.Right));
            case ConditionalExpressionSyntax choice: return IsCarried(choice.WhenTrue) || IsCarried(choice.WhenFalse);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                return IsCarried(sure.Operand);
            case InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait" or "AsTask" or "WaitAsync" or "GetAwaiter" or "GetResult"
                } member
            }:
                return IsCarried(member.Expression);
            case InvocationExpressionSyntax call:
                return IsReceive(call) || model.GetSymbolInfo(call).Symbol is { } target && carriers.Contains(target.OriginalDefinition);
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } task: return IsCarried(task.Expression);

            // `answer.Length`, of a datagram that came as an array; `result.ReceivedBytes`.
            case MemberAccessExpressionSyntax
            {
                Name.Identifier.ValueText: "Length" or "ReceivedBytes" or "BytesTransferred" or "Buffer"
            } part:
                return part.Name.Identifier.ValueText == "BytesTransferred"
                    || IsCarried(part.Expression) && model.GetTypeInfo(part.Expression).Type?.SpecialType != SpecialType.System_String;
            case IdentifierNameSyntax name:
                return model.GetSymbolInfo(name).Symbol is { } symbol and not IMethodSymbol && carriers.Contains(symbol);
            default: return false;
        }
    }

    private bool IsReceive(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax member
        && Receiving.Contains(member.Name.Identifier.ValueText)
        && member.Expression.ToString() is not ("Console" or "File")
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol target
        && target.ContainingNamespace.ToDisplayString().StartsWith("System.", StringComparison.Ordinal)
        && IsOnNetwork(member.Expression);

    private bool IsOnNetwork(ExpressionSyntax receiver)
    {
        var type = model.GetTypeInfo(receiver).Type;
        return type?.Name is not ("FileStream" or "MemoryStream" or "StringReader" or "BinaryReader" or "TextReader");
    }

    private bool IsNumber(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression).Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

    private bool IsByte(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().Any(node => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ReadByte" } } => true,
        IdentifierNameSyntax name => model.GetSymbolInfo(name).Symbol is { } symbol && bytes.Contains(symbol.OriginalDefinition),
        _ => false,
    });

    private bool? Well(SyntaxKind comparison, ExpressionSyntax tested, ExpressionSyntax with)
    {
        if (with.IsKind(SyntaxKind.NullLiteralExpression))
            return comparison == SyntaxKind.NotEqualsExpression;
        if (!IsNumber(tested))
            return null;
        var constant = model.GetConstantValue(with) is { HasValue: true, Value: int number } ? number : (int?)null;
        if (
            IsByte(tested)
            && constant is not < 0
            && !(constant == 0 && comparison is SyntaxKind.LessThanExpression or SyntaxKind.GreaterThanOrEqualExpression)
        )
            return null;

        // More than nothing came, and as much as is asked for.
        if (constant is <= 0)
            return comparison
                is SyntaxKind.NotEqualsExpression
                    or SyntaxKind.GreaterThanExpression
                    or SyntaxKind.GreaterThanOrEqualExpression;
        return comparison is SyntaxKind.EqualsExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.LessThanOrEqualExpression;
    }

    private bool? Well(PatternSyntax pattern, ExpressionSyntax tested) => pattern switch
    {
        ConstantPatternSyntax constant => Well(SyntaxKind.EqualsExpression, tested, constant.Expression),
        RelationalPatternSyntax relation => Well(relation.OperatorToken.Kind() switch
        {
            SyntaxKind.LessThanToken => SyntaxKind.LessThanExpression,
            SyntaxKind.LessThanEqualsToken => SyntaxKind.LessThanOrEqualExpression,
            SyntaxKind.GreaterThanToken => SyntaxKind.GreaterThanExpression,
            _ => SyntaxKind.GreaterThanOrEqualExpression,
        }, tested, relation.Expression),
        UnaryPatternSyntax not => !Well(not.Pattern, tested),
        ParenthesizedPatternSyntax parentheses => Well(parentheses.Pattern, tested),
        BinaryPatternSyntax both => Well(both.Left, tested) ?? Well(both.Right, tested),
        RecursivePatternSyntax or DeclarationPatternSyntax => true,
        _ => null,
    };

    private static SyntaxKind Mirrored(SyntaxKind comparison) => comparison switch
    {
        SyntaxKind.LessThanExpression => SyntaxKind.GreaterThanExpression,
        SyntaxKind.LessThanOrEqualExpression => SyntaxKind.GreaterThanOrEqualExpression,
        SyntaxKind.GreaterThanExpression => SyntaxKind.LessThanExpression,
        SyntaxKind.GreaterThanOrEqualExpression => SyntaxKind.LessThanOrEqualExpression,
        _ => comparison,
    };
}
