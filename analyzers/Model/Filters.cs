using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model;

/// <summary>Which exceptions of one type the filter of a handler takes.</summary>
internal static class Filters
{
    private enum Answer
    {
        /// <summary>It takes no exception of the type.</summary>
        No,

        /// <summary>It takes some of them, by the error code or by a flag of the program.</summary>
        ToSome,

        /// <summary>It depends on something else; this counts as <see cref="Yes"/>.</summary>
        Unknown,

        /// <summary>It takes every exception of the type.</summary>
        Yes,
    }

    /// <summary>Whether the filter lets some exceptions of the type pass. Null stands for an unknown type.</summary>
    public static bool LetsSomePass(IOperation filter, INamedTypeSymbol? thrown) => Ask(filter, thrown) is Answer.No or Answer.ToSome;

    private static Answer Ask(IOperation? filter, INamedTypeSymbol? thrown)
    {
        switch (filter.Unwrap())
        {
            case { ConstantValue: { HasValue: true, Value: bool constant } }:
                return constant ? Answer.Yes : Answer.No;
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Not(Ask(not.Operand, thrown));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both:
                return And(Ask(both.LeftOperand, thrown), Ask(both.RightOperand, thrown));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either:
                return Or(Ask(either.LeftOperand, thrown), Ask(either.RightOperand, thrown));
            case IIsTypeOperation test when IsException(test.ValueOperand):
                return IsOf(test.TypeOperand, thrown);
            case IIsPatternOperation test when IsException(test.Value):
                return Match(test.Pattern, thrown);
            case ISwitchExpressionOperation choice when IsException(choice.Value):
                return choice
                    .Arms.Reverse()
                    .Aggregate(Answer.Unknown, (rest, arm) => Choose(Match(arm.Pattern, thrown), Ask(arm.Value, thrown), rest));
            case { } other when other.DescendantsAndSelf().Any(part => AsksForErrorCode(part) || IsFlag(part, thrown)):
                return Answer.ToSome;
            default:
                return Answer.Unknown;
        }
    }

    private static Answer Match(IPatternOperation pattern, INamedTypeSymbol? thrown) => pattern switch
    {
        IDiscardPatternOperation => Answer.Yes,
        ITypePatternOperation type => IsOf(type.MatchedType, thrown),
        IDeclarationPatternOperation { MatchedType: { } matched } => IsOf(matched, thrown),
        INegatedPatternOperation not => Not(Match(not.Pattern, thrown)),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Or(
            Match(either.LeftPattern, thrown),
            Match(either.RightPattern, thrown)),
        IBinaryPatternOperation both => And(Match(both.LeftPattern, thrown), Match(both.RightPattern, thrown)),
        IRecursivePatternOperation part => And(
            IsOf(part.MatchedType, thrown),
            part.PropertySubpatterns.IsEmpty && part.DeconstructionSubpatterns.IsEmpty ? Answer.Yes
                : part.DescendantsAndSelf().Any(AsksForErrorCode) ? Answer.ToSome : Answer.Unknown),
        _ => Answer.Unknown,
    };

    private static Answer IsOf(ITypeSymbol type, INamedTypeSymbol? thrown) =>
        thrown is null ? Answer.Unknown
        : Caught.IsFor(type, thrown) ? Answer.Yes
        : Caught.Derives(type, thrown) ? Answer.ToSome
        : Answer.No;

    private static Answer Not(Answer answer) => answer switch { Answer.Yes => Answer.No, Answer.No => Answer.Yes, _ => answer };

    private static Answer And(Answer one, Answer other) => one < other ? one : other;

    private static Answer Or(Answer one, Answer other) => one > other ? one : other;

    private static Answer Choose(Answer matches, Answer then, Answer otherwise) =>
        matches == Answer.Yes || then == otherwise ? then
        : matches == Answer.No ? otherwise
        : matches == Answer.Unknown ? Answer.Unknown
        : Answer.ToSome;

    private static bool IsException(IOperation value) => value.Unwrap() is ILocalReferenceOperation or IParameterReferenceOperation;

    private static bool AsksForErrorCode(IOperation part) => part switch
    {
        IPropertyReferenceOperation property => IsErrorCode(property.Property.Name),
        IPropertySubpatternOperation { Member: IPropertyReferenceOperation member } => IsErrorCode(member.Property.Name),
        _ => false,
    };

    private static bool IsErrorCode(string name) => name is "SocketErrorCode" or "ErrorCode" or "NativeErrorCode";

    /// <summary>Whether this is a flag of the program on which the filter depends. A flag says that the program itself caused the
    /// exception. For OperationCanceledException and ObjectDisposedException a flag does not count: then the exceptions that the filter
    /// lets pass do not matter.</summary>
    private static bool IsFlag(IOperation part, INamedTypeSymbol? thrown) =>
        part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
        && part.Type?.SpecialType == SpecialType.System_Boolean && part.Parent is not IArgumentOperation
        && thrown?.Name is not ("OperationCanceledException" or "ObjectDisposedException");
}
