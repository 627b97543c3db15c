using System.Collections.Concurrent;
using Kata.Checking;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Student;
using Kata.Student.Watching.Web;
using Kata.Tests.Reports.Html;
using NUnit.Framework;
using ColorScheme = Microsoft.Playwright.ColorScheme;

namespace Kata.Tests.Student.Watching.Web;

/// <summary>The page of <c>kata watch</c> as a browser shows it.</summary>
[Category("Browser")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class WatchPageBrowserTests : IAsyncDisposable
{
    private static readonly StepResult Failing = Samples.Mixed[1];
    private static readonly CheckResult First = Failing.Of(CheckStatus.Failed).First();
    private static readonly TimeSpan Took = TimeSpan.FromMilliseconds(210);

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
    private readonly PageParts parts = new();
    private readonly ConcurrentQueue<char> pressed = [];
    private readonly WatchPage page;
    private PageServer server = null!;

    public WatchPageBrowserTests()
    {
        File.WriteAllText(
            Path.Combine(folder, Step.Of(2).FileName),
            $"// Step 02: ports\n//\n// A lesson {Samples.Hostile.ReplaceLineEndings(" ")}\n");
        page = new(parts, folder, "exercises");
    }

    [SetUp]
    public async Task Start() => server = await PageServer.Start(parts, pressed.Enqueue);

    [Test]
    public async Task A_check_is_followed_from_its_beginning_to_the_verdict()
    {
        await using var tab = await OpenReport.At(server.Address);
        page.Checking(Step.Of(2));
        await Shows(tab, "[role=status]", "Checking step 02");
        page.Found(Step.Of(2), Failing.Findings);
        page.Failing(First);
        await Shows(tab, "main", "Sentence 2 of step 2 does not hold");
        await Shows(tab, "main", "SOCK001");
        page.Verdict(Failing, Took);
        await Shows(tab, "[role=status]", "Step 02: 2 failing; 1 of 3 checks passed. Begin with: Sentence 2 of step 2 does not hold");

        Assert.That(await tab.Page.TitleAsync(), Does.StartWith("✗ 02 Finding the port"));
        Assert.That(await tab.Page.Locator("nav [aria-current]").InnerTextAsync(), Does.Contain("02 Finding the port: failing"));
        Assert.That(await tab.Page.Locator(".lesson").InnerTextAsync(), Does.Contain("A lesson").And.Contain("</script>"));
        Assert.That(await tab.Ask<bool>("() => 'harmed' in window"), Is.False);
        Assert.That(tab.Requests, Has.All.StartsWith(server.Address.AbsoluteUri));
        Assert.That(tab.Errors, Is.Empty);
    }

    [Test]
    public async Task Pointing_at_an_arrow_shows_its_bytes_and_times_are_to_scale()
    {
        Fail();
        await using var tab = await OpenReport.At(server.Address);
        var ladder = tab.Page.Locator("[data-part=failure] .wire").Last;
        await ladder.Locator("[role=option]").Nth(1).HoverAsync();

        Assert.That(await ladder.Locator(".bytes pre.written").TextContentAsync(), Is.EqualTo("GET /big.txt HTTP/1.0␍␊\n␍␊"));
        Assert.That(await ladder.Locator("svg.scaled").CountAsync(), Is.EqualTo(1));
        await tab.Page.Locator("#time-even").CheckAsync();
        Assert.That(await ladder.Locator("svg.scaled").CountAsync(), Is.Zero);
    }

    [Test]
    public async Task Focus_stays_over_an_update()
    {
        Fail();
        await using var tab = await OpenReport.At(server.Address);
        await tab.Page.Locator("[data-part=failure] [role=option]").Nth(1).FocusAsync();
        page.Failing(First with { Duration = TimeSpan.FromSeconds(9) });
        await Shows(tab, "[data-part=failure]", "9.0 s");

        Assert.That(await tab.Ask<string>("() => document.activeElement.getAttribute('role')"), Is.EqualTo("option"));
        await tab.Page.Locator("[data-key=h]").FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        page.Hint(Step.Of(2), new(Step.Of(2), 1, 3, "Think of `port` 80"));
        await Shows(tab, "[data-part=hints]", "1 of 3 Think of port 80");
        Assert.That(await tab.Ask<string>("() => document.activeElement.dataset.key"), Is.EqualTo("h"));
        await Presses("h");
    }

    [Test]
    public async Task Two_tabs_follow_and_one_that_is_closed_is_forgotten()
    {
        await using var one = await OpenReport.At(server.Address);
        await using (var other = await OpenReport.At(server.Address))
        {
            Fail();
            await Shows(other, "[role=status]", "2 failing");
        }

        await Shows(one, "[role=status]", "2 failing");
        // The server hears of it from the system, and tells nobody.
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(Chromium.Patience));
        while (server.Followers != 1)
            await Task.Delay(5, late.Token);
    }

    [Test]
    public async Task What_there_is_to_take_home_stands_there_with_the_answer_on_demand()
    {
        await using var tab = await OpenReport.At(server.Address);
        page.Checking(Step.Of(2));
        page.Verdict(Failing with { Findings = [], Checks = [Failing.Checks[0]] }, Took);
        page.Done(Step.Of(2), null, Step.Of(3), waits: true);
        await tab.Page.Locator("[data-key=a]").ClickAsync();
        page.Answer(Step.Of(2), Afterword.Of(Step.Of(2)));

        await Shows(tab, "[data-part=done]", "Next: step 03, Socket information");
        await Shows(tab, "[role=status]", "Step 02: done");
        Assert.That(await tab.Page.Locator("[data-part=failure]").InnerHTMLAsync(), Is.Empty);
        Assert.That(await tab.Page.Locator("[data-part=next]").IsVisibleAsync(), Is.False);
        await Presses("a");
    }

    [Test]
    public async Task A_run_that_could_not_be_made_is_not_under_way_any_more()
    {
        await using var tab = await OpenReport.At(server.Address);
        Fail();
        page.Checking(Step.Of(2));
        page.NotMade(Step.Of(2), "the servers are gone");

        await Shows(tab, "[role=status]", "Step 02 was not checked: the servers are gone");
        Assert.That(await tab.Page.TitleAsync(), Does.StartWith("! 02"));
        Assert.That(await tab.Page.Locator("[data-part=failure]").InnerHTMLAsync(), Is.Empty, "that was of an earlier program");
    }

    [Test]
    public async Task What_comes_to_the_page_is_said_to_who_does_not_see_it()
    {
        await using var tab = await OpenReport.At(server.Address);
        page.Checking(Step.Of(2));
        page.Hint(Step.Of(2), new(Step.Of(2), 1, 3, "Think of `port` 80"));
        await Shows(tab, "[aria-live=polite]", "Hint 1 of 3: Think of port 80");
        page.Notice("All is well.");
        await Shows(tab, "[aria-live=polite]", "All is well.");
        page.Done(Step.Of(2), null, Step.Of(3), waits: true);
        page.Answer(Step.Of(2), Afterword.Of(Step.Of(2)));
        await Shows(tab, "[aria-live=polite]", Afterword.Of(Step.Of(2))!.Answer[..20]);
        page.Checking(Step.Of(2));
        await tab.Page.WaitForFunctionAsync("() => document.querySelector('[aria-live=polite]').childElementCount === 0");
    }

    [Test]
    public async Task What_there_is_to_take_home_stays_where_nobody_asks_for_the_next_step()
    {
        await using var tab = await OpenReport.At(server.Address);
        page.Checking(Step.Of(2));
        page.Done(Step.Of(2), null, Step.Of(3), waits: false);
        page.Checking(Step.Of(3));
        await Shows(tab, "[role=status]", "Checking step 03");
        await Shows(tab, "[data-part=done]", "Step 02, Finding the port, is done.");

        Assert.That(await tab.Page.Locator("[data-part=done]").InnerTextAsync(), Does.Contain("kata answer 2"));
        Assert.That(await tab.Page.Locator("[data-part=done] button").CountAsync(), Is.Zero, "it would answer for step 03");
        page.Checking(Step.Of(3));
        await tab.Page.WaitForFunctionAsync("() => document.querySelector('[data-part=done]').childElementCount === 0");
    }

    [Test]
    public async Task When_the_watch_ends_the_page_says_so()
    {
        await using var tab = await OpenReport.At(server.Address);
        Fail();
        await Shows(tab, "[role=status]", "2 failing");
        await server.DisposeAsync();

        await Shows(tab, "[role=status]", "kata watch has ended");
        Assert.That(await tab.Page.Locator("[data-key=h]").IsDisabledAsync(), Is.True);
    }

    [Test]
    public async Task Everything_stands_out_and_nothing_is_cut_off([Values(320, 720, 1500)] int width, [Values] bool dark)
    {
        Fail();
        page.Hint(Step.Of(2), new(Step.Of(2), 1, 3, "Think"));
        await using var tab = await OpenReport.At(server.Address, width, scheme: dark ? ColorScheme.Dark : ColorScheme.Light);
        await Shows(tab, "[role=status]", "2 failing");

        Assert.That(await tab.Page.EvaluateAsync<string[]>(Contrast.Script, "bad"), Is.Empty);
        Assert.That(await tab.Page.EvaluateAsync<int>(Contrast.Script, "all"), Is.GreaterThan(50));
        Assert.That(await tab.Ask<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
    }

    [Test]
    public async Task Landmarks_headings_and_names_are_there_for_who_does_not_see_it()
    {
        Fail();
        await using var tab = await OpenReport.At(server.Address);
        await Shows(tab, "[role=status]", "2 failing");
        var levels = await tab.Ask<int[]>(
            "() => [...document.querySelectorAll('h1,h2,h3,h4')].filter(h => h.checkVisibility()).map(h => Number(h.tagName[1]))");
        var ids = await tab.Ask<string[]>("() => [...document.querySelectorAll('[id]')].map(e => e.id)");
        var unnamed = await tab.Ask<string[]>(
            """
            () => [...document.querySelectorAll('button, section, nav, [role=group], [role=listbox], [tabindex="0"]')]
              .filter(e => e.checkVisibility() && !(e.ariaLabel || e.getAttribute('aria-labelledby') || e.textContent.trim()))
              .map(e => e.outerHTML.slice(0, 80))
            """);

        Assert.That(levels[0], Is.EqualTo(1));
        Assert.That(levels.Zip(levels.Skip(1)), Is.All.Matches<(int First, int Second)>(pair => pair.Second <= pair.First + 1));
        Assert.That(ids, Is.Unique);
        Assert.That(unnamed, Is.Empty);
        Assert.That(await tab.Page.Locator("main, nav, header").CountAsync(), Is.GreaterThanOrEqualTo(3));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void Fail()
    {
        page.Checking(Step.Of(2));
        page.Found(Step.Of(2), Failing.Findings);
        page.Verdict(Failing, Took);
    }

    /// <summary>A press reaches the server some time after the browser has made it.</summary>
    private async Task Presses(string keys)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(Chromium.Patience));
        while (pressed.Count < keys.Length)
            await Task.Delay(5, late.Token);
        Assert.That(pressed, Is.EqualTo(keys));
    }

    private static Task Shows(OpenReport tab, string place, string text) =>
        tab.Page.Locator(place).First.Filter(new() { HasText = text }).WaitForAsync();
}
