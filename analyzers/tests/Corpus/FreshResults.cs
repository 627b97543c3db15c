// Results that come on another way than by `return`: in an out parameter, in a pattern, in a tuple, through a helper.

static class CountInAnOutParameter
{
    static byte[] Wrong(Socket socket)
    {
        var greeting = new byte[12];
        Fill(socket, greeting, out var got); // expect: SOCK001 or SOCK003
        return [greeting[0], greeting[1]];
    }

    static void Fill(Socket socket, byte[] room, out int got)
    {
        got = socket.Receive(room);
    }

    static byte[] Right(Socket socket)
    {
        var greeting = new byte[12];
        Fill(socket, greeting, out var got);
        if (got < 2)
            throw new EndOfStreamException();
        return [greeting[0], greeting[1]];
    }
}

static class CountThrownAwayByTheCaller
{
    static string Wrong(NetworkStream stream)
    {
        var block = new byte[64];
        Take(stream, block, out _); // expect: SOCK001 or SOCK003
        return Encoding.ASCII.GetString(block);
    }

    static void Take(NetworkStream stream, byte[] block, out int length) => length = stream.Read(block, 0, block.Length);

    static string Right(NetworkStream stream)
    {
        var block = new byte[64];
        Take(stream, block, out var length);
        return length == 0 ? throw new EndOfStreamException() : Encoding.ASCII.GetString(block, 0, length);
    }
}

static class CountThatTheHelperHasTested
{
    static byte Silent(Socket socket) // silent: SOCK001
    {
        var head = new byte[1];
        Need(socket, head, out _);
        return head[0];
    }

    static void Need(Socket socket, byte[] head, out int count)
    {
        count = socket.Receive(head);
        if (count == 0)
            throw new EndOfStreamException();
    }
}

static class HeadMatchedByAListPattern
{
    static int Wrong(Socket socket)
    {
        var head = new byte[6];
        var n = socket.Receive(head); // expect: SOCK004
        if (n == 0)
            return -1;
        if (head is [0xCA, 0xFE, var major, var minor, ..])
            return major * 100 + minor;
        return 0;
    }

    static int Right(Socket socket)
    {
        var head = new byte[6];
        var n = socket.Receive(head);
        if (n == 0)
            return -1;
        if (head.AsSpan(0, n) is [0xCA, 0xFE, var major, var minor, ..])
            return major * 100 + minor;
        return 0;
    }
}

static class KindChosenByAListPattern
{
    static string Wrong(NetworkStream stream)
    {
        Span<byte> record = stackalloc byte[4];
        var n = stream.Read(record); // expect: SOCK004
        if (n < 1)
            throw new EndOfStreamException();
        switch (record)
        {
            case [1, .., ]:
                return "hello";
            case [2, _, var high, var low]:
                return $"data {high << 8 | low}";
            default:
                return "?";
        }
    }

    static string Right(NetworkStream stream)
    {
        Span<byte> record = stackalloc byte[4];
        stream.ReadExactly(record);
        switch (record)
        {
            case [1, .., ]:
                return "hello";
            case [2, _, var high, var low]:
                return $"data {high << 8 | low}";
            default:
                return "?";
        }
    }
}

static class FirstByteByAListPattern
{
    static bool Silent(Socket socket) // silent: SOCK004
    {
        var answer = new byte[16];
        if (socket.Receive(answer) == 0)
            throw new EndOfStreamException();
        return answer is [0x06, ..];
    }
}

static class LengthByAFormat
{
    static void Wrong(Socket socket, string page)
    {
        var head = string.Format("HTTP/1.1 200 OK\r\nContent-Length: {0}\r\n\r\n{1}", page.Length, page); // expect: SOCK007
        socket.Send(Encoding.UTF8.GetBytes(head));
    }

    static void Right(Socket socket, string page)
    {
        var head = string.Format("HTTP/1.1 200 OK\r\nContent-Length: {0}\r\n\r\n{1}", Encoding.UTF8.GetByteCount(page), page);
        socket.Send(Encoding.UTF8.GetBytes(head));
    }
}

static class LengthSomewhereElseInAFormat
{
    static void Silent(Socket socket, string name, byte[] body) // silent: SOCK007
    {
        var head = string.Format("X-Letters: {0}\r\nContent-Length: {1}\r\n\r\n", name.Length, body.Length);
        socket.Send(Encoding.UTF8.GetBytes(head));
    }
}

static class SocketInAnOutParameter
{
    static void Wrong(EndPoint server, byte[] beat)
    {
        Socket socket;
        Open(server, out socket); // expect: SOCK015
        socket.Send(beat);
    }

    static void Open(EndPoint server, out Socket socket) => socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

    static void Right(EndPoint server, byte[] beat)
    {
        Socket socket;
        Open(server, out socket);
        try
        {
            socket.Send(beat);
        }
        finally
        {
            socket.Dispose();
        }
    }
}

static class SocketOfAnOutParameterKept
{
    static readonly List<Socket> kept = [];

    static void Silent(EndPoint server) // silent: SOCK015
    {
        Make(out var socket);
        kept.Add(socket);
    }

    static Socket SilentToo(EndPoint server)
    {
        Make(out var socket);
        return socket;
    }

    static void Make(out Socket socket)
    {
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
    }
}

static class ConnectedInATuple
{
    static bool Wrong(Socket socket, Queue<byte[]> waiting)
    {
        switch ((socket.Connected, waiting.Count > 0)) // expect: SOCK016
        {
            case (true, true):
                socket.Send(waiting.Dequeue());
                return true;
            default:
                return false;
        }
    }

    static bool Right(Socket socket, Queue<byte[]> waiting)
    {
        switch ((waiting.Count > 10, waiting.Count > 0))
        {
            case (false, true):
                socket.Send(waiting.Dequeue());
                return true;
            default:
                return false;
        }
    }
}

static class FirstAddressInAnOutParameter
{
    static void Wrong(TcpClient client, string name)
    {
        Resolve(name, out var address); // expect: SOCK018
        client.Connect(address, 7);
    }

    static void Resolve(string name, out IPAddress address) => address = Dns.GetHostAddresses(name)[0];

    static void Right(TcpClient client, string name)
    {
        ResolveAll(name, out var addresses);
        client.Connect(addresses, 7);
    }

    static void ResolveAll(string name, out IPAddress[] addresses) => addresses = Dns.GetHostAddresses(name);
}

sealed class InterruptedByAMethod
{
    private readonly NetworkStream feed;
    private volatile bool done;

    public InterruptedByAMethod(NetworkStream feed) => this.feed = feed;

    void Wrong()
    {
        Console.CancelKeyPress += WrongStop;
        while (!done && feed.ReadByte() is >= 0 and var b)
            Console.WriteLine(b);
    }

    void WrongStop(object? sender, ConsoleCancelEventArgs key)
    {
        key.Cancel = true; // expect: SOCK014
        done = true;
    }

    void Right()
    {
        Console.CancelKeyPress += RightStop;
        while (!done && feed.ReadByte() is >= 0 and var b)
            Console.WriteLine(b);
    }

    void RightStop(object? sender, ConsoleCancelEventArgs key)
    {
        key.Cancel = true;
        done = true;
        feed.Close();
    }
}

static class AnswerReadThroughAPipe
{
    static async Task<long> Wrong(TcpClient client, byte[] question)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(question); // expect: SOCK020
        var pipe = PipeReader.Create(stream);
        long length = 0;
        while (true)
        {
            var read = await pipe.ReadAsync();
            length += read.Buffer.Length;
            pipe.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return length;
        }
    }

    static async Task<long> Right(TcpClient client, byte[] question)
    {
        var stream = client.GetStream();
        await stream.WriteAsync(question);
        client.Client.Shutdown(SocketShutdown.Send);
        var pipe = PipeReader.Create(stream);
        long length = 0;
        while (true)
        {
            var read = await pipe.ReadAsync();
            length += read.Buffer.Length;
            pipe.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return length;
        }
    }
}

static class AnswerWithAnEndThroughAPipe
{
    static async Task<long> Silent(TcpClient client, byte[] question) // silent: SOCK020
    {
        var stream = client.GetStream();
        await stream.WriteAsync(question);
        var pipe = PipeReader.Create(stream);
        while (true)
        {
            var read = await pipe.ReadAsync();
            if (read.Buffer.PositionOf((byte)'\n') is not null)
                return read.Buffer.Length;
            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                throw new EndOfStreamException();
        }
    }
}

static class AnswerAwaitedByAHelper
{
    static byte[] Wrong(IPEndPoint server, byte[] question)
    {
        using var udp = new UdpClient();
        udp.Client.ReceiveTimeout = 1000;
        udp.Send(question, question.Length, server);
        return WrongAnswer(udp);
    }

    static byte[] WrongAnswer(UdpClient udp)
    {
        IPEndPoint? from = null;
        return udp.Receive(ref from); // expect: SOCK017
    }

    static byte[] Right(IPEndPoint server, byte[] question)
    {
        using var udp = new UdpClient();
        udp.Client.ReceiveTimeout = 1000;
        udp.Connect(server);
        udp.Send(question, question.Length);
        return RightAnswer(udp);
    }

    static byte[] RightAnswer(UdpClient udp)
    {
        IPEndPoint? from = null;
        return udp.Receive(ref from);
    }
}

static class AnswerOfTheServerAwaitedByAHelper
{
    static byte[] Silent(IPEndPoint server, byte[] question) // silent: SOCK017
    {
        using var udp = new UdpClient();
        udp.Client.ReceiveTimeout = 1000;
        udp.Send(question, question.Length, server);
        return SilentAnswer(udp, server.Address);
    }

    static byte[] SilentAnswer(UdpClient udp, IPAddress server)
    {
        IPEndPoint? from = null;
        byte[] answer;
        do
            answer = udp.Receive(ref from);
        while (!from.Address.Equals(server));
        return answer;
    }
}

static class PiecesForTheProgram
{
    static void Silent(NetworkStream stream, Action<byte[], int> feed, Action tick) // silent: SOCK004
    {
        var room = new byte[256];
        while (true)
        {
            while (stream.DataAvailable)
            {
                var n = stream.Read(room, 0, room.Length);
                if (n == 0)
                    return;
                feed(room, n);
            }

            tick();
        }
    }
}
