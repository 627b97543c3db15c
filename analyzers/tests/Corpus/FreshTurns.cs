// Loops that go on, messages that are put together elsewhere, and waits that nothing ends: kinds that a further corpus showed to be missed,
// and correct code that it showed to be flagged.

static class LinesFilledIntoAVariable
{
    static void Wrong(TcpClient client, ConcurrentQueue<string> orders)
    {
        using var reader = new StreamReader(client.GetStream());
        for (;;)
        {
            string order;
            order = reader.ReadLine() ?? String.Empty; // expect: SOCK002
            if (order.Equals("STOP", StringComparison.OrdinalIgnoreCase) || order.EndsWith("EXIT"))
                return;
            orders.Enqueue(order);
        }
    }

    static void Right(TcpClient client, ConcurrentQueue<string> orders)
    {
        using var reader = new StreamReader(client.GetStream());
        for (;;)
        {
            string order;
            order = reader.ReadLine() ?? "STOP";
            if (order.Equals("STOP", StringComparison.OrdinalIgnoreCase) || order.EndsWith("EXIT"))
                return;
            orders.Enqueue(order);
        }
    }
}

static class EmptyLineEndsTheHead
{
    static List<string> Silent(TcpClient client)
    {
        var head = new List<string>();
        using var reader = new StreamReader(client.GetStream());
        while (true)
        {
            var field = reader.ReadLine() ?? "";
            if (field.Length == 0)
                return head;
            head.Add(field);
        }
    }
}

static class EveryCountGoesOn
{
    static void Wrong(Socket s, Action<byte[], int> take)
    {
        var b = new byte[512];
        for (var n = 0; n != -1;)
        {
            n = s.Receive(b); // expect: SOCK002
            take(b, n);
        }
    }

    static void Right(Socket s, Action<byte[], int> take)
    {
        var b = new byte[512];
        for (var n = -1; n != 0;)
        {
            n = s.Receive(b);
            take(b, n);
        }
    }
}

static class EveryCountGoesOnByAFlag
{
    static int Wrong(NetworkStream stream)
    {
        var (sum, more, b) = (0, true, new byte[64]);
        while (more)
        {
            var n = stream.Read(b); // expect: SOCK002
            sum += n;
            more = n > -1;
        }

        return sum;
    }

    static int Right(NetworkStream stream)
    {
        var (sum, more, b) = (0, true, new byte[64]);
        while (more)
        {
            var n = stream.Read(b);
            sum += n;
            more = n > 0;
        }

        return sum;
    }
}

static class TakerEndsTheLoop
{
    static void Silent(Socket s, Func<byte[], int, bool> take)
    {
        var b = new byte[512];
        int n;
        while ((n = s.Receive(b)) >= 0)
        {
            if (!take(b, n))
                break;
        }
    }
}

static class LinesUntilOneIsFound
{
    static async Task<List<string>> Wrong(NetworkStream stream, string tag)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        var all = new List<string>();
        string? line = null;
        while (line?.EndsWith(tag) is not true)
        {
            line = await reader.ReadLineAsync(); // expect: SOCK002
            all.Add($"{line}");
        }

        return all;
    }

    static async Task<List<string>> Right(NetworkStream stream, string tag)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        var all = new List<string>();
        string? line = null;
        while (line?.EndsWith(tag) is not true)
        {
            line = await reader.ReadLineAsync();
            if (line is null)
                break;
            all.Add($"{line}");
        }

        return all;
    }
}

static class LinesFoundByIf
{
    static void Wrong(NetworkStream stream, ICollection<string> all)
    {
        var reader = new StreamReader(stream);
        while (true)
        {
            var line = reader.ReadLine(); // expect: SOCK002
            if (line?.StartsWith("250 ") == true)
                break;
            Console.WriteLine("> " + line);
        }
    }

    static void Right(NetworkStream stream, ICollection<string> all)
    {
        var reader = new StreamReader(stream);
        while (true)
        {
            var line = reader.ReadLine();
            if (line?.StartsWith("250 ") != false)
                break;
            Console.WriteLine("> " + line);
        }
    }
}

static class FullOnesPassedOver
{
    static void Wrong(UdpClient trap, Action<string> show)
    {
        var b = new byte[1500];
        for (;;)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var n = trap.Client.ReceiveFrom(b, ref from);
            if (n >= b.Length)
            {
                Console.Error.WriteLine($"{from}: too long");
                continue;
            }

            show($"{from} {Encoding.UTF8.GetString(b)}"); // expect: SOCK003
        }
    }

    static void Right(UdpClient trap, Action<string> show)
    {
        var b = new byte[1500];
        for (;;)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            var n = trap.Client.ReceiveFrom(b, ref from);
            if (n >= b.Length)
            {
                Console.Error.WriteLine($"{from}: too long");
                continue;
            }

            show($"{from} {Encoding.UTF8.GetString(b, 0, n)}");
        }
    }
}

static class OnlyFullOnesGoOn
{
    static void Silent(UdpClient feed, Action<string> show)
    {
        var b = new byte[32];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            var n = feed.Client.ReceiveFrom(b, ref from);
            if (n < b.Length)
                continue;
            show($"{from} {Convert.ToHexString(b)}");
        }
    }
}

class RoomOfTheArguments(StringBuilder all)
{
    void Wrong(object? sender, SocketAsyncEventArgs done)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred <= 0)
            return;
        all.Append(Encoding.ASCII.GetString(done.MemoryBuffer.Slice(done.Offset, done.Count).Span)); // expect: SOCK003
    }

    void Right(object? sender, SocketAsyncEventArgs done)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred <= 0)
            return;
        all.Append(Encoding.ASCII.GetString(done.MemoryBuffer.Slice(done.Offset, done.BytesTransferred).Span));
    }
}

static class FilledAsFarAsItGoes
{
    static async Task<string> Wrong(NetworkStream stream)
    {
        var page = new byte[8192];
        var at = 0;
        while (at < page.Length)
        {
            var n = await stream.ReadAsync(page.AsMemory(at));
            if (n == 0)
                break;
            at += n;
        }

        return Encoding.UTF8.GetString(page); // expect: SOCK003
    }

    static async Task<string> Right(NetworkStream stream)
    {
        var page = new byte[8192];
        var at = 0;
        while (at < page.Length)
        {
            var n = await stream.ReadAsync(page.AsMemory(at));
            if (n == 0)
                break;
            at += n;
        }

        return Encoding.UTF8.GetString(page[..at]);
    }
}

static class FilledOrRefused
{
    static string Silent(NetworkStream stream)
    {
        var name = new byte[16];
        var at = 0;
        while (true)
        {
            if (at == name.Length)
                break;
            var n = stream.Read(name, at, name.Length - at);
            if (n == 0)
                throw new EndOfStreamException();
            at += n;
        }

        return Encoding.UTF8.GetString(name);
    }
}

static class NumberOutOfOneReceive
{
    static int Wrong(Socket ftp)
    {
        ftp.ReceiveTimeout = 5000;
        var b = new byte[256];
        var n = ftp.Receive(b); // expect: SOCK004
        if (n == 0)
            return 0;
        var reply = Encoding.ASCII.GetString(b, 0, n);
        return Convert.ToInt32(reply[3]) == '-' ? -1 : int.Parse(reply.Substring(0, 3));
    }

    static int Right(Socket ftp)
    {
        ftp.ReceiveTimeout = 5000;
        using var reader = new StreamReader(new NetworkStream(ftp));
        var reply = reader.ReadLine() ?? throw new EndOfStreamException();
        return reply[3] == '-' ? -1 : int.Parse(reply.Substring(0, 3));
    }
}

static class LineComparedAtOnce
{
    static bool Wrong(NetworkStream stream)
    {
        Span<byte> b = stackalloc byte[32];
        var n = stream.Read(b); // expect: SOCK004
        return b[..n].SequenceEqual("+OK\r\n"u8);
    }

    static bool Right(NetworkStream stream)
    {
        Span<byte> b = stackalloc byte[5];
        stream.ReadExactly(b);
        return b.SequenceEqual("+OK\r\n"u8);
    }
}

class PiecesForAGatherer
{
    private string all = "";

    async Task Wrong(NetworkStream stream)
    {
        var b = new byte[300];
        while (await stream.ReadAsync(b) is > 0 and var n)
            Take(b.AsSpan(0, n)); // expect: SOCK005
    }

    private void Take(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
            return;
        all += Encoding.UTF8.GetString(piece);
    }

    async Task Right(NetworkStream stream)
    {
        var b = new byte[300];
        while (await stream.ReadAsync(b) is > 0 and var n)
            TakeDigits(b.AsSpan(0, n));
    }

    private void TakeDigits(ReadOnlySpan<byte> piece) => all += Encoding.ASCII.GetString(piece);
}

class QueueOfANonBlockingSocket
{
    private readonly Socket kept;

    QueueOfANonBlockingSocket(Socket given)
    {
        given.Blocking = false;
        kept = given;
    }

    void Wrong(byte[] message) => kept.Send(message); // expect: SOCK006

    int Right(byte[] message) => kept.Send(message);
}

static class NetstringOfAHelper
{
    static byte[] Wrong(string value)
    {
        var text = $"{value.Length}:{value},"; // expect: SOCK007
        return Encoding.UTF8.GetBytes(text);
    }

    static byte[] Right(string value)
    {
        var text = $"{Encoding.UTF8.GetByteCount(value)}:{value},";
        return Encoding.UTF8.GetBytes(text);
    }

    static void Send(Socket s, string value) => s.Send(value.Length > 9 ? Wrong(value) : Right(value));
}

static class LettersAdvanced
{
    static void Wrong(IBufferWriter<byte> into, string word)
    {
        var room = into.GetMemory(word.Length * 3);
        Encoding.UTF8.GetBytes(word, into.GetSpan(word.Length * 3));
        into.Advance(word.Length); // expect: SOCK007
    }

    static void Right(IBufferWriter<byte> into, string word)
    {
        var length = Encoding.UTF8.GetBytes(word, into.GetSpan(word.Length * 3));
        into.Advance(length);
    }

    static void RightInAscii(IBufferWriter<byte> into, string word)
    {
        Encoding.ASCII.GetBytes(word, into.GetSpan(word.Length));
        into.Advance(word.Length);
    }

    static void Over(NetworkStream stream) => Right(PipeWriter.Create(stream), "word");
}

static class LengthBesideASpread
{
    static byte[] Wrong(string user) => [5, (byte)user.Length, .. Encoding.UTF8.GetBytes(user)]; // expect: SOCK007

    static byte[] Right(string user)
    {
        byte[] name = Encoding.UTF8.GetBytes(user);
        return [5, (byte)name.Length, .. name];
    }

    static byte[] RightInLatin(string user) => [5, (byte)user.Length, .. Encoding.Latin1.GetBytes(user)];

    static void Login(Socket s) => s.Send(Right("me"));
}

static class FieldsOfADictionary
{
    static void Wrong(Socket s, Dictionary<string, string> fields)
    {
        var request = "GET /status HTTP/1.1\r\nHost: a.example\r\n";
        foreach (var field in fields)
            request += $"{field.Key}: {field.Value}\r\n";
        s.Send(Encoding.ASCII.GetBytes(request)); // expect: SOCK009
    }

    static void Right(Socket s, Dictionary<string, string> fields)
    {
        var request = "GET /status HTTP/1.1\r\nHost: a.example\r\n";
        foreach (var field in fields)
            request += $"{field.Key}: {field.Value}\r\n";
        s.Send(Encoding.ASCII.GetBytes(request + "\r\n"));
    }
}

static class FieldsWithAHostAmongThem
{
    static void Silent(Socket s, Dictionary<string, string> fields)
    {
        var text = new StringBuilder("GET / HTTP/1.1\r\n");
        foreach (var (name, value) in fields)
            text.Append($"{name}: {value}\r\n");
        text.Append("\r\n");
        s.Send(Encoding.ASCII.GetBytes(text.ToString()));
    }
}

static class StreamOfAClientThatFailed
{
    static string? Wrong(string host)
    {
        using var client = new TcpClient { ReceiveTimeout = 900, SendTimeout = 900 };
        try
        {
            client.Connect(host, 13);
        }
        catch (Exception error) // expect: SOCK011
        {
            Console.Error.WriteLine($"{host}: {error.Message}");
        }

        using var reader = new StreamReader(client.GetStream());
        return reader.ReadLine();
    }

    static string? Right(string host)
    {
        using var client = new TcpClient { ReceiveTimeout = 900, SendTimeout = 900 };
        try
        {
            client.Connect(host, 13);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine($"{host}: {error.Message}");
            return null;
        }

        using var reader = new StreamReader(client.GetStream());
        return reader.ReadLine();
    }
}

static class AcceptsUntilAFlag
{
    static async Task Wrong(TcpListener listener, Func<TcpClient, Task> serve)
    {
        var stopped = false;
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true; // expect: SOCK014
            stopped = true;
        };
        while (!stopped)
        {
            var client = await listener.AcceptTcpClientAsync();
            await serve(client);
        }
    }

    static async Task Right(TcpListener listener, Func<TcpClient, Task> serve)
    {
        var stopped = false;
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stopped = true;
            listener.Stop();
        };
        while (!stopped)
        {
            var client = await listener.AcceptTcpClientAsync();
            await serve(client);
        }
    }
}

class AcceptedBeforeTheErrorIsAsked(Socket listener, Action<Socket> serve)
{
    void Wrong(object? sender, SocketAsyncEventArgs e)
    {
        serve(e.AcceptSocket!); // expect: SOCK019
        e.AcceptSocket = null;
        for (; !listener.AcceptAsync(e); e.AcceptSocket = null)
        {
            if (e.SocketError == SocketError.Success)
                serve(e.AcceptSocket!);
        }
    }

    void Right(object? sender, SocketAsyncEventArgs e)
    {
        if (e.SocketError != SocketError.Success)
            return;
        serve(e.AcceptSocket!);
        e.AcceptSocket = null;
        for (; !listener.AcceptAsync(e); e.AcceptSocket = null)
        {
            if (e.SocketError == SocketError.Success)
                serve(e.AcceptSocket!);
        }
    }
}

class EndAskedButNotTheError(Stream file)
{
    void Wrong(object? sender, SocketAsyncEventArgs e)
    {
        if (e.BytesTransferred > 0) // expect: SOCK019
        {
            file.Write(e.Buffer!, 0, e.BytesTransferred);
            Again((Socket)sender!, e);
        }
    }

    void Right(object? sender, SocketAsyncEventArgs e)
    {
        if (e.SocketError == SocketError.Success && e.BytesTransferred > 0)
        {
            file.Write(e.Buffer!, 0, e.BytesTransferred);
            Again((Socket)sender!, e);
        }
    }

    private void Again(Socket socket, SocketAsyncEventArgs e)
    {
        if (!socket.ReceiveAsync(e))
            Right(socket, e);
    }
}

static class EndIsAnError
{
    // silent: SOCK020
    static string Silent(NetworkStream stream)
    {
        stream.Write("status\r"u8);
        var answer = new StringBuilder();
        var b = new byte[1];
        while (answer.Length == 0 || answer[^1] != '\r')
        {
            if (stream.Read(b) == 0)
                throw new EndOfStreamException();
            answer.Append((char)b[0]);
        }

        return answer.ToString();
    }
}

static class CutToTheCount
{
    // silent: SOCK002
    static byte[] Silent(Socket s)
    {
        var whole = new byte[1024];
        var n = s.Receive(whole);
        Array.Resize(ref whole, n);
        return whole;
    }
}

static class NamedAsADatagramSocket
{
    // silent: SOCK002
    static string Silent(Socket udpSocket)
    {
        var b = new byte[1024];
        var n = udpSocket.Receive(b);
        return Encoding.UTF8.GetString(b, 0, n).ToUpperInvariant();
    }
}

static class OneByteOfTwo
{
    // silent: SOCK004
    static async Task<int> Silent(NetworkStream stream)
    {
        var size = new byte[2];
        var n = await stream.ReadAtLeastAsync(size, 2, throwOnEndOfStream: false);
        return n switch
        {
            0 => -1,
            1 => throw new EndOfStreamException(),
            _ => BinaryPrimitives.ReadUInt16BigEndian(size),
        };
    }
}

static class ClosedByAFlag
{
    // silent: SOCK015
    static TcpClient? Silent(string host)
    {
        TcpClient? answer = null;
        var client = new TcpClient();
        try
        {
            client.Connect(host, 25);
            answer = client;
            return client;
        }
        catch (SocketException)
        {
            Console.Error.WriteLine("refused");
            return null;
        }
        finally
        {
            if (answer is null)
                client.Close();
        }
    }
}

static class FilledLineInTheCondition
{
    static void Wrong(NetworkStream stream, BlockingCollection<string> orders)
    {
        var reader = new StreamReader(stream);
        string order;
        while ((order = reader.ReadLine() ?? "") != "QUIT") // expect: SOCK002
            orders.Add(order);
    }

    static void Right(NetworkStream stream, BlockingCollection<string> orders)
    {
        var reader = new StreamReader(stream);
        string order;
        while ((order = reader.ReadLine() ?? "QUIT") != "QUIT")
            orders.Add(order);
    }
}

static class LeavesForNoCount
{
    static void Wrong(Socket s, Action<byte[]> take)
    {
        var b = new byte[512];
        while (true)
        {
            var n = s.Receive(b); // expect: SOCK002
            if (n < 0)
            {
                Console.Error.WriteLine("closed");
                return;
            }

            take(b[..n]);
        }
    }

    static void Right(Socket s, Action<byte[]> take)
    {
        var b = new byte[512];
        while (true)
        {
            var n = s.Receive(b);
            if (n <= 0)
            {
                Console.Error.WriteLine("closed");
                return;
            }

            take(b[..n]);
        }
    }
}

static class FilledWhileSomethingComes
{
    static string Wrong(NetworkStream stream)
    {
        byte[] page = new byte[65536];
        int at = 0, n;
        while ((n = stream.Read(page, at, page.Length - at)) > 0)
            at += n;
        string text = Encoding.ASCII.GetString(page); // expect: SOCK003
        return text.ToUpper();
    }

    static string Right(NetworkStream stream)
    {
        byte[] page = new byte[65536];
        int at = 0, n;
        while ((n = stream.Read(page, at, page.Length - at)) > 0)
            at += n;
        string text = Encoding.ASCII.GetString(page, 0, at);
        return text.ToUpper();
    }
}

class StreamOverTheRoom(Action<Stream> take)
{
    void Wrong(object? sender, SocketAsyncEventArgs e)
    {
        if (e.SocketError == SocketError.Success && e.BytesTransferred > 0)
            take(new MemoryStream(e.Buffer!, e.Offset, e.Count)); // expect: SOCK003
    }

    void Right(object? sender, SocketAsyncEventArgs e)
    {
        if (e.SocketError == SocketError.Success && e.BytesTransferred > 0)
            take(new MemoryStream(e.Buffer!, e.Offset, e.BytesTransferred));
    }
}

static class LengthBeforeARange
{
    static byte[] Wrong(string topic)
    {
        var packet = new List<byte> { 0x30, 0 };
        packet.Add((byte)topic.Length); // expect: SOCK007
        packet.AddRange(Encoding.UTF8.GetBytes(topic));
        return [.. packet];
    }

    static byte[] Right(string topic)
    {
        var (packet, name) = (new List<byte> { 0x30, 0 }, Encoding.UTF8.GetBytes(topic));
        packet.Add((byte)name.Length);
        packet.AddRange(name);
        return [.. packet];
    }

    static void Publish(Socket s) => s.Send(Right("a/b"));
}

static class LengthOfAnotherText
{
    static byte[] Silent(string topic, string user)
    {
        var packet = new List<byte>();
        packet.Add((byte)user.Length);
        packet.AddRange(Encoding.UTF8.GetBytes(topic));
        packet.AddRange(Encoding.ASCII.GetBytes(user));
        return [.. packet];
    }

    static void Publish(Socket s) => s.Send(Silent("a/b", "c"));
}

static class TakerSaysWhetherToGoOn
{
    static void Silent(Socket s, Predicate<ArraySegment<byte>> take)
    {
        var b = new byte[512];
        do
        {
            var n = s.Receive(b);
            if (!take(new ArraySegment<byte>(b, 0, n)) || take(b[..n]))
                return;
        }
        while (true);
    }
}

static class WriterOverAStreamOfTheCaller
{
    static string? Wrong(Stream out1, TextReader answers, string order)
    {
        var writer = new StreamWriter(out1, Encoding.ASCII) { NewLine = "\r\n" };
        writer.WriteLine(order); // expect: SOCK008
        var answer = answers.ReadLine();
        writer.Flush();
        return answer;
    }

    static string? Right(Stream out1, TextReader answers, string order)
    {
        var writer = new StreamWriter(out1, Encoding.ASCII) { NewLine = "\r\n" };
        writer.WriteLine(order);
        writer.Flush();
        return answers.ReadLine();
    }

    static string? Over(TcpClient client)
    {
        Stream stream = client.GetStream();
        TextReader reader = new StreamReader(stream);
        return Right(stream, reader, "one") ?? Wrong(stream, reader, "two");
    }
}

static class WriterToAnotherThanTheReader
{
    static void Silent(Stream to, TextReader from)
    {
        using var writer = new StreamWriter(to, Encoding.ASCII) { NewLine = "\r\n" };
        while (from.ReadLine() is { } line)
            writer.WriteLine(line);
    }

    static void Over(TcpClient one, TcpClient other)
    {
        Stream there = other.GetStream();
        TextReader here = new StreamReader(one.GetStream());
        Silent(there, here);
    }
}

static class PipesOfTheCaller
{
    static async Task<long> Wrong(PipeReader from, PipeWriter to, CancellationToken stop)
    {
        "PING\r\n"u8.CopyTo(to.GetSpan(6));
        to.Advance(6); // expect: SOCK008
        var answer = await from.ReadAtLeastAsync(6, stop);
        var length = answer.Buffer.Length;
        from.AdvanceTo(answer.Buffer.End);
        return length;
    }

    static async Task<long> Right(PipeReader from, PipeWriter to, CancellationToken stop)
    {
        "PING\r\n"u8.CopyTo(to.GetSpan(6));
        to.Advance(6);
        await to.FlushAsync(stop);
        var answer = await from.ReadAtLeastAsync(6, stop);
        var length = answer.Buffer.Length;
        from.AdvanceTo(answer.Buffer.End);
        return length;
    }

    static Task<long> Over(NetworkStream stream, CancellationToken stop) => stream.Socket.Blocking
        ? Right(PipeReader.Create(stream), PipeWriter.Create(stream), stop)
        : Wrong(PipeReader.Create(stream), PipeWriter.Create(stream), stop);
}

static class PipesOfTwo
{
    static async Task Silent(PipeReader from, PipeWriter to, CancellationToken stop)
    {
        while (true)
        {
            var read = await from.ReadAsync(stop);
            foreach (var piece in read.Buffer)
                to.Write(piece.Span);
            from.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        await to.FlushAsync(stop);
    }

    static Task Over(NetworkStream one, NetworkStream other, CancellationToken stop) =>
        Silent(PipeReader.Create(one), PipeWriter.Create(other), stop);
}

static class LooksWhetherItWorks
{
    static SocketError Wrong(Socket socket)
    {
        socket.Receive(new byte[1].AsSpan(), SocketFlags.None, out SocketError code); // expect: SOCK001
        return code;
    }

    static SocketError Right(Socket socket)
    {
        socket.Receive(new byte[1].AsSpan(), SocketFlags.Peek, out SocketError code);
        return code is SocketError.WouldBlock ? SocketError.Success : code;
    }
}
