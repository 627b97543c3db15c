using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Something that the service's bytes pass through on their way to the program. The last layer is the
/// <see cref="Wire"/>; each fault is a layer in front of another, and none knows what the service is.</summary>
public abstract class Layer
{
    /// <summary>Passes on what the service sent, whole, in parts, later, or not at all.</summary>
    public abstract ValueTask Send(ReadOnlyMemory<byte> bytes);

    /// <summary>The service turns to reading again: what it has sent so far is a whole answer. Unlike <see cref="Flush"/>, it is called
    /// even when the service does not have to wait, and not more than once for the same bytes.</summary>
    public abstract ValueTask EndAnswer();

    /// <summary>The service waits for the program: it will send nothing more until it has read something. Bytes
    /// kept in the hope of more must go out now, or both sides would wait for ever.</summary>
    public abstract ValueTask Flush();

    /// <summary>The service has finished sending.</summary>
    public abstract ValueTask Finish();
}
