using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Kata.Containers.Http;

/// <summary>One version of one resource, served as the file of a web server: ASP.NET Core's middleware for static
/// files does the rest (HEAD, ETag, Last-Modified, If-None-Match, Range, If-Range, 206, 304, 416).</summary>
public sealed class ResourceFile : IFileInfo, IFileProvider, IContentTypeProvider
{
    // The middleware makes the ETag from Last-Modified and length. A day between versions is more than any length
    // can make up for, so that two versions never have the same one.
    private static readonly DateTimeOffset FirstVersion = new(2013, 9, 18, 13, 53, 23, TimeSpan.Zero);

    private readonly string contentType;
    private readonly byte[] content;

    public ResourceFile(string path, string contentType, byte[] content, int version = 0)
    {
        this.contentType = contentType;
        this.content = content;
        Name = path[(path.LastIndexOf('/') + 1)..];
        LastModified = FirstVersion.AddDays(version);
        var options = new StaticFileOptions { FileProvider = this, ContentTypeProvider = this };
        var files = new StaticFileMiddleware(
            NotServed, NoEnvironment.Instance, Options.Create(options), NullLoggerFactory.Instance);
        Serve = files.Invoke;
    }

    /// <summary>Answers a GET or HEAD request for this resource.</summary>
    public RequestDelegate Serve { get; }

    public string Name { get; }

    public bool Exists => true;

    public bool IsDirectory => false;

    public long Length => content.Length;

    public DateTimeOffset LastModified { get; }

    public string? PhysicalPath => null;

    public Stream CreateReadStream() => new MemoryStream(content, writable: false);

    IFileInfo IFileProvider.GetFileInfo(string subpath) => this;

    IDirectoryContents IFileProvider.GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

    IChangeToken IFileProvider.Watch(string filter) => NullChangeToken.Singleton;

    bool IContentTypeProvider.TryGetContentType(string subpath, [MaybeNullWhen(false)] out string type)
    {
        type = contentType;
        return true;
    }

    private static Task NotServed(HttpContext context) =>
        throw new InvalidOperationException($"Static files refused {context.Request.Method} {context.Request.Path}.");

    /// <summary>The middleware wants an environment, for the folder it would read from by default.</summary>
    private sealed class NoEnvironment : IWebHostEnvironment
    {
        public static readonly NoEnvironment Instance = new();

        public string WebRootPath { get; set; } = "";

        public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();

        public string ApplicationName { get; set; } = "Servers";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = "";

        public string EnvironmentName { get; set; } = "Production";
    }
}
