// Receives as much as there is, and cuts the messages out of what it has: fewer calls, more care.

using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

static class Step13_MessageFraming
{
    static int Main(string[] args)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(args[0], int.Parse(args[1]));
        }
        catch (SocketException error)
        {
            return Failed($"Connection error: {error.SocketErrorCode}");
        }

        var buffer = new byte[4096];
        int have = 0;
        while (true)
        {
            Span<byte> rest = buffer.AsSpan(0, have);
            while (rest.Length >= 4)
            {
                uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
                if (length > 1024 * 1024)
                    return Failed($"A message was refused: {length} bytes, and 1048576 are allowed");
                if (rest.Length - 4 < length)
                    break;
                Console.WriteLine($"{length} bytes: {Encoding.UTF8.GetString(rest.Slice(4, (int)length))}");
                rest = rest[(4 + (int)length)..];
            }

            int left = rest.Length;
            rest.CopyTo(buffer);
            have = left;
            if (have == buffer.Length)
                Array.Resize(ref buffer, 2 * buffer.Length);

            int count;
            try
            {
                count = socket.Receive(buffer.AsSpan(have));
            }
            catch (SocketException error)
            {
                return Failed($"Error receiving data: {error.SocketErrorCode}");
            }

            if (count == 0)
                break;
            have += count;
        }

        return have switch
        {
            0 => 0,
            < 4 => Failed($"The connection ended inside a message: {have} of 4 bytes of its length"),
            _ => Failed($"The connection ended inside a message: {have - 4} of {BinaryPrimitives.ReadUInt32BigEndian(buffer)} bytes"),
        };
    }

    static int Failed(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }
}
