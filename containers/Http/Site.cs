using System.Diagnostics.CodeAnalysis;
using Kata.Protocol;
using Microsoft.AspNetCore.Http;

namespace Kata.Containers.Http;

/// <summary>The resources of one endpoint: the fixed site, and those that the endpoint was opened with.</summary>
public sealed class Site
{
    private readonly Dictionary<string, VersionedResource> resources;

    public Site(IReadOnlyList<Resource> resources) =>
        this.resources = resources.ToDictionary(r => r.Path, r => new VersionedResource(r));

    /// <summary>The site as one connection sees it.</summary>
    public SiteVisit Visit() => new(this);

    internal RequestDelegate? Find(string path) =>
        resources.TryGetValue(path, out var resource) ? resource.Next() : FixedSite.Find(path);
}

/// <summary>The site as one connection sees it: a resource does not change during a connection.</summary>
public sealed class SiteVisit(Site site)
{
    private readonly Dictionary<string, RequestDelegate> seen = [];

    /// <summary>What serves the resource, if there is one.</summary>
    public bool TryFind(string path, [NotNullWhen(true)] out RequestDelegate? resource)
    {
        if (seen.TryGetValue(path, out resource))
            return true;
        resource = site.Find(path);
        if (resource is null)
            return false;
        seen.Add(path, resource);
        return true;
    }
}

/// <summary>A resource whose content changes from one connection to another.</summary>
internal sealed class VersionedResource(Resource resource)
{
    private readonly RequestDelegate[] versions =
        [.. resource.Versions.Select((content, v) => Serve(resource, content, v))];

    private int connections;

    /// <summary>The version for one more connection.</summary>
    public RequestDelegate Next()
    {
        var before = Interlocked.Increment(ref connections) - 1;
        return versions[Math.Min(before / resource.ConnectionsPerVersion, versions.Length - 1)];
    }

    private static RequestDelegate Serve(Resource resource, byte[] content, int version) => resource.Framing switch
    {
        ContentFraming.Chunked => new ChunkedContent(resource.ContentType, content).Serve,
        ContentFraming.NoContent => NoContent,
        _ => new ResourceFile(resource.Path, resource.ContentType, content, version).Serve,
    };

    private static Task NoContent(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
