using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Maintaining.Stubs;

/// <summary>Makes the exercise of a step from its solution. The solution's marks (<see cref="MarkKind"/>) say what becomes a
/// blank; everything else is kept to the byte, but for the commands in the lesson, which name the exercises.</summary>
/// <example><code>
/// using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); // blank: a new TCP socket
/// socket.Connect(host, port); // blank line: connect it
/// </code>
/// becomes
/// <code>
/// using Socket socket = __; // a new TCP socket
/// _ = __; // in place of this line: connect it
/// </code></example>
internal sealed class Stub
{
    private const string Blank = "__";
    private readonly SyntaxTree tree;
    private readonly SourceText text;
    private readonly List<TextChange> changes = [];
    private TextSpan taken;
    private Mark? end;

    private Stub(string file, string solution)
    {
        text = SourceText.From(solution);
        tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), file);
    }

    /// <summary>The stub.</summary>
    /// <param name="file">The solution's path, for messages.</param>
    /// <param name="solution">Its text.</param>
    /// <exception cref="MarkException">A mark that cannot be followed, or no mark at all.</exception>
    public static string Of(string file, string solution)
    {
        var stub = new Stub(file, solution);
        var marks = Mark.In(stub.tree);
        if (marks.Count == 0)
            throw new MarkException(file, 1, "nothing is marked", $"say what becomes a blank with {Mark.Ways}");

        foreach (var mark in marks)
            stub.Follow(mark, marks);
        stub.NameTheExercises();
        return stub.Changed();
    }

    /// <summary>A program without the marks in it: what a student would have written.</summary>
    public static string WithoutMarks(string program)
    {
        var stub = new Stub("", program);
        foreach (var mark in Mark.In(stub.tree))
            stub.Replace(mark.Removal(stub.text), "");
        return stub.Changed();
    }

    private void Follow(Mark mark, IReadOnlyList<Mark> marks)
    {
        if (mark.Kind == MarkKind.ToHere)
        {
            if (mark != end)
                throw Wrong(mark, "nothing ends here", "write «// blank from here: …» above it, in the same block");
            Replace(mark.Removal(text), "");
            return;
        }

        if (taken.Contains(mark.Comment.SpanStart))
            throw Wrong(mark, "what it marks has gone with the mark above", "remove one of the two marks");

        if (mark.Kind == MarkKind.Nothing)
        {
            taken = Lines(MemberOf(mark) ?? StatementOf(mark), mark);
            Replace(taken, "");
            return;
        }

        var statement = StatementOf(mark);
        switch (mark.Kind)
        {
            case MarkKind.Value:
                TakeValue(statement, mark);
                Say(mark, statement, mark.Text);
                break;
            case MarkKind.Line:
                Replace(statement.Span, $"_ = {Blank};");
                Say(mark, statement, InPlaceOfThisLine(mark.Text));
                break;
            case MarkKind.FromHere:
                TakeRest(statement, mark, marks);
                break;
            case MarkKind.Instead:
                PutInstead(statement, mark);
                Replace(mark.Removal(text), "");
                break;
        }
    }

    /// <summary>The statement that the mark stands behind, or else the one that follows it.</summary>
    private StatementSyntax StatementOf(Mark mark)
    {
        var token = mark.Comment.Token;
        var statement = token.Parent?.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(candidate =>
            candidate is not BlockSyntax && (mark.IsAbove ? candidate.GetFirstToken() : candidate.GetLastToken()) == token);
        return statement ?? throw Wrong(mark, "the mark belongs to no statement", mark.IsAbove
            ? "put it directly above a statement"
            : "put it behind the semicolon that ends a statement, or on a line of its own above it");
    }

    /// <summary>The member that the mark stands above; null if it stands at a statement.</summary>
    private static SyntaxNode? MemberOf(Mark mark) => mark.IsAbove
        ? mark.Comment.Token.Parent?.AncestorsAndSelf().OfType<MemberDeclarationSyntax>()
            .FirstOrDefault(member => member.GetFirstToken() == mark.Comment.Token && member is not GlobalStatementSyntax)
        : null;

    private void TakeValue(StatementSyntax statement, Mark mark)
    {
        ExpressionSyntax? value = statement switch
        {
            LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: var initial }] } => initial,
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } => assignment.Right,
            ReturnStatementSyntax { Expression: { } returned } => returned,
            _ => null,
        };
        if (value is null)
            throw Wrong(
                mark,
                $"there is no value to take out of «{FirstLine(statement)}»",
                "write «// blank line: …» to have all of it written");

        if (statement is LocalDeclarationStatementSyntax { Declaration.Type: { IsVar: true } type })
            Replace(type.Span, TypeOf(value, mark));
        Replace(value.Span, Blank);
    }

    private static string InPlaceOfThisLine(string what) => $"in place of this line: {what}";

    /// <summary>What a stub has to write for <c>var</c>: a blank has no type of its own.</summary>
    private string TypeOf(ExpressionSyntax value, Mark mark) => value switch
    {
        ObjectCreationExpressionSyntax created => created.Type.ToString(),
        ArrayCreationExpressionSyntax array =>
            $"{array.Type.ElementType}{string.Concat(array.Type.RankSpecifiers.Select(rank => $"[{new string(',', rank.Rank - 1)}]"))}",
        CastExpressionSyntax cast => cast.Type.ToString(),
        _ => throw Wrong(mark, $"the stub has to name the type of «{value}», which cannot be read here", "write the type instead of var"),
    };

    private void TakeRest(StatementSyntax first, Mark mark, IReadOnlyList<Mark> marks)
    {
        if (!mark.IsAbove || first.Parent is not BlockSyntax block)
            throw Wrong(
                mark,
                "«blank from here» does not stand before statements of a block",
                "put it on a line of its own inside of the braces");

        end = marks.FirstOrDefault(later => later.Kind == MarkKind.ToHere && later.Comment.SpanStart > mark.Comment.SpanStart
            && later.Comment.Token.Parent?.FirstAncestorOrSelf<BlockSyntax>() == block);
        var last = end is null
            ? block.Statements[^1]
            : block.Statements.LastOrDefault(statement =>
                statement.SpanStart >= first.SpanStart && statement.Span.End <= end.Comment.SpanStart
            ) ?? throw Wrong(end, "there is no statement up to here", "put a statement between the two marks");
        var after = last.GetLastToken().TrailingTrivia.Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
            .Select(trivia => trivia.Span.End).Prepend(last.Span.End).Max();
        taken = TextSpan.FromBounds(mark.Comment.Span.End, after);
        var isBody = first == block.Statements[0] && last == block.Statements[^1];
        var isAsync = isBody && DropAsync(block);
        var blank =
            isAsync || last == block.Statements[^1] && Returns(block)
                ? $"return {Blank}; // {mark.Text}"
                : $"_ = {Blank}; // {InPlaceOfThisLine(mark.Text)}";
        Replace(TextSpan.FromBounds(mark.Comment.SpanStart, after), blank);
    }

    /// <summary>A method without a body that awaits something needs no «async», and the compiler warns of it; what it returns
    /// is then the task itself.</summary>
    private bool DropAsync(BlockSyntax body)
    {
        var modifiers = body.Parent switch
        {
            MethodDeclarationSyntax method => method.Modifiers,
            LocalFunctionStatementSyntax function => function.Modifiers,
            _ => default,
        };
        var isAsync = modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.AsyncKeyword));
        if (isAsync == default)
            return false;

        Replace(TextSpan.FromBounds(isAsync.SpanStart, isAsync.FullSpan.End), "");
        return true;
    }

    /// <summary>All the lines of a statement or member, with its mark and the empty line before them.</summary>
    private TextSpan Lines(SyntaxNode statement, Mark mark)
    {
        var first = text.Lines.GetLineFromPosition(Math.Min(statement.SpanStart, mark.Comment.SpanStart));
        var last = text.Lines.GetLineFromPosition(Math.Max(statement.Span.End, mark.Comment.Span.End));
        if (first.LineNumber > 0 && string.IsNullOrWhiteSpace(text.Lines[first.LineNumber - 1].ToString()))
            first = text.Lines[first.LineNumber - 1];
        return TextSpan.FromBounds(first.Start, last.EndIncludingLineBreak);
    }

    /// <summary>Whether what is taken out of a block must give back a value.</summary>
    private static bool Returns(BlockSyntax block) => block.Parent switch
    {
        MethodDeclarationSyntax method => GivesValue(method.ReturnType, method.Modifiers),
        LocalFunctionStatementSyntax function => GivesValue(function.ReturnType, function.Modifiers),
        _ => block.Statements[^1] is ReturnStatementSyntax { Expression: not null },
    };

    private static bool GivesValue(TypeSyntax type, SyntaxTokenList modifiers) => !(type.ToString() is "void"
        || modifiers.Any(SyntaxKind.AsyncKeyword) && type.ToString() is "Task" or "ValueTask");

    private void PutInstead(StatementSyntax statement, Mark mark)
    {
        if (mark.Text.Split(" instead of ") is not [var stubs, var ours])
            throw Wrong(mark, $"«stub: {mark.Text}» does not say what is replaced", "write «// stub: X instead of Y»");

        var source = statement.ToString();
        var at = source.IndexOf(ours, StringComparison.Ordinal);
        if (at < 0 || source.IndexOf(ours, at + 1, StringComparison.Ordinal) >= 0)
            throw Wrong(
                mark,
                $"«{ours}» occurs {(at < 0 ? "nowhere" : "more than once")} in its statement",
                "name a text that occurs in it once");

        Replace(new(statement.SpanStart + at, ours.Length), stubs);
    }

    /// <summary>Leaves the words of a mark behind the statement, where a blank has its comment.</summary>
    private void Say(Mark mark, StatementSyntax statement, string words)
    {
        if (!mark.IsAbove)
        {
            Replace(mark.Comment.Span, $"// {words}");
            return;
        }

        Replace(mark.Removal(text), "");
        changes.Add(new(new(statement.Span.End, 0), $" // {words}"));
    }

    /// <summary>The lesson says how to run and check the program: this one here, in its own folder.</summary>
    private void NameTheExercises()
    {
        foreach (var comment in tree.GetRoot().GetFirstToken().LeadingTrivia)
        {
            foreach (var command in (string[])["--project solutions ", "dotnet test solutions "])
            {
                var at = comment.ToString().IndexOf(command, StringComparison.Ordinal);
                if (at >= 0)
                    Replace(new(comment.SpanStart + at, command.Length), command.Replace("solutions", "exercises"));
            }
        }
    }

    private string Changed() => text.WithChanges(changes.OrderBy(change => change.Span)).ToString();

    private void Replace(TextSpan span, string by) => changes.Add(new(span, by));

    private MarkException Wrong(Mark mark, string problem, string remedy) => new(tree.FilePath, mark.Line, problem, remedy);

    private static string FirstLine(SyntaxNode node) => node.ToString().Split('\n')[0].TrimEnd();
}
