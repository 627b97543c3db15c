using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Kata.Machine;
using Kata.Programs.Cells;
using Kata.Servers;

namespace Kata.Programs.Compiling;

/// <summary>A child process that compiles (<see cref="CompileServer"/>), with a limit to its memory and to the time of each program. It
/// ends when this process does.</summary>
internal sealed class CompileProcess : IAsyncDisposable
{
    /// <summary>The command that the child process runs.</summary>
    public const string Command = "compile-server";

    /// <summary>No event reports processor time.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>After this, the machine is too busy, and the program is not to blame.</summary>
    private static readonly TimeSpan MostWaiting = TimeSpan.FromMinutes(10);

    private const int MostWords = 2000;
    private const int MostThreads = 1024;

    private readonly Process process;
    private readonly CompileLimits limits;
    private readonly ControlGroup? group;
    private readonly ConcurrentDictionary<int, Asked> asked = [];
    private readonly SemaphoreSlim writing = new(1);
    private readonly Task following;
    private string? killedFor;
    private volatile bool isDisposed;
    private volatile bool hasEnded;

    private CompileProcess(Process process, CompileLimits limits, ControlGroup? group)
    {
        (this.process, this.limits, this.group) = (process, limits, group);
        following = Task.Run(Follow);
    }

    /// <summary>Whether it has ended, and all its requests have.</summary>
    public bool HasEnded => following.IsCompleted;

    public int Id => process.Id;

    /// <param name="inGroup">Whether to use a control group, if there can be one. The caller must sweep away groups that are left.</param>
    public static CompileProcess Start(CompileLimits limits, bool inGroup)
    {
        // The runtime needs memory beyond the managed memory of the compiler.
        var group = inGroup ? ControlGroup.Take(new() { Memory = limits.Memory * 3 / 2, Processes = MostThreads }) : null;
        var start = KataProcess.StartInfo(Command);
        if (!OperatingSystem.IsWindows())
            KataProcess.Within(start, "/bin/sh", "-c", $"{group?.JoinScript}ulimit -c 0; exec \"$@\"", "sh");
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var name in start.Environment.Keys.Where(ProcessHost.IsNotForServers).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_GCHeapHardLimit"] = limits.Memory.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        // It is always killed, and would leave its diagnostics' sockets behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        try
        {
            return new(Process.Start(start)!, limits, group);
        }
        catch
        {
            group?.GiveBack();
            throw;
        }
    }

    /// <summary>Compiles a program.</summary>
    /// <returns>What the compiler found, and what it and the rules found, which takes longer.</returns>
    /// <exception cref="CompilerEndException">The process ended before it answered. The second task ends with it, too.</exception>
    public async Task<(CompileAnswer Compiled, Task<CompileAnswer> Whole)> Compile(CompileRequest request)
    {
        var one = new Asked();
        asked[request.Number] = one;
        if (asked.Count > 1)
        {
            foreach (var any in asked.Values)
                any.HadCompany = true;
        }

        try
        {
            await writing.WaitAsync();
            try
            {
                await process.StandardInput.WriteLineAsync(request.Write());
                await process.StandardInput.FlushAsync();
            }
            finally
            {
                writing.Release();
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It has ended. Follow() ends all its requests.
        }

        if (hasEnded)
            End(one, new CompilerEndException(null, isAlone: false));
        var compiled = await Limited(one.Compiled.Task);
        return (compiled, Limited(one.Whole.Task));
    }

    /// <summary>Waits until all that it was asked for is answered.</summary>
    public async Task Idle()
    {
        while (!HasEnded && asked.Values.Select(one => one.Whole.Task).ToList() is { Count: > 0 } waiting)
            await Task.WhenAny([Task.WhenAll(waiting), following]);
    }

    public async ValueTask DisposeAsync()
    {
        isDisposed = true;
        Kill();
        await following;
        process.Dispose();
    }

    /// <summary>Waits for an answer, within the limit of processor time.</summary>
    private async Task<CompileAnswer> Limited(Task<CompileAnswer> answer)
    {
        var (begun, worked) = (Stopwatch.GetTimestamp(), Worked());
        while (await Task.WhenAny(answer, Task.Delay(BetweenLooks)) != answer)
        {
            if (Worked() - worked > limits.Time)
                Kill(limits.TooLong);
            else if (Stopwatch.GetElapsedTime(begun) > MostWaiting)
            {
                // Whoever comes next gets another process.
                Kill();
                throw new KataException($"the compiler had no time: this machine was too busy for {MostWaiting.TotalMinutes:0} minutes");
            }
        }

        return await answer;
    }

    private TimeSpan Worked()
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero; // It has ended.
        }
    }

    private void Kill(string? why = null)
    {
        killedFor ??= why;
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    private async Task Follow()
    {
        var words = Words();
        try
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
                Answer(CompileAnswer.Read(line));
        }
        catch (Exception half) when (half is IOException or System.Text.Json.JsonException)
        {
            // It ended in the middle of a line.
            Kill();
        }

        await process.WaitForExitAsync();
        var why = killedFor ?? (IsOutOfMemory() ? limits.TooMuch : limits.WhyEnded(process.ExitCode, await words));
        group?.GiveBack();
        // A later request sees this; an earlier one is among those that are left.
        hasEnded = true;
        var left = asked.Values.ToList();
        foreach (var one in left)
        {
            End(one, isDisposed ? new OperationCanceledException("The compiler is not needed any more.")
                : new CompilerEndException(why, isAlone: !one.HadCompany));
        }
    }

    private bool IsOutOfMemory()
    {
        try
        {
            return group?.IsOutOfMemory == true;
        }
        catch (CellException)
        {
            return false; // Somebody has removed the group.
        }
    }

    private void Answer(CompileAnswer answer)
    {
        if (!asked.TryGetValue(answer.Number, out var one))
            return;

        one.Compiled.TrySetResult(answer);
        if (!answer.IsLast)
            return;

        asked.TryRemove(answer.Number, out _);
        one.Whole.TrySetResult(answer);
    }

    private static void End(Asked one, Exception end)
    {
        one.Compiled.TrySetException(end);
        one.Whole.TrySetException(end);
        // The caller may look at one of the two only.
        _ = one.Compiled.Task.Exception;
        _ = one.Whole.Task.Exception;
    }

    /// <summary>The beginning of its error output: the runtime's last message. After a stack overflow, the runtime prints the whole stack,
    /// which takes minutes, so the process is killed then.</summary>
    private async Task<string> Words()
    {
        var words = "";
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            words = words.Length < MostWords ? $"{words}{line}\n" : words;
            if (line.StartsWith(RunEndReader.StackOverflow, StringComparison.Ordinal))
                Kill();
        }

        return words;
    }

    private sealed class Asked
    {
        /// <summary>Whether another program was asked for at the same time: then the processor time is not this one's alone.</summary>
        public volatile bool HadCompany;

        public TaskCompletionSource<CompileAnswer> Compiled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<CompileAnswer> Whole { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
