// Step 13: messages on a stream
//
// TCP carries bytes in order, and nothing else: Receive does not show where one Send ended and the next began. Two
// messages may arrive in one Receive, and one message may take twenty. A protocol with messages has to say itself
// where each of them ends; that is called framing. Either a mark shows the end, such as a line end (which then must
// not occur inside), or the length comes first. This server sends the length first. Each message is
//
//     00 00 00 05  h e l l o        its length in bytes, four bytes, the most significant first; then the message
//
// The program reads exactly four bytes, then exactly as many as they say, and never more: the next byte belongs
// to the next message. The text is UTF-8 and is decoded when the message is whole.
//
//   - A length of 0 is a message, too: an empty one. A Receive into an empty buffer returns 0, which looks like the end
//     of the stream and is not; it may also wait first. A loop that receives only while bytes are missing avoids that.
//   - The stream may end between two messages, and only there. Inside a length or a message something has been lost,
//     and that is an error.
//   - The length comes from the other side. FF FF FF FF means 4 GiB, so four bytes can bring down a program that
//     makes a buffer of any size that the other side names. So there is a limit, here 1 MiB, and the program compares
//     the length with it before it makes a buffer. (As an int, FF FF FF FF is -1: less than any limit.)
//
//   program                                               server
//      │  connect ───────────────────────────────────────▶ │
//      │ ◀─────────────────────────────────── 00 00 00 05  │
//      │ ◀─────────────────────────────────────────── hel  │
//      │ ◀───────── lo 00 00 00 00: the next one is empty  │
//      │ ◀────────────────────────────── finished sending  │
//
// Calls:   new Socket(SocketType type, ProtocolType protocol)
//          uint BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan<byte> bytes)
//          string Encoding.GetString(byte[] bytes), as in Encoding.UTF8
//          int Socket.Receive(byte[] buffer, int at, int count, SocketFlags flags)
//
// Run it by hand:   ./kata servers                                                      (in one terminal)
//                   dotnet run --project exercises -- 13 127.0.0.1 3737                 (in another)
//                   That is the time service of step 11: its four bytes, taken for a length, are far over the limit.
//                   If you have nc (netcat; Linux and macOS), it can send two messages. Start it, then run 13 127.0.0.1 9013:
//                   printf '\0\0\0\5hello\0\0\0\0' | nc -l 9013
// Check it:         dotnet test exercises --filter TestCategory=Step13   or: ./kata check 13

using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

static class Step13_MessageFraming
{
    const int MaxLength = 1024 * 1024;

    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);

        using Socket socket = __; // a new TCP socket
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        try
        {
            byte[]? message;
            while ((message = ReceiveMessage(socket)) != null)
            {
                string text = __; // the message as text: it is UTF-8, and it is whole
                Console.WriteLine($"{message.Length} bytes: {text}");
            }

            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error receiving data: {error.SocketErrorCode}");
        }
        catch (EndOfStreamException error)
        {
            Console.Error.WriteLine($"The connection ended inside a message: {error.Message}");
        }
        catch (InvalidDataException error)
        {
            Console.Error.WriteLine($"A message was refused: {error.Message}");
        }

        return 1;
    }

    // Receives one message; null if the stream ends where a message could begin.
    static byte[]? ReceiveMessage(Socket socket)
    {
        var prefix = new byte[4];
        int have = ReceiveAll(socket, prefix);
        if (have == 0)
            return __; // what tells the caller that there is no further message
        if (have < prefix.Length)
            throw new EndOfStreamException($"{have} of 4 bytes of its length");

        uint length = __; // the four bytes as a number without a sign: look up BinaryPrimitives
        bool tooLong = __; // whether the length is over the limit; the limit itself is allowed
        if (tooLong)
            throw new InvalidDataException($"{length} bytes, and {MaxLength} are allowed");

        byte[] message = __; // room for the message, and for nothing else
        have = ReceiveAll(socket, message);
        if (have < message.Length)
            throw new EndOfStreamException($"{have} of {length} bytes");

        return message;
    }

    // Receives until the buffer is full or the stream ends, and returns how many bytes it got.
    static int ReceiveAll(Socket socket, byte[] buffer)
    {
        return __; // as in step 12
    }
}
