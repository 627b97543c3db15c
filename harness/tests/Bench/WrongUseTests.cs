using System.Diagnostics;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Bench;

/// <summary>What <c>harness/bench</c> says when it is used wrongly.</summary>
public sealed class WrongUseTests
{
    [TestCase("servers", "none")]
    [TestCase("runs", "0")]
    [TestCase("soak", "-1")]
    [TestCase("hold", "nothing")]
    [TestCase("load", "nonsense=1", IncludePlatform = "Linux")]
    [TestCase("load", "busy=many", IncludePlatform = "Linux")]
    [TestCase("load", "busy=1", "busy=many", IncludePlatform = "Linux")]
    [TestCase("load", "steps=99", IncludePlatform = "Linux")]
    [TestCase("load", "programs=some", IncludePlatform = "Linux")]
    [TestCase("kill", "never", IncludePlatform = "Linux")]
    public async Task Wrong_use_gets_one_line_and_2(params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);

        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Match(@"\A[^\r\n]+\r?\n\z"));
    }

    [TestCase]
    [TestCase("nonsense")]
    [TestCase("hold")]
    public async Task A_command_that_there_is_not_gets_the_usage_and_2(params string[] arguments)
    {
        var (code, output, error) = await Run(arguments);

        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.StartWith("usage: "));
    }

    private static async Task<(int Code, string Output, string Error)> Run(string[] arguments)
    {
        var program = Repository.Built(Path.Combine("harness", "bench"), "net10.0", "Bench.dll");
        using var bench = Process.Start(new ProcessStartInfo(ServerProgram.DotNet, [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        bench.StandardInput.Close();
        var texts = await Task.WhenAll(bench.StandardOutput.ReadToEndAsync(), bench.StandardError.ReadToEndAsync())
            .WaitAsync(Waiting.Deadline);
        await bench.WaitForExitAsync();
        return (bench.ExitCode, texts[0], texts[1]);
    }
}
