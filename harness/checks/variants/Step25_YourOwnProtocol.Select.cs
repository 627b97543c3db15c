// One thread for all clients: sockets that do not block, Socket.Select, and for each client what has arrived and what has
// still to be sent. The client is made of the same parts.

using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step25_YourOwnProtocol
{
    const int Limit = 65536;

    static int Main(string[] args)
    {
        if (args[0] == "serve")
            return new Server { Patience = Number(args.ElementAtOrDefault(2) ?? "5") }.Run(int.Parse(args[1]));
        return Ask(args[1], int.Parse(args[2]), Number(args[3]), args.Skip(4));
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    class Refused(string why) : Exception(why);

    // What has arrived on a connection, as frames.
    class Incoming
    {
        byte[] bytes = new byte[512];
        int have;

        public bool IsEmpty => have == 0;

        // False at the end of the stream.
        public bool Take(Socket socket)
        {
            if (have == bytes.Length)
                Array.Resize(ref bytes, 2 * have);
            var count = socket.Receive(bytes.AsSpan(have));
            have += count;
            return count > 0;
        }

        public byte[]? Frame()
        {
            if (have < 4)
                return null;
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            if (length > Limit)
                throw new Refused("too long");
            var size = 4 + (int)length;
            if (have < size)
                return null;

            var frame = bytes[4..size];
            have -= size;
            Array.Copy(bytes, size, bytes, 0, have);
            return frame;
        }
    }

    class Client(Socket socket)
    {
        public Socket Socket => socket;
        public Incoming Incoming { get; } = new();
        public byte[] Unsent { get; set; } = [];
        public bool Leaving { get; set; }
        public bool Finished { get; set; }
        public Stopwatch Since { get; } = new();

        public void Queue(string reply) => Unsent = [.. Unsent, .. Frame(reply)];
    }

    class Server
    {
        readonly Dictionary<string, string> store = new();
        readonly List<Client> clients = new();

        public double Patience { get; init; }

        public int Run(int port)
        {
            var stop = false;
            Console.CancelKeyPress += (_, e) =>
            {
                e.Cancel = true;
                Volatile.Write(ref stop, true);
            };

            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                listener.Listen(1000);
            }
            catch (SocketException e)
            {
                Console.Error.WriteLine($"Can't listen on port {port}: {e.SocketErrorCode}");
                return 1;
            }

            Console.WriteLine($"Listening on port {((IPEndPoint)listener.LocalEndPoint!).Port}");
            while (!Volatile.Read(ref stop))
                Turn(listener);

            listener.Close();
            Console.WriteLine("Stopping");
            foreach (var client in clients)
                client.Leaving = true;
            var clock = Stopwatch.StartNew();
            while (clients.Count > 0 && clock.Elapsed.TotalSeconds < Patience)
                Turn(null);
            return 0;
        }

        void Turn(Socket? listener)
        {
            var readable = clients.Where(c => c.Unsent.Length == 0).Select(c => c.Socket).ToList();
            if (listener != null)
                readable.Add(listener);
            var writable = clients.Where(c => c.Unsent.Length > 0 || c.Leaving && !c.Finished).Select(c => c.Socket).ToList();
            if (readable.Count + writable.Count == 0)
                return;
            Socket.Select(readable, writable, null, 20_000);

            if (listener != null && readable.Remove(listener))
                Accept(listener);
            var (reading, writing) = (readable.ToHashSet(), writable.ToHashSet());
            foreach (var client in clients.ToList())
            {
                try
                {
                    if (reading.Contains(client.Socket))
                        Read(client);
                    // One that closed while it was being told that we leave is gone by now.
                    if (writing.Contains(client.Socket) && clients.Contains(client))
                        Write(client);
                    if (client.Finished && client.Since.Elapsed.TotalSeconds > Patience)
                        Drop(client);
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
                {
                }
                catch (SocketException)
                {
                    Drop(client);
                }
            }
        }

        void Accept(Socket listener)
        {
            try
            {
                while (true)
                {
                    var socket = listener.Accept();
                    socket.Blocking = false;
                    clients.Add(new(socket));
                }
            }
            catch (SocketException)
            {
            }
        }

        void Drop(Client client)
        {
            client.Socket.Close();
            clients.Remove(client);
        }

        void Read(Client client)
        {
            if (client.Leaving)
            {
                if (client.Socket.Receive(new byte[8192]) == 0)
                    Drop(client);
                return;
            }

            var more = client.Incoming.Take(client.Socket);
            AnswerNext(client);
            if (!more)
            {
                if (!client.Incoming.IsEmpty && !client.Leaving)
                    client.Queue("ERROR cut short");
                client.Leaving = true;
                if (client.Unsent.Length == 0)
                    Drop(client);
            }
        }

        // Only one reply is kept at a time, and nothing more is read while it is being sent.
        void AnswerNext(Client client)
        {
            try
            {
                if (client.Unsent.Length == 0 && client.Incoming.Frame() is { } request)
                    client.Queue(Reply(request));
            }
            catch (Refused e)
            {
                client.Queue("ERROR " + e.Message);
                client.Leaving = true;
            }
        }

        void Write(Client client)
        {
            if (client.Unsent.Length > 0)
            {
                client.Unsent = client.Unsent[client.Socket.Send(client.Unsent)..];
                if (client.Unsent.Length == 0 && !client.Leaving)
                    AnswerNext(client);
            }

            if (client.Unsent.Length == 0 && client.Leaving && !client.Finished)
            {
                client.Socket.Shutdown(SocketShutdown.Send);
                client.Finished = true;
                client.Since.Start();
            }
        }

        string Reply(byte[] request)
        {
            var text = Text(request);
            if (text == null)
                return "ERROR not UTF-8";

            var words = text.Split(' ', 3);
            if (words is ["GET", { Length: > 0 } wanted])
                return store.TryGetValue(wanted, out var found) ? $"OK {found}" : "ERROR no such name";
            if (words is ["PUT", { Length: > 0 } name, var value])
            {
                store[name] = value;
                return "OK";
            }

            if (words is not ["ADD", { Length: > 0 } counter, var more])
                return "ERROR unknown request";
            if (!IsNumber(store.GetValueOrDefault(counter, "0"), out var a) || !IsNumber(more, out var b)
                || (decimal)a + b is < long.MinValue or > long.MaxValue)
                return "ERROR not a number";
            return $"OK {store[counter] = (a + b).ToString(CultureInfo.InvariantCulture)}";
        }

        static bool IsNumber(string text, out long number) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    static int Ask(string host, int port, double seconds, IEnumerable<string> requests)
    {
        var result = 0;
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using (var late = new CancellationTokenSource(TimeSpan.FromSeconds(seconds)))
                socket.ConnectAsync(host, port, late.Token).AsTask().GetAwaiter().GetResult();

            var incoming = new Incoming();
            socket.SendTimeout = (int)(1000 * seconds);
            foreach (var request in requests)
            {
                var clock = Stopwatch.StartNew();
                socket.Send(Frame(request));
                var text = Text(Await(socket, incoming, clock, seconds));
                if (text == null || text.Split(' ')[0] is not ("OK" or "ERROR"))
                    throw new Refused("not a reply");
                if (text.StartsWith('O'))
                {
                    Console.WriteLine(text);
                    continue;
                }

                Console.Error.WriteLine(text);
                result = 1;
            }

            return result;
        }
        catch (Refused e)
        {
            Console.Error.WriteLine("Protocol error: " + e.Message);
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine("Connection error: " + e.SocketErrorCode);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Console.Error.WriteLine("Connection error: TimedOut");
        }

        return 1;
    }

    static byte[] Await(Socket socket, Incoming incoming, Stopwatch clock, double seconds)
    {
        while (true)
        {
            if (incoming.Frame() is { } frame)
                return frame;
            var left = TimeSpan.FromSeconds(seconds) - clock.Elapsed;
            if (left <= TimeSpan.Zero || !socket.Poll(left, SelectMode.SelectRead))
                throw new TimeoutException();
            if (!incoming.Take(socket))
                throw new Refused("cut short");
        }
    }

    static byte[] Frame(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > Limit)
            throw new Refused("too long");
        var header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, bytes.Length);
        return [.. header, .. bytes];
    }

    static string? Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
