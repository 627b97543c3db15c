using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Kata.CodeFixes;

/// <summary>Changes to statements and expressions that the fixes have in common.</summary>
internal static class Rewriting
{
    public static StatementSyntax Statement(string text) =>
        SyntaxFactory
            .ParseStatement(text)
            .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Marks a block that stood on one line.</summary>
    public static readonly SyntaxAnnotation OneLine = new("one line");

    public static bool IsOnOneLine(BlockSyntax block) => block.Statements.Count > 0 && !HasLineEnd(block);

    /// <summary>Blocks that stood on one line and now hold more than fits there get their lines, as a person would write them.</summary>
    public static SyntaxNode Widen(SyntaxNode root)
    {
        while (root.GetAnnotatedNodes(OneLine).OfType<BlockSyntax>().LastOrDefault() is { } block)
        {
            var changed = block.WithoutAnnotations(OneLine);
            if (HasLineEnd(block))
            {
                changed = changed
                    .WithStatements(
                        SyntaxFactory.List(
                            changed.Statements.Select(statement => Line(statement.WithLeadingTrivia(Kept(statement.GetLeadingTrivia()))))))
                    .WithOpenBraceToken(
                        SyntaxFactory
                            .Token(SyntaxKind.OpenBraceToken)
                            .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
                            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed))
                    .WithCloseBraceToken(block.CloseBraceToken.WithLeadingTrivia(SyntaxFactory.ElasticMarker))
                    .WithAdditionalAnnotations(Formatter.Annotation);
            }

            root = root.ReplaceNode(block, changed);
        }

        return root;
    }

    private static bool HasLineEnd(BlockSyntax block) =>
        block.ToString().IndexOf('\n') >= 0;

    private static SyntaxTriviaList Kept(SyntaxTriviaList trivia) =>
        trivia.All(part => part.IsKind(SyntaxKind.WhitespaceTrivia) || part.IsKind(SyntaxKind.EndOfLineTrivia))
            ? SyntaxFactory.TriviaList(SyntaxFactory.ElasticMarker)
            : trivia;

    /// <summary>An <c>if</c> whose body has a line of its own.</summary>
    public static string If(string condition, string body) => $"if ({condition})\n    {body}";

    /// <summary>How to leave where the stream has ended: an endless loop is left, and a callback that would receive again returns, since
    /// no code catches what it throws and the process would end. Elsewhere the end is an exception. Null where a callback has
    /// something else to do: code that waits for it would wait for ever.</summary>
    public static string? Leave(Place place, SyntaxNode at)
    {
        if (IsInEndlessLoop(at))
            return "break;";
        return IsInCallback(place, at) ? LeaveCallback(at) : $"throw new {TypeName(place, "System.IO", "EndOfStreamException")}();";
    }

    private static string? LeaveCallback(SyntaxNode at)
    {
        var function = at.Ancestors()
            .First(above => above is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax);
        return function
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Any(call =>
                call.SpanStart > at.Span.End
                && call.Expression
                    is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "BeginReceive" or "BeginRead" or "BeginReceiveFrom" })
            ? "return;"
            : null;
    }

    public static bool IsInEndlessLoop(SyntaxNode node)
    {
        if (!IsInLoop(node))
            return false;
        var condition = node.Ancestors()
            .First(above => above is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax) switch
        {
            WhileStatementSyntax loop => loop.Condition,
            DoStatementSyntax loop => loop.Condition,
            ForStatementSyntax loop => loop.Condition,
            CommonForEachStatementSyntax loop => loop.Expression,
            _ => null,
        };
        return condition is null or LiteralExpressionSyntax;
    }

    /// <summary>Whether the function around is called by the framework, and returns nothing: a callback, an event handler, the body of a
    /// thread, <c>async void</c>.</summary>
    public static bool IsInCallback(Place place, SyntaxNode node)
    {
        var function = node.Ancestors()
            .FirstOrDefault(above =>
                above is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax);
        var symbol = function is null
            ? null
            : (
                function is AnonymousFunctionExpressionSyntax
                    ? place.Model.GetSymbolInfo(function, place.Cancellation).Symbol
                    : place.Model.GetDeclaredSymbol(function, place.Cancellation)
            ) as IMethodSymbol;
        if (symbol is null || !symbol.ReturnsVoid)
            return false;
        if (
            symbol.IsAsync
            || symbol.Parameters.Any(parameter => parameter.Type.Name == "IAsyncResult" || parameter.Type.Name.EndsWith("EventArgs"))
        )
            return true;
        return function is AnonymousFunctionExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: var user } } }
            && user switch
            {
                BaseObjectCreationExpressionSyntax made => place.Model.GetTypeInfo(made, place.Cancellation).Type?.Name
                    is "Thread"
                        or "Timer",
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.Identifier.ValueText
                    is "QueueUserWorkItem"
                        or "UnsafeQueueUserWorkItem"
                        or "Register",
                _ => false,
            };
    }

    /// <summary>The token in scope that a call here can be given; null where there is none, or more than one.</summary>
    public static string? TokenInScope(Place place) => TokenInScope(place, place.Node.SpanStart);

    /// <inheritdoc cref="TokenInScope(Place)"/>
    public static string? TokenInScope(Place place, int position)
    {
        var tokens = place.Model.LookupSymbols(position).Where(symbol => symbol switch
        {
            IParameterSymbol parameter => IsToken(parameter.Type),
            ILocalSymbol local => IsToken(local.Type)
                && local.DeclaringSyntaxReferences.All(declaration => declaration.Span.End < position),
            _ => false,
        }).ToList();
        return tokens.Count == 1 ? tokens[0].Name : null;
    }

    public static bool IsToken(ITypeSymbol? type) => type?.ToDisplayString() == "System.Threading.CancellationToken";

    public static ExpressionSyntax Expression(string text) => SyntaxFactory.ParseExpression(text);

    /// <summary>An argument list in the place of another: <paramref name="arguments"/> without the parentheses.</summary>
    public static ArgumentListSyntax Arguments(ArgumentListSyntax old, string arguments) =>
        SyntaxFactory.ParseArgumentList($"({arguments})").WithTriviaFrom(old);

    /// <summary>Puts several statements in the place of one, in braces where there was room for only one.
    /// The first takes over the comments before, the last those after.</summary>
    public static SyntaxNode Replace(SyntaxNode root, StatementSyntax old, params StatementSyntax[] statements)
    {
        statements[0] = statements[0].WithLeadingTrivia(old.GetLeadingTrivia());
        for (var index = 1; index < statements.Length - 1; index++)
            statements[index] = Line(statements[index]);
        if (statements.Length > 1)
            statements[0] = statements[0].WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
        statements[statements.Length - 1] = statements[statements.Length - 1].WithTrailingTrivia(old.GetTrailingTrivia());
        return old.Parent switch
        {
            GlobalStatementSyntax global => root.ReplaceNode(global, statements.Select(SyntaxFactory.GlobalStatement)),
            BlockSyntax or SwitchSectionSyntax => root.ReplaceNode(old, statements),
            _ => root.ReplaceNode(
                old,
                SyntaxFactory
                    .Block(
                        statements.Select(
                            (statement, index) =>
                                (index == 0 ? statement.WithoutLeadingTrivia() : statement).WithTrailingTrivia(
                                    SyntaxFactory.ElasticCarriageReturnLineFeed)))
                    .WithTrailingTrivia(old.GetTrailingTrivia())
                    .WithAdditionalAnnotations(Formatter.Annotation)),
        };
    }

    public static SyntaxNode InsertAfter(SyntaxNode root, StatementSyntax place, params string[] statements) =>
        Replace(root, place, new[] { place }.Concat(statements.Select(Statement)).ToArray());

    /// <summary>The statement an expression is directly in; null in a lambda's or member's expression body.</summary>
    public static StatementSyntax? StatementOf(SyntaxNode node)
    {
        foreach (var above in node.AncestorsAndSelf())
        {
            switch (above)
            {
                case StatementSyntax statement: return statement;
                case AnonymousFunctionExpressionSyntax
                or ArrowExpressionClauseSyntax
                or MemberDeclarationSyntax
                and not GlobalStatementSyntax:
                    return null;
            }
        }

        return null;
    }

    public static bool IsInLoop(SyntaxNode node)
    {
        foreach (var above in node.Ancestors())
        {
            switch (above)
            {
                case WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax: return true;
                case MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or SwitchSectionSyntax:
                    return false;
            }
        }

        return false;
    }

    /// <summary>The name, or the name with a number where something in scope has it already.</summary>
    public static string FreeName(Place place, string name)
    {
        var statement = place.Node.AncestorsAndSelf().LastOrDefault(above => above is BlockSyntax) ?? place.Root;
        var taken = new HashSet<string>(
            statement.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText));
        foreach (var symbol in place.Model.LookupSymbols(place.Node.SpanStart))
            taken.Add(symbol.Name);
        if (!taken.Contains(name))
            return name;
        var number = 2;
        while (taken.Contains(name + number))
            number++;
        return name + number;
    }

    /// <summary>The name by which a framework type can be used here: short where its namespace is imported, else in full.</summary>
    public static string TypeName(Place place, string space, string name) =>
        place.Model.LookupNamespacesAndTypes(place.Node.SpanStart, name: name).Any() ? name : $"{space}.{name}";

    /// <summary>From a call up to the whole of <c>await x.F().ConfigureAwait(false)</c>.</summary>
    public static ExpressionSyntax Whole(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression.Parent)
            {
                case AwaitExpressionSyntax awaited: expression = awaited; break;
                case MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "ConfigureAwait" or "AsTask",
                    Parent: InvocationExpressionSyntax outer
                }:
                    expression = outer;
                    break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed:
                    expression = suppressed;
                    break;
                case ParenthesizedExpressionSyntax parenthesized: expression = parenthesized; break;
                case ConditionalAccessExpressionSyntax access when access.WhenNotNull == expression: expression = access; break;
                default: return expression;
            }
        }
    }

    public static InvocationExpressionSyntax? Invocation(Place place) =>
        place.Node as InvocationExpressionSyntax
        ?? place.Node.AncestorsAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault(call => call.Span == place.Node.Span)
        ?? place.Node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault();

    private static StatementSyntax Line(StatementSyntax statement) =>
        statement.WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed);
}
