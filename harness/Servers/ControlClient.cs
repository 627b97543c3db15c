using Kata.Control;

namespace Kata.Servers;

/// <summary>The host's end of the control protocol (see <c>containers/Control/Protocol.cs</c>).</summary>
public sealed class ControlClient : IAsyncDisposable
{
    public Task<IReadOnlyList<TranscriptEvent>> Transcript(int endpoint, CancellationToken cancellation) =>
        throw new NotImplementedException();

    public Task<(bool Happened, IReadOnlyList<TranscriptEvent> Events)> Wait(
        int endpoint, EventKind kind, int count, TimeSpan deadline, CancellationToken cancellation) =>
        throw new NotImplementedException();

    public Task<IReadOnlyList<TranscriptEvent>> Close(int endpoint, CancellationToken cancellation) =>
        throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
