using System.Linq;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Flushes after the write, takes an encoding without a byte-order mark, or sets the line end.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK008_NotFlushedFix))]
public sealed class SOCK008_NotFlushedFix() : Fix(RuleIds.NotFlushed, "Send what the protocol asks for, now")
{
    private protected override SyntaxNode? Change(Place place)
    {
        var expression = place.Expression;
        switch (place.Property(SOCK008_NotFlushed.FaultProperty))
        {
            case "flush"
                when Rewriting.Invocation(place) is { Expression: MemberAccessExpressionSyntax member } call
                    && Rewriting.Whole(call).Parent is ExpressionStatementSyntax statement:
                return Rewriting.InsertAfter(
                    place.Root,
                    statement,
                    Rewriting.Whole(call) is AwaitExpressionSyntax
                        ? $"await {member.Expression}.FlushAsync();"
                        : $"{member.Expression}.Flush();");
            case "mark" when expression is not null && expression.ToString().Contains("UTF8"):
                return place.Root.ReplaceNode(
                    expression,
                    Rewriting
                        .Expression($"new {Rewriting.TypeName(place, "System.Text", "UTF8Encoding")}(false)")
                        .WithTriviaFrom(expression));
            case "newline"
                when Rewriting.Invocation(place)
                    is { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax writer } } line
                    && Creation(place, writer) is { } declaration:
                return Rewriting.InsertAfter(place.Root, declaration, $@"{writer}.NewLine = ""\r\n"";");
            case "constant" when expression is not null:
                return place.Root.ReplaceNode(expression, Rewriting.Expression(@"""\r\n""").WithTriviaFrom(expression));
            default:
                return null;
        }
    }

    private static StatementSyntax? Creation(Place place, IdentifierNameSyntax writer) =>
        place.Model.GetSymbolInfo(writer, place.Cancellation).Symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local
        && local.DeclaringSyntaxReferences[0].GetSyntax(place.Cancellation) is VariableDeclaratorSyntax { Initializer: not null } declarator
            ? declarator.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>()
            : null;
}
