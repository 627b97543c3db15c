using Kata.Results;
using Kata.Student.Watching;
using NUnit.Framework;
using static Kata.Results.CheckStatus;

namespace Kata.Tests.Student.Watching;

[Parallelizable(ParallelScope.All)]
public class MostTellingSoFarTests
{
    [Test]
    public void A_failure_is_the_first_when_all_before_it_have_a_result()
    {
        var first = new MostTellingSoFar(["a", "b", "c"]);

        Assert.That(first.Add(Failed("c")), Is.Null, "a and b may fail too");
        Assert.That(first.Add(Result("a", Passed)), Is.Null);
        Assert.That(first.Add(Result("b", NotStarted))?.Id, Is.EqualTo("c"));
    }

    [Test]
    public void One_that_tells_more_takes_its_place()
    {
        var first = new MostTellingSoFar(["a", "b", "c", "d", "e"]);

        Assert.That(first.Add(Failed("a"))?.Id, Is.EqualTo("a"));
        Assert.That(first.Add(Failed("b")), Is.Null);
        Assert.That(first.Add(Seen("d"))?.Id, Is.EqualTo("d"));
        Assert.That(first.Add(Seen("c")), Is.Null, "it tells no more");
        Assert.That(first.Add(Crash("e"))?.Id, Is.EqualTo("e"));
    }

    [Test]
    public void What_tells_most_of_those_that_are_known_is_the_first()
    {
        var first = new MostTellingSoFar(["a", "b", "c"]);

        Assert.That(first.Add(Crash("c")), Is.Null);
        Assert.That(first.Add(Failed("a"))?.Id, Is.EqualTo("c"));
        Assert.That(first.Add(Crash("b")), Is.Null);
    }

    [Test]
    public void Where_none_fails_there_is_none()
    {
        var first = new MostTellingSoFar(["a", "b"]);

        Assert.That(new[] { first.Add(Result("a", Passed)), first.Add(Result("b", Skipped)) }, Is.All.Null);
    }

    private static CheckResult Failed(string id) => Result(id, CheckStatus.Failed) with { Failure = new("1", "2") };

    private static CheckResult Seen(string id) => Failed(id) with { Failure = new("1", "2") { IsSeen = true } };

    private static CheckResult Crash(string id) => Failed(id) with { Failure = new("1", "2") { IsCrash = true } };

    private static CheckResult Result(string id, CheckStatus status) => new(id, Step.Of(1), id, status);
}
