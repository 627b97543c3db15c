using System.Globalization;
using System.IO.Pipes;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Cells;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>What one program leaves behind is not killed for another.</summary>
[Platform("Linux")]
public class LeftoversTests
{
    [Test]
    public async Task What_a_program_leaves_behind_stays_until_the_end_of_the_program_is_dealt_with()
    {
        Leftovers.Adopt();
        using var input = new AnonymousPipeServerStream(PipeDirection.Out);
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        var program = Leftovers.Start(
            () => Spawn.Start(
                "/bin/sh",
                ["-c", "/bin/sleep 100 & echo $!"],
                [],
                folder: null,
                restrict: () => { },
                input.ClientSafePipeHandle,
                output.ClientSafePipeHandle,
                output.ClientSafePipeHandle),
            "its mark");
        using var reader = new StreamReader(output);
        var child = int.Parse((await reader.ReadLineAsync())!, CultureInfo.InvariantCulture);
        SystemCalls.WaitForEnd(program);

        Leftovers.Kill(["another mark"]);

        Assert.That(ProcessStat.Read(child), Is.Not.Null);
        Assert.That(ProcessStat.Read(child)!.HasEnded, Is.False);

        SystemCalls.Wait(program);
        Leftovers.Ended(program, "a mark of an earlier program with this number");
        Assert.That(Leftovers.Running(["its mark"]), Does.Contain(program));

        Leftovers.Ended(program, "its mark");
        Leftovers.Kill(["another mark"]);

        // A killed process ends when it is its turn.
        Assert.That(() => ProcessStat.Read(child)?.HasEnded, Is.Not.False.After(Waiting.Milliseconds, 20));
    }
}
