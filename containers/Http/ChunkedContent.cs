using Microsoft.AspNetCore.Http;

namespace Kata.Containers.Http;

/// <summary>Content whose length is not told in advance: Kestrel sends it in chunks, one for each write (RFC 9112 §7.1).</summary>
public sealed class ChunkedContent(string contentType, byte[] content)
{
    // Several chunks of any content that is worth a check, and sizes of one, two and three hexadecimal digits.
    private static readonly int[] Sizes = [7, 30, 300];

    public async Task Serve(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = contentType;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var rest = content.AsMemory();
        for (var i = 0; !rest.IsEmpty; i++)
        {
            var chunk = rest[..Math.Min(Sizes[i % Sizes.Length], rest.Length)];
            await response.Body.WriteAsync(chunk);
            rest = rest[chunk.Length..];
        }
    }
}
