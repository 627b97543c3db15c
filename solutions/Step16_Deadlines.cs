// Step 16: one deadline for everything
//
// A time-out limits one call; a deadline is a moment by which all must be done. The difference is how long a user
// waits: a lookup, a connection, a send and forty receives of up to five seconds each can take almost four minutes
// together. The server need not be malicious: if it sends a byte now and then, every single receive is short, and
// the answer never ends. So the clock starts once, before the first step, and every step gets what is left.
//
// This program is written with async methods. Such a method begins its work and returns at once, with a Task (or a
// ValueTask) for that work; `await` waits until the work is done, keeps no thread busy meanwhile, and gives the result.
//
// A CancellationToken carries the deadline to async methods. new CancellationTokenSource(time) cancels its token when
// the time is over, and each call that has the token then throws OperationCanceledException. A call without the token
// goes on waiting. Two traps:
//
//   - Socket.ReceiveTimeout and SendTimeout belong to the synchronous calls. Async calls do not look at them.
//   - Some systems cannot stop a lookup: GetHostAddressesAsync may look at its token before it starts, and not again.
//     Task.WaitAsync(token) does not stop the lookup, but it ends the wait for it.
//
// Synchronous methods take no token: before each call compute how much time is left, and allow it that much
// (ReceiveTimeout, SendTimeout, Poll). The exception is then a SocketException with the code TimedOut.
//
// "It took too long" alone does not help. Keep in a variable what the program is doing: different people repair a slow
// lookup and a slow server. Print each piece as it comes: half an answer is better than none.
//
// The last argument is the deadline in seconds; 0.5 is half a second, with a decimal point in every country.
//
//   program                                               http server
//      │  the clock starts: 2 s for all of it               │
//      │  look the name up                                  │
//      │  connect ───────────────────────────────────────▶ │
//      │  GET / ─────────────────────────────────────────▶ │
//      │ ◀─────────────────────────── a byte now and then  │
//      │  2 s are over: OperationCanceledException          │
//
// Calls:   double double.Parse(string text, IFormatProvider), with CultureInfo.InvariantCulture
//          new CancellationTokenSource(TimeSpan time), and its Token
//          Task<IPAddress[]> Dns.GetHostAddressesAsync(string host)
//          Task<T> Task<T>.WaitAsync(CancellationToken token)
//          ValueTask Socket.ConnectAsync(IPAddress[] addresses, int port, CancellationToken token)
//          ValueTask<int> Socket.SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
//          bytes.AsMemory(from): what is left of an array, without a copy
//
// Run it by hand:   ./kata servers                                                        (in one terminal)
//                   dotnet run --project solutions -- 16 127.0.0.1 8080 /index.html 2     (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step16   or: ./kata check 16

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step16_Deadlines
{
    static async Task<int> Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        string path = args[2];
        // blank: the fourth argument as a number: look up double.Parse and CultureInfo.InvariantCulture
        double seconds = double.Parse(args[3], CultureInfo.InvariantCulture);

        // blank: the clock for everything: look up the constructors of CancellationTokenSource
        using CancellationTokenSource deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        string phase = "looking up the name";
        try
        {
            // blank: await the lookup of host, but no longer than the deadline: see the second trap above
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host).WaitAsync(deadline.Token);

            phase = "connecting";
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            // blank line: await the connection, with the deadline: look up Socket.ConnectAsync
            await socket.ConnectAsync(addresses, port, deadline.Token);

            phase = "sending";
            await SendAll(socket, Encoding.UTF8.GetBytes($"GET {path} HTTP/1.0\r\n\r\n"), deadline.Token);

            phase = "receiving";
            await PrintAnswer(socket, deadline.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Deadline passed while {phase}");
            return 1;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error while {phase}: {error.SocketErrorCode}");
            return 1;
        }
    }

    // Sends all bytes, however few the socket takes at a time.
    static async Task SendAll(Socket socket, byte[] bytes, CancellationToken deadline)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            // blank: begin to send what is left, with the deadline: look up Socket.SendAsync
            ValueTask<int> sending = socket.SendAsync(bytes.AsMemory(sent), deadline);
            sent += await sending;
        }
    }

    // Prints what comes, byte for byte, until the server closes the connection.
    static async Task PrintAnswer(Socket socket, CancellationToken deadline)
    {
        using Stream output = Console.OpenStandardOutput();
        var buffer = new byte[8192];
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer, deadline); // blank: await the next bytes, with the deadline
            if (count == 0)
                return;
            output.Write(buffer, 0, count);
        }
    }
}
