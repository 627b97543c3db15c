using System.Linq;
using Kata.Analyzers;
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
        if (Rewriting.StatementOf(place.Node) is not { Parent: BlockSyntax or GlobalStatementSyntax } statement || statement.Parent is BlockSyntax { Parent: TryStatementSyntax }) return null;

        // What a statement declares is needed after it; then the handler must hold the rest too.
        if (statement is LocalDeclarationStatementSyntax && statement.Parent is not BlockSyntax) return null;
        var guarded = statement is LocalDeclarationStatementSyntax && statement.Parent is BlockSyntax block
            ? block.Statements.SkipWhile(other => other != statement).ToList()
            : [statement];
        var caught = place.Diagnostic.GetMessage().Contains("`IOException`") ? Rewriting.TypeName(place, "System.IO", "IOException") : Rewriting.TypeName(place, "System.Net.Sockets", "SocketException");
        var method = statement.Ancestors().FirstOrDefault(above => above is MethodDeclarationSyntax or LocalFunctionStatementSyntax);
        var type = method switch { MethodDeclarationSyntax declared => declared.ReturnType.ToString(), LocalFunctionStatementSyntax local => local.ReturnType.ToString(), _ => "" };
        var leave = type switch { "int" or "Task<int>" => "return 1;", _ => $"{Rewriting.TypeName(place, "System", "Environment")}.Exit(1);" };
        var exception = Rewriting.FreeName(place, "exception");
        var text = string.Concat(guarded.Select(part => part.ToFullString())).TrimEnd();
        var whole = Rewriting.Statement($"try {{\n{text}\n}}\ncatch ({caught} {exception})\n{{\n{Rewriting.TypeName(place, "System", "Console")}.Error.WriteLine({exception}.Message);\n{leave}\n}}\n");
        var root = guarded.Count > 1 ? place.Root.RemoveNodes(guarded.Skip(1), SyntaxRemoveOptions.KeepNoTrivia)! : place.Root;
        var current = root.FindNode(statement.Span).FirstAncestorOrSelf<StatementSyntax>(candidate => candidate.Span == statement.Span);
        return current is null ? null : Rewriting.Replace(root, current, whole);
    }
}
