using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Kata.Analyzers.Rules;

/// <summary>SOCK009: the text of an HTTP request that no server must accept (RFC 9112 §2.1, §2.2, §3; RFC 9110 §9.1).</summary>
public sealed class SOCK009_RequestNotHttp : SocketRule
{
    /// <summary>The property of the diagnostic that tells the fix what is wrong.</summary>
    internal const string FaultProperty = "fault";

    /// <summary>The property of the diagnostic that holds the method that was meant.</summary>
    internal const string MethodProperty = "method";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    private static readonly Regex RequestLine = new(@"^(?<method>[A-Za-z]{2,9}) (?<target>\S+) HTTP/\d\.\d(?<rest>[\s\S]*)$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static readonly DiagnosticDescriptor Method = Rule.Create(
        RuleIds.RequestNotHttp, Categories.Sending, DiagnosticSeverity.Warning,
        "The HTTP request is not one a server must accept",
        "Write `{0}` for `{1}`: no server knows the method `{1}`");

    private static readonly DiagnosticDescriptor BareLineFeed = Method.Saying(
        @"End each line of the request with `\r\n`: a server need not accept `\n` alone");

    private static readonly DiagnosticDescriptor Unended = Method.Saying(
        @"End the request with an empty line, `\r\n\r\n`: until it comes, the server waits for more header fields");

    public override DiagnosticDescriptor Descriptor => Method;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ImmutableArray.Create(Method, BareLineFeed, Unended);

    internal override void Check(SocketMethod method, Reporter report)
    {
        foreach (var send in method.Sends)
        {
            if (SentText.Of(send.Data, method) is not { } sent || sent.Text.Length > 10_000) continue;
            var request = RequestLine.Match(sent.Text.Replace(' ' + SentText.Unknown.ToString() + ' ', " x "));
            if (!request.Success) continue;

            var where = sent.Origin.IsWithin(method.Root) ? sent.Origin : send.Data!;
            var name = request.Groups["method"].Value;
            if (Meant(name) is { } meant)
            {
                Report("method", Method, meant, meant, name);
                continue;
            }

            var rest = request.Groups["rest"].Value;
            if (HasBareLineFeed(rest))
            {
                Report("line", BareLineFeed, null);
            }
            else if (!send.OfText && IsAll(send, method) && EndsBeforeBlankLine(rest))
            {
                Report("end", Unended, null);
            }

            void Report(string fault, DiagnosticDescriptor saying, string? meantMethod, params object?[] arguments) => report.At(
                where.Syntax, saying, ImmutableDictionary<string, string?>.Empty.Add(FaultProperty, fault).Add(MethodProperty, meantMethod), arguments);
        }
    }

    /// <summary>The known method one edit away; null for a known one and for one that may be an extension.</summary>
    private static string? Meant(string name)
    {
        if (Methods.Contains(name, StringComparer.Ordinal)) return null;

        // Methods are case-sensitive (RFC 9110 §9.1).
        return Methods.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? Methods.FirstOrDefault(known => IsOneEditAway(name, known));
    }

    private static bool IsOneEditAway(string name, string known)
    {
        if (Math.Abs(name.Length - known.Length) > 1) return false;
        var start = 0;
        while (start < name.Length && start < known.Length && name[start] == known[start]) start++;
        var end = 0;
        while (end < name.Length - start && end < known.Length - start && name[name.Length - 1 - end] == known[known.Length - 1 - end]) end++;
        var (left, right) = (name.Substring(start, name.Length - start - end), known.Substring(start, known.Length - start - end));
        return left.Length <= 1 && right.Length <= 1 || left.Length == 2 && right.Length == 2 && left[0] == right[1] && left[1] == right[0];
    }

    /// <summary>Only the head counts; after the empty line the content may hold anything.</summary>
    private static bool HasBareLineFeed(string rest)
    {
        for (var index = 0; index < rest.Length; index++)
        {
            if (rest[index] != '\n') continue;
            if (index == 0 || rest[index - 1] != '\r') return true;
            if (index >= 3 && rest[index - 2] == '\n') return false;
        }

        return false;
    }

    /// <summary>A value known only at run time may hold line ends itself, unless it stands within a line.</summary>
    private static bool EndsBeforeBlankLine(string rest)
    {
        if (rest.Contains("\r\n\r\n")) return false;
        var lines = rest.Split(["\r\n"], StringSplitOptions.None);
        return lines.All(line => line.Length == 0 || !line.Contains(SentText.Unknown) || line.IndexOf(':') is > 0 and var colon && colon < line.IndexOf(SentText.Unknown));
    }

    /// <summary>Whether nothing else is sent after it, which could be the rest of the request.</summary>
    private static bool IsAll(Send send, SocketMethod method) => method.Sends.Count == 1 && send.Call.TargetMethod.Name is not "BeginSend"
        && !method.Calls.Any(call => call != send.Call && !SocketTypes.IsOfSystem(call.TargetMethod)
            && call.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), send.Target.Root())));
}
