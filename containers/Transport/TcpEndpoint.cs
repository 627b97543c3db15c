using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Transport;

/// <summary>Accepts connections and has each served, through its faults.</summary>
public sealed class TcpEndpoint : Endpoint
{
    private const int Backlog = 512;

    private readonly Socket listener;
    private readonly ConnectionHandler service;
    private readonly IReadOnlyList<Fault> faults;
    private readonly List<Socket> fillers = [];
    private readonly Dictionary<Connection, Task> open = [];
    private Task accepting = Task.CompletedTask;

    /// <param name="listener">Bound, not yet listening.</param>
    public TcpEndpoint(Socket listener, ConnectionHandler service, IReadOnlyList<Fault> faults)
    {
        this.listener = listener;
        this.service = service;
        this.faults = faults;
        Address = (IPEndPoint)listener.LocalEndPoint!;
    }

    public override IPEndPoint Address { get; }

    public async Task Listen()
    {
        if (faults.OfType<SmallWindow>().Any())
            Listeners.KeepWindowSmall(listener);
        if (faults.OfType<AcceptNothing>().Any())
        {
            fillers.AddRange(await Listeners.FillBacklog(listener));
            Transcript.Add(EventKind.Fault, note: "the backlog is full: nothing is accepted");
            return;
        }
        listener.Listen(Backlog);
        accepting = Accept();
    }

    private async Task Accept()
    {
        for (var number = 1; ; number++)
        {
            try
            {
                var socket = await listener.AcceptAsync(Closing);
                Start(new(socket, number, Transcript, new(faults, number), Closing));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) when (!Closing.IsCancellationRequested)
            {
                // The program was gone before it was accepted (accept(2): ECONNABORTED). It has no number.
                number--;
            }
        }
    }

    private void Start(Connection connection)
    {
        lock (open)
            open[connection] = Serve();

        async Task Serve()
        {
            await Task.Yield();
            await connection.Serve(service);
            lock (open)
                open.Remove(connection);
        }
    }

    protected override async Task Settle()
    {
        if (accepting.IsCompleted)
            return;
        await WaitWhile(() => listener.Poll(0, SelectMode.SelectRead));
        await WaitWhile(() => Open().Any(c => c.Key.IsBusy));
    }

    protected override async Task End()
    {
        listener.Dispose();
        fillers.ForEach(f => f.Dispose());
        await accepting;
        await Task.WhenAll(Open().Select(c => c.Value));
    }

    private KeyValuePair<Connection, Task>[] Open()
    {
        lock (open)
            return [.. open];
    }
}
