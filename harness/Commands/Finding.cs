namespace Kata.Commands;

/// <summary>Something that a maintainer has to mend.</summary>
/// <param name="File">From the repository's root, with slashes.</param>
/// <param name="Line">From 1; null if it is about the whole file.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Finding(string File, int? Line, string Problem, string Remedy)
{
    public override string ToString() => $"{File}{(Line is null ? "" : $":{Line}")}: {Problem}. {char.ToUpperInvariant(Remedy[0])}{Remedy[1..]}.";
}
