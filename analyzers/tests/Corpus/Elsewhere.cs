// What the pairs use from another file of their project.

static class Wires
{
    public static Stream Open(string host, int port)
    {
        var client = new TcpClient(host, port);
        return client.GetStream();
    }

    public static int Next(Stream stream, byte[] buffer) => stream.Read(buffer, 0, buffer.Length);

    public static Task<int> NextAsync(NetworkStream stream, Memory<byte> buffer, CancellationToken stop) =>
        stream.ReadAsync(buffer, stop).AsTask();

    public static void Fill(Stream stream, byte[] buffer) => stream.ReadExactly(buffer);
}

abstract class Wire(TcpClient client)
{
    protected Stream Peer { get; } = client.GetStream();
}

sealed class Link
{
    private readonly Stream stream;

    public Link(TcpClient client) => stream = client.GetStream();

    public Stream Stream => stream;
}

sealed record Chunk(byte[] Data, int Count);

readonly record struct Header(byte Kind, ushort Length);

sealed record Order(string Item, int Amount);
