// Kinds of a second corpus that another hand wrote: what helpers do, and today's spellings.

static class HelperThatWritesAll
{
    static void Wrong(NetworkStream from, Stream to, byte[] piece)
    {
        while (from.Read(piece) > 0)
            Keep(piece, to); // expect: SOCK003
    }

    static void Keep(byte[] bytes, Stream to) => to.Write(bytes, 0, bytes.Length);

    static void Right(NetworkStream from, Stream to, byte[] piece)
    {
        int count;
        while ((count = from.Read(piece)) > 0)
            KeepPart(piece, count, to);
    }

    static void KeepPart(byte[] bytes, int count, Stream to) => to.Write(bytes, 0, count);
}

static class SpreadOfAll
{
    static void Wrong(NetworkStream from, List<byte[]> kept)
    {
        var piece = new byte[100];
        int count;
        while ((count = from.Read(piece)) > 0)
            kept.Add([.. piece]); // expect: SOCK003
    }

    static void Right(NetworkStream from, List<byte[]> kept)
    {
        var piece = new byte[100];
        int count;
        while ((count = from.Read(piece)) > 0)
            kept.Add([.. piece.AsSpan(0, count)]);
    }
}

static class HelperThatDecodes
{
    static string Wrong(NetworkStream stream, byte[] piece)
    {
        var text = new StringBuilder();
        for (var count = stream.Read(piece); count > 0; count = stream.Read(piece))
            text.Append(Text(piece, count)); // expect: SOCK005
        return text.ToString();
    }

    static string Text(byte[] bytes, int count) => Encoding.UTF8.GetString(bytes, 0, count);

    static string Right(NetworkStream stream, byte[] piece)
    {
        var all = new MemoryStream();
        for (var count = stream.Read(piece); count > 0; count = stream.Read(piece))
            all.Write(piece, 0, count);
        return Text(all.ToArray(), (int)all.Length);
    }
}

static class PipeDecodedAtItsEnd
{
    static async Task<string> Silent(NetworkStream stream) // silent: SOCK005
    {
        var pipe = PipeReader.Create(stream);
        for (;;)
        {
            var read = await pipe.ReadAsync();
            if (read.IsCompleted)
            {
                var text = Encoding.UTF8.GetString(read.Buffer);
                pipe.AdvanceTo(read.Buffer.End);
                return text;
            }

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}

static class LengthInAFormat
{
    static void Wrong(Socket socket, string page)
    {
        var head = string.Format("HTTP/1.1 200 OK\r\nContent-Length: {1}\r\n\r\n{0}", page, page.Length); // expect: SOCK007
        socket.Send(Encoding.UTF8.GetBytes(head));
    }

    static void Right(Socket socket, string page)
    {
        var head = string.Format("HTTP/1.1 200 OK\r\nContent-Length: {1}\r\n\r\n{0}", page, Encoding.UTF8.GetByteCount(page));
        socket.Send(Encoding.UTF8.GetBytes(head));
    }
}

static class LengthByte
{
    static void Wrong(NetworkStream stream, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        stream.WriteByte((byte)name.Length); // expect: SOCK007
        stream.Write(bytes);
    }

    static void Right(NetworkStream stream, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        stream.WriteByte((byte)bytes.Length);
        stream.Write(bytes);
    }
}

static class UnitsOfUtf16
{
    static void Silent(NetworkStream stream, string name)
    {
        stream.WriteByte((byte)name.Length);
        stream.Write(Encoding.Unicode.GetBytes(name));
    }
}

static class AdvancedByCharacters
{
    static async Task Wrong(NetworkStream stream, string name)
    {
        var pipe = PipeWriter.Create(stream);
        Encoding.UTF8.GetBytes(name, pipe.GetSpan(1000));
        pipe.Advance(name.Length); // expect: SOCK007
        await pipe.FlushAsync();
    }

    static async Task Right(NetworkStream stream, string name)
    {
        var pipe = PipeWriter.Create(stream);
        pipe.Advance(Encoding.UTF8.GetBytes(name, pipe.GetSpan(1000)));
        await pipe.FlushAsync();
    }
}

static class WriterOfAStaticEncoding
{
    private static readonly Encoding Marked = Encoding.UTF8;
    private static readonly Encoding Plain = new UTF8Encoding(false);

    static StreamWriter Wrong(NetworkStream stream) => new(stream, Marked) { NewLine = "\r\n", AutoFlush = true }; // expect: SOCK008

    static StreamWriter Right(NetworkStream stream) => new(stream, Plain) { NewLine = "\r\n", AutoFlush = true };
}

static class MethodOfAnUnnamedChoice
{
    static void Wrong(NetworkStream stream, bool much, string host)
    {
        var method = much switch { true => "POTS", false => "GET" }; // expect: SOCK009
        var head = method + " /a HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n";
        var bytes = Encoding.ASCII.GetBytes(head);
        stream.Write(bytes);
    }

    static void Right(NetworkStream stream, bool much, string host)
    {
        var method = much switch { true => "POST", false => "GET" };
        var head = method + " /a HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n\r\n";
        var bytes = Encoding.ASCII.GetBytes(head);
        stream.Write(bytes);
    }
}

static class LinesOfAWriter
{
    static void Wrong(NetworkStream stream, string host)
    {
        using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\n" };
        writer.WriteLine("GET / HTTP/1.1"); // expect: SOCK009
        writer.WriteLine("Host: " + host);
        writer.WriteLine();
    }

    static void Right(NetworkStream stream, string host)
    {
        using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n" };
        writer.WriteLine("GET / HTTP/1.1");
        writer.WriteLine("Host: " + host);
        writer.WriteLine();
    }
}

static class NumbersInAList
{
    static void Wrong(Socket socket, int number, byte[] rest)
    {
        var frame = new List<byte> { 1 };
        frame.AddRange(BitConverter.GetBytes(number)); // expect: SOCK010
        frame.AddRange(rest);
        socket.Send(frame.ToArray());
    }

    static void Right(Socket socket, int number, byte[] rest)
    {
        var frame = new List<byte> { 1 };
        frame.AddRange(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(number)));
        frame.AddRange(rest);
        socket.Send(frame.ToArray());
    }
}

static class NumbersAsTheyLie
{
    static void Wrong(Socket socket, Span<int> numbers) => socket.Send(MemoryMarshal.AsBytes(numbers)); // expect: SOCK010

    static void Right(Socket socket, Span<int> numbers)
    {
        for (var place = 0; place < numbers.Length; place++)
            numbers[place] = IPAddress.HostToNetworkOrder(numbers[place]);
        socket.Send(MemoryMarshal.AsBytes(numbers));
    }
}

static class NumberInAField
{
    sealed class Wrong(NetworkStream stream)
    {
        private readonly byte[] head = new byte[2];

        public void Begin(ushort length)
        {
            MemoryMarshal.Write(head, length); // expect: SOCK010
            stream.Write(head);
        }
    }

    sealed class Right(NetworkStream stream)
    {
        private readonly byte[] head = new byte[2];

        public void Begin(ushort length)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head, length);
            stream.Write(head);
        }
    }
}

static class StreamOfWhatDidNotConnect
{
    static NetworkStream Wrong(Socket socket, IPEndPoint endpoint)
    {
        try
        {
            socket.Connect(endpoint);
        }
        catch (Exception error) // expect: SOCK011
        {
            Console.WriteLine(error.Message);
        }

        return new NetworkStream(socket, ownsSocket: true);
    }

    static NetworkStream? Right(Socket socket, IPEndPoint endpoint)
    {
        try
        {
            socket.Connect(endpoint);
        }
        catch (Exception error)
        {
            Console.WriteLine(error.Message);
            return null;
        }

        return new NetworkStream(socket, ownsSocket: true);
    }
}

static class HelperThatConnects
{
    static string Wrong(string host)
    {
        try
        {
            using var client = Open(host);
            return "up";
        }
        catch (SocketException) // expect: SOCK013
        {
            return "down";
        }
    }

    static TcpClient Open(string host) => new(host, 80);

    static string Right(string host)
    {
        try
        {
            using var client = Open(host);
            return "up";
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.HostNotFound ? "no such name" : "down";
        }
    }
}

static class ConnectingByAnEndPoint
{
    static bool Wrong(Socket socket, string name)
    {
        try
        {
            socket.Connect(new DnsEndPoint(name, 7));
            return true;
        }
        catch (SocketException) // expect: SOCK013
        {
            return false;
        }
    }

    static bool Right(Socket socket, IPAddress address)
    {
        try
        {
            socket.Connect(new IPEndPoint(address, 7));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

static class ByteWithoutADeadline
{
    static int Wrong(IPEndPoint endpoint)
    {
        using var client = new TcpClient();
        client.Connect(endpoint);
        return client.GetStream().ReadByte(); // expect: SOCK014
    }

    static int Right(IPEndPoint endpoint)
    {
        using var client = new TcpClient();
        client.Connect(endpoint);
        client.ReceiveTimeout = 3000;
        return client.GetStream().ReadByte();
    }
}

static class TimeOutAnsweredAsTheEnd
{
    static int Wrong(NetworkStream stream, byte[] piece)
    {
        stream.ReadTimeout = 1000;
        try
        {
            return stream.Read(piece);
        }
        catch (IOException error)
        {
            if (error.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut })
                return 0; // expect: SOCK014
            throw;
        }
    }

    static int Right(NetworkStream stream, byte[] piece)
    {
        stream.ReadTimeout = 1000;
        try
        {
            return stream.Read(piece);
        }
        catch (IOException error)
        {
            if (error.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut })
                return -1;
            throw;
        }
    }
}

static class LinkThatIsNotReturned
{
    sealed record Link(TcpClient Client);

    static Link? Wrong(IPEndPoint endpoint)
    {
        var client = new TcpClient(); // expect: SOCK015
        try
        {
            client.Connect(endpoint);
            return new Link(client);
        }
        catch (SocketException error)
        {
            Console.WriteLine(error.Message);
            return null;
        }
    }

    static Link? Right(IPEndPoint endpoint)
    {
        var client = new TcpClient();
        try
        {
            client.Connect(endpoint);
            return new Link(client);
        }
        catch (SocketException error)
        {
            Console.WriteLine(error.Message);
            client.Dispose();
            return null;
        }
    }
}

static class HelperThatPromises
{
    static bool WrongIsThere(Socket socket) => socket.Connected; // expect: SOCK016

    static bool WrongIsAlive(TcpClient client)
    {
        return client is { Client.Connected: true };
    }

    static bool RightWasConnected(Socket socket) => socket.Connected;
}

static class MessageFromAnyone
{
    static async Task<int> Wrong(Socket udp, IPEndPoint server, byte[] question, byte[] answer)
    {
        await udp.SendToAsync(question, server);
        var message = await udp.ReceiveMessageFromAsync(answer, server); // expect: SOCK017
        return message.ReceivedBytes;
    }

    static async Task<int> Right(Socket udp, IPEndPoint server, byte[] question, byte[] answer)
    {
        await udp.SendToAsync(question, server);
        while (true)
        {
            var message = await udp.ReceiveMessageFromAsync(answer, server);
            if (message.RemoteEndPoint.Equals(server))
                return message.ReceivedBytes;
        }
    }
}

static class FirstOfALoop
{
    static void Wrong(Socket socket, string host)
    {
        IPAddress? chosen = null;
        foreach (var address in Dns.GetHostAddresses(host)) // expect: SOCK018
        {
            chosen = address;
            break;
        }

        socket.Connect(chosen!, 80);
    }

    static void Right(Socket socket, string host)
    {
        foreach (var address in Dns.GetHostAddresses(host))
        {
            try
            {
                socket.Connect(address, 80);
                break;
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }
    }
}

static class PendingNeverRead
{
    static void Wrong(Socket socket, SocketAsyncEventArgs accepting)
    {
        var pending = socket.AcceptAsync(accepting); // expect: SOCK019
    }

    static void Right(Socket socket, SocketAsyncEventArgs accepting, Action<SocketAsyncEventArgs> accepted)
    {
        var pending = socket.AcceptAsync(accepting);
        if (!pending)
            accepted(accepting);
    }
}

static class SentInALoopAndReadToTheEnd
{
    static string Wrong(NetworkStream stream, List<byte[]> pieces)
    {
        foreach (var piece in pieces)
            stream.Write(piece);
        return new StreamReader(stream).ReadToEnd(); // expect: SOCK020
    }

    static string Right(Socket socket, List<byte[]> pieces)
    {
        using var stream = new NetworkStream(socket);
        foreach (var piece in pieces)
            stream.Write(piece);
        socket.Shutdown(SocketShutdown.Send);
        return new StreamReader(stream).ReadToEnd();
    }
}

static class LinesThatNeverEnd
{
    static async IAsyncEnumerable<string> Wrong(TcpClient client, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var reader = new StreamReader(client.GetStream());
        while (!stop.IsCancellationRequested)
            yield return await reader.ReadLineAsync(stop) ?? ""; // expect: SOCK002
    }

    static async IAsyncEnumerable<string> Right(TcpClient client, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var reader = new StreamReader(client.GetStream());
        while (!stop.IsCancellationRequested && await reader.ReadLineAsync(stop) is { } line)
            yield return line;
    }
}

static class FieldThatDoesNotBlock
{
    sealed class Wrong
    {
        private readonly Socket link;

        public Wrong(Socket link)
        {
            this.link = link;
            link.NoDelay = true;
            this.link.Blocking = false;
        }

        public void Push(byte[] data) => link.Send(data); // expect: SOCK006
    }

    sealed class Right
    {
        private readonly Socket link;

        public Right(Socket link)
        {
            this.link = link;
            this.link.Blocking = false;
        }

        public int Push(byte[] data) => link.Send(data);
    }
}
