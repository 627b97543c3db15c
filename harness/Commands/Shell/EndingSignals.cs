using System.Runtime.InteropServices;
using Kata.Machine;

namespace Kata.Commands.Shell;

/// <summary>Signals that ask the command to end: Ctrl-C, SIGTERM, and SIGHUP of a terminal that was closed (signal(7)). The first
/// cancels what is under way, which then clears up; at the second, or when that takes too long, the process ends at once.</summary>
internal sealed class EndingSignals : IDisposable
{
    /// <summary>What a shell makes of a command that a signal has ended.</summary>
    private const int Signalled = 128;

    private readonly CancellationTokenSource cancelled = new();
    private readonly TimeSpan patience;
    private readonly IReadOnlyList<PosixSignalRegistration> registrations;
    private Timer? late;
    private int count;

    /// <param name="patience">How long clearing up may take.</param>
    public EndingSignals(TimeSpan patience)
    {
        this.patience = patience;
        // Before the runtime sees that they are ignored, if they are: it would leave them so.
        Signals.LetInterruptsThrough();
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Hear(signal, 2)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Hear(signal, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Hear(signal, 1)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => cancelled.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        late?.Dispose();
    }

    private void Hear(PosixSignalContext signal, int number)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref count) > 1)
            Environment.Exit(Signalled + number);

        late = new(_ => Environment.Exit(Signalled + number), null, patience, Timeout.InfiniteTimeSpan);
        // Not on the thread that signals are heard on: the next one has to get through.
        _ = cancelled.CancelAsync();

        // A window that is closed, or a shutdown: Windows ends the process as soon as this returns, and after some seconds in any case
        // (HandlerRoutine, learn.microsoft.com).
        if (OperatingSystem.IsWindows() && signal.Signal != PosixSignal.SIGINT)
            Thread.Sleep(patience);
    }
}
