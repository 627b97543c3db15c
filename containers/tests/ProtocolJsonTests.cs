using System.Text;
using Kata.Protocol;

namespace Kata.Containers.Tests;

public class ProtocolJsonTests
{
    private static readonly Fault[] EveryFault =
    [
        new InPieces([1, 2], 3),
        new InRandomPieces(1, 2, 3),
        new HoldBack(4),
        new CutAfter(5_000_000_000, Direction.Out, Ending.Reset),
        new CutAtAccept(Ending.Reset, AfterMilliseconds: 400),
        new Stall(5_000_000_000, Direction.Out),
        new AcceptNothing(7),
        new SmallWindow(),
        new AnswerWith([[1, 2], []]),
        new CutAfterAnswers(2, Ending.Reset),
        new Drop(),
        new Duplicate(3, 4),
        new Delay(5),
        new Reorder(),
        new Truncate(6),
        new AnswerFromAnotherPort(),
        new Forge([7, 8]),
        new RandomLoss(1, 0.25, 0.5),
    ];

    [Test]
    public void There_is_an_example_of_every_fault() =>
        Assert.That(
            EveryFault.Select(fault => fault.GetType()),
            Is.EquivalentTo(typeof(Fault).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Fault)))));

    [TestCaseSource(nameof(EveryFault))]
    public void A_fault_arrives_with_all_its_fields(Fault fault)
    {
        fault = fault with { Only = [2, 3] };

        Assert.That(WithoutValue(fault), Is.Empty);
        AssertArrives(Request(new() { Service = Service.Echo, Faults = [fault] }));
    }

    [Test]
    public void A_request_arrives_with_all_its_fields()
    {
        var resource = new Resource
        {
            Path = "/a",
            ContentType = "text/html",
            Versions =
            [
                [1],
                [],
            ],
            Framing = ContentFraming.NoContent,
            ConnectionsPerVersion = 2,
        };
        var request = Request(new()
        {
            Service = Service.Time,
            Transport = Kata.Protocol.Transport.Udp,
            IPv6 = true,
            Address = "127.0.0.2",
            Port = 65_535,
            Clock = 5_000_000_000,
            Resources = [resource],
            Faults = [new Drop()],
            KeptBytes = 1,
            IsLimited = true,
            Network = "/proc/1/ns/net",
        });

        Assert.That(WithoutValue(request).Concat(WithoutValue(request.Options!)).Concat(WithoutValue(resource)), Is.Empty);
        AssertArrives(request);
    }

    [Test]
    public void A_response_arrives_with_all_its_fields()
    {
        var what = new TranscriptEvent(4, 5_000_000_000, EventKind.Fault, 6, 7_000_000_000, [8], "peer", "local", "note ü\n");
        var response = new ControlResponse(1, "no", [Service.Time], 2, 3, [what], true);

        Assert.That(WithoutValue(response).Concat(WithoutValue(what)), Is.Empty);
        AssertArrives(response);
    }

    [Test]
    public void What_is_left_out_has_its_default()
    {
        var options = new EndpointOptions { Service = Service.Echo };
        var arrived = ControlJson.Request(
            new("""{"id":1,"operation":"open","options":{"service":"Echo","faults":[{"fault":"duplicate"}]}}"""u8.ToArray()));

        Assert.That(
            arrived,
            Is.EqualTo(new ControlRequest(1, "open", Options: options with { Faults = [new Duplicate()] })).UsingPropertiesComparer());
    }

    private static ControlRequest Request(EndpointOptions options) => new(1, "open", "token", options, 2, 3, EventKind.Reset, 4, 5, 6, 7);

    private static void AssertArrives(ControlRequest request) =>
        Assert.That(ControlJson.Request(new(WithoutEnd(ControlJson.Line(request)))), Is.EqualTo(request).UsingPropertiesComparer());

    private static void AssertArrives(ControlResponse response) =>
        Assert.That(
            ControlJson.Response(Encoding.UTF8.GetString(WithoutEnd(ControlJson.Line(response)))),
            Is.EqualTo(response).UsingPropertiesComparer());

    private static byte[] WithoutEnd(byte[] line)
    {
        Assert.That(Array.IndexOf(line, (byte)'\n'), Is.EqualTo(line.Length - 1));
        return line[..^1];
    }

    /// <summary>The properties that would look the same if they were forgotten on the way.</summary>
    private static IEnumerable<string> WithoutValue(object message) =>
        from property in message.GetType().GetProperties()
        let value = property.GetValue(message)
        where value is null || value.Equals(property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null)
        select property.Name;
}
