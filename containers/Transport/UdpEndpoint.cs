using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Receives datagrams and sends the service's answers, through the faults.</summary>
public sealed class UdpEndpoint : Endpoint
{
    // More than any UDP payload: the length field has 16 bits (RFC 768).
    private const int MaxDatagram = 65535;

    // If an earlier answer reached no program, Windows reports that as an error of the next receive, unless this option turns it off.
    private const int SioUdpConnReset = unchecked((int)0x9800000C);

    private readonly Socket socket;
    private readonly Socket? otherPort;
    private readonly IDatagramService service;
    private readonly Action<Answer> send;

    // Held while a datagram is sent and recorded, so that the program's next datagram cannot be recorded before it.
    private readonly Lock order = new();
    private int answers;
    private bool ended;
    private Task receiving = Task.CompletedTask;

    /// <param name="socket">Bound.</param>
    /// <param name="network">The network that the socket is in; null for this process's own.</param>
    public UdpEndpoint(Socket socket, IDatagramService service, IReadOnlyList<Fault> faults, Network? network = null)
    {
        this.socket = socket;
        this.service = service;
        Address = (IPEndPoint)socket.LocalEndPoint!;
        if (OperatingSystem.IsWindows())
            socket.IOControl(SioUdpConnReset, new byte[sizeof(int)], null); // a BOOL
        if (faults.Any(fault => fault is AnswerFromAnotherPort or Forge))
            otherPort = (network ?? Network.Own).Make(() => Addresses.Bind(ProtocolType.Udp, new(Address.Address, 0)));
        send = new AnswerFaults(faults, order, Note, Closing).Before(Deliver);
    }

    public override IPEndPoint Address { get; }

    public void Start()
    {
        _ = Arrival.Ago(socket);
        receiving = Receive();
    }

    private async Task Receive()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(MaxDatagram);
        var from = new IPEndPoint(Address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                var received = await socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, from, Closing);
                var ago = Arrival.Ago(socket);
                var datagram = buffer.AsMemory(0, received.ReceivedBytes);
                var local = new IPEndPoint(received.PacketInformation.Address, Address.Port);
                lock (order)
                {
                    Transcript.Add(
                        EventKind.DatagramReceived, 0, datagram.Span, $"{received.RemoteEndPoint}", $"{local}", ago: ago);
                    // The system drops datagrams that are not received.
                    if (Transcript.IsFlooded)
                        return;
                    send(new(++answers, (IPEndPoint)received.RemoteEndPoint, local, service.Answer(datagram).ToArray()));
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // An error that the network reported for an earlier answer (udp(7)). It says nothing about this receive.
            }
        }
    }

    private void Deliver(Answer answer)
    {
        lock (order)
        {
            if (ended || Transcript.IsFlooded)
                return;
            var sender = answer.FromAnotherPort ? otherPort! : socket;
            var local = new IPEndPoint(answer.Local.Address, ((IPEndPoint)sender.LocalEndPoint!).Port);
            try
            {
                // The time is taken before the answer is sent: the program's next datagram may arrive before this answer is recorded.
                var sending = Stopwatch.GetTimestamp();
                sender.SendTo(answer.Bytes, SocketFlags.None, answer.To);
                Transcript.Add(EventKind.DatagramSent, 0, answer.Bytes, $"{answer.To}", $"{local}", ago: Stopwatch.GetElapsedTime(sending));
            }
            catch (SocketException e)
            {
                Note($"answer {answer.Number} could not be sent: {e.Message}");
            }
        }
    }

    private void Note(string note) => Transcript.Add(EventKind.Fault, note: note);

    protected override Task Settle(TimeSpan patience) => WaitWhile(() => socket.Available > 0 && !Transcript.IsFlooded);

    protected override async Task End()
    {
        await receiving;
        lock (order)
        {
            ended = true;
            socket.Dispose();
            otherPort?.Dispose();
        }
    }
}
