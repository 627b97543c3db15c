namespace Kata.Analyzers;

/// <summary>Every rule's identifier, in one list. An identifier, once shipped, is never given to another rule.</summary>
public static class RuleIds
{
    public const string BlankNotFilledIn = "KATA001";
}
