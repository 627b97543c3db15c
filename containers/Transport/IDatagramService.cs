using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>A service over UDP: one answer for each datagram.</summary>
public interface IDatagramService
{
    /// <param name="datagram">Valid until the method returns, unless it is the answer.</param>
    ReadOnlyMemory<byte> Answer(ReadOnlyMemory<byte> datagram);
}
