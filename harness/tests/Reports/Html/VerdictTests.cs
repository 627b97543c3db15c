using Kata.Checking;
using Kata.Reports.Html;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Reports.Html;

public class VerdictTests
{
    [Test]
    public void Of_a_step_that_fails_the_page_says_too_what_was_not_graded()
    {
        CheckStatus[] statuses = [CheckStatus.Failed, CheckStatus.NotGraded, CheckStatus.NotGraded];
        var step = new StepResult(Step.Of(4), [], [.. statuses.Select(status => new CheckResult("A.1", Step.Of(4), "It holds", status))]);

        Assert.That(Verdict.Of(step), Is.EqualTo(new Verdict("failed", "1 failing, 2 not graded")));
    }
}
