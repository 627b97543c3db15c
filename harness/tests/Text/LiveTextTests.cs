using Kata.Checking;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Text;

public class LiveTextTests
{
    [Test]
    public void What_is_below_is_erased_before_anything_is_written()
    {
        var output = new StringWriter();
        var text = new LiveText(output, () => (20, 10));
        text.Show([], ["one\ntwo"]);
        text.Show(["stays"], ["three"]);
        text.Show([], ["three"]);
        text.Show([], []);

        Assert.That(output.ToString(), Is.EqualTo("one\ntwo\n" + "\e[2F\e[Jstays\nthree\n" + "\e[1F\e[J"));
    }

    [Test]
    public void No_line_wraps_and_the_last_lines_fit()
    {
        var output = new StringWriter();
        new LiveText(output, () => (5, 3)).Show([], ["a\nb\n1234567\nd"]);

        Assert.That(output.ToString(), Is.EqualTo("1234\nd\n"));
    }

    [Test]
    public void Without_a_terminal_only_what_stays_is_written()
    {
        var output = new StringWriter();
        var text = new LiveText(output, size: null);
        text.Show([], ["open"]);
        text.Show(["ended"], ["open"]);

        Assert.That(output.ToString(), Is.EqualTo("ended\n"));
    }
}
