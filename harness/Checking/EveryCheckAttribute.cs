using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace Kata.Checking;

/// <summary>Stands for all checks of its assembly, as tests of the one fixture that it is in. Fixtures of their own would be
/// started side by side, and their tests in the order in which that went: whatever waits longest must not start last.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryCheckAttribute : NUnitAttribute, ITestBuilder, IImplyFixture
{
    /// <summary>The last steps come first: their programs wait most, for time-outs and answers that do not come, and the
    /// others run meanwhile.</summary>
    IEnumerable<TestMethod> ITestBuilder.BuildFrom(IMethodInfo method, Test? suite) =>
        Check.In(method.TypeInfo.Assembly).OrderByDescending(check => check.Step.Number).Select(check => Test(check, suite));

    private static TestMethod Test(Check check, Test? suite)
    {
        var test = new NUnitTestCaseBuilder().BuildTestMethod(new MethodWrapper(check.Method.ReflectedType!, check.Method), suite, null);
        test.Name = check.Sentence;
        test.FullName = check.Id;
        test.Properties.Add(PropertyNames.Category, check.Step.Category);
        test.Properties.Add("Step", check.Step.Number);
        test.Properties.Add("Points", check.Points);
        test.Properties.Add("Line", check.Line);
        return test;
    }
}
