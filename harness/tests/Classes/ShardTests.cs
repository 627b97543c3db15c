using Kata.Classes;
using Kata.Machine;
using NUnit.Framework;

namespace Kata.Tests.Classes;

public class ShardTests
{
    [TestCase("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=0", "1/8")]
    [TestCase("SLURM_ARRAY_TASK_ID=8 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=1", "8/8")]
    [TestCase("SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=2", "3/3")]
    [TestCase("JOB_COMPLETION_INDEX=0 KATA_SHARDS=10", "1/10")]
    [TestCase("CI_NODE_INDEX=3 CI_NODE_TOTAL=4", "3/4")]
    [TestCase("", null)]
    public void A_shard_is_what_the_scheduler_says(string variables, string? expected) =>
        Assert.That(Read(variables)?.ToString(), Is.EqualTo(expected));

    [TestCase("JOB_COMPLETION_INDEX=2", "KATA_SHARDS is not")]
    [TestCase("SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_COUNT=3", "there are 3")]
    public void Half_of_it_is_told(string variables, string told) =>
        Assert.That(() => Read(variables), Throws.TypeOf<KataException>().With.Message.Contains(told));

    [TestCase("0/3")]
    [TestCase("4/3")]
    [TestCase("3")]
    [TestCase("a/b")]
    [TestCase("1/0")]
    public void What_is_no_shard_is_told(string text) =>
        Assert.That(() => Shard.Parse(text), Throws.TypeOf<KataException>().With.Message.Contains("--shard 3/10"));

    private static Shard? Read(string variables)
    {
        var all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return Shard.Read(all.GetValueOrDefault);
    }
}
