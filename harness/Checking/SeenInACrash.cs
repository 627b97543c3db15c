using System.Text.RegularExpressions;
using Kata.Programs;

namespace Kata.Checking;

/// <summary>What an exception that no part of the program caught shows of its cause.</summary>
internal static partial class SeenInACrash
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(Run run) =>
        run.End is not RunEnd.Crashed { Signal: null, What: var what } ? null
        : OtherFamily().IsMatch(what)
            ? "A socket is made for one family: one for AddressFamily.InterNetwork knows only IPv4. "
                + "Which constructor leaves the family open?"
        : NoAddress().IsMatch(what)
            ? "IPAddress.Parse takes only an address. If the host is a name: Connect takes a name as well as an address. "
                + "Which other call takes a host's name?"
        : NoFormat().IsMatch(what)
            ? "A text was taken for a format, in which { and } have a meaning: Write does that if it gets more than the text. "
                + "Which call is it?"
        : null;

    [GeneratedRegex("protocol version is not supported|Address family not supported|match the socket address family")]
    private static partial Regex OtherFamily();

    [GeneratedRegex("FormatException: An invalid IP address was specified")]
    private static partial Regex NoAddress();

    /// <summary>Of the formats of <c>string.Format</c>, and not of numbers.</summary>
    [GeneratedRegex(@"FormatException: (Input string was not in a correct format\. Failure to parse near offset|Index \(zero based\))")]
    private static partial Regex NoFormat();
}
