// More of the buffer is used than came.

static class MemoryOverAnArray
{
    static string Wrong(Socket s)
    {
        Memory<byte> memory = new byte[512];
        int n = s.Receive(memory.Span);
        return n == 0 ? "" : Encoding.ASCII.GetString(memory.Span); // expect: SOCK003
    }

    static string Right(Socket s)
    {
        Memory<byte> memory = new byte[512];
        int n = s.Receive(memory.Span);
        return n == 0 ? "" : Encoding.ASCII.GetString(memory.Span[..n]);
    }
}

static class MemoryOfAnOwner
{
    static async Task Wrong(Socket s, Stream file, CancellationToken stop)
    {
        using IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(4096);
        while (await s.ReceiveAsync(owner.Memory, stop) > 0)
            await file.WriteAsync(owner.Memory, stop); // expect: SOCK001 or SOCK003
    }

    static async Task Right(Socket s, Stream file, CancellationToken stop)
    {
        using IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(4096);
        while (await s.ReceiveAsync(owner.Memory, stop) is > 0 and var n)
            await file.WriteAsync(owner.Memory[..n], stop);
    }
}

static class RentedArray
{
    static string Wrong(NetworkStream ns)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(256);
        try
        {
            int n = ns.Read(rented, 0, 256);
            if (n == 0)
                return "";
            return Encoding.ASCII.GetString(rented); // expect: SOCK003
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    static string Right(NetworkStream ns)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(256);
        try
        {
            int n = ns.Read(rented, 0, 256);
            if (n == 0)
                return "";
            return Encoding.ASCII.GetString(rented, 0, n);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

static class IntoAFile
{
    static void Wrong(NetworkStream ns, string path)
    {
        using FileStream file = File.Create(path);
        var b = new byte[4096];
        int n;
        while ((n = ns.Read(b, 0, b.Length)) > 0)
            file.Write(b, 0, b.Length); // expect: SOCK003
    }

    static void Right(NetworkStream ns, string path)
    {
        using FileStream file = File.Create(path);
        var b = new byte[4096];
        int n;
        while ((n = ns.Read(b, 0, b.Length)) > 0)
            file.Write(b, 0, n);
    }
}

static class IntoAHash
{
    static byte[] Wrong(Socket s, byte[] b)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int n; (n = s.Receive(b)) > 0;)
            hash.AppendData(b); // expect: SOCK003
        return hash.GetHashAndReset();
    }

    static byte[] Right(Socket s, byte[] b)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int n; (n = s.Receive(b)) > 0;)
            hash.AppendData(b, 0, n);
        return hash.GetHashAndReset();
    }
}

static class AsHexadecimal
{
    static string Wrong(UdpClient u, byte[] b)
    {
        int n = u.Client.Receive(b);
        return $"{n} bytes: {Convert.ToHexString(b)}"; // expect: SOCK003
    }

    static string Right(UdpClient u, byte[] b)
    {
        int n = u.Client.Receive(b);
        return $"{n} bytes: {Convert.ToHexString(b, 0, n)}";
    }
}

static class AsBase64
{
    static async Task<string> Wrong(NetworkStream ns, byte[] b, CancellationToken stop) =>
        await ns.ReadAsync(b, stop) is var n && n > 0 ? Convert.ToBase64String(b) : ""; // expect: SOCK003

    static async Task<string> Right(NetworkStream ns, byte[] b, CancellationToken stop) =>
        await ns.ReadAsync(b, stop) is var n && n > 0 ? Convert.ToBase64String(b, 0, n) : "";
}

static class ArmOfASwitch
{
    static string Wrong(Socket s, byte[] b) => s.Receive(b) switch
    {
        0 => "the end",
        _ => Encoding.UTF8.GetString(b), // expect: SOCK001 or SOCK003
    };

    static string Right(Socket s, byte[] b) => s.Receive(b) switch
    {
        0 => "the end",
        var n => Encoding.UTF8.GetString(b, 0, n),
    };
}

static class OnTheStack
{
    static string Wrong(Socket s)
    {
        Span<byte> b = stackalloc byte[256];
        int n = s.Receive(b);
        if (n == 0)
            return "";
        return Encoding.ASCII.GetString(b); // expect: SOCK003
    }

    static string Right(Socket s)
    {
        Span<byte> b = stackalloc byte[256];
        int n = s.Receive(b);
        if (n == 0)
            return "";
        return Encoding.ASCII.GetString(b[..n]);
    }
}

static class Relayed
{
    static void Wrong(Socket from, Socket to, byte[] b)
    {
        while (from.Receive(b) > 0)
            to.Send(b); // expect: SOCK001 or SOCK003
    }

    static void Right(Socket from, Socket to, byte[] b)
    {
        while (from.Receive(b) is > 0 and var n)
            to.Send(b, n, SocketFlags.None);
    }
}

static class RelayedAsync
{
    static async Task Wrong(NetworkStream from, NetworkStream to, CancellationToken stop)
    {
        var b = new byte[1024];
        int n;
        while ((n = await from.ReadAsync(b, stop)) > 0)
            await to.WriteAsync(b, stop); // expect: SOCK003
    }

    static async Task Right(NetworkStream from, NetworkStream to, CancellationToken stop)
    {
        var b = new byte[1024];
        int n;
        while ((n = await from.ReadAsync(b, stop)) > 0)
            await to.WriteAsync(b.AsMemory(0, n), stop);
    }
}

static class ResultOfADatagram
{
    static async Task<string> Wrong(Socket u, byte[] b, EndPoint any)
    {
        SocketReceiveMessageFromResult result = await u.ReceiveMessageFromAsync(b, any);
        Console.WriteLine($"{result.ReceivedBytes} from {result.RemoteEndPoint}");
        return Encoding.ASCII.GetString(b); // expect: SOCK003
    }

    static async Task<string> Right(Socket u, byte[] b, EndPoint any)
    {
        SocketReceiveMessageFromResult result = await u.ReceiveMessageFromAsync(b, any);
        Console.WriteLine($"{result.ReceivedBytes} from {result.RemoteEndPoint}");
        return Encoding.ASCII.GetString(b, 0, result.ReceivedBytes);
    }
}

static class CharactersWhole
{
    static string Wrong(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var part = new char[100];
        int n = reader.Read(part, 0, 100);
        if (n == 0)
            return "";
        return new string(part); // expect: SOCK003
    }

    static string Right(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream());
        var part = new char[100];
        int n = reader.Read(part, 0, 100);
        if (n == 0)
            return "";
        return new string(part, 0, n);
    }
}

static class ZerosTrimmed
{
    static string Wrong(NetworkStream ns, byte[] b)
    {
        int n = ns.Read(b, 0, b.Length);
        if (n == 0)
            return "";
        return Encoding.ASCII.GetString(b).TrimEnd('\0'); // expect: SOCK003
    }

    static string Right(NetworkStream ns, byte[] b)
    {
        int n = ns.Read(b, 0, b.Length);
        if (n == 0)
            return "";
        return Encoding.ASCII.GetString(b, 0, n).TrimEnd('\0');
    }
}

static class StreamOverTheBuffer
{
    static XmlOrder? Wrong(Socket u, byte[] b)
    {
        int n = u.Receive(b);
        Console.WriteLine(n);
        using var memory = new MemoryStream(b); // expect: SOCK003
        return JsonSerializer.Deserialize<XmlOrder>(memory);
    }

    static XmlOrder? Right(UdpClient u)
    {
        var b = new byte[2048];
        int n = u.Client.Receive(b);
        Console.WriteLine(n);
        using var memory = new MemoryStream(b, 0, n);
        return JsonSerializer.Deserialize<XmlOrder>(memory);
    }

    sealed record XmlOrder(int Amount);
}

static class IntoAList
{
    static List<byte> Wrong(NetworkStream ns)
    {
        var all = new List<byte>();
        var b = new byte[512];
        int n;
        while ((n = ns.Read(b)) > 0)
            all.AddRange(b); // expect: SOCK003
        return all;
    }

    static List<byte> Right(NetworkStream ns)
    {
        var all = new List<byte>();
        var b = new byte[512];
        int n;
        while ((n = ns.Read(b)) > 0)
            all.AddRange(b.Take(n));
        return all;
    }
}

static class ByteAfterByte
{
    static long Wrong(Socket s, byte[] b)
    {
        long sum = 0;
        int n;
        while ((n = s.Receive(b)) > 0)
        {
            foreach (byte value in b) // expect: SOCK003
                sum += value;
        }

        return sum;
    }

    static long Right(Socket s, byte[] b)
    {
        long sum = 0;
        int n;
        while ((n = s.Receive(b)) > 0)
        {
            foreach (byte value in b.AsSpan(0, n))
                sum += value;
        }

        return sum;
    }
}

static class CountedToTheLength
{
    static int Wrong(Socket s, byte[] b)
    {
        int lines = 0;
        while (s.Receive(b) is var n && n != 0)
        {
            for (int i = 0; i < b.Length; i++) // expect: SOCK003
            {
                if (b[i] == '\n')
                    lines++;
            }
        }

        return lines;
    }

    static int Right(Socket s, byte[] b)
    {
        int lines = 0;
        while (s.Receive(b) is var n && n != 0)
        {
            for (int i = 0; i < n; i++)
            {
                if (b[i] == '\n')
                    lines++;
            }
        }

        return lines;
    }
}

static class InACallback
{
    static void Wrong(Socket s, byte[] b) => s.BeginReceive(b, 0, b.Length, SocketFlags.None, result =>
    {
        if (s.EndReceive(result) > 0)
            Console.Write(Encoding.ASCII.GetString(b)); // expect: SOCK001 or SOCK003
    }, null);

    static void Right(Socket s, byte[] b) => s.BeginReceive(b, 0, b.Length, SocketFlags.None, result =>
    {
        if (s.EndReceive(result) is > 0 and var n)
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
    }, null);
}

static class HandedToAChannel
{
    static async Task Wrong(NetworkStream ns, ChannelWriter<byte[]> writer, CancellationToken stop)
    {
        while (true)
        {
            var b = new byte[1024];
            int n = await ns.ReadAsync(b, stop);
            if (n == 0)
                break;
            await writer.WriteAsync(b, stop); // expect: SOCK003
        }
    }

    static async Task Right(NetworkStream ns, ChannelWriter<byte[]> writer, CancellationToken stop)
    {
        while (true)
        {
            var b = new byte[1024];
            int n = await ns.ReadAsync(b, stop);
            if (n == 0)
                break;
            await writer.WriteAsync(b[..n], stop);
        }
    }
}

static class RaisedAsAnEvent
{
    sealed class Wrong(Socket socket)
    {
        public event Action<byte[]>? Received;

        public void Run(byte[] b)
        {
            while (true)
            {
                int n = socket.Receive(b);
                if (n == 0)
                    return;
                Received?.Invoke(b); // expect: SOCK003
            }
        }
    }

    sealed class Right(Socket socket)
    {
        public event Action<byte[]>? Received;

        public void Run(byte[] b)
        {
            while (true)
            {
                int n = socket.Receive(b);
                if (n == 0)
                    return;
                Received?.Invoke(b[..n]);
            }
        }
    }
}
