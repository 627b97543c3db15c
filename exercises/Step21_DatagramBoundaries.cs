// Step 21: where a datagram ends
//
// A stream has no boundaries: ten sends may arrive in one receive. Datagrams have boundaries: one Send makes one
// datagram, and one Receive takes one. That is convenient, and three things follow from it:
//
//   - A datagram may be empty. Receive then returns 0, which on a TCP connection means the end. Here it means "a
//     message of 0 bytes", and the next message can come after it as after any other. UDP has no end.
//   - A datagram that does not fit into your buffer is cut, and the rest is gone: the next Receive brings the next
//     datagram. Windows throws (SocketError.MessageSize), Linux and macOS say nothing: Receive returns the buffer's
//     length, as if that had been all. A trick that works everywhere: a buffer one byte longer than the longest
//     message you accept. If that byte gets used, the message was too long.
//   - A datagram has a maximum length: 65,535 bytes minus the headers of IP and UDP, 65,507 over IPv4 (some systems
//     set a lower limit). Send cannot send a part of it and return a smaller count, as it may on a stream: it sends all
//     or throws, with the code MessageSize. Cutting the message in two would make two messages of it.
//
// This program sends each line of its input as a datagram to an echo service (RFC 862), and prints each answer with its
// number of bytes. It accepts answers of up to 1,024 bytes, and waits 500 ms for each. A line fails if it is too long,
// if its answer is too long, or if no answer comes in time. The program reports the number of such a line, does not
// send it again, and goes on with the next one.
//
//   program                                               echo server
//      │  a line of 3 bytes ─────────────────────────────▶ │
//      │ ◀─────────────────────────────────────── 3 bytes  │
//      │  an empty line: 0 bytes ────────────────────────▶ │
//      │ ◀─────────────────────────── 0 bytes, and no end  │
//      │  a line of 70,000 bytes: MessageSize               │
//
// Calls:   new Socket(SocketType type, ProtocolType protocol)
//          int Socket.Send(byte[] bytes)
//          int Socket.Receive(byte[] buffer)
//          SocketError.MessageSize, SocketError.TimedOut
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project exercises -- 21 127.0.0.1 7007              (in another; end with Ctrl-D)
// Check it:         dotnet test exercises --filter TestCategory=Step21   or: ./kata check 21

using System.Net.Sockets;
using System.Text;

static class Step21_DatagramBoundaries
{
    const int LongestAnswer = 1024;
    const int WaitMilliseconds = 500;

    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);

        using Socket socket = __; // a new UDP socket
        socket.ReceiveTimeout = WaitMilliseconds;
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        int exitCode = 0;
        string? line;
        for (int number = 1; (line = Console.ReadLine()) != null; number++)
        {
            string? problem = Exchange(socket, Encoding.UTF8.GetBytes(line));
            if (problem != null)
            {
                Console.Error.WriteLine($"Line {number}: {problem}");
                exitCode = 1;
            }
        }

        return exitCode;
    }

    // Sends one datagram and prints the answer. Returns what went wrong, or null.
    static string? Exchange(Socket socket, byte[] datagram)
    {
        try
        {
            _ = __; // in place of this line: send the datagram: one call, however long or short it is
        }
        catch (SocketException error)
        {
            return IsTooLong(error) ? $"{datagram.Length} bytes are too many for a datagram" : $"not sent: {error.SocketErrorCode}";
        }

        byte[] buffer = __; // room for the longest answer, and for noticing one that is too long: see above
        int count;
        try
        {
            count = __; // receive the answer into the buffer: how many bytes has it?
        }
        catch (SocketException error)
        {
            if (error.SocketErrorCode == SocketError.TimedOut)
                return $"no answer within {WaitMilliseconds} ms";
            if (!IsTooLong(error))
                return $"no answer: {error.SocketErrorCode}";
            count = buffer.Length;
        }

        bool tooLong = __; // whether the answer is longer than we accept
        if (tooLong)
            return $"the answer is longer than {LongestAnswer} bytes";

        Console.WriteLine($"{count} bytes: {Encoding.UTF8.GetString(buffer, 0, count)}");
        return null;
    }

    // Whether the system says that a datagram is too long: on any system for Send, on Windows for Receive.
    static bool IsTooLong(SocketException error)
    {
        return __; // which SocketErrorCode means that?
    }
}
