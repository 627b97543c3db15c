// UdpClient, async, and a cancellation token as the time-out.

using System.Globalization;
using System.Net.Sockets;

static class Step11_UdpTime
{
    static async Task<int> Main(string[] args)
    {
        if ((args.Length == 2 ? int.Parse(args[1]) : ServicePorts.Find("time", "udp")) is not { } port)
        {
            await Console.Error.WriteLineAsync("Couldn't find your port: no service is called time");
            return 1;
        }

        try
        {
            using var client = new UdpClient(args[0], port);
            for (var tries = 1; tries <= 4; tries++)
            {
                await client.SendAsync(ReadOnlyMemory<byte>.Empty);
                using var patience = new CancellationTokenSource(200);
                try
                {
                    var answer = await client.ReceiveAsync(patience.Token);
                    return Print(answer.Buffer);
                }
                catch (OperationCanceledException)
                {
                    // Lost: ask again.
                }
            }
        }
        catch (SocketException error)
        {
            await Console.Error.WriteLineAsync("Connection error: " + error.SocketErrorCode);
            return 1;
        }

        await Console.Error.WriteLineAsync("No answer after 4 tries");
        return 1;
    }

    static int Print(byte[] answer)
    {
        if (answer.Length != 4)
        {
            Console.Error.WriteLine($"The answer has {answer.Length} bytes instead of 4");
            return 1;
        }

        long seconds = 0;
        foreach (var octet in answer)
            seconds = seconds << 8 | octet;
        if (answer[0] < 128)
            seconds += 1L << 32;

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds - 2_208_988_800).UtcDateTime;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time:ddd MMM} {time.Day,2} {time:HH:mm:ss yyyy}"));
        return 0;
    }
}
