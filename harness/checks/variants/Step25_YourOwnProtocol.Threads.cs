// A thread for each client and calls that block, interrupted by a flag they look at; a client with TcpClient that sends
// all its requests before it reads the first reply.

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step25_YourOwnProtocol
{
    const int Limit = 64 * 1024;
    const int Glance = 20_000; // microseconds between two looks at the flag

    static volatile bool stopping;

    static int Main(string[] args) => args[0] == "serve"
        ? Serve(int.Parse(args[1]), args.Length > 2 ? double.Parse(args[2]) : 5)
        : Ask(args[1], int.Parse(args[2]), double.Parse(args[3]), args[4..]);

    static int Serve(int port, double seconds)
    {
        Console.CancelKeyPress += (_, pressed) => pressed.Cancel = stopping = true;
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine("Can't listen on port " + port + ": " + e.SocketErrorCode);
            return 1;
        }

        Console.WriteLine("Listening on port " + ((IPEndPoint)listener.LocalEndPoint!).Port);

        var values = new Dictionary<string, string>();
        var threads = new List<Thread>();
        while (!stopping)
        {
            if (!listener.Poll(Glance, SelectMode.SelectRead))
                continue;

            Socket client;
            try
            {
                client = listener.Accept();
            }
            catch (SocketException)
            {
                continue; // Gone before it was accepted (accept(2)).
            }

            var thread = new Thread(() => Handle(client, values, seconds)) { IsBackground = true };
            thread.Start();
            threads.Add(thread);
        }

        listener.Close();
        Console.WriteLine("Stopping");
        var clock = Stopwatch.StartNew();
        foreach (var thread in threads)
            thread.Join(TimeSpan.FromSeconds(Math.Max(0, seconds - clock.Elapsed.TotalSeconds)));
        return 0;
    }

    static void Handle(Socket client, Dictionary<string, string> values, double seconds)
    {
        using var _ = client;
        try
        {
            var refusal = AnswerAll(client, values);
            if (refusal != null)
                SendFrame(client, refusal);

            client.Shutdown(SocketShutdown.Send);
            var clock = Stopwatch.StartNew();
            var unwanted = new byte[1000];
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                if (client.Poll(Glance, SelectMode.SelectRead) && client.Receive(unwanted) == 0)
                    break;
            }
        }
        catch (SocketException)
        {
        }
    }

    // The error to part with, if any.
    static string? AnswerAll(Socket client, Dictionary<string, string> values)
    {
        while (true)
        {
            var header = new byte[4];
            var have = Fill(client, header);
            if (stopping || have == 0)
                return null;
            if (have < 4)
                return "ERROR cut short";

            var length = (header[0] << 24) | (header[1] << 16) | (header[2] << 8) | header[3];
            if (length is < 0 or > Limit)
                return "ERROR too long";

            var request = new byte[length];
            have = Fill(client, request);
            if (stopping)
                return null;
            if (have < length)
                return "ERROR cut short";
            SendFrame(client, Answer(request, values));
        }
    }

    static int Fill(Socket client, byte[] buffer)
    {
        var have = 0;
        while (have < buffer.Length && !stopping)
        {
            if (!client.Poll(Glance, SelectMode.SelectRead))
                continue;
            var count = client.Receive(buffer, have, buffer.Length - have, SocketFlags.None);
            if (count == 0)
                break;
            have += count;
        }

        return have;
    }

    static string Answer(byte[] request, Dictionary<string, string> values)
    {
        if (Text(request) is not { } text)
            return "ERROR not UTF-8";

        var verb = text.IndexOf(' ') is > 0 and var space ? text[..space] : text;
        var rest = text.Length > verb.Length ? text[(verb.Length + 1)..] : "";
        var second = rest.IndexOf(' ');
        if (verb == "GET" && rest != "" && second < 0)
        {
            lock (values)
                return values.ContainsKey(rest) ? "OK " + values[rest] : "ERROR no such name";
        }

        if (verb is not ("PUT" or "ADD") || second <= 0)
            return "ERROR unknown request";

        var (name, value) = (rest[..second], rest[(second + 1)..]);
        lock (values)
        {
            if (verb == "PUT")
            {
                values[name] = value;
                return "OK";
            }

            try
            {
                var sum = checked(Number(values.GetValueOrDefault(name) ?? "0") + Number(value));
                values[name] = sum.ToString();
                return "OK " + sum;
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return "ERROR not a number";
            }
        }
    }

    static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    static void SendFrame(Socket socket, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        socket.Send([new byte[] { 0, (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length }, bytes]);
    }

    static int Ask(string host, int port, double seconds, string[] requests)
    {
        try
        {
            using var client = new TcpClient();
            if (!client.ConnectAsync(host, port).Wait(TimeSpan.FromSeconds(seconds)))
                return Fail("Connection error: TimedOut");

            var all = new MemoryStream();
            foreach (var request in requests)
            {
                var bytes = Encoding.UTF8.GetBytes(request);
                if (bytes.Length > Limit)
                    return Fail("Protocol error: too long");
                all.Write([0, (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length]);
                all.Write(bytes);
            }

            var clock = Stopwatch.StartNew();
            client.SendTimeout = (int)(1000 * seconds);
            client.GetStream().Write(all.ToArray());

            var failed = 0;
            foreach (var _ in requests)
            {
                var header = new byte[4];
                if (!FillInTime(client.Client, header, clock, seconds))
                    return Fail("Protocol error: cut short");
                var length = (uint)((header[0] << 24) | (header[1] << 16) | (header[2] << 8) | header[3]);
                if (length > Limit)
                    return Fail("Protocol error: too long");
                var reply = new byte[length];
                if (!FillInTime(client.Client, reply, clock, seconds))
                    return Fail("Protocol error: cut short");
                clock.Restart();

                var text = Text(reply);
                switch (text?.Split(' ')[0])
                {
                    case "OK":
                        Console.WriteLine(text);
                        break;
                    case "ERROR":
                        Console.Error.WriteLine(text);
                        failed = 1;
                        break;
                    default:
                        return Fail("Protocol error: not a reply");
                }
            }

            return failed;
        }
        catch (AggregateException e) when (e.InnerException is SocketException error)
        {
            return Fail("Connection error: " + error.SocketErrorCode);
        }
        catch (IOException e) when (e.InnerException is SocketException error)
        {
            return Fail("Connection error: " + error.SocketErrorCode);
        }
        catch (SocketException error)
        {
            return Fail("Connection error: " + error.SocketErrorCode);
        }
    }

    static bool FillInTime(Socket socket, byte[] buffer, Stopwatch clock, double seconds)
    {
        for (var have = 0; have < buffer.Length;)
        {
            var left = (int)(1000 * (seconds - clock.Elapsed.TotalSeconds));
            if (left <= 0)
                throw new SocketException((int)SocketError.TimedOut);
            socket.ReceiveTimeout = left;
            var count = socket.Receive(buffer, have, buffer.Length - have, SocketFlags.None);
            if (count == 0)
                return false;
            have += count;
        }

        return true;
    }

    static string? Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }
}
