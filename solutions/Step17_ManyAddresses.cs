// Step 17: a name with many addresses
//
// A name can have several addresses, of both families, and the first one may not work: its machine may be down, a
// firewall may drop what you send, or your network may carry no IPv6. An address that refuses costs little time. An
// address that does not answer at all, a black hole, costs minutes: Connect waits that long before it gives up, and
// your user has gone by then.
//
// RFC 8305 ("Happy Eyeballs") says in section 5 what to do. Try the addresses in order, but do not wait for one to
// fail: if an attempt has no answer after 250 ms, start the next one beside it. If an attempt fails sooner, start the
// next one at once. The first connection that is made wins.
//
// Then clean up. Each attempt has a socket of its own, made for the family of its address: the attempts run at the same
// time, and a socket is of no use after a failed Connect. When one attempt has won, cancel those that still run, and
// close their sockets. One of them may have connected at the same moment: an unused connection costs the server as much
// as one in use.
//
// With async methods this is a loop around Task.WhenAny: wait for any attempt to end, or for the 250 ms to pass.
// A CancellationToken, passed to ConnectAsync, ends the attempts that have lost.
//
// Here the first argument holds the addresses, separated by commas; a real program would look them up. What you type
// goes to the server, an echo service, line by line.
//
//   program                                               addresses
//      │  connect to the first: no answer ───────────────▶ │
//      │  250 ms                                            │
//      │  connect to the second ─────────────────────────▶ │
//      │ ◀───── connected: the first attempt is cancelled  │
//      │  lines ─────────────────────────────────────────▶ │
//      │ ◀──────────────────────────────── the same lines  │
//
// Calls:   IPAddress IPAddress.Parse(string text)
//          text.Split(',').Select(…).ToArray(): LINQ makes an array of what Select returns for each part
//          Task<Task> Task.WhenAny(IEnumerable<Task> tasks), Task Task.Delay(int milliseconds)
//          ValueTask Socket.ConnectAsync(IPAddress address, int port, CancellationToken token)
//          void CancellationTokenSource.Cancel(), void Socket.Dispose()
//
// Run it by hand:   ./kata servers                                                             (in one terminal)
//                   dotnet run --project solutions -- 17 192.0.2.1,127.0.0.1 7007              (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step17   or: ./kata check 17

using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step17_ManyAddresses
{
    const int NextAfterMilliseconds = 250;

    static async Task<int> Main(string[] args)
    {
        // blank: the addresses in the first argument, which are separated by commas: look up IPAddress.Parse
        IPAddress[] addresses = args[0].Split(',').Select(address => IPAddress.Parse(address)).ToArray();
        int port = int.Parse(args[1]);

        using Socket? socket = await ConnectToAny(addresses, port);
        if (socket == null)
        {
            Console.Error.WriteLine($"None of {addresses.Length} addresses could be connected");
            return 1;
        }

        Console.WriteLine($"Connected to {((IPEndPoint)socket.RemoteEndPoint!).Address}");
        try
        {
            Converse(socket);
            return 0;
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"Connection error: {error.Message}");
            return 1;
        }
    }

    // Tries all addresses, and returns the first connection that is made; null if none is.
    static async Task<Socket?> ConnectToAny(IPAddress[] addresses, int port)
    {
        using var lost = new CancellationTokenSource();
        var running = new List<Task<Socket?>>();
        Socket? winner = null;
        int next = 0;
        while (winner == null && (next < addresses.Length || running.Count > 0))
        {
            if (next < addresses.Length)
            {
                running.Add(Attempt(addresses[next], port, lost.Token));
                next++;
            }

            Task<Socket?>? ended = await FirstToEnd(running, next < addresses.Length);
            if (ended != null)
            {
                running.Remove(ended);
                winner = await ended;
            }
        }

        lost.Cancel(); // blank line: end the attempts that have lost: look up CancellationTokenSource.Cancel
        foreach (Task<Socket?> other in running)
        {
            Socket? late = await other;
            late?.Dispose(); // blank line: if this attempt has connected after all, close its socket
        }

        return winner;
    }

    // Waits for an attempt to end, and returns it. If there is another address to try, it waits for a limited time,
    // and returns null if no attempt has ended by then.
    static async Task<Task<Socket?>?> FirstToEnd(List<Task<Socket?>> running, bool moreToTry)
    {
        // blank: ends when any of the running attempts does: look up Task.WhenAny
        Task<Task<Socket?>> first = Task.WhenAny(running);
        if (moreToTry)
        {
            // blank: ends when it is time to start the next attempt: look up Task.Delay
            Task pause = Task.Delay(NextAfterMilliseconds);
            if (await Task.WhenAny(first, pause) == pause)
                return null;
        }

        return await first;
    }

    // One connection to one address; null if it fails, or if another has won.
    static async Task<Socket?> Attempt(IPAddress address, int port, CancellationToken lost)
    {
        Socket? socket = null;
        try
        {
            // blank: a TCP socket of the family that the address belongs to
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // blank line: await the connection to this address; the token ends the attempt: look up Socket.ConnectAsync
            await socket.ConnectAsync(address, port, lost);
            return socket;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"{address}: {error.SocketErrorCode}");
            socket?.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            // Another has won: there is nothing to report.
            socket?.Dispose();
            return null;
        }
    }

    // Sends each line of the input, and prints the line that comes back.
    static void Converse(Socket socket)
    {
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.NewLine = "\n";
        writer.AutoFlush = true;

        string? line;
        while ((line = Console.ReadLine()) != null)
        {
            writer.WriteLine(line);
            string answer = reader.ReadLine() ?? throw new EndOfStreamException("the server has closed the connection");
            Console.WriteLine(answer);
        }
    }
}
