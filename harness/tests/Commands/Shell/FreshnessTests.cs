using Kata.Commands.Shell;
using NUnit.Framework;

namespace Kata.Tests.Commands.Shell;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FreshnessTests : IDisposable
{
    private static readonly DateTime Now = new(2030, 1, 2, 12, 0, 0, DateTimeKind.Utc);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("kata-test-");
    private readonly string source;
    private readonly string stamp;

    public FreshnessTests()
    {
        foreach (var part in (string[])["harness", "containers", "analyzers"])
            root.CreateSubdirectory(part);
        source = Path.Combine(root.FullName, "harness", "One.cs");
        stamp = Path.Combine(root.FullName, "kata.built");
        Save("one", Now.AddHours(-2));
        File.WriteAllText(stamp, "");
        File.SetLastWriteTimeUtc(stamp, Now.AddHours(-1));
    }

    public void Dispose() => root.Delete(recursive: true);

    [Test]
    public void What_was_built_is_fresh_and_stays_so()
    {
        Assert.That(IsOther, Is.False);
        Assert.That(IsOther, Is.False);
    }

    [Test]
    public void What_was_saved_after_the_beginning_of_the_build_is_not()
    {
        Save("two", Now.AddMinutes(-30));

        Assert.That(IsOther, Is.True);
    }

    [Test]
    public void A_file_from_the_future_is_built_once_and_not_at_each_call()
    {
        Save("two", Now.AddDays(400));

        Assert.That(IsOther, Is.False);
        Assert.That(IsOther, Is.False);
    }

    [Test]
    public void A_file_that_has_become_another_is_seen_whatever_its_date()
    {
        Assert.That(IsOther, Is.False);

        Save("another", Now.AddYears(-3));

        Assert.That(IsOther, Is.True);
    }

    [Test]
    public void Without_a_stamp_it_has_to_be_built()
    {
        File.Delete(stamp);

        Assert.That(IsOther, Is.True);
    }

    private bool IsOther => Freshness.IsOther(stamp, root.FullName, Now);

    private void Save(string text, DateTime when)
    {
        File.WriteAllText(source, text);
        File.SetLastWriteTimeUtc(source, when);
    }
}
