// Step 14: sending it all
//
// Send hands bytes to the system, which keeps them in a buffer until the server's system has them. When that buffer is
// full, a blocking Send waits. A program that has other things to do cannot wait there: it makes the socket
// non-blocking (Blocking = false). Then Send takes as many bytes as there is room for, perhaps a few, and returns that
// number; go on with the bytes after those. If there is no room at all, Send sends nothing and reports the error
// WouldBlock. That is not a failure: try again later.
//
// But when? Trying again at once, and again, is called spinning: it keeps a whole processor busy, and does nothing
// useful, until the server has read something, perhaps seconds later. Ask the system instead:
// socket.Poll(-1, SelectMode.SelectWrite) returns when the socket can be written to, and uses no processor until then.
// (It also returns when the connection is broken. The next Send then reports what happened.)
//
// One overload of Send has a last parameter, out SocketError, and does not throw. WouldBlock is common on a
// non-blocking socket, and an exception is for what is rare.
//
// The bytes are made up: byte number i is the remainder of i / 251, so that a missing or repeated piece can be seen.
// A real program would do other work where this one prints that it has to wait.
//
//   program                                               server
//      │  as many bytes as there is room for ────────────▶ │
//      │  WouldBlock: Poll waits                            │
//      │ ◀───────────── (its system: there is room again)  │
//      │  the next bytes ────────────────────────────────▶ │
//      │  finished sending ──────────────────────────────▶ │
//
// Calls:   bool Socket.Blocking { get; set; }
//          int Socket.Send(byte[] bytes, int from, int count, SocketFlags flags, out SocketError error)
//          bool Socket.Poll(int microseconds, SelectMode mode), -1 waits for ever
//          void Socket.Shutdown(SocketShutdown how)
//
// Run it by hand:   nc -l 9014 | (sleep 5; wc -c)                                            (in one terminal)
//                   dotnet run --project exercises -- 14 127.0.0.1 9014 5000000              (in another)
//                   Without nc (on Windows: kata):  ./kata check 14, then ./kata show 14: it lists its conversations, and draws each
// Check it:         dotnet test exercises --filter TestCategory=Step14   or: ./kata check 14

using System.Net.Sockets;

static class Step14_SendingItAll
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        byte[] data = MadeUp(int.Parse(args[2]));

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        _ = __; // in place of this line: make the socket one on which Send does not wait for room
        try
        {
            SendAll(socket, data);
            _ = __; // in place of this line: say that you have finished sending
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error sending data: {error.SocketErrorCode}");
            return 1;
        }

        Console.WriteLine($"{data.Length} bytes sent");
        return 0;
    }

    // Makes this many bytes. Byte number i, counted from 0, is the remainder of i / 251.
    static byte[] MadeUp(int count)
    {
        var data = new byte[count];
        for (int i = 0; i < count; i++)
            data[i] = __; // the remainder, as a byte
        return data;
    }

    // Sends all bytes, as the system has room for them.
    static void SendAll(Socket socket, byte[] data)
    {
        int sent = 0;
        while (sent < data.Length)
        {
            SocketError error = SocketError.Success;
            int count = __; // send what is left: look up the Send with an offset and an out SocketError
            if (error == SocketError.WouldBlock)
            {
                Console.WriteLine($"Waiting: {sent} of {data.Length} bytes sent");
                _ = __; // in place of this line: wait until the socket can be written to
                continue;
            }

            if (error != SocketError.Success)
                throw new SocketException((int)error);
            sent += __; // how many bytes this Send has taken
        }
    }
}
