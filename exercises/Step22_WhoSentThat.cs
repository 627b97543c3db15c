// Step 22: who sent that?
//
// Anyone can send a datagram to any port. A UDP socket that is only bound takes datagrams from any sender. If a client
// believes the first datagram, it believes the fastest sender. That is how forged answers get into a name server's
// cache (RFC 5452 section 9.1). So an answer counts only if it comes from where the question went: from the same
// address and the same port.
//
// There are two ways to make sure of that:
//
//   - Connect the socket. On UDP Connect sends nothing: it tells the system who the other side is. Send then needs no
//     address, and Receive brings only datagrams from there: the system throws the others away.
//   - Use SendTo and ReceiveFrom. ReceiveFrom tells you the sender: compare it, and if it is another one, go on
//     waiting for the rest of the time.
//
// A connected socket has a second advantage. A machine that gets a datagram for a port where no program listens says
// so, in a message of its own: port unreachable (ICMP, RFC 792). Linux and macOS report it only to a connected socket,
// since a socket that sends to many would not know which of them is meant. Receive then throws at once, with the code
// ConnectionRefused; Windows calls it ConnectionReset. On Linux and macOS an unconnected socket waits for its time-out.
//
// This program asks the time service (RFC 868, as in step 11) once, waits a second at most, and prints the number. If no
// program listens there, it says so at once, and not when the second is over.
//
//   program                                               time server
//      │  an empty datagram ─────────────────────────────▶ │
//      │  a datagram from elsewhere: not heard              │
//      │ ◀──────────────────────────────────── four bytes  │
//      │  or: port unreachable, Receive throws              │
//
// Calls:   void Socket.Connect(string host, int port), which sends nothing over UDP
//          int Socket.ReceiveTimeout { get; set; }
//          SocketError.TimedOut, ConnectionRefused, ConnectionReset
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project exercises -- 22 127.0.0.1 3737              (in another)
// Check it:         dotnet test exercises --filter TestCategory=Step22   or: ./kata check 22

using System.Buffers.Binary;
using System.Net.Sockets;

static class Step22_WhoSentThat
{
    const int WaitMilliseconds = 1000;

    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);

        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            _ = __; // in place of this line: tell the system who the other side is: look up Socket.Connect
            _ = __; // in place of this line: let Receive wait no longer than WaitMilliseconds, as in step 11

            byte[] question = [];
            socket.Send(question);

            var buffer = new byte[512];
            int count = __; // receive the answer into the buffer: how many bytes has it?
            if (count != 4)
            {
                Console.Error.WriteLine($"The answer has {count} bytes instead of 4");
                return 1;
            }

            uint seconds = BinaryPrimitives.ReadUInt32BigEndian(buffer);
            Console.WriteLine($"Seconds since 1900: {seconds}");
            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(Reason(error.SocketErrorCode));
            return 1;
        }
    }

    // The message for the user.
    static string Reason(SocketError code)
    {
        bool late = __; // whether this code means that the time was over
        if (late)
            return $"No answer within {WaitMilliseconds} ms";
        bool closed = __; // whether this code means that no program listens on that port: two codes, for two kinds of systems
        if (closed)
            return "Nobody listens there";
        return $"Connection error: {code}";
    }
}
