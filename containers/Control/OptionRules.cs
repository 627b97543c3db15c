using System.Net;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Control;

/// <summary>What the options of an endpoint must satisfy before it is opened.</summary>
public static class OptionRules
{
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
        foreach (var broken in options.Faults.Select(fault => FaultTable.Of(fault).Broken(fault, options.Transport)).OfType<string>())
            throw new BadOptionsException(broken);
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

    /// <summary>A fault that passes on in parts what the service sent at once leaves nothing to count answers by.</summary>
    private static void CheckOrder(IReadOnlyList<Fault> faults)
    {
        var parts = faults.FirstOrDefault(fault => FaultTable.Of(fault).DividesAnswers);
        var late = faults.SkipWhile(fault => fault != parts).FirstOrDefault(fault => FaultTable.Of(fault).CountsAnswers);
        Require(
            parts is null || late is null,
            $"{late?.GetType().Name} must stand before {parts?.GetType().Name}: it counts whole answers.");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new BadOptionsException(rule);
    }
}
