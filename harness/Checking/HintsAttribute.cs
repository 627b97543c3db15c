using System.Reflection;
using Kata.Results;

namespace Kata.Checking;

/// <summary>The hints of a step, on the class of its checks: <c>kata hint</c> shows them, one level at a time. Each check
/// also has a hint of its own (<see cref="CheckAttribute.Hint"/>), for when it fails.</summary>
/// <param name="levels">A nudge; then how to think about it; last the names of the calls to look up. Never the answer.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class HintsAttribute(params string[] levels) : Attribute
{
    /// <summary>How many levels a step needs at least.</summary>
    public const int Least = 3;

    public IReadOnlyList<string> Levels { get; } = levels;

    /// <summary>The hints of a step; empty if its checks have none.</summary>
    /// <param name="checks">The assembly of the checks.</param>
    internal static IReadOnlyList<string> Of(Step step, Assembly checks) =>
        checks.GetTypes().FirstOrDefault(type => type.GetCustomAttribute<StepAttribute>()?.Step == step)?
            .GetCustomAttribute<HintsAttribute>()?.Levels ?? [];
}
