using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Protocol;
using Kata.Servers;
using Kata.Text;

namespace Kata.Checking;

/// <summary>Whether the requests that a program sent to an HTTP server have the form of requests (RFC 9112 sections 2 to 5), whatever they
/// ask for. A lenient server answers others as well.</summary>
internal static partial class HttpForm
{
    /// <summary>What a program with such a request may be told.</summary>
    public static string Hint(Transcript transcript) =>
        (IsRefused(transcript) ? "The server does not understand such a request." : "This server was lenient, others are not.")
        + " Each line of a request ends with CR LF, an empty line ends it all, and with HTTP/1.1 there is a Host header with the server's name "
        + "and port.";

    /// <summary>Whether a server has answered with 400, Bad Request (RFC 9110 section 15.5.1).</summary>
    private static bool IsRefused(Transcript transcript) =>
        transcript.Of(EventKind.Sent).Any(e => e.Data is { Length: > 12 } data && data.AsSpan(8).StartsWith(" 400 "u8));

    /// <summary>What is wrong with the first request that is no request; null if nothing is. The beginning of one that was not sent to
    /// its end is not looked at.</summary>
    public static (string Expected, string Got)? Fault(Transcript transcript)
    {
        if (transcript.Options?.Service != Service.Http)
            return null;

        foreach (var connection in transcript.Of(EventKind.Accepted).Select(accepted => accepted.Connection))
        {
            var heads = Head().Matches(Encoding.Latin1.GetString(transcript.ReceivedOn(connection)));
            if (heads.Select(head => Fault(head.Value, transcript.Authorities)).FirstOrDefault(fault => fault is not null) is { } fault)
                return fault;
        }

        return null;
    }

    private static (string Expected, string Got)? Fault(string head, IReadOnlyList<string> authorities)
    {
        var lines = head.Split("\r\n");
        if (OtherEnd().Match(head) is { Success: true, Index: var place })
            return ("each line of the request ended by CR LF, \\r\\n in this order, and by nothing else", Around(head, place));

        // Behind them the empty line, and what follows its end.
        lines = lines[..^2];
        if (lines[1..].FirstOrDefault(line => !Field().IsMatch(line)) is { } odd)
            return ("header lines with a name, a colon and a value", Quoted.Of(odd));

        // With HTTP/1.0, Host is not asked for.
        var hosts = lines[1..].Where(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)).ToList();
        return !lines[0].EndsWith(" HTTP/1.1", StringComparison.Ordinal) || authorities.Count == 0 || IsHost(hosts, authorities) ? null
            : ($"«Host: {authorities[0]}» in the request", hosts.Count == 0 ? "no Host" : Quoted.Of(string.Join(", ", hosts)));
    }

    /// <summary>The place with a little of what stands around it: the line may be long.</summary>
    private static string Around(string head, int place)
    {
        const int before = 50;
        const int behind = 4;
        var start = place <= before ? 0 : place - before;
        return (start == 0 ? "" : "… ") + Quoted.Of(head[start..Math.Min(head.Length, place + behind)]);
    }

    /// <summary>A server with one site takes any name; an address has to be its own. The port may be missing.</summary>
    private static bool IsHost(List<string> hosts, IReadOnlyList<string> authorities) =>
        hosts is [var host]
        && host["Host:".Length..].Trim() is var value
        && (Name().IsMatch(value) || Addresses(value).Intersect(authorities.SelectMany(Addresses)).Any());

    /// <summary>The addresses that may be meant, each in one form: not all programs put the brackets around one of IPv6.</summary>
    private static IEnumerable<IPAddress> Addresses(string authority) =>
        ((string[])[authority, Port().Replace(authority, "")])
            .Select(text => IPAddress.TryParse(text.Trim('[', ']'), out var address) ? address : null)
            .OfType<IPAddress>()
            .Select(address => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    [GeneratedRegex(@":[0-9]+\z")]
    private static partial Regex Port();

    [GeneratedRegex(@"(?<!\r)\n|\r(?!\n)")]
    private static partial Regex OtherEnd();

    /// <summary>Up to the empty line, whatever ends the lines.</summary>
    [GeneratedRegex(@"\G.*?\n\r?\n", RegexOptions.Singleline)]
    private static partial Regex Head();

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0]*\z")]
    private static partial Regex Field();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9.-]*(:[0-9]+)?\z")]
    private static partial Regex Name();
}
