namespace Kata.Servers;

/// <summary>What a server program writes: the line that says where its control port is, and the last lines of all
/// the rest, for the message when it ends.</summary>
internal sealed class ServerOutput
{
    private const int Kept = 10;
    private readonly Queue<string> last = new();
    private readonly TaskCompletionSource<int> controlPort = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The control port, once the program listens there. Never completes if it does not say so.</summary>
    public Task<int> ControlPort => controlPort.Task;

    /// <summary>The last lines, indented, or an empty text.</summary>
    public string LastLines
    {
        get
        {
            lock (last)
                return string.Join(Environment.NewLine, last.Select(line => "  " + line));
        }
    }

    /// <summary>Takes a line, from standard output or standard error.</summary>
    public void Add(string line)
    {
        if (line.StartsWith("control ", StringComparison.Ordinal) && int.TryParse(line[(line.LastIndexOf(':') + 1)..], out var port))
        {
            controlPort.TrySetResult(port);
            return;
        }

        lock (last)
        {
            if (last.Count == Kept)
                last.Dequeue();
            last.Enqueue(line);
        }
    }

    /// <summary>Takes every line until the end, on a thread of its own where a read would hold one of the pool's
    /// (dotnet/runtime#81896).</summary>
    public Task Drain(TextReader reader) => OperatingSystem.IsWindows()
        ? Task.Factory.StartNew(() => DrainHere(reader), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
        : DrainAsync(reader);

    private async Task DrainAsync(TextReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
            Add(line);
    }

    private void DrainHere(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
            Add(line);
    }
}
