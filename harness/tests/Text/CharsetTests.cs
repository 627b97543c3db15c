using System.Text;
using Kata.Results;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Text;

public class CharsetTests
{
    private static readonly Encoding[] Poor = [Encoding.ASCII, Encoding.Latin1];

    [TestCaseSource(nameof(Poor))]
    public void Each_sign_of_a_status_is_another_in_a_charset_that_lacks_it(Encoding encoding)
    {
        string[] signs = [.. Enum.GetValues<CheckStatus>().Select(status => StatusLook.Of(status).Sign).Where(sign => sign != "?")];

        Assert.That(signs.Select(sign => Shown(sign, encoding)), Is.Unique.And.None.EqualTo("?"));
    }

    [TestCaseSource(nameof(Poor))]
    public void A_ladder_keeps_its_columns(Encoding encoding) =>
        Assert.That(Shown("  │  26 B  GET ───▶ │ ◀── …", encoding), Is.EqualTo("  |  26 B  GET ---> | <-- ~"));

    [Test]
    public void What_the_charset_has_stays() =>
        Assert.That(Shown("«Größe» ✓", Encoding.Latin1), Is.EqualTo("«Größe» +"));

    [Test]
    public void Of_what_is_not_ours_a_question_mark_is_left() => Assert.That(Shown("日 😀", Encoding.ASCII), Is.EqualTo("? ?"));

    [Test]
    public void Unicode_has_all_of_them() => Assert.That(Charset.Of(Encoding.UTF8), Is.SameAs(Encoding.UTF8));

    private static string Shown(string text, Encoding encoding) => encoding.GetString(Charset.Of(encoding).GetBytes(text));
}
