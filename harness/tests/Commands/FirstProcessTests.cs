using System.Diagnostics;
using Kata.Containers.Tests;
using Kata.Programs;
using Kata.Programs.Cells;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>Where the runtime waits for every child, it takes the exit codes of cells.</summary>
[Platform("Linux")]
public class FirstProcessTests
{
    [TestCase("/usr/bin/env", "--ignore-signal=CHLD")]
    [TestCase("/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "--kill-child")]
    public async Task Cells_work_as_process_1_and_with_ends_of_children_ignored(string tool, params string[] words)
    {
        if (Cell.Support.Missing is { } missing)
            Assert.Ignore(missing);
        using (var trial = Process.Start(new ProcessStartInfo(tool, [.. words, "true"]) { RedirectStandardError = true })!)
        {
            await trial.WaitForExitAsync();
            if (trial.ExitCode != 0)
                Assert.Ignore($"{tool} may not do that here.");
        }

        var start = KataProcess.StartInfo("doctor");
        KataProcess.Within(start, tool, words);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        using var doctor = Process.Start(start)!;
        try
        {
            var said = await doctor.StandardOutput.ReadToEndAsync().WaitAsync(Waiting.Deadline);
            Assert.That(said, Does.Contain("processes and files: their own"));
        }
        finally
        {
            doctor.Kill();
        }
    }
}
