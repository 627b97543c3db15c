// TcpListener, NetworkStream and ReadExactlyAsync; values in a ConcurrentDictionary. The client is a state of its own
// for each exchange.

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step25_YourOwnProtocol
{
    static async Task<int> Main(string[] args)
    {
        if (args is ["serve", var port, .. var wait])
            return await new Server(Seconds(wait is [var s] ? s : "5")).Run(int.Parse(port));
        return await new Asker(Seconds(args[3])).Run(args[1], int.Parse(args[2]), args[4..]);
    }

    static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));

    static class Wire
    {
        public const int Limit = 65_536;

        public static readonly UTF8Encoding Strict = new(false, true);

        // Null at the end of the stream.
        public static async Task<byte[]?> Read(Stream stream, CancellationToken cancellation)
        {
            var header = new byte[4];
            if (await stream.ReadAsync(header.AsMemory(0, 1), cancellation) == 0)
                return null;

            await stream.ReadExactlyAsync(header.AsMemory(1), cancellation);
            var length = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (length > Limit)
                throw new InvalidDataException("too long");

            var body = new byte[length];
            await stream.ReadExactlyAsync(body, cancellation);
            return body;
        }

        public static async Task Write(Stream stream, string text, CancellationToken cancellation)
        {
            var frame = new byte[4 + Strict.GetByteCount(text)];
            if (frame.Length - 4 > Limit)
                throw new InvalidDataException("too long");

            BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - 4);
            Strict.GetBytes(text, frame.AsSpan(4));
            await stream.WriteAsync(frame, cancellation);
        }
    }

    sealed class Server(TimeSpan patience)
    {
        readonly ConcurrentDictionary<string, string> values = new();
        readonly CancellationTokenSource stop = new();
        readonly ConcurrentDictionary<Task, bool> clients = new();

        public async Task<int> Run(int port)
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
            }
            catch (SocketException e)
            {
                Console.Error.WriteLine($"Can't listen on port {port}: {e.SocketErrorCode}");
                return 1;
            }

            Console.CancelKeyPress += (_, e) =>
            {
                e.Cancel = true;
                stop.Cancel();
            };
            Console.Write("Listening on port ");
            Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);

            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var client = await listener.AcceptTcpClientAsync(stop.Token);
                    var task = Task.Run(() => Handle(client));
                    clients[task] = true;
                    _ = task.ContinueWith(done => clients.TryRemove(done, out _));
                }
                catch (Exception e) when (e is OperationCanceledException or SocketException)
                {
                }
            }

            listener.Stop();
            Console.WriteLine("Stopping");
            try
            {
                await Task.WhenAll(clients.Keys).WaitAsync(patience);
            }
            catch (TimeoutException)
            {
            }

            return 0;
        }

        async Task Handle(TcpClient client)
        {
            using (client)
            {
                var stream = client.GetStream();
                try
                {
                    try
                    {
                        while (await Wire.Read(stream, stop.Token) is { } request)
                            await Wire.Write(stream, Reply(request), default);
                    }
                    catch (OperationCanceledException)
                    {
                    }
                    catch (EndOfStreamException)
                    {
                        await Wire.Write(stream, "ERROR cut short", default);
                    }
                    catch (InvalidDataException e)
                    {
                        await Wire.Write(stream, $"ERROR {e.Message}", default);
                    }

                    client.Client.Shutdown(SocketShutdown.Send);
                    using var enough = new CancellationTokenSource(patience);
                    await stream.CopyToAsync(Stream.Null, enough.Token);
                }
                catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
                {
                }
            }
        }

        string Reply(byte[] request)
        {
            string text;
            try
            {
                text = Wire.Strict.GetString(request);
            }
            catch (DecoderFallbackException)
            {
                return "ERROR not UTF-8";
            }

            var words = text.Split(' ', 3);
            if (words.Length < 2 || words[1] == "")
                return "ERROR unknown request";

            switch (words[0], words.Length)
            {
                case ("PUT", 3):
                    values[words[1]] = words[2];
                    return "OK";
                case ("GET", 2):
                    return values.TryGetValue(words[1], out var value) ? $"OK {value}" : "ERROR no such name";
                case ("ADD", 3):
                    try
                    {
                        // The function may be called more than once, when others came between; the result is of one step.
                        return "OK " + values.AddOrUpdate(words[1], _ => Sum("0", words[2]), (_, old) => Sum(old, words[2]));
                    }
                    catch (Exception e) when (e is FormatException or OverflowException)
                    {
                        return "ERROR not a number";
                    }

                default:
                    return "ERROR unknown request";
            }
        }

        static string Sum(string a, string b) => checked(Number(a) + Number(b)).ToString(CultureInfo.InvariantCulture);

        static long Number(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    sealed class Asker(TimeSpan patience)
    {
        public async Task<int> Run(string host, int port, string[] requests)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host, port).WaitAsync(patience);
                var ok = true;
                foreach (var request in requests)
                    ok &= await One(client.GetStream(), request).WaitAsync(patience);
                return ok ? 0 : 1;
            }
            catch (TimeoutException)
            {
                return Failed("Connection error: TimedOut");
            }
            catch (EndOfStreamException)
            {
                return Failed("Protocol error: cut short");
            }
            catch (InvalidDataException e)
            {
                return Failed($"Protocol error: {e.Message}");
            }
            catch (Exception e) when ((e as SocketException ?? e.InnerException as SocketException) is { } error)
            {
                return Failed($"Connection error: {error.SocketErrorCode}");
            }
        }

        static async Task<bool> One(Stream stream, string request)
        {
            await Wire.Write(stream, request, default);
            var reply = await Wire.Read(stream, default) ?? throw new EndOfStreamException();
            string text;
            try
            {
                text = Wire.Strict.GetString(reply);
            }
            catch (ArgumentException)
            {
                throw new InvalidDataException("not a reply");
            }

            var ok = text == "OK" || text.StartsWith("OK ", StringComparison.Ordinal);
            if (!ok && text.Split(' ')[0] != "ERROR")
                throw new InvalidDataException("not a reply");
            await (ok ? Console.Out : Console.Error).WriteLineAsync(text);
            return ok;
        }

        static int Failed(string why)
        {
            Console.Error.WriteLine(why);
            return 1;
        }
    }
}
