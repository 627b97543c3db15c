using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Programs;

[Step(25, "Requests", "Clients", "BadFrames", "Leaving", "Asking")]
[Hints(
    "Begin with the frames: both sides need them, and the client is nearly done when you have them. Then write "
        + "a server for one client, then one for many.",
    "For each client ask what it waits for, and what waits for it. A client must never have to wait for another: so "
        + "each client has a task of its own, which ends by itself and handles its own errors. All of them share the store. "
        + "Leaving in good order has three parts: say that nothing more comes, read until the other side says so, too, or its time is "
        + "over, and close.",
    "Look up: AcceptAsync, ReceiveAsync and SendAsync of Socket with a CancellationToken, "
        + "CancellationTokenSource, Task.WhenAll and WhenAny, the lock statement, Socket.Shutdown, "
        + "Console.CancelKeyPress as in step 10, string.Split with a count, and the constructor of UTF8Encoding "
        + "with throwOnInvalidBytes.")]
public partial class Step25_YourOwnProtocolChecks : Checks
{
    private const int MostBytes = 65536;

    /// <summary>SECONDS, for servers that are to lose it soon.</summary>
    private const double Patience = 0.3;

    /// <summary>A heap of 64 MB: making room for what a hostile length announces fails.</summary>
    private static readonly RunOptions LittleMemory = new()
    {
        Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "4000000" },
    };

    /// <summary>A client that asks for much more than the buffers on the way can hold, and reads nothing: the server
    /// is in the middle of a reply.</summary>
    private static async Task<HostileClient> Stuff(StartedServer server, string name)
    {
        const int replies = 60;
        var generous = await server.Connect();
        await generous.Exchange($"PUT {name} {RandomText.OfLength(60_000)}", "OK");
        generous.Close();

        var client = await server.Connect(smallBuffers: true);
        await client.Send(Enumerable.Repeat($"GET {name}", replies));
        await client.WaitUntilFull();
        return client;
    }
}
