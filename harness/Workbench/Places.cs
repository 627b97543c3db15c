using System.Text.RegularExpressions;
using Kata.Checking;

namespace Kata.Workbench;

/// <summary>What differs between two runs of a check whatever the program does: the ports that were free, the temporary
/// folders, and the time of day in HTTP's headers (RFC 9110 §5.6.7).</summary>
internal sealed partial class Places
{
    private readonly Regex? ports;

    private Places(IReadOnlyCollection<string> ports) =>
        this.ports = ports.Count == 0 ? null : new($@"(?<!\d)({string.Join('|', ports)})(?!\d)", RegexOptions.CultureInvariant);

    public static Places Of(Evidence one, Evidence other)
    {
        var ports = new HashSet<string>();
        foreach (var e in one.Transcripts.Concat(other.Transcripts).SelectMany(transcript => transcript.Events))
        {
            foreach (var end in (string?[])[e.Peer, e.Local])
            {
                if (end is not null)
                    ports.Add(end[(end.LastIndexOf(':') + 1)..]);
            }
        }

        // Those that no server saw: where nobody listens, for example.
        foreach (var (run, otherRun) in one.Runs.Zip(other.Runs))
        {
            foreach (
                var (word, otherWord) in run
                    .Arguments.Zip(otherRun.Arguments)
                    .Where(pair => pair.First != pair.Second && IsPort(pair.First) && IsPort(pair.Second)))
                ports.UnionWith([word, otherWord]);
        }

        return new(ports);
    }

    /// <summary>A text with the same words for all of them.</summary>
    public string Plain(string text)
    {
        var plain = Date().Replace(Folder().Replace(text, "<folder>"), "<date>");
        return ports is null ? plain : ports.Replace(plain, "<port>");
    }

    private static bool IsPort(string word) => ushort.TryParse(word, out var number) && number > 1023;

    [GeneratedRegex(@"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")]
    private static partial Regex Date();

    [GeneratedRegex(@"[^\s'""«(]*[\\/]kata-[^\s\\/'""»)]+([\\/]runs[\\/]\d+)?")]
    private static partial Regex Folder();
}
