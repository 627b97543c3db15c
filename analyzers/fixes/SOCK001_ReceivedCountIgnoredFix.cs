using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Keeps the count and stops at the end of the stream.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK001_ReceivedCountIgnoredFix))]
public sealed class SOCK001_ReceivedCountIgnoredFix() : Fix(RuleIds.ReceivedCountIgnored, "Keep the count and test it for the end")
{
    private protected override SyntaxNode? Change(Place place)
    {
        if (Rewriting.Invocation(place) is not { } call) return null;
        var whole = Rewriting.Whole(call);

        // A task that is not awaited cannot give its count here.
        if (IsTask(place.Model.GetTypeInfo(whole, place.Cancellation).Type)) return null;
        var end = $"throw new {Rewriting.TypeName(place, "System.IO", "EndOfStreamException")}();";
        switch (whole.Parent)
        {
            case ExpressionStatementSyntax statement:
                return Keep(statement);
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax discard }:
                return Keep(discard);
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax local, Parent: ExpressionStatementSyntax assignment }:
                return Rewriting.InsertAfter(place.Root, assignment, $"if ({local.Identifier.ValueText} == 0) {end}");
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax declaration } } variable }:
                return Rewriting.InsertAfter(place.Root, declaration, $"if ({variable.Identifier.ValueText} == 0) {end}");
            default:
                return null;
        }

        SyntaxNode Keep(StatementSyntax statement)
        {
            var name = Rewriting.FreeName(place, "received");
            return Rewriting.Replace(place.Root, statement, Rewriting.Statement($"var {name} = {whole.WithoutTrivia()};"), Rewriting.Statement($"if ({name} == 0) {end}"));
        }
    }

    private static bool IsTask(ITypeSymbol? type) => type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" or "Void" or null;
}
