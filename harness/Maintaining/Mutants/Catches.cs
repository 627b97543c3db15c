using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Mutants;

/// <summary>Catch clauses that take more than they should.</summary>
internal static class Catches
{
    public static IEnumerable<(SyntaxNodeOrToken, string)> Wider(CatchClauseSyntax clause)
    {
        var takes = TakesFromOthers(clause);
        if (takes && clause.Declaration is { } caught && caught.Type.ToString() != "Exception")
            yield return (caught.Type, "Exception");
        if (clause.Filter is { } filter && (takes || !IsTypeTest(filter.FilterExpression)))
            yield return (filter, "");
    }

    /// <summary>Whether something else would have come of what it takes too much: another round of a loop, or another catch clause
    /// around it. Where there is neither, the program ends either way, and no check brings it about.</summary>
    private static bool TakesFromOthers(CatchClauseSyntax clause)
    {
        var here = (TryStatementSyntax)clause.Parent!;
        return Within(here).Any(node => Methods.Loop(node) is not null)
            || Around(here).SelectMany(other => other.Catches).Any(other => clause.Filter is not null || !IsTakenBy(here, other));
    }

    private static bool IsTakenBy(TryStatementSyntax statement, CatchClauseSyntax other) =>
        statement.Catches.Any(one => one.Filter is null && one.Declaration?.Type.ToString() == other.Declaration?.Type.ToString());

    /// <summary>The try statements around this one, in its method and in those that call it.</summary>
    private static IEnumerable<TryStatementSyntax> Around(TryStatementSyntax statement)
    {
        var root = statement.SyntaxTree.GetRoot();
        var seen = new HashSet<string>();
        var places = new Stack<SyntaxNode>([statement]);
        while (places.TryPop(out var place))
        {
            foreach (var around in Within(place).OfType<TryStatementSyntax>().Where(one => one.Block.Span.Contains(place.Span)))
                yield return around;
            if (Methods.Around(place) is not { } method || !seen.Add(method))
                continue;
            foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(one => Methods.Called(one) == method))
                places.Push(call);
        }
    }

    /// <summary>What is around a node in its method.</summary>
    private static IEnumerable<SyntaxNode> Within(SyntaxNode node) =>
        node.Ancestors().TakeWhile(around => around is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax));

    /// <summary>`error is A or B`: a list of types.</summary>
    private static bool IsTypeTest(ExpressionSyntax filter) =>
        filter is IsPatternExpressionSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression }
        && !filter.DescendantNodes().Any(node => node is MemberAccessExpressionSyntax or RecursivePatternSyntax);
}
