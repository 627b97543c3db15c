// Receives without a deadline, with one that has no effect, and time-outs that are taken for something else.

static class TimeOutThatIsIgnored
{
    static async Task<int> Wrong(Socket s, byte[] b)
    {
        s.ReceiveTimeout = 500;
        return await s.ReceiveAsync(b); // expect: SOCK014
    }

    static async Task<int> Right(Socket s, byte[] b)
    {
        using var deadline = new CancellationTokenSource(500);
        return await s.ReceiveAsync(b, deadline.Token);
    }
}

static class TimeOutOfTheStream
{
    static async Task<int> Wrong(TcpClient client, byte[] b)
    {
        NetworkStream ns = client.GetStream();
        ns.ReadTimeout = 2000;
        return await ns.ReadAsync(b); // expect: SOCK014
    }

    static int Right(TcpClient client, byte[] b)
    {
        NetworkStream ns = client.GetStream();
        ns.ReadTimeout = 2000;
        return ns.Read(b);
    }
}

static class TimeOutOfAUdpClient
{
    static async Task<byte[]> Wrong(IPEndPoint server)
    {
        using var u = new UdpClient();
        u.Connect(server);
        u.Client.ReceiveTimeout = 500;
        await u.SendAsync(new byte[1], 1);
        return (await u.ReceiveAsync()).Buffer; // expect: SOCK014
    }

    static async Task<byte[]> Right(IPEndPoint server)
    {
        using var u = new UdpClient();
        u.Connect(server);
        using var deadline = new CancellationTokenSource(500);
        await u.SendAsync(new byte[1], 1);
        return (await u.ReceiveAsync(deadline.Token)).Buffer;
    }
}

static class TimeOutInAnInitializer
{
    static async Task<int> Wrong(IPEndPoint server, byte[] b)
    {
        using var client = new TcpClient { ReceiveTimeout = 500 };
        await client.ConnectAsync(server);
        return await client.GetStream().ReadAsync(b); // expect: SOCK014
    }

    static async Task<int> Right(IPEndPoint server, byte[] b)
    {
        using var client = new TcpClient { ReceiveTimeout = 500 };
        await client.ConnectAsync(server);
        return client.GetStream().Read(b);
    }
}

static class TimeOutAsAnOption
{
    static async Task<int> Wrong(Socket s, byte[] b)
    {
        s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 1000);
        return await s.ReceiveAsync(b, SocketFlags.None); // expect: SOCK014
    }

    static int Right(Socket s, byte[] b)
    {
        s.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 1000);
        return s.Receive(b, SocketFlags.None);
    }
}

static class TimeOutOfALine
{
    static async Task<string?> Wrong(TcpClient client)
    {
        client.ReceiveTimeout = 500;
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(); // expect: SOCK014
    }

    static async Task<string?> Right(TcpClient client)
    {
        using var deadline = new CancellationTokenSource(500);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync(deadline.Token);
    }
}

static class TimeOutIsTheEnd
{
    static int Wrong(Socket s, byte[] b)
    {
        s.ReceiveTimeout = 500;
        try
        {
            return s.Receive(b);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut) // expect: SOCK014
        {
            return 0;
        }
    }

    static int Right(Socket s, byte[] b)
    {
        s.ReceiveTimeout = 500;
        try
        {
            return s.Receive(b);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
        {
            throw new TimeoutException("No answer within half a second.", error);
        }
    }
}

static class TimeOutEndsTheAnswer
{
    static string Wrong(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        ns.ReadTimeout = 300;
        try
        {
            while (ns.Read(b, 0, b.Length) is > 0 and var n)
                text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
        catch (IOException) // expect: SOCK014 or SOCK011
        {
        }

        return text.ToString();
    }

    static string Right(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        ns.ReadTimeout = 300;
        try
        {
            while (ns.Read(b, 0, b.Length) is > 0 and var n)
                text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
        catch (IOException error)
        {
            throw new TimeoutException($"Only {text.Length} characters came.", error);
        }

        return text.ToString();
    }
}

static class CancelledIsTheEnd
{
    static async Task<byte[]> Wrong(NetworkStream ns, byte[] b)
    {
        using var all = new MemoryStream();
        using var quiet = new CancellationTokenSource(500);
        try
        {
            while (await ns.ReadAsync(b, quiet.Token) is > 0 and var n)
                all.Write(b, 0, n);
        }
        catch (OperationCanceledException) // expect: SOCK014
        {
        }

        return all.ToArray();
    }

    static async Task<byte[]> Right(NetworkStream ns, byte[] b)
    {
        using var all = new MemoryStream();
        using var quiet = new CancellationTokenSource(500);
        try
        {
            while (await ns.ReadAsync(b, quiet.Token) is > 0 and var n)
                all.Write(b, 0, n);
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException("The answer is not complete.", late);
        }

        return all.ToArray();
    }
}

static class DelayIsTheEnd
{
    static async Task<string> Wrong(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        while (true)
        {
            Task<int> read = ns.ReadAsync(b, 0, b.Length);
            if (await Task.WhenAny(read, Task.Delay(500)) != read) // expect: SOCK014
                return text.ToString();
            int n = await read;
            if (n == 0)
                return text.ToString();
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
    }

    static async Task<string> Right(NetworkStream ns, byte[] b)
    {
        var text = new StringBuilder();
        while (true)
        {
            Task<int> read = ns.ReadAsync(b, 0, b.Length);
            if (await Task.WhenAny(read, Task.Delay(500)) != read)
                throw new TimeoutException();
            int n = await read;
            if (n == 0)
                return text.ToString();
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }
    }
}

static class PollIsTheEnd
{
    static string Wrong(Socket s, byte[] b)
    {
        var text = new StringBuilder();
        while (s.Poll(500_000, SelectMode.SelectRead)) // expect: SOCK014
        {
            int n = s.Receive(b);
            if (n == 0)
                break;
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }

        return text.ToString();
    }

    static string Right(Socket s, byte[] b)
    {
        var text = new StringBuilder();
        while (true)
        {
            if (!s.Poll(500_000, SelectMode.SelectRead))
                throw new TimeoutException();
            int n = s.Receive(b);
            if (n == 0)
                break;
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        }

        return text.ToString();
    }
}

static class AskedOnceOnly
{
    static byte[]? Wrong(Socket u, byte[] question, byte[] answer)
    {
        u.ReceiveTimeout = 500;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            u.Send(question);
            int n = u.Receive(answer); // expect: SOCK014
            if (n > 0)
                return answer[..n];
        }

        return null;
    }

    static byte[]? Right(Socket u, byte[] question, byte[] answer)
    {
        u.ReceiveTimeout = 500;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                u.Send(question);
                int n = u.Receive(answer);
                if (n > 0)
                    return answer[..n];
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
            {
            }
        }

        return null;
    }
}

static class DatagramWithoutADeadline
{
    static byte[] Wrong(IPEndPoint server, byte[] question)
    {
        using var u = new UdpClient();
        u.Connect(server);
        u.Send(question, question.Length);
        IPEndPoint? from = null;
        return u.Receive(ref from); // expect: SOCK014
    }

    static byte[] Right(IPEndPoint server, byte[] question)
    {
        using var u = new UdpClient();
        u.Connect(server);
        u.Client.ReceiveTimeout = 1000;
        u.Send(question, question.Length);
        IPEndPoint? from = null;
        return u.Receive(ref from);
    }
}

static class TokenThatIsNotHandedOn
{
    static async Task<int> Wrong(NetworkStream ns, byte[] b)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        return await ns.ReadAsync(b, CancellationToken.None); // expect: SOCK014
    }

    static async Task<int> Right(NetworkStream ns, byte[] b)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        return await ns.ReadAsync(b, deadline.Token);
    }
}

static class CtrlCThatChangesNothing
{
    static class Wrong
    {
        static void Main()
        {
            bool going = true;
            Console.CancelKeyPress += (_, e) => // expect: SOCK014
            {
                e.Cancel = true;
                going = false;
            };
            using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
            var b = new byte[100];
            try
            {
                s.Connect(IPAddress.Loopback, 7);
                while (going && s.Receive(b) is > 0 and var n)
                    Console.Write(Encoding.ASCII.GetString(b, 0, n));
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }
    }

    static class Right
    {
        static void Main()
        {
            using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
            Console.CancelKeyPress += (_, e) =>
            {
                e.Cancel = true;
                s.Close();
            };
            var b = new byte[100];
            s.ReceiveTimeout = 10_000;
            try
            {
                s.Connect(IPAddress.Loopback, 7);
                while (s.Receive(b) is > 0 and var n)
                    Console.Write(Encoding.ASCII.GetString(b, 0, n));
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }
    }
}
