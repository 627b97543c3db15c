using System.Threading.Channels;
using Kata.Containers.Tests;
using Kata.Student.Watching;
using NUnit.Framework;

namespace Kata.Tests.Student.Watching;

/// <summary>A program that is a link is saved elsewhere.</summary>
[Platform(Exclude = "Win", Reason = "To make a link takes a right there that few have.")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SavesTests : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("kata-test-");
    private readonly string folder;
    private readonly string elsewhere;
    private readonly Channel<string?> told = Channel.CreateUnbounded<string?>();
    private readonly CancellationTokenSource late = new(Waiting.Deadline);

    public SavesTests()
    {
        folder = scratch.CreateSubdirectory("exercises").FullName;
        elsewhere = scratch.CreateSubdirectory("elsewhere").FullName;
        File.WriteAllText(Path.Combine(elsewhere, "mine.cs"), "// one");
        File.CreateSymbolicLink(Link, "../elsewhere/mine.cs");
    }

    private string Link => Path.Combine(folder, "Step01_CreatingSockets.cs");

    public void Dispose()
    {
        late.Dispose();
        scratch.Delete(recursive: true);
    }

    [Test]
    public async Task A_save_where_a_link_leads_is_told([Values] bool polled)
    {
        using var saves = Watch(polled);

        File.WriteAllText(Path.Combine(elsewhere, "mine.cs"), "// another");

        Assert.That(await Told(), Is.EqualTo("Step01_CreatingSockets.cs"));
    }

    [Test]
    public async Task So_is_one_by_which_another_file_gets_the_name([Values] bool polled)
    {
        using var saves = Watch(polled);

        File.WriteAllText(Path.Combine(elsewhere, "mine.cs~"), "// another, and longer");
        File.Move(Path.Combine(elsewhere, "mine.cs~"), Path.Combine(elsewhere, "mine.cs"), overwrite: true);

        Assert.That(await Told(), Is.EqualTo("Step01_CreatingSockets.cs"));
    }

    [Test]
    public async Task A_link_that_comes_later_is_followed_as_well([Values] bool polled)
    {
        File.WriteAllText(Path.Combine(elsewhere, "second.cs"), "// one");
        using var saves = Watch(polled);
        File.CreateSymbolicLink(Path.Combine(folder, "Step02_FindingThePort.cs"), "../elsewhere/second.cs");
        while (await Told() != "Step02_FindingThePort.cs")
        {
        }

        File.WriteAllText(Path.Combine(elsewhere, "second.cs"), "// another");

        Assert.That(await Told(), Is.EqualTo("Step02_FindingThePort.cs"));
    }

    private IDisposable Watch(bool polled) =>
        polled ? Saves.Looked(folder, name => told.Writer.TryWrite(name)) : Saves.Told(folder, name => told.Writer.TryWrite(name));

    private async Task<string?> Told() => await told.Reader.ReadAsync(late.Token);
}
