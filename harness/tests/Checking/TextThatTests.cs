using Kata.Checking;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Checking;

public class TextThatTests
{
    private static readonly TestCaseData[] OfTwoLines =
    [
        new TestCaseData(TextThat.Exactly("one\ntwo\n")).SetArgDisplayNames("exactly"),
        new TestCaseData(TextThat.StartsWith("one\ntwo")).SetArgDisplayNames("starts with"),
        new TestCaseData(TextThat.Contains("e\nt")).SetArgDisplayNames("contains"),
        new TestCaseData(TextThat.Matches(@"\Aone\ntwo\n\z", "two lines")).SetArgDisplayNames("matches"),
        new TestCaseData(TextThat.IsBeginningOf("one\ntwo\nthree\n")).SetArgDisplayNames("is beginning of"),
    ];

    [TestCaseSource(nameof(OfTwoLines))]
    public void Where_a_system_ends_lines_with_two_characters_they_count_as_one(TextThat text)
    {
        LineEnds.AreLong = true;

        Assert.That(text.Holds("one\r\ntwo\r\n"), Is.True);
    }

    [TestCase("Error: Success\n")]
    [TestCase("Error: The operation completed successfully.\n")]
    [TestCase("Error: Undefined error: 0\n")]
    [TestCase("Error:\n")]
    public void What_a_system_calls_error_0_is_no_reason(string text)
    {
        Assert.That(TextThat.IsOneLine("Error: ").Holds(text), Is.False);
        Assert.That(TextThat.IsOneLine("Error: ").Holds("Error: Undefined\n"), Is.True);
    }

    [TestCaseSource(nameof(OfTwoLines))]
    public void Elsewhere_they_are_the_programs_doing(TextThat text)
    {
        LineEnds.AreLong = false;

        Assert.That(text.Holds("one\r\ntwo\r\n"), Is.False);
        Assert.That(text.Holds("one\ntwo\n"), Is.True);
    }
}
