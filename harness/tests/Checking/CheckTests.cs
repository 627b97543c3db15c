using Kata.Checking;
using Kata.Results;
using Kata.Workbench;
using NUnit.Framework;

namespace Kata.Tests.Checking;

public class CheckTests
{
    [Test]
    public void Checks_in_several_files_come_in_the_order_of_the_files()
    {
        var checks = CheckedFolder.ChecksOf(Step.Of(25)).ToList();

        Assert.That(
            checks.SkipLast(1).Select(check => check.File).Distinct(),
            Is.EqualTo(new[] { "Requests", "Clients", "BadFrames", "Leaving", "Asking" }
                .Select(part => $"Step25_YourOwnProtocolChecks.{part}.cs")));
        Assert.That(checks[^1].Sentence, Is.EqualTo("The file has no socket warnings"));
        Assert.That(checks.SkipLast(1).GroupBy(check => check.File).Select(part => part.Select(check => check.Line)), Is.All.Ordered);
        Assert.That(checks.Select(check => check.Position), Is.Ordered.And.Unique);
    }

    [TestCase("C:/kata/harness/checks/Step25Checks.cs", 0)]
    [TestCase("Step25Checks.Server.cs", 1)]
    [TestCase("/kata/Step25Checks.Client.cs", 2)]
    [TestCase("Step25Checks.More.cs", 3)]
    public void A_part_stands_where_it_is_named(string file, int place)
    {
        var step = new StepAttribute(25, "Server", "Client");

        Assert.That((step.PlaceOf(file), step.IsUnknown(file)), Is.EqualTo((place, place == 3)));
    }
}
