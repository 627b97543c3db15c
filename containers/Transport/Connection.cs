using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using Kata.Protocol;
using Microsoft.AspNetCore.Connections;

namespace Kata.Containers.Transport;

/// <summary>One accepted connection: moves bytes between the wire and the service, through the faults, until both
/// sides are done. The service sees two pipes and knows nothing of sockets.</summary>
public sealed class Connection
{
    // If the program does not read, the service waits after this many bytes. If the service does not read, the program waits.
    private static readonly PipeOptions Pipes = new(
        pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, minimumSegmentSize: 16 * 1024,
        useSynchronizationContext: false);

    private readonly Pipe input = new(Pipes);
    private readonly Pipe output = new(Pipes);
    private readonly CountedWriter counted;

    // The positions at which the service turned from sending to reading: how many bytes it had sent by then. They are positions and not
    // signals, because the program's next request, and the answer to it, may arrive before the turn is noticed here.
    private readonly ConcurrentQueue<long> turns = new();
    private long lastTurn;
    private readonly CancellationTokenSource ended;
    private readonly Wire wire;
    private readonly ConnectionFaults faults;
    private readonly ServedConnection served;

    public Connection(Socket socket, int number, Transcript transcript, ConnectionFaults faults, CancellationToken closing)
    {
        this.faults = faults;
        ended = CancellationTokenSource.CreateLinkedTokenSource(closing);
        wire = new(socket, number, transcript, ended);
        counted = new(output.Writer);
        served = new(socket, new AwaitedReader(input.Reader, Turn, output.Reader.CancelPendingRead), counted, ended);
    }

    /// <summary>The program has done something that is not dealt with yet, and that could end the connection.</summary>
    public bool IsBusy => !wire.Stalled && (wire.PeerFinished || wire.Readable);

    /// <summary>A fault has brought the connection to a halt: it does not end by itself.</summary>
    public bool IsStalled => wire.Stalled;

    /// <returns>When the connection is closed.</returns>
    public async Task Serve(ConnectionHandler service)
    {
        wire.Accept();
        var serving = Task.CompletedTask;
        if (faults.AtAccept is { } cut)
        {
            await Pause.For(cut.AfterMilliseconds, wire.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await wire.End(cut.Ending);
            await Drain();
        }
        else
        {
            var delivering = Deliver();
            serving = Serving(service);
            await Task.WhenAll(Receive(), delivering);
        }
        wire.Close();
        await input.Writer.CompleteAsync(new ConnectionAbortedException());
        await served.End();
        await serving;
        ended.Dispose();
    }

    private async Task Serving(ConnectionHandler service)
    {
        try
        {
            await service.OnConnectedAsync(served);
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or OperationCanceledException)
        {
            // The program or a fault ended the connection; the transcript says which.
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"Servers: {service.GetType().Name} failed on {served.LocalEndPoint}: {e}");
        }
        await served.DisposeAsync();
    }

    /// <summary>Moves bytes from the wire to the service. When the service reads no more, it goes on reading and drops the bytes: unread
    /// bytes would turn the orderly close into a reset (RFC 1122 §4.2.2.13).</summary>
    private async Task Receive()
    {
        var left = faults.OnTheWayIn?.Bytes ?? long.MaxValue;
        var wanted = true;
        try
        {
            while (left > 0)
            {
                var memory = input.Writer.GetMemory();
                var count = await wire.Receive(memory[..(int)Math.Min(memory.Length, left)]);
                if (count == 0)
                {
                    await EndInput();
                    return;
                }
                left -= count;
                if (wanted && left > 0)
                {
                    input.Writer.Advance(count);
                    var flushed = await input.Writer.FlushAsync(wire.Ended);
                    wanted = !flushed.IsCompleted && !flushed.IsCanceled && !wire.Broken;
                }
            }
            await EndTheWayIn();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task EndTheWayIn()
    {
        var fault = faults.OnTheWayIn!.Value.Fault;
        switch (fault)
        {
            case CutAfter cut:
                await wire.End(cut.Ending);
                await Drain();
                await EndInput();
                break;
            case Stall:
                await wire.Stall("stalled: nothing more is read");
                break;
            default:
                throw new InvalidOperationException($"What {fault.GetType().Name} does on the way in is not written here.");
        }
    }

    private async Task Drain()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await wire.Receive(buffer) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask EndInput() =>
        input.Writer.CompleteAsync(
            wire.Broken ? new ConnectionResetException("The program reset the connection.") : null);

    private void Turn()
    {
        if (counted.Flushed == lastTurn)
            return;
        lastTurn = counted.Flushed;
        turns.Enqueue(lastTurn);
    }

    /// <summary>Moves bytes from the service to the wire, through the faults.</summary>
    private async Task Deliver()
    {
        var way = faults.OnTheWayOut(wire);
        var delivered = 0L;
        try
        {
            while (true)
            {
                var result = await output.Reader.ReadAsync(wire.Ended);
                var rest = result.Buffer;
                while (turns.TryPeek(out var turn) && turn <= delivered + rest.Length)
                {
                    turns.TryDequeue(out _);
                    await Deliver(way, rest.Slice(0, turn - delivered));
                    await way.EndAnswer();
                    rest = rest.Slice(turn - delivered);
                    delivered = turn;
                }
                await Deliver(way, rest);
                delivered += rest.Length;
                output.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    break;
                if (result.IsCanceled)
                    await way.Flush();
                if (wire.Broken)
                    input.Writer.CancelPendingFlush();
            }
            await way.Finish();
        }
        catch (OperationCanceledException)
        {
        }
        finally
        {
            await output.Reader.CompleteAsync();
        }
    }

    private async ValueTask Deliver(Layer way, ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (bytes.IsSingleSegment)
        {
            await way.Send(bytes.First);
            return;
        }
        var length = (int)bytes.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bytes.CopyTo(whole);
            await way.Send(whole.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
