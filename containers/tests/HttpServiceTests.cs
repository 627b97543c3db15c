using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Kata.Containers.Http;
using Kata.Protocol;

namespace Kata.Containers.Tests;

public class HttpServiceTests
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    [Test]
    public async Task An_HTTP_1_0_request_is_answered_and_the_connection_closed()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var client = await Client.Connect(endpoint);
        await client.Send("GET /hello.txt HTTP/1.0\r\n\r\n");

        var answer = await client.ReadTextToEnd();

        Assert.That(answer, Does.StartWith("HTTP/1.1 200 OK\r\n").And.EndWith("\r\n\r\nHello, socket.\n"));
        Assert.That(answer, Does.Not.Contain("Server:"));
    }

    [Test]
    public async Task A_request_is_answered_although_the_program_has_finished_sending()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var client = await Client.Connect(endpoint);
        await client.Send("GET /big.txt HTTP/1.0\r\n\r\n");
        client.Finish();

        var (bytes, reset) = await client.ReadToEnd();

        Assert.That(bytes[^FixedSite.BigLength..], Is.EqualTo(FixedSite.Lines(FixedSite.BigLength)));
        Assert.That(reset, Is.False);
    }

    [Test]
    public async Task An_HTTP_1_1_connection_takes_a_second_request()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var client = await Client.Connect(endpoint);
        await client.Send("GET /hello.txt HTTP/1.1\r\nHost: kata\r\n\r\n");
        await client.Send("GET /hello.txt HTTP/1.1\r\nHost: kata\r\nConnection: close\r\n\r\n");

        var answers = await client.ReadTextToEnd();

        Assert.That(answers.Split("HTTP/1.1 200 OK\r\n"), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task An_idle_connection_stays_open()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var client = await Client.Connect(endpoint);

        // Longer than a tick of Kestrel's clock.
        await Stays.Unfinished(client.ReadToEnd(), TimeSpan.FromSeconds(1.3));
    }

    [TestCase("CET")]
    [TestCase("POST")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    [TestCase("get")]
    public async Task Any_method_but_GET_and_HEAD_is_not_allowed(string method)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var client = await Client.Connect(endpoint);
        await client.Send($"{method} /hello.txt HTTP/1.0\r\nContent-Length: 0\r\n\r\n");

        var answer = await client.ReadTextToEnd();

        Assert.That(answer, Does.StartWith("HTTP/1.1 405 Method Not Allowed\r\n").And.Contain("\r\nAllow: GET, HEAD\r\n"));
    }

    [Test]
    public async Task HEAD_has_the_headers_of_GET_and_no_content()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var client = await Client.Connect(endpoint);
        await client.Send("HEAD /big.txt HTTP/1.0\r\n\r\n");

        var answer = await client.ReadTextToEnd();

        Assert.That(answer, Does.Contain("\r\nContent-Length: 48219\r\n").And.EndWith("\r\n\r\n"));
    }

    [Test]
    public async Task A_path_that_is_not_there_is_404_with_a_short_text()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var response = await Http.GetAsync(Uri(endpoint, "/nowhere.txt"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("404 There is no /nowhere.txt here.\n"));
    }

    [TestCase("GET\r\n\r\n")]
    [TestCase("GET /hello.txt HTTP/1.1\r\n\r\n", Description = "RFC 9112 §3.2: no Host")]
    [TestCase("GET /hello.txt HTTP/1.0\r\nno colon\r\n\r\n")]
    public async Task A_request_that_is_none_is_400(string request)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var client = await Client.Connect(endpoint);
        await client.Send(request);

        Assert.That(await client.ReadTextToEnd(), Does.StartWith("HTTP/1.1 400 Bad Request\r\n"));
    }

    [TestCase("/", "text/html", -1)]
    [TestCase("/index.html", "text/html", -1)]
    [TestCase("/hello.txt", "text/plain", 15)]
    [TestCase("/big.txt", "text/plain", FixedSite.BigLength)]
    [TestCase("/huge.txt", "text/plain", FixedSite.HugeLength)]
    [TestCase("/file.bin", "application/octet-stream", FixedSite.FileLength)]
    public async Task The_fixed_site_is_served_whole(string path, string type, int length)
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var response = await Http.GetAsync(Uri(endpoint, path));
        var content = await response.Content.ReadAsByteArrayAsync();

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
        Assert.That(content, length < 0 ? Is.Not.Empty : Has.Length.EqualTo(length));
    }

    [Test]
    public async Task The_binary_file_has_the_SHA_256_that_is_published_beside_it()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        var content = await Http.GetByteArrayAsync(Uri(endpoint, "/file.bin"));
        var published = await Http.GetStringAsync(Uri(endpoint, "/file.bin.sha256"));

        Assert.That(published, Is.EqualTo($"{Convert.ToHexStringLower(SHA256.HashData(content))}  file.bin\n"));
    }

    [Test]
    public async Task A_range_is_206_with_those_bytes()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var request = new HttpRequestMessage(HttpMethod.Get, Uri(endpoint, "/big.txt"));
        request.Headers.Range = new(48_000, null);
        using var response = await Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(response.Content.Headers.ContentRange, Is.EqualTo(new ContentRangeHeaderValue(48_000, 48_218, 48_219)));
        Assert.That(await response.Content.ReadAsByteArrayAsync(),
            Is.EqualTo(FixedSite.Lines(FixedSite.BigLength)[48_000..]));
    }

    [Test]
    public async Task A_range_past_the_end_is_416()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var request = new HttpRequestMessage(HttpMethod.Get, Uri(endpoint, "/hello.txt"));
        request.Headers.Range = new(15, null);
        using var response = await Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestedRangeNotSatisfiable));
    }

    [Test]
    public async Task A_resource_that_has_not_changed_is_304()
    {
        await using var endpoint = await TestEndpoint.Open(Service.Http);
        using var first = await Http.GetAsync(Uri(endpoint, "/hello.txt"));
        using var request = new HttpRequestMessage(HttpMethod.Get, Uri(endpoint, "/hello.txt"));
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var response = await Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task Each_version_has_an_ETag_of_its_own_and_If_Range_sees_the_change()
    {
        await using var endpoint = await TestEndpoint.Open(WithResource("/news.txt", 1, "old news", "new news"));
        var old = await Ask(endpoint, "GET /news.txt HTTP/1.0\r\nRange: bytes=0-2\r\n\r\n");
        var tag = old.Split("ETag: ")[1].Split("\r\n")[0];
        var resumed = await Ask(endpoint, $"GET /news.txt HTTP/1.0\r\nRange: bytes=3-\r\nIf-Range: {tag}\r\n\r\n");

        Assert.That(old, Does.StartWith("HTTP/1.1 206 ").And.EndWith("\r\n\r\nold"));
        Assert.That(resumed, Does.StartWith("HTTP/1.1 200 ").And.EndWith("\r\n\r\nnew news"));
        Assert.That(resumed, Does.Not.Contain(tag));
    }

    [Test]
    public async Task If_Range_with_the_same_version_continues()
    {
        await using var endpoint = await TestEndpoint.Open(WithResource("/news.txt", 2, "old news", "new news"));
        var first = await Ask(endpoint, "GET /news.txt HTTP/1.0\r\n\r\n");
        var tag = first.Split("ETag: ")[1].Split("\r\n")[0];
        var resumed = await Ask(endpoint, $"GET /news.txt HTTP/1.0\r\nRange: bytes=3-\r\nIf-Range: {tag}\r\n\r\n");

        Assert.That(resumed, Does.StartWith("HTTP/1.1 206 ").And.EndWith("\r\n\r\n news"));
    }

    [Test]
    public async Task Only_connections_that_ask_for_a_resource_count_for_its_versions_and_each_sees_one_version()
    {
        await using var endpoint = await TestEndpoint.Open(WithResource("/hello.txt", 1, "one", "two"));
        await Ask(endpoint, "GET /big.txt HTTP/1.0\r\n\r\n");
        const string twice = "GET /hello.txt HTTP/1.1\r\nHost: kata\r\n\r\n"
            + "GET /hello.txt HTTP/1.1\r\nHost: kata\r\nConnection: close\r\n\r\n";

        Assert.That((await Ask(endpoint, twice)).Split("\r\n\r\none"), Has.Length.EqualTo(3));
        Assert.That((await Ask(endpoint, twice)).Split("\r\n\r\ntwo"), Has.Length.EqualTo(3));
        Assert.That((await Ask(endpoint, twice)).Split("\r\n\r\ntwo"), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task A_resource_can_come_in_chunks()
    {
        var text = new string('x', 40);
        await using var endpoint = await TestEndpoint.Open(Framed(ContentFraming.Chunked, text));

        var answer = await Ask(endpoint, "GET /it HTTP/1.1\r\nHost: kata\r\nConnection: close\r\n\r\n");
        var head = await Ask(endpoint, "HEAD /it HTTP/1.1\r\nHost: kata\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.Contain("\r\nTransfer-Encoding: chunked\r\n").And.Not.Contain("Content-Length"));
        Assert.That(answer, Does.EndWith($"\r\n\r\n7\r\nxxxxxxx\r\n1e\r\n{text[..30]}\r\n3\r\nxxx\r\n0\r\n\r\n"));
        Assert.That(head, Does.StartWith("HTTP/1.1 200 OK\r\n").And.EndWith("\r\n\r\n"));
    }

    [Test]
    public async Task A_resource_can_have_no_content()
    {
        await using var endpoint = await TestEndpoint.Open(Framed(ContentFraming.NoContent, "never sent"));

        var answer = await Ask(endpoint, "GET /it HTTP/1.1\r\nHost: kata\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 204 No Content\r\n").And.EndWith("\r\n\r\n").And.Not.Contain("Content-Length"));
    }

    private static EndpointOptions Framed(ContentFraming framing, string text) => new()
    {
        Service = Service.Http,
        Resources = [new() { Path = "/it", Versions = [Encoding.ASCII.GetBytes(text)], Framing = framing }],
    };

    private static EndpointOptions WithResource(string path, int connections, params string[] versions) => new()
    {
        Service = Service.Http,
        Resources =
        [
            new() { Path = path, Versions = [.. versions.Select(Encoding.ASCII.GetBytes)], ConnectionsPerVersion = connections },
        ],
    };

    private static async Task<string> Ask(TestEndpoint endpoint, string request)
    {
        using var client = await Client.Connect(endpoint);
        await client.Send(request);
        return await client.ReadTextToEnd();
    }

    private static Uri Uri(TestEndpoint endpoint, string path) => new($"http://{endpoint.Address}{path}");
}
