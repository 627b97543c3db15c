// Step 20: text across reads
//
// In UTF-8 a character is one to four bytes (RFC 3629); in hexadecimal, e is 65, é is C3 A9, 駅 is E9 A7 85. A Receive
// can end anywhere, even between C3 and A9. A program that decodes each piece by itself then has half a character at
// the end of one piece and the other half at the beginning of the next. Encoding.UTF8.GetString turns each half into
// the replacement character, U+FFFD, and the é is gone. On your own machine, and with English text, such a program
// seems to be right for years.
//
// A Decoder (Encoding.GetDecoder) has a memory: it keeps the bytes of a character that is not whole yet, and goes on
// with them in the next call. With one decoder for the whole stream, the pieces do not matter. Its GetChars takes
// bytes and returns how many chars it has made of them, which may be none. The last argument, flush, says that no
// more bytes will come: bytes that the decoder still keeps are then a character that was cut off.
//
// A replacement character on the screen hides that something was lost. A UTF8Encoding that you make yourself can throw
// on invalid bytes instead: you get a DecoderFallbackException for bytes that are not UTF-8, and at flush for a
// character that was cut off.
//
// The output has to be right, too: this program prints text as soon as it has come, as UTF-8 and unchanged. (One char
// of C# is not always one character, either: a character above U+FFFF takes two chars, a surrogate pair. Decoder and
// Console.Out both work with chars, so pass them on in the order in which they come.)
//
//   program                                               server
//      │  connect ───────────────────────────────────────▶ │
//      │ ◀────── 63 61 66 C3: three characters and a half  │
//      │ ◀───────────────────────── A9 0A: the other half  │
//      │ ◀─────────────────────── finished sending: flush  │
//
// Calls:   new UTF8Encoding(bool encoderShouldEmitUTF8Identifier)
//          new UTF8Encoding(bool encoderShouldEmitUTF8Identifier, bool throwOnInvalidBytes)
//          Decoder Encoding.GetDecoder()
//          int Decoder.GetChars(byte[] bytes, int from, int count, char[] chars, int at, bool flush)
//          void TextWriter.Write(char[] chars, int from, int count)
//
// Run it by hand:   dotnet run --project solutions -- 20 127.0.0.1 9020                      (in one terminal)
//                   (printf 'caf\303'; sleep 1; printf '\251\n') | nc -l 9020                (in another, first)
//                   Without nc (on Windows: kata):  ./kata check 20, then ./kata show 20: it lists its conversations, and draws each
// Check it:         dotnet test solutions --filter TestCategory=Step20   or: ./kata check 20

using System.Net.Sockets;
using System.Text;

static class Step20_TextAcrossReads
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        Console.OutputEncoding = new UTF8Encoding(false); // blank: UTF-8 without a byte-order mark

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

        try
        {
            PrintText(socket);
            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error receiving data: {error.SocketErrorCode}");
            return 1;
        }
        catch (DecoderFallbackException)
        {
            Console.Error.WriteLine("This is not UTF-8, or its last character was cut off.");
            return 1;
        }
    }

    // Prints the text as it comes, up to the end of the stream.
    static void PrintText(Socket socket)
    {
        // blank: UTF-8 that throws on invalid bytes: look up the constructors of UTF8Encoding
        Encoding encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        Decoder decoder = encoding.GetDecoder(); // blank: one for the whole stream
        var bytes = new byte[4096];
        var chars = new char[encoding.GetMaxCharCount(bytes.Length)];
        int count;
        do
        {
            count = socket.Receive(bytes);
            bool isEnd = count == 0; // blank: whether no more bytes will come
            // blank: decode what has come, into chars: look up Decoder.GetChars, and what its argument flush is for
            int made = decoder.GetChars(bytes, 0, count, chars, 0, flush: isEnd);
            Console.Out.Write(chars, 0, made);
        }
        while (count > 0);
    }
}
