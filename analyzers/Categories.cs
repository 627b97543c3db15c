namespace Kata.Analyzers;

/// <summary>What a rule is about: the groups in which an IDE shows the rules.</summary>
internal static class Categories
{
    public const string Receiving = "Receiving";
    public const string Sending = "Sending";
    public const string Errors = "Errors";
    public const string Connections = "Connections";
    public const string Kata = "Kata";
}
