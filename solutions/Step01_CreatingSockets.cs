// Step 01: creating sockets
//
// A socket is one end of a conversation between two programs. Making one needs three decisions. The address
// family says what addresses look like: InterNetwork for IPv4 (127.0.0.1), InterNetworkV6 for IPv6 (::1). The socket
// type says what the conversation is like. Stream is bytes in order, with none missing: if they cannot be delivered, the
// connection fails. Dgram is single messages. The protocol says what carries it: over the Internet that is TCP for a
// Stream, and UDP for a Dgram.
//
// A new socket is not connected to anything. Connect asks the other machine to connect, and returns when that
// machine has agreed. `using` closes the socket at the end, whatever happens in between: the other side then learns
// that nothing more will come.
//
//   program                                               server
//      │  connect ───────────────────────────────────────▶ │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   new Socket(AddressFamily, SocketType, ProtocolType)
//          void Socket.Connect(string host, int port)
//          int int.Parse(string text)
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project solutions -- 01 127.0.0.1 8080              (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step01   or: ./kata check 1

using System.Net.Sockets;

static class Step01_CreatingSockets
{
    static int Main(string[] args)
    {
        string host = args[0]; // blank: the server's name or address: the first of the arguments
        // blank: the server's port: the second argument, which is a text; int.Parse makes a number of it
        int port = int.Parse(args[1]);

        Console.Write("Creating socket... ");
        // blank: a new socket; the lesson above says what it needs to know: family, type, and TCP
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Console.WriteLine("done.");

        Console.Write("Connecting to remote host... ");
        socket.Connect(host, port); // blank line: connect the socket: Connect(host, port)
        Console.WriteLine("done.");

        return 0;
    }
}
