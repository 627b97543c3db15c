using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Text;

[Parallelizable(ParallelScope.All)]
public class KataLineTests
{
    [TestCase(@"C:\class\", @"C:\class\")]
    [TestCase("my class", "\"my class\"")]
    [TestCase(@"C:\my class", @"""C:\my class""")]
    [TestCase(@"C:\my class\", @"""C:\my class\\""")]
    [TestCase("R&D", "\"R&D\"")]
    public void A_folder_is_one_word_for_a_shell_of_Windows(string folder, string typed) =>
        Assert.That(KataLine.Typed(folder, isWindows: true), Is.EqualTo(typed));

    [TestCase("/my/class/", "/my/class/")]
    [TestCase("my class", "'my class'")]
    [TestCase("it's", @"'it'\''s'")]
    [TestCase(@"a\b", @"'a\b'")]
    public void A_folder_is_one_word_for_a_shell_elsewhere(string folder, string typed) =>
        Assert.That(KataLine.Typed(folder, isWindows: false), Is.EqualTo(typed));
}
