using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Kata.Analyzers.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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

    private static readonly Regex RequestLine = new(
        @"^(?<method>[A-Za-z]{2,9}) (?<target>\S+) HTTP/\d\.\d(?<rest>[\s\S]*)$",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    private static readonly DiagnosticDescriptor Method = Rule.Create(
        RuleIds.RequestNotHttp, Categories.Sending, DiagnosticSeverity.Warning,
        "The HTTP request is not one a server must accept",
        "Write `{0}` for `{1}`: no server knows the method `{1}`");

    private static readonly DiagnosticDescriptor BareLineFeed = Method.Saying(
        @"End each line of the request with `\r\n`: a server need not accept `\n` alone");

    private static readonly DiagnosticDescriptor Unended = Method.Saying(
        @"End the request with an empty line, `\r\n\r\n`: until it comes, the server waits for more header fields");

    private static readonly DiagnosticDescriptor SpacedName = Method.Saying(
        "Write no space before the colon of `{0}`: a server must refuse the request (RFC 9112 §5.1)");

    private static readonly DiagnosticDescriptor NoHost = Method.Saying(
        "Add a `Host` field: a server must refuse an HTTP/1.1 request without one (RFC 9112 §3.2)");

    private static readonly DiagnosticDescriptor NoLength = Method.Saying(
        "Add a `Content-Length` field: without one the server takes the request for one without content (RFC 9112 §6.3)");

    private static readonly DiagnosticDescriptor UnendedLines = Method.Saying(
        "End the request with an empty line, `WriteLine()`: until it comes, the server waits for more header fields");

    private static readonly DiagnosticDescriptor BrokenOff = Method.Saying(
        @"End the request with an empty line, `\r\n\r\n`: it breaks off in the middle of a field, and the server waits for more");

    public override DiagnosticDescriptor Descriptor => Method;

    public override ImmutableArray<DiagnosticDescriptor> Descriptors { get; } = ImmutableArray.Create(
        [Method, BareLineFeed, Unended, SpacedName, NoHost, NoLength, UnendedLines, BrokenOff]);

    internal override Sight SightOf(DiagnosticDescriptor saying) =>
        saying == Unended || saying == UnendedLines || saying == BrokenOff ? Sight.Body : Sight.Before;

    internal override void Check(SocketMethod method, Reporter report)
    {
        CheckWriters(method, report);
        CheckTexts(method, report);
        CheckBytes(method, report);
        foreach (var send in method.Sends)
        {
            if (SentText.Of(send.Data, method) is not { } sent || sent.Text.Length > 10_000)
                continue;
            if (MisspelledChoice(sent.Origin, sent.Text, method) is { } choice)
            {
                report.At(
                    choice.Written.Syntax,
                    Method,
                    ImmutableDictionary<string, string?>.Empty.Add(FaultProperty, "choice").Add(MethodProperty, choice.Meant),
                    choice.Meant,
                    choice.Name);
                continue;
            }

            var request = RequestLine.Match(sent.Text.Replace(' ' + SentText.Unknown.ToString() + ' ', " x "));
            if (!request.Success)
                continue;

            var where = sent.Origin.IsWithin(method.Root) ? sent.Origin : send.Data!;
            var name = request.Groups["method"].Value;
            if (Meant(name) is { } meant)
            {
                Report("method", Method, meant, meant, name);
                continue;
            }

            var rest = request.Groups["rest"].Value;
            if (Incomplete(name, sent.Text, rest) is { } incomplete)
            {
                Report("head", incomplete.Saying, null, incomplete.Arguments);
            }
            else if (HasBareLineFeed(rest))
            {
                Report("line", BareLineFeed, null);
            }
            else if (!send.OfText && IsAll(send, method) && EndsBeforeBlankLine(rest))
            {
                // The empty line belongs behind what is added, not here: a fix would put it in the middle of the head.
                Report(sent.GoesOn ? "added" : "end", Unended, null);
            }

            void Report(string fault, DiagnosticDescriptor saying, string? meantMethod, params object?[] arguments) =>
                report.At(
                    where.Syntax,
                    saying,
                    ImmutableDictionary<string, string?>.Empty.Add(FaultProperty, fault).Add(MethodProperty, meantMethod),
                    arguments);
        }
    }

    /// <summary>A request that is written line by line, one statement after the other, and never ended.</summary>
    private static void CheckWriters(SocketMethod method, Reporter report)
    {
        foreach (var group in method.Sends.Where(send => send.OfText).GroupBy(send => send.Target.Root(), SymbolEqualityComparer.Default))
        {
            if (
                group.Key is not ILocalSymbol writer
                || method
                    .References(writer)
                    .Any(reference =>
                        !reference.IsWrite() && reference.SameValue().Parent is not (IInvocationOperation or IPropertyReferenceOperation))
            )
                continue;
            var sends = group.ToList();
            var block = Block(sends[0].Call);
            if (block is null || sends.Any(send => Block(send.Call) != block || send.Call.TargetMethod.Parameters.Length > 1))
                continue;
            var end = EndsLinesWith(writer, method);
            var texts = sends.Select(send => (send.Data is null ? "" : SentText.Of(send.Data, method)?.Text ?? SentText.Unknown.ToString())
                + (send.Call.TargetMethod.Name.StartsWith("WriteLine") ? end : ""));
            var request = RequestLine.Match(string.Concat(texts).Replace(' ' + SentText.Unknown.ToString() + ' ', " x "));
            if (request.Success && end == "\n" && HasBareLineFeed(request.Groups["rest"].Value))
            {
                report.At(sends[0].Call.Syntax, BareLineFeed);
                continue;
            }

            if (!request.Success || HasBareLineFeed(request.Groups["rest"].Value) || !EndsBeforeBlankLine(request.Groups["rest"].Value))
                continue;
            report.At(sends[sends.Count - 1].Call.Syntax, UnendedLines);
        }
    }

    /// <summary>What the writer puts after each line, where that stands here; else what it should.</summary>
    private static string EndsLinesWith(ILocalSymbol writer, SocketMethod method) =>
        method
            .The(() => new LineEndsSet(method))
            .Where(set =>
                set.Target is IPropertyReferenceOperation { Property.Name: "NewLine", Instance: { } owner }
                && (SocketMethod.Same(owner.Root(), writer)
                    || owner is IInstanceReferenceOperation && method.Values(writer).Any(made => set.IsWithin(made))))
            .Select(set => set.Value.ConstantValue.Value as string)
            .FirstOrDefault() ?? "\r\n";

    private sealed class LineEndsSet(SocketMethod method)
        : List<ISimpleAssignmentOperation>(
            method
                .All<ISimpleAssignmentOperation>()
                .Where(set => set.Target is IPropertyReferenceOperation { Property.Name: "NewLine" }));

    private static IOperation? Block(IInvocationOperation call) =>
        call.SameValue().Parent is IExpressionStatementOperation { Parent: IBlockOperation block } && call.Loop() is null ? block : null;

    /// <summary>A method that makes a request and breaks off in the middle of a field, where no caller in sight adds anything.</summary>
    private static void CheckTexts(SocketMethod method, Reporter report)
    {
        if (method.Member is not IMethodSymbol { ReturnType.SpecialType: SpecialType.System_String } member)
            return;
        foreach (var returned in method.All<IReturnOperation>())
        {
            if (
                returned.Function() is not null
                || returned.ReturnedValue is not { } value
                || SentText.Of(value, method) is not { } made
                || made.Text.EndsWith("\n")
            )
                continue;
            var request = RequestLine.Match(made.Text.Replace(' ' + SentText.Unknown.ToString() + ' ', " x "));
            if (!request.Success || !request.Groups["rest"].Value.Contains(':') || !EndsBeforeBlankLine(request.Groups["rest"].Value))
                continue;
            if (
                method
                    .File.Sites(member)
                    .Any(site =>
                        site.Parent
                            is BinaryExpressionSyntax
                                or InterpolationSyntax
                                or EqualsValueClauseSyntax
                                or AssignmentExpressionSyntax)
            )
                continue;
            report.At(value.Syntax, BrokenOff);
        }
    }

    /// <summary>A method that returns the bytes of a request whose lines all end in <c>\n</c> alone.</summary>
    private static void CheckBytes(SocketMethod method, Reporter report)
    {
        if (method.Member is not IMethodSymbol { ReturnType: IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } })
            return;
        foreach (var returned in method.All<IReturnOperation>())
        {
            if (
                returned.Function() is null
                && returned.ReturnedValue is { } value
                && SentText.Of(value, method) is { } made
                && made.Text.EndsWith("\n\n", StringComparison.Ordinal)
                && !made.Text.Contains("\r\n")
                && RequestLine.Match(made.Text.Replace(' ' + SentText.Unknown.ToString() + ' ', " x ")).Success)
                report.At(value.Syntax, BareLineFeed);
        }
    }

    /// <summary>What a complete head lacks that every server may insist on (RFC 9112 §3.2, §5.1, §6.3); null where nothing is, or where
    /// that cannot be told.</summary>
    private static (DiagnosticDescriptor Saying, object?[] Arguments)? Incomplete(string name, string text, string rest)
    {
        var end = rest.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? rest : rest.Substring(0, end);
        var lines = head.Split(["\r\n"], StringSplitOptions.None);
        if (lines.FirstOrDefault(line => SpaceBeforeColon.IsMatch(line)) is { } spaced)
            return (SpacedName, [spaced.Substring(0, spaced.IndexOf(':')).TrimEnd()]);
        if (end < 0 || !text.Contains(" HTTP/1.1\r\n") || HasBareLineFeed(rest) || !lines.All(IsKnown))
            return null;
        if (!lines.Any(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)))
            return (NoHost, []);
        var content = rest.Substring(end + 4);
        return name is "POST" or "PUT" or "PATCH"
            && content.Length > 0
            && !lines.Any(line =>
                line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)
                || line.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase))
            ? (NoLength, [])
            : null;
    }

    private static readonly Regex SpaceBeforeColon = new(
        @"^[A-Za-z][A-Za-z0-9-]*[ \t]+:",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    /// <summary>A value known only at run time may hold lines itself, unless it is the value of a field.</summary>
    private static bool IsKnown(string line) =>
        line.Length == 0
        || !line.Contains(SentText.Unknown)
        || line.IndexOf(':') is > 0 and var colon && colon < line.IndexOf(SentText.Unknown);

    private static readonly Regex ChosenMethod = new(
        "^" + SentText.Unknown + @" \S+ HTTP/\d\.\d",
        RegexOptions.CultureInvariant,
        Regex.InfiniteMatchTimeout);

    /// <summary>The method of a request that is one of several, each written here, where one of them is none.</summary>
    private static (IOperation Written, string Name, string Meant)? MisspelledChoice(IOperation? data, string text, SocketMethod method)
    {
        if (!ChosenMethod.IsMatch(text.Replace(' ' + SentText.Unknown.ToString() + ' ', " x ")))
            return null;
        var first = data
            ?.DescendantsAndSelf()
            .Select(part => part switch
            {
                IInterpolatedStringOperation { Parts: { Length: > 0 } parts } => (parts[0] as IInterpolationOperation)?.Expression,
                IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Leftmost(sum),
                _ => null,
            })
            .FirstOrDefault(part => part is not null);
        if (first.Unwrap() is ILocalReferenceOperation { Local: var local })
            first = method.OnlyValue(local);
        foreach (var written in Choices(first))
        {
            if (written.ConstantValue.Value is string name && Meant(name) is { } meant)
                return (written, name, meant);
        }

        return null;
    }

    private static IOperation Leftmost(IBinaryOperation sum)
    {
        while (sum.LeftOperand.Unwrap() is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } left)
            sum = left;
        return sum.LeftOperand;
    }

    /// <summary>The constants that a value is chosen from.</summary>
    private static IEnumerable<IOperation> Choices(IOperation? value) => value.Unwrap() switch
    {
        IConditionalOperation { WhenFalse: { } otherwise } choice => Choices(choice.WhenTrue).Concat(Choices(otherwise)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Choices(arm.Value)),
        { ConstantValue: { HasValue: true, Value: string } } constant => [constant],
        _ => [],
    };

    /// <summary>The known method one edit away; null for a known one and for one that may be an extension.</summary>
    private static string? Meant(string name)
    {
        if (Methods.Contains(name, StringComparer.Ordinal))
            return null;

        // Methods are case-sensitive (RFC 9110 §9.1).
        return Methods.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
            ?? Methods.FirstOrDefault(known => IsOneEditAway(name, known));
    }

    private static bool IsOneEditAway(string name, string known)
    {
        if (Math.Abs(name.Length - known.Length) > 1)
            return false;
        var start = 0;
        while (start < name.Length && start < known.Length && name[start] == known[start])
            start++;
        var end = 0;
        while (end < name.Length - start && end < known.Length - start && name[name.Length - 1 - end] == known[known.Length - 1 - end])
            end++;
        var (left, right) = (name.Substring(start, name.Length - start - end), known.Substring(start, known.Length - start - end));
        return left.Length <= 1 && right.Length <= 1 || left.Length == 2 && right.Length == 2 && left[0] == right[1] && left[1] == right[0];
    }

    /// <summary>Only the head counts; after the empty line the content may hold anything.</summary>
    private static bool HasBareLineFeed(string rest)
    {
        for (var index = 0; index < rest.Length; index++)
        {
            if (rest[index] != '\n')
                continue;
            if (index == 0 || rest[index - 1] != '\r')
                return true;
            if (index >= 3 && rest[index - 2] == '\n')
                return false;
        }

        return false;
    }

    /// <summary>A value known only at run time may hold line ends itself, unless it stands within a line.</summary>
    private static bool EndsBeforeBlankLine(string rest)
    {
        if (rest.Contains("\r\n\r\n"))
            return false;
        var lines = rest.Split(["\r\n"], StringSplitOptions.None);
        return lines.All(line => IsKnown(line) || line.StartsWith(SentText.Unknown + ":", StringComparison.Ordinal));
    }

    /// <summary>Whether nothing else is sent after it, which could be the rest of the request.</summary>
    private static bool IsAll(Send send, SocketMethod method) => method.Sends.Count == 1 && send.Call.TargetMethod.Name is not "BeginSend"
        && !method.Calls.Any(call => call != send.Call && !SocketTypes.IsOfSystem(call.TargetMethod) && MaySend(call.TargetMethod, method)
            && call.Arguments.Any(argument => SocketMethod.Same(argument.Value.Root(), send.Target.Root())));

    /// <summary>Whether a method may send something itself: one that is not in sight may, and so may one that calls others.</summary>
    private static bool MaySend(IMethodSymbol target, SocketMethod method) =>
        target is { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true }
        || Model.Code.Methods.Of(method.File).With(target.OriginalDefinition) is not { } helper
        || helper.Sends.Count > 0
        || helper.Calls.Any(call =>
            !SocketTypes.IsOfSystem(call.TargetMethod)
            || call.TargetMethod.Name is "CopyTo" or "CopyToAsync" or "SendFile" or "SendFileAsync" or "Serialize" or "SerializeAsync");
}
