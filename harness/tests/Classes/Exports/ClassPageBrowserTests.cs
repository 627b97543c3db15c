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

    private string Page()
    {
        var (folder, manifest) = Samples.Class(path, 2, 4);
        foreach (var (submission, i) in manifest.Submissions.Select((one, i) => (one, i)))
            folder.Keep(submission,
                Samples.Graded(Step.Of(4), manifest.KeyOf(submission.Of(Step.Of(4))), CheckStatus.Passed, i == 0 ? CheckStatus.Failed
                : CheckStatus.Passed));
        return ClassPage.Write(ClassResults.Read(folder, manifest));
    }
}
