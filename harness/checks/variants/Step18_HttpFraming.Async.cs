// Asynchronous, with a pipe: the bytes stay in it until they have been understood.

using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

static class Step18_HttpFraming
{
    static async Task<int> Main(string[] args)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(args[0], int.Parse(args[1]));
        }
        catch (SocketException error)
        {
            await Console.Error.WriteLineAsync($"Connection error: {error.Message}");
            return 1;
        }

        string path = "";
        try
        {
            await using NetworkStream stream = client.GetStream();
            PipeReader input = PipeReader.Create(stream);
            var tags = new Dictionary<string, string>();
            foreach (string argument in args.Skip(2))
            {
                string[] parts = argument.StartsWith('/') ? ["GET", argument] : argument.Split(':', 2);
                path = parts[1];
                var request = new StringBuilder($"{parts[0]} {path} HTTP/1.1\r\nHost: {args[0]}\r\n");
                if (tags.TryGetValue(path, out var tag))
                    request.Append($"If-None-Match: {tag}\r\n");
                await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()));

                if ((await Line(input)).Split(' ') is not [var protocol, var status, ..]
                    || !protocol.StartsWith("HTTP/1.") || !int.TryParse(status, out _))
                    throw new InvalidDataException("no status");
                var headers = await Headers(input);
                byte[] body = parts[0] == "HEAD" || status is "204" or "304" ? [] : await Body(input, headers);
                if (headers.TryGetValue("etag", out tag))
                    tags[path] = tag;
                Console.WriteLine($"{argument}: {status}, {body.Length} bytes\n{Encoding.UTF8.GetString(body)}");
            }

            return 0;
        }
        catch (EndOfStreamException)
        {
            await Console.Error.WriteLineAsync($"The answer for {path} was cut short");
        }
        catch (InvalidDataException error)
        {
            await Console.Error.WriteLineAsync($"The answer for {path} is not HTTP: {error.Message}");
        }
        catch (IOException error)
        {
            await Console.Error.WriteLineAsync($"Error on the connection: {error.Message}");
        }

        return 1;
    }

    static async Task<Dictionary<string, string>> Headers(PipeReader input)
    {
        var headers = new Dictionary<string, string>();
        while (await Line(input) is { Length: > 0 } line)
        {
            string[] parts = line.Split(':', 2);
            headers[parts[0].ToLowerInvariant()] = parts[1].Trim();
        }

        return headers;
    }

    static async Task<byte[]> Body(PipeReader input, Dictionary<string, string> headers)
    {
        using var body = new MemoryStream();
        if (headers.TryGetValue("transfer-encoding", out var coding))
        {
            if (!coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                throw new InvalidDataException($"unknown coding: {coding}");
            while (await Size(input) is > 0 and var size)
            {
                body.Write(await Bytes(input, size));
                if (await Line(input) != "")
                    throw new InvalidDataException("a chunk is longer than its size");
            }

            await Headers(input);
        }
        else if (headers.TryGetValue("content-length", out var length))
        {
            if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw new InvalidDataException($"no length: {length}");
            body.Write(await Bytes(input, count));
        }
        else
        {
            await input.CopyToAsync(body);
        }

        return body.ToArray();
    }

    static async Task<int> Size(PipeReader input)
    {
        string text = (await Line(input)).Split(';')[0].Trim();
        try
        {
            // FFFFFFFF is -1 as an int.
            return Convert.ToInt32(text, 16) is >= 0 and var size ? size : throw new OverflowException();
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"no chunk size: {text}");
        }
    }

    static async Task<byte[]> Bytes(PipeReader input, int count)
    {
        if (count == 0)
            return [];
        ReadResult read = await input.ReadAtLeastAsync(count);
        if (read.Buffer.Length < count)
            throw new EndOfStreamException();
        byte[] bytes = read.Buffer.Slice(0, count).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(count));
        return bytes;
    }

    static async Task<string> Line(PipeReader input)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync();
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.Latin1.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                input.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.IsCompleted)
                throw new EndOfStreamException();
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
