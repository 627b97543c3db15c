using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

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
            case ParenthesizedLambdaExpressionSyntax lambda when lambda.ExpressionBody == whole:
                return place.Root.ReplaceNode(lambda, lambda.WithExpressionBody(null).WithBlock(Body()).WithAdditionalAnnotations(Formatter.Annotation));
            case SimpleLambdaExpressionSyntax lambda when lambda.ExpressionBody == whole:
                return place.Root.ReplaceNode(lambda, lambda.WithExpressionBody(null).WithBlock(Body()).WithAdditionalAnnotations(Formatter.Annotation));
            case ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method }:
                return place.Root.ReplaceNode(method, method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body()).WithAdditionalAnnotations(Formatter.Annotation));
            case ArrowExpressionClauseSyntax { Parent: LocalFunctionStatementSyntax local }:
                return place.Root.ReplaceNode(local, local.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body()).WithAdditionalAnnotations(Formatter.Annotation));
            default:
                return null;
        }

        BlockSyntax Body() => SyntaxFactory.Block(Kept(Rewriting.FreeName(place, "received")));

        SyntaxNode Keep(StatementSyntax statement)
        {
            return Rewriting.Replace(place.Root, statement, Kept(Rewriting.FreeName(place, "received")));
        }

        StatementSyntax[] Kept(string name) => [Rewriting.Statement($"var {name} = {whole.WithoutTrivia()};"), Rewriting.Statement($"if ({name} == 0) {end}")];
    }

    private static bool IsTask(ITypeSymbol? type) => type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" or "Void" or null;
}
