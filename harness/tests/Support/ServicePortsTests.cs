using Kata.Support;
using NUnit.Framework;

namespace Kata.Tests.Support;

[Parallelizable(ParallelScope.All)]
public class ServicePortsTests
{
    [Test]
    public void A_name_leads_to_the_port_of_its_protocol() => Assert.That(ServicePorts.Find("http", "tcp"), Is.EqualTo(80));

    [Test]
    public void A_name_that_is_not_there_has_no_port() => Assert.That(ServicePorts.Find("no-such-service", "udp"), Is.Null);

    [TestCase("http")]
    [TestCase("TCP")]
    public void A_protocol_that_is_none_is_a_mistake_and_not_a_name_that_is_not_there(string protocol) =>
        Assert.That(() => ServicePorts.Find("http", protocol), Throws.ArgumentException.With.Message.Contains($"«{protocol}»"));
}
