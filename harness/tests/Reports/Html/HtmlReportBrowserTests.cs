using System.Text;
using Kata.Checking;
using Kata.Reports.Html;
using Kata.Text;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Kata.Tests.Reports.Html;

/// <summary>The report as a browser shows it.</summary>
[Category("Browser")]
[Parallelizable(ParallelScope.All)]
public class HtmlReportBrowserTests
{
    private static readonly string MixedPage = HtmlReport.Write(Samples.GradeOf(Samples.Mixed));

    [Test]
    public async Task No_request_leaves_the_file_and_no_script_fails()
    {
        await using var report = await OpenReport.Open(MixedPage);
        await Readable.OpenAll(report);
        foreach (var id in new[] { "theme-dark", "time-scale", "show-failed", "time-even", "show-all", "theme-light" })
            await Switch(report, id);
        await report.Page.Locator("[role=option]").First.HoverAsync();

        Assert.That(report.Requests, Is.EqualTo(new[] { report.Page.Url }));
        Assert.That(report.Errors, Is.Empty);
    }

    [Test]
    public async Task The_policy_refuses_what_is_not_in_the_file()
    {
        await using var report = await OpenReport.Open(MixedPage);

        var refused = await report.Ask<string[]>(
            """
            () => new Promise(resolve => {
              const refused = [];
              document.addEventListener('securitypolicyviolation', e => { if (refused.push(e.effectiveDirective) === 3) resolve(refused); });
              document.body.append(Object.assign(new Image(), { src: 'report.png' }));
              document.body.append(Object.assign(document.createElement('iframe'), { src: 'other.html' }));
              document.body.append(Object.assign(document.createElement('style'), { textContent: 'body { display: none }' }));
            })
            """
        );

        Assert.That(refused, Is.EquivalentTo(new[] { "img-src", "frame-src", "style-src-elem" }));
    }

    [Test]
    public async Task The_theme_follows_the_system_until_it_is_chosen([Values] ColorSchemeOfSystem system)
    {
        await using var report = await OpenReport.Open(
            MixedPage,
            scheme: system == ColorSchemeOfSystem.Dark ? ColorScheme.Dark : ColorScheme.Light);

        Assert.That(await IsDark(report), Is.EqualTo(system == ColorSchemeOfSystem.Dark));
        await Switch(report, "theme-dark");
        Assert.That(await IsDark(report), Is.True);
        await Switch(report, "theme-light");
        Assert.That(await IsDark(report), Is.False);
    }

    [Test]
    public async Task Time_to_scale_puts_arrows_where_their_times_are_and_back()
    {
        await using var report = await OpenReport.Open(MixedPage);
        var even = await Heights(report);
        await Switch(report, "time-scale");
        var scaled = await Heights(report);
        await Switch(report, "time-even");

        // Two connections: 0, 0.5, 1 and 1.2 ms; 1000, 1000.5, 1000.5 (a header) and 1001 ms.
        Assert.That(Gaps(even), Is.All.EqualTo(30));
        Assert.That(scaled[4] - scaled[3], Is.GreaterThan(4 * 30));
        Assert.That(Gaps(scaled), Is.All.GreaterThanOrEqualTo(30));
        Assert.That(await Heights(report), Is.EqualTo(even));
    }

    [Test]
    public async Task Only_what_failed_is_shown_and_open_when_asked_for()
    {
        await using var report = await OpenReport.Open(MixedPage);
        await Switch(report, "show-failed");

        var shown = await report.Ask<string[]>(
            "() => [...document.querySelectorAll('.check')].filter(c => c.checkVisibility()).map(c => c.id + (c.querySelector('details').open ? ' open' : ''))"
        );
        var steps = await report.Ask<string[]>(
            "() => [...document.querySelectorAll('.step')].filter(c => c.checkVisibility()).map(c => c.id)");

        Assert.That(shown, Is.EqualTo(new[] { "S2.Check2 open", "S2.Check3 open" }));
        Assert.That(
            steps,
            Is.EqualTo(new[] { "Step02_FindingThePort", "Step03_SocketInformation" }),
            "a step that does not compile has failed too");
    }

    [Test]
    public async Task The_keyboard_walks_a_ladder_and_shows_the_bytes_of_each_line()
    {
        await using var report = await OpenReport.Open(MixedPage);
        var ladder = report.Page.Locator("[id='S2.Check2'] .wire").Last;
        await ladder.Locator("[role=option]").First.FocusAsync();
        await report.Page.Keyboard.PressAsync("ArrowDown");

        var bytes = Encoding.ASCII.GetBytes("GET /big.txt HTTP/1.0\r\n\r\n");
        Assert.That(await ladder.Locator(".which").InnerTextAsync(), Does.StartWith("0.4 ms, program: 25 B"));
        Assert.That(await ladder.Locator(".bytes pre.written").TextContentAsync(), Is.EqualTo("GET /big.txt HTTP/1.0␍␊\n␍␊"));
        Assert.That(
            await ladder.Locator(".bytes pre.dump").TextContentAsync(),
            Is.EqualTo(HexDump.Of(bytes, perLine: 8)),
            "as kata show --hex does");

        await report.Page.Keyboard.PressAsync("End");
        Assert.That(await Focused(report), Does.Contain("close").And.Contain("here"));
        await report.Page.Keyboard.PressAsync("ArrowDown");
        Assert.That(await Focused(report), Does.Contain("close"), "the last line stays");
        await report.Page.Keyboard.PressAsync("Home");
        Assert.That(await Focused(report), Does.Contain("connect"));
    }

    [Test]
    public async Task Pointing_at_an_arrow_shows_its_bytes_and_leaving_shows_those_in_focus_again()
    {
        await using var report = await OpenReport.Open(MixedPage);
        var ladder = report.Page.Locator("[id='S2.Check2'] .wire").Last;
        var rungs = ladder.Locator("[role=option]");
        await rungs.Nth(1).FocusAsync();
        await rungs.Nth(2).HoverAsync();

        Assert.That(
            await ladder.Locator(".bytes pre.written").TextContentAsync(),
            Does.StartWith("HTTP/1.0 200 OK␍␊\nContent-Length: 48219␍␊\n"));
        await report.Page.Mouse.MoveAsync(2, 2);
        Assert.That(await ladder.Locator(".bytes pre.written").TextContentAsync(), Does.StartWith("GET /big.txt"));
    }

    [Test]
    public async Task Whatever_a_program_wrote_is_inert([Values] bool large)
    {
        var text = large ? string.Concat(Enumerable.Repeat(Samples.Hostile, 1024 * 1024 / Samples.Hostile.Length)) : Samples.Hostile;
        var outcomes = Samples.Harmful(text);
        await using var report = await OpenReport.Open(HtmlReport.Write(Samples.GradeOf(outcomes)));
        await Readable.OpenAll(report);
        foreach (var rung in await report.Page.Locator("[role=option]").AllAsync())
            await rung.FocusAsync();

        Assert.That(await report.Ask<bool>("() => 'harmed' in window"), Is.False);
        Assert.That(
            await report.Ask<int>(
                "() => document.querySelectorAll('img, iframe, object, embed, link, script:not(body > script:last-of-type)').length"),
            Is.Zero);
        Assert.That(
            await report.Ask<int>(
                "() => [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on') || a.name === 'style')).length"
            ),
            Is.Zero);
        Assert.That(report.Requests, Has.Count.EqualTo(1));
        Assert.That(report.Errors, Is.Empty);

        // Nothing that is not seen is left in what is shown, nor in names that are read aloud.
        const string unseen = @"/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/";
        Assert.That(await report.Ask<bool>($"() => {unseen}.test(document.body.textContent)"), Is.False);
        Assert.That(
            await report.Ask<bool>(
                $"() => [...document.querySelectorAll('[aria-label]')].some(e => {unseen}.test(e.getAttribute('aria-label')))"),
            Is.False);
        Assert.That(
            await report.Ask<string>("() => document.querySelector('pre.written').textContent"),
            Does.Contain(@"\u202Egpj.exe").And.Contain(@"\x1B[31mred"));
    }

    [Test]
    public async Task All_text_has_enough_contrast([Values("light", "dark")] string theme)
    {
        await using var report = await OpenReport.Open(MixedPage);
        await Switch(report, $"theme-{theme}");
        await Switch(report, "time-scale");
        await Readable.OpenAll(report);
        await report.Page.Locator("[id='S2.Check2'] [role=option]").Nth(1).FocusAsync();

        await Readable.MustHaveContrast(report);
    }

    [Test]
    public async Task Pale_text_and_pale_signs_would_be_found()
    {
        await using var report = await OpenReport.Open(MixedPage);
        await report.Ask<object?>(
            "() => { document.querySelector('h1').style.color = '#aaa'; document.querySelector('.controls span').style.borderTopColor = '#bbb'; }"
        );

        Assert.That(
            await report.Ask<string[]>($"() => ({Contrast.Script})('bad')"),
            Has.Length.EqualTo(2).And.Some.StartsWith("H1").And.Some.StartsWith("switch"));
    }

    [Test]
    public async Task Nothing_moves_when_the_bytes_of_a_line_are_shown()
    {
        await using var report = await OpenReport.Open(MixedPage);
        const string height = "() => document.documentElement.scrollHeight";
        var before = await report.Ask<int>(height);
        await report.Page.Locator("[id='S2.Check2'] .wire").Last.Locator("[role=option]").Nth(2).HoverAsync();

        Assert.That(await report.Ask<int>(height), Is.EqualTo(before));
    }

    [Test]
    public async Task Everything_that_can_be_used_has_a_role_and_a_name()
    {
        await using var report = await OpenReport.Open(MixedPage);
        await Readable.OpenAll(report);
        var roles = await Readable.MustHaveNames(report);

        Assert.That(roles, Is.SupersetOf(new[] { "link", "radio", "option", "region" }));
    }

    [Test]
    public async Task Headings_leave_out_no_level_and_ids_are_unique()
    {
        await using var report = await OpenReport.Open(MixedPage);

        await Readable.MustHaveOrder(report);
    }

    [Test]
    public async Task Tab_goes_through_the_page_in_its_order_and_each_stop_is_seen()
    {
        await using var report = await OpenReport.Open(MixedPage);
        var stops = await Readable.Stops(report);

        Assert.That(
            stops.Take(6),
            Is.EqualTo(new[] { "#checks", "theme-auto", "time-even", "show-all", "#Step02_FindingThePort", "#S2.Check2" }));
        Assert.That(stops, Has.Some.EqualTo("option").And.Some.StartsWith("bytes").And.Some.EqualTo("summary"));
        // Each ladder that is open is one stop: two in the first failure, one in the second.
        Assert.That(stops.Count(stop => stop == "option"), Is.EqualTo(3));
    }

    [Test]
    public async Task Nothing_is_cut_off_on_a_narrow_screen([Values(320, 390, 768, 1280)] int width)
    {
        await using var report = await OpenReport.Open(MixedPage, width);
        await Readable.OpenAll(report);

        await Readable.MustFit(report, width);
    }

    [Test]
    public async Task It_prints_on_white_without_switches()
    {
        await using var report = await OpenReport.Open(MixedPage, scheme: ColorScheme.Dark);
        await Switch(report, "theme-dark");
        await report.Page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.That(await report.Ask<string>("() => getComputedStyle(document.body).backgroundColor"), Is.EqualTo("rgb(255, 255, 255)"));
        Assert.That(
            await report.Ask<bool>("() => [...document.querySelectorAll('.controls, .bytes')].some(e => e.checkVisibility())"),
            Is.False);
        Assert.That(await report.Page.PdfAsync(new() { Format = "A4" }), Has.Length.GreaterThan(10_000));
    }

    [Test]
    public async Task A_link_to_a_check_opens_it()
    {
        await using var report = await OpenReport.Open(MixedPage);
        await report.Ask<object?>("() => { location.hash = '#S1.Check1'; }");
        await report.Page.Locator("[id='S1.Check1'] details[open]").WaitForAsync();
    }

    public enum ColorSchemeOfSystem
    {
        Light,
        Dark,
    }

    private static Task Switch(OpenReport report, string id) => report.Page.Locator($"#{id}").CheckAsync();

    private static Task<bool> IsDark(OpenReport report) =>
        report.Ask<bool>("() => Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]) < 128");

    private static Task<string> Focused(OpenReport report) => report.Ask<string>("() => document.activeElement.getAttribute('aria-label')");

    private static Task<int[]> Heights(OpenReport report) =>
        report.Ask<int[]>(
            "() => [...document.querySelector('[id=\"S2.Check2\"] svg[role=listbox]').querySelectorAll('.rung')].map(r => Number(r.getAttribute('transform').match(/(\\d+)\\)/)[1]))"
        );

    private static IEnumerable<int> Gaps(int[] heights) => heights.Zip(heights.Skip(1), (first, second) => second - first);
}
