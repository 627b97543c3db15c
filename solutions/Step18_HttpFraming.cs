// Step 18: where an answer ends
//
// With HTTP/1.0 the end of the stream was the end of the answer. With HTTP/1.1 the connection stays open for the next
// request, and a client that reads to the end waits for ever. So the answer has to say where it ends. It begins with a
// status line and header lines, each ended by CR LF, and an empty line. These rules, in this order, say what follows
// (RFC 9112 section 6.3):
//
//   1. No body follows after HEAD, nor with the status 204 (No Content) or 304 (Not Modified), whatever the header
//      says: after HEAD, Content-Length is the length that the body would have after GET.
//   2. With Transfer-Encoding: chunked the body comes in chunks. Each has a line with its size in hexadecimal, then
//      that many bytes, then CR LF. A chunk of size 0 is the last. It is followed by header lines (mostly none) and an
//      empty line: read them and ignore them. After a size there may be a semicolon and more text: ignore that, too.
//   3. With Content-Length exactly that many bytes follow.
//   4. With neither, the body goes on to the end of the stream. Nothing comes after it.
//
// With rules 2 and 3, a stream that ends earlier is an error: you do not have what the server wanted to send.
//
// The names of headers may be written in capital or small letters. To find the end of a line you have to read byte by
// byte, and a BufferedStream makes that cheap: it receives as much as there is, keeps it, and hands it out (ReadByte
// returns -1 at the end). ReadExactly fills a buffer, or throws an EndOfStreamException.
//
// An argument is a path, or a method, a colon and a path: HEAD:/big.txt. If a path comes again, the program also
// sends the ETag of the last answer for that path (RFC 9110 section 13.1.2), so that the server may answer 304.
//
//   program                                               http server
//      │  GET /a HTTP/1.1 ───────────────────────────────▶ │
//      │ ◀─────── 200 OK, Content-Length: 5, then 5 bytes  │
//      │  GET /b HTTP/1.1 ───────────────────────────────▶ │
//      │ ◀────────── 200 OK, chunked: 5 CR LF hello CR LF  │
//      │ ◀────────────────── 0 CR LF CR LF: the end of it  │
//
// Calls:   void Socket.Connect(string host, int port)
//          int.TryParse(string text, NumberStyles style, IFormatProvider, out int number)
//          new Dictionary<string, string>(StringComparer comparer), OrdinalIgnoreCase is one of them
//          void Stream.ReadExactly(byte[] bytes), void Stream.CopyTo(Stream to), int Stream.ReadByte()
//          bool Dictionary.TryGetValue(key, out value), bool Dictionary.ContainsKey(key)
//
// Run it by hand:   ./kata servers                                                                    (in one terminal)
//                   dotnet run --project solutions -- 18 127.0.0.1 8080 HEAD:/big.txt /hello.txt      (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step18   or: ./kata check 18

using System.Globalization;
using System.Net.Sockets;
using System.Text;

static class Step18_HttpFraming
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(host, port); // blank line: connect the socket to this port of this host
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        string path = "";
        try
        {
            using var stream = new NetworkStream(socket);
            using var input = new BufferedStream(stream);
            var tags = new Dictionary<string, string>();
            foreach (string argument in args[2..])
            {
                int colon = argument.IndexOf(":/", StringComparison.Ordinal);
                string method = colon < 0 ? "GET" : argument[..colon];
                path = argument[(colon + 1)..];
                string condition = tags.TryGetValue(path, out string? tag) ? $"If-None-Match: {tag}\r\n" : "";
                stream.Write(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{condition}\r\n"));

                int status = ReadStatus(input);
                Dictionary<string, string> headers = ReadHeaders(input);
                byte[] body = ReadBody(input, method, status, headers);
                if (headers.TryGetValue("ETag", out tag))
                    tags[path] = tag;
                Console.WriteLine($"{argument}: {status}, {body.Length} bytes");
                Console.WriteLine(Encoding.UTF8.GetString(body));
            }

            return 0;
        }
        catch (InvalidDataException error)
        {
            Console.Error.WriteLine($"The answer for {path} is not HTTP: {error.Message}");
        }
        catch (IOException error)
        {
            // An EndOfStreamException is an IOException, too: the stream has ended where more should come.
            Console.Error.WriteLine(error is EndOfStreamException
                ? $"The answer for {path} was cut short"
                : $"Error on the connection: {error.Message}");
        }

        return 1;
    }

    // Reads the status line: HTTP/1.1 200 OK.
    static int ReadStatus(Stream input)
    {
        string line = ReadLine(input);
        string[] words = line.Split(' ');
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.") || !int.TryParse(words[1], out int status))
            throw new InvalidDataException($"no status: {line}");
        return status;
    }

    // Reads header lines, and the empty line after them.
    static Dictionary<string, string> ReadHeaders(Stream input)
    {
        // blank: a dictionary that finds content-length as Content-Length: look up StringComparer
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string line;
        while ((line = ReadLine(input)) != "")
        {
            int colon = line.IndexOf(':');
            if (colon < 1)
                throw new InvalidDataException($"no header: {line}");
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return headers;
    }

    // Reads the body, by the rules above.
    static byte[] ReadBody(Stream input, string method, int status, Dictionary<string, string> headers)
    {
        // blank: rule 1: whether the method, or the status, says that no body follows
        bool hasNone = method == "HEAD" || status == 204 || status == 304;
        if (hasNone)
            return [];

        // blank: rule 2: whether there is such a header: TryGetValue or ContainsKey
        bool isChunked = headers.ContainsKey("Transfer-Encoding");
        if (isChunked)
        {
            string coding = headers["Transfer-Encoding"];
            if (!coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                throw new InvalidDataException($"unknown coding: {coding}");
            return ReadChunks(input);
        }

        if (headers.TryGetValue("Content-Length", out string? text))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
                throw new InvalidDataException($"no length: {text}");
            return ReadBytes(input, length); // blank: rule 3
        }

        return ReadToEnd(input); // blank: rule 4
    }

    // Reads all chunks, and what follows the last one.
    static byte[] ReadChunks(Stream input)
    {
        var body = new MemoryStream(); // holds nothing but memory: there is nothing to dispose of
        int size;
        while ((size = ReadChunkSize(input)) > 0)
        {
            byte[] chunk = ReadBytes(input, size); // blank: as many bytes as the size says
            body.Write(chunk);
            string rest = ReadLine(input); // blank: what stands between the chunk and the end of its line
            if (rest != "")
                throw new InvalidDataException("a chunk is longer than its size");
        }

        ReadHeaders(input); // blank line: read and ignore what follows the last chunk: header lines and an empty line
        return body.ToArray();
    }

    // Reads the line that a chunk begins with.
    static int ReadChunkSize(Stream input)
    {
        // blank: the line up to the semicolon, if there is one, and without spaces around it
        string text = ReadLine(input).Split(';')[0].Trim();
        int size = 0;
        // blank: look up the int.TryParse that takes NumberStyles: AllowHexSpecifier
        bool isSize = int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out size);
        if (!isSize || size < 0)
            throw new InvalidDataException($"no chunk size: {text}");
        return size;
    }

    // Reads exactly this many bytes.
    static byte[] ReadBytes(Stream input, int count)
    {
        var bytes = new byte[count];
        input.ReadExactly(bytes); // blank line: fill the buffer, or throw an EndOfStreamException
        return bytes;
    }

    // Reads what comes until the end of the stream.
    static byte[] ReadToEnd(Stream input)
    {
        var body = new MemoryStream(); // holds nothing but memory: there is nothing to dispose of
        input.CopyTo(body); // blank line: look up Stream.CopyTo
        return body.ToArray();
    }

    // Reads a line, and returns it without the CR LF that ends it.
    static string ReadLine(Stream input)
    {
        // blank from here: ReadByte up to the '\n'; an EndOfStreamException if the stream ends before it
        var line = new StringBuilder();
        int next;
        while ((next = input.ReadByte()) != '\n')
        {
            if (next == -1)
                throw new EndOfStreamException();
            line.Append((char)next);
        }

        return line.ToString().TrimEnd('\r');
    }
}
