using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Kata;

/// <summary>A body of a file with blanks, and what a rule may say of it. A blank can become any code: it can read and write each variable
/// that is in scope there. So a finding is kept only if no such code, no value that the blank stands for, and no method that still has a
/// blank could change it.</summary>
/// <param name="declaration">The member that the body belongs to.</param>
/// <param name="blanks">The blanks of the body, in order.</param>
/// <param name="others">The other bodies of the file.</param>
internal sealed class UnfinishedBody(
    SocketMethod method,
    SyntaxNode declaration,
    IReadOnlyList<SyntaxNode> blanks,
    UnfinishedBodies others)
{
    private bool? callsUnfinished;
    private bool? hasOpenFields;

    /// <summary>Whether a method, a property or a class that still has a blank is used in the body.</summary>
    private bool CallsUnfinished => callsUnfinished ??= method.Operations.Any(IsOfUnfinished);

    /// <summary>Whether a field is used that a blank elsewhere in its type may change, or a connection that it may set up.</summary>
    private bool HasOpenFields => hasOpenFields ??= method.Operations.Any(operation =>
        operation.Variable() is { } kept
        && (kept is not IFieldSymbol { IsReadOnly: true } || IsConnection(kept))
        && IsOpen(kept));

    /// <summary>Whether what a rule says of this place stays true, whatever the blanks become.</summary>
    public bool Knows(SyntaxNode place, Sight sight)
    {
        if (!IsHere(place) || method.Member is IFieldSymbol)
            return blanks.Count == 0 && !others.IsInUnfinished(place);
        var isFinished = blanks.Count == 0 && !CallsUnfinished && !HasOpenFields;
        if (isFinished || sight == Sight.Body)
            return isFinished;
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
                !IsConnection(variable)
                && (IsOpen(variable) || blanks.Any(blank => MayRunBefore(blank, piece, variable)))),
            _ => !WithCopies(values).Any(variable => (sight == Sight.Variables || !IsConnection(variable)) && IsWithinReach(variable)),
        };
    }

    /// <summary>Whether the place is in this body. A rule can also report in a method that this body calls.</summary>
    private bool IsHere(SyntaxNode place) => declaration is CompilationUnitSyntax
        ? place.FirstAncestorOrSelf<GlobalStatementSyntax>() is not null
        : declaration.Span.Contains(place.Span);

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
        }
        || variable is ILocalSymbol { Type.TypeKind: TypeKind.Dynamic };

    /// <summary>Whether a blank may use what the piece puts into a variable.</summary>
    private bool MayReadResult(SyntaxNode piece) => Written(piece).Any(IsWithinReach);

    private bool IsWithinReach(ISymbol variable) => IsOpen(variable) || blanks.Any(blank => IsInScope(variable, blank));

    /// <summary>Whether other members can use the variable, and one of them still has a blank: a field, or what a class keeps of its
    /// parameters.</summary>
    private bool IsOpen(ISymbol variable) => variable switch
    {
        IFieldSymbol { IsConst: false } field => others.IsUnfinished(field.ContainingType),
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } made } =>
            !SocketMethod.Same(made, method.Member) && others.IsUnfinished(made.ContainingType),
        _ => false,
    };

    /// <summary>Whether code that still has a blank is called in the piece, or gets one of the variables.</summary>
    private bool IsGivenToUnfinished(SyntaxNode piece, HashSet<ISymbol> variables) => CallsUnfinished && method.Operations.Any(call =>
        IsOfUnfinished(call)
        && (piece.Span.Contains(call.Syntax.Span)
            || call.Descendants().Any(part => part.Variable() is { } used && variables.Contains(used))));

    private bool IsOfUnfinished(IOperation operation) => operation switch
    {
        IInvocationOperation call => others.IsUnfinished(call.TargetMethod),
        IObjectCreationOperation { Type: { } made } => others.IsUnfinished(made),
        IPropertyReferenceOperation read => others.IsUnfinished(read.Property),
        _ => false,
    };

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

            if (node.Parent is StatementSyntax or ArrowExpressionClauseSyntax or MemberDeclarationSyntax or null)
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
            or MemberDeclarationSyntax and not GlobalStatementSyntax
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
