using Kata.Classes;
using Kata.Classes.Exports;
using Kata.Results;
using Kata.Tests.Reports.Html;
using NUnit.Framework;

namespace Kata.Tests.Classes.Exports;

/// <summary>The page of a class as a browser shows it.</summary>
[Category("Browser")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ClassPageBrowserTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Test]
    public async Task It_sorts_and_hides_names_and_opens_the_ladder_and_asks_nobody()
    {
        await using var page = await OpenReport.Open(Page());

        string[] First() => [.. page.Page.Locator("#matrix tbody tr").First.Locator("th, td").AllInnerTextsAsync().GetAwaiter()
            .GetResult()];
        Assert.That(First()[0], Is.EqualTo("s1"));
        await page.Page.Locator("#matrix thead button").Nth(1).ClickAsync();
        await page.Page.Locator("#matrix thead button").Nth(1).ClickAsync();
        Assert.That(First()[1], Is.EqualTo("2 of 2"), "the most points first");
        Assert.That(await page.Page.Locator("#matrix thead th").Nth(1).GetAttributeAsync("aria-sort"), Is.EqualTo("descending"));

        await page.Page.Locator("#matrix td.failed a").First.ClickAsync();
        Assert.That(await page.Page.Locator("details[open] pre").First.InnerTextAsync(), Does.Contain("the ladder"));

        await page.Page.EvaluateAsync("() => document.getElementById('names-hidden').click()");
        var text = await page.Page.Locator("main").InnerTextAsync();
        Assert.That(text, Does.Not.Contain("s1").And.Not.Contain("s2"));
        Assert.That(await page.Page.Locator("#matrix td a").First.GetAttributeAsync("aria-label"),
            Does.Not.Contain("s1").And.Not.Contain("s2"));

        Assert.That(page.Requests, Has.All.StartsWith(page.Page.Url.Split('#')[0]));
        Assert.That(page.Errors, Is.Empty);
    }

    [Test]
    public async Task All_text_has_enough_contrast([Values("light", "dark")] string theme)
    {
        await using var page = await OpenReport.Open(Page(students: 12));
        await page.Page.Locator($"#theme-{theme}").CheckAsync();
        await Readable.OpenAll(page);

        await Readable.MustHaveContrast(page, atLeast: 60);
    }

    [Test]
    public async Task The_theme_is_the_system_s()
    {
        await using var page = await OpenReport.Open(Page(), scheme: Microsoft.Playwright.ColorScheme.Dark);

        Assert.That(
            await page.Ask<bool>("() => Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]) < 128"), Is.True);
    }

    [Test]
    public async Task Headings_links_roles_and_names_are_right()
    {
        await using var page = await OpenReport.Open(Page());
        await Readable.OpenAll(page);

        await Readable.MustHaveOrder(page);
        Assert.That(await Readable.MustHaveNames(page), Is.SupersetOf(new[] { "link", "radio", "button", "region" }));
    }

    [Test]
    public async Task Tab_goes_through_the_page_in_its_order_and_each_stop_is_seen()
    {
        await using var page = await OpenReport.Open(Page());

        var stops = await Readable.Stops(page);

        Assert.That(stops.Take(5), Is.EqualTo(new[] { "#matrix", "theme-auto", "names-shown", "region", "button" }));
        Assert.That(stops, Has.Some.StartsWith("#f").And.Some.EqualTo("summary"));
    }

    [Test]
    public async Task Nothing_is_cut_off_on_a_narrow_screen([Values(320, 390, 768, 1280)] int width)
    {
        await using var page = await OpenReport.Open(Page(), width);
        await Readable.OpenAll(page);

        await Readable.MustFit(page, width);
    }

    private string Page(int students = 2)
    {
        var (folder, manifest) = Samples.Class(path, students, 4);
        foreach (var (submission, i) in manifest.Submissions.Select((one, i) => (one, i)))
            folder.Keep(submission,
                Samples.Graded(Step.Of(4), manifest.KeyOf(submission.Of(Step.Of(4))), CheckStatus.Passed, i == 0 ? CheckStatus.Failed
                : CheckStatus.Passed));
        return ClassPage.Write(ClassResults.Read(folder, manifest));
    }
}
