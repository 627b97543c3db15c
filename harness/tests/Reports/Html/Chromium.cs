using Microsoft.Playwright;
using NUnit.Framework;

namespace Kata.Tests.Reports.Html;

/// <summary>The system's own Chromium, or Chrome; started by the first test that needs it. Tests are skipped where there is
/// none.</summary>
[SetUpFixture]
public sealed class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    // As root it has no sandbox; and it is to talk to nobody.
    internal static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    /// <summary>How long the browser may take for anything, in milliseconds: it shares the processors with all other tests.</summary>
    internal const float Patience = 120_000;

    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> Started = new(Start);

    internal static async Task<IBrowser> Browser()
    {
        Required();
        return (await Started.Value).Browser;
    }

    /// <summary>Where it is.</summary>
    internal static string Required()
    {
        if (Path is null)
            Assert.Ignore($"No Chromium is in the PATH ({string.Join(", ", Names)}), so that no page can be looked at.");
        return Path!;
    }

    private static string? Path { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    [OneTimeTearDown]
    public static async Task Close()
    {
        if (!Started.IsValueCreated)
            return;

        var (playwright, browser) = await Started.Value;
        await browser.CloseAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Path, Args = Flags, Timeout = Patience }));
    }
}
