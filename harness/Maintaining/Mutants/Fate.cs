namespace Kata.Maintaining.Mutants;

/// <summary>What became of a mutant.</summary>
internal enum Fate
{
    /// <summary>A check fails, or the rules warn of it.</summary>
    Caught,

    /// <summary>Every check passes.</summary>
    Survived,

    /// <summary>It survived, and somebody has explained why no check can tell it from the right program.</summary>
    Explained,

    /// <summary>The compiler makes the same program of it: it is no mutant.</summary>
    SameProgram,

    /// <summary>It is no program: it is no mutant.</summary>
    DoesNotCompile,

    /// <summary>A check could not be made; nothing is known, and it is tried again by the next run.</summary>
    NotGraded,
}

/// <summary>A mutant that was tried.</summary>
/// <param name="Check">The sentence of a check that caught it; null if none did.</param>
internal sealed record TriedMutant(Mutant Mutant, Fate Fate, string? Check)
{
    /// <summary>Whether it counts: there is a program, and it is another one.</summary>
    public bool Counts => Fate is Fate.Caught or Fate.Survived or Fate.Explained;
}
