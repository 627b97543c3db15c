// Step 08: errors behind streams
//
// A NetworkStream makes a connection look like a file, and StreamWriter and StreamReader make it look like text.
// That is convenient, but the errors now appear in other places:
//
//   - A StreamWriter collects what you write. WriteLine to a dead connection succeeds, because the line has not been
//     sent yet: that happens when the buffer is full, or when you call Flush. Without Flush a server waits for the
//     request while you wait for its answer.
//   - NetworkStream does not throw a SocketException. It throws an IOException whose InnerException is the
//     SocketException with the SocketErrorCode. (That code is not always the one you expect: when a part of what
//     you write has been sent and the rest fails, .NET on Linux says TimedOut, whatever happened.)
//   - At the end of the stream ReadLine returns null (Read returns 0). That means only that the server has
//     closed: if nothing came before it, you have no answer. (Headers are lines like the others here.)
//
// Text on a wire must be exact, byte for byte. Encoding.UTF8 makes a StreamWriter begin with a byte-order mark, three
// bytes that no HTTP server takes for a method; new UTF8Encoding(false) has none. A line of HTTP ends with CR LF
// on every system (RFC 9112 section 2.2), while WriteLine ends it as your system does, unless you set NewLine.
//
//   program                                               http server
//      │  connect ───────────────────────────────────────▶ │
//      │  WriteLine, WriteLine: nothing is sent             │
//      │  Flush: GET / HTTP/1.0 and an empty line ───────▶ │
//      │  finished sending ──────────────────────────────▶ │
//      │ ◀──────────────────── lines, each ended by CR LF  │
//      │ ◀──────────────── the end: ReadLine returns null  │
//
// Calls:   new UTF8Encoding(bool encoderShouldEmitUTF8Identifier)
//          string StreamWriter.NewLine { get; set; }
//          void StreamWriter.Flush()
//          string? StreamReader.ReadLine()
//          Exception? Exception.InnerException
//
// Run it by hand:   ./kata servers                                                      (in one terminal)
//                   dotnet run --project solutions -- 08 127.0.0.1 8080 /index.html     (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step08   or: ./kata check 8

using System.Net.Sockets;
using System.Text;

static class Step08_StreamErrors
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        string path = args[2];

        using var client = new TcpClient();
        try
        {
            client.Connect(host, port);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {Reason(error)}");
            return 1;
        }

        // blank: UTF-8 without a byte-order mark: look up the constructors of UTF8Encoding
        Encoding encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, encoding);
        using var writer = new StreamWriter(stream, encoding);
        writer.NewLine = "\r\n"; // blank: what ends a line of HTTP, on every system

        try
        {
            writer.WriteLine($"GET {path} HTTP/1.0");
            writer.WriteLine();
            writer.Flush(); // blank line: send all that is still in the writer
            // blank line: say that you have finished sending, as in step 07: client.Client is the socket
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            Console.Error.WriteLine($"Error sending data: {Reason(error)}");
            return 1;
        }

        int lines;
        try
        {
            lines = PrintLines(reader);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"Error receiving data: {Reason(error)}");
            return 1;
        }

        if (lines == 0)
        {
            Console.Error.WriteLine("No answer came: the server closed the connection.");
            return 1;
        }

        return 0;
    }

    // Prints all lines until the end of the stream, each with the line end of this system, and returns how many there
    // were.
    static int PrintLines(StreamReader reader)
    {
        // blank from here: look up what StreamReader.ReadLine returns at the end
        int lines = 0;
        string? line;
        while ((line = reader.ReadLine()) != null)
        {
            Console.WriteLine(line);
            lines++;
        }

        return lines;
    }

    // What happened, as a word that means the same on every system: ConnectionReset. It is in the SocketException,
    // or in the SocketException inside an IOException.
    static string Reason(Exception error)
    {
        // blank from here: two cases: the error is a SocketException, or its InnerException is one; else its Message
        if (error is SocketException direct)
            return direct.SocketErrorCode.ToString();
        if (error.InnerException is SocketException wrapped)
            return wrapped.SocketErrorCode.ToString();
        return error.Message;
    }
}
