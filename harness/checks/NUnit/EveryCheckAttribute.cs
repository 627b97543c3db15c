using Kata.Checking;
using Kata.Results;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using NUnit.Framework.Internal.Commands;

// In no namespace, as everything in harness/checks.

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
        var test = new NUnitTestCaseBuilder().BuildTestMethod(new CheckMethod(check), suite, null);
        test.Name = check.Sentence;
        test.FullName = check.Id;
        test.Properties.Add(PropertyNames.Category, check.Step.Category);
        test.Properties.Add("Step", check.Step.Number);
        test.Properties.Add("Points", check.Points);
        test.Properties.Add("Position", check.Position);
        return test;
    }
}

/// <summary>A check's method, as NUnit sees it: to run it is to run the check.</summary>
internal sealed class CheckMethod(Check check) : MethodWrapper(check.Method.ReflectedType!, check.Method), IReflectionInfo
{
    T[] IReflectionInfo.GetCustomAttributes<T>(bool inherit) =>
        [.. GetCustomAttributes<T>(inherit), .. new[] { new RunsCheck(check) }.OfType<T>()];
}

/// <summary>Runs a check the way everybody does (<see cref="Check.Run"/>), in place of its method, and tells NUnit how it ended.</summary>
internal sealed class RunsCheck(Check check) : IWrapTestMethod
{
    TestCommand ICommandWrapper.Wrap(TestCommand command) => new Command(check, command.Test);

    private sealed class Command(Check check, Test test) : TestCommand(test)
    {
        public override TestResult Execute(TestExecutionContext context)
        {
            var grader = Grader.Current;
            var result = check.Run(grader).GetAwaiter().GetResult();
            context.CurrentResult.SetResult(State(result.Status, grader.Settings.Strict), result.Message ?? "");
            context.OutWriter.WriteLine(LoggerLines.Write(result, grader.ServersLine().GetAwaiter().GetResult()));
            return context.CurrentResult;
        }

        private static ResultState State(CheckStatus status, bool strict) => status switch
        {
            CheckStatus.Passed => ResultState.Success,
            CheckStatus.Failed => ResultState.Failure,
            CheckStatus.NotStarted => strict ? ResultState.Failure : ResultState.Ignored,
            CheckStatus.Skipped => ResultState.Ignored,
            // Neither passed nor the student's fault; a test run in which it happened must not succeed.
            CheckStatus.NotGraded => ResultState.Error,
            _ => throw new ArgumentOutOfRangeException(nameof(check)),
        };
    }
}
