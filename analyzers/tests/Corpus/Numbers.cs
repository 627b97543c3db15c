// Integers in the byte order of this machine.

static class LengthRead
{
    static int Wrong(NetworkStream ns)
    {
        Span<byte> four = stackalloc byte[4];
        ns.ReadExactly(four);
        return BitConverter.ToInt32(four); // expect: SOCK010
    }

    static int Right(NetworkStream ns)
    {
        Span<byte> four = stackalloc byte[4];
        ns.ReadExactly(four);
        return BinaryPrimitives.ReadInt32BigEndian(four);
    }
}

static class LengthWritten
{
    static async Task Wrong(NetworkStream ns, byte[] body)
    {
        await ns.WriteAsync(BitConverter.GetBytes(body.Length)); // expect: SOCK010
        await ns.WriteAsync(body);
    }

    static async Task Right(NetworkStream ns, byte[] body)
    {
        await ns.WriteAsync(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(body.Length)));
        await ns.WriteAsync(body);
    }
}

static class LengthInASlice
{
    static void Wrong(Socket s, byte[] body)
    {
        var frame = new byte[body.Length + 2];
        BitConverter.TryWriteBytes(frame, (ushort)body.Length); // expect: SOCK010
        body.CopyTo(frame, 2);
        s.Send(frame);
    }

    static void Right(Socket s, byte[] body)
    {
        var frame = new byte[body.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)body.Length);
        body.CopyTo(frame, 2);
        s.Send(frame);
    }
}

static class CastOverABuffer
{
    static int Wrong(NetworkStream ns)
    {
        var b = new byte[8];
        ns.ReadExactly(b);
        return MemoryMarshal.Cast<byte, int>(b)[1]; // expect: SOCK010
    }

    static int Right(NetworkStream ns)
    {
        var b = new byte[8];
        ns.ReadExactly(b);
        return IPAddress.NetworkToHostOrder(MemoryMarshal.Cast<byte, int>(b)[1]);
    }
}

static class OfADatagram
{
    static async Task<uint> Wrong(UdpClient u)
    {
        UdpReceiveResult result = await u.ReceiveAsync();
        if (result.Buffer.Length < 4)
            throw new InvalidDataException();
        return BitConverter.ToUInt32(result.Buffer, 0); // expect: SOCK010
    }

    static async Task<uint> Right(UdpClient u)
    {
        UdpReceiveResult result = await u.ReceiveAsync();
        if (result.Buffer.Length < 4)
            throw new InvalidDataException();
        return BinaryPrimitives.ReadUInt32BigEndian(result.Buffer);
    }
}

static class ReversedWithoutAQuestion
{
    static int Wrong(NetworkStream ns, byte[] four)
    {
        ns.ReadExactly(four, 0, 4);
        if (!BitConverter.IsLittleEndian)
            Array.Reverse(four);
        return BitConverter.ToInt32(four, 0); // expect: SOCK010
    }

    static int Right(NetworkStream ns, byte[] four)
    {
        ns.ReadExactly(four, 0, 4);
        if (BitConverter.IsLittleEndian)
            Array.Reverse(four);
        return BitConverter.ToInt32(four, 0);
    }
}

static class InAnExpression
{
    static async Task<byte[]> Wrong(NetworkStream ns, CancellationToken stop)
    {
        var head = new byte[2];
        await ns.ReadExactlyAsync(head, stop);
        var body = new byte[BitConverter.ToUInt16(head)]; // expect: SOCK010
        await ns.ReadExactlyAsync(body, stop);
        return body;
    }

    static async Task<byte[]> Right(NetworkStream ns, CancellationToken stop)
    {
        var head = new byte[2];
        await ns.ReadExactlyAsync(head, stop);
        var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(head)];
        await ns.ReadExactlyAsync(body, stop);
        return body;
    }
}

static class ConcatenatedFrame
{
    static void Wrong(Socket s, byte[] body) => s.Send([.. BitConverter.GetBytes(body.Length), .. body]); // expect: SOCK010

    static void Right(Socket s, byte[] body) => s.Send([.. BitConverter.GetBytes(body.Length).Reverse(), .. body]);
}

static class ReadThroughAHelper
{
    static byte[] Four(NetworkStream ns)
    {
        var four = new byte[4];
        ns.ReadExactly(four);
        return four;
    }

    static float Wrong(NetworkStream ns) => BitConverter.ToSingle(Four(ns)); // expect: SOCK010

    static float Right(NetworkStream ns) => BinaryPrimitives.ReadSingleBigEndian(Four(ns));
}
