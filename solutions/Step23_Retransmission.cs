// Step 23: sending again
//
// TCP sends again what got lost, throws away what came twice, and puts in order what came late. With UDP your program
// does all this. This one sends a message word by word to an echo service (RFC 862), each word in its own datagram. It
// sends the next word only when it has the answer to the one before.
//
// Lost. If no answer comes, the question or the answer may be lost, or the answer may still be on its way: you cannot
// know. Wait, and send the same datagram again. How long? If the network loses datagrams because it has too many,
// sending them sooner makes it worse, so each wait is twice as long as the one before (RFC 8085 section 3.1.1): 100 ms,
// 200, 400, 800. After the fourth wait give up, since a peer that is gone never answers.
//
// Late and twice. If you send a datagram again, two answers may come. The second one arrives while you wait for the
// answer to the next word, and looks like that answer. A sequence number tells them apart: each datagram begins with
// its word's number, 1, 2, 3 …, in four bytes with the most significant first, and the echo brings it back. Throw away
// an answer with another number. It says nothing about the one you wait for, so it is no reason to send anything, nor
// to begin a new wait: go on waiting for the rest of the time. An answer to an earlier try has the right number, and is
// as good as an answer to the last try.
//
// The program prints the word in the answer, which may be empty, or as long as a datagram can be (step 21). Each word
// has four tries of its own, and its first wait is 100 ms again. If no try is answered, the program says so and ends
// with exit code 1: it does not send the words after that one. If no program listens on the port, the other machine may
// report that (step 22): then the program ends with an error at once. One or more spaces separate two words; a message
// without words sends nothing.
//
// Socket.Poll(time, SelectMode.SelectRead) waits until there is something to receive, at most that long, and returns
// whether there is. It returns false at once if the system has an error to report instead, such as a port where no
// program listens (step 22): false alone does not mean that the time is over. The socket option Error has that error.
//
//   program                                               echo server
//      │  00 00 00 01 Are ───────────────────────────────▶ │
//      │  100 ms: lost                                      │
//      │  00 00 00 01 Are ───────────────────────────────▶ │
//      │ ◀─────────────────────────────── 00 00 00 01 Are  │
//      │  00 00 00 02 you ───────────────────────────────▶ │
//      │ ◀──────────── 00 00 00 01 Are, late: thrown away  │
//      │ ◀─────────────────────────────── 00 00 00 02 you  │
//
// Calls:   string[] string.Split(char separator, StringSplitOptions options), RemoveEmptyEntries
//          void BinaryPrimitives.WriteInt32BigEndian(Span<byte> bytes, int number), and ReadInt32BigEndian
//          bool Socket.Poll(TimeSpan time, SelectMode mode), with SelectMode.SelectRead
//          TimeSpan Stopwatch.Elapsed, of Stopwatch.StartNew()
//          bytes.AsSpan(4): the bytes after the first four
//
// Run it by hand:   ./kata servers                                                               (in one terminal)
//                   dotnet run --project solutions -- 23 127.0.0.1 7007 "Are you still there"    (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step23   or: ./kata check 23

using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

static class Step23_Retransmission
{
    const int Tries = 4;
    const int FirstWaitMilliseconds = 100;

    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);
        // blank: the words of the third argument, which are separated by spaces: look up string.Split
        string[] words = args[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);

        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(host, port);
            for (int number = 1; number <= words.Length; number++)
            {
                string? answer = Ask(socket, number, words[number - 1]);
                if (answer == null)
                {
                    Console.Error.WriteLine($"No answer to word {number} after {Tries} tries");
                    return 1;
                }

                Console.WriteLine($"{number}: {answer}");
            }

            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }
    }

    // Sends a word until an answer to it comes, and returns the answer; null if none came to any of the tries.
    static string? Ask(Socket socket, int number, string word)
    {
        byte[] datagram = Numbered(number, word);
        TimeSpan wait = TimeSpan.FromMilliseconds(FirstWaitMilliseconds);
        for (int tries = 0; tries < Tries; tries++)
        {
            socket.Send(datagram);
            string? answer = WaitForAnswer(socket, number, wait);
            if (answer != null)
                return answer;
            wait = wait * 2; // blank: how long to wait for an answer to the next try
        }

        return null;
    }

    // The datagram for a word: its number in four bytes, then the word as UTF-8.
    static byte[] Numbered(int number, string word)
    {
        // blank from here: the number in four bytes, the most significant first (BinaryPrimitives, as in step 11), then the word
        byte[] text = Encoding.UTF8.GetBytes(word);
        var datagram = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(datagram, number);
        text.CopyTo(datagram, 4);
        return datagram;
    }

    // Waits for the answer with this number, for this time at most, whatever else comes. Returns its word, or null.
    static string? WaitForAnswer(Socket socket, int number, TimeSpan wait)
    {
        var buffer = new byte[65535];
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            // blank: what is left of the wait: the clock says how much of it has passed
            TimeSpan left = wait - clock.Elapsed;
            if (left <= TimeSpan.Zero)
                return null;
            if (!socket.Poll(left, SelectMode.SelectRead))
            {
                // The time is over, or there is an error. If there is an error, Poll has not waited.
                int error = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
                return error == 0 ? null : throw new SocketException(error);
            }

            int count = socket.Receive(buffer);
            // blank: whether the datagram begins with our number (how many bytes must it have for that?)
            bool ours = count >= 4 && BinaryPrimitives.ReadInt32BigEndian(buffer) == number;
            if (ours)
                return Encoding.UTF8.GetString(buffer, 4, count - 4);
        }
    }
}
