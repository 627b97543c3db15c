// Step 19: reusing connections
//
// Connecting costs a round trip before the first byte (two or three with TLS). With HTTP/1.1 a connection stays open
// after an answer, and the next request goes over the same one (RFC 9112 section 9.3). This program asks for all its
// paths that way.
//
// A server does not keep an idle connection for ever, and may close it at the very moment when you send the next
// request. You notice that only when you use the connection again: before the first byte of the answer the stream ends,
// or a reset comes, perhaps even before you send. Nothing is wrong then; the request has to go over a new connection.
// But two questions come first:
//
//   - May the request be sent twice? You cannot know whether the server dealt with it before it closed. A second GET
//     of a page does no harm. A POST may have been an order: sent again, it is two orders. So send a GET again, but
//     not a POST (RFC 9110 section 9.2.2): report to the user that it failed.
//   - Was it an old connection? Only an idle connection can have been closed in the meantime. If a new connection
//     ends before an answer, the reason is another one, and asking again and again would only hide it. So make one
//     new attempt at most.
//
// If a part of the answer has come, the end is an error like any other. If an answer says Connection: close, the
// server closes the connection after it: close your side, too, and make a new connection for the next request,
// whatever that is. Any other word in that header, such as keep-alive, closes nothing.
//
// An argument is a path, or a method, a colon and a path: POST:/orders. The server here has only pages and answers a
// POST with 405 (Method Not Allowed): for this program that is an answer like any other. Where an answer ends is the
// subject of step 18; here all answers have a Content-Length.
//
//   program                                               http server
//      │  GET /a ────────────────────────────────────────▶ │
//      │ ◀───────── 200 OK, and the connection stays open  │
//      │ ◀───────────────────── closed, since it was idle  │
//      │  GET /b, on the old connection: no answer ──────▶ │
//      │  connect again, GET /b ─────────────────────────▶ │
//      │ ◀──────────────────────────────────────── 200 OK  │
//
// Calls:   connection ??= …: a new one only if it is null
//          void Stream.Write(byte[] bytes), int Stream.ReadByte(), -1 at the end
//          void Connection.Dispose(), which is in this file
//
// Run it by hand:   ./kata servers                                                                   (in one terminal)
//                   dotnet run --project solutions -- 19 127.0.0.1 8080 /hello.txt /index.html       (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step19   or: ./kata check 19

using System.Globalization;
using System.Net.Sockets;
using System.Text;

static class Step19_ReusingConnections
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);

        Connection? connection = null;
        try
        {
            foreach (string argument in args[2..])
            {
                int colon = argument.IndexOf(":/", StringComparison.Ordinal);
                string method = colon < 0 ? "GET" : argument[..colon];
                string path = argument[(colon + 1)..];
                string length = method == "POST" ? "Content-Length: 0\r\n" : "";
                string request = $"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\n{length}\r\n";

                Answer? answer = null;
                while (answer == null)
                {
                    bool isOld = connection != null; // blank: whether there is a connection already
                    // blank: a new one, but only if there is none: look up the operator ??=
                    connection ??= new Connection(host, port);
                    answer = connection.Ask(request);
                    if (answer == null)
                    {
                        connection.Dispose();
                        connection = null;
                        // blank: whether to send the request once more, over a new connection
                        bool again = isOld && method == "GET";
                        if (!again)
                        {
                            Console.Error.WriteLine($"No answer came for {argument}: the server closed the connection.");
                            return 1;
                        }
                    }
                }

                if (answer.Closes)
                {
                    // blank from here: see to it that the next request begins with a new connection
                    connection?.Dispose();
                    connection = null;
                }

                Console.WriteLine($"{argument}: {answer.Status}, {answer.Body.Length} bytes");
                Console.WriteLine(Encoding.UTF8.GetString(answer.Body));
            }

            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
        }
        catch (InvalidDataException error)
        {
            Console.Error.WriteLine($"Error receiving data: {error.Message}");
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine($"The answer is not one that this program understands: {error.Message}");
        }
        finally
        {
            connection?.Dispose();
        }

        return 1;
    }

    // The answer to a request; Closes: whether the server will close the connection after it.
    sealed record Answer(int Status, byte[] Body, bool Closes);

    // A connection over which one request is sent after another.
    sealed class Connection : IDisposable
    {
        private readonly TcpClient client;
        private readonly NetworkStream stream;
        private readonly BufferedStream input;

        public Connection(string host, int port)
        {
            client = new TcpClient(host, port);
            stream = client.GetStream();
            input = new BufferedStream(stream);
        }

        public void Dispose()
        {
            input.Dispose();
            client.Dispose();
        }

        // Sends a request and returns the answer; null if the connection ended before the answer's first byte. If it ends
        // inside the answer, that is an InvalidDataException, and no reason to ask again.
        public Answer? Ask(string request)
        {
            int first = SendAndWait(stream, input, request);
            if (first == -1)
                return null;

            try
            {
                string statusLine = (char)first + ReadLine();
                if (!statusLine.StartsWith("HTTP/1.") || statusLine.Length < 12)
                    throw new FormatException(statusLine);
                int status = int.Parse(statusLine.AsSpan(9, 3), CultureInfo.InvariantCulture);
                return ReadAnswer(status);
            }
            catch (IOException error)
            {
                // An error inside the answer is another kind of error: Main must not ask again because of it.
                throw new InvalidDataException(error.Message, error);
            }
        }

        // Reads the header and the body of the answer.
        private Answer ReadAnswer(int status)
        {
            int length = 0;
            bool closes = false;
            string header;
            while ((header = ReadLine()) != "")
            {
                string name = header.Split(':')[0].ToLowerInvariant();
                string value = header[name.Length..].TrimStart(':').Trim().ToLowerInvariant();
                if (name == "content-length")
                    length = int.Parse(value, CultureInfo.InvariantCulture);
                if (name == "connection")
                    closes = value == "close"; // blank: whether the server will close the connection after this answer
            }

            var body = new byte[length];
            input.ReadExactly(body);
            return new Answer(status, body, closes);
        }

        // Sends a request and returns the first byte of the answer; -1 if the connection ends before it, in an orderly
        // way or by a reset (an IOException).
        private static int SendAndWait(NetworkStream stream, BufferedStream input, string request)
        {
            // blank from here: stream.Write the request, in ASCII; input.ReadByte() returns -1 at the end of the stream
            try
            {
                stream.Write(Encoding.ASCII.GetBytes(request));
                return input.ReadByte();
            }
            catch (IOException)
            {
                return -1;
            }
        }

        private string ReadLine()
        {
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
}
