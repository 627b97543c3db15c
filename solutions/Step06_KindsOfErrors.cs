// Step 06: kinds of errors
//
// What a program should do about a failure depends on its kind. The user can correct a misspelt name. A server that
// does not answer in time may answer the next time. So the first question about an error is which kind it is:
//
//   Address lookup error     the name led to no address. SocketErrorCode HostNotFound (there is no such name),
//                            NoData (the name has no address), TryAgain (the name server gave no answer for now),
//                            NoRecovery (the lookup itself failed)
//   Other addressing error   there is an address, but not one that can be used from here. AddressNotAvailable,
//                            AddressFamilyNotSupported, NetworkUnreachable, HostUnreachable, AccessDenied (what some
//                            systems say to a broadcast address). TCP connects two machines, so your own system
//                            refuses an address that stands for many, 255.255.255.255 (RFC 9293 §3.9.1.1)
//   Time-out                 nothing happened for too long. TimedOut
//   General error            everything else: ConnectionRefused (the machine is there, the service is not),
//                            ConnectionReset (the other side broke off), and dozens more
//
// Every wait needs an end, and the program decides when that is. ReceiveTimeout is the longest time, in milliseconds,
// that one Receive waits; then it throws with TimedOut. For Socket.Connect there is no such property, and it can wait
// for minutes. The method Connect in this file puts a deadline around connecting, and throws with TimedOut, too, when
// the deadline has passed. The third argument is the deadline of each wait, in milliseconds; without one it is three
// seconds.
//
// The program asks an echo server (RFC 862): what it sends should come back. If the stream ends instead, Receive
// returns 0 and throws nothing. This program waits for an answer, so for it such an end is a general error, too.
//
//   program                                               echo server
//      │  connect, within the deadline ──────────────────▶ │
//      │  ? ─────────────────────────────────────────────▶ │
//      │ ◀──────────────────────── ?, within the deadline  │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   int Socket.ReceiveTimeout { get; set; }, in milliseconds
//          int Socket.Send(ReadOnlySpan<byte> bytes); "?"u8 is one byte
//          code switch { SocketError.TimedOut or SocketError.NoData => …, _ => … }
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project solutions -- 06 127.0.0.1 7007              (in another)
//                   and with other hosts and ports: localhost 1, 255.255.255.255 7007, no..where 7007
// Check it:         dotnet test solutions --filter TestCategory=Step06   or: ./kata check 6

using System.Net.Sockets;

static class Step06_KindsOfErrors
{
    const string General = "General error";
    const string AddressLookup = "Address lookup error";
    const string OtherAddressing = "Other addressing error";
    const string TimeOut = "Time-out";

    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        int deadline = args.Length > 2 ? int.Parse(args[2]) : 3000; // milliseconds

        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); // blank: a new TCP socket for IPv4 and IPv6
            Connect(socket, host, port, deadline);
            Console.WriteLine("Connected.");

            socket.ReceiveTimeout = deadline; // blank line: let no Receive on this socket wait longer than the deadline
            socket.Send("?"u8); // blank line: send one byte
            int count = socket.Receive(new byte[1]); // blank: wait for it to come back; how many bytes have come?
            if (count == 0)
                return Fail(General, "the server closed the connection without an answer");
            Console.WriteLine("Answered.");
            return 0;
        }
        catch (SocketException error)
        {
            return Fail(KindOf(error.SocketErrorCode), error.Message);
        }
    }

    static string KindOf(SocketError code)
    {
        // blank from here: one of the four names above; a switch over the codes in the lesson chooses it
        return code switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => AddressLookup,

            SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.NetworkUnreachable
                or SocketError.HostUnreachable or SocketError.AccessDenied => OtherAddressing,

            SocketError.TimedOut => TimeOut,

            _ => General,
        };
    }

    static int Fail(string kind, string detail)
    {
        Console.Error.WriteLine($"{kind}: {detail}");
        return 1;
    }

    static void Connect(Socket socket, string host, int port, int deadline)
    {
        using var cancellation = new CancellationTokenSource(deadline);
        try
        {
            socket.ConnectAsync(host, port, cancellation.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }
}
