// Step 12: data of a fixed size
//
// Over TCP the time service (RFC 868) needs no question: it sends its four bytes to each client, and closes. Even
// four bytes need not arrive together. TCP is a stream: Receive returns what is there, at least one byte, and does
// not show how it was sent. So go on until you have all four: each Receive puts its bytes behind those you have,
// and asks for no more than are missing.
//
// Receive returns 0 at the end of the stream. If that comes before the fourth byte, there is no time to print: the
// rest of the buffer holds only the zeros that were there before. Bytes after the fourth have no meaning: RFC 868
// defines four, so the program reads four and closes.
//
// The number is read and printed as in step 11: most significant byte first, seconds since 1900-01-01 00:00 UTC if
// its top bit is set, since 2036-02-07 06:28:16 UTC if not.
//
// Without a port the program takes the one registered for the name "time" with TCP.
//
//   program                                               time server
//      │  connect ───────────────────────────────────────▶ │
//      │ ◀──────────────────────────────────────────── D4  │
//      │ ◀────────────────────────────────────── 02 B1 03  │
//      │ ◀────────────────────────────── finished sending  │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   int Socket.Receive(byte[] buffer, int at, int count, SocketFlags flags), SocketFlags.None
//          uint BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan<byte> bytes)
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project exercises -- 12 127.0.0.1 3737              (in another)
// Check it:         dotnet test exercises --filter TestCategory=Step12   or: ./kata check 12

using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;

static class Step12_FixedSizeData
{
    static int Main(string[] args)
    {
        string host = args[0];
        int? port = __; // as in step 11, but over TCP
        if (port == null)
        {
            Console.Error.WriteLine("Couldn't find your port: no service is called time");
            return 1;
        }

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(host, port.Value);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        var data = new byte[4];
        int have;
        try
        {
            have = ReceiveAll(socket, data);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error receiving data: {error.Message}");
            return 1;
        }

        if (have < data.Length)
        {
            Console.Error.WriteLine($"The connection ended after {have} of 4 bytes");
            return 1;
        }

        uint seconds = __; // the four bytes as a number, the most significant first
        Console.WriteLine(CTime(Moment(seconds)));
        return 0;
    }

    // Receives until the buffer is full or the stream ends, and returns how many bytes it got.
    static int ReceiveAll(Socket socket, byte[] buffer)
    {
        return __; // Receive(buffer, from, howMany, SocketFlags.None) puts what arrives behind what you have
    }

    // The moment (UTC) that this number of seconds means.
    static DateTime Moment(uint seconds)
    {
        var start = new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return __; // as in step 11
    }

    // As C's ctime writes it: Tue Sep 18 13:53:23 2012.
    static string CTime(DateTime moment)
    {
        return __; // as in step 11
    }
}
