using Kata.Checking;
using Kata.Reports.Html;
using Microsoft.Playwright;

namespace Kata.Tests.Reports.Html;

/// <summary>A report in a page of a real browser, and all that it did besides being shown.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kata-report-").FullName;
    private readonly List<string> requests = [];
    private readonly List<string> errors = [];
    private IBrowserContext? context;

    private OpenReport()
    {
    }

    public IPage Page { get; private set; } = null!;

    /// <summary>What it asked the network or the disk for, itself included.</summary>
    public IReadOnlyList<string> Requests => requests;

    /// <summary>Errors of scripts, and what the policy refused.</summary>
    public IReadOnlyList<string> Errors => errors;

    public static async Task<OpenReport> Open(string html, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var report = new OpenReport();
        var file = Path.Combine(report.folder, "report.html");
        await File.WriteAllTextAsync(file, html);
        await report.GoTo(new(file), width, height, scheme);
        return report;
    }

    /// <summary>A page that somebody serves.</summary>
    public static async Task<OpenReport> At(Uri address, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var report = new OpenReport();
        await report.GoTo(address, width, height, scheme);
        return report;
    }

    private async Task GoTo(Uri address, int width, int height, ColorScheme scheme)
    {
        context = await (await Chromium.Browser()).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
        });
        context.SetDefaultTimeout(Chromium.Patience);
        Page = await context.NewPageAsync();
        Page.Request += (_, request) => requests.Add(request.Url);
        Page.PageError += (_, error) => errors.Add(error);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                errors.Add(message.Text);
        };
        Page.Dialog += (_, dialog) => errors.Add($"a dialog: {dialog.Message}");
        await Page.GotoAsync(address.AbsoluteUri);
    }

    public Task<T> Ask<T>(string script) => Page.EvaluateAsync<T>(script);

    public async ValueTask DisposeAsync()
    {
        if (context is not null)
            await context.CloseAsync();
        Directory.Delete(folder, recursive: true);
    }
}
