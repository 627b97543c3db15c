using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Model.Counts;

/// <summary>Which numbers a pattern matches, and what it names.</summary>
internal static class Patterns
{
    /// <summary>Whether the pattern matches this number; null if that is not known.</summary>
    public static bool? Matches(IPatternOperation pattern, long number)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return constant.Value.Constant() is { } equal ? number == equal : null;
            case IRelationalPatternOperation relational:
                if (relational.Value.Constant() is not { } limit)
                    return null;
                return relational.OperatorKind switch
                {
                    BinaryOperatorKind.LessThan => number < limit,
                    BinaryOperatorKind.LessThanOrEqual => number <= limit,
                    BinaryOperatorKind.GreaterThan => number > limit,
                    _ => number >= limit,
                };
            case INegatedPatternOperation negated:
                return !Matches(negated.Pattern, number);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both:
                var (left, right) = (Matches(both.LeftPattern, number), Matches(both.RightPattern, number));
                return left == false || right == false ? false : left == true && right == true ? true : null;
            case IBinaryPatternOperation either:
                var (one, other) = (Matches(either.LeftPattern, number), Matches(either.RightPattern, number));
                return one == true || other == true ? true : one == false && other == false ? false : null;
            case IDeclarationPatternOperation or IDiscardPatternOperation or ITypePatternOperation:
                return true;
            case IRecursivePatternOperation { PropertySubpatterns.Length: 0, DeconstructionSubpatterns.Length: 0 }:
                return true;
            default:
                return null;
        }
    }

    /// <summary>Whether the pattern distinguishes the end of the stream from one byte, from very many bytes, or from the number that it
    /// names.</summary>
    public static bool TellsEnd(IPatternOperation pattern, long end) => Matches(pattern, end) is not { } atEnd
        || Matches(pattern, 1) != atEnd
        || Matches(pattern, int.MaxValue) != atEnd
        || pattern
            .DescendantsAndSelf()
            .Any(part =>
                part is IConstantPatternOperation { Value: var value }
                && value.Constant() is > 0 and var named
                && Matches(pattern, named) != atEnd);

    /// <summary>Whether the end of the stream takes its own section of a switch, or at least one that does nothing with the
    /// count.</summary>
    public static bool TellsEnd(ISwitchOperation choice, CountState state)
    {
        int? Section(long number) =>
            SectionOf(choice, number) is { } section ? choice.Cases.IndexOf(section)
            : HasUnknown(choice) ? null
            : -1;

        return Tells(
            Section(state.End),
            Section(1),
            Section(int.MaxValue),
            place => choice.Cases[place].Body.Any(statement => UsesCount(statement, choice.Value, state)));
    }

    /// <summary>The section of a switch that runs for this number; null if none does, or if that is not known.</summary>
    public static ISwitchCaseOperation? SectionOf(ISwitchOperation choice, long number)
    {
        ISwitchCaseOperation? otherwise = null;
        foreach (var section in choice.Cases)
        {
            foreach (var clause in section.Clauses)
            {
                var matches = clause switch
                {
                    ISingleValueCaseClauseOperation single => single.Value.Constant() is { } value ? value == number : null,
                    IPatternCaseClauseOperation { Guard: null } pattern => Matches(pattern.Pattern, number),
                    IDefaultCaseClauseOperation => false,
                    _ => (bool?)null,
                };
                if (clause is IDefaultCaseClauseOperation)
                    otherwise = section;
                if (matches is null)
                    return null;
                if (matches == true)
                    return section;
            }
        }

        return otherwise;
    }

    public static bool TellsEnd(ISwitchExpressionOperation choice, CountState state)
    {
        int? Arm(long number)
        {
            for (var place = 0; place < choice.Arms.Length; place++)
            {
                if (choice.Arms[place].Guard is not null)
                    return null;
                if (Matches(choice.Arms[place].Pattern, number) is not { } matches)
                    return null;
                if (matches)
                    return place;
            }

            return -1;
        }

        return Tells(
            Arm(state.End),
            Arm(1),
            Arm(int.MaxValue),
            place =>
                UsesCount(choice.Arms[place].Value, choice.Value, state)
                || choice
                    .Arms[place]
                    .Pattern.DescendantsAndSelf()
                    .Any(part => part is IDeclarationPatternOperation { DeclaredSymbol: not null }));
    }

    /// <summary>The variables that patterns name.</summary>
    public static IEnumerable<ILocalSymbol> Names(IEnumerable<IPatternOperation> patterns) =>
        patterns
            .SelectMany(pattern => pattern.DescendantsAndSelf())
            .OfType<IDeclarationPatternOperation>()
            .Select(named => named.DeclaredSymbol)
            .OfType<ILocalSymbol>();

    /// <summary>Whether a pattern distinguishes one byte from more, or compares with an unknown value.</summary>
    public static bool AsksForSize(IPatternOperation pattern) => pattern.DescendantsAndSelf().Any(part => part switch
    {
        IConstantPatternOperation constant => constant.Value.Constant() is not 0,
        IRelationalPatternOperation relational => relational.Value.Constant() is not (0 or 1)
            || Matches(relational, 1) != Matches(relational, int.MaxValue),
        _ => false,
    });

    private static bool HasUnknown(ISwitchOperation choice) =>
        choice
            .Cases.SelectMany(section => section.Clauses)
            .Any(clause =>
                clause switch
                {
                    ISingleValueCaseClauseOperation single => single.Value.Constant() is null,
                    IPatternCaseClauseOperation pattern => pattern.Guard is not null || Matches(pattern.Pattern, 0) is null,
                    IDefaultCaseClauseOperation => false,
                    _ => true,
                });

    private static bool Tells(int? end, int? one, int? many, System.Func<int, bool> uses)
    {
        if (end is not { } place || one is null || many is null || place == -1)
            return true;
        return end != one && end != many || end != one != (end != many) && !uses(place);
    }

    private static bool UsesCount(IOperation arm, IOperation count, CountState state) => arm.DescendantsAndSelf().Any(part =>
        SocketMethod.Referenced(part) is { } symbol && (state.Followed.Contains(symbol) || SocketMethod.Same(symbol, count.Symbol())));
}
