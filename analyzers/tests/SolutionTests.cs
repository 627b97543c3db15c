using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>The rules on the kata's own programs: silent on what is right, and loud when care is taken out of it.</summary>
public class SolutionTests
{
    private static readonly string[] Owned = ["Socket", "TcpClient", "TcpListener", "UdpClient"];

    /// <summary>The first four steps come before the lesson on errors, so their programs handle none.</summary>
    private static bool IsBeforeErrors(string path) => Path.GetFileName(path).CompareTo("Step05", StringComparison.Ordinal) < 0;

    private static IEnumerable<string> Solutions => Repository.Programs("solutions").Select(path => Path.GetFileName(path));

    private static IEnumerable<string> Exercises => Repository.Programs("exercises").Select(path => Path.GetFileName(path));

    [TestCaseSource(nameof(Solutions))]
    public async Task A_solution_raises_no_warning(string name)
    {
        var program = Repository.Parse(Path.Combine(Repository.Root(), "solutions", name));
        var findings = await Repository.Findings(Repository.Compile(program), program);

        Assert.That(findings.Where(finding => finding.Severity >= DiagnosticSeverity.Warning && !(finding.Id == RuleIds.ErrorNotHandled && IsBeforeErrors(name))), Is.Empty);
    }

    [TestCaseSource(nameof(Exercises))]
    public async Task A_stub_raises_only_the_notice_of_its_blanks(string name)
    {
        var program = Repository.Parse(Path.Combine(Repository.Root(), "exercises", name));
        var findings = await Repository.Findings(Repository.Compile(program), program);

        Assert.That(findings.Select(finding => finding.Id).Distinct(), Is.EqualTo(new[] { RuleIds.BlankNotFilledIn }));
    }

    /// <summary>Takes out of each solution, one at a time, each handler, each test of a received count and each disposal, and
    /// asks that a rule sees it. What no rule can see is named in <see cref="Unseen"/>.</summary>
    [TestCaseSource(nameof(Solutions))]
    public async Task Care_taken_out_of_a_solution_is_missed(string name)
    {
        var program = Repository.Parse(Path.Combine(Repository.Root(), "solutions", name));
        var compilation = Repository.Compile(program);
        var before = (await Repository.Findings(compilation, program)).Select(Words).ToHashSet();
        var escaped = new List<string>();
        var seen = 0;
        foreach (var (what, root) in Deletions(program.GetRoot(), compilation.GetSemanticModel(program)))
        {
            var changed = program.WithRootAndOptions(root, program.Options);
            var without = compilation.ReplaceSyntaxTree(program, changed);

            // What does not compile any more the compiler has seen.
            if (without.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) continue;
            var raised = (await Repository.Findings(without, changed)).Where(finding => !before.Contains(Words(finding))).ToList();
            TestContext.Out.WriteLine($"{what}: {string.Join(", ", raised.Select(finding => finding.Id).Distinct())}");
            if (raised.Count == 0) escaped.Add(what);
            else seen++;
        }

        Assert.That(escaped.Where(what => !Unseen.Contains($"{name}: {what}")), Is.Empty, $"seen: {seen}, escaped");
    }

    /// <summary>Deletions after which the program is wrong in a way that its sockets do not show.</summary>
    private static readonly string[] Unseen =
    [
        // The time-out then reaches the handler in Main, which reports it. That the program should have asked again, a check tells.
        "Step11_UdpTime.cs: `catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)` of Ask removed",
    ];

    /// <summary>A finding without its place, which a deletion moves.</summary>
    private static string Words(Diagnostic finding) => $"{finding.Id} {finding.GetMessage()}";

    private static IEnumerable<(string What, SyntaxNode Root)> Deletions(SyntaxNode root, SemanticModel model)
    {
        foreach (var guarded in root.DescendantNodes().OfType<TryStatementSyntax>())
        {
            foreach (var handler in guarded.Catches)
            {
                var what = $"`catch {handler.Declaration} {handler.Filter}`".Replace(" `", "`").Replace("  ", " ");
                yield return ($"{what} of {MemberOf(handler)} removed", guarded.Catches.Count == 1 && guarded.Finally is null
                    ? root.ReplaceNode(guarded, guarded.Block.WithTriviaFrom(guarded))
                    : root.ReplaceNode(guarded, guarded.WithCatches(guarded.Catches.Remove(handler))));
                if (handler.Filter is null && handler.Block.Statements.Count > 0)
                {
                    yield return ($"{what} of {MemberOf(handler)} emptied", root.ReplaceNode(handler.Block, handler.Block.WithStatements([])));
                }
            }
        }

        foreach (var test in root.DescendantNodes().OfType<IfStatementSyntax>().Where(test => test.Else is null && TestsCount(test.Condition, model)))
        {
            yield return ($"`if ({test.Condition})` of {MemberOf(test)} removed", root.RemoveNode(test, SyntaxRemoveOptions.KeepNoTrivia)!);
        }

        foreach (var loop in root.DescendantNodes().OfType<WhileStatementSyntax>())
        {
            if (loop.Condition is not BinaryExpressionSyntax { Left: ParenthesizedExpressionSyntax { Expression: AssignmentExpressionSyntax assignment } } || !IsReceive(assignment.Right)) continue;
            yield return ($"`while ({loop.Condition})` of {MemberOf(loop)} without its test", root.ReplaceNode(loop, loop
                .WithCondition(SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression))
                .WithStatement(SyntaxFactory.Block(SyntaxFactory.ExpressionStatement(assignment), loop.Statement))));
        }

        foreach (var declaration in root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>())
        {
            if (declaration.UsingKeyword.IsKind(SyntaxKind.None) || !IsOwned(declaration.Declaration)) continue;
            yield return ($"`using` of `{declaration.Declaration.Variables[0].Identifier}` in {MemberOf(declaration)} removed",
                root.ReplaceNode(declaration, declaration.WithUsingKeyword(default)));
        }

        foreach (var statement in root.DescendantNodes().OfType<UsingStatementSyntax>())
        {
            if (statement.Declaration is null || !IsOwned(statement.Declaration)) continue;
            yield return ($"`using ({statement.Declaration})` in {MemberOf(statement)} removed",
                root.ReplaceNode(statement, SyntaxFactory.Block(SyntaxFactory.LocalDeclarationStatement(statement.Declaration), statement.Statement)));
        }

        bool IsOwned(VariableDeclarationSyntax declaration) => Owned.Contains((model.GetTypeInfo(declaration.Type).Type as INamedTypeSymbol)?.Name);
    }

    private static bool TestsCount(ExpressionSyntax condition, SemanticModel model)
    {
        foreach (var name in condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is not ILocalSymbol local || local.DeclaringSyntaxReferences[0].GetSyntax() is not VariableDeclaratorSyntax { Initializer.Value: var value }) continue;
            if (IsReceive(value)) return true;

            // `bool ended = count == 0;`
            if (value.DescendantNodes().OfType<IdentifierNameSyntax>().Any(inner => model.GetSymbolInfo(inner).Symbol is ILocalSymbol other
                    && other.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var received } && IsReceive(received))) return true;
        }

        return false;
    }

    private static bool IsReceive(ExpressionSyntax value) =>
        (value is AwaitExpressionSyntax awaited ? awaited.Expression : value) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Receive" or "ReceiveAsync" or "Read" or "ReadAsync" or "ReadLine" or "ReadLineAsync" or "ReceiveFrom" } member }
        && member.Expression.ToString() != "Console";

    private static string MemberOf(SyntaxNode node) => node.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText ?? "the program";
}
