using System.Net;
using System.Net.Sockets;
using Kata.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Transport;

/// <summary>Accepts connections and has each served, through its faults.</summary>
public sealed class TcpEndpoint : Endpoint
{
    private const int Backlog = 512;

    /// <summary>How many connections are open at a time; more wait to be accepted. A program that opens as many as it can must not use up
    /// the file descriptors that other endpoints need.</summary>
    public const int MostOpen = 1_000;

    private readonly Socket listener;
    private readonly ConnectionHandler service;
    private readonly IReadOnlyList<Fault> faults;
    private readonly Network network;
    private readonly List<Socket> fillers = [];
    private readonly Dictionary<Connection, Task> open = [];
    private readonly SemaphoreSlim places = new(MostOpen);
    private readonly CancellationTokenSource enough = new();
    private CancellationTokenSource? ending;
    private Task accepting = Task.CompletedTask;
    private int accepted;

    /// <param name="listener">Bound, not yet listening.</param>
    /// <param name="network">The network that the socket is in; null for this process's own.</param>
    public TcpEndpoint(Socket listener, ConnectionHandler service, IReadOnlyList<Fault> faults, Network? network = null)
    {
        this.network = network ?? Network.Own;
        this.listener = listener;
        this.service = service;
        this.faults = faults;
        Address = (IPEndPoint)listener.LocalEndPoint!;
    }

    public override IPEndPoint Address { get; }

    public async Task Listen()
    {
        ending = CancellationTokenSource.CreateLinkedTokenSource(Closing, Transcript.Flooded);
        Transcript.Flooded.Register(enough.Cancel);
        if (faults.OfType<SmallWindow>().Any())
            ListenerFaults.KeepWindowSmall(listener);
        if (faults.OfType<AcceptNothing>().FirstOrDefault() is { } nothing)
        {
            fillers.AddRange(await ListenerFaults.FillBacklog(listener, network));
            Transcript.Add(EventKind.Fault, note: "the backlog is full: nothing is accepted");
            if (nothing.ForMilliseconds is { } time)
                accepting = AcceptAfter(time);
            return;
        }
        listener.Listen(Backlog);
        accepting = Accept();
    }

    private async Task AcceptAfter(int milliseconds)
    {
        try
        {
            for (var before = Acknowledgement.Unanswered(listener); before is not null && Acknowledgement.Unanswered(listener) == before;)
                await Task.Delay(5, enough.Token);
            await Pause.For(milliseconds, enough.Token);
            listener.Listen(Backlog);
            foreach (var filler in fillers.Where(filler => filler.Connected))
                (await listener.AcceptAsync(enough.Token)).Dispose();
        }
        catch (OperationCanceledException)
        {
            return;
        }
        fillers.ForEach(f => f.Dispose());
        fillers.Clear();
        Transcript.Add(EventKind.Fault, note: "from now on connections are accepted");
        await Accept();
    }

    private async Task Accept()
    {
        while (await Next() is { } socket)
            Start(socket);
    }

    /// <returns>The next connection; null if no more connections are accepted.</returns>
    private async Task<Socket?> Next()
    {
        while (true)
        {
            try
            {
                await places.WaitAsync(enough.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            try
            {
                return await listener.AcceptAsync(enough.Token);
            }
            catch (OperationCanceledException)
            {
                // AcceptWaiting may need the place.
                places.Release();
                return null;
            }
            catch (SocketException)
            {
                places.Release();
                // The program was gone before it was accepted, or no more files can be open (accept(2)); the latter
                // lasts until some connection closes.
                await Task.Delay(1);
            }
        }
    }

    private void Start(Socket socket)
    {
        var number = ++accepted;
        var connection = new Connection(socket, number, Transcript, new(faults, number), ending!.Token);
        lock (open)
            open[connection] = Serve();

        async Task Serve()
        {
            await Task.Yield();
            try
            {
                await connection.Serve(service);
            }
            catch (Exception e)
            {
                await Console.Error.WriteLineAsync($"Servers: a connection to {Address} failed: {e}");
            }
            lock (open)
                open.Remove(connection);
            places.Release();
        }
    }

    protected override async Task Settle(TimeSpan patience)
    {
        await enough.CancelAsync();
        await accepting;
        await AcceptWaiting();
        await WaitWhile(() => Open().Any(c => !c.Key.IsStalled), patience);
        await WaitWhile(() => Open().Any(c => c.Key.IsBusy));
    }

    /// <summary>Accepts the connections that were made before accepting ended.</summary>
    private async Task AcceptWaiting()
    {
        try
        {
            while (fillers.Count == 0 && !Transcript.IsFlooded && listener.Poll(0, SelectMode.SelectRead) && places.Wait(0))
                Start(await listener.AcceptAsync(Closing));
        }
        catch (SocketException)
        {
            // The same errors as in Next. The connections that are left wait until the listener ends.
            places.Release();
        }
    }

    protected override async Task End()
    {
        listener.Dispose();
        fillers.ForEach(f => f.Dispose());
        await Task.WhenAll(Open().Select(c => c.Value));
    }

    private KeyValuePair<Connection, Task>[] Open()
    {
        lock (open)
            return [.. open];
    }
}
