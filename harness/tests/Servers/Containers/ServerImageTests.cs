using Kata.Machine;
using Kata.Servers.Containers;
using NUnit.Framework;

namespace Kata.Tests.Servers.Containers;

[Parallelizable(ParallelScope.All)]
public class ServerImageTests
{
    [Test]
    public void The_last_stage_copies_the_executable_from_its_context()
    {
        const string dockerfile = """
            FROM sdk AS build
            COPY . /source
            RUN dotnet publish

            # The image.
            FROM scratch
            COPY --from=build --chmod=555 /out/Servers /servers
            USER 10001
            ENTRYPOINT ["/servers"]
            """;

        Assert.That(ServerImage.LastStage(dockerfile), Is.EqualTo("""
            FROM scratch
            COPY --chmod=555 Servers /servers
            USER 10001
            ENTRYPOINT ["/servers"]
            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void The_Dockerfile_ends_with_a_stage_on_scratch_that_copies_the_executable_and_is_not_root()
    {
        var stage = ServerImage.LastStage(File.ReadAllText(Path.Combine(Repository.Root, "containers", "Dockerfile"))).Split('\n');

        Assert.That(stage[0], Does.StartWith("FROM scratch"));
        Assert.That(stage, Has.One.Match("^COPY .*Servers /").And.None.Contains("--from="));
        Assert.That(stage, Has.One.Match("^USER [1-9]"));
    }

    [Test]
    [Category(TestContainers.Category)]
    public async Task The_image_is_at_most_15_MB()
    {
        var engine = await TestContainers.Engine();
        Assert.That(await engine.SizeOf(ServerImage.Name, default), Is.LessThanOrEqualTo(15_000_000));
    }

    [Test]
    public void The_tag_is_made_from_the_sources_and_not_from_what_is_built_from_them()
    {
        Assert.That(ServerImage.Name, Does.Match("^kata-servers:[0-9a-f]{12}$"));
        Assert.That(ServerSources.Files, Does.Contain("containers/Protocol/Messages.cs").And.Contain("Directory.Packages.props"));
        Assert.That(ServerSources.Files, Has.None.Contains("/bin/").And.None.Contains("/obj/"));
    }
}
