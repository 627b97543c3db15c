using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>The one answer to the question: is this value only shown to a person?</summary>
internal static class Shown
{
    /// <summary>Whether the value becomes a part of a text or goes to a message. A value that is only shown decides nothing.</summary>
    public static bool IsShown(this IOperation operation)
    {
        var value = operation.SameValue();
        return value.Parent switch
        {
            IInterpolationOperation => true,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } => true,
            IPropertyReferenceOperation { Property: { Name: "Message", ContainingType.Name: "Exception" or "SocketException" } } => true,
            IInvocationOperation { TargetMethod.Name: "ToString" } text => text.Instance == value,
            IArgumentOperation { Parent: IInvocationOperation call } => IsMessage(call) || IsText(call),
            _ => false,
        };
    }

    /// <summary>Whether a call shows a message: on the console, in a log of the framework, through a writer.</summary>
    public static bool IsMessage(IInvocationOperation call) =>
        SocketTypes.IsOfSystem(call.TargetMethod)
        && (
            call.TargetMethod.ContainingType.Name is "Console" or "Debug" or "Trace"
            || SocketTypes.IsTextWriter(call.TargetMethod.ContainingType));

    /// <summary>Whether a call writes to a log: a method of a logger, or a delegate that is called a log. It returns nothing, and the code
    /// goes on after it as it would without it. A method for fatal errors may end the program.</summary>
    public static bool IsLog(IInvocationOperation call) =>
        call.TargetMethod is { ReturnsVoid: true, MethodKind: var kind, Name: var name }
        && call.SameValue().Parent is IExpressionStatementOperation or IConditionalAccessOperation { Parent: IExpressionStatementOperation }
        && (kind == MethodKind.DelegateInvoke
            ? IsNameOfLog(call.Receiver().Symbol()?.Name.TrimStart('_'))
            : kind == MethodKind.Ordinary
                && (name is "Log" or "Trace" or "Debug" or "Info" or "Warn" or "Error" or "Information" or "Warning"
                    || name.StartsWith("Log", System.StringComparison.Ordinal) && !name.Contains("Fatal"))
                && (call.Receiver()?.Type ?? call.TargetMethod.ContainingType)?.Name is { } type
                && (type.EndsWith("Log", System.StringComparison.Ordinal) || type.EndsWith("Logger", System.StringComparison.Ordinal))
                && !call.TargetMethod.DeclaringSyntaxReferences.Any(MayEnd));

    /// <summary>The longest method, in characters, in which a way out is searched for.</summary>
    private const int Longest = 2000;

    /// <summary>Whether a method of this program throws or ends the program.</summary>
    private static bool MayEnd(SyntaxReference method) =>
        method.Span.Length > Longest
        || method.GetSyntax().DescendantTokens().Any(token =>
            token.IsKind(SyntaxKind.ThrowKeyword) || token.ValueText is "Exit" or "FailFast" || token.ValueText.StartsWith("ThrowIf"));

    private static bool IsNameOfLog(string? name) => name is "log" or "Log" or "logger" or "trace" or "print" or "logError" or "logLine";

    /// <summary>Whether a call makes a text of its arguments.</summary>
    private static bool IsText(IInvocationOperation call) =>
        call.TargetMethod is { ContainingType.SpecialType: SpecialType.System_String, Name: "Format" or "Concat" or "Join" };
}
