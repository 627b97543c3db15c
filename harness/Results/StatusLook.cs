using Kata.Text;

namespace Kata.Results;

/// <summary>What a status looks like, wherever it is shown.</summary>
/// <param name="Sign">One column wide.</param>
/// <param name="Word">As people read it.</param>
/// <param name="Tone">Its colour in a terminal.</param>
/// <param name="Style">Its class in the style sheet of a page, and the name of its shape there.</param>
/// <param name="Emoji">Its sign where a text has no colours.</param>
internal sealed record StatusLook(string Sign, string Word, Tone Tone, string Style, string Emoji)
{
    public static StatusLook Of(CheckStatus status) => status switch
    {
        CheckStatus.Passed => new("✓", "passed", Tone.Good, "passed", "✅"),
        CheckStatus.Failed => new("✗", "failed", Tone.Bad, "failed", "❌"),
        CheckStatus.NotStarted => new("·", "not started", Tone.Quiet, "open", "⚪"),
        CheckStatus.NotGraded => new("?", "not graded", Tone.Bad, "skipped", "❔"),
        _ => new("–", "skipped", Tone.Quiet, "skipped", "➖"),
    };

    public static StatusLook Of(StepStatus status) => status switch
    {
        StepStatus.Done => new("✓", "done", Tone.Good, "passed", "✅"),
        StepStatus.Failing => new("✗", "failing", Tone.Bad, "failed", "❌"),
        StepStatus.Started => new("›", "started", Tone.Plain, "started", "🟡"),
        StepStatus.NotStarted => new("·", "not started", Tone.Quiet, "open", "⚪"),
        StepStatus.Skipped => new("–", "cannot be checked on this system", Tone.Quiet, "skipped", "➖"),
        _ => new("?", "did not run", Tone.Bad, "open", "❔"),
    };

    /// <summary>Of a check or a step that is being checked.</summary>
    public static StatusLook Pending { get; } = new("…", "no verdict yet", Tone.Quiet, "open", "⚪");

    /// <summary>The sign in its colour.</summary>
    public string Draw(Palette palette) => palette.In(Tone, Sign);

    /// <summary>The sign and a check's sentence. What passed is read past: only its sign has a colour.</summary>
    public string Headline(string sentence, Palette palette) =>
        Tone == Tone.Good ? $"{Draw(palette)} {sentence}" : palette.In(Tone, $"{Sign} {sentence}");
}
