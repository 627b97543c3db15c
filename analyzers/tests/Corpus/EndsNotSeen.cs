// The end of the stream goes by unseen.

static class SwitchWithoutZero
{
    static void Wrong(Socket s, byte[] b)
    {
        while (true)
        {
            int n = s.Receive(b);
            switch (n) // expect: SOCK002
            {
                case 1: Console.Write('.'); break;
                default: Console.Write(Encoding.ASCII.GetString(b, 0, n)); break;
            }
        }
    }

    static void Right(Socket s, byte[] b)
    {
        while (true)
        {
            int n = s.Receive(b);
            switch (n)
            {
                case 0: return;
                default: Console.Write(Encoding.ASCII.GetString(b, 0, n)); break;
            }
        }
    }
}

static class SwitchExpressionWithoutZero
{
    static IEnumerable<string> Wrong(Socket s, byte[] b)
    {
        while (true)
        {
            yield return s.Receive(b) switch // expect: SOCK002
            {
                > 100 => "long",
                var n => Encoding.ASCII.GetString(b, 0, n),
            };
        }
    }

    static IEnumerable<string> Right(Socket s, byte[] b)
    {
        while (true)
        {
            yield return s.Receive(b) switch
            {
                0 => throw new EndOfStreamException(),
                var n => Encoding.ASCII.GetString(b, 0, n),
            };
        }
    }
}

static class RestThatGetsShorter
{
    static async Task Wrong(Socket s, Memory<byte> rest, CancellationToken stop)
    {
        while (!rest.IsEmpty)
            rest = rest[await s.ReceiveAsync(rest, stop)..]; // expect: SOCK002
    }

    static async Task Right(Socket s, Memory<byte> rest, CancellationToken stop)
    {
        while (!rest.IsEmpty)
        {
            int n = await s.ReceiveAsync(rest, stop);
            if (n == 0)
                throw new EndOfStreamException();
            rest = rest[n..];
        }
    }
}

static class SpanThatGetsShorter
{
    static void Wrong(NetworkStream ns, Span<byte> rest)
    {
        while (rest.Length > 0)
        {
            int n = ns.Read(rest); // expect: SOCK002
            rest = rest.Slice(n);
        }
    }

    static void Right(NetworkStream ns, Span<byte> rest)
    {
        while (rest.Length > 0)
        {
            int n = ns.Read(rest);
            if (n is 0)
                throw new EndOfStreamException();
            rest = rest.Slice(n);
        }
    }
}

static class OffsetThatMovesOn
{
    static byte[] Wrong(NetworkStream ns, int length)
    {
        var b = new byte[length];
        for (int have = 0; have < length;)
            have += ns.Read(b, have, length - have); // expect: SOCK002
        return b;
    }

    static byte[] Right(NetworkStream ns, int length)
    {
        var b = new byte[length];
        for (int have = 0, n; have < length; have += n)
        {
            if ((n = ns.Read(b, have, length - have)) == 0)
                throw new EndOfStreamException();
        }

        return b;
    }
}

static class AmountThatIsLeft
{
    static async Task Wrong(NetworkStream ns, Stream file, long left, CancellationToken stop)
    {
        var b = new byte[8192];
        while (left > 0)
        {
            int n = await ns.ReadAsync(b.AsMemory(0, (int)Math.Min(left, b.Length)), stop); // expect: SOCK002
            await file.WriteAsync(b.AsMemory(0, n), stop);
            left -= n;
        }
    }

    static async Task Right(NetworkStream ns, Stream file, long left, CancellationToken stop)
    {
        var b = new byte[8192];
        while (left > 0)
        {
            int n = await ns.ReadAsync(b.AsMemory(0, (int)Math.Min(left, b.Length)), stop);
            if (n <= 0)
                throw new EndOfStreamException();
            await file.WriteAsync(b.AsMemory(0, n), stop);
            left -= n;
        }
    }
}

static class NullWavedThrough
{
    static void Wrong(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        while (true)
        {
            string? line = reader.ReadLine(); // expect: SOCK002
            Console.WriteLine(line?.Trim() ?? "");
        }
    }

    static void Right(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        while (reader.ReadLine() is { } line)
            Console.WriteLine(line.Trim());
    }
}

static class OnlyAnEmptyLineEndsIt
{
    static async Task Wrong(NetworkStream ns)
    {
        using var reader = new StreamReader(ns);
        string? line;
        do
        {
            line = await reader.ReadLineAsync(); // expect: SOCK002
            Console.WriteLine(line);
        }
        while (line != "");
    }

    static async Task Right(NetworkStream ns)
    {
        using var reader = new StreamReader(ns);
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
            Console.WriteLine(line);
        }
        while (!string.IsNullOrEmpty(line));
    }
}

static class LengthOfALineThatIsNull
{
    static void Wrong(NetworkStream ns)
    {
        using var reader = new StreamReader(ns);
        while (reader.ReadLine()!.Length > 0) // expect: SOCK002
            Console.Write('.');
    }

    static void Right(NetworkStream ns)
    {
        using var reader = new StreamReader(ns);
        while (reader.ReadLine() is { Length: > 0 })
            Console.Write('.');
    }
}

static class LinesOfAnIterator
{
    static IEnumerable<string> Wrong(NetworkStream ns)
    {
        using var reader = new StreamReader(ns);
        while (true)
            yield return reader.ReadLine()!; // expect: SOCK002
    }

    static IEnumerable<string> Right(NetworkStream ns)
    {
        using var reader = new StreamReader(ns);
        while (reader.ReadLine() is string line)
            yield return line;
    }
}

static class PiecesOfAnAsyncIterator
{
    static async IAsyncEnumerable<byte[]> Wrong(NetworkStream ns, [EnumeratorCancellation] CancellationToken stop)
    {
        var b = new byte[1024];
        while (!stop.IsCancellationRequested)
        {
            int n = await ns.ReadAsync(b, stop); // expect: SOCK002
            yield return b[..n];
        }
    }

    static async IAsyncEnumerable<byte[]> Right(NetworkStream ns, [EnumeratorCancellation] CancellationToken stop)
    {
        var b = new byte[1024];
        while (!stop.IsCancellationRequested)
        {
            int n = await ns.ReadAsync(b, stop);
            if (n == 0)
                yield break;
            yield return b[..n];
        }
    }
}

static class ByteThatIsCast
{
    static string Wrong(NetworkStream ns)
    {
        var text = new StringBuilder();
        char c;
        while ((c = (char)ns.ReadByte()) != '\n') // expect: SOCK002
            text.Append(c);
        return text.ToString();
    }

    static string Right(NetworkStream ns)
    {
        var text = new StringBuilder();
        int c;
        while ((c = ns.ReadByte()) is not ('\n' or -1))
            text.Append((char)c);
        return text.ToString();
    }
}

static class ByteThatIsReturned
{
    static byte Wrong(NetworkStream ns) => (byte)ns.ReadByte(); // expect: SOCK002

    static byte Right(NetworkStream ns) => ns.ReadByte() is >= 0 and var value ? (byte)value : throw new EndOfStreamException();
}

static class LengthOfTwoBytes
{
    static int Wrong(NetworkStream ns) => (ns.ReadByte() << 8) | ns.ReadByte(); // expect: SOCK002

    static int Right(NetworkStream ns)
    {
        int high = ns.ReadByte(), low = ns.ReadByte();
        return (high | low) < 0 ? throw new EndOfStreamException() : (high << 8) | low;
    }
}

static class CharacterOfAReader
{
    static string Wrong(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var text = new StringBuilder();
        while (true)
        {
            int c = reader.Read(); // expect: SOCK002
            if (c == ';')
                return text.ToString();
            text.Append((char)c);
        }
    }

    static string Right(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var text = new StringBuilder();
        while (true)
        {
            int c = reader.Read();
            if (c is ';' or < 0)
                return text.ToString();
            text.Append((char)c);
        }
    }
}

static class PipeThatNeverEnds
{
    static async Task Wrong(NetworkStream ns, CancellationToken stop)
    {
        PipeReader reader = PipeReader.Create(ns);
        while (true)
        {
            ReadResult result = await reader.ReadAsync(stop); // expect: SOCK002
            Console.Write(Encoding.ASCII.GetString(result.Buffer));
            reader.AdvanceTo(result.Buffer.End);
        }
    }

    static async Task Right(NetworkStream ns, CancellationToken stop)
    {
        PipeReader reader = PipeReader.Create(ns);
        while (true)
        {
            ReadResult result = await reader.ReadAsync(stop);
            Console.Write(Encoding.ASCII.GetString(result.Buffer));
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                break;
        }
    }
}

static class PipeThatIsFilledForEver
{
    static async Task Wrong(Socket s, PipeWriter writer, CancellationToken stop)
    {
        while (true)
        {
            int n = await s.ReceiveAsync(writer.GetMemory(512), stop); // expect: SOCK002
            writer.Advance(n);
            await writer.FlushAsync(stop);
        }
    }

    static async Task Right(Socket s, PipeWriter writer, CancellationToken stop)
    {
        while (true)
        {
            int n = await s.ReceiveAsync(writer.GetMemory(512), stop);
            if (n == 0)
                break;
            writer.Advance(n);
            await writer.FlushAsync(stop);
        }

        await writer.CompleteAsync();
    }
}

static class NegativeByPattern
{
    static void Wrong(Socket s, byte[] b)
    {
        while (true)
        {
            int n = s.Receive(b);
            if (n is < 0) // expect: SOCK002
                break;
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }

    static void Right(Socket s, byte[] b)
    {
        while (true)
        {
            int n = s.Receive(b);
            if (n is <= 0)
                break;
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }
}

static class MinusOneOfAnotherLanguage
{
    static void Wrong(NetworkStream ns, Stream file, byte[] b)
    {
        int n;
        while ((n = ns.Read(b, 0, b.Length)) != -1) // expect: SOCK002
            file.Write(b, 0, n);
    }

    static void Right(NetworkStream ns, Stream file, byte[] b)
    {
        int n;
        while ((n = ns.Read(b, 0, b.Length)) != 0)
            file.Write(b, 0, n);
    }
}

static class NothingMeansAgain
{
    static void Wrong(NetworkStream ns, byte[] b)
    {
        while (true)
        {
            int n = ns.Read(b, 0, b.Length);
            if (n == 0) // expect: SOCK002
                continue;
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }

    static void Right(NetworkStream ns, byte[] b)
    {
        while (true)
        {
            int n = ns.Read(b, 0, b.Length);
            if (n == 0)
                return;
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }
}

static class OnlyGreaterIsHandled
{
    static async Task Wrong(NetworkStream ns, byte[] b, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            int n = await ns.ReadAsync(b, stop);
            if (n > 0) // expect: SOCK002
                Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }

    static async Task Right(NetworkStream ns, byte[] b, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            int n = await ns.ReadAsync(b, stop);
            if (n > 0)
                Console.Write(Encoding.ASCII.GetString(b, 0, n));
            else
                break;
        }
    }
}

static class AsLongAsConnected
{
    static void Wrong(TcpClient client, byte[] b)
    {
        NetworkStream ns = client.GetStream();
        while (client.Connected)
        {
            int n = ns.Read(b, 0, b.Length); // expect: SOCK002
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }

    static void Right(TcpClient client, byte[] b)
    {
        NetworkStream ns = client.GetStream();
        while (true)
        {
            int n = ns.Read(b, 0, b.Length);
            if (n < 1)
                break;
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }
}

static class CallbackThatBeginsAgain
{
    sealed class Wrong(Socket socket)
    {
        private readonly byte[] buffer = new byte[512];

        public void Begin() => socket.BeginReceive(buffer, 0, buffer.Length, SocketFlags.None, Received, null);

        private void Received(IAsyncResult result)
        {
            int n = socket.EndReceive(result); // expect: SOCK002
            Console.Write(Encoding.ASCII.GetString(buffer, 0, n));
            Begin();
        }
    }

    sealed class Right(Socket socket)
    {
        private readonly byte[] buffer = new byte[512];

        public void Begin() => socket.BeginReceive(buffer, 0, buffer.Length, SocketFlags.None, Received, null);

        private void Received(IAsyncResult result)
        {
            int n = socket.EndReceive(result);
            if (n == 0)
                return;
            Console.Write(Encoding.ASCII.GetString(buffer, 0, n));
            Begin();
        }
    }
}

static class UntilAMarker
{
    static string Wrong(Socket s, byte[] b)
    {
        string text = "";
        while (!text.Contains("<EOF>"))
            text += Encoding.ASCII.GetString(b, 0, s.Receive(b)); // expect: SOCK002
        return text;
    }

    static string Right(Socket s, byte[] b)
    {
        string text = "";
        while (!text.Contains("<EOF>"))
        {
            int n = s.Receive(b);
            if (n == 0)
                throw new EndOfStreamException();
            text += Encoding.ASCII.GetString(b, 0, n);
        }

        return text;
    }
}

static class ByteByByte
{
    static string Wrong(Socket s)
    {
        var one = new byte[1];
        string line = "";
        do
        {
            s.Receive(one); // expect: SOCK001 or SOCK002
            line += (char)one[0];
        }
        while (one[0] != '\n');
        return line;
    }

    static string Right(Socket s)
    {
        var one = new byte[1];
        string line = "";
        do
        {
            if (s.Receive(one) == 0)
                throw new EndOfStreamException();
            line += (char)one[0];
        }
        while (one[0] != '\n');
        return line;
    }
}

static class InATaskOfItsOwn
{
    static Task Wrong(NetworkStream ns) => Task.Run(async () =>
    {
        var b = new byte[256];
        while (true)
        {
            var n = await ns.ReadAsync(b); // expect: SOCK002
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    });

    static Task Right(NetworkStream ns) => Task.Run(async () =>
    {
        var b = new byte[256];
        while (await ns.ReadAsync(b) is var n and not 0)
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
    });
}

static class StoppedByAnotherTask
{
    static async Task Wrong(NetworkStream ns, byte[] b, Task stop)
    {
        while (true)
        {
            Task<int> read = ns.ReadAsync(b, 0, b.Length);
            if (await Task.WhenAny(read, stop) == stop)
                return;
            Console.Write(Encoding.ASCII.GetString(b, 0, await read)); // expect: SOCK002
        }
    }

    static async Task Right(NetworkStream ns, byte[] b, Task stop)
    {
        while (true)
        {
            Task<int> read = ns.ReadAsync(b, 0, b.Length);
            if (await Task.WhenAny(read, stop) == stop || await read == 0)
                return;
            Console.Write(Encoding.ASCII.GetString(b, 0, await read));
        }
    }
}

static class IntoAChannel
{
    static async Task Wrong(NetworkStream ns, ChannelWriter<byte[]> writer)
    {
        var b = new byte[256];
        while (await writer.WaitToWriteAsync())
        {
            int n = await ns.ReadAsync(b); // expect: SOCK002
            await writer.WriteAsync(b[..n]);
        }
    }

    static async Task Right(NetworkStream ns, ChannelWriter<byte[]> writer)
    {
        var b = new byte[256];
        while (await writer.WaitToWriteAsync())
        {
            int n = await ns.ReadAsync(b);
            if (n == 0)
                break;
            await writer.WriteAsync(b[..n]);
        }

        writer.Complete();
    }
}

static class CountInARecord
{
    static Chunk Next(NetworkStream ns)
    {
        var b = new byte[512];
        return new Chunk(b, ns.Read(b, 0, b.Length));
    }

    static void Wrong(NetworkStream ns)
    {
        while (true)
        {
            Chunk chunk = Next(ns); // expect: SOCK002
            Console.Write(Encoding.ASCII.GetString(chunk.Data, 0, chunk.Count));
        }
    }

    static void Right(NetworkStream ns)
    {
        while (true)
        {
            Chunk chunk = Next(ns);
            if (chunk.Count == 0)
                break;
            Console.Write(Encoding.ASCII.GetString(chunk.Data, 0, chunk.Count));
        }
    }
}

static class LoopOverAHelperElsewhere
{
    static void Wrong(NetworkStream ns, byte[] b)
    {
        for (; ; )
        {
            int n = Wires.Next(ns, b); // expect: SOCK002
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }

    static void Right(NetworkStream ns, byte[] b)
    {
        for (; ; )
        {
            int n = Wires.Next(ns, b);
            if (n == 0)
                return;
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }
}

static class TupleThatIsTakenApart
{
    static async Task<(int Count, byte[] Data)> Next(Socket s)
    {
        var b = new byte[256];
        return (await s.ReceiveAsync(b), b);
    }

    static async Task Wrong(Socket s)
    {
        while (true)
        {
            var (count, data) = await Next(s); // expect: SOCK002
            Console.Write(Encoding.ASCII.GetString(data, 0, count));
        }
    }

    static async Task Right(Socket s)
    {
        while (true)
        {
            var (count, data) = await Next(s);
            if (count == 0)
                return;
            Console.Write(Encoding.ASCII.GetString(data, 0, count));
        }
    }
}
