using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Kata.Containers.Tests;
using Kata.Reports.Html;
using Kata.Student.Watching.Web;
using NUnit.Framework;

namespace Kata.Tests.Student.Watching.Web;

/// <summary>The page's server, asked as a browser, and as somebody else would.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class PageServerTests : IAsyncDisposable
{
    private readonly PageParts parts = new();
    private readonly ConcurrentQueue<char> pressed = [];
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly CancellationTokenSource late = new(Waiting.Deadline);
    private PageServer server = null!;

    [SetUp]
    public async Task Start() => server = await PageServer.Start(parts, pressed.Enqueue);

    [Test]
    public async Task The_page_is_at_its_address_and_asks_for_nothing_else()
    {
        using var answer = await client.GetAsync(server.Address, late.Token);
        var page = await answer.Content.ReadAsStringAsync(late.Token);

        Assert.That(server.Address.AbsoluteUri, Does.Match(@"^http://127\.0\.0\.1:\d+/[0-9a-f]{32}/$"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(page, Does.Not.Match(@"(?i)(https?:)?//[a-z]+\.|@import|url\((?!#)|src=|\son\w+="));
        Assert.That(
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            Does.Match("^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'; .*frame-ancestors 'none'"));
        Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(answer.Headers.Contains("Access-Control-Allow-Origin"), Is.False);
    }

    [Test]
    public async Task Without_the_token_there_is_nothing()
    {
        var token = server.Address.AbsolutePath.Trim('/');
        string[] paths =
        [
            "/", "/events", "/favicon.ico", $"/{token}", $"/{token[..^1]}/", $"/{token}0/", $"/{new string('0', 32)}/", $"/x/{token}/",
            $"/{token}/none", $"/{token}/keys/q", $"/{token}/keys/hr", $"//{token}/",
        ];
        foreach (var path in paths)
        {
            Assert.That(await Status(HttpMethod.Get, path), Is.EqualTo(HttpStatusCode.NotFound), path);
            Assert.That(await Status(HttpMethod.Post, path), Is.EqualTo(HttpStatusCode.NotFound), path);
        }

        Assert.That(pressed, Is.Empty);
    }

    [Test]
    public async Task A_name_of_somebody_else_that_leads_here_is_refused()
    {
        var port = server.Address.Port;
        string[] others =
            ["kata.example", $"kata.example:{port}", "127.0.0.1", $"127.0.0.1.kata.example:{port}", $"127.0.0.1:{port + 1}"];
        foreach (var host in others)
            Assert.That(await Status(HttpMethod.Get, "", host), Is.EqualTo(HttpStatusCode.Forbidden), host);
        Assert.That(await Status(HttpMethod.Get, "", $"localhost:{port}"), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Buttons_press_keys_and_other_sites_do_not()
    {
        var ours = $"http://{server.Address.Authority}";

        Assert.That(await Status(HttpMethod.Post, "keys/h", origin: ours), Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await Status(HttpMethod.Post, "keys/r", origin: "http://kata.example"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await Status(HttpMethod.Post, "keys/r", origin: "null"), Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await Status(HttpMethod.Get, "keys/r"), Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(await Status(HttpMethod.Post, ""), Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(pressed, Is.EqualTo("h"));
    }

    [Test]
    public async Task Who_comes_gets_all_parts_and_then_what_changes()
    {
        parts.Set("title", Markup.Of($"one"));
        parts.Set("state", Markup.Of($"two\nlines"));
        using var follower = await Follow();

        Assert.That(await Next(follower), Is.EquivalentTo(new Dictionary<string, string> { ["title"] = "one", ["state"] = "two\nlines" }));
        parts.Set("title", Markup.Of($"one"));
        parts.Set("state", Markup.Of($"three"));
        Assert.That(
            await Next(follower),
            Is.EqualTo(new Dictionary<string, string> { ["state"] = "three" }),
            "what is as it was is not sent");
    }

    [Test]
    public async Task A_storm_ends_with_the_last_state_for_all_who_follow()
    {
        using var one = await Follow();
        using var other = await Follow();
        for (var save = 1; save <= 5_000; save++)
            parts.SetText("state", $"{save}");

        foreach (var follower in (StreamReader[])[one, other])
        {
            var (state, messages) = ("", 0);
            for (; state != "5000"; messages++)
                state = (await Next(follower))["state"];
            Assert.That(messages, Is.LessThanOrEqualTo(5_000));
        }
    }

    [Test]
    public void What_came_meanwhile_is_one_change()
    {
        for (var save = 1; save <= 1_000; save++)
            parts.SetText("state", $"{save}");

        var (json, version) = parts.Since(0);
        Assert.That(json, Is.EqualTo("""{"state":"1000"}"""));
        Assert.That(parts.Newer(version).IsCompleted, Is.False);
        Assert.That(parts.Newer(version - 1).IsCompleted, Is.True);
    }

    [Test]
    public async Task Closed_tabs_are_forgotten()
    {
        for (var round = 0; round < 3; round++)
        {
            var followers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Follow()));
            await Until(20);
            foreach (var follower in followers)
                follower.Dispose();
            await Until(0);
        }
    }

    [Test]
    public async Task Whoever_follows_hears_that_it_ends()
    {
        using var follower = await Follow();
        await Until(1);
        await server.DisposeAsync();

        Assert.That(await follower.ReadToEndAsync(late.Token), Does.EndWith("event: end\ndata: \n\n"));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        late.Dispose();
    }

    /// <param name="path">Behind the token, or from the root if it begins with a slash.</param>
    private async Task<HttpStatusCode> Status(HttpMethod method, string path, string? host = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(
            method,
            path.StartsWith('/') ? $"http://{server.Address.Authority}{path}" : $"{server.Address}{path}");
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
        return answer.StatusCode;
    }

    private async Task<StreamReader> Follow() => new(await client.GetStreamAsync(new Uri(server.Address, "events"), late.Token));

    private async Task<Dictionary<string, string>> Next(StreamReader follower)
    {
        while (await follower.ReadLineAsync(late.Token) is { } line)
        {
            if (Regex.Match(line, "^data: (.+)$") is { Success: true } data)
                return JsonSerializer.Deserialize<Dictionary<string, string>>(data.Groups[1].Value)!;
        }

        throw new EndOfStreamException("The server has ended the events.");
    }

    /// <summary>The server hears from the system that a connection is gone, and tells nobody: it is asked again and again.</summary>
    private async Task Until(int followers)
    {
        while (server.Followers != followers)
            await Task.Delay(5, late.Token);
    }
}
