// Step 09: a download that resumes
//
// Step 08 read an answer from a stream, line by line, and distinguished an error from an end. This step does the same with bytes, and
// asks again after an IOException or an end that comes too early.
//
// Connections drop. A program that fetches something large should go on where it stopped. For that it needs three
// things from HTTP (RFC 9110):
//
//   - Content-Length says how long the body is. If the stream ends earlier, the connection was dropped, even if the
//     end was orderly; an IOException from the connection means a drop, too. Both are the same to us.
//   - Range: bytes=70000- asks for the rest, from byte 70000 on (the first byte is number 0). A server that can
//     do that answers 206 Partial Content, and the body holds only the rest (section 14).
//   - ETag names the version of the content. Send If-Range with that ETag (with its quotes) beside Range. It means: send
//     the rest if the content is still this version; otherwise send all of the new version (section 13.1.5). The answer
//     200 instead of 206 says that the content has changed, or that the server sends no parts: what we have is worth
//     nothing, and we start over with the body that follows.
//
// The program saves the body under another name, in file.part. The file gets its real name when it is complete, so a
// file with the real name is always whole. A .part that an earlier run left behind is of an unknown version, and is
// overwritten. Any other answer, such as 404 or 503, is not a drop: the program reports it and ends. After five tries
// in all (a try is one connection, or one attempt to connect) the program gives up. A program for daily use would also
// wait between its tries, longer each time, so that it does not overload a struggling server.
//
// The head of an answer is text in lines, the body is bytes. A StreamReader would read ahead, into the body, and
// decode it. So this program reads the lines byte by byte, from a BufferedStream, which makes that cheap.
//
//   program                                               http server
//      │  GET /big ──────────────────────────────────────▶ │
//      │ ◀───── 200 OK, Content-Length: 100000, ETag: "a"  │
//      │ ◀─────── 70,000 bytes, then the connection drops  │
//      │  GET /big, Range: bytes=70000- ─────────────────▶ │
//      │            If-Range: "a"                           │
//      │ ◀───────── 206 Partial Content, the other 30,000  │
//
// Calls:   void FileStream.SetLength(long length)
//          void File.Move(string from, string to, bool overwrite)
//          int Stream.Read(byte[] buffer, int at, int count), 0 at the end
//          void Stream.Write(byte[] buffer, int from, int count)
//          new EndOfStreamException(string message), which is an IOException
//
// Run it by hand:   ./kata servers                                                               (in one terminal)
//                   dotnet run --project exercises -- 09 127.0.0.1 8080 /index.html saved.html   (in another)
// Check it:         dotnet test exercises --filter TestCategory=Step09   or: ./kata check 9

using System.Net.Sockets;
using System.Text;

static class Step09_ResumingDownload
{
    const int Tries = 5;

    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        string path = args[2];
        string file = args[3];
        string part = __; // where the bytes are until all have come: the name of the file, and .part behind it

        using (FileStream saved = File.Create(part))
        {
            string version = "";
            bool complete = false;
            for (int tries = 0; !complete; tries++)
            {
                if (tries == Tries)
                {
                    Console.Error.WriteLine($"Giving up after {Tries} tries");
                    return 1;
                }

                try
                {
                    using var client = new TcpClient();
                    client.Connect(host, port);
                    using NetworkStream stream = client.GetStream();
                    using var answer = new BufferedStream(stream);

                    stream.Write(Encoding.ASCII.GetBytes(Request(host, port, path, saved.Length, version)));

                    string status = ReadLine(answer);
                    Dictionary<string, string> headers = ReadHeaders(answer);
                    if (StartsOver(status))
                    {
                        _ = __; // in place of this line: make the file empty: its content is worth nothing now (FileStream.SetLength)
                        version = Version(headers);
                    }
                    else if (!ContinuesAt(saved.Length, status, headers))
                    {
                        Console.Error.WriteLine($"The server answers {status}");
                        return 1;
                    }

                    SaveBody(answer, long.Parse(headers["Content-Length"]), saved);
                    complete = true;
                }
                catch (Exception error) when (IsDrop(error))
                {
                    Console.Error.WriteLine($"Connection dropped: {error.Message}");
                }
            }
        }

        _ = __; // in place of this line: give the complete file its real name, even if there is an older one (look up File.Move)
        Console.WriteLine($"Complete: {new FileInfo(file).Length} bytes");
        return 0;
    }

    // The request for the whole content, or, if we have some bytes and know their version, for the rest.
    static string Request(string host, int port, string path, long have, string version)
    {
        string request = $"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n";
        if (have > 0 && version != "")
            request += __; // two more lines: Range, for all from the first byte we do not have, and If-Range
        return request + "\r\n";
    }

    // Whether the whole content follows, from its first byte on: nothing is saved yet, or the content has changed.
    static bool StartsOver(string status) => Code(status) == "200";

    // Whether the bytes that follow are those from this position on (RFC 9110 section 14.4).
    static bool ContinuesAt(long position, string status, Dictionary<string, string> headers)
    {
        return __; // the code is 206, and the range in the field Content-Range, "bytes 70000-99999/100000", begins at position
    }

    // 200, from the status line "HTTP/1.1 200 OK".
    static string Code(string status) => status.Split(' ')[1];

    // The name of the version, or "" if the download cannot be resumed: there is no ETag, or a weak one (W/"…"),
    // which two contents with different bytes may share (RFC 9110 section 8.8.1).
    static string Version(Dictionary<string, string> headers)
    {
        string version = headers.GetValueOrDefault("ETag", "");
        return version.StartsWith("W/") ? "" : version;
    }

    // Saves exactly this many bytes. If the stream ends earlier, the connection was dropped.
    static void SaveBody(Stream answer, long length, FileStream saved)
    {
        _ = __; // in place of this line: read and save piece by piece, never more than is left; an early end: EndOfStreamException
    }

    // Whether this error means that the connection failed or ended early. An IOException that wraps no
    // SocketException is about the file, a full disk for example, and trying again would not help.
    static bool IsDrop(Exception error)
    {
        return __; // Connect's exception, SaveBody's, and what a stream makes of a SocketException (step 08)
    }

    // The header fields, up to the empty line that ends them. Upper and lower case in their names make no difference.
    static Dictionary<string, string> ReadHeaders(Stream answer)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string line;
        while ((line = ReadLine(answer)) != "")
        {
            string[] field = line.Split(':', 2);
            headers[field[0]] = field[1].Trim();
        }

        return headers;
    }

    // One line of the head, without its CR LF.
    static string ReadLine(Stream answer)
    {
        var line = new StringBuilder();
        while (true)
        {
            int next = answer.ReadByte();
            if (next == -1)
                throw new EndOfStreamException("the head of the answer is cut off");
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }
    }
}
