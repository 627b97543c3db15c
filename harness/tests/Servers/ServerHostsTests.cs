using Kata.Containers.Tests;
using Kata.Servers;
using Kata.Servers.Containers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

[Parallelizable(ParallelScope.All)]
public class ServerHostsTests
{
    private static readonly EngineAddress NoEngine = new(null, "no container engine was found");

    [Test]
    public async Task A_process_is_taken_if_it_is_asked_for()
    {
        var choice = await ServerHosts.Choose("process");
        await using var host = choice.Host;
        Assert.That(host.Name, Is.EqualTo("process"));
        Assert.That(choice.Line, Is.EqualTo("a child process (KATA_SERVERS=process)."));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("auto")]
    [TestCase(" Auto ")]
    public async Task Without_an_engine_the_process_is_taken(string? setting)
    {
        var choice = await ServerHosts.Choose(setting, engineAddress: NoEngine);
        await using var host = choice.Host;
        Assert.That(host.Name, Is.EqualTo("process"));
        Assert.That(choice.Line, Is.EqualTo("a child process (no container engine was found)."));
    }

    [Test]
    public async Task A_DOCKER_HOST_that_does_not_answer_is_given_up_after_a_second()
    {
        using var silent = new FakeEngine(answers: null);
        // The engine never answers.
        var choice = await ServerHosts.Choose("auto", engineAddress: silent.Address).WaitAsync(Waiting.Deadline);
        await using var host = choice.Host;

        Assert.That(choice.Line, Is.EqualTo($"a child process ({silent.Address.Reason}: no engine answered within 1 s)."));
    }

    [TestCase("The server program is gone: it closed the control connection.",
        "the server program is gone: it closed the control connection")]
    [TestCase("Docker stopped answering (no)", "Docker stopped answering (no)")]
    [TestCase("It ended. Its last lines:\nno", "It ended. Its last lines: no")]

    public void Why_there_are_no_containers_is_told_in_brackets(string message, string clause) =>
        Assert.That(ServerHosts.Clause(message), Is.EqualTo(clause));

    [Test]
    public async Task A_setting_that_is_not_known_is_told_and_auto_is_used()
    {
        var choice = await ServerHosts.Choose("contaner", engineAddress: NoEngine);
        await using var host = choice.Host;
        Assert.That(
            choice.Line,
            Is.EqualTo(
                "a child process (no container engine was found). KATA_SERVERS=contaner is not known: it can be auto, container or process; auto is used."
            ));
    }

    [Test]
    public void Containers_that_are_demanded_and_cannot_be_had_are_an_error_of_one_line()
    {
        Assert.That(
            async () => await ServerHosts.Choose("container", engineAddress: NoEngine),
            Throws
                .TypeOf<ServerHostException>()
                .With.Message.EqualTo(
                    "KATA_SERVERS=container, and there can be no containers: no container engine was found. Start an engine or mend this, or set KATA_SERVERS=process."
                ));
    }

    [Test]
    public async Task With_an_engine_and_no_image_that_can_be_built_the_process_is_taken()
    {
        using var engine = WithoutImage();
        var announced = new List<string>();
        var choice = await ServerHosts.Choose("auto", announced.Add, engine.Address, patience: Waiting.Deadline);
        await using var host = choice.Host;

        Assert.That(choice.Line, Does.StartWith("a child process (Docker 20.10.24, and the server image is not there: "));
        Assert.That(choice.Line, Does.Contain("the engine could not build it: no route to the registry").And.Not.Contains("\n"));
        Assert.That(announced, Has.Count.EqualTo(1).And.All.StartsWith("Building the server image"));
    }

    [Test]
    public void With_an_engine_and_no_image_demanding_containers_is_an_error_of_one_line()
    {
        using var engine = WithoutImage();
        Assert.That(
            async () => await ServerHosts.Choose("container", engineAddress: engine.Address, patience: Waiting.Deadline),
            Throws.TypeOf<ServerHostException>().With.Message.Contains("no route to the registry").And.Message.Not.Contains("\n"));
    }

    [Test]
    public async Task With_an_engine_and_no_image_that_may_be_built_the_process_is_taken()
    {
        using var engine = WithoutImage();
        var choice = await ServerHosts.Choose("auto", engineAddress: engine.Address, buildImage: false, patience: Waiting.Deadline);
        await using var host = choice.Host;
        Assert.That(choice.Line, Is.EqualTo(
            "a child process (Docker 20.10.24, and the server image is not built yet: KATA_SERVERS=container builds it)."));
    }

    [Test]
    [Category(TestContainers.Category)]
    public async Task With_an_engine_and_an_image_containers_are_taken()
    {
        await TestContainers.Engine();
        var choice = await ServerHosts.Choose("auto");
        await using var host = choice.Host;
        Assert.That(host.Name, Is.EqualTo("containers"));
        Assert.That(choice.Line, Does.Match(@"^containers \(Docker [\d.]+ at .+\)\.$"));
    }

    [TestCase("process", null)]
    [TestCase("auto", "unix:///nowhere/docker.sock")]
    public async Task Without_containers_Testcontainers_is_not_loaded(string setting, string? dockerHost)
    {
        using var host = await HeldHost.Start(setting, dockerHost);
        Assert.That(host.LoadedTestcontainers, Is.False);
    }

    private static FakeEngine WithoutImage() => new(new()
    {
        ["/version"] = (200, FakeEngine.Version("1.41")),
        ["/build"] = (200, """{"error":"no route to the registry"}"""),
    });
}
