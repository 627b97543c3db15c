// Step 04: sending and receiving
//
// A web server says nothing until it is asked. One way to ask, which most servers still understand, is HTTP/1.0
// (RFC 1945): one line with the method, the path and the version, then an empty line. Lines end with carriage return
// and line feed, "\r\n", on every system. The server answers with a status line, some headers, an empty line and the
// content, and closes the connection: the end of the stream is the end of the answer. In this step the headers are text
// like the rest: whatever they promise, all that comes is printed.
//
// TCP carries a stream of bytes. It keeps their order, and nothing else: what the server sent in one piece may arrive
// in ten, and what it sent in ten may arrive in one. Receive waits until something has arrived, puts it into the
// buffer, and returns the number of bytes. It does not clear the rest of the buffer: after those bytes, the old content
// is still there. When the server has closed and everything has been read, Receive returns 0. Every later call returns
// 0, too, at once.
//
// An encoding turns bytes into text. In UTF-8 a character can take up to four bytes, and a piece may end in the
// middle of one. A Decoder keeps the first bytes of a character until the rest arrives, so use one Decoder per stream.
//
//   program                                               http server
//      │  connect ───────────────────────────────────────▶ │
//      │  GET / HTTP/1.0, and an empty line ─────────────▶ │
//      │ ◀───────────────────────────── HTTP/1.0 200 OK …  │
//      │ ◀─────────────────────── … more, in any pieces …  │
//      │ ◀─────────── finished sending: Receive returns 0  │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   byte[] Encoding.GetBytes(string text), as in Encoding.ASCII
//          int Socket.Send(byte[] bytes)
//          int Socket.Receive(byte[] buffer)
//          int Decoder.GetChars(byte[] bytes, int from, int count, char[] chars, int at)
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project solutions -- 04 127.0.0.1 8080 /            (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step04   or: ./kata check 4

using System.Net.Sockets;
using System.Text;

static class Step04_SendingAndReceiving
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        string path = args[2];

        // blank: a new TCP socket; without a family it speaks IPv4 and IPv6
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(host, port);

        // blank: the line that asks for the path, and the empty line; both end with \r\n
        string request = $"GET {path} HTTP/1.0\r\n\r\n";
        // blank line: send the request; a socket takes bytes, and Encoding.ASCII.GetBytes makes them from text
        socket.Send(Encoding.ASCII.GetBytes(request));

        var buffer = new byte[2048];
        var text = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        Decoder decoder = Encoding.UTF8.GetDecoder();

        while (true)
        {
            int count = socket.Receive(buffer); // blank: wait for the next piece; how many bytes have arrived in the buffer?
            bool ended = count == 0; // blank: how can you tell from count that the server has finished?
            if (ended)
                break;

            // blank: decode only the `count` bytes that have just arrived: decoder.GetChars(bytes, from, count, chars, at)
            int length = decoder.GetChars(buffer, 0, count, text, 0);
            Console.Write(text, 0, length);
        }

        return 0;
    }
}
