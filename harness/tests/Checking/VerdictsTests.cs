using NUnit.Framework;

namespace Kata.Tests.Checking;

public class VerdictsTests
{
    [TestCase("this machine was too busy to know whether the program is slow", true)]
    [TestCase("the program was killed while memory ran out on this machine", true)]
    [TestCase("too many files are open on this machine", false)]
    [TestCase("no memory is left on this machine", false)]
    [TestCase("no further process can be started on this machine", false)]
    public void Only_a_busy_machine_leaves_a_check_without_a_verdict(string message, bool hasNone) =>
        Assert.That(
            (Verdicts.HasNone(isNotGraded: true, message), Verdicts.HasNone(isNotGraded: false, message)),
            Is.EqualTo((hasNone, false)));
}
