using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Reports.Html;
using Kata.Results;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Reports.Html;

[Parallelizable(ParallelScope.All)]
public partial class HtmlReportTests
{
    private static readonly string MixedPage = Write(Samples.Mixed);

    [Test]
    public Task The_page_without_its_style_and_script() =>
        Verifier.Verify(StyleAndScript().Replace(Hash().Replace(MixedPage, "'sha256-…'"), "<$1>…</$1>"));

    [Test]
    public void The_policy_lets_in_the_style_and_the_script_that_are_there_and_nothing_else()
    {
        var policy = Policy().Match(MixedPage).Groups[1].Value;

        Assert.That(policy, Is.EqualTo(
            $"default-src &#x27;none&#x27;; style-src &#x27;{HashOf("style")}&#x27;; script-src &#x27;{HashOf("script")}&#x27;; "
            + "base-uri &#x27;none&#x27;; form-action &#x27;none&#x27;; require-trusted-types-for &#x27;script&#x27;"));

        static string HashOf(string element)
        {
            var text = Regex.Match(MixedPage, $"<{element}>(.*?)</{element}>", RegexOptions.Singleline).Groups[1].Value;
            return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}".Replace("+", "&#x2B;");
        }
    }

    [Test]
    public void No_address_of_the_network_is_in_it() => Assert.That(MixedPage, Does.Not.Match(@"(?i)(https?:)?//[a-z]|@import|url\((?!#)"));

    [Test]
    public void Markup_of_a_program_is_text()
    {
        var page = Write(Samples.Harmful(Samples.Hostile));

        Assert.That(Regex.Matches(page, "(?i)<(script|img|iframe|/script)"), Has.Count.EqualTo(2), "the page's own script, and its end");
        Assert.That(Regex.Matches(page, @"[\p{Cc}\p{Cf}-[\n]]"), Is.Empty);
    }

    [Test]
    public void Twenty_five_steps_with_much_to_show_take_at_most_one_and_a_half_megabytes()
    {
        var outcomes = Samples.Large(steps: 25, checks: 12, string.Concat(Enumerable.Repeat(Samples.Hostile, 30)));

        var page = Write(outcomes);

        Assert.That(Encoding.UTF8.GetByteCount(page), Is.LessThanOrEqualTo(1_500_000).And.GreaterThan(200_000));
        Assert.That(Regex.Matches(page, "<li class=\"check "), Has.Count.EqualTo(300), "no check is left out");
    }

    [Test]
    public void A_small_report_is_not_cut_short() => Assert.That(MixedPage, Does.Not.Contain("more byte"));

    [Test]
    public void Equal_bytes_are_in_it_once() => Assert.That(Regex.Matches(MixedPage, "<template "), Has.Count.EqualTo(6));

    [Test]
    public void Passed_checks_that_share_a_run_draw_it_once()
    {
        var evidence = Samples.Mixed[0].Checks[0].Evidence;
        StepResult outcome = new(
            Step.Of(1),
            [],
            [
                .. "ABC".Select(name => new CheckResult($"S.{name}", Step.Of(1), $"Sentence {name}", CheckStatus.Passed)
                {
                    Evidence = evidence,
                }),
            ]);

        var page = Write([outcome]);

        Assert.That(Regex.Matches(page, "role=\"listbox\""), Has.Count.EqualTo(1));
        Assert.That(Regex.Matches(page, "Judged by the same run as <a href=\"#S.A\">Sentence A</a>"), Has.Count.EqualTo(2));
    }

    [Test]
    public void A_grading_that_was_broken_off_says_so()
    {
        var grade = Samples.GradeOf(Samples.Mixed);

        Assert.That(
            HtmlReport.Write(grade with { Circumstances = grade.Circumstances with { BrokenOff = "the servers <ended>" } }),
            Does.Contain("The grading was broken off: the servers &lt;ended&gt;"));
    }

    [Test]
    public void Nothing_at_all_is_a_page_too() => Assert.That(Write([]), Does.Contain("</html>"));

    private static string Write(IReadOnlyList<StepResult> outcomes) => HtmlReport.Write(Samples.GradeOf(outcomes));

    [GeneratedRegex("<(style|script)>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex StyleAndScript();

    [GeneratedRegex("&#x27;sha256-[^&]*(&#x2B;[^&]*)*&#x27;")]
    private static partial Regex Hash();

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();
}
