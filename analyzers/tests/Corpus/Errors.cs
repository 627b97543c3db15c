// Errors of the network: swallowed, not handled, not told apart.

static class ConnectedOrNot
{
    static async Task Wrong(TcpClient client, IPEndPoint server, byte[] data)
    {
        try
        {
            await client.ConnectAsync(server);
        }
        catch (SocketException) // expect: SOCK011
        {
        }

        await client.GetStream().WriteAsync(data);
    }

    static async Task Right(TcpClient client, IPEndPoint server, byte[] data)
    {
        try
        {
            await client.ConnectAsync(server);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
            return;
        }

        await client.GetStream().WriteAsync(data);
    }
}

static class LoggedAndGoneOn
{
    static void Wrong(Socket s, byte[] question, byte[] answer)
    {
        try
        {
            s.Send(question);
        }
        catch (Exception error) // expect: SOCK011
        {
            Console.WriteLine(error.Message);
        }

        if (s.Receive(answer) > 0)
            Console.WriteLine(answer[0]);
    }

    static void Right(Socket s, byte[] question, byte[] answer)
    {
        try
        {
            s.Send(question);
            if (s.Receive(answer) > 0)
                Console.WriteLine(answer[0]);
        }
        catch (Exception error)
        {
            Console.WriteLine(error.Message);
        }
    }
}

static class SpinsOnADeadConnection
{
    static void Wrong(NetworkStream ns, byte[] b)
    {
        while (true)
        {
            try
            {
                int n = ns.Read(b, 0, b.Length);
                if (n == 0)
                    return;
                Console.Write(Encoding.ASCII.GetString(b, 0, n));
            }
            catch (IOException) // expect: SOCK011
            {
            }
        }
    }

    static void Right(NetworkStream ns, byte[] b)
    {
        while (true)
        {
            try
            {
                int n = ns.Read(b, 0, b.Length);
                if (n == 0)
                    return;
                Console.Write(Encoding.ASCII.GetString(b, 0, n));
            }
            catch (IOException)
            {
                return;
            }
        }
    }
}

static class SpinsWithAContinue
{
    static async Task Wrong(StreamReader reader, TcpClient client)
    {
        using var lines = new StreamReader(client.GetStream());
        while (true)
        {
            string? line;
            try
            {
                line = await lines.ReadLineAsync();
            }
            catch (Exception error) // expect: SOCK011
            {
                Console.Error.WriteLine(error.Message);
                continue;
            }

            if (line is null)
                return;
            Console.WriteLine(line);
        }
    }

    static async Task Right(StreamReader reader, TcpClient client)
    {
        using var lines = new StreamReader(client.GetStream());
        while (true)
        {
            string? line;
            try
            {
                line = await lines.ReadLineAsync();
            }
            catch (Exception error)
            {
                Console.Error.WriteLine(error.Message);
                break;
            }

            if (line is null)
                return;
            Console.WriteLine(line);
        }
    }
}

static class AnErrorIsTheEnd
{
    static int Wrong(Socket s, byte[] b)
    {
        try
        {
            return s.Receive(b);
        }
        catch (SocketException) // expect: SOCK011
        {
            return 0;
        }
    }

    static int Right(Socket s, byte[] b)
    {
        try
        {
            return s.Receive(b);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.Shutdown)
        {
            return 0;
        }
    }
}

static class AroundTheBeginningOnly
{
    static void Wrong(Socket s, IPEndPoint server)
    {
        try
        {
            s.BeginConnect(server, _ => { }, null);
        }
        catch (SocketException) // expect: SOCK011
        {
        }

        Console.WriteLine("connected");
    }

    static void Right(Socket s, IPEndPoint server)
    {
        try
        {
            s.BeginConnect(server, result =>
            {
                try
                {
                    s.EndConnect(result);
                    Console.WriteLine("connected");
                }
                catch (SocketException error)
                {
                    Console.WriteLine(error.Message);
                }
            }, null);
        }
        catch (SocketException error)
        {
            Console.WriteLine(error.Message);
        }
    }
}

static class FalseThatNobodyLooksAt
{
    static bool TryConnect(Socket s, IPEndPoint server)
    {
        try
        {
            s.Connect(server);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    static void Wrong(Socket s, IPEndPoint server, byte[] data)
    {
        TryConnect(s, server); // expect: SOCK011
        s.Send(data);
    }

    static void Right(Socket s, IPEndPoint server, byte[] data)
    {
        if (!TryConnect(s, server))
            return;
        s.Send(data);
    }
}

static class TaskThatNobodyAwaits
{
    static void Wrong(NetworkStream ns, byte[] data)
    {
        _ = ns.WriteAsync(data).AsTask(); // expect: SOCK011
        Console.WriteLine("sent");
    }

    static async Task Right(NetworkStream ns, byte[] data)
    {
        await ns.WriteAsync(data).AsTask();
        Console.WriteLine("sent");
    }
}

static class RefusedAndAwaitedAllTheSame
{
    static int Wrong(Socket u, byte[] question, byte[] answer)
    {
        try
        {
            u.Send(question);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.MessageSize) // expect: SOCK011
        {
            Console.Error.WriteLine("too long");
        }

        return u.Receive(answer);
    }

    static int Right(Socket u, byte[] question, byte[] answer)
    {
        try
        {
            u.Send(question);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.MessageSize)
        {
            Console.Error.WriteLine("too long");
            throw;
        }

        return u.Receive(answer);
    }
}

static class FaultedTaskThatIsNotLookedAt
{
    static async Task<bool> Wrong(TcpClient client, IPEndPoint server)
    {
        Task connecting = client.ConnectAsync(server);
        await Task.WhenAny(connecting, Task.Delay(3000)); // expect: SOCK011
        return connecting.IsCompleted;
    }

    static async Task<bool> Right(TcpClient client, IPEndPoint server)
    {
        Task connecting = client.ConnectAsync(server);
        await Task.WhenAny(connecting, Task.Delay(3000));
        return connecting.IsCompletedSuccessfully;
    }
}

static class UnhandledInMain
{
    static class Wrong
    {
        static int Main(string[] args)
        {
            using var client = new TcpClient();
            client.Connect(args[0], 80); // expect: SOCK012
            return 0;
        }
    }

    static class Right
    {
        static int Main(string[] args)
        {
            using var client = new TcpClient();
            try
            {
                client.Connect(args[0], 80);
                return 0;
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        }
    }
}

static class TheWrongExceptionIsCaught
{
    static class Wrong
    {
        static async Task<int> Main(string[] args)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(args[0], 7);
                var b = new byte[10];
                await client.GetStream().ReadExactlyAsync(b); // expect: SOCK012
                return b[0];
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        }
    }

    static class Right
    {
        static async Task<int> Main(string[] args)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(args[0], 7);
                var b = new byte[10];
                await client.GetStream().ReadExactlyAsync(b);
                return b[0];
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                Console.Error.WriteLine(error.Message);
                return 1;
            }
        }
    }
}

static class CancelledInMain
{
    static class Wrong
    {
        static async Task Main(string[] args)
        {
            using var deadline = new CancellationTokenSource(1000);
            using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await s.ConnectAsync(args[0], 7, deadline.Token); // expect: SOCK012
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }
    }

    static class Right
    {
        static async Task Main(string[] args)
        {
            using var deadline = new CancellationTokenSource(1000);
            using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await s.ConnectAsync(args[0], 7, deadline.Token);
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("no answer");
            }
        }
    }
}

static class LookupUnhandledInMain
{
    static class Wrong
    {
        static void Main(string[] args)
        {
            foreach (IPAddress address in Dns.GetHostAddresses(args[0])) // expect: SOCK012
                Console.WriteLine(address);
        }
    }

    static class Right
    {
        static void Main(string[] args)
        {
            try
            {
                foreach (IPAddress address in Dns.GetHostAddresses(args[0]))
                    Console.WriteLine(address);
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }
    }
}

static class LookupAndConnectionAlike
{
    static async Task<bool> Wrong(TcpClient client, string host)
    {
        try
        {
            await client.ConnectAsync(host, 80);
            return true;
        }
        catch (SocketException) // expect: SOCK013
        {
            Console.Error.WriteLine("Cannot connect.");
            return false;
        }
    }

    static async Task<bool> Right(TcpClient client, string host)
    {
        try
        {
            await client.ConnectAsync(host, 80);
            return true;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.SocketErrorCode == SocketError.HostNotFound ? "There is no such host." : "Cannot connect.");
            return false;
        }
    }
}

static class LookupAndConnectionInTwoCalls
{
    static void Wrong(Socket s, string host)
    {
        try
        {
            IPAddress[] addresses = Dns.GetHostAddresses(host);
            s.Connect(addresses, 80);
        }
        catch (SocketException) // expect: SOCK013
        {
            throw new InvalidOperationException("The server is down.");
        }
    }

    static void Right(Socket s, string host)
    {
        IPAddress[] addresses = Dns.GetHostAddresses(host);
        try
        {
            s.Connect(addresses, 80);
        }
        catch (SocketException)
        {
            throw new InvalidOperationException("The server is down.");
        }
    }
}
