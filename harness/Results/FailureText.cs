using Kata.Text;

namespace Kata.Results;

/// <summary>A failure message taken apart again, so that a report can set it in its own way. It is read from the text, which
/// is all that is kept of a run.</summary>
/// <param name="Facts">expected, got, differs, ended, errors; each with its lines.</param>
/// <param name="Advice">hint, code.</param>
/// <param name="Rest">What stands under no label, ladders left out; a message that no check composed is all rest.</param>
internal sealed record FailureText(
    IReadOnlyList<(string Label, string Text)> Facts,
    IReadOnlyList<(string Label, string Text)> Advice,
    string Rest)
{
    private static readonly string[] factLabels = ["expected", "got", "differs", "ended", "errors"];
    private static readonly string[] adviceLabels = ["hint", "code"];

    public static FailureText Of(string message)
    {
        var sections = new List<(string Label, List<string> Lines)>();
        var rest = new List<string>();
        var inSection = false;
        var lines = message.ReplaceLineEndings("\n").Split('\n');
        foreach (var line in lines)
        {
            if (Labelled.LabelOf(line, [.. factLabels, .. adviceLabels]) is { } label)
            {
                sections.Add((label, [Labelled.TextOf(line)]));
                inSection = true;
            }
            else if (inSection && Labelled.IsContinued(line))
            {
                sections[^1].Lines.Add(Labelled.TextOf(line));
            }
            else if (inSection && line == "")
            {
                // An empty line of a text, if the text goes on; else the end of a block.
                sections[^1].Lines.Add("");
            }
            else
            {
                inSection = false;
                rest.Add(line);
            }
        }

        // A message with labels has nothing else in it but ladders.
        return new(Of(factLabels), Of(adviceLabels), sections.Count > 0 ? "" : string.Join('\n', rest).Trim());

        List<(string, string)> Of(string[] labels) =>
            [.. sections.Where(section => labels.Contains(section.Label)).Select(section => (section.Label, string.Join('\n', section.Lines).TrimEnd('\n')))];
    }
}
