// A plain socket and a buffer of its own: what has arrived beyond the end of one answer is the beginning of the next.

using System.Globalization;
using System.Net.Sockets;
using System.Text;

static class Step18_HttpFraming
{
    static int Main(string[] args)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        string what = "";
        try
        {
            socket.Connect(args[0], int.Parse(args[1]));
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        var input = new Input(socket);
        var tags = new Dictionary<string, string>();
        try
        {
            foreach (string argument in args.AsSpan(2))
            {
                int colon = argument.IndexOf(":/", StringComparison.Ordinal);
                string method = colon < 0 ? "GET" : argument[..colon];
                bool head = method == "HEAD";
                what = argument[(colon + 1)..];
                tags.TryGetValue(what, out string? tag);
                string request = $"{method} {what} HTTP/1.1\r\nHost: kata\r\n"
                    + (tag is null ? "\r\n" : $"If-None-Match: {tag}\r\n\r\n");
                for (ReadOnlySpan<byte> left = Encoding.ASCII.GetBytes(request); left.Length > 0;)
                    left = left[socket.Send(left)..];

                string[] words = input.Line().Split(' ');
                if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !words[1].All(char.IsAsciiDigit))
                    throw new FormatException("no status");
                string status = words[1];
                string? length = null;
                bool chunked = false;
                for (string line = input.Line(); line != ""; line = input.Line())
                {
                    string value = line[(line.IndexOf(':') + 1)..].Trim();
                    switch (line[..line.IndexOf(':')].ToUpperInvariant())
                    {
                        case "CONTENT-LENGTH":
                            length = value;
                            break;
                        case "TRANSFER-ENCODING":
                            if (!value.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                                throw new FormatException($"unknown coding: {value}");
                            chunked = true;
                            break;
                        case "ETAG":
                            tags[what] = value;
                            break;
                    }
                }

                byte[] body = head || status is "204" or "304" ? []
                    : chunked ? input.Chunks()
                    : length is null ? input.ToTheEnd()
                    : input.Take(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture));
                Console.WriteLine($"{argument}: {status}, {body.Length} bytes");
                Console.WriteLine(Encoding.UTF8.GetString(body));
            }

            return 0;
        }
        catch (EndOfStreamException)
        {
            Console.Error.WriteLine($"The answer for {what} was cut short");
        }
        catch (FormatException error)
        {
            Console.Error.WriteLine($"The answer for {what} is not HTTP: {error.Message}");
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error on the connection: {error.SocketErrorCode}");
        }

        return 1;
    }

    sealed class Input(Socket socket)
    {
        private byte[] kept = [];

        public string Line()
        {
            int end;
            while ((end = kept.AsSpan().IndexOf("\r\n"u8)) < 0)
                More();
            return Encoding.ASCII.GetString(Take(end + 2).AsSpan(0, end));
        }

        public byte[] Take(int count)
        {
            while (kept.Length < count)
                More();
            byte[] taken = kept[..count];
            kept = kept[count..];
            return taken;
        }

        public byte[] Chunks()
        {
            var body = new List<byte>();
            while (true)
            {
                string line = Line().Split(';')[0];
                if (!uint.TryParse(line, NumberStyles.HexNumber, null, out uint size) || size > int.MaxValue)
                    throw new FormatException($"no chunk size: {line}");
                body.AddRange(Take((int)size));
                if (size == 0)
                    break;
                if (Encoding.ASCII.GetString(Take(2)) != "\r\n")
                    throw new FormatException("a chunk is longer than its size");
            }

            while (Line() != "")
            {
            }

            return [.. body];
        }

        public byte[] ToTheEnd()
        {
            try
            {
                while (true)
                    More();
            }
            catch (EndOfStreamException)
            {
                return Take(kept.Length);
            }
        }

        private void More()
        {
            var piece = new byte[4096];
            int count = socket.Receive(piece);
            if (count == 0)
                throw new EndOfStreamException();
            kept = [.. kept, .. piece.AsSpan(0, count)];
        }
    }
}
