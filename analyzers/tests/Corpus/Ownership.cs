// Sockets, clients and listeners that are left open.

static class ClosedAtTheEndOnly
{
    static void Wrong(IPEndPoint server, byte[] data)
    {
        var client = new TcpClient(); // expect: SOCK015
        client.Connect(server);
        client.GetStream().Write(data);
        client.Close();
    }

    static void Right(IPEndPoint server, byte[] data)
    {
        using var client = new TcpClient();
        client.Connect(server);
        client.GetStream().Write(data);
        client.Close();
    }
}

static class NeverClosed
{
    static async Task<byte[]> Wrong(IPEndPoint server, byte[] question)
    {
        var u = new UdpClient(AddressFamily.InterNetwork); // expect: SOCK015
        u.Connect(server);
        await u.SendAsync(question);
        return (await u.ReceiveAsync(new CancellationTokenSource(1000).Token)).Buffer;
    }

    static async Task<byte[]> Right(IPEndPoint server, byte[] question)
    {
        using var u = new UdpClient(AddressFamily.InterNetwork);
        u.Connect(server);
        await u.SendAsync(question);
        return (await u.ReceiveAsync(new CancellationTokenSource(1000).Token)).Buffer;
    }
}

static class AcceptedAndForgotten
{
    static async Task Wrong(TcpListener listener, byte[] greeting)
    {
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync(); // expect: SOCK015
            await client.GetStream().WriteAsync(greeting);
        }
    }

    static async Task Right(TcpListener listener, byte[] greeting)
    {
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync(greeting);
        }
    }
}

static class EarlyReturn
{
    static string? Wrong(IPEndPoint server)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        s.Connect(server);
        var b = new byte[16];
        int n = s.Receive(b);
        if (n == 0)
            return null;
        s.Dispose();
        return Encoding.ASCII.GetString(b, 0, n);
    }

    static string? Right(IPEndPoint server)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            s.Connect(server);
            var b = new byte[16];
            int n = s.Receive(b);
            if (n == 0)
                return null;
            return Encoding.ASCII.GetString(b, 0, n);
        }
        finally
        {
            s.Dispose();
        }
    }
}

static class ReplacedByTheNext
{
    static Socket? Wrong(IPEndPoint[] servers)
    {
        Socket? s = null;
        foreach (IPEndPoint server in servers)
        {
            s = new Socket(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
            try
            {
                s.Connect(server);
                return s;
            }
            catch (SocketException)
            {
                s = null;
            }
        }

        return s;
    }

    static Socket? Right(IPEndPoint[] servers)
    {
        Socket? s = null;
        foreach (IPEndPoint server in servers)
        {
            s = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                s.Connect(server);
                return s;
            }
            catch (SocketException)
            {
                s.Dispose();
                s = null;
            }
        }

        return s;
    }
}

static class MadeByAHelper
{
    static Socket Open(IPEndPoint server)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            s.Connect(server);
            return s;
        }
        catch
        {
            s.Dispose();
            throw;
        }
    }

    static void Wrong(IPEndPoint server, byte[] data)
    {
        Socket s = Open(server); // expect: SOCK015
        s.Send(data);
    }

    static void Right(IPEndPoint server, byte[] data)
    {
        using Socket s = Open(server);
        s.Send(data);
    }
}

static class MadeInAnExpression
{
    static byte[] Wrong(string host)
    {
        var b = new byte[4];
        new TcpClient(host, 37).GetStream().ReadExactly(b); // expect: SOCK015
        return b;
    }

    static byte[] Right(string host)
    {
        var b = new byte[4];
        using var client = new TcpClient(host, 37);
        client.GetStream().ReadExactly(b);
        return b;
    }
}

static class OwnerThatForgets
{
    sealed class Wrong : IDisposable
    {
        private readonly TcpClient client = new(); // expect: SOCK015
        private readonly CancellationTokenSource stop = new();

        public Task Connect(IPEndPoint server) => client.ConnectAsync(server, stop.Token).AsTask();

        public void Dispose() => stop.Dispose();
    }

    sealed class Right : IDisposable
    {
        private readonly TcpClient client = new();
        private readonly CancellationTokenSource stop = new();

        public Task Connect(IPEndPoint server) => client.ConnectAsync(server, stop.Token).AsTask();

        public void Dispose()
        {
            stop.Dispose();
            client.Dispose();
        }
    }
}

static class ListenerThatIsNotStopped
{
    static Socket Wrong()
    {
        var listener = new TcpListener(IPAddress.Loopback, 7); // expect: SOCK015
        listener.Start();
        return listener.AcceptSocket();
    }

    static Socket Right()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 7);
        listener.Start();
        return listener.AcceptSocket();
    }
}

static class LostWhereConnectingFails
{
    static async Task<NetworkStream?> Wrong(IPEndPoint server)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        try
        {
            await s.ConnectAsync(server);
            return new NetworkStream(s, ownsSocket: true);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
            return null;
        }
    }

    static async Task<NetworkStream?> Right(IPEndPoint server)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await s.ConnectAsync(server);
            return new NetworkStream(s, ownsSocket: true);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
            s.Dispose();
            return null;
        }
    }
}

static class StreamThatDoesNotOwn
{
    static int Wrong(IPEndPoint server, byte[] b)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp); // expect: SOCK015
        s.Connect(server);
        using var ns = new NetworkStream(s);
        return ns.Read(b);
    }

    static int Right(IPEndPoint server, byte[] b)
    {
        var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            s.Connect(server);
        }
        catch
        {
            s.Dispose();
            throw;
        }

        using var ns = new NetworkStream(s, ownsSocket: true);
        return ns.Read(b);
    }
}

static class ArmsOfASwitch
{
    static void Wrong(bool stream, IPEndPoint server, byte[] data)
    {
        Socket s = stream switch // expect: SOCK015
        {
            true => new Socket(SocketType.Stream, ProtocolType.Tcp),
            false => new Socket(SocketType.Dgram, ProtocolType.Udp),
        };
        s.Connect(server);
        s.Send(data);
    }

    static void Right(bool stream, IPEndPoint server, byte[] data)
    {
        using Socket s = stream switch
        {
            true => new Socket(SocketType.Stream, ProtocolType.Tcp),
            false => new Socket(SocketType.Dgram, ProtocolType.Udp),
        };
        s.Connect(server);
        s.Send(data);
    }
}
