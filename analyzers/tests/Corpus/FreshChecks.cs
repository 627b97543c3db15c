// Counts, ends, errors and lives that a seventh corpus showed to be missed, and correct code that it showed to be flagged.

sealed class EchoTimes(NetworkStream wire)
{
    async Task Wrong(byte[] question, byte[] answer)
    {
        Task written = wire.WriteAsync(question, 0, question.Length);
        Task read = wire.ReadAsync(answer, 0, answer.Length); // expect: SOCK001
        await written;
        await read;
    }

    async Task Right(byte[] question, byte[] answer)
    {
        Task written = wire.WriteAsync(question, 0, question.Length);
        Task read = wire.ReadExactlyAsync(answer, 0, answer.Length).AsTask();
        await written;
        await read;
    }
}

static class OnlyTheSenderCounts
{
    static HashSet<string> Silent(Socket udp, int turns)
    {
        var names = new HashSet<string>();
        var place = new byte[1500];
        for (var turn = 0; turn < turns; turn++)
        {
            EndPoint who = new IPEndPoint(IPAddress.IPv6Any, 0);
            udp.ReceiveFrom(place, ref who);
            names.Add(who.ToString()!);
        }

        return names;
    }
}

static class SevenBitsAByte
{
    static int Wrong(NetworkStream stream)
    {
        int number = 0, octet;
        do
        {
            octet = stream.ReadByte(); // expect: SOCK002
            number = number << 7 | (octet & 127);
        }
        while ((octet & 128) != 0);
        return number;
    }

    static int Right(NetworkStream stream)
    {
        int number = 0, octet;
        do
        {
            octet = stream.ReadByte();
            if (octet == -1)
                throw new EndOfStreamException();
            number = number << 7 | (octet & 127);
        }
        while ((octet & 128) != 0);
        return number;
    }
}

sealed class FramesOfAPipe
{
    static async Task Wrong(IDuplexPipe transport, Action<long> take)
    {
        for (;;)
        {
            var read = await transport.Input.ReadAsync(); // expect: SOCK002
            take(read.Buffer.Length);
            transport.Input.AdvanceTo(read.Buffer.End);
        }
    }

    static async Task Right(IDuplexPipe transport, Action<long> take)
    {
        for (;;)
        {
            var read = await transport.Input.ReadAsync();
            take(read.Buffer.Length);
            transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }
    }
}

static class UnknownCommandsShown
{
    static void Wrong(TcpClient guest, TextWriter log)
    {
        using var lines = new StreamReader(guest.GetStream());
        for (;;)
        {
            switch (lines.ReadLine()) // expect: SOCK002
            {
                case "quit":
                    return;
                case var line:
                    log.WriteLine("what is " + line + "?");
                    break;
            }
        }
    }

    static void Right(TcpClient guest, TextWriter log)
    {
        using var lines = new StreamReader(guest.GetStream());
        for (;;)
        {
            switch (lines.ReadLine())
            {
                case "quit" or null:
                    return;
                case var line:
                    log.WriteLine("what is " + line + "?");
                    break;
            }
        }
    }
}

static class LastWordByEquals
{
    static int Wrong(TcpClient guest)
    {
        var lines = new StreamReader(guest.GetStream());
        var count = 0;
        while (true)
        {
            var line = lines.ReadLine(); // expect: SOCK002
            if ("bye".Equals(line, StringComparison.OrdinalIgnoreCase))
                return count;
            count++;
        }
    }

    static int Right(TcpClient guest)
    {
        var lines = new StreamReader(guest.GetStream());
        var count = 0;
        while (true)
        {
            var line = lines.ReadLine();
            if (line is null || "bye".Equals(line, StringComparison.OrdinalIgnoreCase))
                return count;
            count++;
        }
    }
}

static class OtherAnswersEndTheLoop
{
    static void Silent(TcpClient server, int commands)
    {
        using var answers = new StreamReader(server.GetStream());
        for (var command = 0; command < commands; command++)
        {
            var answer = answers.ReadLine();
            if (answer != "OK")
                throw new IOException("refused");
        }
    }

    static void SilentToo(TcpClient server, Action pong)
    {
        using var answers = new StreamReader(server.GetStream());
        while (string.Equals(answers.ReadLine(), "PING", StringComparison.Ordinal))
            pong();
    }
}

static class HexOfAPiece
{
    static void Wrong(Socket s, Action<string> show)
    {
        var piece = new byte[256];
        while (s.Receive(piece) is var n and > 0)
            show($"{n}: " + string.Concat(piece.Select(one => one.ToString("X2")))); // expect: SOCK003
    }

    static void Right(Socket s, Action<string> show)
    {
        var piece = new byte[256];
        while (s.Receive(piece) is var n and > 0)
            show($"{n}: " + string.Concat(piece.Take(n).Select(one => one.ToString("X2"))));
    }
}

sealed class TooShortLeftOut(Socket udp)
{
    readonly byte[] room = new byte[2048];

    string Wrong()
    {
        EndPoint who = new IPEndPoint(IPAddress.Any, 0);
        var n = udp.ReceiveFrom(room, ref who);
        if (n <= 8)
            return "";
        return $"{who}: " + Convert.ToHexString(room); // expect: SOCK003
    }

    string Right()
    {
        EndPoint who = new IPEndPoint(IPAddress.Any, 0);
        var n = udp.ReceiveFrom(room, ref who);
        if (n <= 8)
            return "";
        return $"{who}: " + Convert.ToHexString(room, 0, n);
    }
}

static class AllOfItSentOn
{
    static void Wrong(Socket from, Socket to)
    {
        var piece = new byte[4000];
        while (from.Receive(piece) > 0)
            SendAll(to, piece); // expect: SOCK003
    }

    static void Right(Socket from, Socket to)
    {
        var piece = new byte[4000];
        int n;
        while ((n = from.Receive(piece)) > 0)
            SendAll(to, piece.AsSpan(0, n));
    }

    static void SendAll(Socket to, ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty)
            rest = rest[to.Send(rest)..];
    }
}

static class NumberOfAnyDatagram
{
    static void Wrong(UdpClient sensors, Action<double> take)
    {
        IPEndPoint? who = null;
        while (true)
        {
            var reading = sensors.Receive(ref who);
            take(BinaryPrimitives.ReadDoubleBigEndian(reading)); // expect: SOCK003
        }
    }

    static void Right(UdpClient sensors, Action<double> take)
    {
        IPEndPoint? who = null;
        while (true)
        {
            var reading = sensors.Receive(ref who);
            if (reading.Length != 8)
                continue;
            take(BinaryPrimitives.ReadDoubleBigEndian(reading));
        }
    }
}

readonly record struct Quote(short Symbol, long Price)
{
    public static Quote Decode(byte[] record) =>
        new(BinaryPrimitives.ReadInt16BigEndian(record), BinaryPrimitives.ReadInt64BigEndian(record.AsSpan(2)));
}

static class RecordsOfOneReceive
{
    static Quote? Wrong(Socket s)
    {
        byte[] record = new byte[10];
        if (s.Receive(record) == 0) // expect: SOCK004
            return null;
        return Quote.Decode(record);
    }

    static Quote? Right(NetworkStream s)
    {
        byte[] record = new byte[10];
        if (s.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) < record.Length)
            return null;
        return Quote.Decode(record);
    }
}

static class HalfAHeaderRefused
{
    static async Task<uint> Wrong(NetworkStream stream, CancellationToken stop)
    {
        var header = new byte[12];
        var n = await stream.ReadAsync(header.AsMemory(), stop); // expect: SOCK004
        if (n < header.Length)
        {
            throw new InvalidDataException("short header");
        }

        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
    }

    static async Task<uint> Right(NetworkStream stream, CancellationToken stop)
    {
        var header = new byte[12];
        await stream.ReadExactlyAsync(header.AsMemory(), stop);
        return BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
    }
}

static class FormOfAGreeting
{
    static string Wrong(NetworkStream stream)
    {
        var room = new byte[300];
        var n = stream.Read(room, 0, room.Length); // expect: SOCK004
        if (n == 0)
            throw new EndOfStreamException();
        var text = Encoding.Latin1.GetString(room, 0, n);
        return System.Text.RegularExpressions.Regex.Match(text, @"^220 (\S+) ").Groups[1].Value;
    }

    static string Right(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var text = reader.ReadLine() ?? throw new EndOfStreamException();
        return System.Text.RegularExpressions.Regex.Match(text, @"^220 (\S+) ").Groups[1].Value;
    }
}

sealed class CommandsOfACompletion(Socket player)
{
    readonly StringBuilder open = new();

    void Wrong(object? sender, SocketAsyncEventArgs done)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred == 0)
        {
            player.Close();
            return;
        }

        var words = Encoding.ASCII.GetString(done.Buffer!, 0, done.BytesTransferred).Trim().Split(' '); // expect: SOCK004
        Console.WriteLine(words.Length);
        if (!player.ReceiveAsync(done))
            Wrong(sender, done);
    }

    void Right(object? sender, SocketAsyncEventArgs done)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred == 0)
        {
            player.Close();
            return;
        }

        for (var i = 0; i < done.BytesTransferred; i++)
        {
            if (done.Buffer![i] != '\n')
            {
                open.Append((char)done.Buffer[i]);
                continue;
            }

            var words = open.ToString().Split(' ');
            open.Clear();
            Console.WriteLine(words.Length);
        }

        if (!player.ReceiveAsync(done))
            Right(sender, done);
    }
}

static class TextOfEachPiece
{
    static string Text(byte[] bytes, int count) => Encoding.UTF8.GetString(bytes, 0, count);

    static void Wrong(NetworkStream stream, Action<string> take)
    {
        var piece = new byte[1024];
        int n;
        while ((n = stream.Read(piece)) != 0)
            take(Text(piece, n)); // expect: SOCK005
    }

    static void Right(NetworkStream stream, Action<string> take)
    {
        var reader = new StreamReader(stream, Encoding.UTF8);
        var piece = new char[1024];
        int n;
        while ((n = reader.Read(piece, 0, piece.Length)) != 0)
            take(new string(piece, 0, n));
    }
}

static class NameCopiedIntoAFrame
{
    static void Wrong(Socket s, string name)
    {
        byte[] frame = new byte[name.Length + 4]; // expect: SOCK007
        frame[0] = 7;
        var bytes = Encoding.UTF8.GetBytes(name);
        bytes.CopyTo(frame, 4);
        if (s.Send(frame) < frame.Length)
            throw new IOException();
    }

    static void Right(Socket s, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        byte[] frame = new byte[bytes.Length + 4];
        frame[0] = 7;
        bytes.CopyTo(frame, 4);
        if (s.Send(frame) < frame.Length)
            throw new IOException();
    }
}

static class OneNumberNotTurned
{
    static void Wrong(NetworkStream stream, int kind, int length)
    {
        var head = new List<byte>();
        head.AddRange(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(kind)));
        head.AddRange(BitConverter.GetBytes(length)); // expect: SOCK010
        stream.Write(head.ToArray());
    }

    static void Right(NetworkStream stream, int kind, int length)
    {
        var head = new List<byte>();
        head.AddRange(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(kind)));
        head.AddRange(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(length)));
        stream.Write(head.ToArray());
    }
}

static class OpenPorts
{
    static bool Wrong(string host, int port)
    {
        using (var probe = new TcpClient())
        {
            var begun = probe.BeginConnect(host, port, null, null); // expect: SOCK011
            var open = begun.AsyncWaitHandle.WaitOne(250, false);
            return open;
        }
    }

    static bool Right(string host, int port)
    {
        using (var probe = new TcpClient())
        {
            var begun = probe.BeginConnect(host, port, null, null);
            var open = begun.AsyncWaitHandle.WaitOne(250, false);
            return open && probe.Connected;
        }
    }
}

static class FailureSuppressed
{
    static async Task<bool> Wrong(Socket s, IPEndPoint peer, byte[] hello)
    {
        await s.ConnectAsync(peer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // expect: SOCK011
        return await s.SendAsync(hello) == hello.Length;
    }

    static async Task<bool> Right(Socket s, IPEndPoint peer, byte[] hello)
    {
        var connecting = s.ConnectAsync(peer);
        await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return connecting.IsCompletedSuccessfully && await s.SendAsync(hello) == hello.Length;
    }
}

static class OnWithTheNextReceive
{
    static async Task Wrong(Socket s, ChannelWriter<byte[]> queue, CancellationToken stop)
    {
        var piece = new byte[900];
        while (true)
        {
            int n;
            try
            {
                n = await s.ReceiveAsync(piece, stop);
            }
            catch (SocketException) // expect: SOCK011
            {
                Console.Error.WriteLine("receive failed");
                continue;
            }

            if (n == 0)
                return;
            await queue.WriteAsync(piece[..n], stop);
        }
    }

    static async Task Right(Socket s, ChannelWriter<byte[]> queue, CancellationToken stop)
    {
        var piece = new byte[900];
        while (true)
        {
            int n;
            try
            {
                n = await s.ReceiveAsync(piece, stop);
            }
            catch (SocketException)
            {
                Console.Error.WriteLine("receive failed");
                return;
            }

            if (n == 0)
                return;
            await queue.WriteAsync(piece[..n], stop);
        }
    }
}

sealed class Beacon(NetworkStream hub)
{
    void Wrong(int level)
    {
        Say(level); // expect: SOCK011

        async Task Say(int number)
        {
            var line = Encoding.ASCII.GetBytes($"{number}\n");
            await hub.WriteAsync(line);
        }
    }

    async Task Right(int level)
    {
        await Say(level);

        async Task Say(int number)
        {
            var line = Encoding.ASCII.GetBytes($"{number}\n");
            await hub.WriteAsync(line);
        }
    }
}

sealed class TimedByInitializer
{
    Socket? timed;
    Socket? plain;

    void WrongOpen(int version) =>
        timed = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = version * 500 }; // expect: SOCK014

    void RightOpen() => plain = new Socket(SocketType.Stream, ProtocolType.Tcp);

    async Task<int> WrongNext(byte[] room) => await timed!.ReceiveAsync(room);

    async Task<int> RightNext(byte[] room)
    {
        using var deadline = new CancellationTokenSource(500);
        return await plain!.ReceiveAsync(room, deadline.Token);
    }
}

static class EndedByItsUsing
{
    static StreamReader Wrong(string host)
    {
        using (var client = new TcpClient(host, 119)) // expect: SOCK015
        {
            var lines = new StreamReader(client.GetStream());
            return lines;
        }
    }

    static string? Right(string host)
    {
        using (var client = new TcpClient(host, 119))
        {
            var lines = new StreamReader(client.GetStream());
            return lines.ReadLine();
        }
    }
}

static class EndedBeforeItsTask
{
    static ValueTask<int> Wrong(IPEndPoint hub, byte[] note)
    {
        using var udp = new UdpClient(); // expect: SOCK015
        return udp.SendAsync(note, hub);
    }

    static async ValueTask<int> Right(IPEndPoint hub, byte[] note)
    {
        using var udp = new UdpClient();
        return await udp.SendAsync(note, hub);
    }
}

static class WorkOfThePool
{
    static void Wrong(Socket listener)
    {
        for (;;)
        {
            var guest = listener.Accept(); // expect: SOCK015
            ThreadPool.QueueUserWorkItem(one => Greet(one), guest, true);
        }
    }

    static void Right(Socket listener)
    {
        for (;;)
        {
            var guest = listener.Accept();
            ThreadPool.QueueUserWorkItem(
                one =>
                {
                    Greet(one);
                    one.Close();
                },
                guest,
                true);
        }
    }

    static void Greet(Socket guest) => guest.Send("hello\r\n"u8);
}

static class SentAndLost
{
    static async Task Wrong(IPEndPoint hub, byte[] note) => await new UdpClient().SendAsync(note, hub); // expect: SOCK015

    static async Task Right(IPEndPoint hub, byte[] note)
    {
        using var udp = new UdpClient();
        await udp.SendAsync(note, hub);
    }
}

sealed class StateOfAStore(TcpClient store)
{
    string Wrong() => store.Connected ? "healthy" : "degraded"; // expect: SOCK016

    string Right() => store.Connected ? "was connected" : "degraded";
}

static class FirstFailureEndsAll
{
    static TcpClient Wrong(string host)
    {
        foreach (var address in Dns.GetHostAddresses(host)) // expect: SOCK018
        {
            var client = new TcpClient(address.AddressFamily);
            try
            {
                client.Connect(address, 6667);
                return client;
            }
            catch (SocketException error)
            {
                client.Dispose();
                throw new IOException($"no way to {host}", error);
            }
        }

        throw new IOException("no address");
    }

    static TcpClient Right(string host)
    {
        foreach (var address in Dns.GetHostAddresses(host))
        {
            var client = new TcpClient(address.AddressFamily);
            try
            {
                client.Connect(address, 6667);
                return client;
            }
            catch (SocketException)
            {
                client.Dispose();
            }
        }

        throw new IOException("no address");
    }
}

sealed class PlaceKept
{
    EndPoint? first;
    IPAddress[] all = [];

    void Wrong(string host) => first = new IPEndPoint(Dns.GetHostAddresses(host)[0], 5222); // expect: SOCK018

    void Right(string host) => all = Dns.GetHostAddresses(host);

    void WrongConnect(Socket s) => s.Connect(first!);

    void RightConnect(Socket s) => s.Connect(all, 5222);
}

static class HandedToAHelper
{
    static class Wrong
    {
        static void Begin(Socket listener)
        {
            var e = new SocketAsyncEventArgs();
            e.Completed += (_, done) => Take(done);
            if (!listener.AcceptAsync(e))
                Take(e);
        }

        static void Take(SocketAsyncEventArgs done)
        {
            Socket guest = done.AcceptSocket!; // expect: SOCK019
            Console.WriteLine(guest.RemoteEndPoint);
            guest.Close();
        }
    }

    static class Right
    {
        static void Begin(Socket listener)
        {
            var e = new SocketAsyncEventArgs();
            e.Completed += (_, done) => Take(done);
            if (!listener.AcceptAsync(e))
                Take(e);
        }

        static void Take(SocketAsyncEventArgs done)
        {
            if (done.SocketError != SocketError.Success)
                return;
            Socket guest = done.AcceptSocket!;
            Console.WriteLine(guest.RemoteEndPoint);
            guest.Close();
        }
    }
}
