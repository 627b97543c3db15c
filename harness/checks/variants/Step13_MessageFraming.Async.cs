// Asynchronous, over a stream that counts for us: ReadAtLeastAsync goes on until there is enough.

using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

static class Step13_MessageFraming
{
    static async Task<int> Main(string[] args)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(args[0], int.Parse(args[1]));
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.Message}");
            return 1;
        }

        try
        {
            await using NetworkStream stream = client.GetStream();
            await foreach (string line in Lines(stream))
                Console.WriteLine(line);
            return 0;
        }
        catch (InvalidDataException error)
        {
            Console.Error.WriteLine(error.Message);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"Error receiving data: {error.Message}");
        }

        return 1;
    }

    static async IAsyncEnumerable<string> Lines(Stream stream)
    {
        var prefix = new byte[4];
        while (await stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false) is > 0 and var have)
        {
            if (have < 4)
                throw new InvalidDataException($"The connection ended inside a message: {have} of 4 bytes of its length");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
            if (length > 1 << 20)
                throw new InvalidDataException($"A message was refused: {length} bytes, and 1048576 are allowed");

            var message = new byte[length];
            have = await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false);
            if (have < length)
                throw new InvalidDataException($"The connection ended inside a message: {have} of {length} bytes");
            yield return $"{length} bytes: {Encoding.UTF8.GetString(message)}";
        }
    }
}
