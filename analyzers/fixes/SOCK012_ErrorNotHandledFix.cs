using System.Collections.Generic;
using System.Linq;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Puts a handler around the statement that says what failed and ends the program with exit code 1.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK012_ErrorNotHandledFix))]
public sealed class SOCK012_ErrorNotHandledFix() : Fix(RuleIds.ErrorNotHandled, "Catch the error and report it")
{
    private protected override SyntaxNode? Change(Place place)
    {
        // What the program throws itself is caught where it is known what to do then; that is no place to guess.
        if (place.Property(SOCK012_ErrorNotHandled.ExceptionProperty) is not { } thrown)
            return null;
        if (
            Rewriting.StatementOf(place.Node) is not { Parent: BlockSyntax or GlobalStatementSyntax } statement
            || statement.Parent is BlockSyntax { Parent: TryStatementSyntax }
        )
            return null;

        // What a statement declares is needed after it; then the handler must hold the rest too.
        List<StatementSyntax> guarded = [statement];
        if (statement is LocalDeclarationStatementSyntax)
        {
            guarded = Siblings(statement)
                .SkipWhile(other => other != statement)
                .Where(other => other is not LocalFunctionStatementSyntax)
                .ToList();
            if (Siblings(statement).OfType<LocalFunctionStatementSyntax>().Any(function => Uses(function, guarded, place.Model)))
                return null;
        }

        var space = thrown switch { "SocketException" => "System.Net.Sockets", "IOException" => "System.IO", _ => "System" };
        var exception = Rewriting.FreeName(place, "exception");
        var text = string.Concat(guarded.Select(part => part.ToFullString())).TrimEnd();
        var whole = Rewriting.Statement(
            $"try {{\n{text}\n}}\ncatch ({Rewriting.TypeName(place, space, thrown)} {exception})\n{{\n{Rewriting.TypeName(place, "System", "Console")}.Error.WriteLine({exception}.Message);\n{Leave(statement, place)}\n}}\n"
        );
        var root =
            guarded.Count > 1
                ? place.Root.RemoveNodes(
                    guarded.Skip(1).Select(part => part.Parent is GlobalStatementSyntax global ? (SyntaxNode)global : part),
                    SyntaxRemoveOptions.KeepNoTrivia
                )!
                : place.Root;
        var current =
            root.FindNode(statement.Span).FirstAncestorOrSelf<StatementSyntax>(candidate => candidate.Span == statement.Span)
            ?? root.FindNode(statement.Span)
                .DescendantNodesAndSelf()
                .OfType<StatementSyntax>()
                .FirstOrDefault(candidate => candidate.Span == statement.Span);
        return current is null ? null : Rewriting.Replace(root, current, whole);
    }

    /// <summary>The statements of the same block; those of the program itself are each a member of the file.</summary>
    private static IEnumerable<StatementSyntax> Siblings(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit
            .Members.OfType<GlobalStatementSyntax>()
            .Select(global => global.Statement),
        _ => [statement],
    };

    /// <summary>Whether a function that stays outside the handler uses a variable that goes into it.</summary>
    private static bool Uses(LocalFunctionStatementSyntax function, List<StatementSyntax> guarded, SemanticModel model)
    {
        var names = new HashSet<string>(
            guarded
                .SelectMany(part => part.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax))
                .Select(node =>
                    node switch
                    {
                        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
                        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
                        _ => "",
                    }));
        return function
            .DescendantNodes()
            .OfType<IdentifierNameSyntax>()
            .Any(name =>
                names.Contains(name.Identifier.ValueText)
                && model.GetSymbolInfo(name).Symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local
                && guarded.Any(part => part.Span.Contains(local.DeclaringSyntaxReferences[0].Span)));
    }

    private static string Leave(StatementSyntax statement, Place place)
    {
        var exit = $"{Rewriting.TypeName(place, "System", "Environment")}.Exit(1);";
        var method = statement
            .Ancestors()
            .FirstOrDefault(above => above is MethodDeclarationSyntax or LocalFunctionStatementSyntax or CompilationUnitSyntax);
        return method switch
        {
            MethodDeclarationSyntax { ReturnType: var type } => type.ToString() is "int" or "Task<int>" ? "return 1;" : exit,
            LocalFunctionStatementSyntax { ReturnType: var type } => type.ToString() is "int" or "Task<int>" ? "return 1;" : exit,

            // A program of statements returns an exit code where one of them does.
            CompilationUnitSyntax unit => unit
                .Members.OfType<GlobalStatementSyntax>()
                .Any(global =>
                    global
                        .DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
                        .Any(node => node is ReturnStatementSyntax { Expression: not null }))
                ? "return 1;"
                : exit,
            _ => exit,
        };
    }
}
