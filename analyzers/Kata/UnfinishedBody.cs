using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Kata;

/// <summary>A body of a file with blanks, and what a rule may say of it. A blank can become any code: it can read and write each variable
/// that is in scope there. So a finding is kept only if no such code, no value that the blank stands for, and no method that still has a
/// blank could change it.</summary>
/// <param name="blanks">The blanks of the body, in order.</param>
/// <param name="isUnfinished">Whether a method has a blank.</param>
internal sealed class UnfinishedBody(SocketMethod method, IReadOnlyList<SyntaxNode> blanks, Func<IMethodSymbol, bool> isUnfinished)
{
    /// <summary>Whether what a rule says of this place stays true, whatever the blanks become.</summary>
    public bool Knows(SyntaxNode place, Sight sight)
    {
        if (sight == Sight.Body)
            return blanks.Count == 0;
        var piece = Piece(place);
        if (HasBlank(piece) || !AreConditionsKnown(piece, sight))
            return false;

        var values = ValuesOf(Mentioned(piece).Where(variable => IsSubject(variable, sight)));
        if (values.Any(IsMadeOfBlank) || IsGivenToUnfinished(piece, values))
            return false;
        return sight switch
        {
            Sight.Place => !MayReadResult(piece),
            Sight.Before => !MayReadResult(piece) && !values.Any(variable =>
                !IsConnection(variable) && blanks.Any(blank => MayRunBefore(blank, piece, variable))),
            _ => !WithCopies(values).Any(variable =>
                (sight == Sight.Variables || !IsConnection(variable)) && blanks.Any(blank => IsInScope(variable, blank))),
        };
    }

    /// <summary>Whether it matters to the finding where the variable got its value. What is true of any socket is true of one that comes
    /// from a blank.</summary>
    private static bool IsSubject(ISymbol variable, Sight sight) => sight is Sight.Data or Sight.Variables || !IsConnection(variable);

    /// <summary>Whether no blank takes part in the conditions under which the piece runs. Where only the place itself is looked at, a
    /// condition matters if it can ask what has arrived: a number or a truth value that a blank gives.</summary>
    private bool AreConditionsKnown(SyntaxNode piece, Sight sight)
    {
        var conditions = Conditions(piece).ToList();
        if (conditions.Any(HasBlank))
            return false;
        var asked = conditions.SelectMany(Mentioned).Where(variable => !IsConnection(variable));
        return sight == Sight.Place
            ? !asked.Any(variable => IsNumberOrTruth(variable) && method.Assigned(variable).Any(value => HasBlank(value.Syntax)))
            : !ValuesOf(asked).Any(IsMadeOfBlank);
    }

    private static bool IsNumberOrTruth(ISymbol variable) =>
        variable is ILocalSymbol
        {
            Type.SpecialType: SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_Int64,
        };

    /// <summary>Whether a blank may use what the piece puts into a variable.</summary>
    private bool MayReadResult(SyntaxNode piece) => Written(piece).Any(variable => blanks.Any(blank => IsInScope(variable, blank)));

    /// <summary>Whether a method that still has a blank is called in the piece, or gets one of the variables.</summary>
    private bool IsGivenToUnfinished(SyntaxNode piece, HashSet<ISymbol> variables) => method.Calls.Any(call =>
        (piece.Span.Contains(call.Syntax.Span)
            || call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part =>
                part.Variable() is { } used && variables.Contains(used))))
        && isUnfinished(call.TargetMethod));

    private bool HasBlank(SyntaxNode piece) => blanks.Any(blank => piece.Span.Contains(blank.Span));

    /// <summary>The whole expression or declaration that a place is in; the whole <c>try</c> for a handler.</summary>
    private static SyntaxNode Piece(SyntaxNode place)
    {
        for (var node = place; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case CatchClauseSyntax { Parent: { } attempt }: return attempt;
                case CatchDeclarationSyntax or CatchFilterClauseSyntax: continue;
                case LambdaExpressionSyntax or AnonymousMethodExpressionSyntax: return node;
            }

            if (node.Parent is StatementSyntax or ArrowExpressionClauseSyntax or MemberDeclarationSyntax or null
                && node is not CatchClauseSyntax)
                return node is StatementSyntax || node.Parent is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax)
                    ? node
                    : node.Parent;
        }

        return place;
    }

    /// <summary>The conditions under which a piece of code runs.</summary>
    private static IEnumerable<SyntaxNode> Conditions(SyntaxNode piece)
    {
        foreach (var above in piece.Ancestors())
        {
            switch (above)
            {
                case IfStatementSyntax branch: yield return branch.Condition; break;
                case WhileStatementSyntax loop: yield return loop.Condition; break;
                case DoStatementSyntax loop: yield return loop.Condition; break;
                case ForStatementSyntax { Condition: { } condition }: yield return condition; break;
                case CommonForEachStatementSyntax loop: yield return loop.Expression; break;
                case SwitchStatementSyntax choice: yield return choice.Expression; break;
                case SwitchExpressionSyntax choice: yield return choice.GoverningExpression; break;
                case CatchClauseSyntax { Filter: { } filter }: yield return filter; break;
                case MemberDeclarationSyntax: yield break;
            }
        }
    }

    private IEnumerable<ISymbol> Mentioned(SyntaxNode piece) => method.Operations
        .Where(operation => operation.Variable() is not null && piece.Span.Contains(operation.Syntax.Span))
        .Select(operation => operation.Variable()!)
        .Concat(Declared(piece));

    private IEnumerable<ISymbol> Declared(SyntaxNode piece) => method.All<IVariableDeclaratorOperation>()
        .Where(declarator => piece.Span.Contains(declarator.Syntax.Span))
        .Select(declarator => (ISymbol)declarator.Symbol);

    /// <summary>The variables that a piece of code writes.</summary>
    private IEnumerable<ISymbol> Written(SyntaxNode piece) => method.Operations
        .Where(operation => operation.Variable() is not null && piece.Span.Contains(operation.Syntax.Span) && IsWritten(operation))
        .Select(operation => operation.Variable()!)
        .Concat(Declared(piece));

    private static bool IsWritten(IOperation reference) =>
        reference.IsWrite()
        || reference.Parent is ICompoundAssignmentOperation compound && compound.Target == reference
        || reference.Parent is IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref };

    /// <summary>The variables, and those that their values are made of.</summary>
    private HashSet<ISymbol> ValuesOf(IEnumerable<ISymbol> variables)
    {
        var found = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<ISymbol>(variables);
        while (open.Count > 0)
        {
            var variable = open.Pop();
            if (!found.Add(variable))
                continue;
            foreach (var value in Values(variable))
            {
                foreach (var part in value.DescendantsAndSelf())
                {
                    if (part.Variable() is { } used && !IsConnection(used))
                        open.Push(used);
                }
            }
        }

        return found;
    }

    /// <summary>The variables, and those that are made of them.</summary>
    private HashSet<ISymbol> WithCopies(HashSet<ISymbol> variables)
    {
        var copies = method.All<IVariableDeclaratorOperation>()
            .Select(declarator => (ISymbol)declarator.Symbol)
            .Where(local => !variables.Contains(local))
            .Where(local => method.Assigned(local).Any(value =>
                value.DescendantsAndSelf().Any(part => part.Variable() is { } used && !IsConnection(used) && variables.Contains(used))))
            .ToList();
        variables.UnionWith(copies);
        return variables;
    }

    private IEnumerable<IOperation> Values(ISymbol variable) => method.Values(variable).Concat(method.Added(variable));

    /// <summary>Whether a blank gives the variable its value, or takes part in it.</summary>
    private bool IsMadeOfBlank(ISymbol variable) =>
        Values(variable).Any(value => HasBlank(value.Syntax))
        || method.References(variable).Any(reference =>
            reference.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Parent: { } call }
            && HasBlank(call.Syntax));

    /// <summary>Whether code in place of the blank could use the variable.</summary>
    private static bool IsInScope(ISymbol variable, SyntaxNode blank)
    {
        if (variable is IFieldSymbol { IsConst: true })
            return false;
        if (variable is not (ILocalSymbol or IParameterSymbol) || variable.DeclaringSyntaxReferences.Length != 1)
            return true;
        var declaration = variable.DeclaringSyntaxReferences[0].GetSyntax();
        return Scope(declaration) is not { } scope
            || scope.Span.Contains(blank.Span) && blank.SpanStart > declaration.SpanStart;
    }

    private static SyntaxNode? Scope(SyntaxNode declaration) => declaration.Ancestors().FirstOrDefault(node => node
        is BlockSyntax
            or SwitchSectionSyntax
            or ForStatementSyntax
            or CommonForEachStatementSyntax
            or UsingStatementSyntax
            or CatchClauseSyntax
            or AnonymousFunctionExpressionSyntax
            or LocalFunctionStatementSyntax
            or MemberDeclarationSyntax
            or CompilationUnitSyntax);

    /// <summary>Whether code in place of the blank could change the variable before the piece runs.</summary>
    private static bool MayRunBefore(SyntaxNode blank, SyntaxNode piece, ISymbol variable) =>
        IsInScope(variable, blank)
        && (
            blank.SpanStart < piece.SpanStart
            || piece.Ancestors()
                .TakeWhile(node => node is not MemberDeclarationSyntax)
                .Any(node => IsLoop(node) && node.Span.Contains(blank.Span)
                    && !variable.IsDeclaredIn(node)));

    private static bool IsLoop(SyntaxNode node) =>
        node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax;

    private static bool IsConnection(ISymbol variable)
    {
        var type = variable switch
        {
            ILocalSymbol local => local.Type,
            IParameterSymbol parameter => parameter.Type,
            IFieldSymbol field => field.Type,
            _ => null,
        };
        return SocketTypes.IsToBeDisposed(type) || SocketTypes.IsNetworkBacked(type);
    }
}
