using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Kata.Machine;
using Kata.Support;

namespace Kata.Programs;

/// <summary>A program that is running: it can be talked to, interrupted, and waited for. Whatever it does, it ends at
/// its deadline, and disposing it ends it now.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>After a program's end its outputs are at their end too, unless a child it left holds them open.</summary>
    private static readonly TimeSpan PipesDeadline = TimeSpan.FromSeconds(2);

    /// <summary>Cells are made in a tenth of that.</summary>
    private static readonly TimeSpan LateStart = TimeSpan.FromSeconds(1);

    /// <summary>So many pages are not read from the disk where a runtime starts; a slow disk takes seconds for them.</summary>
    private const int MuchOfDisk = 500;

    /// <summary>A message shows less.</summary>
    private const int MostKeptOfInput = 1000;

    /// <summary>How late the runtime may hear of the end of a process.</summary>
    private static readonly TimeSpan NewsDeadline = TimeSpan.FromSeconds(10);

    private readonly ProgramProcess process;
    private readonly RunOptions options;
    private readonly long startedAt = Stopwatch.GetTimestamp();
    private readonly TimeSpan startTook;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly IDisposable watching = Pulse.Watch();
    private readonly OwnTime own;
    private readonly LifeWatch? life;
    private readonly CancellationTokenSource over = new();
    private readonly CancellationTokenSource pipes = new();
    private readonly OutputPipe output;
    private readonly OutputPipe error;
    private readonly Task<Run> run;
    private readonly StringBuilder typed = new();
    private bool hasTyped;
    private bool disposed;

    private RunningProgram(ProgramProcess process, RunOptions options, long starting)
    {
        startTook = Stopwatch.GetElapsedTime(starting, startedAt);
        this.process = process;
        this.options = options;
        // When the process has ended, its id may belong to another one.
        var use = new ProcessorUse(() => process.HasExited ? null : process.ProgramId);
        own = new(TimeProvider.System, () => Worked(use, process), () => use.Waited, () => Pulse.Late, options.OthersLate);
        life = LifeWatch.Over(() => process.Runs, own, clock);
        if (options.OutputPause >= PipesDeadline)
            throw new ArgumentException("Output that is left unread for so long is lost.", nameof(options));
        output = new OutputPipe(process.Output, "output", RunOptions.OutputCap, options.OutputPause, pipes.Token);
        error = new OutputPipe(process.ErrorOutput, "error output", RunOptions.OutputCap, TimeSpan.Zero, pipes.Token);
        run = Follow();
    }

    /// <summary>Whether this system can send a child process a Ctrl-C.</summary>
    public static bool CanInterrupt => !OperatingSystem.IsWindows() || ControlC.IsPossible;

    internal static RunningProgram Start(ProgramFolder folder, string program, IEnumerable<string> arguments, RunOptions options)
    {
        var starting = Stopwatch.GetTimestamp();
        var process = folder.StartProcess(program, arguments, options);
        // Stop() may have run before this process was registered.
        if (folder.IsStopped)
            process.Kill();
        return new(process, options, starting);
    }

    /// <summary>Types a line. If the program no longer reads, that is no error here: its end is judged later.</summary>
    public Task WriteLine(string line) => Type(line + "\n", finish: false);

    /// <summary>Types the rest, then ends the input.</summary>
    public Task FinishInput(string rest = "") => Type(rest, finish: true);

    /// <summary>The beginning of what was typed so far; null if nothing was, and the input is open.</summary>
    internal string? Typed
    {
        get
        {
            lock (typed)
                return hasTyped ? typed.ToString() : null;
        }
    }

    /// <summary>Waits until the program's output contains a text, or the program has ended.</summary>
    /// <param name="times">How often it must be there.</param>
    /// <returns>Whether it does.</returns>
    public Task<bool> WaitForOutput(string text, int times = 1) => output.WaitFor(text, times);

    /// <summary>What the program has written so far.</summary>
    public string OutputSoFar => output.Text;

    /// <summary>What it has written to its error output so far.</summary>
    public string ErrorOutputSoFar => error.Text;

    /// <summary>How long processors have worked for the program so far; null once it has ended.</summary>
    public TimeSpan? ProcessorTime
    {
        get
        {
            try
            {
                using var program = process.ProgramId is { } id ? Process.GetProcessById(id) : null;
                return program?.TotalProcessorTime;
            }
            catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or ArgumentException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether its process has ended; what it wrote last may still be on its way, and <see cref="Ended"/> too.</summary>
    public bool HasExited => run.IsCompleted || process.HasExited;

    /// <summary>Whether it says on its error output that it ran into a blank: it is then about to end.</summary>
    internal bool HasHitBlank => error.Text.Contains(Blank.Marker, StringComparison.Ordinal);

    /// <summary>Whether some thread of the program works, or would if a processor were free; false once it has ended.</summary>
    public bool IsAtWork => process.ProgramId is { } id && Works(id);

    /// <inheritdoc cref="IsAtWork"/>
    internal static bool Works(int program)
    {
        try
        {
            using var process = Process.GetProcessById(program);
            return Works(process);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool Works(Process process)
    {
        try
        {
            process.Refresh();
            return process.Threads.Cast<ProcessThread>()
                .Any(thread => thread.ThreadState is System.Diagnostics.ThreadState.Running or System.Diagnostics.ThreadState.Ready);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The program's own time.</summary>
    internal OwnTime Own => own;

    /// <summary>A source whose token is cancelled when the program has had this much more time of its own.</summary>
    internal CancellationTokenSource Patience(TimeSpan time)
    {
        var patience = new CancellationTokenSource();
        _ = Wait();
        return patience;

        async Task Wait()
        {
            var (before, begun) = (own.Own, clock.Elapsed);
            try
            {
                // Follow reads its time; once the program has ended, no wait is needed.
                while (own.Own - before < time && clock.Elapsed - begun < 8 * time)
                    await Task.Delay(OwnTime.Pause, patience.Token);
                await patience.CancelAsync();
            }
            catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>Presses Ctrl-C: sends SIGINT (signal(7)), or what Windows has for it.</summary>
    /// <exception cref="PlatformNotSupportedException">This system cannot do that (see <see cref="CanInterrupt"/>).</exception>
    /// <exception cref="KataException">It was not pressed, and the program is not to blame.</exception>
    public void Interrupt()
    {
        if (!CanInterrupt)
            throw new PlatformNotSupportedException("This system does not let a program have a Ctrl-C of its own.");

        if (!OperatingSystem.IsWindows())
            Send(Signals.Interrupt);
        else
            Interrupt(ControlC.Press);
    }

    /// <summary>Has it pressed, unless the program has ended.</summary>
    /// <param name="press">Presses Ctrl-C for the process with this number; gives whether it did.</param>
    internal void Interrupt(Func<int, bool> press)
    {
        if (process.HasExited || process.ProgramId is not { } id || press(id) || process.HasExited)
            return;

        throw new KataException("Ctrl-C could not be pressed for the program: the process that presses it has failed, or was too slow. "
            + "Check the step again when the machine has less to do.");
    }

    /// <summary>Sends it a signal, unless it has ended.</summary>
    /// <exception cref="KataException">It was not sent, and the program is not to blame.</exception>
    internal void Send(int signal)
    {
        // A program in a cell is known a moment after its start.
        SpinWait.SpinUntil(() => process.HasExited || process.ProgramId is not null, NewsDeadline);
        // Its number may be another's then.
        if (process.HasExited)
            return;

        if (process.ProgramId is { } id)
            Signals.Send(id, signal);
        else if (!process.HasExited)
            throw new KataException("A signal could not be sent to the program: this machine does not say which process it is.");
    }

    /// <summary>The run, when the program has ended: by itself, at its deadline, or because this was disposed.</summary>
    public Task<Run> Ended() => run;

    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;

        disposed = true;
        await over.CancelAsync();
        await run;
        await Feed("", finish: true);
        process.Dispose();
        over.Dispose();
        pipes.Dispose();
    }

    private Task Type(string text, bool finish)
    {
        lock (typed)
        {
            hasTyped = true;
            typed.Append(text.AsSpan(0, Math.Min(text.Length, MostKeptOfInput - typed.Length)));
        }

        return Feed(text, finish);
    }

    private async Task Feed(string text, bool finish)
    {
        try
        {
            await process.Input.WriteAsync(Encoding.UTF8.GetBytes(text), over.Token);
            await process.Input.FlushAsync(over.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }

        if (finish)
            process.Input.Close();
    }

    private async Task<Run> Follow()
    {
        // Both outputs are read from the start: a program that fills one pipe while we wait for the other hangs.
        var flood = Task.WhenAny(output.Flooded, error.Flooded);
        var exit = process.Exit;
        var stop = Task.Delay(Timeout.Infinite, over.Token);
        var ended = Task.WhenAny(exit, flood, stop);
        Task? first;
        TimeSpan duration;
        try
        {
            // One that has ended is not late, however late this process hears of it.
            first = await own.WaitFor(ended, options.Deadline, options.Most) ? await ended
                : process.Runs == false && await Task.WhenAny(exit, Task.Delay(NewsDeadline)) == exit ? exit
                : null;
            duration = first == exit && life?.Ended is { } noticed ? noticed : clock.Elapsed;
        }
        finally
        {
            life?.Stop();
        }

        watching.Dispose();
        await over.CancelAsync();

        var wasHeldUp = first is null && WasHeldUp();
        if (first != exit)
            process.Kill();
        await exit;
        var leftBehind = process.KillLeftovers();

        pipes.CancelAfter(PipesDeadline);
        await Task.WhenAll(output.Drained, error.Drained);

        var (read, errors) = first == exit ? RunEndReader.Read(process.ExitCode, error.Text) : (null, error.Text);
        var end = first != stop && process.OtherEnd is { } other ? (other is RunEnd.NoCell ? new RunEnd.NoCell(error.Text.Trim()) : other)
            : first == flood ? new RunEnd.Flooded(RunOptions.OutputCap, output.Flooded.IsCompleted ? output.Name : error.Name)
            : first == stop ? new RunEnd.Stopped()
            : first is null ? new RunEnd.Killed(options.Deadline) { IsEarly = own.Own < options.Deadline }
            : read!;
        if (end is RunEnd.Exited exited)
            end = exited with { LeftBehind = leftBehind };
        return new(end, output.Bytes, errors, duration)
        {
            Time = own,
            StartedAt = startedAt,
            StartTook = startTook,
            Alive = life?.Alive,
            WasHeldUp = wasHeldUp,
            HeapLimit = options.HeapLimit,
            Typed = Typed,
        };
    }

    /// <summary>Whether much of its own time may be time in which it waited for the disk, or in which its cell was made.</summary>
    private bool WasHeldUp() => life?.Seen > LateStart
        || (process.ProgramId is { } id && ProcessStat.Read(id)?.MajorFaults > MuchOfDisk);

    /// <summary>A program that waits behind children of its own does not wait for the machine.</summary>
    private static TimeSpan Worked(ProcessorUse use, ProgramProcess process)
    {
        use.Read();
        return process.AllWork is { } all && all > use.Worked ? all : use.Worked;
    }
}
