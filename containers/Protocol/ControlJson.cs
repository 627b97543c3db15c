using System.Buffers;
using System.Text.Json;

namespace Kata.Protocol;

/// <summary>Turns the messages of Messages.cs into lines and back. What is null is left out, and what is left out has its
/// default.</summary>
/// <remarks>By hand: both programs live for a few seconds, and a serializer of these few messages had the runtime compile
/// some 1,700 methods, which took longer than all that was then sent.</remarks>
public static class ControlJson
{
    /// <returns>The line, with the LF that ends it.</returns>
    public static byte[] Line(ControlRequest request) => Line(json =>
    {
        json.WriteNumber("id", request.Id);
        json.WriteString("operation", request.Operation);
        json.Put("token", request.Token);
        if (request.Options is { } options)
            Put(json, "options", options);
        json.WriteNumber("endpoint", request.Endpoint);
        json.WriteNumber("after", request.After);
        json.Put("kind", request.Kind);
        json.WriteNumber("count", request.Count);
        json.WriteNumber("deadlineMilliseconds", request.DeadlineMilliseconds);
        json.WriteNumber("most", request.Most);
        json.WriteNumber("mostData", request.MostData);
    });

    /// <inheritdoc cref="Line(ControlRequest)"/>
    public static byte[] Line(ControlResponse response) => Line(json =>
    {
        json.WriteNumber("id", response.Id);
        json.Put("error", response.Error);
        json.Put("services", response.Services, service => json.WriteStringValue(service.ToString()));
        json.WriteNumber("endpoint", response.Endpoint);
        json.WriteNumber("port", response.Port);
        json.Put("events", response.Events, what => Put(json, what));
        json.WriteBoolean("happened", response.Happened);
    });

    /// <param name="line">Without its LF.</param>
    /// <exception cref="JsonException">It is no request; the message says why.</exception>
    public static ControlRequest Request(ReadOnlySequence<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        var request = json.RootElement;
        return new(
            request.Int("id"),
            request.Text("operation") ?? throw new JsonException("A request needs an operation."),
            request.Text("token"),
            request.Field("options") is { } options ? Options(options) : null,
            request.Int("endpoint"),
            request.Int("after"),
            request.Name<EventKind>("kind"),
            request.Int("count", 1),
            request.Int("deadlineMilliseconds"),
            request.Int("most", int.MaxValue),
            request.Int("mostData", int.MaxValue));
    }

    /// <inheritdoc cref="Request"/>
    /// <exception cref="JsonException">It is no response; the message says why.</exception>
    public static ControlResponse Response(string line)
    {
        using var json = JsonDocument.Parse(line);
        var response = json.RootElement;
        return new(
            response.Int("id"),
            response.Text("error"),
            response.List("services", JsonFields.ToName<Service>),
            response.Int("endpoint"),
            response.Int("port"),
            response.List("events", (what, _) => Event(what)),
            response.Bool("happened"));
    }

    private static void Put(Utf8JsonWriter json, string name, EndpointOptions options)
    {
        json.WriteStartObject(name);
        json.Put("service", options.Service);
        json.Put("transport", options.Transport);
        json.WriteBoolean("iPv6", options.IPv6);
        json.Put("address", options.Address);
        json.Put("port", options.Port);
        json.Put("network", options.Network);
        json.Put("clock", options.Clock);
        json.Put("resources", options.Resources, resource => Put(json, resource));
        json.Put("faults", options.Faults, fault => FaultTable.Put(json, fault));
        json.WriteNumber("keptBytes", options.KeptBytes);
        json.WriteBoolean("isLimited", options.IsLimited);
        json.WriteEndObject();
    }

    private static EndpointOptions Options(JsonElement options)
    {
        var usual = new EndpointOptions
        {
            Service = JsonFields.ToName<Service>(
                options.Field("service") ?? throw new JsonException("An endpoint needs a service."),
                "service"),
        };
        return usual with
        {
            Transport = options.Name("transport", usual.Transport),
            IPv6 = options.Bool("iPv6"),
            Address = options.Text("address"),
            Port = options.IntOrNull("port"),
            Network = options.Text("network"),
            Clock = options.Long("clock"),
            Resources = options.List("resources", (resource, _) => Resource(resource)) ?? [],
            Faults = options.List("faults", (fault, _) => FaultTable.Read(fault)) ?? [],
            KeptBytes = options.Int("keptBytes", usual.KeptBytes),
            IsLimited = options.Bool("isLimited"),
        };
    }

    private static void Put(Utf8JsonWriter json, Resource resource)
    {
        json.WriteStartObject();
        json.WriteString("path", resource.Path);
        json.WriteString("contentType", resource.ContentType);
        json.Put("versions", resource.Versions, version => json.WriteBase64StringValue(version));
        json.Put("framing", resource.Framing);
        json.WriteNumber("connectionsPerVersion", resource.ConnectionsPerVersion);
        json.WriteEndObject();
    }

    private static Resource Resource(JsonElement resource)
    {
        var usual = new Resource { Path = resource.Text("path") ?? "", Versions = resource.List("versions", JsonFields.ToBytes) ?? [] };
        return usual with
        {
            ContentType = resource.Text("contentType") ?? usual.ContentType,
            Framing = resource.Name("framing", usual.Framing),
            ConnectionsPerVersion = resource.Int("connectionsPerVersion", usual.ConnectionsPerVersion),
        };
    }

    private static void Put(Utf8JsonWriter json, TranscriptEvent what)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", what.Sequence);
        json.WriteNumber("microseconds", what.Microseconds);
        json.Put("kind", what.Kind);
        json.WriteNumber("connection", what.Connection);
        json.WriteNumber("bytes", what.Bytes);
        json.Put("data", what.Data);
        json.Put("peer", what.Peer);
        json.Put("local", what.Local);
        json.Put("note", what.Note);
        json.WriteEndObject();
    }

    private static TranscriptEvent Event(JsonElement what) => new(
        what.Int("sequence"),
        what.Long("microseconds") ?? 0,
        what.Name<EventKind>("kind"),
        what.Int("connection"),
        what.Long("bytes") ?? 0,
        what.Bytes("data"),
        what.Text("peer"),
        what.Text("local"),
        what.Text("note"));

    private static byte[] Line(Action<Utf8JsonWriter> put)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            put(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }
}
