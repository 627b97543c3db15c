using System.Runtime.CompilerServices;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>Which runs and which transcripts a check has judged. If no check of a step judges something, no program can get it
/// wrong: a test looks for that (<c>AllSidesTests</c>).</summary>
internal static class Judged
{
    private static readonly ConditionalWeakTable<object, object> All = [];

    /// <summary>A run: how it ended and both outputs, since an output that an expectation does not name has to be empty.</summary>
    public static void Note(Run run) => All.AddOrUpdate(run, run);

    /// <summary>All that a program did on the wire.</summary>
    public static void Note(Transcript transcript)
    {
        if (transcript.Options is { } endpoint)
            All.AddOrUpdate(endpoint, endpoint);
    }

    public static bool Contains(Run run) => All.TryGetValue(run, out _);

    /// <summary>Whether the endpoint of this transcript was judged, by this transcript or another one.</summary>
    public static bool Contains(Transcript transcript) => transcript.Options is null || All.TryGetValue(transcript.Options, out _);
}
