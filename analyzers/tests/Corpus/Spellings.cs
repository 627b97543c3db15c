// The kinds of mistakes once more, in spellings that no other file has: partial and extension members, aliases, tuples, formats, callbacks.

using Bytes = System.Memory<byte>;
using Conn = System.Net.Sockets.NetworkStream;

static class StaticConnectDropped
{
    static void Wrong(SocketAsyncEventArgs args, TaskCompletionSource<Socket> open)
    {
        args.Completed += (_, done) => open.TrySetResult(done.ConnectSocket!);
        Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, args); // expect: SOCK019
    }

    static void Right(SocketAsyncEventArgs args, Action<SocketAsyncEventArgs> finish)
    {
        args.Completed += (_, done) => finish(done);
        if (!Socket.ConnectAsync(SocketType.Stream, ProtocolType.Tcp, args))
            finish(args);
    }
}

static class ConnectedHandlerOfDelegate
{
    sealed class Wrong
    {
        public void Begin(Socket socket, EndPoint peer, Action ready)
        {
            var args = new SocketAsyncEventArgs { RemoteEndPoint = peer, UserToken = ready };
            args.Completed += new EventHandler<SocketAsyncEventArgs>(Ready);
            if (!socket.ConnectAsync(args))
                Ready(socket, args);
        }

        // SendAsync and ReceiveAsync are done by others, who are given the socket.
        void Ready(object? sender, SocketAsyncEventArgs done) => ((Action)done.UserToken!)(); // expect: SOCK019
    }

    sealed class Right
    {
        public void Begin(Socket socket, EndPoint peer, Action<bool> ready)
        {
            var args = new SocketAsyncEventArgs { RemoteEndPoint = peer, UserToken = ready };
            args.Completed += new EventHandler<SocketAsyncEventArgs>(Ready);
            if (!socket.ConnectAsync(args))
                Ready(socket, args);
        }

        void Ready(object? sender, SocketAsyncEventArgs done) => ((Action<bool>)done.UserToken!)(done.SocketError == SocketError.Success);
    }
}

static class ConnectedInACase
{
    static int Wrong(object link, byte[] buffer)
    {
        switch (link)
        {
            case Socket { Connected: true } socket: // expect: SOCK016
                socket.ReceiveTimeout = 500;
                return socket.Receive(buffer);
            default:
                return -1;
        }
    }

    static int Right(object link, byte[] buffer)
    {
        switch (link)
        {
            case Socket socket:
                socket.ReceiveTimeout = 500;
                return socket.Receive(buffer);
            default:
                return -1;
        }
    }
}

static class ConnectedAsAGuardOfAnArm
{
    static int Wrong(object? link) => link switch
    {
        TcpClient client when client.Connected => client.GetStream().ReadByte(), // expect: SOCK016
        _ => -1,
    };

    static int Right(object? link) => link switch
    {
        TcpClient client => client.GetStream().ReadByte(),
        _ => -1,
    };
}

static class ConnectedAsAFilter
{
    static void Wrong(IEnumerable<Socket> all, byte[] news)
    {
        foreach (var one in all.Where(peer => peer.Connected).OrderBy(peer => peer.Handle)) // expect: SOCK016
            one.Send(news);
    }

    static void Right(IEnumerable<Socket> all, byte[] news)
    {
        foreach (var one in all.Where(peer => peer.Connected).OrderBy(peer => peer.Handle))
        {
            try
            {
                one.Send(news);
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }
    }
}

static class FirstAddressInAField
{
    sealed class Wrong(string host)
    {
        private readonly IPAddress peer = Dns.GetHostEntry(host).AddressList.First(); // expect: SOCK018

        public void Open(Socket socket) => socket.Connect(peer, 7);
    }

    sealed class Right(string host)
    {
        private readonly IPAddress[] peers = Dns.GetHostEntry(host).AddressList;

        public void Open(Socket socket) => socket.Connect(peers, 7);
    }
}

static class FirstAddressFromAHelper
{
    static async Task Wrong(TcpClient client, string host)
    {
        var address = await Lookup(host); // expect: SOCK018
        await client.ConnectAsync(address, 7);
    }

    static async Task<IPAddress> Lookup(string host)
    {
        var all = await Dns.GetHostAddressesAsync(host);
        if (all.Length == 0)
            throw new IOException($"{host} has no address.");
        return all[0];
    }

    static async Task Right(TcpClient client, string host) => await client.ConnectAsync(await LookupAll(host), 7);

    static Task<IPAddress[]> LookupAll(string host) => Dns.GetHostAddressesAsync(host);
}

static class LimitWithAShift
{
    static byte[] Wrong(Conn wire)
    {
        Span<byte> head = stackalloc byte[8];
        wire.ReadExactly(head);
        var size = BitConverter.ToInt64(head); // expect: SOCK010
        if (size is < 0 or > 1 << 24)
            throw new InvalidDataException();
        var body = new byte[size];
        wire.ReadExactly(body);
        return body;
    }

    static byte[] Right(Conn wire)
    {
        Span<byte> head = stackalloc byte[8];
        wire.ReadExactly(head);
        var size = BinaryPrimitives.ReadInt64BigEndian(head);
        if (size is < 0 or > 1 << 24)
            throw new InvalidDataException();
        var body = new byte[size];
        wire.ReadExactly(body);
        return body;
    }
}

static class TurnedWhereRight
{
    static void Wrong(Socket socket, uint serial)
    {
        var bytes = BitConverter.GetBytes(serial); // expect: SOCK010
        if (BitConverter.IsLittleEndian == false)
            Array.Reverse(bytes);
        socket.Send(bytes);
    }

    static void Right(Socket socket, uint serial)
    {
        var bytes = BitConverter.GetBytes(serial);
        if (BitConverter.IsLittleEndian == true)
            Array.Reverse(bytes);
        socket.Send(bytes);
    }
}

static class OnlyTheTypeIsShown
{
    static bool Wrong(Socket socket, string host)
    {
        try
        {
            socket.Connect(host, 25);
            return true;
        }
        catch (SocketException error) // expect: SOCK013
        {
            Console.Error.WriteLine("offline: " + error.GetType());
            return false;
        }
    }

    static bool Right(Socket socket, string host)
    {
        try
        {
            socket.Connect(host, 25);
            return true;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine("offline: " + error.SocketErrorCode);
            return false;
        }
    }
}

static class FilterOfTypesOnly
{
    static string Wrong(TcpClient client, string host)
    {
        try
        {
            client.Connect(host, 110);
            return "up";
        }
        catch (Exception error) when (error is SocketException || error is ArgumentException) // expect: SOCK013
        {
            return "down";
        }
    }

    static string Right(TcpClient client, string host)
    {
        try
        {
            client.Connect(host, 110);
            return "up";
        }
        catch (Exception error) when (error is SocketException { SocketErrorCode: SocketError.HostNotFound })
        {
            return "unknown";
        }
        catch (Exception error) when (error is SocketException)
        {
            return error.Message;
        }
    }
}

static class EncodedIntoAndCut
{
    static async ValueTask Wrong(Conn wire, string name)
    {
        Bytes room = new byte[256];
        Encoding.UTF8.GetBytes(name, room.Span);
        await wire.WriteAsync(room[..name.Length]); // expect: SOCK007
    }

    static async ValueTask Right(Conn wire, string name)
    {
        Bytes room = new byte[256];
        var length = Encoding.UTF8.GetBytes(name, room.Span);
        await wire.WriteAsync(room[..length]);
    }
}

static class FrameOfATextLength
{
    static void Wrong(Socket socket, string word)
    {
        byte[] frame = new byte[word.Length + 2]; // expect: SOCK007
        frame[0] = 0x02;
        Encoding.UTF8.GetBytes(word, frame.AsSpan(1));
        frame[^1] = 0x03;
        socket.Send(frame);
    }

    static void Right(Socket socket, string word)
    {
        byte[] frame = new byte[Encoding.UTF8.GetByteCount(word) + 2];
        frame[0] = 0x02;
        Encoding.UTF8.GetBytes(word, frame.AsSpan(1));
        frame[^1] = 0x03;
        socket.Send(frame);
    }
}

static class LengthKeptInAVariable
{
    static void Wrong(UdpClient udp, string text, IPEndPoint peer)
    {
        var size = text.Length; // expect: SOCK007
        var data = Encoding.UTF8.GetBytes(text);
        udp.Send(data, size, peer);
    }

    static void Right(UdpClient udp, string text, IPEndPoint peer)
    {
        var data = Encoding.UTF8.GetBytes(text);
        var size = data.Length;
        udp.Send(data, size, peer);
    }
}

static class LengthByABinaryWriter
{
    static void Wrong(Conn wire, string title)
    {
        using var writer = new BinaryWriter(wire);
        byte[] data = Encoding.UTF8.GetBytes(title);
        writer.Write((byte)title.Length); // expect: SOCK007
        writer.Write(data);
    }

    static void Right(Conn wire, string title)
    {
        using var writer = new BinaryWriter(wire);
        byte[] data = Encoding.UTF8.GetBytes(title);
        writer.Write((byte)data.Length);
        writer.Write(data);
    }
}

static class RequestByFormat
{
    static void Wrong(Socket socket, string host, int port)
    {
        string head = string.Format(null, "GET / HTTP/1.1\r\nHost: {0}:{1:D}\r\n", host, port);
        socket.Send(Encoding.ASCII.GetBytes(head)); // expect: SOCK009
    }

    static void Right(Socket socket, string host, int port)
    {
        string head = string.Format(null, "GET / HTTP/1.1\r\nHost: {0}:{1:D}\r\n\r\n", host, port);
        socket.Send(Encoding.ASCII.GetBytes(head));
    }
}

static class RequestInAProperty
{
    static class Wrong
    {
        static ReadOnlySpan<byte> Question => "head / HTTP/1.1\r\nHost: a\r\n\r\n"u8;

        public static void Ask(Conn wire) => wire.Write(Question); // expect: SOCK009
    }

    static class Right
    {
        static ReadOnlySpan<byte> Question => "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"u8;

        public static void Ask(Conn wire) => wire.Write(Question);
    }
}

static class FieldsInALoop
{
    static void Wrong(Conn wire, string host, List<string> fields)
    {
        string end = "\n";
        var text = new StringBuilder();
        text.Append("POST /in HTTP/1.1").Append(end).Append("Host: ").Append(host).Append(end);
        for (var index = 0; index < fields.Count; index++)
            text.Append(fields[index]).Append(end);
        text.Append(end);
        wire.Write(Encoding.ASCII.GetBytes(text.ToString())); // expect: SOCK009
    }

    static void Right(Conn wire, string host, List<string> fields)
    {
        string end = "\r\n";
        var text = new StringBuilder();
        text.Append("POST /in HTTP/1.1").Append(end).Append("Host: ").Append(host).Append(end);
        for (var index = 0; index < fields.Count; index++)
            text.Append(fields[index]).Append(end);
        text.Append(end);
        wire.Write(Encoding.ASCII.GetBytes(text.ToString()));
    }
}

static class RacedDatagram
{
    static async Task<byte[]> Wrong(UdpClient udp, IPEndPoint server, byte[] query)
    {
        await udp.SendAsync(query, server);
        Task<UdpReceiveResult> coming = udp.ReceiveAsync(); // expect: SOCK017
        if (await Task.WhenAny(coming, Task.Delay(400)) != coming)
            throw new TimeoutException();
        return (await coming).Buffer;
    }

    static async Task<byte[]> Right(UdpClient udp, IPEndPoint server, byte[] query)
    {
        await udp.SendAsync(query, server);
        Task<UdpReceiveResult> coming = udp.ReceiveAsync();
        if (await Task.WhenAny(coming, Task.Delay(400)) != coming)
            throw new TimeoutException();
        var answer = await coming;
        return answer.RemoteEndPoint.Equals(server) ? answer.Buffer : throw new InvalidDataException();
    }
}

static class DatagramOfACallback
{
    static void Wrong(UdpClient udp, IPEndPoint server, byte[] query, TaskCompletionSource<byte[]> answer)
    {
        udp.Send(query, query.Length, server);
        udp.BeginReceive(
            ended =>
            {
                IPEndPoint? from = null;
                answer.SetResult(udp.EndReceive(ended, ref from)); // expect: SOCK017
            },
            null);
    }

    static void Right(UdpClient udp, IPEndPoint server, byte[] query, TaskCompletionSource<byte[]> answer)
    {
        udp.Send(query, query.Length, server);
        udp.BeginReceive(
            ended =>
            {
                IPEndPoint? from = null;
                var data = udp.EndReceive(ended, ref from);
                if (from!.Equals(server))
                    answer.SetResult(data);
            },
            null);
    }
}

static class SenderOfASocketsResult
{
    static async Task<int> Wrong(Socket udp, EndPoint server, Bytes room)
    {
        await udp.SendToAsync(new byte[] { 1 }, SocketFlags.None, server);
        var second = await udp.ReceiveFromAsync(room, SocketFlags.None, server); // expect: SOCK017
        return second.ReceivedBytes;
    }

    static async Task<int> Right(Socket udp, EndPoint server, Bytes room)
    {
        await udp.SendToAsync(new byte[] { 1 }, SocketFlags.None, server);
        var second = await udp.ReceiveFromAsync(room, SocketFlags.None, server);
        return second.RemoteEndPoint.Equals(server) ? second.ReceivedBytes : 0;
    }
}

static class CountsOfManySends
{
    static async Task Wrong(List<Socket> peers, byte[] news)
    {
        await Task.WhenAll(peers.Select(peer => peer.SendAsync(news))).ConfigureAwait(false); // expect: SOCK006
    }

    static async Task<bool> Right(List<Socket> peers, byte[] news)
    {
        var counts = await Task.WhenAll(peers.Select(peer => peer.SendAsync(news))).ConfigureAwait(false);
        return counts.All(count => count == news.Length);
    }
}

static class CountOfAThinSender
{
    static async Task Wrong(Socket socket, Bytes data)
    {
        await PutAsync(socket, data); // expect: SOCK006
    }

    static async Task Right(Socket socket, Bytes data)
    {
        while (!data.IsEmpty)
            data = data[await PutAsync(socket, data)..];
    }

    static ValueTask<int> PutAsync(Socket socket, Bytes data) => socket.SendAsync(data, SocketFlags.None);
}

static class FailureKeptAsEnd
{
    static long Wrong(Conn wire)
    {
        var buffer = new byte[512];
        var total = 0L;
        for (;;)
        {
            int count;
            try
            {
                count = wire.Read(buffer);
            }
            catch (IOException) // expect: SOCK011
            {
                count = 0;
            }

            if (count == 0)
                return total;
            total += count;
        }
    }

    static long Right(Conn wire)
    {
        var buffer = new byte[512];
        var total = 0L;
        for (;;)
        {
            int count;
            try
            {
                count = wire.Read(buffer);
            }
            catch (IOException error)
            {
                Console.Error.WriteLine(error.Message);
                return -1;
            }

            if (count == 0)
                return total;
            total += count;
        }
    }
}

static class SumOfTheWholeBuffer
{
    static long Wrong(Conn wire)
    {
        var buffer = new byte[512];
        var sum = 0L;
        while (wire.Read(buffer) > 0)
            sum += buffer.Aggregate(0L, (all, one) => all + one); // expect: SOCK003 or SOCK001
        return sum;
    }

    static long Right(Conn wire)
    {
        var buffer = new byte[512];
        var sum = 0L;
        while (wire.Read(buffer) is > 0 and var count)
            sum += buffer.Take(count).Aggregate(0L, (all, one) => all + one);
        return sum;
    }
}

static class EachByteOfTheSpan
{
    static int Wrong(Socket socket)
    {
        var buffer = new byte[64];
        var lines = 0;
        while (socket.Receive(buffer, SocketFlags.None) is var count && count != 0)
        {
            foreach (ref readonly var one in buffer.AsSpan()) // expect: SOCK003
                lines += one == '\n' ? 1 : 0;
        }

        return lines;
    }

    static int Right(Socket socket)
    {
        var buffer = new byte[64];
        var lines = 0;
        while (socket.Receive(buffer, SocketFlags.None) is var count && count != 0)
        {
            foreach (ref readonly var one in buffer.AsSpan(0, count))
                lines += one == '\n' ? 1 : 0;
        }

        return lines;
    }
}

static class ReceivedOnAnotherThread
{
    static async Task Wrong(Socket socket, Stream sink)
    {
        var buffer = new byte[900];
        while (true)
        {
            var count = await Task.Run(() => socket.Receive(buffer));
            if (count == 0)
                return;
            await sink.WriteAsync(buffer); // expect: SOCK003
        }
    }

    static async Task Right(Socket socket, Stream sink)
    {
        var buffer = new byte[900];
        while (true)
        {
            var count = await Task.Run(() => socket.Receive(buffer));
            if (count == 0)
                return;
            await sink.WriteAsync(buffer.AsMemory(0, count));
        }
    }
}

static class DocumentOfAClientsSocket
{
    static Order? Wrong(TcpClient client)
    {
        client.ReceiveTimeout = 900;
        var buffer = new byte[2000];
        var count = client.Client.Receive(buffer); // expect: SOCK004
        return count == 0 ? null : JsonSerializer.Deserialize<Order>(buffer.AsSpan(0, count));
    }

    static Order? Right(TcpClient client)
    {
        client.ReceiveTimeout = 900;
        Span<byte> size = stackalloc byte[2];
        client.GetStream().ReadExactly(size);
        var buffer = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        client.GetStream().ReadExactly(buffer);
        return JsonSerializer.Deserialize<Order>(buffer);
    }
}

static class SocketOfAHelper
{
    static bool Wrong(IPEndPoint peer)
    {
        var made = Make(peer); // expect: SOCK015
        return made.DualMode;
    }

    static bool Right(IPEndPoint peer)
    {
        using var made = Make(peer);
        return made.DualMode;
    }

    static Socket Make(IPEndPoint peer) => new(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
}

static class QuestionOverUdpAgain
{
    static byte[]? Wrong(string host, byte[] query)
    {
        using var udp = new UdpClient(host, 53);
        udp.Client.ReceiveTimeout = 300;
        IPEndPoint? from = null;
        for (var turn = 0; turn < 4; turn++)
        {
            udp.Send(query, query.Length);
            var answer = udp.Receive(ref from); // expect: SOCK014
            if (answer is [var high, ..] && high == query[0])
                return answer;
        }

        return null;
    }

    static byte[]? Right(string host, byte[] query)
    {
        using var udp = new UdpClient(host, 53);
        udp.Client.ReceiveTimeout = 300;
        IPEndPoint? from = null;
        for (var turn = 0; turn < 4; turn++)
        {
            udp.Send(query, query.Length);
            try
            {
                var answer = udp.Receive(ref from);
                if (answer is [var high, ..] && high == query[0])
                    return answer;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
            {
                Console.Error.WriteLine("once more");
            }
        }

        return null;
    }
}

static class SocketInAnotherPart
{
    sealed partial class Wrong
    {
        private readonly Socket announcing = new(SocketType.Dgram, ProtocolType.Udp);
        private readonly Socket carrying = new(SocketType.Stream, ProtocolType.Tcp);

        public void Begin(IPEndPoint peer) => carrying.Connect(peer);
    }

    sealed partial class Wrong
    {
        public void Copy(Stream sink)
        {
            var room = new byte[700];
            while (true)
            {
                var count = carrying.Receive(room); // expect: SOCK002
                sink.Write(room, 0, count);
            }
        }
    }

    sealed partial class Right
    {
        private readonly Socket announcing = new(SocketType.Dgram, ProtocolType.Udp);
        private readonly Socket carrying = new(SocketType.Stream, ProtocolType.Tcp);

        public void Begin(IPEndPoint peer) => carrying.Connect(peer);
    }

    sealed partial class Right
    {
        public void Copy(Stream sink)
        {
            var room = new byte[700];
            while (true)
            {
                var count = carrying.Receive(room);
                if (count == 0)
                    return;
                sink.Write(room, 0, count);
            }
        }
    }
}

static class ListenerTriedOut
{
    static bool Silent(int port)
    {
        try
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return true;
            }
            finally
            {
                listener.Stop();
            }
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

static class FinallyThenHandler
{
    static bool Wrong(IPEndPoint peer, Stream log)
    {
        try
        {
            var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
            try
            {
                socket.Connect(peer);
                socket.Dispose();
                return true;
            }
            finally
            {
                log.Flush();
            }
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
            return false;
        }
    }

    static bool Right(IPEndPoint peer, Stream log)
    {
        try
        {
            var socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(peer);
                return true;
            }
            finally
            {
                log.Flush();
                socket.Dispose();
            }
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
            return false;
        }
    }
}

static class AnswerOnlyShown
{
    static void Silent(Conn wire)
    {
        using var reader = new StreamReader(wire);
        var answer = reader.ReadLine();
        Console.WriteLine("Answer: " + answer);
    }

    static void SilentWithTheUser(Conn wire)
    {
        using var reader = new StreamReader(wire);
        using var writer = new StreamWriter(wire, new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        string? said;
        do
        {
            said = Console.ReadLine();
            writer.WriteLine(said);
            Console.WriteLine($"received {reader.ReadLine()}");
        }
        while (said != "bye");
    }
}

static class LinesShownForEver
{
    static void Wrong(Conn wire, Func<bool> more)
    {
        using var reader = new StreamReader(wire);
        while (more())
            Console.WriteLine(reader.ReadLine()); // expect: SOCK002
    }

    static void Right(Conn wire, Func<bool> more)
    {
        using var reader = new StreamReader(wire);
        while (more() && reader.ReadLine() is { } line)
            Console.WriteLine(line);
    }
}

static class SizeInALine
{
    static async Task<long> Silent(Conn wire)
    {
        using var reader = new StreamReader(wire, leaveOpen: true);
        return long.Parse(await reader.ReadLineAsync());
    }
}

static class ThreadThatEndsWithItsConnection
{
    static Thread Silent(Conn wire, Conn other)
    {
        var thread = new Thread(() =>
        {
            try
            {
                wire.CopyTo(other);
            }
            catch (IOException)
            {
            }
        });
        thread.Start();
        thread.Name = "copies";
        return thread;
    }
}

static class ListenerWithoutEnd
{
    static async Task Silent(Action<Socket> serve)
    {
        try
        {
            var listener = new TcpListener(IPAddress.IPv6Any, 5000);
            listener.Start();
            while (true)
                serve(await listener.AcceptSocketAsync());
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
        }
    }
}

static class TaskInAVariableOfNobody
{
    static Timer Wrong(Conn wire) =>
        new(
            _ =>
            {
                Task beat = wire.WriteAsync(new byte[1], 0, 1); // expect: SOCK011
            },
            null,
            0,
            100);

    static Timer Right(Conn wire) =>
        new(
            async _ =>
            {
                try
                {
                    Task beat = wire.WriteAsync(new byte[1], 0, 1);
                    await beat;
                }
                catch (IOException error)
                {
                    Console.Error.WriteLine(error.Message);
                }
            },
            null,
            0,
            100);
}

static class RecordThatDidNotCome
{
    static async Task<string> Wrong(Conn wire)
    {
        var record = new byte[32];
        try
        {
            await wire.ReadExactlyAsync(record);
        }
        catch (IOException error) // expect: SOCK011
        {
            Console.WriteLine(error.Message);
        }

        return Encoding.ASCII.GetString(record);
    }

    static async Task<string> Right(Conn wire)
    {
        var record = new byte[32];
        try
        {
            await wire.ReadExactlyAsync(record);
        }
        catch (IOException error)
        {
            Console.WriteLine(error.Message);
            return "";
        }

        return Encoding.ASCII.GetString(record);
    }
}

static class CountBesideAFlag
{
    static void Wrong(Conn wire)
    {
        wire.ReadTimeout = 700;
        var room = new byte[100];
        while (true)
        {
            var (late, count) = Some(wire, room); // expect: SOCK002
            if (!late)
                Console.WriteLine($"{count} bytes");
        }
    }

    static void Right(Conn wire)
    {
        wire.ReadTimeout = 700;
        var room = new byte[100];
        while (true)
        {
            var (late, count) = Some(wire, room);
            if (!late && count == 0)
                return;
            if (!late)
                Console.WriteLine($"{count} bytes");
        }
    }

    static (bool, int) Some(Conn wire, byte[] room)
    {
        try
        {
            return (false, wire.Read(room));
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut })
        {
            return (true, 0);
        }
    }
}

static class CountOfTheBase
{
    internal abstract class Gauge(TcpClient client)
    {
        protected int Next(byte[] room) => client.GetStream().Read(room, 0, room.Length);
    }

    sealed class Wrong(TcpClient client) : Gauge(client)
    {
        private readonly byte[] last = new byte[1];

        public byte Poll()
        {
            Next(last); // expect: SOCK001
            return last[0];
        }
    }

    sealed class Right(TcpClient client) : Gauge(client)
    {
        private readonly byte[] last = new byte[1];

        public byte Poll() => Next(last) == 1 ? last[0] : throw new EndOfStreamException();
    }
}

static class ExactlyAsManyAsAPattern
{
    static int Silent(Conn conn, byte[] four) => conn.Read(four, 0, 4) is 4 ? BinaryPrimitives.ReadInt32BigEndian(four) : -1;

    static int SilentWithoutASocket(Socket? socket, byte[] four) => socket?.Receive(four, 0, 4, SocketFlags.None) is 4 ? four[3] : -1;
}

static class ClientOfATypeParameter
{
    static async Task<bool> Wrong<T>(T client, IPEndPoint peer) where T : TcpClient
    {
        try
        {
            await client.ConnectAsync(peer);
        }
        catch // expect: SOCK011
        {
        }

        client.GetStream().WriteByte(1);
        return true;
    }

    static async Task<bool> Right<T>(T client, IPEndPoint peer) where T : TcpClient
    {
        try
        {
            await client.ConnectAsync(peer);
        }
        catch (SocketException)
        {
            return false;
        }

        client.GetStream().WriteByte(1);
        return true;
    }
}

static class PrefixThatIsTried
{
    static void Wrong(Conn conn, string word)
    {
        var data = Encoding.UTF8.GetBytes(word);
        var head = new byte[2];
        if (!BinaryPrimitives.TryWriteUInt16BigEndian(head, checked((ushort)word.Length))) // expect: SOCK007
            return;
        conn.Write([.. head, .. data]);
    }

    static void Right(Conn conn, string word)
    {
        var data = Encoding.UTF8.GetBytes(word);
        var head = new byte[2];
        if (!BinaryPrimitives.TryWriteUInt16BigEndian(head, checked((ushort)data.Length)))
            return;
        conn.Write([.. head, .. data]);
    }
}

static class DigitsOfAMatch
{
    static void Silent(Conn conn, System.Text.RegularExpressions.Match match)
    {
        var digits = match.Groups[1].Value;
        var frame = new byte[digits.Length + 1];
        frame[0] = (byte)digits.Length;
        Encoding.UTF8.GetBytes(digits, 0, digits.Length, frame, 1);
        conn.Write(frame);
    }
}

static class WaiterLooksAtTheError
{
    sealed class Silent
    {
        public static bool Open(Socket socket, EndPoint peer)
        {
            using var ready = new ManualResetEvent(false);
            using var args = new SocketAsyncEventArgs { RemoteEndPoint = peer, UserToken = ready };
            args.Completed += Ready;
            if (socket.ConnectAsync(args) && !ready.WaitOne(900))
                throw new TimeoutException();
            return args.SocketError == SocketError.Success;
        }

        static void Ready(object? sender, SocketAsyncEventArgs done) => ((ManualResetEvent)done.UserToken!).Set();
    }
}
