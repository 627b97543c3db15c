using Kata.Checking;
using Kata.Results;

namespace Kata.Student;

/// <summary>A hint that was asked for: with <c>kata hint</c>, or with h in <c>kata watch</c>. Both tell from the same hints
/// (<see cref="HintsAttribute"/>) and go on where the other was.</summary>
/// <param name="Level">Which of them it is, from 1.</param>
/// <param name="Of">How many there are.</param>
internal sealed record ToldHint(Step Step, int Level, int Of, string Text)
{
    /// <summary>Why it will be told again, in one line; null if it is remembered.</summary>
    public string? Refused { get; private init; }

    /// <summary>The one after that which was shown last; after the last of all, that one again.</summary>
    /// <param name="hints">At least one.</param>
    /// <param name="again">The same as the last time.</param>
    /// <param name="fromStart">As if none had been shown.</param>
    public static ToldHint Next(Step step, IReadOnlyList<string> hints, HintLevels levels, bool again = false, bool fromStart = false)
    {
        var shown = fromStart ? 0 : levels.Shown(step);
        var level = Math.Clamp(again ? shown : shown + 1, 1, hints.Count);
        return new(step, level, hints.Count, hints[level - 1]) { Refused = levels.Remember(step, level) };
    }

    /// <summary>What comes after it.</summary>
    /// <param name="ask">How the next is asked for.</param>
    /// <param name="command">The command that begins with the first again.</param>
    public string More(string ask, string command) => Level < Of
        ? $"More: {ask}"
        : $"That was the last. Again from the first: {command} --from-start. One way to do it: solutions/{Step.FileName}";
}
