using System.Net;
using System.Net.Sockets;
using System.Text;
using Kata.Checking;
using Kata.Machine;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Tests.Servers;

/// <summary>The other end of a control connection, played by a test: a real socket, and responses in the order the
/// test wants.</summary>
internal sealed class FakeServerProgram : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> open = [];
    private StreamReader? reader;
    private StreamWriter? writer;

    public FakeServerProgram() => listener.Start();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Accepts a client and lets it in.</summary>
    public async Task<ControlClient> LetIn(string lastWords = "", TimeSpan? patience = null)
    {
        var connecting = ControlClient.Connect("127.0.0.1", Port, "token", () => Task.FromResult(lastWords), patience: patience);
        var hello = await AcceptHello();
        await Answer(new(hello.Id, Services: [Service.Echo]));
        return await connecting;
    }

    public async Task<ControlRequest> AcceptHello()
    {
        var client = await listener.AcceptTcpClientAsync();
        open.Add(client);
        reader = new(client.GetStream());
        writer = new(client.GetStream()) { NewLine = "\n", AutoFlush = true };
        return await Next();
    }

    public async Task<ControlRequest> Next() =>
        ControlJson.Request(new(Encoding.UTF8.GetBytes((await reader!.ReadLineAsync())!)));

    public Task Answer(ControlResponse response) => Say(Encoding.UTF8.GetString(ControlJson.Line(response)).TrimEnd('\n'));

    public Task Say(string line) => writer!.WriteLineAsync(line);

    public void HangUp() => open.ForEach(one => one.Dispose());

    public void Dispose()
    {
        HangUp();
        listener.Dispose();
    }
}
