using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kata.Student.Watching.Web;

/// <summary>Serves the page to browsers on this machine: the page itself, its changes as server-sent events (HTML, §9.2), and the keys
/// that its buttons press. Only who knows the token in the address gets an answer. Requests for another host are refused, since a name
/// of somebody else may lead here (DNS rebinding), and so are keys that another site's page presses.</summary>
internal sealed class PageServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    /// <summary>The keys that the page may press; q is not one of them.</summary>
    public const string Keys = "hrna";

    private const string Events = "events";
    private const int MostConnections = 64;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly string token = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly PageParts parts;
    private readonly Action<char> pressed;
    private readonly KestrelServer server;
    private readonly CancellationTokenSource ending = new();

    private PageServer(PageParts parts, Action<char> pressed)
    {
        (this.parts, this.pressed) = (parts, pressed);
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        // Without the host around it: it starts several times faster.
        server = new(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Where a browser finds the page: <c>http://127.0.0.1:PORT/TOKEN/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>How many browsers follow.</summary>
    public int Followers => parts.Followers;

    /// <param name="pressed">Told when a button of the page presses a key.</param>
    public static async Task<PageServer> Start(PageParts parts, Action<char> pressed)
    {
        var page = new PageServer(parts, pressed);
        await page.server.StartAsync(page, CancellationToken.None);
        page.Address = new($"{page.server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()}/{page.token}/");
        return page;
    }

    /// <summary>Tells the browsers that follow that nothing more will come.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested)
            return;

        await ending.CancelAsync();
        using var late = new CancellationTokenSource(Farewell);
        await server.StopAsync(late.Token);
        server.Dispose();
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        if (!IsOurs(request.Headers.Host.ToString()))
            return Refuse(context, StatusCodes.Status403Forbidden);

        return WithinToken(request.Path.Value ?? "") switch
        {
            "" => Get(context, SendPage),
            Events => Get(context, Follow),
            ['k', 'e', 'y', 's', '/', var key] when Keys.Contains(key) => Post(context, key),
            _ => Refuse(context, StatusCodes.Status404NotFound),
        };
    }

    private bool IsOurs(string host) => host == Address.Authority || host == $"localhost:{Address.Port}";

    /// <returns>What stands behind the token; null if that is another.</returns>
    private string? WithinToken(string path) =>
        path.Length > token.Length + 1
            && path[0] == '/' && path[token.Length + 1] == '/'
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(path[1..(token.Length + 1)]), Encoding.UTF8.GetBytes(token))
                ? path[(token.Length + 2)..]
                : null;

    private static Task Get(HttpContext context, Func<HttpContext, Task> answer)
    {
        if (HttpMethods.IsGet(context.Request.Method))
            return answer(context);

        context.Response.Headers.Allow = HttpMethods.Get;
        return Refuse(context, StatusCodes.Status405MethodNotAllowed);
    }

    private Task Post(HttpContext context, char key)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return Refuse(context, StatusCodes.Status405MethodNotAllowed);
        }

        // A browser says which page the request comes from (RFC 6454 §7).
        var (origin, host) = (context.Request.Headers.Origin.ToString(), context.Request.Headers.Host.ToString());
        if (origin != "" && origin != $"http://{host}")
            return Refuse(context, StatusCodes.Status403Forbidden);

        pressed(key);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static async Task SendPage(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = PageShell.Policy;
        await context.Response.WriteAsync(PageShell.Html, context.RequestAborted);
    }

    /// <summary>All parts at first, then what changes, until the browser or the server goes.</summary>
    private async Task Follow(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending.Token);
        context.Response.ContentType = "text/event-stream";
        using var follower = parts.Follow();
        try
        {
            await Send(context, "retry: 1000\n\n");
            for (var sent = 0L; ;)
            {
                await parts.Newer(sent).WaitAsync(end.Token);
                var (json, version) = parts.Since(sent);
                await Send(context, $"data: {json}\n\n");
                sent = version;
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Send(context, "event: end\ndata: \n\n");
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The tab was closed.
        }
    }

    private static async Task Send(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
