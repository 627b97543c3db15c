namespace Kata.Analyzers;

/// <summary>Every rule's identifier, in one list. An identifier, once shipped, is never given to another rule.</summary>
public static class RuleIds
{
    public const string ReceivedCountIgnored = "SOCK001";
    public const string EndOfStreamNotTested = "SOCK002";
    public const string WholeBufferUsed = "SOCK003";
    public const string OneReceiveForAMessage = "SOCK004";
    public const string DecodedInPieces = "SOCK005";
    public const string SentCountIgnored = "SOCK006";
    public const string TextLengthAsByteLength = "SOCK007";
    public const string NotFlushed = "SOCK008";
    public const string RequestNotHttp = "SOCK009";
    public const string HostByteOrder = "SOCK010";
    public const string ErrorSwallowed = "SOCK011";
    public const string ErrorNotHandled = "SOCK012";
    public const string LookupAndConnectionNotToldApart = "SOCK013";
    public const string NoDeadline = "SOCK014";
    public const string NotDisposed = "SOCK015";
    public const string ConnectedAsTest = "SOCK016";
    public const string DatagramFromAnyone = "SOCK017";
    public const string FirstAddressOnly = "SOCK018";
    public const string EventArgsIgnored = "SOCK019";
    public const string NoHalfClose = "SOCK020";
    public const string BlankNotFilledIn = "KATA001";
}
