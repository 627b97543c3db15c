using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Maintaining.Stubs;

/// <summary>What is done to the marked place of a solution when the stub is made from it.</summary>
internal enum MarkKind
{
    /// <summary><c>// blank: what belongs here</c> on a statement: its value becomes a blank, and the text the comment
    /// beside it. The value of <c>int port = …;</c>, <c>writer.NewLine = …;</c> and <c>return …;</c>. A <c>var</c> gets the
    /// type's name.</summary>
    Value,

    /// <summary><c>// blank line: what to do here</c> on a statement: all of it becomes a blank, and the comment says
    /// «in place of this line».</summary>
    Line,

    /// <summary><c>// blank from here: what to do</c> on a line of its own: all that follows in the block becomes one
    /// blank. At the beginning of a method it takes the whole body, and «async» with it, which nothing in the stub would
    /// need.</summary>
    FromHere,

    /// <summary><c>// blank to here</c> on a line of its own: ends what <see cref="FromHere"/> began, before the block does.</summary>
    ToHere,

    /// <summary><c>// stub: CET instead of GET</c> on a statement: the stub has one text there in place of another, and
    /// says nothing of it.</summary>
    Instead,

    /// <summary><c>// stub: nothing</c> on a statement, or above a member with its comments: the stub does not have it.</summary>
    Nothing,
}

/// <summary>A mark in a solution: a comment that says what the stub has in its place (<see cref="MarkKind"/>). It stands
/// behind its statement, or, where that would make the line too long, on the line above.</summary>
/// <param name="Text">What follows the colon.</param>
/// <param name="Comment">The comment itself.</param>
/// <param name="Line">From 1.</param>
internal sealed partial record Mark(MarkKind Kind, string Text, SyntaxTrivia Comment, int Line)
{
    /// <summary>The ways to write one, for messages.</summary>
    public const string Ways =
        "«// blank: …», «// blank line: …», «// blank from here: …», «// blank to "
        + "here», «// stub: … instead of …» or «// stub: nothing»";

    /// <summary>All marks of a solution, in order.</summary>
    /// <exception cref="MarkException">A comment that begins like a mark and is none.</exception>
    public static IReadOnlyList<Mark> In(SyntaxTree solution) =>
    [
        .. solution.GetRoot().DescendantTrivia()
            .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && Beginning().IsMatch(trivia.ToString()))
            .Select(comment => Read(comment, solution)),
    ];

    /// <summary>Whether the mark stands on a line of its own.</summary>
    public bool IsAbove => Comment.Token.LeadingTrivia.Contains(Comment);

    /// <summary>The comment with what separates it from the code: the spaces before it, or its whole line.</summary>
    public TextSpan Removal(SourceText text)
    {
        if (IsAbove)
            return text.Lines.GetLineFromPosition(Comment.SpanStart).SpanIncludingLineBreak;

        var start = Comment.SpanStart;
        while (start > 0 && text[start - 1] is ' ' or '\t')
            start--;
        return TextSpan.FromBounds(start, Comment.Span.End);
    }

    private static Mark Read(SyntaxTrivia comment, SyntaxTree solution)
    {
        var line = solution.GetLineSpan(comment.Span).StartLinePosition.Line + 1;
        var match = Whole().Match(comment.ToString());
        if (!match.Success)
        {
            throw new MarkException(solution.FilePath, line, $"«{comment}» is no mark",
                $"write {Ways}, or begin the comment with another word");
        }

        var kind = match.Groups["kind"].Value switch
        {
            "blank" => MarkKind.Value,
            "blank line" => MarkKind.Line,
            "blank from here" => MarkKind.FromHere,
            "" => MarkKind.ToHere,
            _ => match.Groups["text"].Value == "nothing" ? MarkKind.Nothing : MarkKind.Instead,
        };
        return new(kind, match.Groups["text"].Value, comment, line);
    }

    [GeneratedRegex(@"^//\s*(blank|stub)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"^// (blank to here|(?<kind>blank|blank line|blank from here|stub): (?<text>\S.*?))\s*$")]
    private static partial Regex Whole();
}

/// <summary>A mark that no stub can be made from.</summary>
internal sealed class MarkException(string file, int line, string problem, string remedy)
    : Exception($"{Path.GetFileName(file)}:{line}: {problem}: {remedy}")
{
    public int Line { get; } = line;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do about it.</summary>
    public string Remedy { get; } = remedy;
}
