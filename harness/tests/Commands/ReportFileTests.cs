using Kata.Commands;
using Kata.Commands.Shell;
using NUnit.Framework;

namespace Kata.Tests.Commands;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReportFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public void Folders_on_the_way_are_made()
    {
        var path = Path.Combine(folder, "a", "b", "report.html");
        using (var file = ReportFile.Create(path))
            file.Finish("new");

        Assert.That(File.ReadAllText(path), Is.EqualTo("new"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1));
    }

    [Test]
    public void What_was_there_stays_until_the_new_one_is_whole()
    {
        var path = Path.Combine(folder, "report.html");
        File.WriteAllText(path, "old");
        using (ReportFile.Create(path))
            Assert.That(File.ReadAllText(path), Is.EqualTo("old"));

        Assert.That(File.ReadAllText(path), Is.EqualTo("old"), "it was never finished");
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_folder_in_its_place_is_said() =>
        Assert.That(() => ReportFile.Create(folder), Throws.InstanceOf<UsageException>().With.Message.Contains("is a folder"));

    [Test]
    public void A_place_that_cannot_be_written_is_said()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        Assert.That(
            () => ReportFile.Create(Path.Combine(file, "report.html")),
            Throws.InstanceOf<UsageException>().With.Message.Contains("--output FILE"));
    }
}
