// Kinds of mistakes that were seen in public code; the code is made anew.

static class CountOnlyForAnEvent
{
    sealed class Wrong(TcpClient client)
    {
        public event Action<byte[]>? Received;

        public ushort Ask(byte[] question)
        {
            NetworkStream ns = client.GetStream();
            ns.Write(question, 0, question.Length);
            var data = new byte[256];
            int n = ns.Read(data, 0, data.Length); // expect: SOCK004 or SOCK002 or SOCK003
            Received?.Invoke(data[..n]);
            if (data[7] == 0x83)
                throw new InvalidDataException($"error {data[8]}");
            return BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(9));
        }
    }

    sealed class Right(TcpClient client)
    {
        public event Action<byte[]>? Received;

        public ushort Ask(byte[] question)
        {
            NetworkStream ns = client.GetStream();
            ns.Write(question, 0, question.Length);
            var data = new byte[256];
            int n = ns.ReadAtLeast(data, 11);
            Received?.Invoke(data[..n]);
            if (data[7] == 0x83)
                throw new InvalidDataException($"error {data[8]}");
            return BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(9));
        }
    }
}

static class BufferByAnOutParameter
{
    static int Receive(Socket s, out byte[] buffer)
    {
        buffer = new byte[4096];
        return s.Receive(buffer);
    }

    static bool Wrong(Socket s)
    {
        int received = Receive(s, out byte[] hello); // expect: SOCK001 or SOCK002 or SOCK004
        return hello[0] == 5 && hello[hello[1] + 1] == 0;
    }

    static bool Right(Socket s)
    {
        int received = Receive(s, out byte[] hello);
        if (received < 2 || received < hello[1] + 2)
            throw new InvalidDataException();
        return hello[0] == 5 && hello[hello[1] + 1] == 0;
    }
}

static class AvailableIsTheMessage
{
    static byte[] Wrong(Socket s)
    {
        var message = new byte[s.Available]; // expect: SOCK004 or SOCK001
        s.Receive(message);
        return message;
    }

    static byte[] Right(Socket s)
    {
        using var ns = new NetworkStream(s);
        var four = new byte[4];
        ns.ReadExactly(four);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(four)];
        ns.ReadExactly(message);
        return message;
    }
}

static class FileOfAReadBytes
{
    static void Wrong(TcpClient client, string path, int length)
    {
        using var reader = new BinaryReader(client.GetStream());
        File.WriteAllBytes(path, reader.ReadBytes(length)); // expect: SOCK004
    }

    static void Right(TcpClient client, string path, int length)
    {
        using var reader = new BinaryReader(client.GetStream());
        byte[] all = reader.ReadBytes(length);
        if (all.Length != length)
            throw new EndOfStreamException();
        File.WriteAllBytes(path, all);
    }
}

static class OldTextBehindTheNew
{
    static void Wrong(NetworkStream ns, Action<string> show)
    {
        var b = new byte[1024];
        while (ns.Read(b, 0, b.Length) > 0)
            show(Encoding.ASCII.GetString(b).Replace("\0", "")); // expect: SOCK003 or SOCK001
    }

    static void Right(NetworkStream ns, Action<string> show)
    {
        var b = new byte[1024];
        int n;
        while ((n = ns.Read(b, 0, b.Length)) > 0)
            show(Encoding.ASCII.GetString(b, 0, n).Replace("\0", ""));
    }
}

static class DroppedAsLongAsConnected
{
    static void Wrong(TcpClient client)
    {
        NetworkStream ns = client.GetStream();
        while (client.Connected)
        {
            var message = new byte[1024];
            ns.Read(message, 0, message.Length); // expect: SOCK001
            Console.WriteLine(Encoding.ASCII.GetString(message).Trim());
        }
    }

    static void Right(TcpClient client)
    {
        NetworkStream ns = client.GetStream();
        while (true)
        {
            var message = new byte[1024];
            int n = ns.Read(message, 0, message.Length);
            if (n == 0)
                break;
            Console.WriteLine(Encoding.ASCII.GetString(message, 0, n).Trim());
        }
    }
}

static class FixedPlacesInACallback
{
    sealed class Wrong(NetworkStream stream)
    {
        private readonly byte[] header = new byte[8];

        public void Begin() => stream.BeginRead(header, 0, 8, Read, null);

        private void Read(IAsyncResult result)
        {
            if (stream.EndRead(result) <= 0)
                return;
            Console.WriteLine(BinaryPrimitives.ReadInt64BigEndian(header)); // expect: SOCK004
            Begin();
        }
    }

    sealed class Right(NetworkStream stream)
    {
        private readonly byte[] header = new byte[8];
        private int have;

        public void Begin() => stream.BeginRead(header, have, 8 - have, Read, null);

        private void Read(IAsyncResult result)
        {
            int n = stream.EndRead(result);
            if (n <= 0)
                return;
            have += n;
            if (have == 8)
            {
                Console.WriteLine(BinaryPrimitives.ReadInt64BigEndian(header));
                have = 0;
            }

            Begin();
        }
    }
}

static class ADatagramThatIsTooShort
{
    static DateTime Wrong(IPEndPoint server)
    {
        using var u = new Socket(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 3000 };
        u.Connect(server);
        var packet = new byte[48];
        packet[0] = 0x1B;
        u.Send(packet);
        u.Receive(packet); // expect: SOCK001
        return new DateTime(1900, 1, 1).AddSeconds(BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(40)));
    }

    static DateTime Right(IPEndPoint server)
    {
        using var u = new Socket(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 3000 };
        u.Connect(server);
        var packet = new byte[48];
        packet[0] = 0x1B;
        u.Send(packet);
        if (u.Receive(packet) < 48)
            throw new InvalidDataException();
        return new DateTime(1900, 1, 1).AddSeconds(BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(40)));
    }
}

static class NoAnswerIsAnEmptyAnswer
{
    static byte[] Wrong(UdpClient u, byte[] question)
    {
        try
        {
            u.Client.ReceiveTimeout = 1000;
            u.Send(question, question.Length);
            IPEndPoint? from = null;
            return u.Receive(ref from);
        }
        catch (SocketException) // expect: SOCK011 or SOCK014
        {
            return [];
        }
    }

    static byte[]? Right(UdpClient u, byte[] question)
    {
        try
        {
            u.Client.ReceiveTimeout = 1000;
            u.Send(question, question.Length);
            IPEndPoint? from = null;
            return u.Receive(ref from);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
        {
            Console.Error.WriteLine("no answer");
            return null;
        }
    }
}

static class FirstAddressInAConstructor
{
    sealed class Wrong
    {
        private readonly IPAddress address;

        public Wrong(string host) => address = Dns.GetHostEntry(host).AddressList[0]; // expect: SOCK018

        public void Connect(Socket s) => s.Connect(address, 80);
    }

    sealed class Right
    {
        private readonly IPAddress[] addresses;

        public Right(string host) => addresses = Dns.GetHostEntry(host).AddressList;

        public void Connect(Socket s) => s.Connect(addresses, 80);
    }
}

static class CommandsParsedWhereTheyArrive
{
    static async Task Wrong(NetworkStream ns, Func<string, string[], Task> run)
    {
        var b = new byte[1024];
        while (await ns.ReadAsync(b) is > 0 and var n)
        {
            string[] words = Encoding.ASCII.GetString(b, 0, n).Trim().Split(' '); // expect: SOCK004
            await run(words[0], words[1..]);
        }
    }

    static async Task Right(NetworkStream ns, Func<string, string[], Task> run)
    {
        using var reader = new StreamReader(ns, Encoding.ASCII);
        while (await reader.ReadLineAsync() is { } line)
        {
            string[] words = line.Trim().Split(' ');
            await run(words[0], words[1..]);
        }
    }
}

static class ServerThatIsOnlyAskedFor
{
    static void Silent(Socket s, Stream log)
    {
        while (true)
        {
            try
            {
                byte[] piece = new byte[512];
                while (s.Connected && s.Available > 0)
                {
                    int n = s.Receive(piece);
                    log.Write(piece, 0, n);
                }
            }
            catch (IOException)
            {
            }

            Thread.Sleep(20);
        }
    }
}

static class LeftOversOfALateAnswer
{
    static void Silent(Socket s, int wanted)
    {
        int there = s.Available;
        for (int turn = 0; turn < 50 && there < wanted; turn++)
        {
            Thread.Sleep(2);
            there = s.Available;
        }

        if (there > 0)
        {
            byte[] late = new byte[there];
            s.Receive(late, 0, there, SocketFlags.None);
        }
    }
}

static class RaceOfAConnect
{
    static async Task<bool> Wrong(IPEndPoint place)
    {
        using var client = new TcpClient();
        Task connecting = client.ConnectAsync(place); // expect: SOCK011
        return await Task.WhenAny(connecting, Task.Delay(800)) == connecting;
    }

    static async Task<bool> Right(IPEndPoint place)
    {
        using var client = new TcpClient();
        Task connecting = client.ConnectAsync(place);
        return await Task.WhenAny(connecting, Task.Delay(800)) == connecting && client.Connected;
    }
}

static class TimeOutOfAnAsyncReceive
{
    static async Task<byte[]?> Wrong(IPEndPoint place, byte[] question)
    {
        using var udp = new UdpClient();
        udp.Connect(place);
        udp.Client.ReceiveTimeout = 900; // expect: SOCK014
        await udp.SendAsync(question);
        return (await udp.ReceiveAsync()).Buffer;
    }

    static async Task<byte[]?> Right(IPEndPoint place, byte[] question)
    {
        using var udp = new UdpClient();
        udp.Connect(place);
        udp.Client.ReceiveTimeout = 900;
        await udp.SendAsync(question);
        var answering = udp.ReceiveAsync();
        return await Task.WhenAny(answering, Task.Delay(900)) == answering ? (await answering).Buffer : null;
    }
}

static class ClosedInTheInnermostFinally
{
    static async Task<int> Wrong(IPEndPoint place, byte[] question, CancellationToken stop)
    {
        var udp = new UdpClient(); // expect: SOCK015
        using var limit = new CancellationTokenSource(700);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            await udp.SendAsync(question, question.Length, place);
            udp.Close();
            return question.Length;
        }
        catch (SocketException error)
        {
            return -error.ErrorCode;
        }
        finally
        {
            both.Cancel();
        }
    }

    static async Task<int> Right(IPEndPoint place, byte[] question, CancellationToken stop)
    {
        var udp = new UdpClient();
        using var limit = new CancellationTokenSource(700);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            await udp.SendAsync(question, question.Length, place).WaitAsync(both.Token);
            return question.Length;
        }
        catch (SocketException error)
        {
            return -error.ErrorCode;
        }
        finally
        {
            udp.Close();
        }
    }
}

static class WhetherAHostIsThere
{
    static string Wrong(string host)
    {
        try
        {
            using var client = new TcpClient(host, 502);
            return "online";
        }
        catch (SocketException) // expect: SOCK013
        {
            return "offline";
        }
    }

    static bool RightIsThere(string host)
    {
        try
        {
            using var client = new TcpClient(host, 502);
            return true;
        }
        catch
        {
            return false;
        }
    }
}
