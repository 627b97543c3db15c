// Kinds that another corpus showed to be missed, each in spellings of its own.

static class CommandsIntoAChannel
{
    static async Task Wrong(StreamReader reader, ChannelWriter<string> commands)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync(); // expect: SOCK002
            if (line is "BYE" or "QUIT")
                break;
            await commands.WriteAsync(line!);
        }
    }

    static Task Serve(TcpClient client, ChannelWriter<string> commands) => Wrong(new StreamReader(client.GetStream()), commands);

    static async Task Right(StreamReader reader, ChannelWriter<string> commands)
    {
        while (true)
        {
            var line = await reader.ReadLineAsync();
            if (line is null or "BYE" or "QUIT")
                break;
            await commands.WriteAsync(line);
        }
    }
}

static class CommandsByCase
{
    static void Wrong(StreamReader reader, ConcurrentQueue<string> commands)
    {
        for (;;)
        {
            var line = reader.ReadLine(); // expect: SOCK002
            switch (line)
            {
                case "STOP":
                    return;
            }

            commands.Enqueue(line!);
        }
    }

    static void Right(StreamReader reader, ConcurrentQueue<string> commands)
    {
        for (;;)
        {
            var line = reader.ReadLine();
            switch (line)
            {
                case null:
                case "STOP":
                    return;
            }

            commands.Enqueue(line);
        }
    }
}

static class ChoiceOfALineWithADefault
{
    static async Task<int> Silent(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var line = await reader.ReadLineAsync();
        switch (line)
        {
            case "1": return 1;
            default: return 0;
        }
    }
}

static class BackByGoto
{
    static void Wrong(NetworkStream stream, byte[] head)
    {
        var filled = 0;
    more:
        filled += stream.Read(head, filled, head.Length - filled); // expect: SOCK002
        if (filled != head.Length)
        {
            goto more;
        }
    }

    static void Right(NetworkStream stream, byte[] head)
    {
        var filled = 0;
    more:
        var count = stream.Read(head, filled, head.Length - filled);
        if (count == 0)
            throw new EndOfStreamException();
        filled += count;
        if (filled != head.Length)
            goto more;
    }
}

static class HeadOfAGivenPipe
{
    static async Task<int> Wrong(PipeReader pipe)
    {
        var read = await pipe.ReadAsync();
        var bytes = read.Buffer.ToArray(); // expect: SOCK004
        pipe.AdvanceTo(read.Buffer.GetPosition(4));
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    static async Task<int> Right(PipeReader pipe)
    {
        var read = await pipe.ReadAtLeastAsync(4);
        if (read.Buffer.Length < 4)
            throw new EndOfStreamException();
        var bytes = read.Buffer.Slice(0, 4).ToArray();
        pipe.AdvanceTo(read.Buffer.GetPosition(4));
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }
}

static class BodyInAnOutParameter
{
    static bool Wrong(NetworkStream stream, int length, out byte[] body)
    {
        body = new byte[length];
        return stream.Read(body, 0, length) != 0; // expect: SOCK004
    }

    static bool Right(NetworkStream stream, int length, out byte[] body)
    {
        body = new byte[length];
        return stream.ReadAtLeast(body, length, throwOnEndOfStream: false) == length;
    }
}

static class BodyInATuple
{
    static async Task<(bool, byte[])> Wrong(Socket socket, int length)
    {
        var body = new byte[length];
        if (await socket.ReceiveAsync(body) == 0) // expect: SOCK004
            return (false, []);
        return (true, body);
    }

    static async Task<(bool, byte[])> Right(Socket socket, int length)
    {
        var body = new byte[length];
        for (var filled = 0; filled < length;)
        {
            var count = await socket.ReceiveAsync(body.AsMemory(filled));
            if (count == 0)
                return (false, []);
            filled += count;
        }

        return (true, body);
    }
}

static class HeadByAGivenBinaryReader
{
    public static ushort Wrong(BinaryReader reader)
    {
        var head = new byte[2];
        if (reader.Read(head, 0, 2) == 0) // expect: SOCK004
            throw new EndOfStreamException();
        return BinaryPrimitives.ReadUInt16BigEndian(head);
    }

    static ushort Ask(TcpClient client) => Wrong(new BinaryReader(client.GetStream()));

    public static ushort Right(BinaryReader reader)
    {
        var head = reader.ReadBytes(2);
        if (head.Length < 2)
            throw new EndOfStreamException();
        return BinaryPrimitives.ReadUInt16BigEndian(head);
    }

    static ushort AskWell(TcpClient client) => Right(new BinaryReader(client.GetStream()));
}

static class SegmentsDecodedAlone
{
    static async Task Wrong(PipeReader pipe, StringBuilder text)
    {
        while (true)
        {
            var read = await pipe.ReadAsync();
            var all = read.Buffer;
            foreach (var part in all)
                text.Append(Encoding.UTF8.GetString(part.Span)); // expect: SOCK005
            pipe.AdvanceTo(all.End);
            if (read.IsCompleted)
                break;
        }
    }

    static async Task Right(PipeReader pipe, StringBuilder text)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var chars = new char[5000];
        while (true)
        {
            var read = await pipe.ReadAsync();
            var all = read.Buffer;
            foreach (var part in all)
                text.Append(chars, 0, decoder.GetChars(part.Span, chars, flush: false));
            pipe.AdvanceTo(all.End);
            if (read.IsCompleted)
                break;
        }
    }
}

static class TextOfCallbacks
{
    sealed class Wrong(NetworkStream stream)
    {
        private readonly byte[] buffer = new byte[500];
        private string text = "";

        public void Start() => stream.BeginRead(buffer, 0, buffer.Length, Take, null);

        private void Take(IAsyncResult result)
        {
            var count = stream.EndRead(result);
            if (count < 1)
                return;
            text += Encoding.UTF8.GetString(buffer, 0, count); // expect: SOCK005
            Start();
        }
    }

    sealed class Right(NetworkStream stream)
    {
        private readonly byte[] buffer = new byte[500];
        private readonly MemoryStream bytes = new();

        public void Start() => stream.BeginRead(buffer, 0, buffer.Length, Take, null);

        private void Take(IAsyncResult result)
        {
            var count = stream.EndRead(result);
            if (count < 1)
                return;
            bytes.Write(buffer, 0, count);
            Start();
        }
    }
}

static class TextOfCompletions
{
    sealed class Wrong(Socket socket)
    {
        private readonly StringBuilder text = new();

        private void Take(object? sender, SocketAsyncEventArgs done)
        {
            while (done.SocketError == SocketError.Success && done.BytesTransferred > 0)
            {
                text.Append(Encoding.UTF8.GetString(done.Buffer!, done.Offset, done.BytesTransferred)); // expect: SOCK005
                if (socket.ReceiveAsync(done))
                    return;
            }
        }
    }

    sealed class Right(Socket socket)
    {
        private readonly StringBuilder text = new();
        private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
        private readonly char[] chars = new char[5000];

        private void Take(object? sender, SocketAsyncEventArgs done)
        {
            while (done.SocketError == SocketError.Success && done.BytesTransferred > 0)
            {
                text.Append(chars, 0, decoder.GetChars(done.Buffer!, done.Offset, done.BytesTransferred, chars, 0, false));
                if (socket.ReceiveAsync(done))
                    return;
            }
        }
    }
}

static class SentByArguments
{
    static void Wrong(Socket socket, byte[] data, Action<bool> sent)
    {
        var sending = new SocketAsyncEventArgs();
        sending.SetBuffer(data);
        sending.Completed += Done;
        if (!socket.SendAsync(sending)) // expect: SOCK006
            Done(socket, sending);

        void Done(object? sender, SocketAsyncEventArgs done) => sent(done.SocketError == SocketError.Success);
    }

    static void Right(Socket socket, byte[] data, Action<bool> sent)
    {
        var sending = new SocketAsyncEventArgs();
        sending.SetBuffer(data);
        sending.Completed += Done;
        if (!socket.SendAsync(sending))
            Done(socket, sending);

        void Done(object? sender, SocketAsyncEventArgs done) =>
            sent(done.SocketError == SocketError.Success && done.BytesTransferred == data.Length);
    }
}

static class WriterInALocalFunction
{
    static async Task<string?> Wrong(TcpClient client)
    {
        var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n" };
        var reader = new StreamReader(client.GetStream());
        Say("NOOP");
        return await reader.ReadLineAsync();

        void Say(string text) => writer.WriteLine(text); // expect: SOCK008
    }

    static async Task<string?> Right(TcpClient client)
    {
        var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n" };
        var reader = new StreamReader(client.GetStream());
        Say("NOOP");
        return await reader.ReadLineAsync();

        void Say(string text)
        {
            writer.WriteLine(text);
            writer.Flush();
        }
    }
}

static class WriterInALambda
{
    static string? Wrong(NetworkStream stream)
    {
        var writer = new StreamWriter(stream) { NewLine = "\r\n" };
        var say = (string text) => writer.WriteLine(text); // expect: SOCK008
        say("NOOP");
        return new StreamReader(stream).ReadLine();
    }

    static string? Right(NetworkStream stream)
    {
        var writer = new StreamWriter(stream) { NewLine = "\r\n" };
        var say = (string text) => writer.WriteLine(text);
        say("NOOP");
        writer.Flush();
        return new StreamReader(stream).ReadLine();
    }
}

static class MethodThatIsChosen
{
    static void Wrong(NetworkStream stream, string host, bool head) =>
        stream.Write(Encoding.ASCII.GetBytes((head ? "HAED" : "GET") + " / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")); // expect: SOCK009

    static void Right(NetworkStream stream, string host, bool head) =>
        stream.Write(Encoding.ASCII.GetBytes((head ? "HEAD" : "GET") + " / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
}

static class MethodOfASwitch
{
    static void Wrong(Socket socket, string host, int kind)
    {
        var method = kind switch { 0 => "GET", 1 => "Delete", _ => "OPTIONS" }; // expect: SOCK009
        socket.Send(Encoding.ASCII.GetBytes($"{method} /a HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    }

    static void Right(Socket socket, string host, int kind)
    {
        var method = kind switch { 0 => "GET", 1 => "DELETE", _ => "OPTIONS" };
        socket.Send(Encoding.ASCII.GetBytes($"{method} /a HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    }
}

static class NumberOfAnyType
{
    static T Wrong<T>(Socket socket, byte[] bytes) where T : unmanaged, INumber<T>
    {
        using var stream = new NetworkStream(socket);
        stream.ReadExactly(bytes);
        return MemoryMarshal.Read<T>(bytes); // expect: SOCK010
    }

    static T Right<T>(Socket socket, byte[] bytes) where T : unmanaged, IBinaryInteger<T>
    {
        using var stream = new NetworkStream(socket);
        stream.ReadExactly(bytes);
        return T.ReadBigEndian(bytes, isUnsigned: false);
    }
}

static class LinesThatFail
{
    static void Wrong(NetworkStream feed, Action<int> add)
    {
        var reader = new StreamReader(feed);
        var line = "0";
        while (line != null)
        {
            try
            {
                line = reader.ReadLine();
                add(int.Parse(line ?? "0"));
            }
            catch // expect: SOCK011
            {
                continue;
            }
        }
    }

    static void Right(NetworkStream feed, Action<int> add)
    {
        var reader = new StreamReader(feed);
        var line = "0";
        while (line != null)
        {
            line = reader.ReadLine();
            if (int.TryParse(line, out var number))
                add(number);
        }
    }
}
