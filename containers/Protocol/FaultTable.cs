using System.Text.Json;

namespace Kata.Protocol;

/// <summary>Every fault, a row each: its name in the protocol, what carries it, the rule that its fields keep, how it is written
/// and read. A new fault needs its record in Faults.cs, its row here, and the layer in <c>Transport/</c> that does it.</summary>
internal static class FaultTable
{
    // What is left of the 65,535 bytes of an IPv4 packet beside its header and that of UDP (RFC 791, RFC 768).
    private const int MaxDatagram = 65_507;

    // More than any check needs; a server that sends without end helps nobody.
    private const int MaxCopies = 100;

    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new FaultRow<InPieces>("in-pieces", Carrier.Tcp)
        {
            Write = (json, f) =>
            {
                json.Put("sizes", f.Sizes, json.WriteNumberValue);
                json.WriteNumber("gapMilliseconds", f.GapMilliseconds);
            },
            Read = f => new(f.List("sizes", JsonFields.ToInt) ?? [], f.Int("gapMilliseconds")),
            Rule = "at least one size, sizes of 1 byte or more, a gap of 0 or more",
            Holds = f => f.Sizes is { Length: > 0 } && f.Sizes.All(size => size >= 1) && f.GapMilliseconds >= 0,
            DividesAnswers = true,
        },
        new FaultRow<InRandomPieces>("in-random-pieces", Carrier.Tcp)
        {
            Write = (json, f) =>
            {
                json.WriteNumber("seed", f.Seed);
                json.WriteNumber("maxSize", f.MaxSize);
                json.WriteNumber("maxGapMilliseconds", f.MaxGapMilliseconds);
            },
            Read = f => new(f.Int("seed"), f.Int("maxSize"), f.Int("maxGapMilliseconds")),
            Rule = "a maximum of 1 byte or more, a gap of 0 or more",
            Holds = f => f.MaxSize >= 1 && f.MaxGapMilliseconds is >= 0 and < int.MaxValue,
            DividesAnswers = true,
        },
        new FaultRow<HoldBack>("hold-back", Carrier.Tcp)
        {
            Write = (json, f) => json.WriteNumber("bytes", f.Bytes),
            Read = f => new(f.Int("bytes")),
            Rule = "1 byte or more",
            Holds = f => f.Bytes >= 1,
            DividesAnswers = true,
        },
        new FaultRow<CutAfter>("cut-after", Carrier.Tcp)
        {
            Write = (json, f) =>
            {
                json.WriteNumber("bytes", f.Bytes);
                json.Put("direction", f.Direction);
                json.Put("ending", f.Ending);
            },
            Read = f => new(f.Long("bytes") ?? 0, f.Name<Direction>("direction"), f.Name<Ending>("ending")),
            Rule = "0 bytes or more",
            Holds = f => f.Bytes >= 0 && Enum.IsDefined(f.Direction) && Enum.IsDefined(f.Ending),
            IsHiddenByProxies = f => f.Ending == Ending.Reset,
        },
        new FaultRow<CutAtAccept>("cut-at-accept", Carrier.Tcp)
        {
            Write = (json, f) =>
            {
                json.Put("ending", f.Ending);
                json.WriteNumber("afterMilliseconds", f.AfterMilliseconds);
            },
            Read = f => new(f.Name<Ending>("ending"), f.Int("afterMilliseconds")),
            Rule = "an ending, and a time that is not negative",
            Holds = f => Enum.IsDefined(f.Ending) && f.AfterMilliseconds >= 0,
            IsHiddenByProxies = _ => true,
        },
        new FaultRow<Stall>("stall", Carrier.Tcp)
        {
            Write = (json, f) =>
            {
                json.WriteNumber("afterBytes", f.AfterBytes);
                json.Put("direction", f.Direction);
            },
            Read = f => new(f.Long("afterBytes") ?? 0, f.Name<Direction>("direction")),
            Rule = "0 bytes or more",
            Holds = f => f.AfterBytes >= 0 && Enum.IsDefined(f.Direction),
            IsHiddenByProxies = _ => true,
        },
        new FaultRow<AcceptNothing>("accept-nothing", Carrier.Tcp)
        {
            Write = (json, f) => json.Put("forMilliseconds", f.ForMilliseconds),
            Read = f => new(f.IntOrNull("forMilliseconds")),
            Rule = "0 milliseconds or more",
            Holds = f => f.ForMilliseconds is null or >= 0,
            IsOfTheEndpoint = true,
            IsHiddenByProxies = _ => true,
        },
        new FaultRow<SmallWindow>("small-window", Carrier.Tcp)
        {
            Read = _ => new(),
            IsOfTheEndpoint = true,
            NeedsLoopback = true,
        },
        new FaultRow<AnswerWith>("answer-with", Carrier.Both)
        {
            Write = (json, f) => json.Put("answers", f.Answers, answer => json.WriteBase64StringValue(answer)),
            Read = f => new(f.List("answers", JsonFields.ToBytes) ?? []),
            Rule = "at least one answer",
            Holds = f => f.Answers?.Count > 0 && f.Answers.All(answer => answer is not null),
            UdpRule = $"answers of {MaxDatagram:N0} bytes at most",
            HoldsOverUdp = f => f.Answers.All(answer => answer.Length <= MaxDatagram),
            CountsAnswers = true,
        },
        new FaultRow<CutAfterAnswers>("cut-after-answers", Carrier.Tcp)
        {
            Write = (json, f) =>
            {
                json.WriteNumber("answers", f.Answers);
                json.Put("ending", f.Ending);
            },
            Read = f => new(f.Int("answers"), f.Name<Ending>("ending")),
            Rule = "1 answer or more",
            Holds = f => f.Answers >= 1 && Enum.IsDefined(f.Ending),
            CountsAnswers = true,
            IsHiddenByProxies = f => f.Ending == Ending.Reset,
        },
        new FaultRow<Drop>("drop", Carrier.Udp) { Read = _ => new() },
        new FaultRow<Duplicate>("duplicate", Carrier.Udp)
        {
            Write = (json, f) =>
            {
                json.WriteNumber("copies", f.Copies);
                json.WriteNumber("gapMilliseconds", f.GapMilliseconds);
            },
            Read = f => new(f.Int("copies", 2), f.Int("gapMilliseconds")),
            Rule = $"from 2 to {MaxCopies} copies, and a gap of 0 ms or more",
            Holds = f => f.Copies is >= 2 and <= MaxCopies && f.GapMilliseconds >= 0,
        },
        new FaultRow<Delay>("delay", Carrier.Both)
        {
            Write = (json, f) => json.WriteNumber("milliseconds", f.Milliseconds),
            Read = f => new(f.Int("milliseconds")),
            Rule = "0 milliseconds or more",
            Holds = f => f.Milliseconds >= 0,
        },
        new FaultRow<Reorder>("reorder", Carrier.Udp) { Read = _ => new() },
        new FaultRow<Truncate>("truncate", Carrier.Udp)
        {
            Write = (json, f) => json.WriteNumber("bytes", f.Bytes),
            Read = f => new(f.Int("bytes")),
            Rule = "0 bytes or more",
            Holds = f => f.Bytes >= 0,
        },
        new FaultRow<AnswerFromAnotherPort>("answer-from-another-port", Carrier.Udp)
        {
            Read = _ => new(),
            IsHiddenByProxies = _ => true,
        },
        new FaultRow<Forge>("forge", Carrier.Udp)
        {
            Write = (json, f) => json.Put("bytes", f.Bytes),
            Read = f => new(f.Bytes("bytes")!),
            Rule = $"a forged answer of at most {MaxDatagram:N0} bytes",
            Holds = f => f.Bytes?.Length <= MaxDatagram,
            IsHiddenByProxies = _ => true,
        },
        new FaultRow<RandomLoss>("random-loss", Carrier.Udp)
        {
            Write = (json, f) =>
            {
                json.WriteNumber("seed", f.Seed);
                json.WriteNumber("drop", f.Drop);
                json.WriteNumber("duplicate", f.Duplicate);
            },
            Read = f => new(f.Int("seed"), f.Double("drop"), f.Double("duplicate")),
            Rule = "probabilities from 0 to 1, together at most 1",
            Holds = f => f.Drop >= 0 && f.Duplicate >= 0 && f.Drop + f.Duplicate <= 1,
        },
    ];

    /// <summary>The row of a fault.</summary>
    public static FaultRow Of(Fault fault) => Rows.First(row => row.Type == fault.GetType());

    /// <summary>Writes a fault as an object, whose field <c>fault</c> is its name.</summary>
    public static void Put(Utf8JsonWriter json, Fault fault)
    {
        var row = Of(fault);
        json.WriteStartObject();
        json.WriteString("fault", row.Name);
        row.WriteFields(json, fault);
        json.Put("only", fault.Only, json.WriteNumberValue);
        json.WriteEndObject();
    }

    /// <exception cref="JsonException">It is no fault; the message says why.</exception>
    public static Fault Read(JsonElement json)
    {
        var name = json.Text("fault");
        var row = Rows.FirstOrDefault(row => row.Name == name) ?? throw new JsonException($"There is no fault «{name}».");
        var fault = row.ReadFields(json);
        return json.List("only", JsonFields.ToInt) is { } only ? fault with { Only = only } : fault;
    }
}
