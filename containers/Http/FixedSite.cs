using System.Text;
using Kata.Containers.Transport;
using Kata.Protocol;
using Microsoft.AspNetCore.Http;

namespace Kata.Containers.Http;

/// <summary>The resources that every HTTP endpoint has. Always the same bytes; made when first asked for.</summary>
public static class FixedSite
{
    /// <summary>Length of <c>/big.txt</c> in bytes.</summary>
    public const int BigLength = 48_219;

    /// <summary>Length of <c>/huge.txt</c> in bytes.</summary>
    public const int HugeLength = 700_000;

    /// <summary>Length of <c>/file.bin</c> in bytes.</summary>
    public const int FileLength = 5_000_000;

    /// <summary>SHA-256 of <c>/file.bin</c>. Written down, since the static executable has no cryptography.</summary>
    public const string FileSha256 = "310730b446576e5d37db543ec2db0067ccc718236817d1b56fd67c4dc877095f";

    private const string Text = "text/plain; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    private const string IndexPage = """
        <!DOCTYPE html>
        <html lang="en">
        <head><title>Socket Kata</title></head>
        <body>
        <h1>Socket Kata</h1>
        <p>You have reached the HTTP server.</p>
        <ul>
        <li><a href="/hello.txt">hello.txt</a>: one line</li>
        <li><a href="/big.txt">big.txt</a>: 48,219 bytes of text</li>
        <li><a href="/huge.txt">huge.txt</a>: 700,000 bytes of text</li>
        <li><a href="/file.bin">file.bin</a>: 5,000,000 bytes, and its <a href="/file.bin.sha256">SHA-256</a></li>
        </ul>
        </body>
        </html>

        """;

    private static readonly Dictionary<string, Lazy<ResourceFile>> Resources = new()
    {
        ["/"] = Made("/", Html, () => Encoding.UTF8.GetBytes(IndexPage)),
        ["/index.html"] = Made("/index.html", Html, () => Encoding.UTF8.GetBytes(IndexPage)),
        ["/hello.txt"] = Made("/hello.txt", Text, () => "Hello, socket.\n"u8.ToArray()),
        ["/big.txt"] = Made("/big.txt", Text, () => Lines(BigLength)),
        ["/huge.txt"] = Made("/huge.txt", Text, () => Lines(HugeLength)),
        ["/file.bin"] = Made("/file.bin", "application/octet-stream", Noise),
        ["/file.bin.sha256"] = Made("/file.bin.sha256", Text, () => Encoding.UTF8.GetBytes($"{FileSha256}  file.bin\n")),
    };

    /// <summary>What serves the resource, if there is one.</summary>
    public static RequestDelegate? Find(string path) =>
        Resources.TryGetValue(path, out var resource) ? resource.Value.Serve : null;

    private static Lazy<ResourceFile> Made(string path, string contentType, Func<byte[]> content) =>
        new(() => new(path, contentType, content()));

    /// <summary>Lines of 64 bytes, each of which begins with its own offset, so that a byte lost, doubled or out of
    /// place is seen at a glance.</summary>
    internal static byte[] Lines(int length)
    {
        var text = new StringBuilder(length + 64);
        while (text.Length < length)
            text.Append($"{text.Length:D7}  every line has 64 bytes and begins with its own offset\n");
        text.Length = length - 1;
        return Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }

    internal static byte[] Noise()
    {
        var random = new Seeded(2012);
        var content = new byte[FileLength];
        for (var i = 0; i < content.Length; i++)
            content[i] = (byte)random.Next();
        return content;
    }
}
