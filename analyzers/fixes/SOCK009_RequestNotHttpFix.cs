using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Corrects the method, the line ends or the missing empty line in the text as it is written.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK009_RequestNotHttpFix))]
public sealed class SOCK009_RequestNotHttpFix() : Fix(RuleIds.RequestNotHttp, "Correct the HTTP request")
{
    private protected override SyntaxNode? Change(Place place)
    {
        var text = place.Expression;
        if (text is not (LiteralExpressionSyntax or InterpolatedStringExpressionSyntax or BinaryExpressionSyntax))
            return null;
        var source = text.ToString();

        // In verbatim and raw texts an escape is no escape.
        if (source.Contains("@") && Regex.IsMatch(source, "@\\$?\"|\\$@\"") || source.Contains("\"\"\""))
            return null;
        var changed = place.Property(SOCK009_RequestNotHttp.FaultProperty) switch
        {
            "method" when place.Property(SOCK009_RequestNotHttp.MethodProperty) is { } meant => new Regex("\"[A-Za-z]+ ").Replace(
                source,
                $"\"{meant} ",
                1),
            "choice" when place.Property(SOCK009_RequestNotHttp.MethodProperty) is { } known => $"\"{known}\"",
            "line" => Regex.Replace(source, @"(?<!\\r)\\n", @"\r\n"),
            "end" => End(source),
            _ => source,
        };
        return changed == source ? null : place.Root.ReplaceNode(text, Rewriting.Expression(changed).WithTriviaFrom(text));
    }

    private static string End(string source)
    {
        var quote = source.LastIndexOf('"');
        if (quote < 0)
            return source;
        var before = source.Substring(0, quote);
        return before + (before.EndsWith(@"\r\n") ? @"\r\n" : @"\r\n\r\n") + source.Substring(quote);
    }
}
