using System.Text.Encodings.Web;
using System.Text.Json;
using Kata.Reports.Html;

namespace Kata.Student.Watching.Web;

/// <summary>The parts of the page as they are now. A browser asks for what has changed since its last question, and waits if nothing has.
/// All that came meanwhile is one change, so no list of changes grows for a browser that is slow or gone.</summary>
internal sealed class PageParts
{
    // For a script that parses it, not for markup: a line end is escaped all the same.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Html, long Version)> parts = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version;
    private int followers;

    /// <summary>How many browsers follow.</summary>
    public int Followers => Volatile.Read(ref followers);

    /// <summary>A browser follows until this is disposed.</summary>
    public IDisposable Follow()
    {
        Interlocked.Increment(ref followers);
        return new Follower(this);
    }

    /// <summary>Puts markup in the place of a part.</summary>
    public void Set(string part, Markup markup) => SetText(part, markup.ToString());

    /// <summary>The same with plain text, for the title of the page.</summary>
    public void SetText(string part, string text)
    {
        lock (gate)
        {
            if (parts.TryGetValue(part, out var known) && known.Html == text)
                return;

            parts[part] = (text, ++version);
            changed.SetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends when there is something newer than a version.</summary>
    public Task Newer(long than)
    {
        lock (gate)
            return version > than ? Task.CompletedTask : changed.Task;
    }

    /// <summary>The parts that are newer than a version, as an object of JSON: names and markup.</summary>
    /// <param name="than">0 for all of them.</param>
    public (string Json, long Version) Since(long than)
    {
        lock (gate)
        {
            var newer = parts.Where(part => part.Value.Version > than).ToDictionary(part => part.Key, part => part.Value.Html);
            return (JsonSerializer.Serialize(newer, Plain), version);
        }
    }

    private sealed class Follower(PageParts of) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref of.followers);
    }
}
