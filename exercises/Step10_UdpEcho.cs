// Step 10: an echo over UDP
//
// UDP carries single messages, datagrams. Nothing is set up beforehand: Connect on a UDP socket sends nothing; it
// notes where Send sends to, and from whom Receive accepts. One Send sends one datagram, one Receive receives one.
// There is no end of stream, so a datagram of 0 bytes is a message like any other.
//
// Datagrams get lost, arrive late or twice, and no error says so. Therefore this program cannot know how many
// replies will come: it prints each one until you stop it with Ctrl-C. It asks the echo service (RFC 862), which
// sends back what it gets.
//
// A receive buffer has to hold the largest datagram you expect: what does not fit is thrown away, and the next
// Receive brings the next datagram, not the rest. No datagram has more than 65,535 bytes.
//
// Ctrl-C usually ends a program as soon as the handlers of the event Console.CancelKeyPress have run. If a handler of
// that event sets Cancel = true, the program goes on and has to end by itself. Here the handler closes the socket, and
// the Receive that waits on it throws: the loop ends, Main returns, `using` cleans up. Subscribe before you send, so
// that there is no moment in which Ctrl-C still kills.
//
//   program                                               echo server
//      │  hello ─────────────────────────────────────────▶ │
//      │ ◀───────────────────────────────────────── hello  │
//      │  Receive waits; Ctrl-C closes the socket           │
//      │  and that ends it                                  │
//
// Calls:   string? Console.ReadLine()
//          bool ConsoleCancelEventArgs.Cancel { get; set; }
//          void Socket.Close()
//          string Encoding.GetString(byte[] bytes, int from, int count)
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project exercises -- 10 127.0.0.1 7007              (in another)
// Check it:         dotnet test exercises --filter TestCategory=Step10   or: ./kata check 10

using System.Net.Sockets;
using System.Text;

static class Step10_UdpEcho
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);

        Console.Write("Enter data to transmit: ");
        string? line = __; // one line from the keyboard, or null if the input has ended
        if (line == null)
        {
            Console.Error.WriteLine("Nothing to transmit: the input has ended.");
            return 1;
        }

        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        bool stopping = false;
        Console.CancelKeyPress += (_, pressed) =>
        {
            _ = __; // in place of this line: let the program go on: look up ConsoleCancelEventArgs.Cancel
            stopping = true;
            _ = __; // in place of this line: make the Receive that waits on the socket end
        };

        try
        {
            _ = __; // in place of this line: send to this port of this host, and receive only from there
            _ = __; // in place of this line: send the line, as UTF-8, in one datagram
            while (true)
                PrintReply(socket);
        }
        catch (Exception error) when (stopping && error is SocketException or ObjectDisposedException)
        {
            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.Message}");
            return 1;
        }
    }

    // Waits for one reply, of any length, and prints it.
    static void PrintReply(Socket socket)
    {
        byte[] buffer = __; // room for the largest datagram there can be
        int count = __; // wait for a datagram
        string reply = __; // the text of the datagram: only the bytes that arrived
        Console.WriteLine($"Received: {reply}");
    }
}
