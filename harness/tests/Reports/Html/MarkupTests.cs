using System.Text;
using Kata.Checking;
using Kata.Protocol;
using Kata.Reports.Html;
using NUnit.Framework;

namespace Kata.Tests.Reports.Html;

[Parallelizable(ParallelScope.All)]
public class MarkupTests
{
    [Test]
    public void What_is_put_in_is_escaped_and_what_is_written_is_not() =>
        Assert.That(
            Html(Markup.Of($"<p title=\"{"\"<&>'"}\">{"<b>"}{7}</p>")),
            Is.EqualTo("<p title=\"&quot;&lt;&amp;&gt;&#x27;\">&lt;b&gt;7</p>"));

    [Test]
    public void Markup_in_markup_is_escaped_once() =>
        Assert.That(Html(Markup.Of($"<p>{Markup.Of($"<b>{"&"}</b>")}</p>")), Is.EqualTo("<p><b>&amp;</b></p>"));

    [Test]
    public void Nothing_is_nothing() =>
        Assert.That(Html(Markup.Of($"{(string?)null}{Markup.Empty}{Markup.When(false, $"<p>")}")), Is.Empty);

    [Test]
    public void Letters_of_any_language_stay_as_they_are() => Assert.That(Html(Markup.Of($"{"é中…«"}")), Is.EqualTo("é中…«"));

    [TestCase("a\u202Eb", @"a\u202Eb")]
    [TestCase("a\e[31m", @"a\x1B[31m")]
    [TestCase("two\r\nlines", "two\nlines")]
    public void Messages_show_what_is_not_seen(string text, string shown) => Assert.That(Shown.Message(text), Is.EqualTo(shown));

    [TestCase("Use `a<b>` now", "Use <code>a&lt;b&gt;</code> now")]
    [TestCase("It's 5` long", "It&#x27;s 5` long")]
    [TestCase("ends ␍␊ here", "ends <i>␍␊</i> here")]
    public void Backticks_in_a_sentence_are_code(string text, string html) => Assert.That(Html(Shown.Prose(text)), Is.EqualTo(html));

    [Test]
    public void A_line_of_output_ends_where_its_end_is_seen() =>
        Assert.That(
            Html(Shown.Bytes("a\tb\r\n\n\0<c>\n"u8, most: 100)),
            Is.EqualTo("a<i>␉</i>b<i>␍␊</i>\n<i>␊</i>\n<em>\\0</em>&lt;c&gt;<i>␊</i>"));

    [Test]
    public void Output_is_cut_between_characters_and_says_how_much_is_missing() =>
        Assert.That(Html(Shown.Bytes(Encoding.UTF8.GetBytes("aé€"), most: 5)), Is.EqualTo("aé<b>… and 3 more bytes</b>"));

    [Test]
    public void Of_bytes_that_were_not_kept_is_told_too() =>
        Assert.That(Html(Shown.Bytes("abc"u8, most: 5, all: 1003)), Is.EqualTo("abc<b>… and 1,000 more bytes</b>"));

    [Test]
    public void Bytes_that_are_no_text_are_cut_where_asked() =>
        Assert.That(Html(Shown.Bytes([0x80, 0x80, 0x80, 0x80, 0x80, 0x80], most: 4)), Does.EndWith("more bytes</b>"));

    private static string Html(Markup markup) => markup.ToString();
}
