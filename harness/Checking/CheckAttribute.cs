using System.Runtime.CompilerServices;
using Kata.Results;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace Kata.Checking;

/// <summary>Makes a method of a <see cref="Checks"/> class a check.</summary>
/// <param name="sentence">What it establishes: the line the student reads.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CheckAttribute(string sentence, [CallerLineNumber] int line = 0) : NUnitAttribute, IWrapTestMethod
{
    public string Sentence { get; } = sentence;

    /// <summary>What to try next when it fails.</summary>
    public string? Hint { get; init; }

    public int Points { get; init; } = 1;

    internal int Line { get; } = line;

    TestCommand ICommandWrapper.Wrap(TestCommand command) => new CheckCommand(command.Test);

    /// <summary>Runs a check the way everybody does (<see cref="Check.Run"/>) and tells NUnit how it ended.</summary>
    private sealed class CheckCommand(Test test) : TestCommand(test)
    {
        public override NUnit.Framework.Internal.TestResult Execute(TestExecutionContext context)
        {
            var grader = Grader.Current;
            var result = Check.Of(Test.Method!.MethodInfo).Run(grader).GetAwaiter().GetResult();
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
            _ => throw new ArgumentOutOfRangeException(nameof(status)),
        };
    }
}
