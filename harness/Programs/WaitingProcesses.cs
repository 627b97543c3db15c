using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Kata.Machine;
using Kata.Programs.Compiling;
using Kata.Servers;

namespace Kata.Programs;

/// <summary>Processes that wait for a program to run (see <see cref="Runner"/>), started while there is nothing else to
/// do. Each runs one program, once, and has the environment, the marks and the limits of any other run.</summary>
internal sealed class WaitingProcesses : IDisposable
{
    private readonly ConcurrentQueue<(Process Process, string Mark)> waiting = [];
    private readonly string folder = TemporaryFolder.Create().FullName;
    private readonly Lazy<string> runner;
    private readonly SemaphoreSlim filling = new(1);

    public WaitingProcesses() => runner = new(() => ProgramCompiler.CompileProgram(
        folder, "Runner", File.ReadAllText(Path.Combine(Repository.Root, "harness", "Programs", "Runner.cs"))));

    /// <summary>Starts processes, one after the other, until this many wait.</summary>
    public async Task Fill(int count, CancellationToken cancellation)
    {
        try
        {
            await filling.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        try
        {
            while (waiting.Count < count && !cancellation.IsCancellationRequested)
                waiting.Enqueue(await Task.Run(Start, CancellationToken.None));
        }
        finally
        {
            filling.Release();
        }
    }

    /// <summary>A process that has become a program; null if none waits.</summary>
    public (Process Process, string Mark)? Take(string assembly, string workingFolder, IEnumerable<string> arguments)
    {
        while (waiting.TryDequeue(out var next))
        {
            if (TryGive(next.Process.StandardInput.BaseStream, () => next.Process.HasExited, [assembly, workingFolder, .. arguments]))
                return next;

            End(next);
        }

        return null;
    }

    public void Dispose()
    {
        // A fill that is running ends first, so that the processes it starts are ended, too.
        filling.Wait();
        while (waiting.TryDequeue(out var next))
            End(next);
        TemporaryFolder.Remove(folder);
    }

    private (Process, string) Start()
    {
        var mark = Guid.NewGuid().ToString("N");
        return (
            Leftovers.Start(
                ProgramStart.Info([ServerProgram.DotNet, "exec", runner.Value], folder, mark, new Dictionary<string, string>()),
                mark),
            mark);
    }

    /// <summary>Makes a waiting process a program.</summary>
    /// <returns>False if the process had ended before. A program may have ended when this returns: it was still run.</returns>
    internal static bool TryGive(Stream input, Func<bool> hasEnded, IEnumerable<string> words)
    {
        if (hasEnded())
            return false;

        try
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(words.Select(word => $"{word}\0")));
            input.Write(BitConverter.GetBytes(bytes.Length));
            input.Write(bytes);
            input.Flush();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void End((Process Process, string Mark) one)
    {
        var (process, mark) = one;
        try
        {
            process.Kill();
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        Leftovers.Ended(process.Id, mark);
        process.Dispose();
    }
}
