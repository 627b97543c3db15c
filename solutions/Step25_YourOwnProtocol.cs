// Step 25: your own protocol
//
// The capstone is a protocol with both its sides: a server that keeps values for its clients, and the client that
// asks it. What both must do is written down here, as in an RFC; how they do it is up to you. The methods below are a
// proposal: change them as you like, use threads instead of tasks, TcpListener instead of Socket. Only what can be
// seen from outside counts.
//
// THE FRAME. Each message, in both directions, is a frame: four bytes, big-endian and without a sign, with the number
// of bytes that follow; then that many bytes of text in UTF-8. A text has at most 65,536 bytes (without the four), and
// may have none. Frames follow one another with nothing in between, and TCP may cut and join them anywhere (step 13).
//
// REQUESTS AND REPLIES. A name is a word: one character or more, and none of them a space. A value is all the rest of
// the text after the name and one space; it may contain spaces, and may be empty. Both are kept as they came: names
// that differ in anything, even in one capital letter, are two names. Each request gets one reply, and replies come
// in the order of the requests. A client need not wait for a reply before it sends the next request.
//
//   PUT name value     keeps the value under that name              OK
//   GET name           asks for it                                  OK value      or  ERROR no such name
//   ADD name number    adds to the number kept there, 0 if none     OK sum        or  ERROR not a number
//   anything else                                                   ERROR unknown request
//   bytes that are not UTF-8, whatever else is wrong with them      ERROR not UTF-8
//
// Anything else means: no name, or an empty one; something after the name in a GET; no space after the name in a PUT
// or an ADD; `get` instead of GET; no text at all.
// A number is decimal digits, with or without a + or a - in front, and nothing else: 5, +5, -0 and 007 are numbers;
// ` 5`, `1.5`, `1e3` and an empty text are not. The number and the sum have to fit into a `long`: otherwise the reply
// is ERROR not a number, too. A sum is written without a + and without zeros in front. A request that gets an ERROR
// changes nothing.
//
// After each of these the connection goes on. After two other errors the next frame cannot be found, so the server
// replies and then leaves the client:
//
//   a length over 65,536: no room is made for it                    ERROR too long
//   the stream ends inside a frame                                  ERROR cut short
//
// All requests before such a frame are answered first.
//
// All clients share the same values. When two clients add to the same number at the same time, no addition may be
// lost: reading the value, adding and writing it back have to be one step that no other client interrupts (`lock`).
//
// LEAVING IN GOOD ORDER. Closing a socket while bytes of the client are still unread resets the connection, and a
// reset can overtake the last reply (RFC 1122 §4.2.2.13, RFC 9112 §9.6). So the side that leaves does three things: it
// finishes sending (Shutdown), reads and throws away bytes until the other side's end comes, and closes. The server
// waits at most SECONDS for the end of a client, and then closes without it.
//
// THE SERVER   serve PORT [SECONDS]
//   It listens on this port of 127.0.0.1; 0 takes any free port. Then it prints `Listening on port N`. If it cannot
//   listen, the error is `Can't listen on port N: ` with the SocketErrorCode, and the exit code is 1.
//   No client may keep another waiting, even if it sends nothing, or half a request, or does not read its replies, and
//   even if there are two hundred at once. No client may do harm: a reset ends only the connection that it came on.
//   While a reply cannot be sent, because the client does not read, the server reads no further requests from that
//   client, or hardly any: it keeps less than a megabyte for one client, however much that client asks for. There is
//   no other limit: neither to the number of clients or values, nor to the time in which a client sends nothing.
//   A client that has finished sending still gets all its replies; then the server closes, too.
//   Ctrl-C: the server stops listening and prints `Stopping`. A reply that it has begun to send is sent to its end.
//   The server need not answer requests that it has not begun to answer, and does not serve clients that it has not
//   accepted. It leaves each client in good order. When it has left them all, or SECONDS after Ctrl-C (5 if not given),
//   it ends with exit code 0. A second Ctrl-C changes nothing; other signals do what the system makes them do. The
//   server may write what it likes to the error output.
//
// THE CLIENT   ask HOST PORT SECONDS REQUEST…
//   HOST is a name or an address, IPv4 or IPv6. The client sends each of these requests, and prints each reply as a
//   line of its own: `OK …` to the output, `ERROR …` to the error output. The exit code is 0 if all were OK, else 1.
//   Connecting may take at most SECONDS (whether the lookup of a name counts is up to you). Each whole reply may take
//   at most SECONDS, too, in however many pieces it comes. The time begins when the client begins to send the request,
//   or when it has the previous reply, whichever is later. So the client also gives up on a server that does not take
//   the request. After the last reply the client ends, whether the server closes or not. An error ends it with exit
//   code 1 and one line to the error output:
//
//   `Connection error: ` and the SocketErrorCode      refused, reset, no such host; `TimedOut` if SECONDS have passed
//   `Protocol error: too long`                        a length over 65,536, or a longer request, which is not sent
//   `Protocol error: cut short`                       the stream ends before the end of a reply
//   `Protocol error: not a reply`                     it is not UTF-8, or its first word is neither OK nor ERROR
//
// HINTS. A Task for each client is the usual way in .NET, and a CancellationToken reaches every AcceptAsync and
// ReceiveAsync that waits. A receive that blocks keeps a whole thread of the pool, and the pool makes new ones slowly:
// two hundred such receives are too many for it. Step 10 says how to catch Ctrl-C. The methods below that return a
// Task become `async` when something is awaited in them.
//
//   client                                                server
//      │  00 00 00 0C PUT sky blue ──────────────────────▶ │
//      │ ◀──────────────────────────────── 00 00 00 02 OK  │
//      │  00 00 00 07 GET sky ───────────────────────────▶ │
//      │ ◀─────────────────────────── 00 00 00 07 OK blue  │
//      │  finished sending ──────────────────────────────▶ │
//      │ ◀────────────────────────────── finished sending  │
//
// Calls:   void Socket.Bind(EndPoint), new IPEndPoint(IPAddress.Loopback, port); void Socket.Listen(int backlog)
//          ValueTask<Socket> Socket.AcceptAsync(CancellationToken token)
//          ValueTask<int> Socket.ReceiveAsync(Memory<byte> buffer, CancellationToken token), and SendAsync
//          Task.WhenAll(tasks), Task.WhenAny(task, Task.Delay(TimeSpan patience))
//          bool long.TryParse(string text, NumberStyles, IFormatProvider, out long number); checked(a + b) throws
//          new UTF8Encoding(bool encoderShouldEmitUTF8Identifier, bool throwOnInvalidBytes)
//
// Run it by hand:   dotnet run --project solutions -- 25 serve 4000                                   (in one terminal)
//                   dotnet run --project solutions -- 25 ask 127.0.0.1 4000 5 "PUT sky blue" "GET sky"   (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step25   or: ./kata check 25

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step25_YourOwnProtocol
{
    const int MostBytes = 65536;

    static async Task<int> Main(string[] args)
    {
        string command = args[0]; // blank: what the program is to do, serve or ask: the first argument
        return command == "serve"
            ? await Serve(int.Parse(args[1]), Seconds(args.Length > 2 ? args[2] : "5"))
            : await Ask(args[1], int.Parse(args[2]), Seconds(args[3]), args[4..]);
    }

    static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));

    // What a side does not accept from the other, in the words of the specification.
    sealed class ProtocolException(string message) : Exception(message);

    // ---------------------------------------------------------------------------------------------- The server

    static async Task<int> Serve(int port, TimeSpan patience)
    {
        using var stopping = new CancellationTokenSource();
        List<Task> clients;
        using (var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            try
            {
                // blank from here: bind it to this port of 127.0.0.1, and listen: how many clients may wait?
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                listener.Listen(512);
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine($"Can't listen on port {port}: {error.SocketErrorCode}");
                return 1;
            }

            // blank line: see to it that Ctrl-C cancels `stopping` and does not kill the program (step 10)
            Console.CancelKeyPress += (_, pressed) =>
            {
                pressed.Cancel = true;
                stopping.Cancel();
            };
            Console.WriteLine($"Listening on port {((IPEndPoint)listener.LocalEndPoint!).Port}");
            clients = await AcceptClients(listener, patience, stopping.Token);
            // Here `using` closes the listener: from now on clients are refused.
        }

        Console.WriteLine("Stopping");

        // blank line: wait until all clients have been left, and no longer than `patience`
        await Task.WhenAny(Task.WhenAll(clients), Task.Delay(patience));
        return 0;
    }

    // Accepts clients until it is to stop; returns those that are still being served. All of them share one Store, which is made
    // here and handed to each ServeClient. `stopping` ends a wait with an OperationCanceledException: then it is time to return.
    static async Task<List<Task>> AcceptClients(Socket listener, TimeSpan patience, CancellationToken stopping)
    {
        // blank from here: `async`; a Task for each client that Accept brings, until `stopping` ends the wait for the next
        var store = new Store();
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                if (await Accept(listener, stopping) is { } client)
                    clients.Add(ServeClient(client, store, patience, stopping));
                clients.RemoveAll(task => task.IsCompleted);
            }
        }
        catch (OperationCanceledException)
        {
            return clients;
        }
    }

    // The next client; null if it has gone again already, which is a SocketException. An OperationCanceledException is no client's:
    // it says that the program is to stop, and belongs to the caller.
    static async Task<Socket?> Accept(Socket listener, CancellationToken stopping)
    {
        // blank from here: `async`; AcceptAsync; one that has reset its connection already is no reason to stop
        try
        {
            return await listener.AcceptAsync(stopping);
        }
        catch (SocketException error)
        {
            // It has reset its connection already, or we have no descriptor left for it (accept(2)): no reason to stop.
            Console.Error.WriteLine($"Can't accept a client: {error.SocketErrorCode}");
            await Task.Delay(10, stopping);
            return null;
        }
    }

    // Serves one client, to the end of its connection.
    static async Task ServeClient(Socket client, Store store, TimeSpan patience, CancellationToken stopping)
    {
        // blank from here: `async`; AnswerAll, then Leave; whatever happens, the socket is closed and no other client notices
        using (client)
        {
            // Lets the caller accept the next client: without a wait, this method would go on and on.
            await Task.Yield();
            try
            {
                await AnswerAll(client, store, stopping);
                await Leave(client, patience);
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine($"A client is gone: {error.SocketErrorCode}");
            }
        }
    }

    // Answers requests until there are no more, or until one comes after which no frame can be found.
    static async Task AnswerAll(Socket client, Store store, CancellationToken stopping)
    {
        // blank from here: `async`; ReceiveFrame, Answer, SendFrame, until the stream ends, `stopping` is cancelled, or a frame is the last
        try
        {
            while (await ReceiveFrame(client, stopping) is { } request)
                await SendFrame(client, Answer(request, store), CancellationToken.None);
        }
        catch (ProtocolException error)
        {
            await SendFrame(client, $"ERROR {error.Message}", CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // We are to stop, and no reply has been begun.
        }
    }

    // The reply to one request.
    static string Answer(byte[] request, Store store)
    {
        // blank from here: Decode, Split(' ', 3), and the store
        string? text = Decode(request);
        if (text == null)
            return "ERROR not UTF-8";

        return text.Split(' ', 3) switch
        {
            ["PUT", not "", _] words => store.Put(words[1], words[2]),
            ["GET", not ""] words => store.Get(words[1]),
            ["ADD", not "", _] words => store.Add(words[1], words[2]),
            _ => "ERROR unknown request",
        };
    }

    // The values, which all clients share; its methods give the replies.
    sealed class Store
    {
        readonly Dictionary<string, string> values = [];

        public string Put(string name, string value)
        {
            lock (values)
                values[name] = value;
            return "OK";
        }

        public string Get(string name)
        {
            lock (values)
                // blank: what belongs to the name, or the error
                return values.TryGetValue(name, out string? value) ? $"OK {value}" : "ERROR no such name";
        }

        public string Add(string name, string text)
        {
            lock (values)
            {
                // blank from here: two texts that may be numbers, and a sum that may be too large for one
                if (!IsNumber(values.GetValueOrDefault(name, "0"), out long number) || !IsNumber(text, out long more))
                    return "ERROR not a number";

                Int128 sum = (Int128)number + more;
                if (sum < long.MinValue || sum > long.MaxValue)
                    return "ERROR not a number";

                values[name] = sum.ToString(CultureInfo.InvariantCulture);
                return $"OK {values[name]}";
            }
        }

        // stub: nothing
        static bool IsNumber(string text, out long number) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            && !text.Contains('\0'); // TryParse passes over zero characters behind the digits
    }

    // Finishes sending, then waits for the client's end, so that what it still sends does not reset the connection.
    static async Task Leave(Socket client, TimeSpan patience)
    {
        // blank from here: `async`; Shutdown, then receive until the end or until `patience` is over
        client.Shutdown(SocketShutdown.Send);
        using var deadline = new CancellationTokenSource(patience);
        var unwanted = new byte[4096];
        try
        {
            int count;
            do
            {
                count = await client.ReceiveAsync(unwanted, deadline.Token);
            }
            while (count > 0);
        }
        catch (OperationCanceledException)
        {
            // The client does not end, and its time is over.
        }
    }

    // ---------------------------------------------------------------------------------------------- The client

    static async Task<int> Ask(string host, int port, TimeSpan patience, string[] requests)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // blank from here: connect, within `patience`
            using var deadline = new CancellationTokenSource(patience);
            await socket.ConnectAsync(host, port, deadline.Token);
            // blank to here

            int exitCode = 0;
            foreach (string request in requests)
            {
                string reply = await Exchange(socket, request, patience);
                // blank from here: print it where it belongs, and note if it is an error
                bool isError = reply.StartsWith("ERROR");
                (isError ? Console.Error : Console.Out).WriteLine(reply);
                exitCode = isError ? 1 : exitCode;
            }

            return exitCode;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Connection error: {SocketError.TimedOut}");
            return 1;
        }
        catch (ProtocolException error)
        {
            Console.Error.WriteLine($"Protocol error: {error.Message}");
            return 1;
        }
    }

    // Sends a request and returns the reply to it.
    static async Task<string> Exchange(Socket socket, string request, TimeSpan patience)
    {
        // blank from here: `async`; send it and receive the reply, with one deadline for both; but is what comes a reply?
        using var deadline = new CancellationTokenSource(patience);
        await SendFrame(socket, request, deadline.Token);
        byte[]? frame = await ReceiveFrame(socket, deadline.Token);
        if (frame == null)
            throw new ProtocolException("cut short");

        string? reply = Decode(frame);
        bool isReply = reply is "OK" or "ERROR" || reply?.StartsWith("OK ") == true || reply?.StartsWith("ERROR ") == true;
        return isReply ? reply! : throw new ProtocolException("not a reply");
    }

    // --------------------------------------------------------------------------------------- Frames, for both

    // Sends one frame, all of it.
    static async Task SendFrame(Socket socket, string text, CancellationToken cancellation)
    {
        // blank from here: `async`; send four bytes of length, then the bytes, and all of them; but is the text too long?
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > MostBytes)
            throw new ProtocolException("too long");

        var frame = new byte[4 + bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)bytes.Length);
        bytes.CopyTo(frame, 4);
        for (int sent = 0; sent < frame.Length;)
            sent += await socket.SendAsync(frame.AsMemory(sent), cancellation);
    }

    // Receives one frame; null if the stream ends where one would begin.
    static async Task<byte[]?> ReceiveFrame(Socket socket, CancellationToken cancellation)
    {
        // blank from here: `async`; the length first, and a look at it before the rest
        var header = new byte[4];
        int have = await ReceiveAll(socket, header, cancellation);
        if (have == 0)
            return null;
        if (have < header.Length)
            throw new ProtocolException("cut short");

        uint length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length > MostBytes)
            throw new ProtocolException("too long");

        var bytes = new byte[length];
        have = await ReceiveAll(socket, bytes, cancellation);
        return have == bytes.Length ? bytes : throw new ProtocolException("cut short");
    }

    // Receives until the buffer is full or the stream ends, and returns how many bytes it got.
    static async Task<int> ReceiveAll(Socket socket, byte[] buffer, CancellationToken cancellation)
    {
        // blank from here: `async`; as in step 12, but with ReceiveAsync
        int have = 0;
        while (have < buffer.Length)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(have), cancellation);
            if (count == 0)
                break;
            have += count;
        }

        return have;
    }

    // The text that these bytes are; null if they are not UTF-8.
    static string? Decode(byte[] bytes)
    {
        // blank from here: UTF8Encoding has a constructor with throwOnInvalidBytes
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
