using Kata.Results;
using Kata.Student.Watching;
using NUnit.Framework;
using static Kata.Results.CheckStatus;

namespace Kata.Tests.Student.Watching;

[Parallelizable(ParallelScope.All)]
public class FirstToFailTests
{
    [Test]
    public void A_failure_is_the_first_when_all_before_it_have_a_result()
    {
        var first = new FirstToFail(["a", "b", "c"]);

        Assert.That(first.Add(Result("c", Failed)), Is.Null, "a and b may fail too");
        Assert.That(first.Add(Result("a", Passed)), Is.Null);
        Assert.That(first.Add(Result("b", NotStarted))?.Id, Is.EqualTo("c"));
    }

    [Test]
    public void It_is_said_once()
    {
        var first = new FirstToFail(["a", "b"]);

        Assert.That(first.Add(Result("a", Failed))?.Id, Is.EqualTo("a"));
        Assert.That(first.Add(Result("b", Failed)), Is.Null);
        Assert.That(first.Add(Result("a", Failed)), Is.Null);
    }

    [Test]
    public void Where_none_fails_there_is_none()
    {
        var first = new FirstToFail(["a", "b"]);

        Assert.That(new[] { first.Add(Result("a", Passed)), first.Add(Result("b", Skipped)) }, Is.All.Null);
    }

    private static CheckResult Result(string id, CheckStatus status) => new(id, Step.Of(1), id, status);
}
