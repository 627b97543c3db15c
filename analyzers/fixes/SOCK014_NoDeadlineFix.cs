using System.Linq;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.CodeFixes;

/// <summary>Sets a deadline of five seconds where there is none, and gives an async call the one that was meant for it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SOCK014_NoDeadlineFix))]
public sealed class SOCK014_NoDeadlineFix() : Fix(RuleIds.NoDeadline, "Set a deadline that has an effect")
{
    private const int Milliseconds = 5000;

    private protected override SyntaxNode? Change(Place place) => place.Node switch
    {
        AssignmentExpressionSyntax assignment => ForAsync(place, assignment),
        _ when Rewriting.Invocation(place) is { Expression: MemberAccessExpressionSyntax member } => ForBlocking(place, member.Expression),
        _ => null,
    };

    private static SyntaxNode? ForBlocking(Place place, ExpressionSyntax source)
    {
        if (place.Property(Kata.Analyzers.Rules.SOCK014_NoDeadline.ConnectionProperty) is not { } name)
            return null;
        var local = place.Model.LookupSymbols(place.Node.SpanStart, name: name).OfType<ILocalSymbol>().FirstOrDefault();
        if (
            local?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(place.Cancellation)
            is not VariableDeclaratorSyntax { Initializer: not null } declarator
        )
            return null;
        if (declarator.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { } declaration)
            return null;
        var socket = local.Type.Name == "UdpClient" ? $"{name}.Client" : name;
        return Rewriting.InsertAfter(place.Root, declaration, $"{socket}.ReceiveTimeout = {Milliseconds};");
    }

    private static SyntaxNode? ForAsync(Place place, AssignmentExpressionSyntax assignment)
    {
        var body = assignment.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (body is null || assignment.Right is not LiteralExpressionSyntax)
            return null;
        var calls = body.DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Where(call =>
                call.SpanStart > assignment.Span.End
                && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ReceiveAsync" or "ReadAsync" }
                && call.Parent is AwaitExpressionSyntax)
            .ToList();
        if (calls.Count == 0)
            return null;
        var span = Rewriting.TypeName(place, "System", "TimeSpan");

        // A ValueTask has no WaitAsync of its own.
        return place.Root.ReplaceNodes(calls, (call, _) =>
        {
            var task =
                place.Model.GetTypeInfo(call, place.Cancellation).Type?.Name == "ValueTask"
                    ? $"{call.WithoutTrivia()}.AsTask()"
                    : call.WithoutTrivia().ToString();
            return Rewriting.Expression($"{task}.WaitAsync({span}.FromMilliseconds({assignment.Right}))").WithTriviaFrom(call);
        });
    }
}
