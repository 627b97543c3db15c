// Kinds that an eighth unseen corpus showed to be missed, each in spellings of its own.

static class OneReadOfAnAnnouncedLength
{
    static string Wrong(NetworkStream stream, byte[] head)
    {
        stream.ReadTimeout = 3000;
        stream.ReadExactly(head);
        var size = BinaryPrimitives.ReadUInt16BigEndian(head);
        var body = new byte[size];
        var n = stream.Read(body, 0, body.Length); // expect: SOCK004
        if (n == 0)
            throw new EndOfStreamException();
        return Encoding.UTF8.GetString(body, 0, n);
    }

    static string Right(NetworkStream stream, byte[] head)
    {
        stream.ReadTimeout = 3000;
        stream.ReadExactly(head);
        var size = BinaryPrimitives.ReadUInt16BigEndian(head);
        var body = new byte[size];
        stream.ReadExactly(body, 0, body.Length);
        return Encoding.UTF8.GetString(body);
    }
}

static class OneReadOfAnAnnouncedLengthInTurns
{
    static async Task Wrong(NetworkStream stream, Action<string> handle, CancellationToken stop)
    {
        var head = new byte[3];
        var room = new byte[1 << 16];
        while (true)
        {
            await stream.ReadExactlyAsync(head, stop);
            var size = head[1] << 8 | head[2];
            var n = await stream.ReadAsync(room.AsMemory(0, size), stop); // expect: SOCK004
            if (n == 0)
                return;
            handle(Encoding.ASCII.GetString(room, 0, n));
        }
    }

    static async Task Right(NetworkStream stream, Action<string> handle, CancellationToken stop)
    {
        var head = new byte[3];
        var room = new byte[1 << 16];
        while (true)
        {
            await stream.ReadExactlyAsync(head, stop);
            var size = head[1] << 8 | head[2];
            await stream.ReadExactlyAsync(room.AsMemory(0, size), stop);
            handle(Encoding.ASCII.GetString(room, 0, size));
        }
    }
}

static class OneReadOfALengthThatAHelperReads
{
    static async Task<byte[]> Wrong(NetworkStream stream, CancellationToken stop)
    {
        var size = await Size(stream, stop);
        using var owner = MemoryPool<byte>.Shared.Rent(size);
        var n = await stream.ReadAsync(owner.Memory[..size], stop); // expect: SOCK004
        return n < 1 ? throw new EndOfStreamException() : owner.Memory[..n].ToArray();
    }

    static async Task<byte[]> Right(NetworkStream stream, CancellationToken stop)
    {
        var size = await Size(stream, stop);
        using var owner = MemoryPool<byte>.Shared.Rent(size);
        await stream.ReadExactlyAsync(owner.Memory[..size], stop);
        return owner.Memory[..size].ToArray();
    }

    static async Task<int> Size(NetworkStream stream, CancellationToken stop)
    {
        var number = new byte[4];
        await stream.ReadExactlyAsync(number, stop);
        return BinaryPrimitives.ReadInt32LittleEndian(number);
    }
}

static class SumOnlyShown
{
    static void Wrong(NetworkStream source, Stream sink)
    {
        source.ReadTimeout = 3000;
        var block = new byte[8192];
        var all = 0L;
        for (;;)
        {
            var n = source.Read(block); // expect: SOCK002
            sink.Write(block, 0, n);
            Console.Title = $"{all += n} bytes";
        }
    }

    static void Right(NetworkStream source, Stream sink)
    {
        source.ReadTimeout = 3000;
        var block = new byte[8192];
        var all = 0L;
        for (int n; (n = source.Read(block)) > 0;)
        {
            sink.Write(block, 0, n);
            Console.Title = $"{all += n} bytes";
        }
    }
}

static class ContinuationLines
{
    static string Wrong(NetworkStream control)
    {
        control.ReadTimeout = 3000;
        var reader = new StreamReader(control);
        var text = new StringBuilder();
        var line = reader.ReadLine() ?? throw new EndOfStreamException();
        while (line is not null && line.StartsWith("220-"))
        {
            line = reader.ReadLine()!; // expect: SOCK002
            text.Append(line.Substring(4));
        }

        return text.ToString();
    }

    static string Right(NetworkStream control)
    {
        control.ReadTimeout = 3000;
        var reader = new StreamReader(control);
        var text = new StringBuilder();
        var line = reader.ReadLine() ?? throw new EndOfStreamException();
        while (line is not null && line.StartsWith("220-"))
        {
            line = reader.ReadLine() ?? throw new EndOfStreamException();
            text.Append(line.Substring(4));
        }

        return text.ToString();
    }
}

static class PolledWithoutAnEnd
{
    static void Wrong(Socket link, Queue<byte[]> boxes)
    {
        var block = new byte[512];
        while (link.Poll(1000, SelectMode.SelectRead))
        {
            var n = link.Receive(block); // expect: SOCK002
            boxes.Enqueue(block[..n]);
        }
    }

    static void Right(Socket link, Queue<byte[]> boxes)
    {
        var block = new byte[512];
        while (link.Poll(1000, SelectMode.SelectRead))
        {
            var n = link.Receive(block);
            if (n == 0)
                throw new EndOfStreamException();
            boxes.Enqueue(block[..n]);
        }
    }
}

class AskedInVain(Socket link)
{
    public int Bytes { get; private set; }

    void Take(ReadOnlySpan<byte> piece) => Bytes += piece.Length;

    async Task Wrong()
    {
        var block = new byte[512];
        while (true)
        {
            var n = await link.ReceiveAsync(block); // expect: SOCK002
            if (n > -1)
                Take(block.AsSpan(0, n));
        }
    }

    async Task Right()
    {
        var block = new byte[512];
        while (true)
        {
            var n = await link.ReceiveAsync(block);
            if (n <= 0)
                return;
            Take(block.AsSpan(0, n));
        }
    }
}

static class TooLongOnesLeftOut
{
    static void Wrong(Socket udp, Action<string> log)
    {
        udp.ReceiveTimeout = 3000;
        var room = new byte[1025];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            var n = udp.ReceiveFrom(room, ref from);
            if (n > 1024)
                continue;
            log(from + Encoding.ASCII.GetString(room)); // expect: SOCK003
        }
    }

    static void Right(Socket udp, Action<string> log)
    {
        udp.ReceiveTimeout = 3000;
        var room = new byte[1025];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            var n = udp.ReceiveFrom(room, ref from);
            if (n > 1024)
                continue;
            log(from + Encoding.ASCII.GetString(room, 0, n));
        }
    }
}

static class ShortResults
{
    static async Task Wrong(UdpClient udp, Action<IPEndPoint, int> seen, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var packet = await udp.ReceiveAsync(stop);
                seen(packet.RemoteEndPoint, BinaryPrimitives.ReadInt32BigEndian(packet.Buffer.AsSpan(4))); // expect: SOCK003
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("stopped");
        }
    }

    static async Task Right(UdpClient udp, Action<IPEndPoint, int> seen, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var packet = await udp.ReceiveAsync(stop);
                if (packet.Buffer.Length >= 8)
                    seen(packet.RemoteEndPoint, BinaryPrimitives.ReadInt32BigEndian(packet.Buffer.AsSpan(4)));
            }
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("stopped");
        }
    }
}

static class ADecoderForEachPiece
{
    static void Wrong(NetworkStream stream)
    {
        stream.ReadTimeout = 3000;
        var bytes = new byte[256];
        var characters = new char[256];
        int n;
        while ((n = stream.Read(bytes, 0, bytes.Length)) > 0)
        {
            var c = Encoding.UTF8.GetDecoder().GetChars(bytes.AsSpan(0, n), characters, flush: false); // expect: SOCK005
            Console.Out.Write(characters, 0, c);
        }
    }

    static void Right(NetworkStream stream)
    {
        stream.ReadTimeout = 3000;
        var bytes = new byte[256];
        var characters = new char[257];
        var decoder = Encoding.UTF8.GetDecoder();
        int n;
        do
        {
            n = stream.Read(bytes, 0, bytes.Length);
            var c = decoder.GetChars(bytes.AsSpan(0, n), characters, flush: n == 0);
            Console.Out.Write(characters, 0, c);
        }
        while (n > 0);
    }
}

class TimerThatLooks
{
    private readonly TcpClient client;
    private readonly System.Timers.Timer clock = new(1000);

    public event Action? Gone;

    public TimerThatLooks(TcpClient client)
    {
        this.client = client;
        clock.Elapsed += (_, _) => { Wrong(); };
        clock.Elapsed += (_, _) => Right();
    }

    private void Wrong()
    {
        if (client.Connected == false) // expect: SOCK016
            Gone?.Invoke();
    }

    private void Right()
    {
        try
        {
            client.GetStream().Write("PING\r\n"u8);
        }
        catch (IOException)
        {
            Gone?.Invoke();
        }
    }
}

static class TaskBehindItsUsing
{
    static Task Wrong(IPEndPoint where, byte[] data)
    {
        using var client = new TcpClient(where.AddressFamily); // expect: SOCK015
        return Say(client, where, data);
    }

    static async Task Right(IPEndPoint where, byte[] data)
    {
        using var client = new TcpClient(where.AddressFamily);
        await Say(client, where, data);
    }

    static async Task Say(TcpClient client, IPEndPoint where, byte[] data)
    {
        using var limit = new CancellationTokenSource(3000);
        await client.ConnectAsync(where, limit.Token);
        await client.GetStream().WriteAsync(data, limit.Token);
    }
}

static class TaskOfADatagram
{
    static ValueTask<int> Wrong(EndPoint where, ReadOnlyMemory<byte> data)
    {
        using var udp = new Socket(SocketType.Dgram, ProtocolType.Udp); // expect: SOCK015
        return udp.SendToAsync(data, SocketFlags.None, where);
    }

    static async ValueTask<int> Right(EndPoint where, ReadOnlyMemory<byte> data)
    {
        using var udp = new Socket(SocketType.Dgram, ProtocolType.Udp);
        return await udp.SendToAsync(data, SocketFlags.None, where);
    }
}

static class AdvancedByCharacters
{
    static async Task Wrong(NetworkStream stream, string name)
    {
        var writer = PipeWriter.Create(stream);
        var room = writer.GetMemory(1 + name.Length * 3);
        var n = Encoding.UTF8.GetBytes(name, room.Span[1..]);
        room.Span[0] = (byte)n;
        writer.Advance(1 + name.Length); // expect: SOCK007
        await writer.FlushAsync();
    }

    static async Task Right(NetworkStream stream, string name)
    {
        var writer = PipeWriter.Create(stream);
        var room = writer.GetMemory(1 + name.Length * 3);
        var n = Encoding.UTF8.GetBytes(name, room.Span[1..]);
        room.Span[0] = (byte)n;
        writer.Advance(1 + n);
        await writer.FlushAsync();
    }
}
