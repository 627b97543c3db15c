using System.Net.Sockets;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>The socket of one connection and its part of the transcript. Only this class touches them, so that nothing happens unrecorded.
/// It is also the last layer on the way out.</summary>
public sealed class Wire(Socket socket, int number, Transcript transcript, CancellationTokenSource ended) : Layer
{
    /// <summary>How long the server waits for the program to finish after it has finished itself. The time is long, so that a program
    /// stopped in a debugger is not disturbed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // Held while a send or shutdown happens and is recorded. So what the program does in return (which the receiving side records) cannot
    // be recorded before its cause.
    private readonly Lock order = new();
    private bool finished;
    private bool peerFinished;
    private bool wasReset;
    private bool closed;

    /// <summary>Fires when the connection is to end, or has ended, on both sides.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>The network refused to take bytes: the program has reset the connection.</summary>
    public bool Broken { get; private set; }

    public bool PeerFinished => peerFinished;

    /// <summary>A fault has brought the connection to a halt; it will not end by itself.</summary>
    public bool Stalled { get; private set; }

    /// <summary>There is something to read: bytes, the end of the stream, or an error.</summary>
    public bool Readable
    {
        get
        {
            lock (order)
                return !closed && socket.Poll(0, SelectMode.SelectRead);
        }
    }

    public void Accept()
    {
        socket.NoDelay = true;
        Record(EventKind.Accepted, peer: socket.RemoteEndPoint!.ToString(), local: socket.LocalEndPoint!.ToString());
    }

    /// <returns>How many bytes were read; 0 if there will be no more, since the program has finished or reset the
    /// connection.</returns>
    /// <exception cref="OperationCanceledException">The connection is to end.</exception>
    public async ValueTask<int> Receive(Memory<byte> buffer)
    {
        try
        {
            var count = await socket.ReceiveAsync(buffer, SocketFlags.None, Ended);
            lock (order)
            {
                // A reset that a send has reported is not reported a second time: this read sees the end instead.
                if (count == 0 && Broken)
                    RecordPeerReset();
                else if (count == 0)
                    RecordPeerFinished();
                else
                    Record(EventKind.Received, buffer.Span[..count]);
            }
            return count;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // This may also be the server's own reset, which closes the socket while a read waits.
            lock (order)
                RecordPeerReset();
            return 0;
        }
    }

    /// <summary>Hands one piece to the network. Does nothing once the server has finished.</summary>
    public override async ValueTask Send(ReadOnlyMemory<byte> piece)
    {
        try
        {
            ValueTask<int> sending;
            lock (order)
            {
                if (finished || wasReset || Broken)
                    return;
                sending = socket.SendAsync(piece, SocketFlags.None, Ended);
                if (sending.IsCompletedSuccessfully)
                {
                    Record(EventKind.Sent, piece.Span[..sending.Result]);
                    return;
                }
            }
            var sent = await sending;
            lock (order)
                Record(EventKind.Sent, piece.Span[..sent]);
        }
        catch (SocketException)
        {
            lock (order)
                Break();
        }
    }

    public override ValueTask EndAnswer() => ValueTask.CompletedTask;

    public override ValueTask Flush() => ValueTask.CompletedTask;

    /// <summary>Orderly end of what the server sends (FIN).</summary>
    public override ValueTask Finish()
    {
        lock (order)
        {
            if (finished || wasReset || Broken)
                return ValueTask.CompletedTask;
            try
            {
                socket.Shutdown(SocketShutdown.Send);
                finished = true;
                Record(EventKind.Finished);
            }
            catch (SocketException)
            {
                Break();
            }
        }
        if (!ended.IsCancellationRequested)
            ended.CancelAfter(Patience);
        return ValueTask.CompletedTask;
    }

    /// <summary>Abortive end of the connection (RST). What was sent before is acknowledged first, if the program's
    /// system has room for it: on Linux the program can then still read it; Windows discards it with the reset.</summary>
    public async ValueTask Reset()
    {
        await Acknowledgement.Of(socket, Ended);
        lock (order)
        {
            if (wasReset)
                return;
            wasReset = closed = true;
            socket.LingerState = new(true, 0);
            socket.Close();
            Record(EventKind.Reset);
        }
        ended.Cancel();
    }

    /// <summary>Orderly end of the connection or reset, whichever the fault wants.</summary>
    public ValueTask End(Ending ending) => ending == Ending.Reset ? Reset() : Finish();

    /// <summary>A fault brings the connection to a halt.</summary>
    /// <exception cref="OperationCanceledException">When the connection is to end, and not before.</exception>
    public Task Stall(string note)
    {
        Stalled = true;
        Record(EventKind.Fault, note: note);
        return Task.Delay(Timeout.Infinite, Ended);
    }

    /// <summary>Both sides are done, or the endpoint is closing: closes the socket.</summary>
    public void Close()
    {
        Finish();
        lock (order)
        {
            closed = true;
            socket.Close();
            Record(EventKind.Closed);
        }
    }

    private void Break()
    {
        Broken = true;
        if (peerFinished)
            RecordPeerReset();
    }

    private void RecordPeerFinished()
    {
        peerFinished = true;
        Record(EventKind.PeerFinished);
    }

    private void RecordPeerReset()
    {
        if (wasReset)
            return;
        Broken = wasReset = true;
        Record(EventKind.PeerReset);
        ended.Cancel();
    }

    private void Record(
        EventKind kind, ReadOnlySpan<byte> data = default, string? peer = null, string? local = null, string? note = null) =>
        transcript.Add(kind, number, data, peer, local, note);
}
