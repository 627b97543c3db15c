using System.Text.Json;

namespace Kata.Protocol;

/// <summary>What can carry a fault.</summary>
internal enum Carrier
{
    Tcp,
    Udp,
    Both,
}

/// <summary>What there is to know of one kind of fault.</summary>
/// <param name="Name">Its name in the protocol.</param>
/// <param name="Type">Its record.</param>
internal abstract record FaultRow(string Name, Type Type, Carrier Carrier)
{
    /// <summary>Completes «… needs …».</summary>
    public string Rule { get; init; } = "";

    /// <summary>A further rule that counts over UDP only.</summary>
    public string UdpRule { get; init; } = "";

    /// <summary>It is done to the whole endpoint, and <see cref="Fault.Only"/> has no meaning.</summary>
    public bool IsOfTheEndpoint { get; init; }

    /// <summary>It passes on in parts what the service sent at once.</summary>
    public bool DividesAnswers { get; init; }

    /// <summary>It counts whole answers, and so cannot stand behind a fault that divides them.</summary>
    public bool CountsAnswers { get; init; }

    /// <summary>It is seen only where nothing but this machine's loopback lies between program and server.</summary>
    public bool NeedsLoopback { get; init; }

    /// <summary>The rule that this fault breaks, or null.</summary>
    public string? Broken(Fault fault, Transport transport) =>
        Carrier != Carrier.Both && (Carrier == Carrier.Udp) != (transport == Transport.Udp)
            ? $"{Type.Name} is a fault of {(Carrier == Carrier.Udp ? "UDP, not of TCP" : "TCP, not of UDP")}."
        : fault.Only is not null && IsOfTheEndpoint
            ? $"{Type.Name} is for the whole endpoint; leave Only out."
        : fault.Only is not null && !(fault.Only.Length > 0 && fault.Only.All(number => number >= 1))
            ? $"{Type.Name}: Only counts from 1, and null means all."
        : !KeepsRule(fault)
            ? $"{Type.Name} needs {Rule}."
        : transport == Transport.Udp && !KeepsUdpRule(fault)
            ? $"{Type.Name} needs {UdpRule}."
        : null;

    /// <summary>Whether a proxy between program and server, such as that of a published port, makes something else of it: a proxy
    /// accepts whatever happens behind it, and turns a reset into an orderly close.</summary>
    public abstract bool IsHidden(Fault fault);

    public abstract void WriteFields(Utf8JsonWriter json, Fault fault);

    /// <exception cref="JsonException">A field is not what it must be.</exception>
    public abstract Fault ReadFields(JsonElement json);

    protected abstract bool KeepsRule(Fault fault);

    protected abstract bool KeepsUdpRule(Fault fault);
}

/// <inheritdoc/>
internal sealed record FaultRow<T>(string Name, Carrier Carrier) : FaultRow(Name, typeof(T), Carrier)
    where T : Fault
{
    /// <summary>Writes the fields that only this fault has; those of every fault are written for it.</summary>
    public Action<Utf8JsonWriter, T> Write { get; init; } = (_, _) => { };

    public required Func<JsonElement, T> Read { get; init; }

    public Func<T, bool> Holds { get; init; } = _ => true;

    public Func<T, bool> HoldsOverUdp { get; init; } = _ => true;

    public Func<T, bool> IsHiddenByProxies { get; init; } = _ => false;

    public override bool IsHidden(Fault fault) => IsHiddenByProxies((T)fault);

    public override void WriteFields(Utf8JsonWriter json, Fault fault) => Write(json, (T)fault);

    public override Fault ReadFields(JsonElement json) => Read(json);

    protected override bool KeepsRule(Fault fault) => Holds((T)fault);

    protected override bool KeepsUdpRule(Fault fault) => HoldsOverUdp((T)fault);
}
