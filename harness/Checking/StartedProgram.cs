using Kata.Machine;
using Kata.Programs;
using Kata.Text;

namespace Kata.Checking;

/// <summary>A step's program while it runs, as a check talks to it.</summary>
public sealed class StartedProgram
{
    private readonly RunningProgram program;
    private readonly Scene scene;

    internal StartedProgram(RunningProgram program, Scene scene)
    {
        this.program = program;
        this.scene = scene;
    }

    /// <summary>Types a line.</summary>
    public Task WriteLine(string line) => program.WriteLine(line);

    /// <summary>Types the rest, then ends the input.</summary>
    public Task FinishInput(string rest = "") => program.FinishInput(rest);

    /// <summary>Waits until the output contains a text so many times; fails the check if the program ends first. A
    /// program that ran into a blank ends the check as not started.</summary>
    public async Task WaitForOutput(string text, int times = 1)
    {
        if (await program.WaitForOutput(text, times))
            return;

        var run = await Ended();
        throw new CheckFailedException(
            $"output: {Quoted.Of(text)} somewhere in it{(times == 1 ? "" : $", {times} times")}",
            $"output: {Quoted.Of(run.Output)}\n{(run.End is RunEnd.Killed killed ? killed.NothingMore : run.End)}")
        {
            Awaited = true,
            Seen = SeenInSpace.AroundHintFor(text, run.Output),
            ByTheClock = run.End is RunEnd.Killed { IsEarly: true } ? true : null,
        };
    }

    /// <summary>Waits until a whole line of the output begins with a text; fails the check if the program ends first. A
    /// program that ran into a blank ends the check as not started.</summary>
    /// <returns>The rest of that line.</returns>
    public async Task<string> WaitForLine(string start)
    {
        await WaitForOutput(start);
        while (true)
        {
            // Count before looking: look again when there is one line more, however many there are already.
            var lines = program.OutputSoFar.Count(letter => letter == '\n');
            var line = program.OutputSoFar.ReplaceLineEndings("\n").Split('\n')[..^1]
                .FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
            if (line is not null)
                return line[start.Length..];
            await WaitForOutput("\n", lines + 1);
        }
    }

    /// <inheritdoc cref="RunningProgram.ProcessorTime"/>
    public TimeSpan? ProcessorTime => program.ProcessorTime;

    /// <summary>The time of its own that it has had so far.</summary>
    internal TimeSpan OwnTime => program.Own.Own;

    /// <summary>Whether it has ended, and all is known of its run.</summary>
    internal bool HasEnded => program.Ended().IsCompleted;

    /// <inheritdoc cref="RunningProgram.Patience"/>
    internal CancellationTokenSource Patience(TimeSpan time) => program.Patience(time);

    /// <inheritdoc cref="RunningProgram.IsAtWork"/>
    public bool IsAtWork => program.IsAtWork;

    /// <summary>Waits until the program has waited for something for a while; also returns when something else is so, or when the
    /// program has worked for seconds.</summary>
    /// <param name="orUntil">What else ends the wait.</param>
    public async Task FallAsleep(Func<bool>? orUntil = null)
    {
        const int Looks = 10;
        using var patience = Patience(TimeSpan.FromSeconds(5));
        for (var asleep = 0; asleep < Looks && !patience.IsCancellationRequested && orUntil?.Invoke() is not true;
            asleep = IsAtWork ? 0 : asleep + 1)
            await Task.Delay(Machine.OwnTime.Pause);
    }

    /// <summary>What the program has written so far.</summary>
    public string OutputSoFar => program.OutputSoFar;

    /// <summary>Presses Ctrl-C; where a system cannot send one to a program, the check is skipped and says so.</summary>
    public void Interrupt()
    {
        if (!RunningProgram.CanInterrupt)
            throw new SkippedException("This system cannot send Ctrl-C to a program alone.");

        program.Interrupt();
    }

    /// <summary>Whether <see cref="Terminate"/> does anything: Windows has no such signal.</summary>
    public static bool CanTerminate => !OperatingSystem.IsWindows();

    /// <summary>Asks the program to end, as the system does when it shuts down (SIGTERM).</summary>
    public void Terminate() => program.Send(Signals.Terminate);

    /// <summary>Stops the program until <see cref="GoOn"/> (signal(7)): it then sees all that happened meanwhile at once.</summary>
    public void Hold() => program.Send(Signals.Stop);

    /// <summary>Lets it work again.</summary>
    public void GoOn() => program.Send(Signals.Continue);

    /// <summary>The run, when the program has ended.</summary>
    public async Task<Run> Ended() => scene.Judge(await program.Ended());
}
