namespace Kata.Commands;

/// <summary>How something that the kata needs, or would like to have, is.</summary>
internal enum Health
{
    Fine,

    /// <summary>Not there, and the kata works without it.</summary>
    Note,

    /// <summary>Programs cannot be compiled, run or checked without it.</summary>
    Wrong,
}

/// <summary>What was found out about one thing.</summary>
/// <param name="About">In a word or two.</param>
/// <param name="Found">What is there, or what is not.</param>
/// <param name="Remedy">What to do, if it is not fine.</param>
internal sealed record Diagnosis(string About, Health Health, string Found, string? Remedy = null)
{
    public static Diagnosis Fine(string about, string found) => new(about, Health.Fine, found);

    public static Diagnosis Note(string about, string found, string remedy) => new(about, Health.Note, found, remedy);

    public static Diagnosis Wrong(string about, string found, string remedy) => new(about, Health.Wrong, found, remedy);
}
