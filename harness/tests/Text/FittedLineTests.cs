using Kata.Checking;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Text;

/// <summary>Reports on a terminal that is narrower than they are made for.</summary>
[Parallelizable(ParallelScope.All)]
public class FittedLineTests
{
    [TestCase("  hint      Receive returns what has arrived so far, and that may be one byte",
        "  hint      Receive returns what has\n            arrived so far, and that may\n            be one byte",
        Description = "below the label's text")]
    [TestCase("            what has arrived so far, and that may be one",
        "            what has arrived so far, and\n            that may be one",
        Description = "below a line that goes on")]
    [TestCase("✓ time zone         Europe/Prague (+02:00); programs run in UTC",
        "✓ time zone         Europe/Prague\n                    (+02:00); programs\n                    run in UTC",
        Description = "below what kata doctor found")]
    [TestCase("a sentence that is longer than the terminal is wide",
        "a sentence that is longer than the\nterminal is wide",
        Description = "at the edge")]
    [TestCase("  next      /a/path/that/is/longer/than/the/terminal is",
        "  next      /a/path/that/is/longer/than/the/terminal\n            is",
        Description = "a word that does not fit anywhere")]
    [TestCase("  More: a quiet line that is longer than it may be",
        "  More: a quiet line that is longer than\n  it may be",
        Description = "below its first word")]
    [TestCase("\e[2m  More: a quiet line that is longer than it may be\e[0m",
        "\e[2m  More: a quiet line that is longer than\n  it may be\e[0m",
        Description = "colours take no room")]
    [TestCase("  next      see the first with: ./kata watch 3 --programs 'my steps'",
        "  next      see the first with:\n            ./kata watch 3 --programs 'my steps'",
        Description = "a command stays whole")]
    [TestCase("  next      fill it in, and then ./kata check 4 shows all of what there is",
        "  next      fill it in, and then\n            ./kata check 4 shows all of\n            what there is",
        Description = "and no more than a command")]
    [TestCase("     │  connect ───────────────────────────────────▶ │",
        "     │  connect ───────────────────────────────────▶ │",
        Description = "a ladder stays")]
    [TestCase("short", "short")]
    [TestCase("", "")]
    public void A_long_line_goes_on_below_its_text(string line, string fitted) => Assert.That(FittedLine.Of(line, 40), Is.EqualTo(fitted));

    [Test]
    public void Lines_are_fitted_as_they_are_written_and_what_is_no_line_yet_is_shown_at_once()
    {
        var terminal = new StringWriter();
        var width = 40;
        var writer = new FittedWriter(terminal, () => width);

        writer.Write("a sentence that is longer than the terminal is wide\nand the beginning of");
        Assert.That(terminal.ToString(), Does.EndWith("terminal is wide\nand the beginning of"));

        width = 100;
        writer.Write(" another\na sentence that is longer than the terminal was wide\n");
        Assert.That(
            terminal.ToString(),
            Is.EqualTo(
                "a sentence that is longer than the\nterminal is wide\nand the beginning of another\na sentence that is longer than the terminal was wide\n"
            ));
    }
}
