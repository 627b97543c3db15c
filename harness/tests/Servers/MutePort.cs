using System.Net;
using System.Net.Sockets;
using Kata.Machine;

namespace Kata.Tests.Servers;

/// <summary>A TCP port of 127.0.0.1 at which every connection is refused: taken, so that no other program comes to listen there
/// meanwhile, and never listened at (listen(2)).</summary>
internal sealed class MutePort : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public MutePort() => socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public void Dispose() => socket.Dispose();
}
