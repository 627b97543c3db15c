using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Kata.Containers.Http;

/// <summary>What Kestrel calls for each request: the resource answers GET and HEAD; all else is an error that says
/// what would be right.</summary>
public sealed class SiteApplication : IHttpApplication<HttpContext>
{
    private const string Allowed = "GET, HEAD";

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Method is not ("GET" or "HEAD")) // Case counts: RFC 9110 §9.1.
        {
            context.Response.Headers.Allow = Allowed;
            return Answer(context, StatusCodes.Status405MethodNotAllowed,
                $"The method {request.Method} is not allowed here; {Allowed} are.");
        }

        // The file middleware takes an If-Range that it cannot read for none. It is one that does not match, so the
        // range does not count (RFC 9110 §13.1.5).
        if (request.Headers.IfRange.Count > 0 && !RangeConditionHeaderValue.TryParse(request.Headers.IfRange.ToString(), out _))
            request.Headers.Remove(HeaderNames.Range);

        return context.Features.GetRequiredFeature<SiteVisit>().TryFind(request.Path, out var resource)
            ? resource(context)
            : Answer(context, StatusCodes.Status404NotFound, $"There is no {request.Path} here.");
    }

    private static Task Answer(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        text = $"{status} {text}\n";
        context.Response.ContentLength = System.Text.Encoding.UTF8.GetByteCount(text);
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync(text);
    }
}
