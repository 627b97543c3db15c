using Kata.Classes;
using Kata.Machine;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Classes;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PointRulesTests : IDisposable
{
    private static readonly Step Four = Step.Of(4);
    private static readonly IReadOnlyList<CheckResult> ThreeOfFour =
        [.. new[] { CheckStatus.Passed, CheckStatus.Passed, CheckStatus.Passed, CheckStatus.Failed,
            CheckStatus.Skipped }.Select((status, i) => Samples.Check(Four, i, status))];

    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [TestCase("""{}""", 3)]
    [TestCase("""{ "other": { "points": 10 } }""", 7.5)]
    [TestCase("""{ "other": { "points": 10 }, "steps": { "4": { "points": 2, "rule": "all" } } }""", 0)]
    [TestCase("""{ "steps": { "4": { "points": 2, "rule": "threshold", "threshold": 0.75 } } }""", 2)]
    [TestCase("""{ "steps": { "4": { "points": 2, "rule": "threshold", "threshold": 0.76 } } }""", 0)]
    public void Verdicts_become_points(string rules, decimal expected) =>
        Assert.That(Read(rules).Earned(Four, ThreeOfFour), Is.EqualTo(expected));

    [Test]
    public void What_is_not_graded_is_not_zero() =>
        Assert.That(PointRules.OfChecks.Earned(Four, [.. ThreeOfFour, Samples.Check(Four, 9, CheckStatus.NotGraded)]), Is.Null);

    [TestCase("2026-11-20T12:00:00Z", 10, 0)]
    [TestCase("2026-11-20T12:10:00Z", 10, 0)]
    [TestCase("2026-11-20T12:11:00Z", 9, 1)]
    [TestCase("2026-11-22T13:00:00Z", 7, 3)]
    [TestCase("2026-12-22T13:00:00Z", 5, 33)]
    public void Each_day_begun_takes_its_share(string submitted, decimal expected, int days)
    {
        var rules = Read("""{ "late": { "due": "2026-11-20T12:00:00Z", "perDay": 0.1, "most": 0.5, "graceMinutes": 10 } }""");
        var when = DateTimeOffset.Parse(submitted, System.Globalization.CultureInfo.InvariantCulture);

        Assert.That((rules.Final(10, when), rules.DaysLate(when)), Is.EqualTo((expected, days)));
        Assert.That(rules.Final(10, null), Is.EqualTo(10), "nobody knows when");
    }

    [TestCase("nearest", 7.3, 7.5)]
    [TestCase("nearest", 7.25, 7.5)]
    [TestCase("down", 7.49, 7)]
    [TestCase("up", 7.01, 7.5)]
    public void Points_are_rounded(string how, decimal points, decimal expected) =>
        Assert.That(Read($$"""{ "rounding": { "to": 0.5, "how": "{{how}}" } }""").Final(points, null), Is.EqualTo(expected));

    [Test]
    public void What_was_written_is_read_back()
    {
        var rules = Read(
            """{ "version": 1, "other": { "points": 10 }, "steps": { "4": { "rule": "threshold", "threshold": 0.5 } }, "late": { "due": "2026-11-20T12:00:00Z", "perDay": 0.1 }, "rounding": { "to": 0.25, "how": "up" } }"""
        );
        var written = ResultJson.Write(json =>
        {
            json.WritePropertyName("points");
            rules.Write(json);
        }, indented: false);
        File.WriteAllText(file, written["{\"points\":".Length..^1]);

        var again = PointRules.Read(file);

        Assert.That((again.Other, again.Late, again.Rounding, again.ByStep[Four]),
            Is.EqualTo((rules.Other, rules.Late, rules.Rounding, rules.ByStep[Four])));
    }

    [TestCase("""{ "step": {} }""", "«step»")]
    [TestCase("""{ "steps": { "99": {} } }""", "there is no step 99")]
    [TestCase("""{ "other": { "rule": "most" } }""", "other.rule is most")]
    [TestCase("""{ "other": { "rule": "threshold" } }""", "wants a threshold")]
    [TestCase("""{ "other": { "points": -1 } }""", "other.points is -1")]
    [TestCase("""{ "late": { "due": "soon" } }""", "late.due")]
    [TestCase("""{ "late": { "due": "2026-11-20" } }""", "without a time of day: write 2026-11-20T23:59:00")]
    [TestCase("""{ "late": { "due": "20 November 2026" } }""", "without a time of day: write 2026-11-20T23:59:00")]
    [TestCase("""{ "rounding": { "to": 0 } }""", "rounding.to")]
    [TestCase("""{ "rounding": { "to": 1e-300 } }""", "rounding.to")]
    [TestCase("""{ "rounding": { "to": "1" } }""", "rounding.to")]
    [TestCase("""{ "version": 2 }""", "version 1")]
    [TestCase("""nonsense""", "points")]
    [TestCase("""[]""", "no object")]
    public void What_breaks_the_schema_is_told_in_one_line(string rules, string told) =>
        Assert.That(() => Read(rules), Throws.TypeOf<KataException>().With.Message.Contains(told).And.Message.Not.Contains("\n"));

    private PointRules Read(string rules)
    {
        File.WriteAllText(file, rules);
        return PointRules.Read(file);
    }
}
