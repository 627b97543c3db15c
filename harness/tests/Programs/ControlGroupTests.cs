using System.Globalization;
using Kata.Programs.Cells;
using NUnit.Framework;

namespace Kata.Tests.Programs;

/// <summary>What the system's counters say of a run. The tests write the files, with the names of both versions.</summary>
[Platform("Linux")]
public class ControlGroupTests
{
    private string folder = null!;

    [SetUp]
    public void Make()
    {
        folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        Say(killed: 3, reached: 5);
    }

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [TestCase(3, 5, false, false)]
    [TestCase(3, 6, false, false, Description = "memory was short, and the system found some")]
    [TestCase(4, 6, true, true)]
    [TestCase(4, 5, true, false, Description = "the memory of the machine ran out, not that of the group")]
    public void Memory_that_ran_out_elsewhere_is_not_the_groups(int killed, int reached, bool wasKilled, bool isOutOfMemory)
    {
        var group = ControlGroup.In(folder, CellLimits.Usual);

        Say(killed, reached);

        Assert.That((group.WasKilled, group.IsOutOfMemory), Is.EqualTo((wasKilled, isOutOfMemory)));
    }

    [TestCase(20, false, false, Description = "a group above it was full")]
    [TestCase(321, false, false, Description = "the same, where a right program has a thread for each of its clients")]
    [TestCase(384, false, true, Description = "a group above it was full, of its own processes")]
    [TestCase(512, true, true)]
    [TestCase(null, true, false, Description = "an older system")]
    public void Processes_that_a_group_above_refuses_are_not_too_many(int? most, bool isOutOfProcesses, bool hasMany)
    {
        var group = ControlGroup.In(folder, CellLimits.Usual);
        Assert.That((group.WasRefused, group.IsOutOfProcesses), Is.EqualTo((false, false)));

        Write("pids.events", "max 1\n");
        if (most is { } known)
            Write("pids.peak", $"{known}\n");

        Assert.That((group.WasRefused, group.IsOutOfProcesses, group.HasManyProcesses), Is.EqualTo((true, isOutOfProcesses, hasMany)));
    }

    [Test]
    public void A_group_that_has_gone_is_no_programs_fault()
    {
        var group = ControlGroup.In(folder, CellLimits.Usual);

        File.Delete(Path.Combine(folder, "pids.events"));

        Assert.That(() => group.WasRefused, Throws.TypeOf<CellException>());
    }

    [TestCase("cache 200000000\nrss 0\nshmem 0\ndirty 4096\n", false)]
    [TestCase("cache 200000000\nrss 0\nshmem 200000000\ndirty 4096\n", true)]
    [TestCase("anon 0\nfile 200000000\nsock 0\nshmem 0\nfile_dirty 0\n", false)]
    [TestCase("anon 0\nfile 0\nsock 30000000\nshmem 0\n", true)]
    public void A_group_that_has_to_pay_for_another_run_is_not_used_again(string statistics, bool isCharged)
    {
        var group = ControlGroup.In(folder, CellLimits.Usual);

        Write("memory.stat", statistics);

        Assert.That(group.IsCharged, Is.EqualTo(isCharged));
    }

    private void Say(int killed, int reached)
    {
        Write("memory.oom_control", $"oom_kill_disable 0\nunder_oom 0\noom_kill {killed}\n");
        // The limit is 256 MB; a group that is not at its limit is reset at its beginning.
        Write("memory.max_usage_in_bytes", $"{(reached > 5 ? 256 : 50) << 20}\n");
        Write("memory.memsw.max_usage_in_bytes", $"{(reached > 5 ? 256 : 50) << 20}\n");
        Write("memory.events", $"low 0\nhigh 0\nmax {reached}\noom {reached}\noom_kill {killed}\n");
        Write("pids.events", "max 0\n");
    }

    private void Write(string file, FormattableString text) =>
        File.WriteAllText(Path.Combine(folder, file), text.ToString(CultureInfo.InvariantCulture));

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);
}
