// Deadlines, ownership and the state of a connection: kinds that another corpus showed to be missed.

static class TimeOutCalledTheEnd
{
    static string Wrong(NetworkStream stream)
    {
        stream.ReadTimeout = 500;
        var (text, buffer) = (new StringBuilder(), new byte[100]);
        try
        {
            for (int count; (count = stream.Read(buffer)) > 0;)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        // expect: SOCK014
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut })
        {
            Console.WriteLine("all there");
        }

        return text.ToString();
    }

    static string Right(NetworkStream stream)
    {
        stream.ReadTimeout = 500;
        var (text, buffer) = (new StringBuilder(), new byte[100]);
        try
        {
            for (int count; (count = stream.Read(buffer)) > 0;)
                text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.TimedOut })
        {
            Console.Error.WriteLine("The answer is incomplete: nothing came for half a second.");
        }

        return text.ToString();
    }
}

static class InterruptThatNobodyHears
{
    static void Wrong(IPEndPoint endpoint)
    {
        using var client = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(endpoint);
        var stopped = false;
        Console.CancelKeyPress += (_, key) =>
        {
            stopped = true;
            key.Cancel = true; // expect: SOCK014
        };
        var buffer = new byte[100];
        while (!stopped && client.Receive(buffer) > 0)
            Console.Write('.');
    }

    static void Right(IPEndPoint endpoint)
    {
        using var client = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(endpoint);
        var stopped = false;
        Console.CancelKeyPress += (_, key) =>
        {
            stopped = true;
            key.Cancel = true;
            client.Close();
        };
        var buffer = new byte[100];
        while (!stopped && client.Receive(buffer) > 0)
            Console.Write('.');
    }
}

static class SourceWhoseTokenGoesNowhere
{
    static async Task Wrong(Socket socket, Action<Action> onStop)
    {
        using var stop = new CancellationTokenSource();
        onStop(() => stop.Cancel());
        var buffer = new byte[100];
        do
        {
            if (await socket.ReceiveAsync(buffer) == 0) // expect: SOCK014
                break;
        }
        while (!stop.IsCancellationRequested);
    }

    static async Task Right(Socket socket, Action<Action> onStop)
    {
        using var stop = new CancellationTokenSource();
        onStop(() => stop.Cancel());
        var buffer = new byte[100];
        do
        {
            if (await socket.ReceiveAsync(buffer, stop.Token) == 0)
                break;
        }
        while (!stop.IsCancellationRequested);
    }
}

static class TimeOutOfAField
{
    sealed class Wrong : IDisposable
    {
        private readonly TcpClient link = new();

        public async Task<int> Next(byte[] buffer)
        {
            link.ReceiveTimeout = 1000; // expect: SOCK014
            return await link.GetStream().ReadAsync(buffer);
        }

        public void Dispose() => link.Dispose();
    }

    sealed class Right : IDisposable
    {
        private readonly TcpClient link = new();

        public async Task<int> Next(byte[] buffer)
        {
            using var limit = new CancellationTokenSource(1000);
            return await link.GetStream().ReadAsync(buffer, limit.Token);
        }

        public void Dispose() => link.Dispose();
    }
}

static class TimeOutOfAFieldThatIsReadBothWays
{
    sealed class Silent : IDisposable
    {
        private readonly TcpClient link = new();

        public async Task<int> Next(byte[] buffer)
        {
            link.ReceiveTimeout = 1000;
            return await link.GetStream().ReadAsync(buffer);
        }

        public int Now(byte[] buffer) => link.GetStream().Read(buffer);

        public void Dispose() => link.Dispose();
    }
}

static class ClientOfACase
{
    static int Silent(object link, byte[] buffer) // silent: SOCK014
    {
        if (link is TcpClient client)
            return client.GetStream().Read(buffer);
        return -1;
    }
}

static class SocketOfATuple
{
    static (int Number, TcpClient Client) Next(TcpListener listener, int number) => (number, listener.AcceptTcpClient());

    static void Wrong(TcpListener listener)
    {
        var (number, client) = Next(listener, 1); // expect: SOCK015
        client.GetStream().Write("hello"u8);
        Console.WriteLine(number);
    }

    static void Right(TcpListener listener)
    {
        var (number, client) = Next(listener, 1);
        using (client)
            client.GetStream().Write("hello"u8);
        Console.WriteLine(number);
    }
}

static class ClientOfATask
{
    static void Wrong(TcpListener listener)
    {
        for (;;)
        {
            var guest = listener.AcceptTcpClient(); // expect: SOCK015
            ThreadPool.QueueUserWorkItem(_ => guest.GetStream().Write("hello"u8));
        }
    }

    static void Right(TcpListener listener)
    {
        for (;;)
        {
            var guest = listener.AcceptTcpClient();
            ThreadPool.QueueUserWorkItem(_ =>
            {
                guest.GetStream().Write("hello"u8);
                guest.Close();
            });
        }
    }
}

static class ClientEndedByTheStreamOfAHelper
{
    static async Task Silent(TcpListener listener)
    {
        while (true)
        {
            var guest = await listener.AcceptTcpClientAsync();
            _ = Task.Run(() => Greet(guest));
        }
    }

    static async Task Greet(TcpClient guest)
    {
        using var stream = guest.GetStream();
        await stream.WriteAsync("hello"u8.ToArray());
    }
}

static class AnotherInItsPlace
{
    static TcpClient Wrong(IPEndPoint endpoint)
    {
        var client = new TcpClient(); // expect: SOCK015
        for (;;)
        {
            try
            {
                client.Connect(endpoint);
                return client;
            }
            catch (SocketException)
            {
                Thread.Sleep(100);
                client = new TcpClient();
            }
        }
    }

    static TcpClient Right(IPEndPoint endpoint)
    {
        var client = new TcpClient();
        for (;;)
        {
            try
            {
                client.Connect(endpoint);
                return client;
            }
            catch (SocketException)
            {
                Thread.Sleep(100);
                client.Close();
                client = new TcpClient();
            }
        }
    }
}

static class SocketGivenToAFieldByVolatile
{
    private static Socket? current;

    static void Silent(IPEndPoint endpoint)
    {
        var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Volatile.Write(ref current, listener);
        listener.Bind(endpoint);
        listener.Listen();
        listener.Accept().Dispose();
    }
}

static class NameThatPromises
{
    sealed class Wrong(TcpClient client)
    {
        public bool IsPeerOnline() => client is { Connected: true }; // expect: SOCK016
    }

    sealed class Right(TcpClient client)
    {
        public bool IsConnected() => client is { Connected: true };
    }
}

static class StateByConnected
{
    static string Wrong(TcpClient client) => client.Connected ? "online" : "offline"; // expect: SOCK016

    static string Right(TcpClient client) => client.Connected ? "was connected" : "was not";
}

static class WatchedByATimer
{
    static void Wrong(Socket socket, System.Timers.Timer watch, Action lost) =>
        watch.Elapsed += (_, _) =>
        {
            if (socket.Connected is false || !socket.Connected) // expect: SOCK016
                lost();
        };

    static void Right(Socket socket, System.Timers.Timer watch, Action lost) =>
        watch.Elapsed += (_, _) =>
        {
            if (socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)
                lost();
        };
}

static class LinesOfManyWords
{
    static List<string> Wrong(TcpClient client, List<string> words)
    {
        var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        for (var place = 0; place < words.Count; place++)
            stream.Write(Encoding.UTF8.GetBytes(words[place] + "\n")); // expect: SOCK020
        var answers = new List<string>();
        while (reader.ReadLine() is { } answer)
            answers.Add(answer);
        return answers;
    }

    static List<string> Right(TcpClient client, List<string> words)
    {
        var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        for (var place = 0; place < words.Count; place++)
            stream.Write(Encoding.UTF8.GetBytes(words[place] + "\n"));
        client.Client.Shutdown(SocketShutdown.Send);
        var answers = new List<string>();
        while (reader.ReadLine() is { } answer)
            answers.Add(answer);
        return answers;
    }
}

static class CountedUpToTheEnd
{
    static long Wrong(NetworkStream stream, byte[] question, byte[] buffer)
    {
        stream.Write(question); // expect: SOCK020
        long total = 0;
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            total += count;
        return total;
    }

    static long Right(Socket socket, byte[] question, byte[] buffer)
    {
        using var stream = new NetworkStream(socket);
        stream.Write(question);
        socket.Shutdown(SocketShutdown.Send);
        long total = 0;
        for (var count = stream.Read(buffer); count > 0; count = stream.Read(buffer))
            total += count;
        return total;
    }
}

static class FurtherMessageAskedFor
{
    static void Silent(NetworkStream stream, Action<byte[]> take) // silent: SOCK004
    {
        do
        {
            var message = new byte[stream.ReadByte()];
            var filled = 0;
            while (filled < message.Length)
            {
                var count = stream.Read(message, filled, message.Length - filled);
                if (count == 0)
                    throw new EndOfStreamException();
                filled += count;
            }

            take(message);
        }
        while (stream.DataAvailable);
    }
}

static class AsLongAsAvailableByAVariable
{
    static void Silent(Socket socket, Action<byte[]> take) // silent: SOCK001
    {
        var there = socket.Available;
        if (there == 0)
            return;
        var buffer = new byte[there];
        socket.Receive(buffer);
        take(buffer);
    }
}

static class WaitedForByALoop
{
    static async Task Silent(NetworkStream stream, byte[] message) // silent: SOCK002
    {
        var filled = 0;
        while (filled < message.Length)
        {
            while (!stream.DataAvailable)
                await Task.Delay(5);
            filled += await stream.ReadAsync(message, filled, message.Length - filled);
        }
    }
}

static class WhatAFlagLeaves
{
    static bool pressed;

    static int Wrong(Socket socket, byte[] buffer)
    {
        try
        {
            int count;
            while ((count = socket.Receive(buffer)) > 0)
                Console.WriteLine($"{count} bytes");
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
        {
            Console.Error.WriteLine("Nothing came in time.");
            return 1;
        }
        catch (SocketException) // expect: SOCK011
        {
        }

        return 0;
    }

    static int Right(Socket socket, byte[] buffer)
    {
        try
        {
            int count;
            while ((count = socket.Receive(buffer)) > 0)
                Console.WriteLine($"{count} bytes");
        }
        catch (SocketException error) when (!pressed)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
        catch (SocketException)
        {
        }

        return 0;
    }
}
