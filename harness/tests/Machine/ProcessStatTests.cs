using System.Diagnostics;
using System.Runtime.Versioning;
using Kata.Machine;
using NUnit.Framework;

namespace Kata.Tests.Machine;

[Platform("Linux")]
[UnsupportedOSPlatform("windows")]
[NonParallelizable]
public class ProcessStatTests
{
    [Test]
    public void A_process_is_told_whatever_its_name_is()
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            // A script's process has the script's name. It ends with its input.
            var script = Path.Combine(folder, "a) Z 7 (b");
            File.WriteAllText(script, "#!/bin/sh\nread line\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            using var process = Process.Start(new ProcessStartInfo(script) { RedirectStandardInput = true })!;
            var (stat, ours) = (ProcessStat.Read(process.Id)!, ProcessStat.Read(Environment.ProcessId)!);

            Assert.That((stat.HasEnded, stat.Parent), Is.EqualTo((false, Environment.ProcessId)));
            Assert.That((stat.Group, stat.Session), Is.EqualTo((ours.Group, ours.Session)));
            Assert.That(stat.Began, Is.GreaterThanOrEqualTo(ours.Began).And.EqualTo(ProcessStat.BeginningOf(process.Id)));
            Assert.That(ProcessStat.IsRunning(process.Id, stat.Began), Is.True);
            Assert.That(ProcessStat.IsRunning(process.Id, stat.Began + 1), Is.False);
            Assert.That(ours.Worked, Is.GreaterThan(TimeSpan.Zero));
            Assert.That(ProcessStat.All(), Does.Contain(process.Id).And.Contain(Environment.ProcessId));

            process.StandardInput.Close();
            process.WaitForExit();
            Assert.That(ProcessStat.IsRunning(process.Id, stat.Began), Is.False);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Of_a_large_environment_only_the_beginning_is_read()
    {
        var start = new ProcessStartInfo("/bin/cat") { RedirectStandardInput = true };
        start.Environment.Clear();
        start.Environment["FIRST"] = "1";
        foreach (var number in Enumerable.Range(0, 5))
            start.Environment[$"MORE{number}"] = new('x', 100_000);
        using var process = Process.Start(start)!;

        var environment = ProcessStat.EnvironmentOf(process.Id);

        Assert.That(environment, Has.Length.EqualTo(256 * 1024));
        Assert.That(environment.AsSpan().IndexOf("FIRST=1\0"u8), Is.GreaterThanOrEqualTo(0));
        process.StandardInput.Close();
        process.WaitForExit();
    }

    [TestCase("Z", 0, true)]
    [TestCase("Z", 1, true)]
    [TestCase("Z", 2, false)]
    [TestCase("S", 1, false)]
    public void A_process_goes_on_without_its_first_thread(string state, int threads, bool hasEnded) =>
        Assert.That(
            new ProcessStat($"7 (name) {state} 1 7 7 0 -1 4194304 0 0 0 0 5 5 0 0 20 0 {threads} 0 4711 0 0").HasEnded,
            Is.EqualTo(hasEnded));

    [Test]
    public void Of_no_process_nothing_is_told()
    {
        Assert.That(ProcessStat.Read(int.MaxValue), Is.Null);
        Assert.That(ProcessStat.IsRunning(int.MaxValue, 0), Is.False);
    }
}
