using System.Security.Cryptography;
using Kata.Containers.Tests;
using Kata.Results;
using Kata.Servers;
using Kata.Servers.Containers;
using NUnit.Framework;

namespace Kata.Tests.Servers.Containers;

[Parallelizable(ParallelScope.All)]
public class EngineTests
{
    [TestCase("1.41", "1.12", ExpectedResult = "1.41", TestName = "Debian_12's_Docker_20_10_is_spoken_to_in_its_own_version")]
    [TestCase("1.44", "1.24", ExpectedResult = "1.44", TestName = "The_version_that_Testcontainers_is_written_for_is_preferred")]
    [TestCase("1.52", "1.44", ExpectedResult = "1.44", TestName = "A_newer_engine_is_spoken_to_in_the_preferred_version")]
    [TestCase("1.60",
        "1.50",
        ExpectedResult = "1.50",
        TestName = "An_engine_that_has_dropped_the_preferred_version_is_spoken_to_in_its_oldest")]
    public async Task<string> Negotiation(string api, string minimum)
    {
        using var fake = new FakeEngine(new() { ["/version"] = (200, FakeEngine.Version(api, minimum)) });
        var (engine, _) = await Engine.Probe(fake.Address, Waiting.Deadline);
        return engine!.Api.ToString();
    }

    [Test]
    public async Task An_engine_is_named_as_people_know_it()
    {
        using var fake = new FakeEngine(new() { ["/version"] = (200, FakeEngine.Version("1.41")) });
        var (engine, _) = await Engine.Probe(fake.Address, Waiting.Deadline);
        Assert.That(engine!.Name, Is.EqualTo("Docker 20.10.24"));
    }

    [Test]
    public async Task An_engine_older_than_API_1_41_is_told_apart()
    {
        using var fake = new FakeEngine(new() { ["/version"] = (200, FakeEngine.Version("1.39", version: "18.09.1")) });
        var (engine, reason) = await Engine.Probe(fake.Address, Waiting.Deadline);
        Assert.That(engine, Is.Null);
        Assert.That(reason, Does.EndWith("Docker 18.09.1 is too old (API 1.39; 1.41 is needed)"));
    }

    [Test]
    public async Task An_engine_for_Windows_containers_is_told_apart()
    {
        using var fake = new FakeEngine(new() { ["/version"] = (200, FakeEngine.Version("1.44", os: "windows")) });
        var (engine, reason) = await Engine.Probe(fake.Address, Waiting.Deadline);
        Assert.That(engine, Is.Null);
        Assert.That(reason, Does.Contain("switch it to Linux containers"));
    }

    [Test]
    public async Task An_engine_that_accepts_and_stays_silent_is_waited_for_until_the_deadline_only()
    {
        using var fake = new FakeEngine(answers: null);
        var (engine, reason) = await Engine.Probe(fake.Address, TimeSpan.FromMilliseconds(200)).WaitAsync(Waiting.Deadline);
        Assert.That(engine, Is.Null);
        Assert.That(reason, Does.EndWith("no engine answered within 0.2 s"));
    }

    [Test]
    public async Task Nobody_listening_is_told_at_once()
    {
        using var mute = new MutePort();
        var port = mute.Number;

        var (engine, reason) = await Engine.Probe(EngineAddress.Find($"tcp://127.0.0.1:{port}"), Waiting.Deadline);
        Assert.That(engine, Is.Null);
        Assert.That(reason, Does.StartWith($"DOCKER_HOST=tcp://127.0.0.1:{port}: no engine answers there"));
    }

    [Test]
    public async Task Something_else_that_listens_is_no_engine()
    {
        using var fake = new FakeEngine(new() { ["/version"] = (200, "hello") });
        var (engine, reason) = await Engine.Probe(fake.Address, Waiting.Deadline);
        Assert.That(engine, Is.Null);
        Assert.That(reason, Does.Contain("no engine answers there"));
    }

    [Test]
    public async Task A_build_that_fails_is_told_in_the_engines_words()
    {
        using var fake = new FakeEngine(new()
        {
            ["/version"] = (200, FakeEngine.Version("1.41")),
            ["/build"] = (200, """
                {"stream":"Step 1/4 : FROM scratch"}
                {"errorDetail":{"message":"no space left on device"},"error":"no space left on device"}
                """),
        });
        var (engine, _) = await Engine.Probe(fake.Address, Waiting.Deadline);
        Assert.That(
            async () => await engine!.Build("name", new MemoryStream(new byte[10_240]), "", default),
            Throws.TypeOf<ServerHostException>().With.Message.EqualTo("the engine could not build it: no space left on device"));
    }

    [Test]
    public async Task An_image_is_there_or_not()
    {
        using var fake = new FakeEngine(new()
        {
            ["/version"] = (200, FakeEngine.Version("1.41")),
            ["/images/this:1/json"] = (200, """{"Size":12345678}"""),
        });
        var (engine, _) = await Engine.Probe(fake.Address, Waiting.Deadline);
        Assert.That(await engine!.HasImage("this:1", default), Is.True);
        Assert.That(await engine.HasImage("that:1", default), Is.False);
        Assert.That(await engine.SizeOf("this:1", default), Is.EqualTo(12_345_678));
    }

    [TestCase("nonsense", "DOCKER_HOST=nonsense is no address of an engine, such as unix:///var/run/docker.sock")]
    [TestCase("ssh://somewhere", "DOCKER_HOST=ssh://somewhere starts with ssh:, and only unix:, npipe: and tcp: can be used")]
    [TestCase("unix:///nowhere/docker.sock", "DOCKER_HOST=unix:///nowhere/docker.sock does not exist")]
    public void A_DOCKER_HOST_that_cannot_be_used_is_told_without_trying(string dockerHost, string reason)
    {
        var address = EngineAddress.Find(dockerHost);
        Assert.That(address.Uri, Is.Null);
        Assert.That(address.Reason, Is.EqualTo(reason));
    }

    [Test]
    public void A_docker_context_that_cannot_be_used_is_told_with_its_name_and_why()
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var meta = Path.Combine(folder, "contexts", "meta", Convert.ToHexStringLower(SHA256.HashData("far"u8)));
            Directory.CreateDirectory(meta);
            File.WriteAllText(Path.Combine(meta, "meta.json"), """{"Name":"far","Endpoints":{"docker":{"Host":"ssh://somewhere"}}}""");
            File.WriteAllText(Path.Combine(folder, "config.json"), """{"currentContext":"far"}""");

            Assert.That(
                EngineAddress.Context(folder, null),
                Is.EqualTo(
                    new EngineAddress(
                        null,
                        "the docker context \"far\" (ssh://somewhere) starts with ssh:, and only unix:, npipe: and tcp: can be used")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
