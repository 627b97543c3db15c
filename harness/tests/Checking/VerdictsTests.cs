using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

public class VerdictsTests
{
    [TestCase(CheckStatus.NotGraded, ReasonKind.BusyMachine, ExpectedResult = true)]
    [TestCase(CheckStatus.NotGraded, ReasonKind.Other, ExpectedResult = false)]
    [TestCase(CheckStatus.Skipped, ReasonKind.BusyMachine, ExpectedResult = false)]
    public bool Only_a_busy_machine_leaves_a_check_without_a_verdict(CheckStatus status, ReasonKind kind) =>
        Verdicts.HasNone(new CheckResult("a", Step.Of(1), "a", status) { Reason = new("why") { Kind = kind } });
}
