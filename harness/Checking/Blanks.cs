using System.Text.RegularExpressions;
using Kata.Results;
using Kata.Support;

namespace Kata.Checking;

/// <summary>What a blank asks for, whether a file, an analyzer or a run has shown it.</summary>
internal static partial class Blanks
{
    /// <summary>The blank in a line of a program.</summary>
    public static Reason At(string path, int line)
    {
        var (name, place, note) = BlankLine.Parts(path, line);
        return new($"fill in `{name}`", place, note);
    }

    /// <summary>The blank that a finding of the analyzers is about.</summary>
    public static Reason Of(CompilerFinding finding)
    {
        if (finding.Path is not null && File.Exists(finding.Path))
            return At(finding.Path, finding.Line);

        // The source file is not here: use the analyzer's text for the line.
        var (name, note) = finding.Message.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0
            ? (finding.Message[..colon], finding.Message[(colon + 2)..])
            : (finding.Message, null);
        return new($"{char.ToLowerInvariant(name[0])}{name[1..]}", $"{finding.File}:{finding.Line}", note);
    }

    /// <summary>The blank that a program ran into.</summary>
    /// <param name="told">What it wrote to its error output, as <see cref="BlankLine.Describe"/> makes it.</param>
    public static Reason Of(string told)
    {
        if (Told().Match(told) is not { Success: true, Groups: var groups })
            return new($"fill in {told}");

        return new($"fill in {groups["name"].Value}", groups["place"].Value, groups["note"].Success ? groups["note"].Value : null);
    }

    [GeneratedRegex(@"^(?<name>`.*?`) at (?<place>[^\s/\\]+\.cs:\d+)( \((?<note>.*)\))?$")]
    private static partial Regex Told();
}
