using System.Globalization;
using Kata.Machine;

namespace Kata.Classes;

/// <summary>The part of a class that one machine grades. Every program is in one part, and the same text is always in the same
/// part.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Count">How many parts there are.</param>
internal sealed record Shard(int Number, int Count)
{
    /// <summary>Whether the program with this key is in this part (<see cref="ClassManifest.KeyOf"/>).</summary>
    public bool Has(string key) =>
        uint.Parse(key.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture) % (uint)Count == (uint)(Number - 1);

    /// <exception cref="KataException">The text does not name a part.</exception>
    public static Shard Parse(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && number >= 1 && number <= count
            ? new(number, count)
            : throw new KataException($"{text} is no shard: give its number and how many there are, as in: --shard 3/10");

    /// <summary>The part that Slurm, Kubernetes or a CI matrix gave to this machine; null if none did.</summary>
    /// <param name="variable">Returns the value of an environment variable; null if the variable is not set.</param>
    /// <exception cref="KataException">Only one of the two variables is set, or they contradict each other.</exception>
    public static Shard? Read(Func<string, string?> variable)
    {
        if (Number("SLURM_ARRAY_TASK_ID") is { } task)
        {
            var (least, step) = (Number("SLURM_ARRAY_TASK_MIN") ?? 0, Number("SLURM_ARRAY_TASK_STEP") ?? 1);
            return Made((task - least) / Math.Max(1, step) + 1, "SLURM_ARRAY_TASK_ID", Number("SLURM_ARRAY_TASK_COUNT"),
                "SLURM_ARRAY_TASK_COUNT");
        }

        if (Number("JOB_COMPLETION_INDEX") is { } index)
            return Made(index + 1, "JOB_COMPLETION_INDEX", Number("KATA_SHARDS"), "KATA_SHARDS");
        return Number("CI_NODE_INDEX") is { } node ? Made(node, "CI_NODE_INDEX", Number("CI_NODE_TOTAL"), "CI_NODE_TOTAL") : null;

        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    public override string ToString() => $"{Number}/{Count}";

    private static Shard Made(int number, string name, int? count, string ofAll) =>
        count is null
            ? throw new KataException($"{name} is set and {ofAll} is not: set it to the number of shards, or give --shard {number}/N")
        : number < 1 || number > count
            ? throw new KataException($"{name} says shard {number} and {ofAll} says that there are {count}: give --shard yourself")
        : new(number, count.Value);
}
