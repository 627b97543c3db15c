// Kinds of a third corpus that another hand wrote: what one member begins and another ends, and the same in other words.

static class CompletedArrayToItsLength
{
    static void Wrong(SocketAsyncEventArgs done, Stream log)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred == 0)
            return;
        var bytes = done.Buffer!;
        log.Write(bytes, 0, bytes.Length); // expect: SOCK003
    }

    static void Right(SocketAsyncEventArgs done, Stream log)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred == 0)
            return;
        var bytes = done.Buffer!;
        log.Write(bytes, done.Offset, done.BytesTransferred);
    }
}

static class CompletedBlockHashed
{
    static void Wrong(SocketAsyncEventArgs done, IncrementalHash hash)
    {
        if (done is { SocketError: SocketError.Success, BytesTransferred: > 0 })
            hash.AppendData(done.Buffer!, 0, done.Buffer!.Length); // expect: SOCK003
    }

    static void Right(SocketAsyncEventArgs done, IncrementalHash hash)
    {
        if (done is { SocketError: SocketError.Success, BytesTransferred: > 0 and var count })
            hash.AppendData(done.Buffer!, 0, count);
    }
}

static class CompletedHeadOfTwoBytes
{
    static int Wrong(SocketAsyncEventArgs done)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred == 0)
            return -1;
        var head = done.Buffer!; // expect: SOCK004
        return head[0] << 8 | head[1];
    }

    static int Right(SocketAsyncEventArgs done)
    {
        if (done.SocketError != SocketError.Success || done.BytesTransferred < 2)
            return -1;
        var head = done.Buffer!;
        return head[0] << 8 | head[1];
    }
}

static class ViewersOfAScreen
{
    sealed class Wrong
    {
        private readonly ConcurrentDictionary<int, Socket> viewers = new();

        public void Enter(int seat, Socket viewer)
        {
            viewer.Blocking = false;
            viewers[seat] = viewer;
        }

        public void Show(byte[] picture)
        {
            foreach (var viewer in viewers.Values)
                viewer.Send(picture); // expect: SOCK006
        }
    }

    sealed class Right
    {
        private readonly ConcurrentDictionary<int, Socket> viewers = new();

        public void Enter(int seat, Socket viewer)
        {
            viewer.Blocking = true;
            viewers[seat] = viewer;
        }

        public void Show(byte[] picture)
        {
            foreach (var viewer in viewers.Values)
                viewer.Send(picture);
        }
    }
}

static class BlocksOneAfterTheOther
{
    sealed class Wrong(Socket socket, Action failed)
    {
        private readonly SocketAsyncEventArgs args = new();

        public void Begin(byte[] block)
        {
            args.SetBuffer(block);
            if (!socket.SendAsync(args)) // expect: SOCK006
                Sent(socket, args);
        }

        public void Sent(object? sender, SocketAsyncEventArgs done)
        {
            if (done.SocketError != SocketError.Success)
                failed();
        }
    }

    sealed class Right(Socket socket, Action failed)
    {
        private readonly SocketAsyncEventArgs args = new();

        public void Begin(byte[] block)
        {
            args.SetBuffer(block);
            if (!socket.SendAsync(args))
                Sent(socket, args);
        }

        public void Sent(object? sender, SocketAsyncEventArgs done)
        {
            if (done.SocketError != SocketError.Success || done.BytesTransferred != done.Count)
                failed();
        }
    }
}

static class ArgumentsLookedAtElsewhere
{
    sealed class Silent(Socket socket, Action<SocketAsyncEventArgs> check) // silent: SOCK006
    {
        private readonly SocketAsyncEventArgs args = new();

        public void Begin(byte[] block)
        {
            args.SetBuffer(block);
            if (!socket.SendAsync(args))
                Sent(socket, args);
        }

        public void Sent(object? sender, SocketAsyncEventArgs done) => check(done);
    }
}

static class LengthOfABuilder
{
    static void Wrong(NetworkStream stream, IEnumerable<string> names)
    {
        var page = new StringBuilder();
        foreach (var name in names)
            page.Append("<li>").Append(name).Append("</li>");
        stream.Write(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {page.Length}\r\n\r\n")); // expect: SOCK007
        stream.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }

    static void Right(NetworkStream stream, IEnumerable<string> names)
    {
        var page = new StringBuilder();
        foreach (var name in names)
            page.Append("<li>").Append(name).Append("</li>");
        var bytes = Encoding.UTF8.GetBytes(page.ToString());
        stream.Write(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {bytes.Length}\r\n\r\n"));
        stream.Write(bytes);
    }
}

static class PrefixOfABuilder
{
    static void Wrong(BinaryWriter writer, NetworkStream stream, StringBuilder story)
    {
        var text = story.ToString();
        stream.WriteByte((byte)story.Length); // expect: SOCK007
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    static void Right(NetworkStream stream, StringBuilder story)
    {
        var bytes = Encoding.UTF8.GetBytes(story.ToString());
        stream.WriteByte((byte)bytes.Length);
        stream.Write(bytes);
    }
}

static class LengthInAnAppendedLine
{
    static void Wrong(NetworkStream stream, string text)
    {
        var answer = new StringBuilder();
        answer.Append("HTTP/1.1 200 OK\r\n");
        answer.Append($"Content-Length: {text.Length}\r\n\r\n"); // expect: SOCK007
        answer.Append(text);
        stream.Write(Encoding.UTF8.GetBytes(answer.ToString()));
    }

    static void Right(NetworkStream stream, string text)
    {
        var answer = new StringBuilder();
        answer.Append("HTTP/1.1 200 OK\r\n");
        answer.Append($"Content-Length: {Encoding.UTF8.GetByteCount(text)}\r\n\r\n");
        answer.Append(text);
        stream.Write(Encoding.UTF8.GetBytes(answer.ToString()));
    }
}

static class BuilderOfDigits
{
    static void Silent(NetworkStream stream, int[] marks) // silent: SOCK007
    {
        var text = new StringBuilder("marks");
        foreach (var mark in marks)
            text.Append(' ').Append(mark);
        text.Append($" and {marks.Length} in all\r\n");
        stream.Write(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n"));
        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }
}

static class WriterOfTheBase
{
    abstract class Session(TcpClient client)
    {
        protected TextWriter Output { get; } = new StreamWriter(client.GetStream());

        protected TextReader Input { get; } = new StreamReader(client.GetStream());
    }

    sealed class Wrong(TcpClient client) : Session(client)
    {
        public string? Ask(string question)
        {
            Output.Write(question + "\n"); // expect: SOCK008
            return Input.ReadLine();
        }
    }

    sealed class Right(TcpClient client) : Session(client)
    {
        public string? Ask(string question)
        {
            Output.Write(question + "\n");
            Output.Flush();
            return Input.ReadLine();
        }
    }
}

static class AnswerReadByAHelper
{
    sealed class Wrong(NetworkStream stream)
    {
        private readonly StreamWriter writer = new(stream);
        private readonly StreamReader reader = new(stream);

        public void Login(string name)
        {
            writer.Write($"USER {name}\r\n"); // expect: SOCK008
            Accepted();
        }

        private void Accepted()
        {
            if (reader.ReadLine() is not ['+', ..])
                throw new IOException("Refused.");
        }
    }

    sealed class Right(NetworkStream stream)
    {
        private readonly StreamWriter writer = new(stream);
        private readonly StreamReader reader = new(stream);

        public void Login(string name)
        {
            writer.Write($"USER {name}\r\n");
            Accepted();
        }

        private void Accepted()
        {
            writer.Flush();
            if (reader.ReadLine() is not ['+', ..])
                throw new IOException("Refused.");
        }
    }
}

static class FlushedByAHelper
{
    sealed class Silent(NetworkStream stream) // silent: SOCK008
    {
        private readonly StreamWriter writer = new(stream);
        private readonly StreamReader reader = new(stream);

        public string? Ask(string question)
        {
            writer.Write(question + "\r\n");
            Push();
            return reader.ReadLine();
        }

        private void Push() => writer.Flush();
    }
}

static class MarkOfAKeptEncoding
{
    static void Wrong(NetworkStream stream, string line)
    {
        var encoding = Encoding.GetEncoding("utf-8");
        using var writer = new StreamWriter(stream, encoding, 256, leaveOpen: true); // expect: SOCK008
        writer.Write(line + "\r\n");
    }

    static void Right(NetworkStream stream, string line)
    {
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var writer = new StreamWriter(stream, encoding, 256, leaveOpen: true);
        writer.Write(line + "\r\n");
    }
}

static class FieldOnlyForSome
{
    static void Wrong(Socket socket, string path, string host, string? agent)
    {
        var text = new StringBuilder("GET ").Append(path).Append(" HTTP/1.1\r\n");
        text.Append($"Host: {host}\r\n");
        if (agent is not null)
            text.Append("User-Agent: ").Append(agent).Append("\r\n");
        socket.Send(Encoding.ASCII.GetBytes(text.ToString())); // expect: SOCK009
    }

    static void Right(Socket socket, string path, string host, string? agent)
    {
        var text = new StringBuilder();
        text.Append("GET ").Append(path).Append(" HTTP/1.1\r\n");
        text.Append($"Host: {host}\r\n");
        if (agent is not null)
            text.Append("User-Agent: ").Append(agent).Append("\r\n");
        text.Append("\r\n");
        socket.Send(Encoding.ASCII.GetBytes(text.ToString()));
    }
}

static class EndOnlyForSome
{
    static void Silent(Socket socket, string host, byte[]? content) // silent: SOCK009
    {
        var text = new StringBuilder();
        text.Append("PUT /x HTTP/1.1\r\n");
        text.Append($"Host: {host}\r\n");
        if (content is null)
            text.Append("Content-Length: 0\r\n\r\n");
        if (content is not null)
            text.Append("Content-Length: ").Append(content.Length).Append("\r\n\r\n");
        socket.Send(Encoding.ASCII.GetBytes(text.ToString()));
    }
}

static class RequestOfPieces
{
    static void Wrong(Socket socket, string host)
    {
        byte[] request = [.. "HAED / HTTP/1.1\r\nHost: "u8, .. Encoding.ASCII.GetBytes(host), .. "\r\n\r\n"u8]; // expect: SOCK009
        socket.Send(request);
    }

    static void Right(Socket socket, string host)
    {
        byte[] request = [.. "HEAD / HTTP/1.1\r\nHost: "u8, .. Encoding.ASCII.GetBytes(host), .. "\r\n\r\n"u8];
        socket.Send(request);
    }
}

static class RefusalEndsTheLoop
{
    static List<string> Wrong(NetworkStream stream)
    {
        var names = new List<string>();
        try
        {
            for (;;)
            {
                var size = stream.ReadByte();
                if (size == -1)
                    break;
                names.Add(Name(stream, size));
            }
        }
        catch (InvalidDataException) // expect: SOCK011
        {
        }

        return names;
    }

    static List<string> Right(NetworkStream stream)
    {
        var names = new List<string>();
        for (;;)
        {
            var size = stream.ReadByte();
            if (size == -1)
                return names;
            names.Add(Name(stream, size));
        }
    }

    static string Name(NetworkStream stream, int size)
    {
        if (size is 0 or > 30)
            throw new InvalidDataException($"A name of {size} bytes.");
        var name = new byte[size];
        stream.ReadExactly(name);
        return Encoding.ASCII.GetString(name);
    }
}

static class TimeOutSetWhereItIsMade
{
    sealed class Wrong
    {
        private readonly TcpClient client;

        public Wrong(TcpClient client)
        {
            client.ReceiveTimeout = 10_000; // expect: SOCK014
            this.client = client;
        }

        public async Task<int> NextAsync(byte[] piece) => await client.GetStream().ReadAsync(piece);
    }

    sealed class Right
    {
        private readonly TcpClient client;

        public Right(TcpClient client)
        {
            client.ReceiveTimeout = 10_000;
            this.client = client;
        }

        public int Next(byte[] piece) => client.GetStream().Read(piece);
    }
}

static class TimeOutBesideAToken
{
    sealed class Silent // silent: SOCK014
    {
        private readonly Socket socket;

        public Silent(Socket socket)
        {
            socket.ReceiveTimeout = 10_000;
            this.socket = socket;
        }

        public async Task<int> NextAsync(Memory<byte> piece, CancellationToken stop) => await socket.ReceiveAsync(piece, stop);
    }
}

static class TimeOutBesideDatagrams
{
    static List<byte> Wrong(Socket socket, UdpClient news)
    {
        socket.ReceiveTimeout = 900;
        var all = new List<byte>();
        var piece = new byte[100];
        while (true)
        {
            int count;
            try
            {
                count = socket.Receive(piece);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut) // expect: SOCK014
            {
                break;
            }

            if (count == 0)
                break;
            all.AddRange(piece[..count]);
            news.Send(piece, count);
        }

        return all;
    }

    static List<byte> Right(Socket socket, UdpClient news)
    {
        socket.ReceiveTimeout = 900;
        var all = new List<byte>();
        var piece = new byte[100];
        for (int count; (count = socket.Receive(piece)) > 0;)
        {
            all.AddRange(piece[..count]);
            news.Send(piece, count);
        }

        return all;
    }
}

static class SocketInAnOut
{
    static bool Wrong(EndPoint peer, out Socket? socket)
    {
        var made = new Socket(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        try
        {
            made.Connect(peer);
        }
        catch (SocketException error)
        {
            Console.WriteLine(error.Message);
            socket = null;
            return false;
        }

        socket = made;
        return true;
    }

    static bool Right(EndPoint peer, out Socket? socket)
    {
        var made = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            made.Connect(peer);
        }
        catch (SocketException error)
        {
            made.Dispose();
            Console.WriteLine(error.Message);
            socket = null;
            return false;
        }

        socket = made;
        return true;
    }
}

static class AskedAgainAndAgain
{
    static async Task Wrong(Socket socket, Action gone, PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            if (!socket.Connected) // expect: SOCK016
            {
                gone();
                return;
            }
        }
    }

    static async Task Right(Socket socket, Action gone, PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            if (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)
            {
                gone();
                return;
            }
        }
    }
}

static class AskedByATimersMethod
{
    sealed class Wrong(TcpClient client, Action gone)
    {
        public System.Timers.Timer Watch()
        {
            var timer = new System.Timers.Timer(1_000);
            timer.Elapsed += Look;
            timer.Start();
            return timer;
        }

        private void Look(object? sender, System.Timers.ElapsedEventArgs now)
        {
            if (client.Connected == false) // expect: SOCK016
                gone();
        }
    }

    sealed class Right(TcpClient client, Action gone)
    {
        public System.Timers.Timer Watch()
        {
            var timer = new System.Timers.Timer(1_000);
            timer.Elapsed += Look;
            timer.Start();
            return timer;
        }

        private void Look(object? sender, System.Timers.ElapsedEventArgs now)
        {
            try
            {
                client.GetStream().WriteByte(0);
            }
            catch (IOException)
            {
                gone();
            }
        }
    }
}

static class WaitedUntilConnected
{
    static void Silent(Socket socket) // silent: SOCK016
    {
        for (var turn = 0; turn < 50; turn++)
        {
            if (socket.Connected)
                return;
            Thread.Sleep(100);
        }

        throw new TimeoutException();
    }
}

static class PlainReceiveOfDatagrams
{
    static int Wrong(IPEndPoint server, byte[] answer)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = 500;
        socket.SendTo("?"u8, server);
        return socket.Receive(answer); // expect: SOCK017
    }

    static int Right(IPEndPoint server, byte[] answer)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = 500;
        socket.Connect(server);
        socket.Send("?"u8);
        return socket.Receive(answer);
    }
}

static class AnswerInACallback
{
    sealed class Wrong(Action<byte[]> tell)
    {
        private readonly UdpClient udp = new();

        public void Ask(IPEndPoint server, byte[] question)
        {
            udp.Send(question, question.Length, server);
            udp.BeginReceive(Take, server);
        }

        private void Take(IAsyncResult result)
        {
            var from = new IPEndPoint(IPAddress.Any, 0);
            tell(udp.EndReceive(result, ref from!)); // expect: SOCK017
        }
    }

    sealed class Right(Action<byte[]> tell)
    {
        private readonly UdpClient udp = new();

        public void Ask(IPEndPoint server, byte[] question)
        {
            udp.Send(question, question.Length, server);
            udp.BeginReceive(Take, server);
        }

        private void Take(IAsyncResult result)
        {
            IPEndPoint? from = null;
            var answer = udp.EndReceive(result, ref from);
            if (Equals(from, result.AsyncState))
                tell(answer);
        }
    }
}

static class DataOfAResultByPattern
{
    static async Task<int> Wrong(UdpClient udp, IPEndPoint server)
    {
        await udp.SendAsync(new byte[] { 7 }, 1, server);
        return await udp.ReceiveAsync() switch // expect: SOCK017
        {
            { Buffer: [7, var level] } => level,
            _ => -1,
        };
    }

    static async Task<int> Right(UdpClient udp, IPEndPoint server)
    {
        await udp.SendAsync(new byte[] { 7 }, 1, server);
        return await udp.ReceiveAsync() switch
        {
            { Buffer: [7, var level], RemoteEndPoint: var from } when from.Equals(server) => level,
            _ => -1,
        };
    }
}

static class LinesUntilThereIsNone
{
    static int Wrong(TcpClient client, IEnumerable<string> words)
    {
        using var writer = new StreamWriter(client.GetStream(), leaveOpen: true) { AutoFlush = true };
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        foreach (var word in words)
            writer.Write(word + "\n"); // expect: SOCK020
        var found = 0;
        while (true)
        {
            var line = reader.ReadLine();
            if (line is null)
                break;
            found += line.Length;
        }

        return found;
    }

    static int Right(TcpClient client, IEnumerable<string> words)
    {
        using var writer = new StreamWriter(client.GetStream(), leaveOpen: true) { AutoFlush = true };
        using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        foreach (var word in words)
            writer.Write(word + "\n");
        client.Client.Shutdown(SocketShutdown.Send);
        var found = 0;
        while (true)
        {
            var line = reader.ReadLine();
            if (line is null)
                break;
            found += line.Length;
        }

        return found;
    }
}

static class LinesUntilADot
{
    static int Silent(NetworkStream stream, IEnumerable<string> words) // silent: SOCK020
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { AutoFlush = true };
        using var reader = new StreamReader(stream, leaveOpen: true);
        foreach (var word in words)
            writer.Write(word + "\n");
        var found = 0;
        while (true)
        {
            var line = reader.ReadLine();
            if (line is null)
                throw new EndOfStreamException();
            if (line == ".")
                break;
            found += line.Length;
        }

        return found;
    }
}

static class FileThenAnswer
{
    static long Wrong(Socket socket, string path, byte[] piece)
    {
        socket.SendFile(path); // expect: SOCK020
        long all = 0;
        int count;
        while ((count = socket.Receive(piece)) > 0)
            all += count;
        return all;
    }

    static long Right(Socket socket, string path, byte[] piece)
    {
        socket.SendFile(path);
        socket.Shutdown(SocketShutdown.Send);
        long all = 0;
        int count;
        while ((count = socket.Receive(piece)) > 0)
            all += count;
        return all;
    }
}

static class ObjectThenAnswer
{
    static string Wrong(TcpClient client, Order order)
    {
        var stream = client.GetStream();
        JsonSerializer.Serialize(stream, order);
        return new StreamReader(stream).ReadToEnd(); // expect: SOCK020
    }

    static string Right(TcpClient client, Order order)
    {
        var stream = client.GetStream();
        JsonSerializer.Serialize(stream, order);
        client.Client.Shutdown(SocketShutdown.Send);
        return new StreamReader(stream).ReadToEnd();
    }
}

static class CountInsideAnObject
{
    sealed class Wrong(NetworkStream stream, Stream copy)
    {
        private readonly byte[] piece = new byte[100];

        public async Task Copy(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var next = await Next(stop); // expect: SOCK002
                copy.Write(next.Data, 0, next.Count);
            }
        }

        private async Task<Chunk> Next(CancellationToken stop) => new(piece, await stream.ReadAsync(piece, stop));
    }

    sealed class Right(NetworkStream stream, Stream copy)
    {
        private readonly byte[] piece = new byte[100];

        public async Task Copy(CancellationToken stop)
        {
            while (await Next(stop) is { Count: > 0 } next)
                copy.Write(next.Data, 0, next.Count);
        }

        private async Task<Chunk> Next(CancellationToken stop) => new(piece, await stream.ReadAsync(piece, stop));
    }
}

static class CountOfThrownAwayBytes
{
    static long Silent(Socket socket) // silent: SOCK004
    {
        var waste = new byte[1024];
        long thrown = 0;
        while (socket.Available > 0)
            thrown += socket.Receive(waste);
        return thrown;
    }
}

static class CountOfBytesThatAreKept
{
    static long Wrong(NetworkStream stream, Stream copy)
    {
        var piece = new byte[1024];
        long all = 0;
        do
        {
            var count = stream.Read(piece);
            copy.Write(piece, 0, count);
            all += count;
        }
        while (stream.DataAvailable); // expect: SOCK004
        return all;
    }

    static long Right(NetworkStream stream)
    {
        var piece = new byte[1024];
        long all = 0;
        do
            all += stream.Read(piece);
        while (stream.DataAvailable);
        return all;
    }
}
