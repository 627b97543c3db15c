using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>Working with a number: adding, subtracting, handing it to the framework.</summary>
internal static class Reckoning
{
    /// <summary>Whether a method of this file only calculates with the number that it is given, or passes it to the framework. It neither
    /// compares the number nor passes it to other code.</summary>
    public static bool IsAllThatIsDone(SocketFile file, IMethodSymbol target, IParameterSymbol? parameter)
    {
        if (
            parameter is null
            || target.OriginalDefinition.DeclaringSyntaxReferences.Length != 1
            || target.IsVirtual
            || target.IsOverride
            || target.IsAbstract
        )
            return false;
        if (
            target.OriginalDefinition.DeclaringSyntaxReferences[0].GetSyntax(file.Cancellation) is not { } declaration
            || declaration.SyntaxTree != file.Model.SyntaxTree
        )
            return false;
        if (
            declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || file.Model.GetOperation(declaration, file.Cancellation) is not { } body
        )
            return false;
        var uses = body.Descendants()
            .OfType<IParameterReferenceOperation>()
            .Where(reference =>
                reference.Parameter.Ordinal == parameter.Ordinal
                && SocketMethod.Same(reference.Parameter.ContainingSymbol, target.OriginalDefinition))
            .ToList();
        return uses.Count > 0 && uses.All(use => use.Function() is not IAnonymousFunctionOperation && IsReckoned(use));
    }

    private static bool IsReckoned(IOperation use)
    {
        var value = use.SameValue();
        while (
            value.Parent
                is IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Add
                        or BinaryOperatorKind.Subtract
                        or BinaryOperatorKind.Multiply
                        or BinaryOperatorKind.Remainder
            }
        )
            value = value.Parent.SameValue();
        return value.Parent is IArgumentOperation { Parent: IInvocationOperation call }
            && SocketTypes.IsOfSystem(call.TargetMethod)
            && !call.TargetMethod.Name.StartsWith("ThrowIf", StringComparison.Ordinal)
            && call.TargetMethod.ContainingType.Name is not ("Math" or "Debug");
    }
}
