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
        report.context = await (await Chromium.Browser()).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
        });
        report.context.SetDefaultTimeout(Chromium.Patience);
        report.Page = await report.context.NewPageAsync();
        report.Page.Request += (_, request) => report.requests.Add(request.Url);
        report.Page.PageError += (_, error) => report.errors.Add(error);
        report.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                report.errors.Add(message.Text);
        };
        report.Page.Dialog += (_, dialog) => report.errors.Add($"a dialog: {dialog.Message}");
        await report.Page.GotoAsync(new Uri(file).AbsoluteUri);
        return report;
    }

    public Task<T> Ask<T>(string script) => Page.EvaluateAsync<T>(script);

    public async ValueTask DisposeAsync()
    {
        if (context is not null)
            await context.CloseAsync();
        Directory.Delete(folder, recursive: true);
    }
}
