// Step 02: finding the port
//
// One machine runs many services: a web server, a mail server, a name server. The address leads to the machine; a
// port number, from 1 to 65535, leads to the service on it. Numbers are hard to remember, so the well-known ones have
// names, kept in a register (RFC 6335). Systems have the common ones in a file: /etc/services on Linux and macOS,
// C:\Windows\System32\drivers\etc\services on Windows. `http` stands for 80 there.
//
// TCP and UDP have ports of their own: the same name can stand for one number in TCP and for another, or for none,
// in UDP. A lookup therefore takes two things, the name and the protocol: ServicePorts.Find("http", "udp") asks for
// UDP. It returns the number, or null if the register has no such name for that protocol. A TCP socket needs the
// number for TCP.
//
// A program that cannot do its work says so on the error output, and ends with an exit code other than 0: 1 in all steps of
// this kata. Scripts look only at the exit code, and 0 means that all went well.
//
// .NET has no call for this lookup. ServicePorts comes with the kata and calls what C programs call: getservbyname(3).
//
//   program                                               server
//      │  which port is http, over tcp? 80                  │
//      │  connect to port 80 ────────────────────────────▶ │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   int? ServicePorts.Find(string service, string protocol)
//          void Socket.Connect(string host, int port)
//          an int? that is not null has its number in Value
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project solutions -- 02 127.0.0.1 http-alt          (in another; http-alt is 8080)
// Check it:         dotnet test solutions --filter TestCategory=Step02   or: ./kata check 2

using System.Net.Sockets;

static class Step02_FindingThePort
{
    static int Main(string[] args)
    {
        string host = args[0]; // blank: the server's name or address: the first argument
        string service = args[1]; // blank: the name of the service: the second argument

        // blank: the port of that service, for the protocol that the socket below speaks
        int? port = ServicePorts.Find(service, "tcp");
        if (port is null)
        {
            Console.Error.WriteLine($"There is no TCP service called {service}.");
            return 1; // blank: the exit code of a program that could not do its work
        }

        Console.WriteLine($"{service} is port {port}");

        Console.Write($"Connecting to remote host on port {port}... ");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // blank line: connect to that port; an int? that is not null holds its number in its property Value
        socket.Connect(host, port.Value);
        Console.WriteLine("done.");

        return 0;
    }
}
