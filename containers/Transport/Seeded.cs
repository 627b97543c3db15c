using Kata.Protocol;

namespace Kata.Containers.Transport;

/// <summary>Numbers from a seed, the same on every system and in every version of .NET, which
/// <see cref="Random"/> does not promise. SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, 2014).</summary>
public sealed class Seeded(int seed, int stream = 0)
{
    private ulong state = ((ulong)(uint)seed << 32) | (uint)stream;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to below the limit, which is at least 1.</summary>
    public int Below(int limit) => (int)(Next() % (ulong)(uint)limit);

    /// <summary>From 0 to below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));
}
