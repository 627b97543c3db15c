using Kata.Classes;
using Kata.Classes.Grading;
using Kata.Machine;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes.Grading;

public sealed class CanaryTests
{
    [TestCase(CheckStatus.Passed, CheckStatus.Failed, CheckStatus.Failed, true)]
    [TestCase(CheckStatus.Passed, CheckStatus.Failed, CheckStatus.Passed, false)]
    [TestCase(CheckStatus.Passed, CheckStatus.Passed, CheckStatus.Passed, false)]
    [TestCase(CheckStatus.Passed, CheckStatus.NotGraded, CheckStatus.NotGraded, false)]
    [TestCase(CheckStatus.Failed, CheckStatus.Failed, CheckStatus.Failed, false)]
    public void A_hidden_check_that_our_own_solution_fails_twice_is_refused(
        CheckStatus ours, CheckStatus first, CheckStatus second, bool isRefused)
    {
        var grader = new FakeGrader((item, times) => Samples.Graded(item, ours) with
        {
            Hidden = [Samples.Check(item.Step, 7, times == 0 ? first : second) with { Sentence = "A check of my own" }],
        });

        Assert.That(() => Canary.Require(grader, [Step.Of(4)], CancellationToken.None), isRefused
            ? Throws.TypeOf<KataException>().With.Message.Contains("our own solution of step 4 fails «A check of my own» as well")
            : Throws.Nothing);
    }
}
