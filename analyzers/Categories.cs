namespace Kata.Analyzers;

/// <summary>What a rule is about: the groups in which an IDE shows the rules.</summary>
internal static class Categories
{
    public const string Kata = "Kata";
}
