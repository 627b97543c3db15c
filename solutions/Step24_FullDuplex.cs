// Step 24: both ways at once
//
// A connection carries bytes both ways at the same time, and some protocols need that. The echo service (RFC 862) sends
// back what it gets, while it gets it. Suppose that you send 32 MB first and read the answer afterwards. The server
// sends back and you do not read: your receive buffer fills up, then the server's send buffer. The server waits until
// you read, and meanwhile it does not read either. So its receive buffer fills up, then your send buffer, and your Send
// waits until the server reads. Both wait for each other for ever: a deadlock, and no error anywhere. A kilobyte does
// no harm, since it fits into the buffers; the trouble begins with the first large message.
//
// So read while you send: two loops that run at the same time, each with a small buffer of its own. With async
// methods begin both, and only then await them; with threads, use one thread for each. A socket allows this: one sender
// and one receiver do not disturb each other. If one of them fails, the other may wait for ever: closing the socket
// ends it. The server decides how much it reads before it begins to answer, so the sender must not wait for bytes that
// come back.
//
// Neither loop keeps what it has dealt with. Neither sending nor receiving 32 MB needs an array of 32 MB, and a program
// that keeps everything fails with the first message of 32 GB. Send a piece, forget it; receive a piece, check it,
// forget it. Here the value of each byte follows from its position, so neither loop has to remember what was sent.
//
// When all is sent, say so (Shutdown, step 15): the server closes its side when it has sent the last byte back. If the
// end comes earlier, bytes are missing.
//
//   program                                               echo server
//      │  a piece ───────────────────────────────────────▶ │
//      │ ◀──────── the same piece, while the next is sent  │
//      │  a piece ───────────────────────────────────────▶ │
//      │ ◀──────────────────────────────── the same piece  │
//      │  finished sending ──────────────────────────────▶ │
//      │ ◀────────────────────────────── finished sending  │
//
// Calls:   Task Socket.ConnectAsync(string host, int port)
//          ValueTask<int> Socket.SendAsync(ReadOnlyMemory<byte> bytes)
//          ValueTask<int> Socket.ReceiveAsync(Memory<byte> buffer)
//          Task<Task> Task.WhenAny(Task one, Task other)
//          int span.CommonPrefixLength(other): how many are the same from the beginning
//          array.AsMemory(from, count), array.AsSpan(from, count)
//
// Run it by hand:   ./kata servers                                                        (in one terminal)
//                   dotnet run --project solutions -- 24 127.0.0.1 7007 33554432          (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step24   or: ./kata check 24

using System.Net.Sockets;

static class Step24_FullDuplex
{
    const int PieceSize = 65536;

    static async Task<int> Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        long bytes = long.Parse(args[2]);

        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host, port); // blank line: connect, and await it: look up Socket.ConnectAsync

            Task sending = SendAll(socket, bytes); // blank: begin to send, and do not wait: see the method below
            Task<long> receiving = ReceiveAll(socket); // blank: begin to receive, while the first task still sends
            // If one of them fails, it is over: `using` closes the socket, and that ends the other.
            Task<Task> ended = Task.WhenAny(sending, receiving); // blank: ends when either does: look up Task.WhenAny
            await await ended;
            await Task.WhenAll(sending, receiving);

            long received = await receiving;
            if (received != bytes)
            {
                Console.Error.WriteLine($"{received} of {bytes} bytes came back");
                return 1;
            }

            Console.WriteLine($"{bytes} bytes sent and received");
            return 0;
        }
        catch (InvalidDataException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }
    }

    // Sends this many bytes, and then says that there are no more.
    static async Task SendAll(Socket socket, long bytes)
    {
        long position = 0;
        while (position < bytes)
        {
            int length = (int)Math.Min(PieceSize, bytes - position);
            // blank: send the bytes that BytesAt returns for this position, and await how many were taken: Socket.SendAsync
            position += await socket.SendAsync(BytesAt(position, length));
        }

        socket.Shutdown(SocketShutdown.Send); // blank line: say that there are no more, as in step 15
    }

    // Receives until the server has no more, and checks what comes. Returns how many bytes there were.
    static async Task<long> ReceiveAll(Socket socket)
    {
        var piece = new byte[PieceSize];
        long position = 0;
        while (true)
        {
            int count = await socket.ReceiveAsync(piece); // blank: await the next piece: look up Socket.ReceiveAsync
            if (count == 0)
                return position;

            ReadOnlySpan<byte> expected = BytesAt(position, count).Span;
            // blank: how many of the bytes that came are the right ones: look up CommonPrefixLength
            int right = piece.AsSpan(0, count).CommonPrefixLength(expected);
            if (right < expected.Length)
                throw new InvalidDataException($"Byte {position + right} is wrong");
            position += count;
        }
    }

    // The bytes to send from this position on: the numbers from 0 to 250, again and again. No power of two is a
    // multiple of 251, so a piece that is left out or comes twice is noticed.
    static ReadOnlyMemory<byte> BytesAt(long position, int length) => Numbers.AsMemory((int)(position % 251), length);

    static readonly byte[] Numbers = Enumerable.Range(0, 251 + PieceSize).Select(i => (byte)(i % 251)).ToArray();
}
