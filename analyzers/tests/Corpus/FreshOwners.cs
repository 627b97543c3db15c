// Texts that are taken apart elsewhere, pieces that begin at the start of their buffer, and sockets that are closed too early or never:
// what a ninth corpus showed to be missed.

static class ClientUnderTheNextTurn
{
    static async Task Wrong(TcpListener door, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using TcpClient guest = await door.AcceptTcpClientAsync(stop); // expect: SOCK015
            Console.WriteLine($"hello {guest.Client.RemoteEndPoint}");
            _ = Greet(guest, stop);
        }
    }

    static async Task Right(TcpListener door, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using TcpClient guest = await door.AcceptTcpClientAsync(stop);
            Console.WriteLine($"hello {guest.Client.RemoteEndPoint}");
            await Greet(guest, stop);
        }
    }

    static async Task Greet(TcpClient guest, CancellationToken stop)
    {
        await Task.Yield();
        await guest.GetStream().WriteAsync("hello\r\n"u8.ToArray(), stop);
    }
}

static class SocketUnderAThread
{
    static void Wrong(Socket door, Action<Socket> serve)
    {
        using (var guest = door.Accept()) // expect: SOCK015
        {
            var thread = new Thread(() => serve(guest)) { IsBackground = true };
            thread.Start();
        }
    }

    static void Right(Socket door, Action<Socket> serve)
    {
        using (var guest = door.Accept())
        {
            var thread = new Thread(() => serve(guest)) { IsBackground = true };
            thread.Start();
            thread.Join();
        }
    }
}

static class KeyEndsTheProgram
{
    static void Silent(Action<TcpListener> serve)
    {
        using var door = new TcpListener(IPAddress.Loopback, 0);
        door.Start();
        _ = Task.Run(() => serve(door));
        Console.WriteLine("any key stops the server");
        Console.ReadKey();
    }
}

static class BodyThatIsPassedOver
{
    static void Silent(NetworkStream stream, Action<byte> kind)
    {
        var b = new byte[512];
        stream.ReadExactly(b, 0, 5);
        kind(b[0]);
        for (var left = BinaryPrimitives.ReadInt32BigEndian(b.AsSpan(1)); left > 0;)
        {
            var n = stream.Read(b.AsSpan(0, Math.Min(left, b.Length)));
            if (n == 0)
                throw new EndOfStreamException();
            left -= n;
        }

        stream.ReadExactly(b.AsSpan(0, 2));
        kind(b[1]);
    }
}

static class SocketsUnderGatheredTasks
{
    static async Task Wrong(IPEndPoint[] peers, byte[] news)
    {
        var all = new List<Task>();
        foreach (var peer in peers)
        {
            using var udp = new UdpClient(peer.AddressFamily); // expect: SOCK015
            all.Add(Tell(udp, peer, news));
        }

        await Task.WhenAll(all);
    }

    static async Task Right(IPEndPoint[] peers, byte[] news)
    {
        var all = new List<Task>();
        foreach (var peer in peers)
            all.Add(TellByItself(peer, news));
        await Task.WhenAll(all);
    }

    static async Task TellByItself(IPEndPoint peer, byte[] news)
    {
        using var udp = new UdpClient(peer.AddressFamily);
        await Tell(udp, peer, news);
    }

    static async Task Tell(UdpClient udp, IPEndPoint peer, byte[] news)
    {
        await Task.Delay(50);
        await udp.SendAsync(news, peer);
    }
}

static class UsingOfAnother
{
    static void Wrong(string path, IPEndPoint printer)
    {
        using var page = File.OpenRead(path);
        var socket = new Socket(printer.AddressFamily, SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        socket.Connect(printer);
        socket.SendFile(path);
        Console.WriteLine(page.Length);
        socket.Close();
    }

    static void Right(string path, IPEndPoint printer)
    {
        using var page = File.OpenRead(path);
        using var socket = new Socket(printer.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(printer);
        socket.SendFile(path);
        Console.WriteLine(page.Length);
    }
}

static class RefusedAfterTheHandshake
{
    sealed class Line(TcpClient client) : IDisposable
    {
        private readonly TcpClient client = client;

        public void Write(byte one) => client.GetStream().WriteByte(one);

        public void Dispose() => client.Dispose();
    }

    static Line? Wrong(string host)
    {
        var client = new TcpClient(host, 4001); // expect: SOCK015
        client.ReceiveTimeout = 2000;
        if (client.GetStream().ReadByte() != 6)
            return null;
        return new Line(client);
    }

    static Line? Right(string host)
    {
        var client = new TcpClient(host, 4001);
        client.ReceiveTimeout = 2000;
        if (client.GetStream().ReadByte() != 6)
        {
            client.Dispose();
            return null;
        }

        return new Line(client);
    }
}

static class ToldAndUsed
{
    static void Wrong(TcpClient client, string host, TextWriter log)
    {
        try
        {
            client.Connect(host, 5222);
        }
        catch (SocketException error) // expect: SOCK011
        {
            log.WriteLine($"cannot connect: {error.SocketErrorCode}");
        }

        using var stream = client.GetStream();
        stream.Write("<stream>"u8);
    }

    static void Right(TcpClient client, string host, TextWriter log)
    {
        try
        {
            client.Connect(host, 5222);
        }
        catch (SocketException error)
        {
            log.WriteLine($"cannot connect: {error.SocketErrorCode}");
            throw;
        }

        using var stream = client.GetStream();
        stream.Write("<stream>"u8);
    }
}

static class ListSpreadIntoTheSend
{
    static void Wrong(Socket s, int account, byte[] body)
    {
        List<byte> frame = [0x02];
        frame.AddRange(BitConverter.GetBytes(account)); // expect: SOCK010
        frame.AddRange(body);
        byte[] all = [.. frame, 0x03];
        s.Send([.. frame]);
        Console.WriteLine(all.Length);
    }

    static void Right(Socket s, int account, byte[] body)
    {
        List<byte> frame = [0x02];
        frame.AddRange(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(account)));
        frame.AddRange(body);
        byte[] all = [.. frame, 0x03];
        s.Send([.. frame]);
        Console.WriteLine(all.Length);
    }
}

static class HelperReadsTheStatus
{
    static int Wrong(Socket s, string host)
    {
        using var stream = new NetworkStream(s);
        stream.Write(Encoding.ASCII.GetBytes("HEAD / HTTP/1.1\r\nHost: " + host + "\r\n")); // expect: SOCK009
        return Status(stream);
    }

    static int Right(Socket s, string host)
    {
        using var stream = new NetworkStream(s);
        stream.Write(Encoding.ASCII.GetBytes("HEAD / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
        return Status(stream);
    }

    static int Status(NetworkStream stream)
    {
        var head = new byte[12];
        stream.ReadExactly(head);
        return int.Parse(Encoding.ASCII.GetString(head, 9, 3));
    }
}

static class BytesOfARequest
{
    static byte[] Wrong(string path) => Encoding.ASCII.GetBytes("GET " + path + " HTTP/1.0\nAccept: */*\n\n"); // expect: SOCK009

    static byte[] Right(string path) => Encoding.ASCII.GetBytes("GET " + path + " HTTP/1.0\r\nAccept: */*\r\n\r\n");
}

static class HelperWritesTheRest
{
    static void Silent(NetworkStream stream, string host)
    {
        stream.Write(Encoding.ASCII.GetBytes("HEAD / HTTP/1.1\r\nHost: " + host + "\r\n"));
        End(stream);
    }

    static void End(NetworkStream stream) => stream.Write("\r\n"u8);
}

static class MemoryOfTheWriterKept
{
    static void Wrong(IBufferWriter<byte> frame, Socket s, string title)
    {
        var room = frame.GetMemory(4 * title.Length);
        Encoding.UTF8.GetBytes(title, room.Span);
        frame.Advance(title.Length); // expect: SOCK007
        s.Send("\0"u8);
    }

    static void Right(IBufferWriter<byte> frame, Socket s, string title)
    {
        var room = frame.GetMemory(4 * title.Length);
        var bytes = Encoding.UTF8.GetBytes(title, room.Span);
        frame.Advance(bytes);
        s.Send("\0"u8);
    }
}

static class AsManyAsAreLeft
{
    static async Task<string> Wrong(NetworkStream stream, int left)
    {
        var (text, b) = ("", new byte[512]);
        for (; left > 0;)
        {
            var n = await stream.ReadAsync(b.AsMemory(0, Math.Min(left, 512)));
            if (n == 0)
                throw new EndOfStreamException();
            text += Encoding.UTF8.GetString(b, 0, n); // expect: SOCK005
            left -= n;
        }

        return text;
    }

    static async Task<string> Right(NetworkStream stream, int left)
    {
        var (text, b, c, decoder) = ("", new byte[512], new char[513], Encoding.UTF8.GetDecoder());
        for (; left > 0;)
        {
            var n = await stream.ReadAsync(b.AsMemory(0, Math.Min(left, 512)));
            if (n == 0)
                throw new EndOfStreamException();
            left -= n;
            text += new string(c, 0, decoder.GetChars(b, 0, n, c, 0, flush: left == 0));
        }

        return text;
    }
}

static class CommandsOfALoop
{
    static void Wrong(Socket guest, Func<string[], string> answer)
    {
        var b = new byte[256];
        while (true)
        {
            var n = guest.Receive(b); // expect: SOCK004
            if (n == 0)
                break;
            var words = Encoding.UTF8.GetString(b.AsSpan(0, n)).TrimEnd().Split(' ', 2);
            guest.Send(Encoding.UTF8.GetBytes(answer(words) + "\n"));
        }
    }

    static void Right(Socket guest, Func<string[], string> answer)
    {
        var reader = new StreamReader(new NetworkStream(guest));
        while (reader.ReadLine() is { } line)
        {
            var words = line.TrimEnd().Split(' ', 2);
            guest.Send(Encoding.UTF8.GetBytes(answer(words) + "\n"));
        }
    }
}

static class CommandsGivenToAMethod
{
    static async Task Wrong(TcpClient client, Dictionary<string, double> values)
    {
        var (stream, b) = (client.GetStream(), new byte[2048]);
        int n;
        while ((n = await stream.ReadAsync(b)) != 0) // expect: SOCK004
            Store(Encoding.ASCII.GetString(b, 0, n), values);
    }

    static async Task Right(TcpClient client, Dictionary<string, double> values)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } line)
            Store(line, values);
    }

    static void Store(string line, Dictionary<string, double> values)
    {
        var parts = line.Split('=');
        values[parts[0]] = double.Parse(parts[1]);
    }
}

class TextGatheredByAMethod
{
    private string rest = "";

    void Silent(Socket s)
    {
        var b = new byte[2048];
        for (int n; (n = s.Receive(b)) > 0;)
            Add(Encoding.ASCII.GetString(b, 0, n));
    }

    void Add(string piece)
    {
        rest += piece;
        var lines = rest.Split('\n');
        foreach (var line in lines.SkipLast(1))
            Console.WriteLine(line);
        rest = lines[^1];
    }
}

static class AnsweredByTheEnd
{
    static bool Wrong(NetworkStream modem)
    {
        var reply = new byte[128];
        modem.Write("ATZ\r"u8);
        var n = modem.Read(reply, 0, 128); // expect: SOCK004
        if (n == 0)
            throw new EndOfStreamException();
        return Encoding.ASCII.GetString(reply, 0, n).EndsWith("OK\r\n");
    }

    static bool Right(NetworkStream modem)
    {
        modem.Write("ATZ\r"u8);
        using var reader = new StreamReader(modem, leaveOpen: true);
        for (var lines = 0; lines < 4; lines++)
        {
            if (reader.ReadLine() is "OK" or null)
                return true;
        }

        return false;
    }
}

static class FewerTakenForWrong
{
    static bool Wrong(Socket s, byte[] secret)
    {
        var theirs = new byte[secret.Length];
        var n = s.Receive(theirs); // expect: SOCK004
        return n == secret.Length && CryptographicOperations.FixedTimeEquals(theirs, secret);
    }

    static bool Right(Socket s, byte[] secret)
    {
        var theirs = new byte[secret.Length];
        var n = new NetworkStream(s).ReadAtLeast(theirs, secret.Length, throwOnEndOfStream: false);
        return n == secret.Length && CryptographicOperations.FixedTimeEquals(theirs, secret);
    }
}

static class BrokenOffMessage
{
    static string Wrong(Socket s, int size)
    {
        var all = new byte[size];
        int at = 0;
        while (at < size)
        {
            int n = s.Receive(all, at, size - at, SocketFlags.None);
            if (n <= 0)
            {
                break;
            }

            at += n;
        }

        return Convert.ToHexString(all); // expect: SOCK003
    }

    static string Right(Socket s, int size)
    {
        var all = new byte[size];
        int at = 0;
        while (at < size)
        {
            int n = s.Receive(all, at, size - at, SocketFlags.None);
            if (n <= 0)
            {
                break;
            }

            at += n;
        }

        return Convert.ToHexString(all, 0, at);
    }
}

static class SpanOfADatagram
{
    static async Task Wrong(UdpClient udp, Action<int, ushort> seen)
    {
        for (;;)
        {
            var result = await udp.ReceiveAsync();
            ReadOnlySpan<byte> data = result.Buffer; // expect: SOCK003
            seen(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadUInt16BigEndian(data.Slice(4, 2)));
        }
    }

    static async Task Right(UdpClient udp, Action<int, ushort> seen)
    {
        for (;;)
        {
            var result = await udp.ReceiveAsync();
            ReadOnlySpan<byte> data = result.Buffer;
            if (data.Length == 6)
                seen(BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadUInt16BigEndian(data.Slice(4, 2)));
        }
    }
}

static class LengthTestedBesideTheSpan
{
    static async Task Silent(UdpClient udp, Action<IPEndPoint, int, ushort> seen)
    {
        for (;;)
        {
            var result = await udp.ReceiveAsync();
            if (result.Buffer.Length < 6)
                continue;
            ReadOnlySpan<byte> data = result.Buffer;
            seen(result.RemoteEndPoint, BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadUInt16BigEndian(data[4..]));
        }
    }
}

static class PageNamedAnywhere
{
    static bool Silent(NetworkStream stream)
    {
        var reply = new byte[4096];
        stream.ReadTimeout = 2000;
        stream.Write("GET / HTTP/1.0\r\n\r\n"u8);
        var n = stream.Read(reply);
        if (n == 0)
            return false;
        var text = Encoding.ASCII.GetString(reply, 0, n);
        return text.Split(' ').Length > 2 || text.ToLower().Contains("<html");
    }
}

static class PartOfASpan
{
    static (ushort, uint) Wrong(Socket s)
    {
        Span<byte> head = stackalloc byte[6];
        if (s.Receive(head) == 0) // expect: SOCK004
            throw new EndOfStreamException();
        return (BinaryPrimitives.ReadUInt16BigEndian(head), BinaryPrimitives.ReadUInt32BigEndian(head[2..]));
    }

    static (ushort, uint) Right(NetworkStream s)
    {
        Span<byte> head = stackalloc byte[6];
        s.ReadExactly(head);
        return (BinaryPrimitives.ReadUInt16BigEndian(head), BinaryPrimitives.ReadUInt32BigEndian(head[2..]));
    }
}

static class RoomOfAnEvent
{
    static void WrongReceived(object? sender, SocketAsyncEventArgs e)
    {
        if (e.SocketError == SocketError.Success)
            Console.WriteLine(Encoding.UTF8.GetString(e.Buffer!, e.Offset, e.Count)); // expect: SOCK003
    }

    static void RightReceived(object? sender, SocketAsyncEventArgs e)
    {
        if (e.SocketError == SocketError.Success)
            Console.WriteLine(Encoding.UTF8.GetString(e.Buffer!, e.Offset, e.BytesTransferred));
    }
}

static class CountedAndSentWhole
{
    private static long total;

    static async Task Wrong(NetworkStream from, NetworkStream to)
    {
        var block = new byte[8192];
        while (await from.ReadAsync(block) is var n && n > 0)
        {
            Interlocked.Add(ref total, n);
            await to.WriteAsync(block); // expect: SOCK003
        }
    }

    static async Task Right(NetworkStream from, NetworkStream to)
    {
        var block = new byte[8192];
        while (await from.ReadAsync(block) is var n && n > 0)
        {
            Interlocked.Add(ref total, n);
            await to.WriteAsync(block.AsMemory(0, n));
        }
    }
}

static class BothWaysAtOnce
{
    static async Task Silent(TcpClient near, TcpClient far)
    {
        var there = near.GetStream().CopyToAsync(far.GetStream());
        var back = far.GetStream().CopyToAsync(near.GetStream());
        await Task.WhenAny(there, back);
    }
}
