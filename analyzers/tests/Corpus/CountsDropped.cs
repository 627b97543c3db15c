// A receive whose count nobody reads.

static class DatagramIntoABuffer
{
    static string Wrong(Socket u, byte[] b, ref EndPoint from)
    {
        u.ReceiveFrom(b, ref from); // expect: SOCK001
        return Encoding.ASCII.GetString(b);
    }

    static string Right(Socket u, byte[] b, ref EndPoint from)
    {
        int n = u.ReceiveFrom(b, ref from);
        return Encoding.ASCII.GetString(b, 0, n);
    }
}

static class DatagramWithItsInterface
{
    static byte Wrong(Socket u, byte[] b, ref EndPoint from)
    {
        SocketFlags flags = SocketFlags.None;
        u.ReceiveMessageFrom(b, ref flags, ref from, out IPPacketInformation where); // expect: SOCK001
        Console.WriteLine(where.Interface);
        return b[0];
    }

    static byte Right(Socket u, byte[] b, ref EndPoint from)
    {
        SocketFlags flags = SocketFlags.None;
        int n = u.ReceiveMessageFrom(b, ref flags, ref from, out IPPacketInformation where);
        Console.WriteLine(where.Interface);
        return n > 0 ? b[0] : (byte)0;
    }
}

static class AwaitedDatagramOnlyForItsSender
{
    static async Task<string> Wrong(Socket u, byte[] b, EndPoint any, CancellationToken stop)
    {
        SocketReceiveFromResult result = await u.ReceiveFromAsync(b, any, stop);
        return $"{result.RemoteEndPoint}: {Encoding.ASCII.GetString(b)}"; // expect: SOCK001 or SOCK003
    }

    static async Task<string> Right(Socket u, byte[] b, EndPoint any, CancellationToken stop)
    {
        SocketReceiveFromResult result = await u.ReceiveFromAsync(b, any, stop);
        return $"{result.RemoteEndPoint}: {Encoding.ASCII.GetString(b, 0, result.ReceivedBytes)}";
    }
}

static class AwaitedDatagramDropped
{
    static async Task<int> Wrong(Socket u, Memory<byte> b, EndPoint any)
    {
        await u.ReceiveFromAsync(b, SocketFlags.None, any).ConfigureAwait(false); // expect: SOCK001
        return BinaryPrimitives.ReadInt32BigEndian(b.Span);
    }

    static async Task<int> Right(Socket u, Memory<byte> b, EndPoint any)
    {
        var result = await u.ReceiveFromAsync(b, SocketFlags.None, any).ConfigureAwait(false);
        return result.ReceivedBytes < 4 ? throw new InvalidDataException() : BinaryPrimitives.ReadInt32BigEndian(b.Span);
    }
}

static class ErrorCodeNobodyReads
{
    static string Wrong(Socket s, byte[] b)
    {
        int n = s.Receive(b, 0, b.Length, SocketFlags.None, out SocketError error); // expect: SOCK001 or SOCK011
        return n > 0 ? Encoding.ASCII.GetString(b, 0, n) : "the end";
    }

    static string Right(Socket s, byte[] b)
    {
        int n = s.Receive(b, 0, b.Length, SocketFlags.None, out SocketError error);
        if (error != SocketError.Success)
            throw new SocketException((int)error);
        return n > 0 ? Encoding.ASCII.GetString(b, 0, n) : "the end";
    }
}

static class AwaitedIntoMemory
{
    static async Task<int> Wrong(NetworkStream ns, Memory<byte> four, CancellationToken stop)
    {
        await ns.ReadAsync(four, stop); // expect: SOCK001
        return BinaryPrimitives.ReadInt32BigEndian(four.Span);
    }

    static async Task<int> Right(NetworkStream ns, Memory<byte> four, CancellationToken stop)
    {
        await ns.ReadExactlyAsync(four, stop);
        return BinaryPrimitives.ReadInt32BigEndian(four.Span);
    }
}

static class OnAnotherThread
{
    static async Task Wrong(NetworkStream ns, byte[] b)
    {
        await Task.Run(() => ns.Read(b, 0, b.Length)); // expect: SOCK001
        Console.WriteLine(b[0]);
    }

    static async Task Right(NetworkStream ns, byte[] b)
    {
        int n = await Task.Run(() => ns.Read(b, 0, b.Length));
        if (n > 0)
            Console.WriteLine(b[0]);
    }
}

static class WhicheverComesFirst
{
    static async Task<string> Wrong(NetworkStream ns, byte[] b)
    {
        Task<int> read = ns.ReadAsync(b, 0, b.Length);
        if (await Task.WhenAny(read, Task.Delay(1000)) != read) // expect: SOCK001 or SOCK003
            throw new TimeoutException();
        return Encoding.ASCII.GetString(b);
    }

    static async Task<string> Right(NetworkStream ns, byte[] b)
    {
        Task<int> read = ns.ReadAsync(b, 0, b.Length);
        if (await Task.WhenAny(read, Task.Delay(1000)) != read)
            throw new TimeoutException();
        return Encoding.ASCII.GetString(b, 0, await read);
    }
}

static class BothAtOnce
{
    static async Task Wrong(Socket left, Socket right, byte[] a, byte[] b)
    {
        await Task.WhenAll(left.ReceiveAsync(a), right.ReceiveAsync(b)); // expect: SOCK001
        Console.WriteLine(a[0] + b[0]);
    }

    static async Task Right(Socket left, Socket right, byte[] a, byte[] b)
    {
        int[] counts = await Task.WhenAll(left.ReceiveAsync(a), right.ReceiveAsync(b));
        if (counts.Contains(0))
            throw new EndOfStreamException();
        Console.WriteLine(a[0] + b[0]);
    }
}

static class WaitedForWithoutItsResult
{
    static void Wrong(NetworkStream ns, byte[] b)
    {
        ns.ReadAsync(b, 0, b.Length).Wait(); // expect: SOCK001
        Console.WriteLine(Convert.ToHexString(b));
    }

    static void Right(NetworkStream ns, byte[] b)
    {
        int n = ns.ReadAsync(b, 0, b.Length).Result;
        if (n == 0)
            return;
        Console.WriteLine(Convert.ToHexString(b, 0, n));
    }
}

static class ContinuedWithoutItsResult
{
    static Task Wrong(NetworkStream ns, byte[] b) =>
        ns.ReadAsync(b, 0, b.Length).ContinueWith(_ => Console.WriteLine(Encoding.ASCII.GetString(b))); // expect: SOCK001 or SOCK003

    static Task Right(NetworkStream ns, byte[] b) =>
        ns.ReadAsync(b, 0, b.Length).ContinueWith(read =>
            Console.WriteLine(read.Result == 0 ? "the end" : Encoding.ASCII.GetString(b, 0, read.Result)));
}

static class EndReadInALambda
{
    static void Wrong(NetworkStream ns, byte[] b) => ns.BeginRead(b, 0, b.Length, result =>
    {
        ns.EndRead(result); // expect: SOCK001
        Console.WriteLine(Encoding.ASCII.GetString(b));
    }, null);

    static void Right(NetworkStream ns, byte[] b) => ns.BeginRead(b, 0, b.Length, result =>
    {
        int n = ns.EndRead(result);
        if (n > 0)
            Console.WriteLine(Encoding.ASCII.GetString(b, 0, n));
    }, null);
}

static class EndReceiveOfAStateObject
{
    sealed class State(Socket socket)
    {
        public Socket Socket { get; } = socket;
        public byte[] Buffer { get; } = new byte[1024];
        public StringBuilder Text { get; } = new();
    }

    static void Wrong(IAsyncResult result)
    {
        var state = (State)result.AsyncState!;
        state.Socket.EndReceive(result); // expect: SOCK001
        state.Text.Append(Encoding.ASCII.GetString(state.Buffer));
    }

    static void Right(IAsyncResult result)
    {
        var state = (State)result.AsyncState!;
        int n = state.Socket.EndReceive(result);
        if (n == 0)
            return;
        state.Text.Append(Encoding.ASCII.GetString(state.Buffer, 0, n));
    }
}

static class StreamOfAPrimaryConstructor
{
    sealed class Wrong(Stream stream)
    {
        public static Wrong Of(TcpClient client) => new(client.GetStream());

        public int Length()
        {
            var four = new byte[4];
            stream.Read(four, 0, 4); // expect: SOCK001
            return BinaryPrimitives.ReadInt32BigEndian(four);
        }
    }

    sealed class Right(Stream stream)
    {
        public static Right Of(TcpClient client) => new(client.GetStream());

        public int Length()
        {
            var four = new byte[4];
            stream.ReadExactly(four, 0, 4);
            return BinaryPrimitives.ReadInt32BigEndian(four);
        }
    }
}

static class StreamOfAnInitProperty
{
    sealed class Wrong
    {
        public required Stream Peer { get; init; }

        public static Wrong Of(Socket socket) => new() { Peer = new NetworkStream(socket, ownsSocket: true) };

        public byte First(byte[] b)
        {
            _ = Peer.Read(b); // expect: SOCK001
            return b[0];
        }
    }

    sealed class Right
    {
        public required Stream Peer { get; init; }

        public static Right Of(Socket socket) => new() { Peer = new NetworkStream(socket, ownsSocket: true) };

        public byte First(byte[] b) => Peer.Read(b) > 0 ? b[0] : throw new EndOfStreamException();
    }
}

static class StreamOfABaseClassElsewhere
{
    sealed class Wrong(TcpClient client) : Wire(client)
    {
        public async Task<byte> First(byte[] b, CancellationToken stop)
        {
            await Peer.ReadAsync(b, stop); // expect: SOCK001
            return b[0];
        }
    }

    sealed class Right(TcpClient client) : Wire(client)
    {
        public async Task<byte> First(byte[] b, CancellationToken stop)
        {
            int n = await Peer.ReadAsync(b, stop);
            return n == 0 ? throw new EndOfStreamException() : b[0];
        }
    }
}

static class StreamMadeElsewhere
{
    static byte[] Wrong(string host)
    {
        using Stream stream = Wires.Open(host, 7);
        var b = new byte[8];
        stream.Read(b, 0, 8); // expect: SOCK001
        return b;
    }

    static byte[] Right(string host)
    {
        using Stream stream = Wires.Open(host, 7);
        var b = new byte[8];
        stream.ReadExactly(b, 0, 8);
        return b;
    }
}

static class StreamOfAPropertyElsewhere
{
    static byte Wrong(Link link, byte[] b)
    {
        link.Stream.Read(b, 0, b.Length); // expect: SOCK001
        return b[0];
    }

    static byte Right(Link link, byte[] b)
    {
        int n = link.Stream.Read(b, 0, b.Length);
        return n == 0 ? throw new EndOfStreamException() : b[0];
    }
}

static class CountOfAHelperElsewhere
{
    static string Wrong(NetworkStream ns, byte[] b)
    {
        Wires.Next(ns, b); // expect: SOCK001
        return Encoding.ASCII.GetString(b);
    }

    static string Right(NetworkStream ns, byte[] b)
    {
        int n = Wires.Next(ns, b);
        return Encoding.ASCII.GetString(b, 0, n);
    }
}

static class CountOfALocalFunction
{
    static void Wrong(Socket s, byte[] b)
    {
        Next(); // expect: SOCK001
        Console.WriteLine(b[0]);

        int Next() => s.Receive(b);
    }

    static void Right(Socket s, byte[] b)
    {
        if (Next() == 0)
            return;
        Console.WriteLine(b[0]);

        int Next() => s.Receive(b);
    }
}

static class BinaryReaderIntoABuffer
{
    static uint Wrong(TcpClient client, byte[] b)
    {
        using var reader = new BinaryReader(client.GetStream());
        reader.Read(b, 0, 4); // expect: SOCK001
        return BinaryPrimitives.ReadUInt32BigEndian(b);
    }

    static uint Right(TcpClient client)
    {
        using var reader = new BinaryReader(client.GetStream());
        return BinaryPrimitives.ReverseEndianness(reader.ReadUInt32());
    }
}

static class Inflated
{
    static byte[] Wrong(NetworkStream ns, int length)
    {
        using var inflated = new GZipStream(ns, CompressionMode.Decompress);
        var b = new byte[length];
        inflated.Read(b, 0, length); // expect: SOCK001
        return b;
    }

    static byte[] Right(NetworkStream ns, int length)
    {
        using var inflated = new GZipStream(ns, CompressionMode.Decompress);
        var b = new byte[length];
        inflated.ReadExactly(b, 0, length);
        return b;
    }
}

static class Encrypted
{
    static async Task<byte> Wrong(SslStream tls, byte[] b, CancellationToken stop)
    {
        _ = await tls.ReadAsync(b, stop); // expect: SOCK001
        return b[0];
    }

    static async Task<byte> Right(SslStream tls, byte[] b, CancellationToken stop)
    {
        await tls.ReadExactlyAsync(b, stop);
        return b[0];
    }
}

static class Buffered
{
    static byte Wrong(Socket s, byte[] b)
    {
        using var buffered = new BufferedStream(new NetworkStream(s, true), 4096);
        buffered.Read(b); // expect: SOCK001
        return b[0];
    }

    static byte Right(Socket s, byte[] b)
    {
        using var buffered = new BufferedStream(new NetworkStream(s, true), 4096);
        buffered.ReadExactly(b);
        return b[0];
    }
}

static class CharactersOfAReader
{
    static string Wrong(NetworkStream ns)
    {
        using var reader = new StreamReader(ns, Encoding.ASCII);
        var text = new char[80];
        reader.Read(text, 0, 80); // expect: SOCK001
        return new string(text);
    }

    static string Right(NetworkStream ns)
    {
        using var reader = new StreamReader(ns, Encoding.ASCII);
        var text = new char[80];
        int n = reader.Read(text, 0, 80);
        return new string(text, 0, n);
    }
}

static class PatternThatIsAlwaysTrue
{
    static void Wrong(Socket s, byte[] b)
    {
        if (s.Receive(b) is int n) // expect: SOCK001 or SOCK002
            Console.WriteLine(b[0]);
    }

    static void Right(Socket s, byte[] b)
    {
        if (s.Receive(b) is int n and > 0)
            Console.WriteLine(b[0]);
    }
}

static class CountOnlyForTheLog
{
    static uint Wrong(NetworkStream ns, byte[] four)
    {
        Console.WriteLine($"read {ns.Read(four, 0, 4)}"); // expect: SOCK001 or SOCK002 or SOCK004
        return BinaryPrimitives.ReadUInt32BigEndian(four);
    }

    static uint Right(NetworkStream ns, byte[] four)
    {
        Console.WriteLine($"read {ns.ReadAtLeast(four, 4)}");
        return BinaryPrimitives.ReadUInt32BigEndian(four);
    }
}
