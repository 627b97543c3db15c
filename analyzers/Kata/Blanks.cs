using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Kata;

/// <summary>The blank <c>__</c> of the exercises: where it is, what it stands for, and what the comment beside it says.</summary>
internal sealed class Blanks
{
    private const string Name = "__";

    private readonly INamedTypeSymbol type;

    private Blanks(INamedTypeSymbol type) => this.type = type;

    /// <summary>Null where the compilation knows no blanks.</summary>
    public static Blanks? In(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Kata.Support.Blank") is { } type ? new Blanks(type) : null;

    public bool IsBlank(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation) =>
        name.Identifier.ValueText == Name
        && model.GetSymbolInfo(name, cancellation) is var info
        && (info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is { } symbol
        && SymbolEqualityComparer.Default.Equals(symbol.ContainingType, type);

    public bool IsBlank(IPropertySymbol property) =>
        property.Name == Name && SymbolEqualityComparer.Default.Equals(property.ContainingType, type);

    /// <summary>The name of what the blank is the value of: a variable, a parameter, a member; else null.</summary>
    public static string? Target(SimpleNameSyntax blank, SemanticModel model, CancellationToken cancellation)
    {
        SyntaxNode value = blank;
        while (value.Parent is MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax
                   or AwaitExpressionSyntax or PostfixUnaryExpressionSyntax
               || value.Parent is InvocationExpressionSyntax call && call.Expression == value)
        {
            value = value.Parent;
        }

        return value.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
            AssignmentExpressionSyntax assignment when assignment.Right == value => LastName(assignment.Left),
            ArgumentSyntax { NameColon: { } named } => named.Name.Identifier.ValueText,
            ArgumentSyntax argument => ParameterName(argument, model, cancellation),
            _ => null,
        };
    }

    /// <summary>The comment that belongs to the blank: at the end of its line, else on the lines directly above its statement.</summary>
    public static string? Comment(SyntaxNode blank)
    {
        var text = blank.SyntaxTree.GetText();
        var line = text.Lines.GetLineFromPosition(blank.SpanStart).LineNumber;
        var root = blank.SyntaxTree.GetRoot();

        // Reading the trivia rather than the line keeps a "//" inside a string out of it.
        return CommentOn(line, after: blank.Span.End) ?? CommentAbove();

        string? CommentOn(int number, int after)
        {
            if (number < 0)
                return null;
            var span = text.Lines[number].Span;
            foreach (var trivia in root.DescendantTrivia(span))
            {
                if (trivia.SpanStart >= after && span.Contains(trivia.SpanStart) && Words(trivia) is { } words)
                    return words;
            }

            return null;
        }

        string? CommentAbove()
        {
            var first = blank.FirstAncestorOrSelf<StatementSyntax>() is { } statement && statement.Span.Contains(blank.Span)
                ? text.Lines.GetLineFromPosition(statement.SpanStart).LineNumber
                : line;
            for (var above = line - 1; above >= first - 1 && above >= 0; above--)
            {
                var span = text.Lines[above].Span;
                var firstToken = root.DescendantTokens(span).FirstOrDefault(token => span.Contains(token.SpanStart));
                if (firstToken == default && CommentOn(above, span.Start) is { } words)
                    return words;
            }

            return null;
        }
    }

    private static string? Words(SyntaxTrivia trivia)
    {
        var text = trivia.Kind() switch
        {
            SyntaxKind.SingleLineCommentTrivia => trivia.ToString().TrimStart('/'),
            SyntaxKind.MultiLineCommentTrivia => trivia.ToString().Trim('/', '*'),
            _ => "",
        };
        text = string.Join(" ", text.Split(['\r', '\n'], System.StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim())).Trim();
        return text.Length == 0 ? null : text;
    }

    private static string? LastName(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };

    private static string? ParameterName(ArgumentSyntax argument, SemanticModel model, CancellationToken cancellation)
    {
        // A call with a dynamic argument is bound at run time; when every candidate gives the place one name, that is its name.
        if (argument.Parent is not BaseArgumentListSyntax { Parent: ExpressionSyntax call } list)
            return null;
        var info = model.GetSymbolInfo(call, cancellation);
        var candidates = info.Symbol is { } symbol ? ImmutableArray.Create(symbol) : info.CandidateSymbols;
        var position = list.Arguments.IndexOf(argument);
        var names = candidates.OfType<IMethodSymbol>()
            .Where(method => method.Parameters.Length > position)
            .Select(method => method.Parameters[position].Name)
            .Distinct()
            .ToList();
        return names.Count == 1 ? names[0] : null;
    }
}
