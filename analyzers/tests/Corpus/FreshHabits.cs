// Habits of public code: blank lines passed over, lengths beside bytes, connections in pools, and the like.

static class BlankLinesPassedOver
{
    static async Task Wrong(TcpClient guest, Action<string> tell)
    {
        using var lines = new StreamReader(guest.GetStream());
        for (;;)
        {
            var said = await lines.ReadLineAsync(); // expect: SOCK002
            if (string.IsNullOrEmpty(said) || said[0] == '#')
                continue;
            tell(said);
        }
    }

    static async Task Right(TcpClient guest, Action<string> tell)
    {
        using var lines = new StreamReader(guest.GetStream());
        for (;;)
        {
            var said = await lines.ReadLineAsync();
            if (said is null)
                return;
            if (said.Length == 0 || said[0] == '#')
                continue;
            tell(said);
        }
    }
}

sealed class WaitsWhileNull(NetworkStream stream, Action<string> tell)
{
    private volatile bool running = true;

    public void Stop() => running = false;

    public void Wrong()
    {
        var lines = new StreamReader(stream);
        while (running)
        {
            var command = lines.ReadLine(); // expect: SOCK002
            if (command == null)
            {
                Thread.Sleep(50);
                continue;
            }

            tell(command);
        }
    }

    public void Right()
    {
        var lines = new StreamReader(stream);
        while (running)
        {
            var command = lines.ReadLine();
            if (command == null)
            {
                running = false;
                continue;
            }

            tell(command);
        }
    }
}

static class OnlyIfSomething
{
    static void Wrong(TcpClient client, Queue<string> inbox)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        while (client.Connected)
        {
            string? message = reader.ReadLine(); // expect: SOCK002
            if (message is not null && message.StartsWith('!'))
            {
                inbox.Enqueue(message);
            }
        }
    }

    static void Right(TcpClient client, Queue<string> inbox)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        while (reader.ReadLine() is { } message)
        {
            if (message.StartsWith('!'))
                inbox.Enqueue(message);
        }
    }
}

static class FirstLineThatSaysSomething
{
    static string Wrong(NetworkStream stream)
    {
        var reader = new StreamReader(stream);
        string? first;
        do
        {
            first = reader.ReadLine(); // expect: SOCK002
        }
        while (string.IsNullOrWhiteSpace(first));
        return first;
    }

    static string? Right(NetworkStream stream)
    {
        var reader = new StreamReader(stream);
        string? first;
        do
        {
            first = reader.ReadLine();
        }
        while (first is not null && first.Trim().Length == 0);
        return first;
    }
}

static class AnswerIsTheWord
{
    static async Task<bool> Silent(NetworkStream stream, CancellationToken stop)
    {
        var reader = new StreamReader(stream);
        var first = await reader.ReadLineAsync(stop);
        if (first != "READY")
            return false;
        return await reader.ReadLineAsync(stop) is "OK" or "GO";
    }
}

static class KeepsTheBeginning
{
    static int Wrong(NetworkStream from, Stream to)
    {
        Span<byte> rest = new byte[4096];
        var all = 0;
        while (all < 4096)
        {
            var got = from.Read(rest); // expect: SOCK002
            to.Write(rest[..got]);
            rest = rest[got..];
            all += got;
        }

        return all;
    }

    static async Task<int> Right(NetworkStream from, Stream to)
    {
        Memory<byte> piece = new byte[4096];
        var all = 0;
        while (all < 4096)
        {
            piece = piece.Slice(0, await from.ReadAsync(piece));
            if (piece.Length == 0)
                throw new EndOfStreamException();
            await to.WriteAsync(piece);
            all += piece.Length;
        }

        return all;
    }
}

static class BytesOfAQueue
{
    static int Silent(Socket socket, Queue<byte> ahead, byte[] room)
    {
        if (ahead.Count == 0)
        {
            var count = socket.Receive(room);
            foreach (var one in room.AsSpan(0, count))
                ahead.Enqueue(one);
        }

        return ahead.TryDequeue(out var next) ? next : -1;
    }
}

static class BulkInABuilder
{
    static byte[] Wrong(IEnumerable<string> words)
    {
        var text = new StringBuilder();
        foreach (var word in words)
        {
            text.Append($"${word.Length}\r\n"); // expect: SOCK007
            text.Append(word);
            text.Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static byte[] Right(IEnumerable<string> words)
    {
        var text = new StringBuilder();
        foreach (var word in words)
        {
            text.Append($"${Encoding.UTF8.GetByteCount(word)}\r\n");
            text.Append(word);
            text.Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Send(Socket redis, string[] words) => redis.Send(Wrong(words));
}

static class WidthBeforeTheText
{
    static byte[] Wrong(string body) => Encoding.UTF8.GetBytes(body.Length.ToString("D6") + body); // expect: SOCK007

    static byte[] Right(string body) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetByteCount(body).ToString("D6") + body);

    static void Send(Socket peer, string body) => peer.Send(Wrong(body));
}

static class FrameOfTwoParts
{
    static byte[] Wrong(ushort kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var frame = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, kind);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)text.Length); // expect: SOCK007
        Buffer.BlockCopy(bytes, 0, frame, 4, bytes.Length);
        return frame;
    }

    static byte[] Right(ushort kind, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var frame = new byte[8 + bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, kind);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)text.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), bytes.Length);
        bytes.CopyTo(frame, 8);
        return frame;
    }

    static void Send(Socket peer, string text) => peer.Send(Wrong(1, text));
}

static class WriterOverMemory
{
    static byte[] Wrong(string name)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write((byte)name.Length); // expect: SOCK007
        writer.Write(Encoding.UTF8.GetBytes(name));
        writer.Flush();
        return memory.ToArray();
    }

    static byte[] Right(string name)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        var bytes = Encoding.UTF8.GetBytes(name);
        writer.Write((byte)bytes.Length);
        writer.Write(bytes);
        writer.Flush();
        return memory.ToArray();
    }

    static void Send(Socket peer, string name) => peer.Send(Wrong(name));
}

static class HeaderThenBody
{
    static void Wrong(NetworkStream stream, string key, string text)
    {
        var header = Encoding.ASCII.GetBytes("put " + key + " " + text.Length + "\r\n"); // expect: SOCK007
        stream.Write(header);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    static void Right(NetworkStream stream, string key, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var header = Encoding.ASCII.GetBytes("put " + key + " " + body.Length + "\r\n");
        stream.Write(header);
        stream.Write(body);
    }
}

static class HeaderThenOneByteEach
{
    static void Silent(NetworkStream stream, string key, string text)
    {
        stream.Write(Encoding.ASCII.GetBytes($"put {key} {text.Length}\r\n"));
        stream.Write(Encoding.Latin1.GetBytes(text));
    }
}

static class SumOfLengths
{
    static int Wrong(Socket peer, string topic, string text)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        var body = Encoding.UTF8.GetBytes(text);
        var size = name.Length + 1 + text.Length; // expect: SOCK007
        peer.Send([(byte)size, .. name, 0, .. body]);
        return size;
    }

    static int Right(Socket peer, string topic, string text)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        var body = Encoding.UTF8.GetBytes(text);
        var size = name.Length + 1 + body.Length;
        peer.Send([(byte)size, .. name, 0, .. body]);
        return size;
    }
}

static class ObjectOfADatagram
{
    static Order? Wrong(Socket udp)
    {
        var room = new byte[2000];
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        var size = udp.ReceiveFrom(room, ref sender);
        Console.WriteLine($"{size} bytes from {sender}");
        return JsonSerializer.Deserialize<Order>(room); // expect: SOCK003
    }

    static Order? Right(Socket udp)
    {
        var room = new byte[2000];
        EndPoint sender = new IPEndPoint(IPAddress.Any, 0);
        var size = udp.ReceiveFrom(room, ref sender);
        Console.WriteLine($"{size} bytes from {sender}");
        return JsonSerializer.Deserialize<Order>(room.AsSpan(0, size));
    }
}

public class PumpOfStreams
{
    public void Wrong(Stream left, Stream right)
    {
        var room = new byte[8192];
        while (left.Read(room) > 0)
            right.Write(room); // expect: SOCK001 or SOCK003
    }

    public void Right(Stream left, Stream right)
    {
        var room = new byte[8192];
        while (left.Read(room) is > 0 and var count)
            right.Write(room, 0, count);
    }

    public void Join(TcpClient one, TcpClient other)
    {
        Wrong(one.GetStream(), other.GetStream());
        Right(one.GetStream(), other.GetStream());
    }
}

static class OnlyAsserted
{
    static uint Wrong(NetworkStream stream)
    {
        var header = new byte[8];
        var count = stream.Read(header, 0, header.Length); // expect: SOCK004
        if (count == 0)
            throw new EndOfStreamException();
        System.Diagnostics.Debug.Assert(count == header.Length);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
    }

    static uint Right(NetworkStream stream)
    {
        var header = new byte[8];
        var count = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (count < header.Length)
            throw new EndOfStreamException();
        System.Diagnostics.Debug.Assert(count == header.Length);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
    }
}

static class StateOfOneReceive
{
    static bool? Wrong(TcpClient lamp)
    {
        var room = new byte[64];
        var count = lamp.Client.Receive(room); // expect: SOCK004
        if (count == 0)
            return null;
        var answer = Encoding.ASCII.GetString(room, 0, count);
        return answer.TrimEnd() switch { "LAMP ON" => true, "LAMP OFF" => false, _ => null };
    }

    static bool? Right(TcpClient lamp)
    {
        using var reader = new StreamReader(lamp.GetStream(), Encoding.ASCII);
        return reader.ReadLine()?.TrimEnd() switch { "LAMP ON" => true, "LAMP OFF" => false, _ => null };
    }
}

sealed class TellsAll(List<Socket> guests)
{
    public Task Wrong(ReadOnlyMemory<byte> news) =>
        Task.WhenAll(guests.Select(guest => guest.SendAsync(news, SocketFlags.None).AsTask())); // expect: SOCK006

    public Task<int[]> Right(ReadOnlyMemory<byte> news) =>
        Task.WhenAll(guests.Select(guest => guest.SendAsync(news, SocketFlags.None).AsTask()));
}

static class OneByteSent
{
    static async Task Silent(Socket socket, CancellationToken stop)
    {
        await socket.SendAsync(new byte[] { 0x06 }, stop);
        await socket.SendAsync("?"u8.ToArray(), stop);
    }
}

static class WritableInTurn
{
    static void Wrong(List<Socket> all, byte[] news)
    {
        all.ForEach(one => one.Blocking = false);
        var ready = new List<Socket>(all);
        Socket.Select(null, ready, null, 100_000);
        foreach (var one in ready)
            one.Send(news); // expect: SOCK006
    }

    static void Right(List<Socket> all, byte[] news)
    {
        var ready = new List<Socket>(all);
        Socket.Select(null, ready, null, 100_000);
        foreach (var one in ready)
            one.Send(news);
    }
}

static class OneOfTwoTurned
{
    static (int Width, int Height) Wrong(NetworkStream stream)
    {
        var size = new byte[8];
        stream.ReadExactly(size);
        var width = BitConverter.ToInt32(size); // expect: SOCK010
        var height = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(size, 4));
        return (width, height);
    }

    static (int Width, int Height) Right(NetworkStream stream)
    {
        var size = new byte[8];
        stream.ReadExactly(size);
        var width = BitConverter.ToInt32(size);
        var height = BitConverter.ToInt32(size, 4);
        return (IPAddress.NetworkToHostOrder(width), IPAddress.NetworkToHostOrder(height));
    }
}

static class PortOfADatagram
{
    static int Wrong(UdpClient client, IPEndPoint tracker)
    {
        client.Connect(tracker);
        var data = client.ReceiveAsync().Result.Buffer;
        return data.Length < 6 ? 0 : BitConverter.ToUInt16(data, 4); // expect: SOCK010
    }

    static int Right(UdpClient client, IPEndPoint tracker)
    {
        client.Connect(tracker);
        var data = client.ReceiveAsync().Result.Buffer;
        return data.Length < 6 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(4));
    }
}

sealed class IdleSockets
{
    private readonly ConcurrentQueue<Socket> idle = new();

    public Socket? Wrong()
    {
        while (idle.TryDequeue(out var socket))
        {
            if (!socket.Connected) // expect: SOCK016
            {
                socket.Dispose();
                continue;
            }

            return socket;
        }

        return null;
    }

    public Socket? Right()
    {
        while (idle.TryDequeue(out var socket))
        {
            if (!socket.Connected || socket.Poll(0, SelectMode.SelectRead))
            {
                socket.Dispose();
                continue;
            }

            return socket;
        }

        return null;
    }
}

static class ConnectedOrNot
{
    static void Wrong(Socket socket, EndPoint place)
    {
        using var done = new ManualResetEventSlim();
        using var args = new SocketAsyncEventArgs();
        args.RemoteEndPoint = place;
        args.Completed += (_, _) => done.Set(); // expect: SOCK019
        if (!socket.ConnectAsync(args))
            done.Set();
        done.Wait();
        socket.SendTimeout = 1000;
    }

    static void Right(Socket socket, EndPoint place)
    {
        using var done = new ManualResetEventSlim();
        using var args = new SocketAsyncEventArgs();
        args.RemoteEndPoint = place;
        args.Completed += (_, _) => done.Set();
        if (!socket.ConnectAsync(args))
            done.Set();
        done.Wait();
        if (args.SocketError != SocketError.Success)
            throw new SocketException((int)args.SocketError);
        socket.SendTimeout = 1000;
    }
}

sealed class TimedInTheInitializer(Socket device)
{
    public async Task<byte[]> Wrong()
    {
        using var stream = new NetworkStream(device) { ReadTimeout = 3000 }; // expect: SOCK014
        var answer = new byte[16];
        await stream.ReadExactlyAsync(answer);
        return answer;
    }

    public async Task<byte[]> Right()
    {
        using var stream = new NetworkStream(device);
        using var limit = new CancellationTokenSource(3000);
        var answer = new byte[16];
        await stream.ReadExactlyAsync(answer, limit.Token);
        return answer;
    }
}

static class GivesTheSocketOrNull
{
    static Task<Socket?> Silent(EndPoint place)
    {
        var done = new TaskCompletionSource<Socket?>();
        var args = new SocketAsyncEventArgs { RemoteEndPoint = place };
        args.Completed += (_, e) => done.SetResult(e.ConnectSocket);
        if (!Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, args))
            done.SetResult(args.ConnectSocket);
        return done.Task;
    }
}

static class StopsByException
{
    private sealed class Stopped : Exception;

    private sealed class Refused(string why) : Exception(why);

    private static volatile bool stopping;

    private static byte[] Frame(NetworkStream stream)
    {
        if (stopping)
            throw new Stopped();
        var size = stream.ReadByte();
        if (size < 1)
            throw new Refused("no size");
        var frame = new byte[size];
        stream.ReadExactly(frame);
        return frame;
    }

    static void Wrong(NetworkStream stream)
    {
        try
        {
            var frame = Frame(stream);
            stream.Write(frame);
        }
        catch (Refused) // expect: SOCK011
        {
        }

        stream.Write("bye"u8);
    }

    static void Right(NetworkStream stream)
    {
        try
        {
            var frame = Frame(stream);
            stream.Write(frame);
        }
        catch (Stopped)
        {
        }

        stream.Write("bye"u8);
    }
}

static class ByGotoAgain
{
    static string Silent(Socket socket)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new StringBuilder();
        var room = new byte[100];
        var letters = new char[100];
    more:
        var count = socket.Receive(room);
        if (count > 0)
        {
            text.Append(letters, 0, decoder.GetChars(room, 0, count, letters, 0));
            goto more;
        }

        return text.ToString();
    }
}

static class ClosesBeforeMainEnds
{
    class Program
    {
        static int Main(string[] args)
        {
            var code = 1;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(args[0], int.Parse(args[1]));
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine($"{error.SocketErrorCode}: {error.Message}");
                goto closed;
            }

            socket.Send("hello"u8);
            code = 0;
        closed:
            socket.Close();
            return code;
        }
    }

    static void Silent()
    {
    }
}

static class ClosesBeforeItEnds
{
    static int Wrong(string host, int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        socket.Connect(host, port);
        socket.Send("hello"u8);
        socket.Close();
        return 0;
    }

    static int Right(string host, int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(host, port);
        socket.Send("hello"u8);
        return 0;
    }
}
