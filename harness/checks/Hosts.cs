using Kata.Checking;

/// <summary>Hosts for runs that need no server. None of them leads to a packet outside of this machine.</summary>
internal static class Hosts
{
    public const string Loopback = "127.0.0.1";

    /// <summary>A name that cannot be looked up: no part of a name may be empty (RFC 1035 §2.3.1), so a resolver
    /// refuses it at once and asks no name server; and .invalid leads nowhere (RFC 6761 §6.4).</summary>
    public const string Nowhere = "no..where.invalid";

    /// <summary>A name that looks like an address and is none, since a part of an address is at most 255 (RFC 6943 §3.1.1). Only where a
    /// check can make the lookup fail: a system may ask a name server for it.</summary>
    public const string Misspelt = "256.256.256.256";

    /// <summary>A hint for a program that tells it from other names.</summary>
    public const string AboutMisspelt =
        $"The host was {Misspelt}: only digits and dots, and no address, so it is a name like any other. Does the program look at the host "
            + "by itself, or is it looked up?";

    /// <summary>All hosts of the local network at once. TCP refuses to connect to a broadcast address before it sends
    /// anything (RFC 9293 §3.9.1.1, MUST-46).</summary>
    public const string Broadcast = "255.255.255.255";

    /// <summary>An address at an interface that no machine has: it leads nowhere, and the system says so at once
    /// (RFC 4007 §11.2).</summary>
    public const string NoInterface = "fe80::1%4242";
}
