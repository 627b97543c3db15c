// Messages that one receive is taken to bring, and text and numbers that come in pieces, in the spellings of today's C#.

static class DocumentOfOneReceive
{
    static async Task<string?> Wrong(Socket s)
    {
        var b = new byte[8192];
        int n = await s.ReceiveAsync(b); // expect: SOCK004
        if (n == 0)
            return null;
        using var document = JsonDocument.Parse(b.AsMemory(0, n));
        return document.RootElement.GetProperty("name").GetString();
    }

    static async Task<string?> Right(Socket s)
    {
        await using var ns = new NetworkStream(s);
        using var document = await JsonDocument.ParseAsync(ns);
        return document.RootElement.GetProperty("name").GetString();
    }
}

static class ObjectOfEachReceive
{
    static async Task Wrong(NetworkStream ns, Action<Order> take)
    {
        var b = new byte[4096];
        while (await ns.ReadAsync(b) is > 0 and var n)
            take(JsonSerializer.Deserialize<Order>(b.AsSpan(0, n))!); // expect: SOCK004
    }

    static async Task Right(NetworkStream ns, Action<Order> take)
    {
        using var reader = new StreamReader(ns);
        while (await reader.ReadLineAsync() is { } line)
            take(JsonSerializer.Deserialize<Order>(line)!);
    }
}

static class IdentifierOfOneReceive
{
    static Guid Wrong(Socket s)
    {
        Span<byte> b = stackalloc byte[16];
        if (s.Receive(b) < 1) // expect: SOCK004
            throw new EndOfStreamException();
        return new Guid(b);
    }

    static Guid Right(Socket s)
    {
        Span<byte> b = stackalloc byte[16];
        using var ns = new NetworkStream(s);
        ns.ReadExactly(b);
        return new Guid(b);
    }
}

static class TwoBytesShifted
{
    static int Wrong(NetworkStream ns)
    {
        var head = new byte[2];
        if (ns.Read(head) is 0) // expect: SOCK004
            return -1;
        return head[0] << 8 | head[1];
    }

    static int Right(NetworkStream ns)
    {
        var head = new byte[2];
        if (ns.ReadAtLeast(head, 2, throwOnEndOfStream: false) < 2)
            return -1;
        return head[0] << 8 | head[1];
    }
}

static class NumberInText
{
    static async Task<decimal> Wrong(TcpClient client)
    {
        var b = new byte[64];
        int n = await client.GetStream().ReadAsync(b); // expect: SOCK004
        if (n == 0)
            throw new EndOfStreamException();
        return decimal.Parse(Encoding.ASCII.GetString(b, 0, n), System.Globalization.CultureInfo.InvariantCulture);
    }

    static async Task<decimal> Right(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        string? line = await reader.ReadLineAsync();
        return decimal.Parse(line ?? throw new EndOfStreamException(), System.Globalization.CultureInfo.InvariantCulture);
    }
}

static class MatchOfOneReceive
{
    static bool Wrong(Socket s, byte[] b)
    {
        int n = s.Receive(b); // expect: SOCK004
        if (n == 0)
            return false;
        string answer = Encoding.ASCII.GetString(b, 0, n);
        string[] words = answer.Split(' ');
        return words[1] == "200";
    }

    static bool Right(Socket s)
    {
        using var reader = new StreamReader(new NetworkStream(s), Encoding.ASCII);
        string? answer = reader.ReadLine();
        if (answer is null)
            return false;
        string[] words = answer.Split(' ');
        return words[1] == "200";
    }
}

static class OneReadOfAPipeIsAFrame
{
    static async Task Wrong(Stream wire, TcpClient client, Action<byte[]> take)
    {
        var reader = PipeReader.Create(client.GetStream());
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            if (result.IsCompleted)
                break;
            take(result.Buffer.Slice(0, 12).ToArray()); // expect: SOCK004
            reader.AdvanceTo(result.Buffer.GetPosition(12));
        }
    }

    static async Task Right(Stream wire, TcpClient client, Action<byte[]> take)
    {
        var reader = PipeReader.Create(client.GetStream());
        while (true)
        {
            ReadResult result = await reader.ReadAtLeastAsync(12);
            if (result.Buffer.Length < 12)
                break;
            take(result.Buffer.Slice(0, 12).ToArray());
            reader.AdvanceTo(result.Buffer.GetPosition(12));
        }
    }
}

static class AsLongAsItIsFull
{
    static async Task<byte[]> Wrong(NetworkStream ns)
    {
        using var all = new MemoryStream();
        var b = new byte[1024];
        int n;
        do
        {
            n = await ns.ReadAsync(b);
            all.Write(b, 0, n);
        }
        while (n >= b.Length); // expect: SOCK004
        return all.ToArray();
    }

    static async Task<byte[]> Right(NetworkStream ns)
    {
        using var all = new MemoryStream();
        var b = new byte[1024];
        int n;
        do
        {
            n = await ns.ReadAsync(b);
            all.Write(b, 0, n);
        }
        while (n > 0);
        return all.ToArray();
    }
}

static class FirstWordOfEachReceive
{
    static void Wrong(Socket s, Action<string> take)
    {
        Span<byte> b = stackalloc byte[256];
        for (int n = s.Receive(b); n > 0; n = s.Receive(b))
            take(Encoding.ASCII.GetString(b[..n]).Split(' ', 2)[0]); // expect: SOCK004
    }

    static void Right(Socket s, Action<string> take)
    {
        using var reader = new StreamReader(new NetworkStream(s));
        for (string? line = reader.ReadLine(); line is not null; line = reader.ReadLine())
            take(line.Split(' ', 2)[0]);
    }
}

static class RecordFromAnArrayOfAReader
{
    static Header Wrong(TcpClient client)
    {
        using var reader = new BinaryReader(client.GetStream());
        return MemoryMarshal.Read<Header>(reader.ReadBytes(3)); // expect: SOCK004
    }

    static Header Right(TcpClient client)
    {
        var b = new byte[3];
        client.GetStream().ReadExactly(b);
        return MemoryMarshal.Read<Header>(b);
    }
}

static class CharactersOfEachPiece
{
    static async Task<int> Wrong(NetworkStream ns)
    {
        var (bytes, chars) = (new byte[64], new char[64]);
        var letters = 0;
        while (await ns.ReadAsync(bytes) is > 0 and var n)
            letters += Encoding.UTF8.GetChars(bytes, 0, n, chars, 0); // expect: SOCK005
        return letters;
    }

    static async Task<int> Right(NetworkStream ns)
    {
        var (bytes, chars) = (new byte[64], new char[64]);
        var letters = 0;
        var decoder = Encoding.UTF8.GetDecoder();
        while (await ns.ReadAsync(bytes) is > 0 and var n)
            letters += decoder.GetChars(bytes, 0, n, chars, 0);
        return letters;
    }
}

static class TextOfEachSequence
{
    static async Task<string> Wrong(TcpClient client)
    {
        var reader = PipeReader.Create(client.GetStream());
        var text = new StringBuilder();
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            text.Append(Encoding.UTF8.GetString(result.Buffer)); // expect: SOCK005
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return text.ToString();
        }
    }

    static async Task<string> Right(TcpClient client)
    {
        var reader = PipeReader.Create(client.GetStream());
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            if (result.IsCompleted)
                return Encoding.UTF8.GetString(result.Buffer);
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}

static class EncodingInAField
{
    sealed class Wrong(NetworkStream stream)
    {
        private static readonly Encoding Text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        public void Show()
        {
            Span<byte> b = stackalloc byte[32];
            int n;
            while ((n = stream.Read(b)) > 0)
                Console.Write(Text.GetString(b[..n])); // expect: SOCK005
        }
    }

    sealed class Right(NetworkStream stream)
    {
        private static readonly Encoding Text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        public void Show()
        {
            using var reader = new StreamReader(stream, Text);
            Span<char> c = stackalloc char[32];
            int n;
            while ((n = reader.Read(c)) > 0)
                Console.Out.Write(c[..n]);
        }
    }
}

static class PortCopiedIntoAFrame
{
    static void Wrong(Socket s, ushort port)
    {
        var frame = new byte[4];
        frame[0] = 5;
        BitConverter.GetBytes(port).CopyTo(frame, 2); // expect: SOCK010
        s.Send(frame);
    }

    static void Right(Socket s, ushort port)
    {
        var frame = new byte[4];
        frame[0] = 5;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), port);
        s.Send(frame);
    }
}

static class StructWrittenAsItIs
{
    static void Wrong(NetworkStream ns, int length)
    {
        Span<byte> prefix = stackalloc byte[4];
        MemoryMarshal.Write(prefix, in length); // expect: SOCK010
        ns.Write(prefix);
    }

    static void Right(NetworkStream ns, int length)
    {
        Span<byte> prefix = stackalloc byte[4];
        MemoryMarshal.Write(prefix, IPAddress.HostToNetworkOrder(length));
        ns.Write(prefix);
    }
}

static class LengthReadInASpan
{
    static async Task<int> Wrong(NetworkStream ns)
    {
        var prefix = new byte[8];
        await ns.ReadExactlyAsync(prefix);
        return BitConverter.ToInt32(prefix.AsSpan(4)); // expect: SOCK010
    }

    static async Task<int> Right(NetworkStream ns)
    {
        var prefix = new byte[8];
        await ns.ReadExactlyAsync(prefix);
        return BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(4));
    }
}

static class LengthWrittenToAStream
{
    static async Task Wrong(NetworkStream ns, byte[] body)
    {
        await ns.WriteAsync(BitConverter.GetBytes((uint)body.Length)); // expect: SOCK010
        await ns.WriteAsync(body);
    }

    static async Task Right(NetworkStream ns, byte[] body)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, (uint)body.Length);
        await ns.WriteAsync(prefix);
        await ns.WriteAsync(body);
    }
}
