// A bare socket and HTTP/1.0, spans, everything kept in memory until it is complete.

using System.Net.Sockets;
using System.Text;

static class Step09_ResumingDownload
{
    static int Main(string[] args)
    {
        var content = new MemoryStream();
        var etag = "";

        for (var tries = 5; tries > 0; tries--)
        {
            try
            {
                var error = Fetch(args[0], int.Parse(args[1]), args[2], content, ref etag, out var complete);
                if (error != null)
                {
                    Console.Error.WriteLine(error);
                    return 1;
                }

                if (complete)
                {
                    File.WriteAllBytes(args[3], content.ToArray());
                    Console.WriteLine($"Complete: {content.Length} bytes");
                    return 0;
                }
            }
            catch (SocketException)
            {
                // Dropped: the next try goes on where this one stopped.
            }
        }

        Console.Error.WriteLine("Giving up after 5 tries");
        return 1;
    }

    static string? Fetch(string host, int port, string path, MemoryStream content, ref string etag, out bool complete)
    {
        complete = false;
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(host, port);
        var range = content.Length == 0 || etag == "" ? "" : $"If-Range: {etag}\r\nRange: bytes={content.Length}-\r\n";
        socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: {host}\r\n{range}\r\n"));

        Span<byte> buffer = new byte[4096];
        var head = new List<byte>();
        int end;
        while ((end = Encoding.Latin1.GetString(head.ToArray()).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            var count = socket.Receive(buffer);
            if (count == 0)
                return null;
            head.AddRange(buffer[..count]);
        }

        var lines = Encoding.Latin1.GetString(head.ToArray(), 0, end).Split("\r\n");
        string Field(string name) =>
            lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
                ?[(name.Length + 1)..].Trim() ?? "";

        if (lines[0].Contains(" 200 "))
        {
            content.SetLength(0);
            // A weak one may stand for other bytes, too.
            etag = Field("ETag") is var tag && tag.StartsWith("W/", StringComparison.Ordinal) ? "" : tag;
        }
        else if (!lines[0].Contains(" 206 ")
            || !Field("Content-Range").StartsWith($"bytes {content.Length}-", StringComparison.OrdinalIgnoreCase))
        {
            return "The server answers " + lines[0];
        }

        var left = long.Parse(Field("Content-Length"));
        var first = (int)Math.Min(left, head.Count - end - 4);
        content.Write([.. head[(end + 4)..(end + 4 + first)]]);
        left -= first;
        while (left > 0)
        {
            var count = socket.Receive(buffer[..(int)Math.Min(left, buffer.Length)]);
            if (count == 0)
                return null;
            content.Write(buffer[..count]);
            left -= count;
        }

        complete = true;
        return null;
    }
}
