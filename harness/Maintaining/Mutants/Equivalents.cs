using Kata.Machine;
using Kata.Results;

namespace Kata.Maintaining.Mutants;

/// <summary>Why a mutant does nothing that a check could see.</summary>
/// <param name="Changed">What stands in the place; <c>*</c> for whatever the operator makes of it.</param>
/// <param name="File">Where it is written, from the repository's root.</param>
/// <param name="Line">From 1.</param>
internal sealed record EquivalentMutant(string Operator, string Place, string Changed, string Reason, string File, int Line)
{
    public bool Fits(Mutant mutant) =>
        mutant.Operator == Operator && mutant.Place == Place && (Changed == "*" || mutant.Changed == Changed);
}

/// <summary>The explained mutants of a step. They stand beside its wrong programs in <c>StepNN_Slug.equivalent</c>, one in a line:
/// <code>operator -- the changed lines -- what stands there instead, or * -- why no check can see it</code>
/// A line that begins with <c>#</c> is a comment.</summary>
internal static class Equivalents
{
    private const string Folder = "harness/checks/wrong";

    /// <exception cref="FormatException">A line is not of this form.</exception>
    public static IReadOnlyList<EquivalentMutant> Of(Step step)
    {
        var file = $"{Folder}/{step.Name}.equivalent";
        var path = Path.Combine(Repository.Root, file);
        return File.Exists(path)
            ?
            [
                .. File.ReadAllLines(path)
                    .Select((line, i) => (Text: line.Trim(), Number: i + 1))
                    .Where(line => line.Text is not ("" or ['#', ..]))
                    .Select(line => Read(line.Text, file, line.Number)),
            ]
            : [];
    }

    private static EquivalentMutant Read(string line, string file, int number) =>
        line.Split(" -- ") is [var name, var place, var changed, var reason]
            ? new(name.Trim(), place.Trim(), changed.Trim(), reason.Trim(), file, number)
            : throw new FormatException(
                $"{file}:{number} is not of the form: operator -- the changed lines -- what stands there instead, or * -- why no "
                    + "check can see it");
}
