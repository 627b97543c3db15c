using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Tests;

/// <summary>A program with one piece of its care taken out, and what that was.</summary>
internal sealed record Deletion(string What, SyntaxNode Root);

/// <summary>Takes out of a program, one at a time: each handler of errors, each look at what a helper says of an error, each test of a
/// received count (wherever the count has flowed) and each disposal. Knows syntax and names of framework calls only, nothing of the
/// rules.</summary>
internal sealed class Deletions(SyntaxNode root, SemanticModel model)
{
    private readonly ReceivedCounts counts = new(root, model);

    public IEnumerable<Deletion> All() => [.. Handlers(), .. FailuresOfHelpers(), .. Tests(), .. Loops(), .. Disposals()];

    private static Deletion In(SyntaxNode node, string what, SyntaxNode? changed) =>
        new($"{what} in {node.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText ?? "the program"}", changed!);

    /// <summary>Handlers around something on the network. What another guards, such as the opening of a file, the rules are not about:
    /// they say nothing of it, and are to say nothing.</summary>
    private IEnumerable<Deletion> Handlers()
    {
        foreach (var guarded in root.DescendantNodes().OfType<TryStatementSyntax>().Where(guarded => TouchesNetwork(guarded.Block, [])))
        {
            foreach (var handler in guarded.Catches)
            {
                var what = $"`catch {handler.Declaration} {handler.Filter}`".Replace(" `", "`").Replace("  ", " ");
                yield return In(handler, $"{what} removed", Without(guarded, guarded.Catches.Remove(handler)));

                // A handler that only tells, behind a filter that has chosen the error, is what a loop that tries again looks like: it
                // decides nothing.
                if (handler.Block.Statements.Count > 0 && (handler.Filter is null || !handler.Block.Statements.All(IsMessage)))
                {
                    yield return In(handler, $"{what} emptied", root.ReplaceNode(handler.Block, handler.Block.WithStatements([])));
                }
            }

            if (guarded.Catches.Count > 1)
                yield return In(
                    guarded,
                    $"all handlers of `try {{ {guarded.Block.Statements.FirstOrDefault()} … }}` removed",
                    Without(guarded, []));
        }

        SyntaxNode Without(TryStatementSyntax guarded, SyntaxList<CatchClauseSyntax> catches) =>
            catches.Count == 0 && guarded.Finally is null
                ? Put(guarded, guarded.Block.Statements)
                : root.ReplaceNode(guarded, guarded.WithCatches(catches));
    }

    private static bool IsMessage(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call }
        && call.Expression.ToString().StartsWith("Console.", StringComparison.Ordinal);

    /// <summary>Whether anything of the framework's `System.Net` is used, or a stream or text that can be from there is read, here or in a
    /// method that is called here.</summary>
    private bool TouchesNetwork(SyntaxNode block, HashSet<ISymbol> visited) =>
        block
            .DescendantNodes()
            .OfType<ExpressionSyntax>()
            .Any(expression =>
                model.GetTypeInfo(expression).Type is { } type
                    && type.ContainingNamespace?.ToDisplayString().StartsWith("System.Net", StringComparison.Ordinal) == true
                || expression is MemberAccessExpressionSyntax { Expression: var owner }
                    && model.GetTypeInfo(owner).Type
                        is
                    {
                        Name: "Encoding"
                                or "UTF8Encoding"
                                or "Decoder"
                                or "Stream"
                                or "BufferedStream"
                                or "SslStream"
                                or "StreamReader"
                                or "StreamWriter"
                    }
                || expression is InvocationExpressionSyntax call
                    && model.GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences.Length: 1 } target
                    && visited.Add(target)
                    && target.DeclaringSyntaxReferences[0].GetSyntax() is { } declaration
                    && declaration.SyntaxTree == root.SyntaxTree
                    && TouchesNetwork(declaration, visited));

    /// <summary>Where a helper catches the error and returns false or null, its caller's look at that answer handles it.</summary>
    private IEnumerable<Deletion> FailuresOfHelpers()
    {
        foreach (var test in root.DescendantNodes().OfType<IfStatementSyntax>().Where(test => test.Else is null))
        {
            if (CallOf(test.Condition) is { } call)
                yield return In(test, $"`if ({test.Condition})` removed", Put(test, [SyntaxFactory.ExpressionStatement(call)]));
            else if (NullTested(test.Condition) is { } name && ValueOf(name) is { } made && IsTold(made))
                yield return In(test, $"`if ({test.Condition})` removed", Put(test, []));
        }

        foreach (var choice in root.DescendantNodes().OfType<ConditionalExpressionSyntax>())
        {
            if (choice.Condition is IdentifierNameSyntax name
                && ValueOf(name) is { } value
                && value.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any(IsTold))
            {
                yield return In(choice, $"`{choice}` decided", root.ReplaceNode(choice, choice.WhenTrue));
            }
        }

        InvocationExpressionSyntax? CallOf(ExpressionSyntax condition) =>
            (condition is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not ? not.Operand : condition)
                is InvocationExpressionSyntax call
            && IsTold(call)
                ? call
                : null;

        static IdentifierNameSyntax? NullTested(ExpressionSyntax condition) => condition switch
        {
            IsPatternExpressionSyntax
            {
                Expression: IdentifierNameSyntax name,
                Pattern: ConstantPatternSyntax
                {
                    Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
                }
            } => name,
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.EqualsExpression,
                Left: IdentifierNameSyntax name,
                Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression }
            } => name,
            _ => null,
        };

        ExpressionSyntax? ValueOf(IdentifierNameSyntax name) =>
            model.GetSymbolInfo(name).Symbol is ILocalSymbol local
                ? (local.DeclaringSyntaxReferences[0].GetSyntax() as VariableDeclaratorSyntax)?.Initializer?.Value
                : null;

        bool IsTold(ExpressionSyntax expression) =>
            (expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression) is InvocationExpressionSyntax call
            && model.GetSymbolInfo(call).Symbol is IMethodSymbol { DeclaringSyntaxReferences.Length: 1 } target
            && target
                .DeclaringSyntaxReferences[0]
                .GetSyntax()
                .DescendantNodes()
                .OfType<CatchClauseSyntax>()
                .SelectMany(handler => handler.Block.DescendantNodes())
                .OfType<ReturnStatementSyntax>()
                .Any(end =>
                    end.Expression
                        is LiteralExpressionSyntax
                    {
                        RawKind: (int)SyntaxKind.FalseLiteralExpression or (int)SyntaxKind.NullLiteralExpression
                    });
    }

    /// <summary>Each test of a count is answered as if all were well.</summary>
    private IEnumerable<Deletion> Tests()
    {
        foreach (var test in root.DescendantNodes().OfType<ExpressionSyntax>())
        {
            if (counts.Well(test) is not { } well || IsConditionOfLoop(test) && !counts.Receives(test))
                continue;
            yield return In(test, $"test `{test}` of `{Line(test)}` removed", Answer(test, well));
        }
    }

    private SyntaxNode Answer(ExpressionSyntax test, bool well)
    {
        // What the test does besides testing must stay: the receive in it, and the variable it declares.
        if (counts.Kept(test) is { } kept)
        {
            switch (test.Parent)
            {
                case WhileStatementSyntax loop when loop.Condition == test:
                    return root.ReplaceNode(
                        loop,
                        loop.WithCondition(Literal(true)).WithStatement(SyntaxFactory.Block(kept, loop.Statement)));
                case IfStatementSyntax branch when branch.Condition == test:
                    return Put(branch, well ? [kept, branch.Statement] : branch.Else is { } other ? [kept, other.Statement] : [kept]);
                default:
                    return root.ReplaceNode(test, counts.Toothless(test));
            }
        }

        ExpressionSyntax whole = test;
        while (true)
        {
            switch (whole.Parent)
            {
                case ParenthesizedExpressionSyntax parentheses: whole = parentheses; continue;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not:
                    (whole, well) = (not, !well);
                    continue;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } both:
                    if (both.IsKind(SyntaxKind.LogicalAndExpression) == well)
                        return root.ReplaceNode(both, (both.Left == whole ? both.Right : both.Left).WithTriviaFrom(both));
                    whole = both;
                    continue;
                case IfStatementSyntax branch when branch.Condition == whole:
                    return Put(branch, well ? [branch.Statement] : branch.Else is { } other ? [other.Statement] : []);
                case ConditionalExpressionSyntax choice when choice.Condition == whole:
                    return root.ReplaceNode(choice, well ? choice.WhenTrue : choice.WhenFalse);
                default:
                    return root.ReplaceNode(whole, Literal(well).WithTriviaFrom(whole));
            }
        }
    }

    /// <summary>A loop that goes on until enough has come becomes one turn.</summary>
    private IEnumerable<Deletion> Loops()
    {
        foreach (var loop in root.DescendantNodes().OfType<StatementSyntax>())
        {
            var (condition, body) = loop switch
            {
                WhileStatementSyntax plain => (plain.Condition, plain.Statement),
                DoStatementSyntax late => (late.Condition, late.Statement),
                _ => (null, null),
            };
            if (
                condition is null
                || counts.Receives(condition)
                || !condition.DescendantNodesAndSelf().OfType<ExpressionSyntax>().Any(part => counts.Well(part) is not null)
            )
                continue;
            yield return In(loop, $"loop with `{condition}` removed", Put(loop, body is BlockSyntax block ? block.Statements : [body!]));
        }
    }

    private IEnumerable<Deletion> Disposals()
    {
        foreach (var declaration in root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>())
        {
            if (declaration.UsingKeyword.IsKind(SyntaxKind.None))
                continue;
            yield return In(declaration, $"`using` of `{declaration.Declaration.Variables[0].Identifier}` removed",
                root.ReplaceNode(declaration, declaration.WithUsingKeyword(default).WithAwaitKeyword(default)));
        }

        foreach (var statement in root.DescendantNodes().OfType<UsingStatementSyntax>())
        {
            if (statement.Declaration is not { } declared)
                continue;
            var body = statement.Statement is BlockSyntax block ? block.Statements : [statement.Statement];
            yield return In(
                statement,
                $"`using ({declared})` removed",
                root.ReplaceNode(
                    statement,
                    SyntaxFactory.Block((IEnumerable<StatementSyntax>)[SyntaxFactory.LocalDeclarationStatement(declared), .. body])));
        }

        foreach (var statement in root.DescendantNodes().OfType<ExpressionStatementSyntax>())
        {
            var expression = statement.Expression is AwaitExpressionSyntax awaited ? awaited.Expression : statement.Expression;
            var name = expression switch
            {
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.Identifier.ValueText,
                ConditionalAccessExpressionSyntax
                {
                    WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax bound }
                } => bound.Name.Identifier.ValueText,
                _ => "",
            };
            if (name is "Dispose" or "DisposeAsync" or "Close")
                yield return In(statement, $"`{statement}` removed", Put(statement, []));
        }
    }

    /// <summary>These statements in the place of that one.</summary>
    private SyntaxNode Put(StatementSyntax old, IEnumerable<StatementSyntax> statements)
    {
        List<StatementSyntax> list = [.. statements];
        if (list.Count == 1 && list[0] is BlockSyntax inner && old is not TryStatementSyntax)
            list = [.. inner.Statements];
        return old.Parent switch
        {
            BlockSyntax or SwitchSectionSyntax when list.Count == 0 => root.RemoveNode(old, SyntaxRemoveOptions.KeepNoTrivia)!,
            BlockSyntax or SwitchSectionSyntax => root.ReplaceNode(old, list),
            ElseClauseSyntax other when list.Count == 0 => root.RemoveNode(other, SyntaxRemoveOptions.KeepNoTrivia)!,
            _ => root.ReplaceNode(old, SyntaxFactory.Block(list)),
        };
    }

    private static bool IsConditionOfLoop(ExpressionSyntax test)
    {
        SyntaxNode node = test;
        while (node.Parent is ExpressionSyntax above)
            node = above;
        return node.Parent switch
        {
            WhileStatementSyntax loop => loop.Condition == node,
            DoStatementSyntax loop => loop.Condition == node,
            ForStatementSyntax loop => loop.Condition == node,
            _ => false,
        };
    }

    private static LiteralExpressionSyntax Literal(bool value) =>
        SyntaxFactory.LiteralExpression(value ? SyntaxKind.TrueLiteralExpression : SyntaxKind.FalseLiteralExpression);

    private static string Line(SyntaxNode node) => node.SyntaxTree.GetText().Lines.GetLineFromPosition(node.SpanStart).ToString().Trim();
}
