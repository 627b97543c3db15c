using Kata.Classes;
using Kata.Commands.Grading;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Commands.Grading;

public sealed class GradeCommandTests
{
    [TestCase("mine", new[] { 4, 5 }, null, new int[0])]
    [TestCase("mine", new[] { 4 }, new[] { 5 }, new[] { 5 })]
    [TestCase("others", new[] { 4, 5 }, null, new[] { 4, 5 })]
    [TestCase(null, new[] { 4 }, new[] { 5 }, new[] { 4, 5 })]
    public void Hidden_checks_are_tried_once_and_for_the_steps_that_are_graded(string? hidden, int[] steps, int[]? more, int[] tried)
    {
        var before = new ClassManifest(ChecksHash.OfSources, hidden, [.. steps.Select(Step.Of)], []);
        var request = new GradeCommand.Request([], "class") { Steps = more?.Select(Step.Of).ToList() };

        Assert.That(GradeCommand.Untried(request, before, "mine").Select(step => step.Number), Is.EqualTo(tried));
        Assert.That(GradeCommand.Untried(request, before with { Checks = "older" }, "mine").Select(step => step.Number),
            Is.EqualTo(steps.Union(more ?? [])));
    }
}
