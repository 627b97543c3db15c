// TcpClient, a NetworkStream, and CopyToAsync: the token goes into each of them.

using System.Globalization;
using System.Net.Sockets;
using System.Text;

static class Step16_Deadlines
{
    static async Task<int> Main(string[] args)
    {
        using var deadline = new CancellationTokenSource();
        deadline.CancelAfter(TimeSpan.FromSeconds(double.Parse(args[3], CultureInfo.InvariantCulture)));

        var step = Step.Lookup;
        try
        {
            var addresses = await System.Net.Dns.GetHostAddressesAsync(args[0], deadline.Token).WaitAsync(deadline.Token);
            step = Step.Connect;
            using var client = new TcpClient(addresses[0].AddressFamily);
            await client.ConnectAsync(addresses, int.Parse(args[1]), deadline.Token);

            step = Step.Send;
            await using var stream = client.GetStream();
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {args[2]} HTTP/1.0\r\n\r\n"), deadline.Token);

            step = Step.Receive;
            await using var output = Console.OpenStandardOutput();
            await stream.CopyToAsync(output, deadline.Token);
            return 0;
        }
        catch (Exception error) when (deadline.IsCancellationRequested && error is not SocketException)
        {
            return Tell($"Deadline passed while {Name(step)}");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return Tell($"Error while {Name(step)}: {error.Message}");
        }
    }

    enum Step
    {
        Lookup,
        Connect,
        Send,
        Receive,
    }

    static string Name(Step step) => step switch
    {
        Step.Lookup => "looking up the name",
        Step.Connect => "connecting",
        Step.Send => "sending",
        _ => "receiving",
    };

    static int Tell(string what)
    {
        Console.Error.WriteLine(what);
        return 1;
    }
}
