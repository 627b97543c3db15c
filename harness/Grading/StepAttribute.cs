using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Kata.Grading;

/// <summary>Says which step the checks of a class are for.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StepAttribute(int number) : TestFixtureAttribute, IApplyToTest
{
    public Step Step { get; } = Step.Of(number);

    /// <summary>The last steps start first: their programs wait most, for time-outs and answers that do not come, and the
    /// others run meanwhile.</summary>
    void IApplyToTest.ApplyToTest(Test test) => test.Properties.Set(PropertyNames.Order, -Step.Number);
}
