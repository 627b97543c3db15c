using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Results;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProgramSourcesTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kata-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [TestCase("._Step01_CreatingSockets.cs")]
    [TestCase("__MACOSX/._Step01_CreatingSockets.cs")]
    [TestCase("__MACOSX/Helper.cs")]
    [TestCase("old/__MACOSX/Helper.cs")]
    [TestCase("old/.hidden/Helper.cs")]
    public void What_a_system_has_put_there_is_no_source(string path)
    {
        Put("Step01_CreatingSockets.cs");
        Put(path);

        Assert.That(ProgramSources.Read(folder.FullName, Step.Of(1))!.Files, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_an_editor_marks_an_unsaved_file_with_is_no_source()
    {
        Put("Step01_CreatingSockets.cs");
        // As Emacs does: it leads nowhere.
        File.CreateSymbolicLink(Path.Combine(folder.FullName, ".#Step01_CreatingSockets.cs"), "somebody@machine.4711:1");

        Assert.That(ProgramSources.Read(folder.FullName, Step.Of(1))!.Files, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_file_of_another_name_belongs_to_each_program()
    {
        Put("Step01_CreatingSockets.cs");
        Put("parts/Helper.cs");

        Assert.That(ProgramSources.Read(folder.FullName, Step.Of(1))!.Files, Has.Count.EqualTo(2));
    }

    private void Put(string path)
    {
        var file = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "// nothing");
    }
}
