using System;
using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Sets a deadline of five seconds where there is none, and gives an async call the one that was meant for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK014_NoDeadlineFix))]
public sealed class SOCK014_NoDeadlineFix() : Fix(RuleIds.NoDeadline, "Set a deadline that has an effect")
{
    private const int Milliseconds = 5000;

    private protected override SyntaxNode? Change(Place place) => place.Node switch
    {
        AssignmentExpressionSyntax assignment => ForAsync(place, assignment),
        _ when Rewriting.Invocation(place) is { Expression: MemberAccessExpressionSyntax member } => ForBlocking(place, member.Expression),
        _ => null,
    };

    private static SyntaxNode? ForBlocking(Place place, ExpressionSyntax source)
    {
        if (place.Property(Kata.Analyzers.Rules.SOCK014_NoDeadline.ConnectionProperty) is not { } name)
            return null;
        var local = place.Model.LookupSymbols(place.Node.SpanStart, name: name).OfType<ILocalSymbol>().FirstOrDefault();
        if (
            local?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(place.Cancellation)
            is not VariableDeclaratorSyntax { Initializer: not null } declarator
        )
            return null;
        if (declarator.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { } declaration)
            return null;
        var socket = local.Type.Name == "UdpClient" ? $"{name}.Client" : name;
        return Rewriting.InsertAfter(place.Root, declaration, $"{socket}.ReceiveTimeout = {Milliseconds};");
    }

    /// <summary>Each async receive gets a token that is cancelled after the time that was set for it, and the setting goes.
    /// <c>WaitAsync</c> would end only the wait: the receive would go on behind it and take the next data.</summary>
    private static SyntaxNode? ForAsync(Place place, AssignmentExpressionSyntax assignment)
    {
        if (
            assignment.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } body
            || !CanBeSaidAgain(assignment.Right)
            || ConnectionOf(place, assignment) is not { } connection
            || IsSetAgain(place, assignment, connection, body))
            return null;
        var calls = body.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call =>
                call.SpanStart > assignment.Span.End
                && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } member
                && Receives.Contains(name)
                && IsOver(place, member.Expression, connection, 0)
                && !call.ArgumentList.Arguments.Any(argument =>
                    Rewriting.IsToken(place.Model.GetTypeInfo(argument.Expression, place.Cancellation).Type)))
            .ToList();
        if (calls.Count == 0 || calls.Any(call => !IsInPlace(call)))
            return null;

        var setting = assignment.Parent as ExpressionStatementSyntax;
        var statements = calls.Select(call => Rewriting.StatementOf(call)!).Distinct().ToList();
        if (setting is not null
            && !(setting.Parent is BlockSyntax block && statements.TrueForAll(one => block.Span.Contains(one.Span))))
            return null;
        var root = place.Root.TrackNodes(calls.Concat<SyntaxNode>(statements).Concat(setting is null ? [] : [setting]));
        var taken = 0;
        foreach (var statement in statements)
        {
            // Two deadlines of one block need two names.
            var name = Next();
            var ofStatement = calls.Where(call => Rewriting.StatementOf(call) == statement).Select(call => root.GetCurrentNode(call)!);
            root = root.ReplaceNodes(ofStatement, (call, _) => WithToken(call, name));
            var declared = Deadline(place, statement, name, assignment.Right).Select(Rewriting.Statement);
            var current = root.GetCurrentNode(statement)!;
            root = Rewriting.Replace(root, current, [.. declared, current.WithLeadingTrivia(SyntaxFactory.ElasticMarker)]);
        }

        return setting is null || HasComment(setting.GetTrailingTrivia()) ? root : Without(root, root.GetCurrentNode(setting)!);

        string Next()
        {
            while (true)
            {
                var name = taken++ == 0 ? "deadline" : $"deadline{taken}";
                if (Rewriting.FreeName(place, name) == name)
                    return name;
            }
        }
    }

    /// <summary>Whether the member sets the time of this connection once more, or writes the variable that holds the time.</summary>
    private static bool IsSetAgain(Place place, AssignmentExpressionSyntax assignment, ISymbol connection, SyntaxNode body)
    {
        var time = place.Model.GetSymbolInfo(assignment.Right, place.Cancellation).Symbol;
        return body.DescendantNodes().Any(node => node switch
        {
            AssignmentExpressionSyntax other when other == assignment => false,
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax left }
                when left.Name.Identifier.ValueText is "ReceiveTimeout" or "ReadTimeout" => IsOver(place, left.Expression, connection, 0),
            AssignmentExpressionSyntax other => IsTime(other.Left),
            PrefixUnaryExpressionSyntax step => IsTime(step.Operand),
            PostfixUnaryExpressionSyntax step => IsTime(step.Operand),
            ArgumentSyntax given => !given.RefKindKeyword.IsKind(SyntaxKind.None) && IsTime(given.Expression),
            _ => false,
        });

        bool IsTime(ExpressionSyntax target) =>
            time is not null && SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(target, place.Cancellation).Symbol, time);
    }

    private static readonly string[] Receives =
        ["ReceiveAsync", "ReceiveFromAsync", "ReceiveMessageFromAsync", "ReadAsync", "ReadExactlyAsync", "ReadAtLeastAsync"];

    /// <summary>Whether the time has the same value at the call: a number, or the name of one.</summary>
    private static bool CanBeSaidAgain(ExpressionSyntax time) => time
        is LiteralExpressionSyntax { Token.ValueText: not "0" }
            or IdentifierNameSyntax
            or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax };

    private static ISymbol? ConnectionOf(Place place, AssignmentExpressionSyntax assignment)
    {
        if (assignment.Left is MemberAccessExpressionSyntax { Expression: var owner })
        {
            if (owner is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Client", Expression: var client })
                owner = client;
            return place.Model.GetSymbolInfo(owner, place.Cancellation).Symbol;
        }

        return assignment.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } declarator
            ? place.Model.GetDeclaredSymbol(declarator, place.Cancellation)
            : null;
    }

    /// <summary>Whether the expression is the connection, or what is made over it.</summary>
    private static bool IsOver(Place place, ExpressionSyntax expression, ISymbol connection, int depth)
    {
        foreach (var name in expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            var symbol = place.Model.GetSymbolInfo(name, place.Cancellation).Symbol;
            if (SymbolEqualityComparer.Default.Equals(symbol, connection))
                return true;
            if (
                depth < 3
                && symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local
                && local.DeclaringSyntaxReferences[0].GetSyntax(place.Cancellation)
                    is VariableDeclaratorSyntax { Initializer.Value: { } made }
                && IsOver(place, made, connection, depth + 1))
                return true;
        }

        return false;
    }

    /// <summary>Whether the call is awaited in a statement that a deadline can stand before. In the head of a loop it would be the deadline
    /// of all turns.</summary>
    private static bool IsInPlace(InvocationExpressionSyntax call) =>
        Rewriting.Whole(call) is AwaitExpressionSyntax
        && Rewriting.StatementOf(call) is { } statement
        && statement is not (WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax);

    private static InvocationExpressionSyntax WithToken(InvocationExpressionSyntax call, string name)
    {
        var given = call.ArgumentList.Arguments;
        var token = $"{name}.Token";
        var isNamed =
            given.Count > 0 && given.Last().NameColon is not null || Name(call).StartsWith("ReadAtLeast", StringComparison.Ordinal);
        var argument = isNamed ? $"cancellationToken: {token}" : token;
        return call.WithArgumentList(
            Rewriting.Arguments(call.ArgumentList, string.Join(", ", given.Select(one => one.ToString()).Append(argument))));
    }

    private static string Name(InvocationExpressionSyntax call) =>
        ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.ValueText;

    /// <summary>The statements that make a deadline, with the token in scope as another reason to stop.</summary>
    private static string[] Deadline(Place place, StatementSyntax at, string name, ExpressionSyntax milliseconds)
    {
        var source = Rewriting.TypeName(place, "System.Threading", "CancellationTokenSource");
        var time = $"{Rewriting.TypeName(place, "System", "TimeSpan")}.FromMilliseconds({milliseconds.WithoutTrivia()})";
        return Rewriting.TokenInScope(place, at.SpanStart) is { } token
            ? [$"using var {name} = {source}.CreateLinkedTokenSource({token});", $"{name}.CancelAfter({time});"]
            : [$"using var {name} = new {source}({time});"];
    }

    /// <summary>The tree without a statement. The comments above it stay.</summary>
    private static SyntaxNode? Without(SyntaxNode root, StatementSyntax statement)
    {
        var above = statement.GetLeadingTrivia();
        if (!HasComment(above))
            return root.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia);
        var mark = new SyntaxAnnotation();
        var next = statement.GetLastToken().GetNextToken();
        var kept = above.Take(above.ToList().FindLastIndex(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) + 1);
        root = root.ReplaceSyntax(
            [statement],
            (_, changed) => changed.WithAdditionalAnnotations(mark),
            [next],
            (_, changed) => changed.WithLeadingTrivia(kept.Concat(changed.LeadingTrivia)),
            [],
            (_, changed) => changed);
        return root.RemoveNode(root.GetAnnotatedNodes(mark).Single(), SyntaxRemoveOptions.KeepNoTrivia);
    }

    private static bool HasComment(SyntaxTriviaList trivia) => trivia.Any(part =>
        part.IsKind(SyntaxKind.SingleLineCommentTrivia) || part.IsKind(SyntaxKind.MultiLineCommentTrivia));
}
