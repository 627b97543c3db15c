using System.Net;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Control;

/// <summary>What the options of an endpoint must satisfy before it is opened.</summary>
public static class OptionRules
{
    // What is left of the 65,535 bytes of an IPv4 packet beside its header and that of UDP (RFC 791, RFC 768).
    private const int MaxDatagram = 65_507;

    // More than any check needs; a server that sends without end helps nobody.
    private const int MaxCopies = 100;

    /// <exception cref="BadOptionsException">The first rule that is broken, in one line.</exception>
    public static void Check(EndpointOptions options, IReadOnlyList<Service> offered)
    {
        var udp = options.Transport == Kata.Protocol.Transport.Udp;
        Require(offered.Contains(options.Service), $"This server does not offer {options.Service}; see --services.");
        Require(!udp || options.Service != Service.Http, "HTTP is served over TCP only.");
        Require(options.Clock is null || options.Service == Service.Time, "Only the time service has a clock.");
        Require(options.Clock is null or >= 0, "A clock counts the seconds since 1900: 0 or more.");
        Require(options.Resources.Count == 0 || options.Service == Service.Http, "Only the HTTP service has resources.");
        Require(options.Address is null || (IPAddress.TryParse(options.Address, out var address) && IPAddress.IsLoopback(address)),
            $"«{options.Address}» is not a loopback address.");
        Require(options.Address is null || !options.IPv6, "An endpoint with an address needs no IPv6: the address says it.");
        Require(options.Port is null or (>= 1 and <= 65535), "A port is a number from 1 to 65535.");
        Require(options.KeptBytes >= 0, "A transcript keeps 0 bytes or more.");
        Check(options.Resources);
        foreach (var fault in options.Faults)
            Check(fault, udp);
        CheckOrder(options.Faults);
    }

    private static void Check(IReadOnlyList<Resource> resources)
    {
        foreach (var resource in resources)
        {
            Require(resource.Path?.StartsWith('/') == true, $"The path «{resource.Path}» of a resource must begin with a slash.");
            Require(!string.IsNullOrWhiteSpace(resource.ContentType), $"{resource.Path} needs a content type.");
            Require(resource.Versions?.Count > 0 && resource.Versions.All(v => v is not null),
                $"{resource.Path} needs at least one version, and content for each.");
            Require(Enum.IsDefined(resource.Framing), $"{resource.Path} needs a framing.");
            Require(resource.ConnectionsPerVersion >= 1, $"{resource.Path}: each version is served on at least 1 connection.");
        }
        foreach (var path in resources.GroupBy(r => r.Path).Where(g => g.Count() > 1).Select(g => g.Key))
            throw new BadOptionsException($"{path} is given twice; give one resource with two versions instead.");
    }

    private static void Check(Fault fault, bool udp)
    {
        var name = fault.GetType().Name;
        var forUdp = fault is Drop or Duplicate or Delay or Reorder or Truncate or AnswerFromAnotherPort or Forge or RandomLoss;
        Require(forUdp == udp || fault is AnswerWith, $"{name} is a fault of {(forUdp ? "UDP, not of TCP" : "TCP, not of UDP")}.");
        Require(fault.Only is null || fault is not (AcceptNothing or SmallWindow),
            $"{name} is for the whole endpoint; leave Only out.");
        Require(fault.Only is null || fault.Only is { Length: > 0 } only && only.All(n => n >= 1),
            $"{name}: Only counts from 1, and null means all.");
        var (good, rule) = fault switch
        {
            InPieces f => (f.Sizes is { Length: > 0 } && f.Sizes.All(s => s >= 1) && f.GapMilliseconds >= 0,
                "at least one size, sizes of 1 byte or more, a gap of 0 or more"),
            InRandomPieces f => (f.MaxSize >= 1 && f.MaxGapMilliseconds is >= 0 and < int.MaxValue,
                "a maximum of 1 byte or more, a gap of 0 or more"),
            HoldBack f => (f.Bytes >= 1, "1 byte or more"),
            CutAfter f => (f.Bytes >= 0 && Enum.IsDefined(f.Direction) && Enum.IsDefined(f.Ending), "0 bytes or more"),
            AnswerWith f => (f.Answers?.Count > 0 && f.Answers.All(a => a?.Length <= (udp ? MaxDatagram : int.MaxValue)),
                $"at least one answer{(udp ? $", of {MaxDatagram:N0} bytes at most" : "")}"),
            CutAfterAnswers f => (f.Answers >= 1 && Enum.IsDefined(f.Ending), "1 answer or more"),
            CutAtAccept f => (Enum.IsDefined(f.Ending), "an ending"),
            Stall f => (f.AfterBytes >= 0 && Enum.IsDefined(f.Direction), "0 bytes or more"),
            Delay f => (f.Milliseconds >= 0, "0 milliseconds or more"),
            AcceptNothing f => (f.ForMilliseconds is null or >= 0, "0 milliseconds or more"),
            Duplicate f => (f.Copies is >= 2 and <= MaxCopies && f.GapMilliseconds >= 0, $"from 2 to {MaxCopies} copies, and a gap of 0 ms or more"),
            Truncate f => (f.Bytes >= 0, "0 bytes or more"),
            Forge f => (f.Bytes?.Length <= MaxDatagram, $"a forged answer of at most {MaxDatagram:N0} bytes"),
            RandomLoss f => (f.Drop >= 0 && f.Duplicate >= 0 && f.Drop + f.Duplicate <= 1,
                "probabilities from 0 to 1, together at most 1"),
            _ => (true, ""),
        };
        Require(good, $"{name} needs {rule}.");
    }

    /// <summary>A fault that passes on in parts what the service sent at once leaves nothing to count answers by.</summary>
    private static void CheckOrder(IReadOnlyList<Fault> faults)
    {
        var parts = faults.FirstOrDefault(f => f is InPieces or InRandomPieces or HoldBack);
        var late = faults.SkipWhile(f => f != parts).FirstOrDefault(f => f is AnswerWith or CutAfterAnswers);
        Require(parts is null || late is null, $"{late?.GetType().Name} must stand before {parts?.GetType().Name}: it counts whole answers.");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new BadOptionsException(rule);
    }
}
