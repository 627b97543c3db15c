// Counts that are lost on the way, in the spellings of today's C#.

static class ThroughAnArrowProperty
{
    sealed class Wrong(Socket socket)
    {
        private NetworkStream Wire => new(socket, ownsSocket: false);

        public byte First(byte[] b)
        {
            Wire.Read(b); // expect: SOCK001
            return b[0];
        }
    }

    sealed class Right(Socket socket)
    {
        private NetworkStream Wire => new(socket, ownsSocket: false);

        public byte First(byte[] b)
        {
            Wire.ReadExactly(b.AsSpan(0, 1));
            return b[0];
        }
    }
}

static class InALambdaForEach
{
    static void Wrong(List<Socket> sockets, byte[] b) => sockets.ForEach(s => s.Receive(b)); // expect: SOCK001

    static void Right(List<Socket> sockets, byte[] b) => sockets.ForEach(s => Console.WriteLine(s.Receive(b)));
}

static class InAnAsyncLambda
{
    static Func<Socket, Task> Wrong(byte[] b) => async s =>
    {
        await s.ReceiveAsync(b); // expect: SOCK001
        Console.WriteLine(b[0]);
    };

    static Func<Socket, Task> Right(byte[] b) => async s =>
    {
        if (await s.ReceiveAsync(b) > 0)
            Console.WriteLine(b[0]);
    };
}

static class OnAnotherThreadAndDiscarded
{
    static async Task Wrong(Socket s, byte[] b)
    {
        _ = await Task.Run(() => s.Receive(b)); // expect: SOCK001
        Console.WriteLine(b[0]);
    }

    static async Task Right(Socket s, byte[] b)
    {
        if (await Task.Run(() => s.Receive(b)) is 0)
            return;
        Console.WriteLine(b[0]);
    }
}

static class ForEachAsyncOverPeers
{
    static Task Wrong(IEnumerable<NetworkStream> peers, byte[] b) => Parallel.ForEachAsync(peers, async (peer, stop) =>
    {
        await peer.ReadAsync(b, stop); // expect: SOCK001
        Console.WriteLine(b[0]);
    });

    static Task Right(IEnumerable<NetworkStream> peers, byte[] b) => Parallel.ForEachAsync(peers, async (peer, stop) =>
    {
        await peer.ReadExactlyAsync(b, stop);
        Console.WriteLine(b[0]);
    });
}

static class SenderOnlyOfAMessage
{
    static async Task<string> Wrong(Socket u, byte[] b, EndPoint any)
    {
        SocketReceiveMessageFromResult result = await u.ReceiveMessageFromAsync(b, SocketFlags.None, any); // expect: SOCK001 or SOCK003
        return $"{result.RemoteEndPoint}: {Encoding.ASCII.GetString(b)}";
    }

    static async Task<string> Right(Socket u, byte[] b, EndPoint any)
    {
        SocketReceiveMessageFromResult result = await u.ReceiveMessageFromAsync(b, SocketFlags.None, any);
        return $"{result.RemoteEndPoint}: {Encoding.ASCII.GetString(b, 0, result.ReceivedBytes)}";
    }
}

static class CountLoggedOnly
{
    static async Task<string> Wrong(Socket u, byte[] b, EndPoint any, Action<string> log)
    {
        var result = await u.ReceiveFromAsync(b, any);
        log($"{result.ReceivedBytes} bytes");
        return Encoding.UTF8.GetString(b); // expect: SOCK003
    }

    static async Task<string> Right(Socket u, byte[] b, EndPoint any, Action<string> log)
    {
        var result = await u.ReceiveFromAsync(b, any);
        log($"{result.ReceivedBytes} bytes");
        return Encoding.UTF8.GetString(b.AsSpan(..result.ReceivedBytes));
    }
}

static class AwaiterOfAValueTask
{
    static byte Wrong(NetworkStream ns, Memory<byte> m)
    {
        ns.ReadAsync(m).AsTask().GetAwaiter().GetResult(); // expect: SOCK001
        return m.Span[0];
    }

    static byte Right(NetworkStream ns, Memory<byte> m)
    {
        int n = ns.ReadAsync(m).AsTask().GetAwaiter().GetResult();
        return n == 0 ? throw new EndOfStreamException() : m.Span[0];
    }
}

static class BrotliOverATcpClient
{
    static byte Wrong(TcpClient client, byte[] b)
    {
        using var text = new BrotliStream(client.GetStream(), CompressionMode.Decompress);
        text.Read(b, 0, b.Length); // expect: SOCK001
        return b[^1];
    }

    static byte Right(TcpClient client, byte[] b)
    {
        using var text = new BrotliStream(client.GetStream(), CompressionMode.Decompress);
        text.ReadExactly(b, 0, b.Length);
        return b[^1];
    }
}

static class RentedAndUsedWhole
{
    static string Wrong(Socket s)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            int n = s.Receive(rented);
            return n == 0 ? "" : Encoding.ASCII.GetString(rented); // expect: SOCK003
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    static string Right(Socket s)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            int n = s.Receive(rented);
            return n == 0 ? "" : Encoding.ASCII.GetString(rented, 0, n);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

static class YieldedWhole
{
    static async IAsyncEnumerable<byte[]> Wrong(NetworkStream ns)
    {
        while (true)
        {
            var b = new byte[512];
            int n = await ns.ReadAsync(b);
            if (n == 0)
                yield break;
            yield return b; // expect: SOCK003
        }
    }

    static async IAsyncEnumerable<byte[]> Right(NetworkStream ns)
    {
        while (true)
        {
            var b = new byte[512];
            int n = await ns.ReadAsync(b);
            if (n == 0)
                yield break;
            yield return b[..n];
        }
    }
}

static class WholeBufferIntoAChannel
{
    static async Task Wrong(NetworkStream ns, ChannelWriter<byte[]> pieces)
    {
        var b = new byte[512];
        while (await ns.ReadAsync(b) > 0)
            await pieces.WriteAsync(b.ToArray()); // expect: SOCK001 or SOCK003
    }

    static async Task Right(NetworkStream ns, ChannelWriter<byte[]> pieces)
    {
        var b = new byte[512];
        while (await ns.ReadAsync(b) is > 0 and var n)
            await pieces.WriteAsync(b[..n]);
    }
}

static class WholeBufferHashed
{
    static async Task Wrong(NetworkStream ns, IncrementalHash hash)
    {
        var b = new byte[512];
        int n;
        while ((n = await ns.ReadAsync(b)) != 0)
            hash.AppendData(b); // expect: SOCK003
    }

    static async Task Right(NetworkStream ns, IncrementalHash hash)
    {
        var b = new byte[512];
        int n;
        while ((n = await ns.ReadAsync(b)) != 0)
            hash.AppendData(b, 0, n);
    }
}

static class WinnerOfARaceUnasked
{
    static async Task<byte> Wrong(Socket one, Socket other, byte[] a, byte[] b)
    {
        Task<int> first = one.ReceiveAsync(new ArraySegment<byte>(a));
        Task<int> second = other.ReceiveAsync(new ArraySegment<byte>(b));
        Task<int> winner = await Task.WhenAny(first, second); // expect: SOCK001
        return winner == first ? a[0] : b[0];
    }

    static async Task<byte> Right(Socket one, Socket other, byte[] a, byte[] b)
    {
        Task<int> first = one.ReceiveAsync(new ArraySegment<byte>(a));
        Task<int> second = other.ReceiveAsync(new ArraySegment<byte>(b));
        Task<int> winner = await Task.WhenAny(first, second);
        if (await winner == 0)
            throw new EndOfStreamException();
        return winner == first ? a[0] : b[0];
    }
}

static class CountIntoADiscardOfATuple
{
    static async Task<byte> Wrong(Socket s, byte[] b)
    {
        (_, byte first) = (await s.ReceiveAsync(b), b[0]); // expect: SOCK001
        return first;
    }

    static async Task<byte> Right(Socket s, byte[] b)
    {
        (int n, byte first) = (await s.ReceiveAsync(b), b[0]);
        return n > 0 ? first : throw new EndOfStreamException();
    }
}
