using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Analyzers.Tests;

/// <summary>Breaks a program in ways in which it is broken while somebody types, moves code about or merges: tokens are lost, doubled and
/// exchanged, the text ends early, statements stand in another kind of block or function. The same seed breaks it the same way.</summary>
internal sealed class Mutilations(int seed)
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    /// <summary>Where statements can be moved to; they stand at <c>#</c>.</summary>
    private static readonly string[] Places =
    [
        "System.Action moved = () => { # }; moved();", "System.Threading.Tasks.Task.Run(async () => { # });",
        "void Moved() { # } Moved();",
        "async System.Threading.Tasks.Task MovedAsync() { # await System.Threading.Tasks.Task.Yield(); }",
        "System.Collections.Generic.IEnumerable<int> Each() { # yield return 1; }",
        "async System.Collections.Generic.IAsyncEnumerable<int> EachAsync() { # yield return 1; await System.Threading.Tasks.Task.Yield(); }",
        "try { # } catch (System.Net.Sockets.SocketException e) when (e.SocketErrorCode == System.Net.Sockets.SocketError.TimedOut) { }",
        "try { # } catch { throw; } finally { System.Console.WriteLine(); }", "try { } finally { # }",
        "try { throw new System.Exception(); } catch (System.Exception) { # }",
        "switch (System.Environment.TickCount) { case 0: # break; case > 5 when true: # goto case 0; default: return; }",
        "while (true) { # }", "do { # } while (System.Environment.TickCount > 0);",
        "for (var turn = 0; turn < 3; turn++) { # continue; }", "foreach (var turn in new[] { 1, 2 }) { # break; }",
        "lock (new object()) { # }", "using (var moved = new System.IO.MemoryStream()) { # }",
        "using var kept = new System.IO.MemoryStream(); #", "unsafe { fixed (byte* p = new byte[4]) { # } }",
        "again: # goto again;", "if (System.Environment.TickCount > 0) { # } else { # }",
        "System.Func<int> first = () => { try { # return 1; } finally { System.Action second = () => { # }; second(); } };",
        "checked { # }", "{ # }",
    ];

    private readonly Random random = new(seed);

    /// <summary>A program with one to three things done to it.</summary>
    public string Of(string program)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            program = random.Next(8) switch
            {
                0 => LoseToken(program),
                1 => DoubleToken(program),
                2 => ExchangeTokens(program),
                3 => EndEarly(program),
                _ => MoveStatements(program),
            };
        }

        return program;
    }

    private string LoseToken(string program) =>
        Any(Tokens(program)) is { } token ? program.Remove(token.SpanStart, token.Span.Length) : program;

    private string DoubleToken(string program) =>
        Any(Tokens(program)) is { } token ? program.Insert(token.Span.End, " " + token.Text) : program;

    private string EndEarly(string program) => Any(Tokens(program)) is { } token ? program[..token.Span.End] : program;

    private string ExchangeTokens(string program)
    {
        var tokens = Tokens(program);
        if (tokens.Count < 2)
            return program;

        // Neighbours mostly, as fingers do it; else any two.
        var one = random.Next(tokens.Count - 1);
        var other = random.Next(3) == 0 ? random.Next(tokens.Count) : one + 1;
        if (one == other)
            return program;
        var (first, second) = one < other ? (tokens[one], tokens[other]) : (tokens[other], tokens[one]);
        return program[..first.SpanStart]
            + second.Text
            + program[first.Span.End..second.SpanStart]
            + first.Text
            + program[second.Span.End..];
    }

    /// <summary>A run of statements of one block goes into a block or a function of another kind.</summary>
    private string MoveStatements(string program)
    {
        var blocks = CSharpSyntaxTree
            .ParseText(program, Parsing)
            .GetRoot()
            .DescendantNodes()
            .OfType<BlockSyntax>()
            .Where(block => block.Statements.Count > 0)
            .ToList();
        if (blocks.Count == 0)
            return LoseToken(program);
        var statements = blocks[random.Next(blocks.Count)].Statements;
        var first = random.Next(statements.Count);
        var last = random.Next(first, statements.Count);
        var (start, end) = (statements[first].SpanStart, statements[last].Span.End);
        var moved = Places[random.Next(Places.Length)].Replace("#", program[start..end], StringComparison.Ordinal);
        return program[..start] + moved + program[end..];
    }

    private SyntaxToken? Any(List<SyntaxToken> tokens) => tokens.Count == 0 ? null : tokens[random.Next(tokens.Count)];

    private static List<SyntaxToken> Tokens(string program) =>
        [.. CSharpSyntaxTree.ParseText(program, Parsing).GetRoot().DescendantTokens().Where(token => token.Span.Length > 0)];
}
