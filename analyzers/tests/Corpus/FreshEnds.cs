// Ends of streams that no path sees, in the spellings of today's C#.

static class NeverLessThanZero
{
    static async Task Wrong(NetworkStream ns, byte[] b, Stream file)
    {
        while (await ns.ReadAsync(b) is >= 0 and var n) // expect: SOCK002
            await file.WriteAsync(b.AsMemory(0, n));
    }

    static async Task Right(NetworkStream ns, byte[] b, Stream file)
    {
        while (await ns.ReadAsync(b) is >= 1 and var n)
            await file.WriteAsync(b.AsMemory(0, n));
    }
}

static class NotMinusOne
{
    static void Wrong(Socket s, byte[] b, StringBuilder text)
    {
        int n;
        while ((n = s.Receive(b)) is not -1) // expect: SOCK002
            text.Append(Encoding.ASCII.GetString(b, 0, n));
    }

    static void Right(Socket s, byte[] b, StringBuilder text)
    {
        int n;
        while ((n = s.Receive(b)) is not 0)
            text.Append(Encoding.ASCII.GetString(b, 0, n));
    }
}

static class LinesOfAnAsyncIterator
{
    static async IAsyncEnumerable<string> Wrong(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        while (true)
        {
            string? line = await reader.ReadLineAsync(); // expect: SOCK002
            yield return line!;
        }
    }

    static async IAsyncEnumerable<string> Right(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        while (await reader.ReadLineAsync() is { } line)
            yield return line;
    }
}

static class LengthOfTheLine
{
    static List<string> Wrong(NetworkStream ns)
    {
        var reader = new StreamReader(ns);
        var head = new List<string>();
        string line;
        while ((line = reader.ReadLine()!).Length > 0) // expect: SOCK002
            head.Add(line);
        return head;
    }

    static List<string> Right(NetworkStream ns)
    {
        var reader = new StreamReader(ns);
        var head = new List<string>();
        while (reader.ReadLine() is { Length: > 0 } line)
            head.Add(line);
        return head;
    }
}

static class CompletedAtOnceAndAgain
{
    sealed class Wrong(Socket socket, Stream file)
    {
        public void Run(SocketAsyncEventArgs e)
        {
            e.Completed += OnReceived;
            while (!socket.ReceiveAsync(e))
                OnReceived(socket, e);
        }

        private void OnReceived(object? sender, SocketAsyncEventArgs e)
        {
            if (e.SocketError is not SocketError.Success)
                throw new SocketException((int)e.SocketError);
            file.Write(e.MemoryBuffer.Span[..e.BytesTransferred]); // expect: SOCK002
            socket.ReceiveAsync(e);
        }
    }

    sealed class Right(Socket socket, Stream file)
    {
        public void Run(SocketAsyncEventArgs e)
        {
            e.Completed += OnReceived;
            if (!socket.ReceiveAsync(e))
                OnReceived(socket, e);
        }

        private void OnReceived(object? sender, SocketAsyncEventArgs e)
        {
            while (e is { SocketError: SocketError.Success, BytesTransferred: > 0 })
            {
                file.Write(e.MemoryBuffer.Span[..e.BytesTransferred]);
                if (socket.ReceiveAsync(e))
                    return;
            }
        }
    }
}

static class EmptyBufferOfAPipe
{
    static async Task Wrong(Socket s, Func<ReadOnlySequence<byte>, SequencePosition> parse)
    {
        var reader = PipeReader.Create(new NetworkStream(s));
        for (; ; )
        {
            var result = await reader.ReadAsync(); // expect: SOCK002
            if (result.Buffer.IsEmpty)
                continue;
            reader.AdvanceTo(parse(result.Buffer), result.Buffer.End);
        }
    }

    static async Task Right(Socket s, Func<ReadOnlySequence<byte>, SequencePosition> parse)
    {
        var reader = PipeReader.Create(new NetworkStream(s));
        for (; ; )
        {
            var result = await reader.ReadAsync();
            if (result is { IsCompleted: true, Buffer.IsEmpty: true })
                return;
            reader.AdvanceTo(parse(result.Buffer), result.Buffer.End);
        }
    }
}

static class ShorterThanAtLeast
{
    static async Task<int> Wrong(NetworkStream ns, byte[] b)
    {
        int n = await ns.ReadAtLeastAsync(b, 4, throwOnEndOfStream: false); // expect: SOCK002 or SOCK004
        Console.WriteLine($"{n} bytes");
        return BinaryPrimitives.ReadInt32BigEndian(b);
    }

    static async Task<int> Right(NetworkStream ns, byte[] b)
    {
        int n = await ns.ReadAtLeastAsync(b, 4, throwOnEndOfStream: false);
        return n < 4 ? throw new EndOfStreamException() : BinaryPrimitives.ReadInt32BigEndian(b);
    }
}

static class WhateverTheCaseIs
{
    static void Wrong(Socket s, byte[] b, Stream file)
    {
        while (true)
        {
            switch (s.Receive(b)) // expect: SOCK002
            {
                case > 0 and var n:
                    file.Write(b, 0, n);
                    break;
                default:
                    continue;
            }
        }
    }

    static void Right(Socket s, byte[] b, Stream file)
    {
        while (true)
        {
            switch (s.Receive(b))
            {
                case > 0 and var n:
                    file.Write(b, 0, n);
                    break;
                default:
                    return;
            }
        }
    }
}

static class NamedTupleOfAHelper
{
    static async ValueTask<(Memory<byte> Data, int Length)> Next(NetworkStream ns, Memory<byte> m) => (m, await ns.ReadAsync(m));

    static async Task Wrong(NetworkStream ns, Memory<byte> m, Stream file)
    {
        while (true)
        {
            var piece = await Next(ns, m); // expect: SOCK002
            await file.WriteAsync(piece.Data[..piece.Length]);
        }
    }

    static async Task Right(NetworkStream ns, Memory<byte> m, Stream file)
    {
        while (true)
        {
            var piece = await Next(ns, m);
            if (piece.Length is 0)
                break;
            await file.WriteAsync(piece.Data[..piece.Length]);
        }
    }
}

static class ByteOfATlsStream
{
    static async Task<string> Wrong(TcpClient client, string host)
    {
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(host);
        var line = new StringBuilder();
        for (var c = (char)tls.ReadByte(); c != '\n'; c = (char)tls.ReadByte()) // expect: SOCK002
            line.Append(c);
        return line.ToString();
    }

    static async Task<string> Right(TcpClient client, string host)
    {
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(host);
        var line = new StringBuilder();
        for (int c = tls.ReadByte(); c is not ('\n' or -1); c = tls.ReadByte())
            line.Append((char)c);
        return line.ToString();
    }
}

static class LocalFunctionThatReads
{
    static async Task Wrong(Socket s, Stream file)
    {
        var b = new byte[100];
        while (true)
        {
            int n = await Next(); // expect: SOCK002
            await file.WriteAsync(b, 0, n);
        }

        ValueTask<int> Next() => s.ReceiveAsync(b.AsMemory());
    }

    static async Task Right(Socket s, Stream file)
    {
        var b = new byte[100];
        while (true)
        {
            int n = await Next();
            if (n < 1)
                break;
            await file.WriteAsync(b, 0, n);
        }

        ValueTask<int> Next() => s.ReceiveAsync(b.AsMemory());
    }
}

static class GatheredUntilAWord
{
    static string Wrong(Socket s)
    {
        var text = "";
        Span<byte> piece = stackalloc byte[64];
        do
        {
            text += Encoding.ASCII.GetString(piece[..s.Receive(piece)]); // expect: SOCK002
        }
        while (!text.EndsWith("QUIT\r\n"));
        return text;
    }

    static string Right(Socket s)
    {
        var text = "";
        Span<byte> piece = stackalloc byte[64];
        do
        {
            if (s.Receive(piece) is not (> 0 and var n))
                throw new EndOfStreamException();
            text += Encoding.ASCII.GetString(piece[..n]);
        }
        while (!text.EndsWith("QUIT\r\n"));
        return text;
    }
}
