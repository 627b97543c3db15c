// Step 03: asking a socket who is talking
//
// A TCP connection has two ends, and each end is an address with a port. The far end is where you connected to. The
// near end is yours: the system chose a free port for it while connecting, usually a different one each time. Both
// ends together distinguish this connection from all others. The server sees the same two ends, the other way round:
// your near end is its far end.
//
// A connected socket knows both: LocalEndPoint is its own end, RemoteEndPoint the other one. Before Connect it has
// no ends to show. An end is printed as 127.0.0.1:8080. An IPv6 address contains colons, so it stands in brackets:
// [::1]:8080 (RFC 3986 §3.2.2).
//
// The socket's address family has to fit the address. IPAddress.Parse makes an address of either family from the
// text, and the address has a property AddressFamily. (A socket made without a family uses IPv6, and shows an IPv4
// address as ::ffff:127.0.0.1. The server on the other end sees 127.0.0.1.)
//
//   127.0.0.1:50123                                       127.0.0.1:8080
//      │  connect ───────────────────────────────────────▶ │
//      │  LocalEndPoint          RemoteEndPoint             │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   IPAddress IPAddress.Parse(string text)
//          AddressFamily IPAddress.AddressFamily
//          void Socket.Connect(IPAddress address, int port)
//          EndPoint? Socket.LocalEndPoint, Socket.RemoteEndPoint
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project solutions -- 03 127.0.0.1 8080              (in another, twice)
// Check it:         dotnet test solutions --filter TestCategory=Step03   or: ./kata check 3

using System.Net;
using System.Net.Sockets;

static class Step03_SocketInformation
{
    static int Main(string[] args)
    {
        IPAddress address = IPAddress.Parse(args[0]); // blank: the server's address, made from the text of the first argument
        int port = int.Parse(args[1]); // blank: the server's port: the second argument

        // blank: a new TCP socket, as in step 01, of the family that this address belongs to
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address, port); // blank line: connect it

        EndPoint? from = socket.LocalEndPoint; // blank: this program's own end: ask the socket
        EndPoint? to = socket.RemoteEndPoint; // blank: the other end: ask the socket

        Console.WriteLine($"Connected from {from}");
        Console.WriteLine($"Connected to {to}");

        return 0;
    }
}
