using Kata.Results;

namespace Kata.Checking;

/// <summary>Says which step the checks of a class are for.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StepAttribute(int number) : Attribute
{
    public Step Step { get; } = Step.Of(number);
}
