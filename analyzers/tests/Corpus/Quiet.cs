// Correct places that look like mistakes: nothing may be said of them.

static class AnEmptyReceiveWaits
{
    static void Silent(Socket s)
    {
        _ = s.Receive(new byte[0]);
        Console.WriteLine("something has come");
    }

    static async Task SilentToo(NetworkStream ns, CancellationToken stop)
    {
        await ns.ReadAsync(Memory<byte>.Empty, stop);
        await ns.ReadAsync(Array.Empty<byte>().AsMemory(), stop);
    }
}

static class TheThrowIsExpected
{
    static void Silent(Socket s, byte[] b)
    {
        try
        {
            s.Receive(b);
            Assert.Fail();
        }
        catch (SocketException error)
        {
            Console.WriteLine(error.SocketErrorCode);
        }
    }

    static void SilentToo(Socket s, byte[] b) => Assert.Throws<SocketException>(() => s.Receive(b));

    // As the test frameworks have it.
    static class Assert
    {
        public static void Fail() => throw new InvalidOperationException();

        public static void Throws<T>(Action action) where T : Exception
        {
            try
            {
                action();
            }
            catch (T)
            {
                return;
            }

            Fail();
        }
    }
}

static class ThrownAwayWhileSomethingIsThere
{
    static void Silent(TcpClient client, byte[] b)
    {
        while (client.Available > 0)
            client.GetStream().Read(b, 0, b.Length);
    }

    static void SilentToo(NetworkStream ns)
    {
        while (ns.DataAvailable)
            ns.ReadByte();
    }
}

static class WhatIsThereGoesIntoAQueue
{
    sealed class Silent(Socket socket)
    {
        private readonly List<byte> queue = [];

        public event Action<byte[]>? Message;

        public void Poll()
        {
            var one = new byte[1];
            while (socket.Available > 0)
            {
                socket.Receive(one, 0, 1, SocketFlags.None);
                if (one[0] != '\n')
                {
                    queue.Add(one[0]);
                    continue;
                }

                Message?.Invoke([.. queue]);
                queue.Clear();
            }
        }
    }
}

static class ZeroCannotComeHere
{
    static void Silent(Socket s, byte[] b)
    {
        while (s.Available > 0)
        {
            int n = s.Receive(b, 0, b.Length, SocketFlags.None);
            Console.Write(Encoding.ASCII.GetString(b, 0, n));
        }
    }
}

static class CharactersToTheirLength
{
    static async Task<string> Silent(NetworkStream ns, int length)
    {
        using var reader = new StreamReader(ns, Encoding.UTF8);
        var text = new char[length];
        int read = 0;
        while (read < length)
        {
            int n = await reader.ReadAsync(text, read, length - read);
            if (n == 0)
                break;
            read += n;
        }

        return new string(text, 0, read);
    }
}

static class OneVariableForBoth
{
    static void Silent(NetworkStream ns, string question)
    {
        byte[] data = Encoding.ASCII.GetBytes(question);
        ns.Write(data, 0, data.Length);
        data = new byte[256];
        int n = ns.Read(data, 0, data.Length);
        if (n > 0)
            Console.WriteLine(Encoding.ASCII.GetString(data, 0, n));
    }
}

static class SwappedInTheNextStatement
{
    static DateTime Silent(NetworkStream ns, byte[] b)
    {
        ns.ReadExactly(b, 0, 8);
        ulong seconds = BitConverter.ToUInt32(b, 0);
        ulong fraction = BitConverter.ToUInt32(b, 4);
        seconds = Swapped(seconds);
        fraction = Swapped(fraction);
        return new DateTime(1900, 1, 1).AddMilliseconds((long)(seconds * 1000 + fraction * 1000 / 0x1_0000_0000));
    }

    private static uint Swapped(ulong x) =>
        (uint)(((x & 0xFF) << 24) | ((x & 0xFF00) << 8) | ((x >> 8) & 0xFF00) | ((x >> 24) & 0xFF));
}

static class SwappedWhereNeeded
{
    static int Silent(NetworkStream ns, byte[] four)
    {
        ns.ReadExactly(four, 0, 4);
        return BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReverseEndianness(BitConverter.ToInt32(four, 0))
            : BitConverter.ToInt32(four, 0);
    }
}

static class ConnectedIsAskedAfterTheCallback
{
    static void Silent(Socket s, IPEndPoint server, int timeout)
    {
        using var done = new ManualResetEvent(false);
        s.BeginConnect(server, result =>
        {
            try
            {
                s.EndConnect(result);
            }
            catch (SocketException)
            {
            }

            done.Set();
        }, null);
        if (!done.WaitOne(timeout) || !s.Connected)
            throw new TimeoutException();
    }
}

static class AFlagIsAskedAfterTheHandler
{
    static string Silent(Socket s, IPEndPoint server)
    {
        bool connected = false;
        try
        {
            s.Connect(server);
            connected = true;
        }
        catch (SocketException)
        {
        }

        return connected ? "open" : "closed";
    }
}

static class TheFinallyBlockTells
{
    sealed class Silent(NetworkStream ns)
    {
        public bool Lost { get; private set; }

        public void Pump(Queue<string> queue)
        {
            using var reader = new StreamReader(ns);
            try
            {
                while (reader.ReadLine() is { } line)
                    queue.Enqueue(line);
            }
            catch (IOException)
            {
            }
            finally
            {
                Lost = true;
            }
        }
    }
}

static class ACommentBeforeTheTrySaysWhy
{
    static void Silent(Socket s, byte[] data)
    {
        // A failure shows on the thread that receives, which ends the connection and says so.
        try
        {
            s.Send(data);
        }
        catch (SocketException)
        {
        }
    }
}

static class AFarewell
{
    sealed class Silent(TcpClient client) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                client.GetStream().Write("QUIT\r\n"u8);
            }
            catch (IOException)
            {
            }
            catch (InvalidOperationException)
            {
            }

            client.Dispose();
        }
    }
}

static class AScannerOfPorts
{
    static IEnumerable<int> Silent(IPAddress address)
    {
        for (int port = 1; port < 1024; port++)
        {
            if (IsOpen(address, port))
                yield return port;
        }
    }

    static bool IsOpen(IPAddress address, int port)
    {
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            s.Connect(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

static class AcceptedIfSomeoneComes
{
    static async Task Silent(Socket listener)
    {
        try
        {
            using var soon = new CancellationTokenSource(10);
            Socket s = await listener.AcceptAsync(soon.Token);
            s.Dispose();
        }
        catch (OperationCanceledException)
        {
        }
    }
}

static class AFreePort
{
    static int Silent()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        finally
        {
            listener.Stop();
        }
    }

    static int SilentToo()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}

static class TheStreamOwnsIt
{
    static async Task<Stream> Silent(TcpListener listener)
    {
        TcpClient accepted = await listener.AcceptTcpClientAsync();
        return accepted.GetStream();
    }

    static async Task<Stream> SilentToo(TcpListener listener, bool log)
    {
        Stream stream;
        TcpClient accepted = await listener.AcceptTcpClientAsync();
        stream = accepted.GetStream();
        if (log)
            Console.WriteLine(accepted.Client.RemoteEndPoint);
        return stream;
    }
}

static class TheSocketIsHandedOn
{
    static async Task<Socket> Silent(IPEndPoint server)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(server);
        }
        catch
        {
            client.Dispose();
            throw;
        }

        return client.Client;
    }
}

static class TheClientIsGivenToAThread
{
    static void Silent(TcpListener listener)
    {
        while (true)
        {
            TcpClient client = listener.AcceptTcpClient();
            new Thread(() => Serve(client)).Start();
        }
    }

    static void Serve(TcpClient client)
    {
        using (client)
            client.GetStream().Write("hello\r\n"u8);
    }
}

static class TheSenderIsCompared
{
    static async Task<int> Silent(Socket u, byte[] question, byte[] answer, EndPoint server, CancellationToken stop)
    {
        await u.SendToAsync(question, server, stop); // silent: SOCK017
        while (true)
        {
            Task<SocketReceiveFromResult> receiving = u.ReceiveFromAsync(answer, new IPEndPoint(IPAddress.Any, 0), stop).AsTask();
            if (await Task.WhenAny(receiving, Task.Delay(1000, stop)) != receiving)
                throw new TimeoutException();
            SocketReceiveFromResult result = await receiving;
            if (server.Equals(result.RemoteEndPoint))
                return result.ReceivedBytes;
        }
    }
}

static class AnyoneMayAnswerABroadcast
{
    static List<IPEndPoint> Silent(byte[] question)
    {
        var found = new List<IPEndPoint>();
        using var u = new UdpClient { EnableBroadcast = true }; // silent: SOCK017
        u.Client.ReceiveTimeout = 500;
        u.Send(question, question.Length, new IPEndPoint(IPAddress.Broadcast, 9999));
        try
        {
            while (true)
            {
                IPEndPoint? from = null;
                u.Receive(ref from);
                found.Add(from);
            }
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
        {
            return found;
        }
    }
}

static class AServerOfDatagrams
{
    static void Silent(byte[] b)
    {
        using var u = new Socket(SocketType.Dgram, ProtocolType.Udp); // silent: SOCK014 or SOCK017
        u.Bind(new IPEndPoint(IPAddress.IPv6Any, 7));
        while (true)
        {
            EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
            int n = u.ReceiveFrom(b, ref from);
            u.SendTo(b, n, SocketFlags.None, from);
        }
    }
}

static class ConnectedBesideTheRealTest
{
    static bool Silent(Socket s) // silent: SOCK016
    {
        if (!s.Connected)
            return false;
        return !(s.Poll(0, SelectMode.SelectRead) && s.Available == 0);
    }

    static bool SilentToo(Socket s)
    {
        if (!s.Connected)
            return false;
        try
        {
            s.Send([], 0, SocketFlags.None);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

static class AnEmptySendAsks
{
    static bool Silent(Socket s)
    {
        bool blocking = s.Blocking;
        try
        {
            s.Blocking = false;
            s.Send(new byte[1], 0, SocketFlags.None);
            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.WouldBlock;
        }
        finally
        {
            s.Blocking = blocking;
        }
    }
}

static class AsciiByItsMaking
{
    static void Silent(NetworkStream ns, byte[] digest, int length)
    {
        string hex = Convert.ToHexString(digest);
        ns.Write(Encoding.UTF8.GetBytes(hex), 0, hex.Length);
        string number = length.ToString();
        ns.Write(Encoding.UTF8.GetBytes(number), 0, number.Length);
        string base64 = Convert.ToBase64String(digest);
        ns.Write(Encoding.UTF8.GetBytes(base64), 0, base64.Length);
    }
}

static class AWholeFileFromADisk
{
    static int Silent(FileStream file, Stream unknown, byte[] b)
    {
        file.Read(b, 0, 4);
        unknown.Read(b, 4, 4);
        return BitConverter.ToInt32(b, 0);
    }
}

static class AnOffsetThatMovesInAHelper
{
    static void Silent(Socket s, byte[] b)
    {
        int have = 0;
        while (have < b.Length)
        {
            int n = s.Receive(b.AsSpan(have));
            if (n == 0)
                throw new EndOfStreamException();
            Add(ref have, n);
        }
    }

    private static void Add(ref int have, int n) => have += n;
}

static class LinesOfAPipe
{
    static async Task Silent(NetworkStream ns, CancellationToken stop)
    {
        PipeReader reader = PipeReader.Create(ns);
        while (true)
        {
            ReadResult result = await reader.ReadAsync(stop);
            ReadOnlySequence<byte> rest = result.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                Console.WriteLine(Encoding.UTF8.GetString(rest.Slice(0, end)));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
                break;
        }

        await reader.CompleteAsync();
    }
}

static class AskedAgainAfterADeadline
{
    static async Task<int> Silent(Socket u, byte[] question, byte[] answer)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            using var deadline = new CancellationTokenSource(500);
            try
            {
                u.Send(question);
                return await u.ReceiveAsync(answer, deadline.Token);
            }
            catch (OperationCanceledException)
            {
                // The datagram or its answer is lost: ask again.
            }
        }

        throw new TimeoutException();
    }
}

static class WouldBlockIsNoError
{
    static int? Silent(Socket s, byte[] b)
    {
        s.Blocking = false;
        try
        {
            return s.Receive(b);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
        {
            return null;
        }
    }
}

static class TheErrorCodeIsRead
{
    static int Silent(Socket s, byte[] b)
    {
        int n = s.Receive(b, 0, b.Length, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => n,
            SocketError.WouldBlock => -1,
            _ => throw new SocketException((int)error),
        };
    }
}

static class ARequestEndedElsewhere
{
    static void Silent(NetworkStream ns, string host, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var request = new StringBuilder($"GET / HTTP/1.1\r\nHost: {host}\r\n");
        foreach (var (name, value) in fields)
            request.Append(name).Append(": ").Append(value).Append("\r\n");
        request.Append("\r\n");
        ns.Write(Encoding.ASCII.GetBytes(request.ToString()));
    }
}

static class AnOldRequestNeedsNoHost
{
    static void Silent(Socket s) => s.Send("GET /old HTTP/1.0\r\n\r\n"u8);
}

static class WhatWasFlushedByDisposing
{
    static string? Silent(NetworkStream ns, string question)
    {
        using (var writer = new StreamWriter(ns, leaveOpen: true) { NewLine = "\r\n" })
            writer.WriteLine(question);
        using var reader = new StreamReader(ns);
        return reader.ReadLine();
    }
}

static class AListenerOnOneOfItsOwnAddresses
{
    static void Silent(Socket s) // silent: SOCK018
    {
        s.Bind(new IPEndPoint(Dns.GetHostEntry(Dns.GetHostName()).AddressList[0], 0));
        s.Listen();
    }
}

static class TheErrorsOwnMessageTellsThemApart
{
    static int Silent(string host) // silent: SOCK013
    {
        try
        {
            using var client = new TcpClient(host, 80);
            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
