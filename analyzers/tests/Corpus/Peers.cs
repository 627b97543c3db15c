// Who is at the other end, and whether anyone is.

static class AskedBeforeSending
{
    static void Wrong(Socket s, byte[] data)
    {
        if (s.Connected) // expect: SOCK016
            s.Send(data);
    }

    static void Right(Socket s, byte[] data)
    {
        try
        {
            s.Send(data);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
        }
    }
}

static class LoopOnConnected
{
    static async Task Wrong(TcpClient client, byte[] tick)
    {
        while (client.Connected) // expect: SOCK016
        {
            await client.GetStream().WriteAsync(tick);
            await Task.Delay(1000);
        }
    }

    static async Task Right(TcpClient client, byte[] tick)
    {
        try
        {
            while (true)
            {
                await client.GetStream().WriteAsync(tick);
                await Task.Delay(1000);
            }
        }
        catch (IOException error)
        {
            Console.Error.WriteLine(error.Message);
        }
    }
}

static class ConnectedByPattern
{
    static int Wrong(TcpClient client, byte[] b) => client is { Connected: true } ? client.GetStream().Read(b) : -1; // expect: SOCK016

    static int Right(TcpClient client, byte[] b)
    {
        client.Connect(IPAddress.Loopback, 7);
        return client is { Connected: true } ? client.GetStream().Read(b) : -1;
    }
}

static class FirstAnswerWins
{
    static byte[] Wrong(IPEndPoint server, byte[] question)
    {
        using var u = new UdpClient(0);
        u.Client.ReceiveTimeout = 1000;
        u.Send(question, question.Length, server);
        IPEndPoint? from = null;
        return u.Receive(ref from); // expect: SOCK017
    }

    static byte[] Right(IPEndPoint server, byte[] question)
    {
        using var u = new UdpClient(0);
        u.Client.ReceiveTimeout = 1000;
        u.Connect(server);
        u.Send(question, question.Length);
        IPEndPoint? from = null;
        return u.Receive(ref from);
    }
}

static class FirstAwaitedAnswerWins
{
    static async Task<byte[]> Wrong(IPEndPoint server, byte[] question, CancellationToken stop)
    {
        using var u = new UdpClient(AddressFamily.InterNetwork);
        await u.SendAsync(question, server, stop);
        UdpReceiveResult result = await u.ReceiveAsync(stop); // expect: SOCK017
        return result.Buffer;
    }

    static async Task<byte[]> Right(IPEndPoint server, byte[] question, CancellationToken stop)
    {
        using var u = new UdpClient(AddressFamily.InterNetwork);
        await u.SendAsync(question, server, stop);
        while (true)
        {
            UdpReceiveResult result = await u.ReceiveAsync(stop);
            if (result.RemoteEndPoint.Equals(server))
                return result.Buffer;
        }
    }
}

static class SenderOfASocketIsNotCompared
{
    static int Wrong(EndPoint server, byte[] question, byte[] answer)
    {
        using var u = new Socket(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 500 };
        u.SendTo(question, server);
        EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
        return u.ReceiveFrom(answer, ref from); // expect: SOCK017
    }

    static int Right(EndPoint server, byte[] question, byte[] answer)
    {
        using var u = new Socket(SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 500 };
        u.SendTo(question, server);
        EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
        int n = u.ReceiveFrom(answer, ref from);
        return from.Equals(server) ? n : throw new InvalidDataException($"{from} is not {server}.");
    }
}

static class FirstOfTheAddresses
{
    static async Task Wrong(Socket s, string host, CancellationToken stop)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, stop);
        await s.ConnectAsync(addresses[0], 80, stop); // expect: SOCK018
    }

    static async Task Right(Socket s, string host, CancellationToken stop)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, stop);
        await s.ConnectAsync(addresses, 80, stop);
    }
}

static class FirstByLinq
{
    static void Wrong(TcpClient client, string host) =>
        client.Connect(new IPEndPoint(Dns.GetHostEntry(host).AddressList.First(), 80)); // expect: SOCK018

    static void Right(TcpClient client, string host) =>
        client.Connect(Dns.GetHostEntry(host).AddressList, 80);
}

static class FirstByPattern
{
    static void Wrong(Socket s, string host)
    {
        if (Dns.GetHostAddresses(host) is [var first, ..])
            s.Connect(first, 80); // expect: SOCK018
    }

    static void Right(Socket s, string host)
    {
        if (Dns.GetHostAddresses(host) is { Length: > 0 } all)
            s.Connect(all, 80);
    }
}
