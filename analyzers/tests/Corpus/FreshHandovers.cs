// Values that are dropped, added up or handed over in another way, and loops that only the end of a stream would end:
// what a tenth corpus showed to be missed.

static class DiscardThatIsAParameter
{
    static void Wrong(TcpClient scale, Action<byte[]> weighed)
    {
        var poll = new System.Timers.Timer(1000);
        poll.Elapsed += (_, e) =>
        {
            var frame = new byte[32];
            scale.GetStream().ReadTimeout = 500;
            _ = scale.GetStream().Read(frame, 0, frame.Length); // expect: SOCK001
            weighed(frame);
        };
    }

    static void Right(TcpClient scale, Action<byte[]> weighed)
    {
        var poll = new System.Timers.Timer(1000);
        poll.Elapsed += (_, e) =>
        {
            var frame = new byte[32];
            scale.GetStream().ReadTimeout = 500;
            scale.GetStream().ReadExactly(frame);
            weighed(frame);
        };
    }
}

sealed class BytesCounted(NetworkStream from, Stream to)
{
    private long bytes;

    public async Task WrongAsync(CancellationToken stop)
    {
        var block = new byte[4096];
        int n;
        while ((n = await from.ReadAsync(block, stop)) > 0)
        {
            await to.WriteAsync(block, stop); // expect: SOCK003
            bytes += n;
        }
    }

    public async Task RightAsync(CancellationToken stop)
    {
        var block = new byte[4096];
        int n;
        while ((n = await from.ReadAsync(block, stop)) > 0)
        {
            await to.WriteAsync(block.AsMemory(0, n), stop);
            bytes += n;
        }
    }

    public long Bytes => bytes;
}

static class SumReturned
{
    static int Wrong(Socket peer, List<string> lines)
    {
        var sum = 0;
        var piece = new byte[100];
        for (int n; (n = peer.Receive(piece)) > 0;)
        {
            lines.Add(Convert.ToHexString(piece)); // expect: SOCK003
            sum += n;
        }

        return sum;
    }

    static int Right(Socket peer, List<string> lines)
    {
        var sum = 0;
        var piece = new byte[100];
        for (int n; (n = peer.Receive(piece)) > 0;)
        {
            lines.Add(Convert.ToHexString(piece, 0, n));
            sum += n;
        }

        return sum;
    }
}

static class RestOfALine
{
    static void Wrong(StreamReader pager, Action<string> page)
    {
        while (true)
        {
            var line = pager.ReadLine(); // expect: SOCK002
            if (line?.StartsWith("PAGE ") == true)
                page(line[5..]);
        }
    }

    static void Right(StreamReader pager, Action<string> page)
    {
        while (pager.ReadLine() is { } line)
        {
            if (line.StartsWith("PAGE "))
                page(line[5..]);
        }
    }
}

static class WordsLookedFor
{
    static Dictionary<string, string> Wrong(TextReader reader)
    {
        var settings = new Dictionary<string, string>();
        string? line;
        do
        {
            line = reader.ReadLine(); // expect: SOCK002
            if (line?.Split('=', 2) is [var name, var value])
                settings[name] = value;
        }
        while (line != "END");
        return settings;
    }

    static Dictionary<string, string> Right(TextReader reader)
    {
        var settings = new Dictionary<string, string>();
        string? line;
        do
        {
            line = reader.ReadLine();
            if (line is null)
                throw new EndOfStreamException();
            if (line.Split('=', 2) is [var name, var value])
                settings[name] = value;
        }
        while (line != "END");
        return settings;
    }
}

static class WordsLookedForOrTheEnd
{
    static string? Silent(TextReader reader)
    {
        while (true)
        {
            var line = reader.ReadLine();
            if (line?.Split(' ') is [var only])
                return only;
            if (line is null)
                return null;
        }
    }
}

static class AnsweredLikeAnyOther
{
    static void Wrong(StreamReader input, StreamWriter output)
    {
        output.NewLine = "\r\n";
        string? order;
        do
        {
            output.Write("> ");
            output.Flush();
            order = input.ReadLine(); // expect: SOCK002
            output.WriteLine(Reply(order ?? ""));
        }
        while (order != "quit");
        output.Flush();
    }

    static void Right(StreamReader input, StreamWriter output)
    {
        output.NewLine = "\r\n";
        string? order;
        do
        {
            output.Write("> ");
            output.Flush();
            order = input.ReadLine();
            if (order is null)
                return;
            output.WriteLine(Reply(order));
        }
        while (order != "quit");
        output.Flush();
    }

    static string Reply(string order) => order switch { "date" => DateTime.UtcNow.ToString("O"), _ => "?" };
}

sealed class LinesOfAHelper(StreamReader reader)
{
    private async ValueTask<string?> TakeAsync() => (await reader.ReadLineAsync())?.TrimEnd();

    public async Task WrongAsync(Action<string> say)
    {
        for (; ; )
        {
            var text = await TakeAsync(); // expect: SOCK002
            if (string.IsNullOrWhiteSpace(text))
                continue;
            say(text);
        }
    }

    public async Task RightAsync(Action<string> say)
    {
        for (; ; )
        {
            var text = await TakeAsync();
            if (text is null)
                return;
            if (text.Length > 0)
                say(text);
        }
    }
}

static class AnyStreamUntilFull
{
    static void Wrong(Stream link, byte[] head)
    {
        var at = 0;
        while (at < head.Length)
            at += link.Read(head, at, head.Length - at); // expect: SOCK002
    }

    static void Right(Stream link, byte[] head)
    {
        var at = 0;
        while (at < head.Length)
        {
            var n = link.Read(head, at, head.Length - at);
            if (n == 0)
                throw new EndOfStreamException();
            at += n;
        }
    }
}

static class AnyStreamUntilAByte
{
    static string Wrong(Stream bus)
    {
        var text = new StringBuilder();
        char c;
        while ((c = (char)bus.ReadByte()) != '\n') // expect: SOCK002
            text.Append(c);
        return text.ToString();
    }

    static string Right(Stream bus)
    {
        var text = new StringBuilder();
        int c;
        while ((c = bus.ReadByte()) != '\n')
        {
            if (c == -1)
                throw new EndOfStreamException();
            text.Append((char)c);
        }

        return text.ToString();
    }
}

static class GuardForTooFew
{
    static (ushort Kind, uint Time) Wrong(UdpReceiveResult beat)
    {
        var data = beat.Buffer;
        if (data.Length < 4)
            throw new InvalidDataException();
        return (BinaryPrimitives.ReadUInt16BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(2))); // expect: SOCK003
    }

    static (ushort Kind, uint Time) Right(UdpReceiveResult beat)
    {
        var data = beat.Buffer;
        if (data.Length < 6)
            throw new InvalidDataException();
        return (BinaryPrimitives.ReadUInt16BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(2)));
    }
}

static class RefusedByPattern
{
    static ushort Wrong(NetworkStream meter)
    {
        meter.ReadTimeout = 500;
        var two = new byte[2];
        if (meter.Read(two, 0, 2) is not 2) // expect: SOCK004
            throw new IOException("The meter sent half a number.");
        return BinaryPrimitives.ReadUInt16BigEndian(two);
    }

    static ushort Right(NetworkStream meter)
    {
        meter.ReadTimeout = 500;
        var two = new byte[2];
        meter.ReadExactly(two);
        return BinaryPrimitives.ReadUInt16BigEndian(two);
    }
}

static class RefusedAmongOthers
{
    static async Task Wrong(NetworkStream proxy, CancellationToken stop)
    {
        var answer = new byte[8];
        var n = await proxy.ReadAsync(answer, stop); // expect: SOCK004
        if (n < 8 || answer[1] != 90)
            throw new IOException("The proxy refused.");
    }

    static async Task Right(NetworkStream proxy, CancellationToken stop)
    {
        var answer = new byte[8];
        await proxy.ReadExactlyAsync(answer, stop);
        if (answer[1] != 90)
            throw new IOException("The proxy refused.");
    }
}

static class AnswerSearchedForAWord
{
    static bool Wrong(TcpClient radio)
    {
        var stream = radio.GetStream();
        stream.ReadTimeout = 1000;
        stream.Write("STATUS\r\n"u8);
        var room = new byte[512];
        var n = stream.Read(room, 0, room.Length); // expect: SOCK004
        return n > 0 && Encoding.ASCII.GetString(room, 0, n).Contains("LOCKED");
    }

    static bool Right(TcpClient radio)
    {
        var stream = radio.GetStream();
        stream.ReadTimeout = 1000;
        stream.Write("STATUS\r\n"u8);
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return reader.ReadLine() is { } line && line.Contains("LOCKED");
    }
}

static class AnswerTrimmed
{
    static string Wrong(Socket scope, string question)
    {
        scope.ReceiveTimeout = 1000;
        scope.Send(Encoding.ASCII.GetBytes(question + "\n"));
        var room = new byte[256];
        var n = scope.Receive(room); // expect: SOCK004
        if (n == 0)
            throw new EndOfStreamException();
        return Encoding.ASCII.GetString(room, 0, n).TrimEnd('\r', '\n');
    }

    static string Right(Socket scope, string question)
    {
        scope.ReceiveTimeout = 1000;
        scope.Send(Encoding.ASCII.GetBytes(question + "\n"));
        var text = new StringBuilder();
        var one = new byte[1];
        while (scope.Receive(one) == 1 && one[0] != '\n')
            text.Append((char)one[0]);
        return text.ToString();
    }
}

static class PieceOfArgumentsSplit
{
    static void Wrong(object? sender, SocketAsyncEventArgs e)
    {
        var socket = (Socket)sender!;
        do
        {
            if (e is not { SocketError: SocketError.Success, BytesTransferred: > 0 })
            {
                socket.Close();
                return;
            }

            foreach (var word in Encoding.ASCII.GetString(e.Buffer.AsSpan()[..e.BytesTransferred]).Split('\n')) // expect: SOCK004
                Console.WriteLine(word.Trim());
        }
        while (!socket.ReceiveAsync(e));
    }

    static void Right(object? sender, SocketAsyncEventArgs e)
    {
        var socket = (Socket)sender!;
        var text = (StringBuilder)e.UserToken!;
        do
        {
            if (e is not { SocketError: SocketError.Success, BytesTransferred: > 0 })
            {
                socket.Close();
                return;
            }

            text.Append(Encoding.ASCII.GetString(e.Buffer.AsSpan()[..e.BytesTransferred]));
            while (text.ToString().IndexOf('\n') is >= 0 and var end)
            {
                Console.WriteLine(text.ToString(0, end));
                text.Remove(0, end + 1);
            }
        }
        while (!socket.ReceiveAsync(e));
    }
}

static class PipeComparedWithALine
{
    static async Task<bool> Wrong(PipeReader pipe)
    {
        var read = await pipe.ReadAsync();
        var same = Encoding.ASCII.GetString(read.Buffer) == "READY\r\n"; // expect: SOCK004
        pipe.AdvanceTo(read.Buffer.End);
        return same;
    }

    static async Task<bool> Right(PipeReader pipe)
    {
        var read = await pipe.ReadAtLeastAsync(7);
        var same = read.Buffer.Length == 7 && Encoding.ASCII.GetString(read.Buffer) == "READY\r\n";
        pipe.AdvanceTo(read.Buffer.End);
        return same;
    }
}

static class PieceDecodedByAHelper
{
    static void Wrong(NetworkStream chat, TextWriter log)
    {
        var room = new byte[1024];
        string? piece;
        while ((piece = Piece(chat, room)) is not null)
            log.Write(piece); // expect: SOCK005
    }

    static string? Piece(NetworkStream chat, byte[] room)
    {
        var n = chat.Read(room, 0, room.Length);
        return n == 0 ? null : Encoding.UTF8.GetString(room, 0, n);
    }

    static void Right(NetworkStream chat, TextWriter log)
    {
        using var reader = new StreamReader(chat, Encoding.UTF8);
        var room = new char[1024];
        for (int n; (n = reader.Read(room, 0, room.Length)) > 0;)
            log.Write(room, 0, n);
    }
}

static class NothingSentToAsk
{
    static bool Silent(Socket peer)
    {
        peer.Blocking = false;
        try
        {
            peer.Send(Span<byte>.Empty, SocketFlags.None, out var error);
            return error is SocketError.Success or SocketError.WouldBlock;
        }
        finally
        {
            peer.Blocking = true;
        }
    }
}

static class AnnouncedInABuilder
{
    static byte[] Wrong(string topic, string text)
    {
        var frame = new StringBuilder("MESSAGE\n");
        frame.Append("destination:").Append(topic).Append('\n');
        frame.Append("Content-Length: ").Append(text.Length).Append("\n\n").Append(text); // expect: SOCK007
        return Encoding.UTF8.GetBytes(frame.ToString());
    }

    static byte[] Right(string topic, string text)
    {
        var frame = new StringBuilder("MESSAGE\n");
        frame.Append("destination:").Append(topic).Append('\n');
        frame.Append("Content-Length: ").Append(Encoding.UTF8.GetByteCount(text)).Append("\n\n").Append(text);
        return Encoding.UTF8.GetBytes(frame.ToString());
    }
}

sealed class CountForAHelper(Socket display)
{
    private void Put(byte[] bytes, int length)
    {
        for (var at = 0; at < length;)
            at += display.Send(bytes, at, length - at, SocketFlags.None);
    }

    public void Wrong(string title)
    {
        var bytes = Encoding.UTF8.GetBytes(title);
        Put(bytes, title.Length); // expect: SOCK007
    }

    public void Right(string title)
    {
        var bytes = Encoding.UTF8.GetBytes(title);
        Put(bytes, bytes.Length);
    }
}

static class OneOfTheNumbersForgotten
{
    static (int, int) Wrong(byte[] head)
    {
        var kind = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(head, 0));
        var size = BitConverter.ToInt32(head, 4); // expect: SOCK010
        return (kind, size);
    }

    static (int, int) Right(byte[] head)
    {
        var kind = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(head, 0));
        var size = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(head, 4));
        return (kind, size);
    }
}

sealed class LoggedByADelegate(Action<string> log)
{
    public void Wrong(IPEndPoint gate)
    {
        using var socket = new Socket(gate.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(gate);
        }
        catch (Exception error) // expect: SOCK011
        {
            log($"gate: {error.Message}");
        }

        socket.Send("OPEN\r\n"u8);
    }

    public void Right(IPEndPoint gate)
    {
        using var socket = new Socket(gate.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(gate);
        }
        catch (Exception error)
        {
            log($"gate: {error.Message}");
            return;
        }

        socket.Send("OPEN\r\n"u8);
    }
}

sealed class TriedASecondTime(IPEndPoint server)
{
    private TcpClient client = new();

    public void Wrong(byte[] news)
    {
        try
        {
            client.GetStream().Write(news);
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            client.Dispose();
            client = new TcpClient();
            client.Connect(server);
            try
            {
                client.GetStream().Write(news);
            }
            catch (IOException) // expect: SOCK011
            {
            }
        }
    }

    public void Right(byte[] news)
    {
        try
        {
            client.GetStream().Write(news);
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            client.Dispose();
            client = new TcpClient();
            client.Connect(server);
            client.GetStream().Write(news);
        }
    }
}

static class OneOfTwoForALambda
{
    static void Wrong(IPEndPoint near, IPEndPoint far)
    {
        Action<TcpClient, TcpClient> relay = (from, to) => from.GetStream().CopyTo(to.GetStream());
        using var here = new TcpClient();
        here.Connect(near);
        var there = new TcpClient(); // expect: SOCK015
        there.Connect(far);
        relay(here, there);
    }

    static void Right(IPEndPoint near, IPEndPoint far)
    {
        Action<TcpClient, TcpClient> relay = (from, to) => from.GetStream().CopyTo(to.GetStream());
        using var here = new TcpClient();
        here.Connect(near);
        using var there = new TcpClient();
        there.Connect(far);
        relay(here, there);
    }
}

static class OneOfTwoForADelegateThatMayKeepIt
{
    static void Silent(IPEndPoint near, IPEndPoint far, Action<TcpClient, TcpClient> relay)
    {
        using var here = new TcpClient();
        here.Connect(near);
        var there = new TcpClient();
        there.Connect(far);
        relay(here, there);
    }
}

sealed class AnswerTakenByAHelper(IPEndPoint server)
{
    private readonly UdpClient udp = new(server.AddressFamily);

    private byte[] WrongNext()
    {
        IPEndPoint? from = null;
        return udp.Receive(ref from); // expect: SOCK017
    }

    public byte[] Ask(byte[] question)
    {
        udp.Send(question, server);
        return WrongNext();
    }

    private byte[] RightNext()
    {
        while (true)
        {
            IPEndPoint? from = null;
            var data = udp.Receive(ref from);
            if (from.Equals(server))
                return data;
        }
    }

    public byte[] AskAgain(byte[] question)
    {
        udp.Send(question, server);
        return RightNext();
    }
}

static class AddressesOfOldNames
{
    static TcpClient Wrong(string host)
    {
        var pending = Dns.BeginGetHostAddresses(host, null, null);
        var client = new TcpClient();
        client.Connect(Dns.EndGetHostAddresses(pending)[0], 25); // expect: SOCK018
        return client;
    }

    static TcpClient Right(string host)
    {
        var pending = Dns.BeginGetHostAddresses(host, null, null);
        var client = new TcpClient();
        client.Connect(Dns.EndGetHostAddresses(pending), 25);
        return client;
    }
}

static class AddressesOfThisMachineInTheOldWay
{
    static Socket Silent(int port)
    {
        var own = Dns.EndGetHostAddresses(Dns.BeginGetHostAddresses(Dns.GetHostName(), null, null));
        var socket = new Socket(own[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(own[0], port);
        return socket;
    }
}

static class FirstAddressOfAPattern
{
    static IPAddress First(string host) =>
        Dns.GetHostAddresses(host) is [var first, ..] ? first : throw new SocketException((int)SocketError.HostNotFound);

    static void Wrong(Socket socket, string host) => socket.Connect(First(host), 80); // expect: SOCK018

    static void Right(Socket socket, string host) => socket.Connect(Dns.GetHostAddresses(host), 80);
}

sealed class AcceptedInALoop(Socket door, Action<Socket> serve)
{
    public void WrongRun(SocketAsyncEventArgs args)
    {
        do
            args.AcceptSocket = null;
        while (!door.AcceptAsync(args) && WrongTake(args));
    }

    private bool WrongTake(SocketAsyncEventArgs args)
    {
        serve(args.AcceptSocket!); // expect: SOCK019
        return true;
    }

    public void RightRun(SocketAsyncEventArgs args)
    {
        do
            args.AcceptSocket = null;
        while (!door.AcceptAsync(args) && RightTake(args));
    }

    private bool RightTake(SocketAsyncEventArgs args)
    {
        if (args.SocketError != SocketError.Success)
            return false;
        serve(args.AcceptSocket!);
        return true;
    }
}
