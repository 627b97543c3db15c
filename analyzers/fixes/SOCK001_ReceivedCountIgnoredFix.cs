using System.Collections.Generic;
using System.Linq;
using Kata.Analyzers;
using Kata.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Kata.CodeFixes;

/// <summary>Reads all that is used, or uses what has come. What the buffer is used for decides: bytes at fixed places must all be there; a
/// text or a file
/// is as long as what came. A buffer that leaves the method without its count must be full, since nobody else can know how full it
/// is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK001_ReceivedCountIgnoredFix))]
public sealed class SOCK001_ReceivedCountIgnoredFix() : Fix(RuleIds.ReceivedCountIgnored, "Read all that is used, or use what has come")
{
    /// <summary>A buffer up to this size is a header or a number, and not room for whatever comes.</summary>
    private const int Header = 64;

    private protected override SyntaxNode? Change(Place place)
    {
        if (Rewriting.Invocation(place) is not { } call || Filling.Of(place, call) is not { Buffer: { } buffer } filling)
            return null;
        var whole = Rewriting.Whole(call);

        // A task that is not awaited cannot give its count here, and in a callback of Begin… the data is somebody else's.
        if (IsTask(place.Model.GetTypeInfo(whole, place.Cancellation).Type))
            return null;
        var isDatagram = place.Property(SOCK001_ReceivedCountIgnored.TransportProperty) == "Datagram";
        var uses = Uses.After(place, call, buffer);
        if (uses.Unknown)
            return null;

        var isHandedOut =
            uses.Readers.All(reader => reader.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax)
            && (filling.Constant is null or <= Header);
        if (uses.Readers.Count > 0 && uses.Bytes == 0 && (isDatagram || !isHandedOut))
            return Slice(place, filling, whole, uses, isDatagram);
        var bytes = uses.Bytes > 0 ? uses.Bytes - filling.Start : 0;
        if (
            isDatagram
            || bytes is null or < 0
            || bytes > filling.Constant
            || uses.Bytes > 0 && uses.Readers.Count > 0 && bytes != filling.Constant
        )
            return null;
        if (bytes > 0)
            return Fill(place, filling, whole, bytes == filling.Constant ? null : bytes);

        // Nobody here uses the data: it is read for whoever has the buffer, or to get past it.
        return filling.Constant is null or <= Header ? Fill(place, filling, whole, null) : null;
    }

    /// <summary>All bytes or an exception, in the place of the receive.</summary>
    private static SyntaxNode? Fill(Place place, Filling filling, ExpressionSyntax whole, long? bytes)
    {
        var call = Rewriting.Invocation(place)!;
        if (filling.Exactly(bytes) is { } exactly)
        {
            // What is left of a local that nobody read falls away.
            var read = whole.ReplaceNode(call, exactly);
            return whole.Parent switch
            {
                ExpressionStatementSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax => place.Root.ReplaceNode(
                    whole,
                    read.WithTriviaFrom(whole)),
                AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Parent: ExpressionStatementSyntax } assignment =>
                    place.Root.ReplaceNode(assignment, read.WithTriviaFrom(assignment)),
                EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration }
                    }
                } => place.Root.ReplaceNode(
                    declaration,
                    SyntaxFactory.ExpressionStatement(read.WithoutTrivia()).WithTriviaFrom(declaration)),
                _ => null,
            };
        }

        if (filling.Loop(whole, Rewriting.FreeName(place, "received"), bytes) is not { } loop)
            return null;
        return whole.Parent switch
        {
            ExpressionStatementSyntax statement => Rewriting.Replace(place.Root, statement, Rewriting.Statement(loop)),
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Parent: ExpressionStatementSyntax statement } => Rewriting.Replace(
                place.Root,
                statement,
                Rewriting.Statement(loop)),
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration }
                }
            } => Rewriting.Replace(place.Root, declaration, Rewriting.Statement(loop)),
            ParenthesizedLambdaExpressionSyntax lambda when lambda.ExpressionBody == whole => place.Root.ReplaceNode(
                lambda,
                Formatted(lambda.WithExpressionBody(null).WithBlock(Body(loop)))),
            SimpleLambdaExpressionSyntax lambda when lambda.ExpressionBody == whole => place.Root.ReplaceNode(
                lambda,
                Formatted(lambda.WithExpressionBody(null).WithBlock(Body(loop)))),
            ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => place.Root.ReplaceNode(
                method,
                Formatted(method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(loop)))),
            ArrowExpressionClauseSyntax { Parent: LocalFunctionStatementSyntax local } => place.Root.ReplaceNode(
                local,
                Formatted(local.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(loop)))),
            _ => null,
        };
    }

    /// <summary>The count is kept, the end is told, and what reads the buffer gets the part that has come. An empty datagram is no
    /// end.</summary>
    private static SyntaxNode? Slice(Place place, Filling filling, ExpressionSyntax whole, Uses uses, bool isDatagram)
    {
        if (!filling.StartsAtFront || Rewriting.StatementOf(whole) is not { } statement)
            return null;
        var name = whole.Parent switch
        {
            ExpressionStatementSyntax => null,
            AssignmentExpressionSyntax
            {
                Left: IdentifierNameSyntax { Identifier.ValueText: var local },
                Parent: ExpressionStatementSyntax
            } => local == "_" ? null : local,
            EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Identifier.ValueText: var local,
                    Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax }
                }
            } => local,
            _ => "",
        };
        if (name == "")
            return null;
        var count = name ?? Rewriting.FreeName(place, "received");
        var slices = uses.Readers.Select(reader => Slicing.Of(reader, count)).ToList();
        if (slices.Any(slice => slice is null))
            return null;
        var olds = slices.Select(slice => slice!.Value.Old).ToList();
        if (olds.Distinct().Count() != olds.Count || olds.Any(old => olds.Any(other => other != old && other.Contains(old))))
            return null;

        var mark = new SyntaxAnnotation();
        var root = place.Root.ReplaceNodes(olds.Append(statement), (old, changed) =>
            old == statement ? changed.WithAdditionalAnnotations(mark) : slices.First(slice => slice!.Value.Old == old)!.Value.New);
        var receive = filling.WithToken(whole);
        StatementSyntax first = name is null
            ? Rewriting.Statement($"var {count} = {receive.WithoutTrivia()};")
            : (StatementSyntax)statement.ReplaceNode(whole, receive.WithTriviaFrom(whole));
        var current = (StatementSyntax)root.GetAnnotatedNodes(mark).Single();
        if (isDatagram)
            return Rewriting.Replace(root, current, first);
        return Rewriting.Leave(place, statement) is { } leave
            ? Rewriting.Replace(root, current, first, Rewriting.Statement(Rewriting.If($"{count} == 0", leave)))
            : null;
    }

    private static BlockSyntax Body(string statement) => SyntaxFactory.Block(Rewriting.Statement(statement));

    private static T Formatted<T>(T node) where T : SyntaxNode => node.WithAdditionalAnnotations(Formatter.Annotation);

    private static bool IsTask(ITypeSymbol? type) =>
        type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" or "Void" or null;
}
