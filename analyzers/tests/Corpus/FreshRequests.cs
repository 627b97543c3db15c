// What is sent, in the spellings of today's C#.

static class RawLines
{
    static void Wrong(Socket s, string host) => s.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.1\n" + $"Host: {host}\n\n")); // expect: SOCK009

    static void Right(Socket s, string host) => s.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n" + $"Host: {host}\r\n\r\n"));
}

static class LiteralWithoutHost
{
    static ValueTask Wrong(NetworkStream ns) => ns.WriteAsync("GET /index.html HTTP/1.1\r\nConnection: close\r\n\r\n"u8.ToArray()); // expect: SOCK009

    static ValueTask Right(NetworkStream ns) => ns.WriteAsync("GET /index.html HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());
}

static class RequestNeverEnded
{
    static async Task<string> Wrong(TcpClient client, string path, string host)
    {
        NetworkStream ns = client.GetStream();
        string request = string.Concat("GET ", path, " HTTP/1.1\r\nHost: ", host, "\r\n");
        await ns.WriteAsync(Encoding.ASCII.GetBytes(request)); // expect: SOCK009
        using var reader = new StreamReader(ns);
        return await reader.ReadToEndAsync();
    }

    static async Task<string> Right(TcpClient client, string path, string host)
    {
        NetworkStream ns = client.GetStream();
        string request = string.Concat("GET ", path, " HTTP/1.1\r\nHost: ", host, "\r\nConnection: close\r\n\r\n");
        await ns.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(ns);
        return await reader.ReadToEndAsync();
    }
}

static class LinesOfAStreamWriter
{
    static async Task<string?> Wrong(NetworkStream ns, string host)
    {
        await using var writer = new StreamWriter(ns) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("GET / HTTP/1.1");
        await writer.WriteLineAsync($"Host: {host}"); // expect: SOCK009
        return await new StreamReader(ns).ReadLineAsync();
    }

    static async Task<string?> Right(NetworkStream ns, string host)
    {
        await using var writer = new StreamWriter(ns) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("GET / HTTP/1.1");
        await writer.WriteLineAsync($"Host: {host}");
        await writer.WriteLineAsync();
        return await new StreamReader(ns).ReadLineAsync();
    }
}

static class LengthInARawString
{
    static void Wrong(Socket s, string host, string json) =>
        s.Send(Encoding.UTF8.GetBytes($"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: {json.Length}\r\n\r\n{json}")); // expect: SOCK007

    static void Right(Socket s, string host, string json) =>
        s.Send(Encoding.UTF8.GetBytes($"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));
}

static class PrefixOfTheText
{
    static void Wrong(NetworkStream ns, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        Span<byte> prefix = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)text.Length); // expect: SOCK007
        ns.Write(prefix);
        ns.Write(body);
    }

    static void Right(NetworkStream ns, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text);
        Span<byte> prefix = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)body.Length);
        ns.Write(prefix);
        ns.Write(body);
    }
}

static class AskedAndNotFlushed
{
    static async Task<string?> Wrong(TcpClient client, string question)
    {
        var ns = client.GetStream();
        var (reader, writer) = (new StreamReader(ns), new StreamWriter(ns) { NewLine = "\r\n" });
        await writer.WriteLineAsync(question); // expect: SOCK008
        return await reader.ReadLineAsync();
    }

    static async Task<string?> Right(TcpClient client, string question)
    {
        var ns = client.GetStream();
        var (reader, writer) = (new StreamReader(ns), new StreamWriter(ns) { NewLine = "\r\n" });
        await writer.WriteLineAsync(question);
        await writer.FlushAsync();
        return await reader.ReadLineAsync();
    }
}

static class DeflatedAndAwaited
{
    static async Task<int> Wrong(Socket s, byte[] question, byte[] answer)
    {
        await using var ns = new NetworkStream(s);
        var deflate = new DeflateStream(ns, CompressionMode.Compress, leaveOpen: true);
        await deflate.WriteAsync(question); // expect: SOCK008
        return await ns.ReadAsync(answer);
    }

    static async Task<int> Right(Socket s, byte[] question, byte[] answer)
    {
        await using var ns = new NetworkStream(s);
        var deflate = new DeflateStream(ns, CompressionMode.Compress, leaveOpen: true);
        await deflate.WriteAsync(question);
        await deflate.DisposeAsync();
        return await ns.ReadAsync(answer);
    }
}

static class WrittenIntoAPipe
{
    static async Task<string?> Wrong(NetworkStream ns, string name)
    {
        var output = PipeWriter.Create(ns);
        Encoding.ASCII.GetBytes(name + "\r\n", output); // expect: SOCK008
        using var reader = new StreamReader(ns);
        return await reader.ReadLineAsync();
    }

    static async Task<string?> Right(NetworkStream ns, string name)
    {
        var output = PipeWriter.Create(ns);
        Encoding.ASCII.GetBytes(name + "\r\n", output);
        await output.FlushAsync();
        using var reader = new StreamReader(ns);
        return await reader.ReadLineAsync();
    }
}

static class PartOfANonBlockingSend
{
    static void Wrong(IPEndPoint server, byte[] data)
    {
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        s.Connect(server);
        s.Blocking = false;
        s.Send(data); // expect: SOCK006
    }

    static void Right(IPEndPoint server, byte[] data)
    {
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        s.Connect(server);
        s.Send(data);
    }
}

static class AnswerUntilTheEnd
{
    static async Task<string> Wrong(IPEndPoint server, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server);
        NetworkStream ns = client.GetStream();
        await ns.WriteAsync(Encoding.UTF8.GetBytes(text));
        using var all = new MemoryStream();
        await ns.CopyToAsync(all); // expect: SOCK020
        return Encoding.UTF8.GetString(all.ToArray());
    }

    static async Task<string> Right(IPEndPoint server, string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server);
        NetworkStream ns = client.GetStream();
        await ns.WriteAsync(Encoding.UTF8.GetBytes(text));
        client.Client.Shutdown(SocketShutdown.Send);
        using var all = new MemoryStream();
        await ns.CopyToAsync(all);
        return Encoding.UTF8.GetString(all.ToArray());
    }
}
