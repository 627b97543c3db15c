namespace Kata.Maintaining.Linting;

/// <summary>Something that a maintainer has to mend.</summary>
/// <param name="File">From the repository's root, with slashes.</param>
/// <param name="Line">From 1; null if it is about the whole file.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Finding(string File, int? Line, string Problem, string Remedy)
{
    /// <summary>File and line: <c>solutions/Step05_SocketExceptions.cs:27</c>.</summary>
    internal string Place => Line is null ? File : $"{File}:{Line}";

    /// <summary>The remedy as a sentence.</summary>
    internal string WhatToDo => $"{char.ToUpperInvariant(Remedy[0])}{Remedy[1..]}.";

    public override string ToString() => $"{Place}: {Problem}. {WhatToDo}";
}
