using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Kata.Programs;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>What the errors of a program show that did not reach the server whose address it was given.</summary>
internal static partial class SeenElsewhere
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(Transcript seen, ProgramRun judged)
    {
        if (seen.Count(EventKind.Accepted) > 0 || Given(seen, judged.Arguments) is not { } server)
            return null;

        var said = $"{judged.Run.End}\n{judged.Run.ErrorOutput}";
        return OtherPlace(said, server, judged.Arguments) ?? LookedUp(said, server);
    }

    private static string? OtherPlace(string said, IPEndPoint server, IReadOnlyList<string> arguments)
    {
        var named = Place().Matches(said).Select(match => EndPoint(match.Value)).OfType<IPEndPoint>().ToList();
        if (named is not [var called, ..] || named.Contains(server))
            return null;
        if (called.Port != server.Port && BinaryPrimitives.ReverseEndianness((ushort)called.Port) == server.Port)
            return $"The error names port {called.Port}, which is {server.Port} with its 2 bytes in the other order. Connect takes the "
                + "number as it is.";
        // A check may give the server's host with another port.
        if (called.Port != server.Port && !arguments.Contains($"{server.Port}"))
            return null;

        var part =
            called.Port == server.Port ? "the host"
            : called.Address.Equals(server.Address) ? "the port"
            : "each of its two parts";
        return $"The error names {called}, and the server is at {server}. Where does {part} come from?";
    }

    private static string? LookedUp(string said, IPEndPoint server) =>
        NotFound().IsMatch(said)
            ? $"A lookup failed, and the host that was given is an address, {server.Address}, which needs none. What was looked up? "
                + "Connect takes an address as it is, and a name as well."
            : null;

    /// <summary>For a text that was to be refused as a port, and was taken for a number; null if it is not known for which.</summary>
    public static string? TakenForAPort(CheckFailedException failed, ProgramRun judged)
    {
        if (!failed.Missed.Any(one => one.IsErrorOutput && one.Text?.Beginning?.Contains(" port", StringComparison.Ordinal) == true))
            return null;

        var said = $"{judged.Run.End}\n{judged.Run.ErrorOutput}";
        var named = Place().Matches(said).Select(match => EndPoint(match.Value)?.Port).Distinct().ToList();
        return named is [{ } port]
            && !judged.Arguments.Contains($"{port}")
            && judged.Arguments.Where(argument => Readings(argument).Contains(port)).ToList() is [var taken]
                ? $"{Quoted.Of(taken)} was taken for a port: the error names {port}. What reads the text, and which other texts does it take "
                    + "for numbers?"
                : null;
    }

    /// <summary>The numbers that programs read in a text that is not simply one.</summary>
    private static IEnumerable<long> Readings(string text)
    {
        var digits = new string([.. text.Trim().TakeWhile(char.IsAsciiDigit)]);
        if (long.TryParse(digits, out var beginning))
            yield return beginning;
        if (
            text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(text[2..], NumberStyles.HexNumber, Invariant, out var hex)
        )
            yield return hex;
        if (text.StartsWith('0') && text.Length < 12 && text.All(letter => letter is >= '0' and <= '7'))
            yield return Convert.ToInt64(text, 8);
        if (double.TryParse(text, NumberStyles.Any, Invariant, out var number) && Math.Abs(number) < 1e15)
        {
            yield return (long)number;
            // What a ushort keeps of it.
            yield return (long)number & ushort.MaxValue;
        }
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>The server's address and port, if the program was given that address.</summary>
    private static IPEndPoint? Given(Transcript seen, IReadOnlyList<string> arguments) =>
        seen.Authorities.Select(EndPoint).OfType<IPEndPoint>().FirstOrDefault(server => arguments.Contains($"{server.Address}"));

    /// <summary>An IPv6 socket has names of its own for IPv4 addresses (RFC 4291 section 2.5.5.2).</summary>
    private static IPEndPoint? EndPoint(string text) =>
        !IPEndPoint.TryParse(text, out var place) ? null
        : place.Address.IsIPv4MappedToIPv6 ? new(place.Address.MapToIPv4(), place.Port)
        : place;

    [GeneratedRegex(@"\[[0-9A-Fa-f:.]+\]:[0-9]{1,5}\b|(?<![\w.])[0-9]{1,3}(\.[0-9]{1,3}){3}:[0-9]{1,5}\b")]
    private static partial Regex Place();

    /// <summary>The code, or the words of the systems for it.</summary>
    [GeneratedRegex("HostNotFound|Name or service not known|No such host is known|nodename nor servname provided")]
    private static partial Regex NotFound();
}
