namespace Kata.Programs;

/// <summary>A run and what the program was started with.</summary>
public sealed record ProgramRun(IReadOnlyList<string> Arguments, Run Run);
