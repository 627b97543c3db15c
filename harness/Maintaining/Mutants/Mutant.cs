using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Kata.Maintaining.Mutants;

/// <summary>A right program, changed mechanically in one place.</summary>
/// <param name="Operator">Name of the operator that changed it: <c>condition-negated</c>.</param>
/// <param name="Span">What is changed in the subject's text.</param>
/// <param name="Replacement">What stands there instead.</param>
internal sealed partial record Mutant(Subject Subject, string Operator, TextSpan Span, string Replacement)
{
    /// <summary>The whole changed program.</summary>
    public string Source => string.Concat(Subject.Text.AsSpan(0, Span.Start), Replacement, Subject.Text.AsSpan(Span.End));

    /// <summary>From 1.</summary>
    public int Line => Subject.Text.AsSpan(0, Span.Start).Count('\n') + 1;

    /// <summary>The lines of the subject that are changed, without their indentation, joined by a space: where the mutant is, for
    /// as long as these lines stay. A line that could stand anywhere has the one before it.</summary>
    public string Place => OneLine(Lines(Subject.Text, Span));

    /// <summary>What stands in place of them.</summary>
    public string Changed => OneLine(Lines(Source, new(Span.Start, Replacement.Length)));

    /// <summary>A brace, or a jump without a condition.</summary>
    [GeneratedRegex(@"^\W*$|^(return|break|continue|throw)\b[^(.]*;$")]
    private static partial Regex Anywhere { get; }

    /// <summary>The same for the same change of the same program, on any day and machine.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Subject.Path}\n{Operator}\n{Source}")))[..16];

    /// <summary>All mutants of a program, each text once.</summary>
    public static IEnumerable<Mutant> Of(Subject subject)
    {
        var root = CSharpSyntaxTree.ParseText(subject.Text).GetRoot();
        return MutationOperator.All
            .SelectMany(one => one.Changes(root).Select(change => new Mutant(subject, one.Name, change.Span, change.Replacement)))
            .Where(mutant => mutant.Source != subject.Text)
            .DistinctBy(mutant => mutant.Source);
    }

    private string Lines(string text, TextSpan span)
    {
        var start = LineStart(Span.Start);
        while (start > 0 && Anywhere.IsMatch(OneLine(Subject.Text[start..LineEnd(Subject.Text, Span)])))
            start = LineStart(start - 1);
        return text[start..LineEnd(text, span)];
    }

    /// <summary>Where a line of the subject begins; the text before a change is the same in both.</summary>
    private int LineStart(int position) => position == 0 ? 0 : Subject.Text.LastIndexOf('\n', position - 1) + 1;

    private static int LineEnd(string text, TextSpan span) =>
        text.IndexOf('\n', Math.Max(span.Start, span.End - 1)) is >= 0 and var end ? end : text.Length;

    private static string OneLine(string lines) =>
        string.Join(' ', lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
