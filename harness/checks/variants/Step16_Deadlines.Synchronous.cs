// Synchronous calls: each is given the time that is left, and the socket's own time-outs do the rest.

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step16_Deadlines
{
    sealed class TooLate : Exception;

    static readonly Stopwatch clock = Stopwatch.StartNew();
    static int patience;

    static int Main(string[] args)
    {
        patience = (int)(1000 * double.Parse(args[3], NumberFormatInfo.InvariantInfo));
        var doing = "looking up the name";
        try
        {
            var lookup = Dns.GetHostAddressesAsync(args[0]);
            if (!((IAsyncResult)lookup).AsyncWaitHandle.WaitOne(Left()))
                throw new TooLate();
            var address = lookup.GetAwaiter().GetResult()[0];

            doing = "connecting";
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Connect(socket, new IPEndPoint(address, int.Parse(args[1])));

            doing = "sending";
            ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes("GET " + args[2] + " HTTP/1.0\r\n\r\n");
            while (!rest.IsEmpty)
            {
                if (!socket.Poll(Left() * 1000, SelectMode.SelectWrite))
                    throw new TooLate();
                // Never more than there is room for: a blocking send would wait until all is taken.
                socket.Blocking = false;
                var sent = socket.Send(rest, SocketFlags.None, out var refused);
                if (refused is not (SocketError.Success or SocketError.WouldBlock))
                    throw new SocketException((int)refused);
                rest = rest[sent..];
            }

            doing = "receiving";
            socket.Blocking = true;
            using var output = Console.OpenStandardOutput();
            Span<byte> buffer = stackalloc byte[4096];
            while (true)
            {
                socket.ReceiveTimeout = Left();
                var count = socket.Receive(buffer);
                if (count == 0)
                    return 0;
                output.Write(buffer[..count]);
            }
        }
        catch (Exception error) when (error is TooLate or SocketException { SocketErrorCode: SocketError.TimedOut })
        {
            Console.Error.WriteLine($"Deadline passed while {doing}");
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error while {doing}: {error.Message}");
        }

        return 1;
    }

    static void Connect(Socket socket, EndPoint server)
    {
        socket.Blocking = false;
        try
        {
            socket.Connect(server);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // Winsock reports a connection that failed among the errors only (select, learn.microsoft.com).
            List<Socket> made = [socket], failed = [socket];
            Socket.Select(null, made, failed, Left() * 1000);
            if (made.Count + failed.Count == 0)
                throw new TooLate();
            var outcome = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (outcome != 0)
                throw new SocketException(outcome);
        }
    }

    // Milliseconds until the deadline; never 0, which would mean «for ever» to ReceiveTimeout.
    static int Left()
    {
        var left = patience - (int)clock.ElapsedMilliseconds;
        return left > 0 ? left : throw new TooLate();
    }
}
