// Step 07: missed errors
//
// Send returns when the system has taken your bytes, not when the server has them. If the server has gone by then,
// Send does not know it: the bytes travel, the other machine answers that no program is there any more (a reset),
// and only a later call reports it. Which call that is depends on timing. If the reset has already arrived, Send
// fails; if it is still on its way, Receive fails. A server that closed in good order has sent the end of its
// stream: Receive then returns 0 at once, as it does after a complete answer.
//
// So a send that succeeded proves nothing. The answer is the proof. Ask, tell the server that you have finished
// asking (Shutdown of the sending direction: the server reads the end of your stream, and you can still receive),
// read to the end, and look at what came. If nothing came, the request was lost: the program has to say so and exit
// with 1, since a script that calls it looks only at the exit code. Whatever has come is printed: what a header means
// is the subject of step 18.
//
// The pause between Connect and Send gives you time to stop the server by hand and see for yourself.
//
//   program                                               http server
//      │  connect ───────────────────────────────────────▶ │
//      │  sleeping: the server may go now                   │
//      │  GET / HTTP/1.0: succeeds nevertheless ─────────▶ │
//      │  finished sending ──────────────────────────────▶ │
//      │ ◀──────────── the answer, or the end, or a reset  │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   void Thread.Sleep(TimeSpan time)
//          TimeSpan TimeSpan.FromSeconds(double seconds)
//          void Socket.Shutdown(SocketShutdown how), with SocketShutdown.Send
//          void Stream.Write(byte[] bytes, int from, int count)
//
// Run it by hand:   ./kata servers                                                      (in one terminal)
//                   dotnet run --project solutions -- 07 127.0.0.1 8080 /index.html 10  (in another)
//                   and within these 10 seconds press Ctrl-C in the first terminal
// Check it:         dotnet test solutions --filter TestCategory=Step07   or: ./kata check 7

using System.Globalization;
using System.Net.Sockets;
using System.Text;

static class Step07_MissedErrors
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        string path = args[2];
        double seconds = double.Parse(args[3], CultureInfo.InvariantCulture);

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(host, port); // blank line: connect the socket to this port of this host
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        Console.WriteLine("sleeping...");
        // blank line: wait for this many seconds: look up Thread.Sleep and TimeSpan.FromSeconds
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        Console.WriteLine("Continuing.");

        try
        {
            byte[] request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\n\r\n");
            socket.Send(request); // blank line: send the request
            // blank line: say that you have finished sending; you still want to receive: look up Socket.Shutdown
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error sending data: {error.Message}");
            return 1;
        }

        long received;
        try
        {
            received = PrintAnswer(socket);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error receiving data: {error.Message}");
            return 1;
        }

        if (received == 0)
        {
            Console.Error.WriteLine("No answer came: the server closed the connection.");
            return 1; // blank: the exit code that tells a script whether it went well
        }

        return 0;
    }

    // Prints all that arrives until the end of the stream, and returns how many bytes that was. The bytes go out
    // as they came in: a character that was cut in two on the way is whole again on the screen.
    static long PrintAnswer(Socket socket)
    {
        using Stream output = Console.OpenStandardOutput();
        var buffer = new byte[2048];
        long received = 0;
        while (true)
        {
            int count = socket.Receive(buffer); // blank: receive what is there, into the buffer
            if (count == 0)
                return received;
            output.Write(buffer, 0, count); // blank line: write what arrived to the output: the first `count` bytes of the buffer
            received += count;
        }
    }
}
