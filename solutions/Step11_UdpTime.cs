// Step 11: the time over UDP
//
// The time service (RFC 868) answers any datagram, even an empty one, with a datagram of four bytes: the number of
// seconds since 1900-01-01 00:00 UTC, as an unsigned 32-bit number with the most significant byte first. That is the
// byte order of the network; most processors have the other one, so the conversion must be explicit (BinaryPrimitives).
//
// Datagrams get lost, in both directions. With UDP your program has to notice that: it waits for a limited time,
// and asks again. If nothing comes within ReceiveTimeout, Receive throws a SocketException with the code TimedOut. Ask
// a few times, then give up and say so. A reply that does not have four bytes is not the time: report an error and end.
// What another sender sends to your port is not the time either: Connect, as in step 10, keeps that out.
//
// 32 bits are not enough for ever: on 2036-02-07 at 06:28:16 UTC the number wraps to 0. Is 0 then in 1900 or in 2036?
// The number alone does not say, so a rule is needed. NTP has the same problem, and its rule (RFC 4330 section 3)
// serves here: with the top bit set the number counts from 1900, which gives the years 1968 to 2036; with the top
// bit clear it counts from the wrap, which gives 2036 to 2104. No time server ever sent a time before 1968, so
// nothing is lost: 0, which once meant New Year 1900, now means the first second after the wrap.
//
// The line looks as C's ctime writes it, with the day in two columns: Sun Nov  1 09:05:07 2015.
//
// Without a port the program takes the one registered for the name "time" with UDP, as step 02 does.
//
//   program                                               time server
//      │  an empty datagram ─────────────────────────────▶ │
//      │  200 ms: it, or its answer, is lost                │
//      │  an empty datagram ─────────────────────────────▶ │
//      │ ◀─────────────────────── D4 02 B1 03: four bytes  │
//
// Calls:   int Socket.ReceiveTimeout { get; set; }, in milliseconds
//          uint BinaryPrimitives.ReadUInt32BigEndian(ReadOnlySpan<byte> bytes)
//          DateTime DateTime.AddSeconds(double seconds)
//          string string.PadLeft(int width)
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project solutions -- 11 127.0.0.1 3737              (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step11   or: ./kata check 11

using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;

static class Step11_UdpTime
{
    const int Tries = 4;
    const int WaitMilliseconds = 200;

    static int Main(string[] args)
    {
        string host = args[0];
        // blank: the second argument if there is one, else what ServicePorts finds for "time" with UDP
        int? port = args.Length > 1 ? int.Parse(args[1]) : ServicePorts.Find("time", "udp");
        if (port == null)
        {
            Console.Error.WriteLine("Couldn't find your port: no service is called time");
            return 1;
        }

        try
        {
            using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(host, port.Value);
            // blank line: let Receive wait no longer than WaitMilliseconds: look up Socket.ReceiveTimeout
            socket.ReceiveTimeout = WaitMilliseconds;

            var buffer = new byte[512];
            int count = Ask(socket, buffer);
            if (count == -1)
            {
                Console.Error.WriteLine($"No answer after {Tries} tries");
                return 1;
            }

            if (count != 4)
            {
                Console.Error.WriteLine($"The answer has {count} bytes instead of 4");
                return 1;
            }

            // blank: the four bytes as a number, the most significant first: look up BinaryPrimitives
            uint seconds = BinaryPrimitives.ReadUInt32BigEndian(buffer);
            Console.WriteLine(CTime(Moment(seconds)));
            return 0;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }
    }

    // Asks until an answer comes. Returns how many bytes it has, or -1 if none came to any of the tries.
    static int Ask(Socket socket, byte[] buffer)
    {
        // blank from here: send an empty datagram and receive; after SocketError.TimedOut do it again, Tries times in all
        byte[] question = [];
        for (int tries = 0; tries < Tries; tries++)
        {
            socket.Send(question);
            try
            {
                return socket.Receive(buffer);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.TimedOut)
            {
            }
        }

        return -1;
    }

    // The moment (UTC) that this number of seconds means.
    static DateTime Moment(uint seconds)
    {
        var start = new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        // blank from here: start plus the seconds; a number with its top bit clear counts from the wrap (2 to the 32)
        bool wrapped = seconds < 0x80000000;
        return start.AddSeconds(wrapped ? seconds + 0x100000000 : seconds);
    }

    // As C's ctime writes it: Tue Sep 18 13:53:23 2012.
    static string CTime(DateTime moment)
    {
        string day = moment.Day.ToString().PadLeft(2); // blank: the day of the month in two columns: " 1" or "18"
        return moment.ToString($"ddd MMM '{day}' HH:mm:ss yyyy", CultureInfo.InvariantCulture);
    }
}
