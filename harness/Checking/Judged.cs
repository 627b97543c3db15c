using System.Runtime.CompilerServices;
using Kata.Programs;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>Which runs, and what of which endpoints, a check has judged. What no check of a step judges, no program can get
/// wrong: a test asks here (<c>AllSidesTests</c>).</summary>
internal static class Judged
{
    private static readonly ConditionalWeakTable<object, object> All = [];

    /// <summary>A run: how it ended and both outputs, since what an expectation does not name is to be empty.</summary>
    public static void Note(Run run) => All.AddOrUpdate(run, run);

    /// <summary>All that a program did on the wire.</summary>
    public static void Note(Transcript transcript)
    {
        if (transcript.Options is { } endpoint)
            All.AddOrUpdate(endpoint, endpoint);
    }

    public static bool Contains(Run run) => All.TryGetValue(run, out _);

    /// <summary>Whether the endpoint was judged that this transcript, or another one, is of.</summary>
    public static bool Contains(Transcript transcript) => transcript.Options is null || All.TryGetValue(transcript.Options, out _);
}
