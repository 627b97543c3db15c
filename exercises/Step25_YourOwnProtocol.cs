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
// Run it by hand:   dotnet run --project exercises -- 25 serve 4000                                   (in one terminal)
//                   dotnet run --project exercises -- 25 ask 127.0.0.1 4000 5 "PUT sky blue" "GET sky"   (in another)
// Check it:         dotnet test exercises --filter TestCategory=Step25   or: ./kata check 25

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
        string command = __; // what the program is to do, serve or ask: the first argument
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
                _ = __; // in place of this line: bind it to this port of 127.0.0.1, and listen: how many clients may wait?
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine($"Can't listen on port {port}: {error.SocketErrorCode}");
                return 1;
            }

            _ = __; // in place of this line: see to it that Ctrl-C cancels `stopping` and does not kill the program (step 10)
            Console.WriteLine($"Listening on port {((IPEndPoint)listener.LocalEndPoint!).Port}");
            clients = await AcceptClients(listener, patience, stopping.Token);
            // Here `using` closes the listener: from now on clients are refused.
        }

        Console.WriteLine("Stopping");

        _ = __; // in place of this line: wait until all clients have been left, and no longer than `patience`
        return 0;
    }

    // Accepts clients until it is to stop; returns those that are still being served. All of them share one Store, which is made
    // here and handed to each ServeClient. `stopping` ends a wait with an OperationCanceledException: then it is time to return.
    static Task<List<Task>> AcceptClients(Socket listener, TimeSpan patience, CancellationToken stopping)
    {
        return __; // `async`; a Task for each client that Accept brings, until `stopping` ends the wait for the next
    }

    // The next client; null if it has gone again already, which is a SocketException. An OperationCanceledException is no client's:
    // it says that the program is to stop, and belongs to the caller.
    static Task<Socket?> Accept(Socket listener, CancellationToken stopping)
    {
        return __; // `async`; AcceptAsync; one that has reset its connection already is no reason to stop
    }

    // Serves one client, to the end of its connection.
    static Task ServeClient(Socket client, Store store, TimeSpan patience, CancellationToken stopping)
    {
        return __; // `async`; AnswerAll, then Leave; whatever happens, the socket is closed and no other client notices
    }

    // Answers requests until there are no more, or until one comes after which no frame can be found.
    static Task AnswerAll(Socket client, Store store, CancellationToken stopping)
    {
        return __; // `async`; ReceiveFrame, Answer, SendFrame, until the stream ends, `stopping` is cancelled, or a frame is the last
    }

    // The reply to one request.
    static string Answer(byte[] request, Store store)
    {
        return __; // Decode, Split(' ', 3), and the store
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
                return __; // what belongs to the name, or the error
        }

        public string Add(string name, string text)
        {
            lock (values)
            {
                return __; // two texts that may be numbers, and a sum that may be too large for one
            }
        }
    }

    // Finishes sending, then waits for the client's end, so that what it still sends does not reset the connection.
    static Task Leave(Socket client, TimeSpan patience)
    {
        return __; // `async`; Shutdown, then receive until the end or until `patience` is over
    }

    // ---------------------------------------------------------------------------------------------- The client

    static async Task<int> Ask(string host, int port, TimeSpan patience, string[] requests)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _ = __; // in place of this line: connect, within `patience`

            int exitCode = 0;
            foreach (string request in requests)
            {
                string reply = await Exchange(socket, request, patience);
                _ = __; // in place of this line: print it where it belongs, and note if it is an error
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
    static Task<string> Exchange(Socket socket, string request, TimeSpan patience)
    {
        return __; // `async`; send it and receive the reply, with one deadline for both; but is what comes a reply?
    }

    // --------------------------------------------------------------------------------------- Frames, for both

    // Sends one frame, all of it.
    static Task SendFrame(Socket socket, string text, CancellationToken cancellation)
    {
        return __; // `async`; send four bytes of length, then the bytes, and all of them; but is the text too long?
    }

    // Receives one frame; null if the stream ends where one would begin.
    static Task<byte[]?> ReceiveFrame(Socket socket, CancellationToken cancellation)
    {
        return __; // `async`; the length first, and a look at it before the rest
    }

    // Receives until the buffer is full or the stream ends, and returns how many bytes it got.
    static Task<int> ReceiveAll(Socket socket, byte[] buffer, CancellationToken cancellation)
    {
        return __; // `async`; as in step 12, but with ReceiveAsync
    }

    // The text that these bytes are; null if they are not UTF-8.
    static string? Decode(byte[] bytes)
    {
        return __; // UTF8Encoding has a constructor with throwOnInvalidBytes
    }
}
