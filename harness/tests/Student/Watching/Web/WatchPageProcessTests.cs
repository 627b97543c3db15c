using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using Kata.Tests.Reports.Html;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Kata.Tests.Student.Watching.Web;

/// <summary><c>kata watch --page</c> as it is used: the command, a program that is saved, and a browser beside it.</summary>
[Category("Browser")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class WatchPageProcessTests : IDisposable
{
    private const int Saves = 200;

    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("kata-test-");
    private readonly StringBuilder told = new();
    private readonly CancellationTokenSource late = new(Waiting.Deadline);
    private readonly string programs;
    private readonly Process watch;

    public WatchPageProcessTests()
    {
        programs = scratch.CreateSubdirectory("programs").FullName;
        foreach (var step in Step.All)
            File.Copy(Path.Combine(Repository.Root, "exercises", step.FileName), Path.Combine(programs, step.FileName));
        Save(4, Solution(4).Replace("count == 0", "count < buffer.Length"));
        watch = Start();
    }

    [Test]
    public async Task Saves_reach_the_browser_and_no_browser_is_missed()
    {
        var address = await Told(Address());
        await using (var browser = await OwnBrowser.Start(scratch.FullName))
        {
            var tab = await browser.Open(address);
            await Shows(tab, "[role=status]", "failing");
            await Shows(tab, "[data-part=failure]", "expected");
            await Look(address, "failing", "[data-part=failure] .ladder");

            await tab.Locator("[data-key=h]").ClickAsync();
            await Shows(tab, "[data-part=hints]", "1 of 3");
            await Shows(tab, "[aria-live=polite]", "Hint 1 of 3");
            await Look(address, "hint", "[data-part=hints] li");

            // Its input is no terminal: it goes on by itself, and what there is to take home stays.
            Save(4, Solution(4));
            await Shows(tab, "[data-part=done]", "Step 04, Sending and receiving, is done.");
            await Shows(tab, "h1", "Socket exceptions");
            await Look(address, "done", "[data-part=done] .picture");

            for (var save = 1; save <= Saves; save++)
                Save(5, $"{Solution(5)}\nclass More : Save{save};");
            await Shows(tab, "[data-part=findings]", $"Save{Saves}");
            await Shows(tab, "[role=status]", "does not compile");
            browser.Kill();
        }

        Save(5, Solution(5));
        await Told(new Regex("✓ 05 .*done"));
        await using var other = await OpenReport.At(address!);
        await Shows(other.Page, "[data-part=done]", "Step 05, Socket exceptions, is done.");
        watch.Kill();
        await Shows(other.Page, "[role=status]", "Trying again");
        await Shows(other.Page, "[role=status]", "open the address that it prints");
    }

    public void Dispose()
    {
        if (!watch.HasExited)
            watch.Kill(entireProcessTree: true);
        watch.WaitForExit();
        watch.Dispose();
        late.Dispose();
        // Servers of a command that was killed may still write.
        TemporaryFolder.Remove(scratch.FullName);
    }

    private Process Start()
    {
        var start = KataProcess.StartInfo("watch", "4", "--page", "--programs", programs);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.Environment["KATA_SERVERS"] = "process";
        start.Environment["TMPDIR"] = scratch.CreateSubdirectory("tmp").FullName;
        return Process.Start(start)!;
    }

    /// <summary>Waits for something that the command prints.</summary>
    private async Task<Uri?> Told(Regex what)
    {
        while (true)
        {
            var (seen, line) = (told.ToString(), "");
            if (what.Match(seen) is { Success: true } found)
                return Uri.TryCreate(found.Groups[1].Value, UriKind.Absolute, out var address) ? address : null;

            line = await watch.StandardOutput.ReadLineAsync(late.Token) ?? throw new EndOfStreamException($"It ended:\n{seen}");
            told.AppendLine(line);
        }
    }

    private void Save(int step, string program) => File.WriteAllText(Path.Combine(programs, Step.Of(step).FileName), program);

    private static string Solution(int step) =>
        File.ReadAllText(Path.Combine(Repository.Root, "solutions", Step.Of(step).FileName));

    private static Task Shows(IPage tab, string place, string text) =>
        tab.Locator(place).Filter(new() { HasText = text }).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>Pictures for people to look at, in the folder of the test's results.</summary>
    /// <param name="there">What the page has when it is complete.</param>
    private static async Task Look(Uri? address, string state, string there)
    {
        var folder = Path.Combine(Repository.Root, "harness", "tests", "TestResults", "page");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (var width in (int[])[420, 1400])
            {
                await using var tab = await OpenReport.At(address!, width, scheme: scheme);
                await tab.Page.Locator(there).First.WaitForAsync();
                var file = Path.Combine(folder, $"{state}-{scheme}-{width}.png".ToLowerInvariant());
                await tab.Page.ScreenshotAsync(new() { Path = file, FullPage = true });
                TestContext.AddTestAttachment(file);
                Assert.That(tab.Errors, Is.Empty);
            }
        }
    }

    [GeneratedRegex(@"page: (http://\S+)")]
    private static partial Regex Address();

    /// <summary>A browser of the test's own, which it may kill.</summary>
    private sealed class OwnBrowser(Process process, IPlaywright playwright, IBrowser browser) : IAsyncDisposable
    {
        public static async Task<OwnBrowser> Start(string folder)
        {
            var start = new ProcessStartInfo(Chromium.Required(), [.. Chromium.Flags, "--headless", "--remote-debugging-port=0",
                $"--user-data-dir={Path.Combine(folder, "browser")}", "about:blank"])
            {
                RedirectStandardError = true,
            };
            var process = Process.Start(start)!;
            using var late = new CancellationTokenSource(Waiting.Deadline);
            while (await process.StandardError.ReadLineAsync(late.Token) is { } line)
            {
                if (Regex.Match(line, @"^DevTools listening on (ws://\S+)") is { Success: true } told)
                {
                    // What it says later is nobody's, and would fill the pipe.
                    _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                    var playwright = await Playwright.CreateAsync();
                    return new(process, playwright, await playwright.Chromium.ConnectOverCDPAsync(told.Groups[1].Value));
                }
            }

            throw new EndOfStreamException("The browser has ended.");
        }

        public async Task<IPage> Open(Uri? address)
        {
            var tab = await browser.Contexts[0].NewPageAsync();
            tab.SetDefaultTimeout(Chromium.Patience);
            await tab.GotoAsync(address!.AbsoluteUri);
            return tab;
        }

        /// <summary>It has no time to say goodbye.</summary>
        public void Kill()
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        public ValueTask DisposeAsync()
        {
            if (!process.HasExited)
                Kill();
            playwright.Dispose();
            process.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
