using System.Net.Sockets;
using Kata.Protocol;
using Kata.Servers;

namespace Kata.Checking.Clients;

/// <summary>A client over TCP that does what no friendly one does, and notes all that happens. Nothing it meets is an
/// error to it: what the program made of its connection is for the check to judge.</summary>
public sealed class HostileClient : IDisposable
{
    private const int LevelTcp = 6;
    private const int MaxSegment = 2;
    private const int Cork = 3;
    private const int SmallReceiveBuffer = 1024;
    private const int SmallSendBuffer = 8192;
    private const int SmallSegment = 536;

    /// <summary>How long it waits for something that has to happen, by the program's own time.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly Socket socket;
    private readonly int number;
    private readonly ClientEvents events;
    private readonly Func<TimeSpan, CancellationTokenSource> patienceFor;
    private readonly byte[] buffer = new byte[16 * 1024];
    private Memory<byte> arrived;
    private bool finished;
    private bool peerFinished;
    private bool ended;

    private HostileClient(Socket socket, int number, ClientEvents events, Func<TimeSpan, CancellationTokenSource> patienceFor) =>
        (this.socket, this.number, this.events, this.patienceFor) = (socket, number, events, patienceFor);

    /// <summary>Connects to a port of this machine.</summary>
    /// <param name="address">An address of the loopback network, all of which this machine answers on (RFC 1122 §3.2.1.3).</param>
    /// <param name="smallBuffers">It takes only a few thousand bytes as long as it does not receive them, so that a program
    /// that sends more is soon made to wait (tcp(7), SO_RCVBUF, TCP_MAXSEG); and it has to wait itself when it sends more
    /// than the program receives (SO_SNDBUF).</param>
    /// <param name="patienceFor">A source whose token is cancelled after so much of the program's own time.</param>
    /// <param name="socket">A new one, in the network that the program is in; null if that is this machine's.</param>
    /// <returns>Null if it was not accepted.</returns>
    internal static async Task<HostileClient?> Connect(
        string address, int port, int number, ClientEvents events, bool smallBuffers,
        Func<TimeSpan, CancellationTokenSource> patienceFor, Socket? socket = null)
    {
        socket ??= new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        if (smallBuffers)
            KeepBuffersSmall(socket);

        try
        {
            using var patience = patienceFor(Deadline);
            await socket.ConnectAsync(address, port, patience.Token);
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return null;
        }

        events.Add(EventKind.Accepted, number);
        return new(socket, number, events, patienceFor);
    }

    /// <summary>All that it, and the other clients of the same program, saw so far.</summary>
    internal Transcript Seen => events.Transcript;

    /// <summary>Sends all of it.</summary>
    /// <returns>False if the connection was gone, or the program did not take it before the deadline.</returns>
    public async Task<bool> Send(ReadOnlyMemory<byte> bytes)
    {
        if (finished || ended)
            return false;

        try
        {
            events.Add(EventKind.Sent, number, bytes.Span);
            using var patience = patienceFor(Deadline);
            for (var sent = 0; sent < bytes.Length;)
                sent += await socket.SendAsync(bytes[sent..], patience.Token);
            return true;
        }
        catch (SocketException)
        {
            NoteReset();
            return false;
        }
        catch (Exception given) when (given is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Sends it in pieces of these sizes, in turn and over again, each in a segment of its own.</summary>
    /// <param name="sizes">Bytes; each at least 1.</param>
    public async Task SendInPieces(ReadOnlyMemory<byte> bytes, int[] sizes, int gapMilliseconds)
    {
        for (var (sent, i) = (0, 0); sent < bytes.Length; i++)
        {
            if (i > 0)
                await Task.Delay(gapMilliseconds);
            var size = Math.Min(sizes[i % sizes.Length], bytes.Length - sent);
            if (!await Send(bytes.Slice(sent, size)))
                return;
            sent += size;
        }
    }

    /// <summary>Receives this many bytes, or as many as there are to the end of the stream.</summary>
    public async Task<Received> Receive(int count)
    {
        var bytes = new byte[count];
        var have = 0;
        using var patience = patienceFor(Deadline);
        while (have < count)
        {
            var stopped = await ReceiveSome(patience.Token);
            if (stopped != Stopped.Enough)
                return new(bytes[..have], stopped);

            var taken = arrived[..Math.Min(arrived.Length, count - have)];
            taken.CopyTo(bytes.AsMemory(have));
            arrived = arrived[taken.Length..];
            have += taken.Length;
        }

        return new(bytes, Stopped.Enough);
    }

    /// <summary>Receives all there is to the end of the stream.</summary>
    public async Task<Received> ReceiveToEnd()
    {
        var all = new MemoryStream();
        using var patience = patienceFor(Deadline);
        while (true)
        {
            var stopped = await ReceiveSome(patience.Token);
            if (stopped != Stopped.Enough)
                return new(all.ToArray(), stopped);

            all.Write(arrived.Span);
            arrived = default;
        }
    }

    /// <summary>Waits until no more bytes arrive, since those that it does not receive fill all the room there is.</summary>
    public async Task WaitUntilFull()
    {
        using var patience = patienceFor(Deadline);
        for (
            var (before, now) = (-1, 0);
            (now == 0 || now != before) && !patience.IsCancellationRequested;
            (before, now) = (now, socket.Available)
        )
            await Task.Delay(30);
    }

    /// <summary>Sends it and finishes sending: a program that has received the last byte finds the end behind it (tcp(7), TCP_CORK;
    /// on other systems it follows at once).</summary>
    public async Task SendLast(ReadOnlyMemory<byte> bytes)
    {
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(LevelTcp, Cork, BitConverter.GetBytes(1));
        await Send(bytes);
        FinishSending();
    }

    /// <summary>Goes on sending, a byte at a time, until the program answers with a reset: it has closed the connection.</summary>
    /// <returns>Whether it did before the deadline.</returns>
    public async Task<bool> IsLeftWhileSending()
    {
        using var patience = patienceFor(Deadline);
        while (!patience.IsCancellationRequested)
        {
            if (!await Send(new byte[1]))
                return ended;
            await Task.Delay(10);
        }

        return false;
    }

    /// <summary>Finishes sending, and can go on receiving (shutdown(2)).</summary>
    public void FinishSending()
    {
        if (finished || ended)
            return;

        finished = true;
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            events.Add(EventKind.Finished, number);
        }
        catch (SocketException)
        {
            NoteReset();
        }
    }

    /// <summary>Ends the connection with a reset (RFC 9293 §3.5.3).</summary>
    public void Reset()
    {
        if (!ended)
            events.Add(EventKind.Reset, number);
        ended = true;
        socket.LingerState = new(true, 0);
        socket.Close();
    }

    /// <summary>Closes the connection.</summary>
    public void Close()
    {
        FinishSending();
        ended = true;
        socket.Close();
    }

    /// <summary>As <see cref="Close"/>, and leaves no note.</summary>
    public void Dispose() => socket.Dispose();

    /// <summary>Sees to it that something has arrived, if there is anything more.</summary>
    private async Task<Stopped> ReceiveSome(CancellationToken patience)
    {
        if (arrived.Length > 0)
            return Stopped.Enough;

        try
        {
            arrived = buffer.AsMemory(0, await socket.ReceiveAsync(buffer, patience));
            if (arrived.Length > 0)
            {
                events.Add(EventKind.Received, number, arrived.Span);
                return Stopped.Enough;
            }

            if (!peerFinished)
                events.Add(EventKind.PeerFinished, number);
            peerFinished = true;
            return Stopped.Finished;
        }
        catch (SocketException)
        {
            NoteReset();
            return Stopped.Reset;
        }
        catch (OperationCanceledException)
        {
            return Stopped.Silence;
        }
    }

    private void NoteReset()
    {
        if (!ended)
            events.Add(EventKind.PeerReset, number);
        ended = true;
    }

    private static void KeepBuffersSmall(Socket socket)
    {
        socket.ReceiveBufferSize = SmallReceiveBuffer;
        socket.SendBufferSize = SmallSendBuffer;
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(LevelTcp, MaxSegment, BitConverter.GetBytes(SmallSegment));
    }
}
