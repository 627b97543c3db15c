using Kata.Commands.Shell;
using Kata.Programs.Cells;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>What a class and the next command are told of the cell.</summary>
public class CellOptionTests
{
    [TestCase("required", "", "bubblewrap")]
    [TestCase("lesser", " --cell lesser", "lesser")]
    [TestCase("none", " --cell none", "none")]
    public void A_cell_that_is_not_the_usual_one_is_typed_again(string chosen, string again, string name) =>
        Assert.That((CellOption.Again(chosen), CellOption.NameOf(chosen)), Is.EqualTo((again, name)));

    [Test]
    [Platform("Linux")]
    public async Task What_every_user_may_read_is_known()
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");
        CellFiles.Permit(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        Assert.That((CellSupport.IsReadable(folder), CellSupport.IsReadable(file)), Is.EqualTo((false, false)), "nobody may enter");
        CellFiles.Permit(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        Assert.That((CellSupport.IsReadable(folder), CellSupport.IsReadable(file)), Is.EqualTo((true, true)));
        Directory.Delete(folder, recursive: true);
    }
}
