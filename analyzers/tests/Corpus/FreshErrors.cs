// Errors, deadlines, owners and peers, in the spellings of today's C#.

static class StartedAndForgotten
{
    static void Wrong(Socket s, byte[] data)
    {
        s.SendAsync(data, SocketFlags.None); // expect: SOCK011
        Console.WriteLine("sent");
    }

    static async Task Right(Socket s, byte[] data)
    {
        await s.SendAsync(data, SocketFlags.None);
        Console.WriteLine("sent");
    }
}

static class ConnectedWheneverItEnds
{
    static async Task<NetworkStream?> Wrong(TcpClient client, string host, int port)
    {
        var connecting = client.ConnectAsync(host, port);
        var first = await Task.WhenAny(connecting, Task.Delay(2000)); // expect: SOCK011
        if (first != connecting)
            return null;
        return client.GetStream();
    }

    static async Task<NetworkStream?> Right(TcpClient client, string host, int port)
    {
        var connecting = client.ConnectAsync(host, port);
        var first = await Task.WhenAny(connecting, Task.Delay(2000));
        if (first != connecting)
            return null;
        await connecting;
        return client.GetStream();
    }
}

static class PrintedAndAnswered
{
    static string? Wrong(NetworkStream ns, byte[] question)
    {
        try
        {
            ns.Write(question);
        }
        catch (Exception error) // expect: SOCK011
        {
            Console.Error.WriteLine(error.Message);
        }

        return new StreamReader(ns).ReadLine();
    }

    static string? Right(NetworkStream ns, byte[] question)
    {
        try
        {
            ns.Write(question);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error.Message);
            return null;
        }

        return new StreamReader(ns).ReadLine();
    }
}

static class NothingCameOfADatagram
{
    static byte[] Wrong(Socket u, byte[] question)
    {
        var b = new byte[512];
        u.ReceiveTimeout = 500;
        u.Send(question);
        try
        {
            return b[..u.Receive(b)];
        }
        catch (SocketException) // expect: SOCK011 or SOCK014
        {
            return [];
        }
    }

    static byte[] Right(Socket u, byte[] question)
    {
        var b = new byte[512];
        u.ReceiveTimeout = 500;
        u.Send(question);
        try
        {
            return b[..u.Receive(b)];
        }
        catch (SocketException error)
        {
            throw new IOException("no answer", error);
        }
    }
}

static class TimeOutOfAnAsyncReceive
{
    static async Task<int> Wrong(IPEndPoint server, byte[] b)
    {
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 1000 }; // expect: SOCK014
        await s.ConnectAsync(server);
        return await s.ReceiveAsync(b);
    }

    static async Task<int> Right(IPEndPoint server, byte[] b)
    {
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await s.ConnectAsync(server);
        using var limit = new CancellationTokenSource(1000);
        return await s.ReceiveAsync(b, limit.Token);
    }
}

static class CancelledIsTheEnd
{
    static async Task<string> Wrong(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            while (await ns.ReadAsync(b, limit.Token) is > 0 and var n)
                text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
        catch (OperationCanceledException) // expect: SOCK014
        {
        }

        return text.ToString();
    }

    static async Task<string> Right(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            while (await ns.ReadAsync(b, limit.Token) is > 0 and var n)
                text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException("the answer is not complete");
        }

        return text.ToString();
    }
}

static class WaitedForAndTakenForTheEnd
{
    static async Task<byte[]> Wrong(NetworkStream ns)
    {
        var all = new List<byte>();
        var b = new byte[256];
        while (true)
        {
            try
            {
                int n = await ns.ReadAsync(b).AsTask().WaitAsync(TimeSpan.FromSeconds(1));
                if (n == 0)
                    break;
                all.AddRange(b[..n]);
            }
            catch (TimeoutException) // expect: SOCK014
            {
                break;
            }
        }

        return [.. all];
    }

    static async Task<byte[]> Right(NetworkStream ns)
    {
        var all = new List<byte>();
        var b = new byte[256];
        while (true)
        {
            int n = await ns.ReadAsync(b).AsTask().WaitAsync(TimeSpan.FromSeconds(1));
            if (n == 0)
                break;
            all.AddRange(b[..n]);
        }

        return [.. all];
    }
}

static class OpenWhereTheArgumentIsWrong
{
    static void Wrong(string[] args)
    {
        var client = new TcpClient("localhost", 7); // expect: SOCK015
        int times = int.Parse(args[0]);
        client.GetStream().Write(new byte[times]);
        client.Close();
    }

    static void Right(string[] args)
    {
        using var client = new TcpClient("localhost", 7);
        int times = int.Parse(args[0]);
        client.GetStream().Write(new byte[times]);
        client.Close();
    }
}

static class EitherOfTwo
{
    static void Wrong(bool six, IPEndPoint server, byte[] data)
    {
        var s = six // expect: SOCK015
            ? new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        s.Connect(server);
        s.Send(data);
    }

    static void Right(bool six, IPEndPoint server, byte[] data)
    {
        using var s = six
            ? new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        s.Connect(server);
        s.Send(data);
    }
}

static class FieldThatIsForgotten
{
    sealed class Wrong : IAsyncDisposable
    {
        private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        private readonly SemaphoreSlim one = new(1);

        public async Task Send(byte[] data)
        {
            await one.WaitAsync();
            await socket.SendAsync(data);
            one.Release();
        }

        public ValueTask DisposeAsync()
        {
            one.Dispose();
            return default;
        }
    }

    sealed class Right : IAsyncDisposable
    {
        private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        private readonly SemaphoreSlim one = new(1);

        public async Task Send(byte[] data)
        {
            await one.WaitAsync();
            await socket.SendAsync(data);
            one.Release();
        }

        public ValueTask DisposeAsync()
        {
            one.Dispose();
            socket.Dispose();
            return default;
        }
    }
}

static class StreamThatOwnsIsLost
{
    static Stream? Wrong(string host)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        try
        {
            s.Connect(host, 80);
        }
        catch (SocketException)
        {
            return null;
        }

        return new NetworkStream(s, true);
    }

    static Stream? Right(string host)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            s.Connect(host, 80);
        }
        catch (SocketException)
        {
            s.Dispose();
            return null;
        }

        return new NetworkStream(s, true);
    }
}

static class NotConnectedByPattern
{
    static void Wrong(Socket? socket, byte[] data)
    {
        if (socket is not { Connected: true }) // expect: SOCK016
            return;
        socket.Send(data);
    }

    static void Right(Socket? socket, byte[] data)
    {
        if (socket is not { Connected: true })
            return;
        try
        {
            socket.Send(data);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
        }
    }
}

static class AnswerFromWhoever
{
    static async Task<byte[]> Wrong(IPEndPoint server, byte[] question)
    {
        using var udp = new UdpClient(0);
        await udp.SendAsync(question, server);
        var answer = await udp.ReceiveAsync(); // expect: SOCK017
        return answer.Buffer;
    }

    static async Task<byte[]> Right(IPEndPoint server, byte[] question)
    {
        using var udp = new UdpClient(0);
        await udp.SendAsync(question, server);
        while (true)
        {
            var answer = await udp.ReceiveAsync();
            if (answer.RemoteEndPoint.Equals(server))
                return answer.Buffer;
        }
    }
}

static class FirstOfTheAwaited
{
    static async Task Wrong(Socket s, string host)
    {
        var entry = await Dns.GetHostEntryAsync(host);
        await s.ConnectAsync(entry.AddressList.First(), 80); // expect: SOCK018
    }

    static async Task Right(Socket s, string host)
    {
        var entry = await Dns.GetHostEntryAsync(host);
        await s.ConnectAsync(entry.AddressList, 80);
    }
}

static class FirstDeconstructed
{
    static async Task Wrong(TcpClient client, string host, int port)
    {
        if (await Dns.GetHostAddressesAsync(host) is not [var address, ..])
            throw new ArgumentException("no address", nameof(host));
        await client.ConnectAsync(address, port); // expect: SOCK018
    }

    static async Task Right(TcpClient client, string host, int port)
    {
        if (await Dns.GetHostAddressesAsync(host) is not { Length: > 0 } addresses)
            throw new ArgumentException("no address", nameof(host));
        await client.ConnectAsync(addresses, port);
    }
}

static class AcceptedWhateverTheError
{
    sealed class Wrong(Action<Socket> take)
    {
        public void Accept(Socket listener, SocketAsyncEventArgs e)
        {
            e.Completed += (_, done) => take(done.AcceptSocket!); // expect: SOCK019
            if (!listener.AcceptAsync(e))
                take(e.AcceptSocket!);
        }
    }

    sealed class Right(Action<Socket> take)
    {
        public void Accept(Socket listener, SocketAsyncEventArgs e)
        {
            e.Completed += (_, done) => Take(done);
            if (!listener.AcceptAsync(e))
                Take(e);
        }

        private void Take(SocketAsyncEventArgs e)
        {
            if (e.SocketError == SocketError.Success)
                take(e.AcceptSocket!);
        }
    }
}

static class WholeBufferOfACompletion
{
    sealed class Wrong(Socket socket, Action<byte[]> take)
    {
        public void Start()
        {
            var e = new SocketAsyncEventArgs();
            e.SetBuffer(new byte[1024]);
            e.Completed += Done;
            if (!socket.ReceiveAsync(e))
                Done(socket, e);
        }

        private void Done(object? sender, SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success || e.BytesTransferred == 0)
                return;
            take(e.MemoryBuffer.ToArray()); // expect: SOCK003
        }
    }

    sealed class Right(Socket socket, Action<byte[]> take)
    {
        public void Start()
        {
            var e = new SocketAsyncEventArgs();
            e.SetBuffer(new byte[1024]);
            e.Completed += Done;
            if (!socket.ReceiveAsync(e))
                Done(socket, e);
        }

        private void Done(object? sender, SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success || e.BytesTransferred == 0)
                return;
            take(e.MemoryBuffer[..e.BytesTransferred].ToArray());
        }
    }
}
