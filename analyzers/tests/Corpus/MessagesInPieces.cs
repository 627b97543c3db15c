// One receive is taken for one message.

static class ReturnedWholeAfterTheTest
{
    static byte[]? Wrong(NetworkStream ns, int length)
    {
        var b = new byte[length];
        int n = ns.Read(b, 0, length);
        if (n <= 0)
            return null;
        return b; // expect: SOCK004 or SOCK003
    }

    static byte[]? Right(NetworkStream ns, int length)
    {
        var b = new byte[length];
        int n = ns.ReadAtLeast(b, length, throwOnEndOfStream: false);
        if (n < length)
            return null;
        return b;
    }
}

static class BytesOfABinaryReader
{
    static byte Wrong(TcpClient client)
    {
        using var reader = new BinaryReader(client.GetStream());
        byte[] four = reader.ReadBytes(4); // expect: SOCK004
        return four[3];
    }

    static byte Right(TcpClient client)
    {
        using var reader = new BinaryReader(client.GetStream());
        byte[] four = reader.ReadBytes(4);
        return four.Length < 4 ? throw new EndOfStreamException() : four[3];
    }
}

static class LengthAwaited
{
    static async Task<int> Wrong(NetworkStream ns, byte[] b, CancellationToken stop)
    {
        int n = await ns.ReadAsync(b.AsMemory(0, 4), stop);
        if (n == 0)
            return -1;
        return BinaryPrimitives.ReadInt32BigEndian(b); // expect: SOCK004
    }

    static async Task<int> Right(NetworkStream ns, byte[] b, CancellationToken stop)
    {
        int n = await ns.ReadAtLeastAsync(b.AsMemory(0, 4), 4, false, stop);
        if (n < 4)
            return -1;
        return BinaryPrimitives.ReadInt32BigEndian(b);
    }
}

static class StructFromTheWire
{
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    struct Packet
    {
        public byte Kind;
        public long Id;
    }

    static Packet Wrong(Socket s)
    {
        var b = new byte[9];
        if (s.Receive(b) == 0)
            throw new EndOfStreamException();
        return MemoryMarshal.Read<Packet>(b); // expect: SOCK004
    }

    static Packet Right(Socket s)
    {
        var b = new byte[9];
        using var ns = new NetworkStream(s);
        ns.ReadExactly(b);
        return MemoryMarshal.Read<Packet>(b);
    }
}

static class DataAvailableIsTheEnd
{
    static string Wrong(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        do
        {
            int n = ns.Read(b, 0, b.Length);
            if (n == 0)
                break;
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
        while (ns.DataAvailable); // expect: SOCK004
        return text.ToString();
    }

    static string Right(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        while (true)
        {
            int n = ns.Read(b, 0, b.Length);
            if (n == 0)
                break;
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }

        return text.ToString();
    }
}

static class AvailableIsTheLength
{
    static string Wrong(TcpClient client)
    {
        var b = new byte[client.Available]; // expect: SOCK004
        int n = client.GetStream().Read(b, 0, b.Length);
        return Encoding.ASCII.GetString(b, 0, n);
    }

    static string Right(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return reader.ReadToEnd();
    }
}

static class AvailableInALoop
{
    static string Wrong(Socket s, byte[] b)
    {
        s.Send("STATUS\r\n"u8);
        var text = new StringBuilder();
        do
        {
            int n = s.Receive(b);
            if (n == 0)
                break;
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
        while (s.Available > 0); // expect: SOCK004
        return text.ToString();
    }

    static string Right(Socket s, byte[] b)
    {
        s.Send("STATUS\r\n"u8);
        var text = new StringBuilder();
        do
        {
            int n = s.Receive(b);
            if (n == 0)
                break;
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
        while (!text.ToString().EndsWith("\r\n"));
        return text.ToString();
    }
}

static class ShortMeansLast
{
    static byte[] Wrong(NetworkStream ns)
    {
        using var all = new MemoryStream();
        var b = new byte[1024];
        int n;
        do
        {
            n = ns.Read(b, 0, b.Length);
            all.Write(b, 0, n);
        }
        while (n == b.Length); // expect: SOCK004
        return all.ToArray();
    }

    static byte[] Right(NetworkStream ns)
    {
        using var all = new MemoryStream();
        var b = new byte[1024];
        int n;
        do
        {
            n = ns.Read(b, 0, b.Length);
            all.Write(b, 0, n);
        }
        while (n > 0);
        return all.ToArray();
    }
}

static class ShortMeansLastByBreak
{
    static async Task<string> Wrong(Socket s, byte[] b)
    {
        var text = new StringBuilder();
        while (true)
        {
            int n = await s.ReceiveAsync(b);
            text.Append(Encoding.ASCII.GetString(b, 0, n));
            if (n < b.Length) // expect: SOCK004
                break;
        }

        return text.ToString();
    }

    static async Task<string> Right(Socket s, byte[] b)
    {
        var text = new StringBuilder();
        while (true)
        {
            int n = await s.ReceiveAsync(b);
            text.Append(Encoding.ASCII.GetString(b, 0, n));
            if (n == 0)
                break;
        }

        return text.ToString();
    }
}

static class CommandInOneReceive
{
    static bool Wrong(Socket s, byte[] b)
    {
        int n = s.Receive(b);
        if (n == 0)
            return false;
        string command = Encoding.ASCII.GetString(b, 0, n);
        return command == "QUIT\r\n"; // expect: SOCK004
    }

    static bool Right(Socket s)
    {
        using var reader = new StreamReader(new NetworkStream(s), Encoding.ASCII);
        string? command = reader.ReadLine();
        if (command is null)
            return false;
        return command == "QUIT";
    }
}

static class ObjectInOneReceive
{
    static async Task<Order?> Wrong(NetworkStream ns, byte[] b, CancellationToken stop)
    {
        int n = await ns.ReadAsync(b, stop);
        if (n == 0)
            return null;
        return JsonSerializer.Deserialize<Order>(b.AsSpan(0, n)); // expect: SOCK004
    }

    static async Task<Order?> Right(NetworkStream ns, CancellationToken stop) =>
        await JsonSerializer.DeserializeAsync<Order>(ns, cancellationToken: stop);
}

static class LinesOfOneReceive
{
    static void Wrong(Socket s, byte[] b)
    {
        while (s.Receive(b) is > 0 and var n)
        {
            foreach (string line in Encoding.ASCII.GetString(b, 0, n).Split('\n')) // expect: SOCK004
                Console.WriteLine($"[{line}]");
        }
    }

    static void Right(Socket s, byte[] b)
    {
        string rest = "";
        while (s.Receive(b) is > 0 and var n)
        {
            string[] lines = (rest + Encoding.ASCII.GetString(b, 0, n)).Split('\n');
            rest = lines[^1];
            foreach (string line in lines[..^1])
                Console.WriteLine($"[{line}]");
        }
    }
}

static class TwoBytesShifted
{
    static int Wrong(Socket s, byte[] b)
    {
        if (s.Receive(b, 2, SocketFlags.None) == 0)
            throw new EndOfStreamException();
        return (b[0] << 8) | b[1]; // expect: SOCK004
    }

    static int Right(Socket s, byte[] b)
    {
        if (s.Receive(b, 2, SocketFlags.None) < 2)
            throw new EndOfStreamException();
        return (b[0] << 8) | b[1];
    }
}

static class RecordFromTheWire
{
    static async ValueTask<Header> Wrong(NetworkStream ns, CancellationToken stop)
    {
        var b = new byte[3];
        if (await ns.ReadAsync(b, stop) is 0)
            throw new EndOfStreamException();
        return new Header(b[0], BinaryPrimitives.ReadUInt16BigEndian(b.AsSpan(1))); // expect: SOCK004
    }

    static async ValueTask<Header> Right(NetworkStream ns, CancellationToken stop)
    {
        var b = new byte[3];
        await ns.ReadExactlyAsync(b, stop);
        return new Header(b[0], BinaryPrimitives.ReadUInt16BigEndian(b.AsSpan(1)));
    }
}

static class OneReadOfAPipe
{
    static async Task<int> Wrong(NetworkStream ns, CancellationToken stop)
    {
        PipeReader reader = PipeReader.Create(ns);
        ReadResult result = await reader.ReadAsync(stop);
        return BinaryPrimitives.ReadInt32BigEndian(result.Buffer.FirstSpan); // expect: SOCK004
    }

    static async Task<int> Right(NetworkStream ns, CancellationToken stop)
    {
        PipeReader reader = PipeReader.Create(ns);
        ReadResult result = await reader.ReadAtLeastAsync(4, stop);
        if (result.Buffer.Length < 4)
            throw new EndOfStreamException();
        return BinaryPrimitives.ReadInt32BigEndian(result.Buffer.Slice(0, 4).ToArray());
    }
}

static class AnswerOfTwoBytes
{
    static void Wrong(NetworkStream ns)
    {
        ns.Write([5, 1, 0]);
        var b = new byte[2];
        int n = ns.Read(b, 0, 2);
        if (n == 0 || b[0] != 5 || b[1] != 0) // expect: SOCK004
            throw new InvalidDataException();
    }

    static void Right(NetworkStream ns)
    {
        ns.Write([5, 1, 0]);
        var b = new byte[2];
        int n = ns.ReadAtLeast(b, 2);
        if (b[0] != 5 || b[1] != 0)
            throw new InvalidDataException();
    }
}

static class ComparedInOneGo
{
    static bool Wrong(Socket s)
    {
        Span<byte> b = stackalloc byte[4];
        int n = s.Receive(b);
        return n > 0 && b.SequenceEqual("PONG"u8); // expect: SOCK004 or SOCK003
    }

    static bool Right(NetworkStream ns)
    {
        Span<byte> b = stackalloc byte[4];
        int n = ns.ReadAtLeast(b, 4, throwOnEndOfStream: false);
        return n == 4 && b.SequenceEqual("PONG"u8);
    }
}

static class BehindAHelperElsewhere
{
    static uint Wrong(NetworkStream ns)
    {
        var b = new byte[4];
        if (Wires.Next(ns, b) == 0)
            throw new EndOfStreamException();
        return BinaryPrimitives.ReadUInt32BigEndian(b); // expect: SOCK004
    }

    static uint Right(NetworkStream ns)
    {
        var b = new byte[4];
        Wires.Fill(ns, b);
        return BinaryPrimitives.ReadUInt32BigEndian(b);
    }
}

static class PeekIsTheEnd
{
    static string Wrong(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var text = new StringBuilder();
        while (reader.Peek() >= 0) // expect: SOCK004
            text.Append((char)reader.Read());
        return text.ToString();
    }

    static string Right(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var text = new StringBuilder();
        while (reader.Read() is >= 0 and var c)
            text.Append((char)c);
        return text.ToString();
    }
}

static class EnoughIsNotAsked
{
    static int Wrong(NetworkStream ns, byte[] b)
    {
        int n = ns.ReadAtLeast(b, 4, throwOnEndOfStream: false);
        if (n == 0)
            return -1;
        return BinaryPrimitives.ReadInt32BigEndian(b); // expect: SOCK004
    }

    static int Right(NetworkStream ns, byte[] b)
    {
        int n = ns.ReadAtLeast(b, 4, throwOnEndOfStream: false);
        if (n < 4)
            return -1;
        return BinaryPrimitives.ReadInt32BigEndian(b);
    }
}
