using System.Buffers.Binary;
using Kata.Containers.Transport;
using Kata.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Time;

/// <summary>The time protocol (RFC 868): the seconds since 1900-01-01 00:00 UTC as four bytes, big-endian. Over TCP
/// it sends them to each client and finishes; over UDP it answers every datagram, also an empty one.</summary>
/// <param name="clock">The seconds to tell; null for the real time. Their low 32 bits are sent, so that the count
/// starts again at 0 on 2036-02-07 06:28:16 UTC.</param>
public sealed class TimeService(long? clock) : ConnectionHandler, IDatagramService
{
    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override async Task OnConnectedAsync(ConnectionContext connection) =>
        await connection.Transport.Output.WriteAsync(Now());

    public ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> datagram) => Now();

    private byte[] Now()
    {
        var seconds = clock ?? (long)Math.Floor((DateTimeOffset.UtcNow - Epoch).TotalSeconds);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, unchecked((uint)seconds));
        return bytes;
    }
}
