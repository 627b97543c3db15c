using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Text;

public class NearNameTests
{
    private static readonly string[] Names = ["check", "watch", "hint", "reset", "report", "--json"];

    [TestCase("chek", "check")]
    [TestCase("cehck", "check")]
    [TestCase("wacht", "watch")]
    [TestCase("hints", "hint")]
    [TestCase("repot", "report")]
    [TestCase("--jso", "--json")]
    [TestCase("hi", null)]
    [TestCase("grade", null)]
    [TestCase("", null)]
    public void What_was_mistyped_is_found_and_another_word_is_not(string typed, string? near) =>
        Assert.That(NearName.Of(typed, Names), Is.EqualTo(near));
}
