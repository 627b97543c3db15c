// UdpClient, async, and one reader of all that comes: each answer is handed to whoever waits for its number.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

static class Step23_Retransmission
{
    static readonly ConcurrentDictionary<int, TaskCompletionSource<string>> awaited = [];

    static async Task<int> Main(string[] args)
    {
        try
        {
            using var client = new UdpClient(args[0], int.Parse(args[1]));
            var reading = Read(client);

            var number = 0;
            foreach (var word in args[2].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                number++;
                var answer = await Ask(client, number, word);
                if (answer is null)
                {
                    Console.Error.WriteLine($"No answer to word {number} after 4 tries");
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

    static async Task<string?> Ask(UdpClient client, int number, string word)
    {
        byte[] datagram = [.. BitConverter.GetBytes(IPAddress.HostToNetworkOrder(number)), .. Encoding.UTF8.GetBytes(word)];
        var answer = awaited[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var wait in new[] { 100, 200, 400, 800 })
        {
            await client.SendAsync(datagram);
            if (await Task.WhenAny(answer.Task, Task.Delay(wait)) == answer.Task)
                return await answer.Task;
        }

        // A process that stood still hears of its clock first, and only then of what has come meanwhile.
        return await Task.WhenAny(answer.Task, Task.Delay(50)) == answer.Task ? await answer.Task : null;
    }

    static async Task Read(UdpClient client)
    {
        while (true)
        {
            var answer = (await client.ReceiveAsync()).Buffer;
            if (answer.Length < 4)
                continue;
            var number = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(answer));
            if (awaited.TryRemove(number, out var waiting))
                waiting.SetResult(Encoding.UTF8.GetString(answer.AsSpan(4)));
        }
    }
}
