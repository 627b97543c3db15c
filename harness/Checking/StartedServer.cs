using System.Net.Sockets;
using Kata.Checking.Clients;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>A step's program while it serves, and the clients that a check sends to it.</summary>
public sealed class StartedServer : IDisposable
{
    /// <summary>How the line begins with which a program says that it listens; the port ends it.</summary>
    private const string Listening = "Listening on port ";

    private readonly List<HostileClient> clients = [];
    private readonly ClientEvents events = new();
    private readonly Scene scene;
    private int connections;

    private StartedServer(StartedProgram program, int port, Scene scene) => (Program, Port, this.scene) = (program, port, scene);

    public StartedProgram Program { get; }

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>All that its clients saw so far.</summary>
    public Transcript Transcript => events.Transcript;

    /// <summary>Waits until a program has said that it listens.</summary>
    internal static async Task<StartedServer> Of(StartedProgram program, Scene scene)
    {
        var port = await program.WaitForLine(Listening);
        return int.TryParse(port, out var number) && number is > 0 and < 65536
            ? new(program, number, scene)
            : throw new CheckFailedException($"a line «{Listening}N»", Quoted.Of(Listening + port));
    }

    /// <summary>A new client of it.</summary>
    /// <param name="smallBuffers">See <see cref="HostileClient.Connect"/>.</param>
    public async Task<HostileClient> Connect(bool smallBuffers = false)
    {
        var client = await TryConnect(smallBuffers);
        return client ?? throw new CheckFailedException($"a connection to port {Port}", "the connection was not accepted");
    }

    /// <summary>A new client of it, or null if its connection is refused.</summary>
    /// <param name="address">See <see cref="HostileClient.Connect"/>.</param>
    public async Task<HostileClient?> TryConnect(bool smallBuffers = false, string address = "127.0.0.1")
    {
        var client = await HostileClient.Connect(
            address, Port, Interlocked.Increment(ref connections), events, smallBuffers, Program.Patience, NewSocket());
        if (client is not null)
        {
            lock (clients)
                clients.Add(client);
        }

        return client;
    }

    private Socket NewSocket() => scene.MakeSocket(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

    /// <summary>Closes all clients.</summary>
    public void Dispose()
    {
        lock (clients)
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }
}
