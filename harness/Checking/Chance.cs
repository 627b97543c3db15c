using System.Text;

namespace Kata.Checking;

/// <summary>The random values of checks, for what a program must not know in advance. All of them come from here, so that
/// the same check can be made twice with the same values, on two programs that are compared.</summary>
public static class Chance
{
    private static readonly AsyncLocal<int?> CurrentSeed = new();
    private static readonly AsyncLocal<Random?> Seeded = new();

    /// <summary>The source of the running check's random values.</summary>
    public static Random Source => Seeded.Value ?? Random.Shared;

    /// <summary>From here on, in all that the caller calls and awaits, a check gets the same values in every run with this seed.</summary>
    internal static void Seed(int value) => CurrentSeed.Value = value;

    /// <summary>Begins a part with random values of its own: a check, or a visit that several checks share, whichever of them
    /// makes it. The part ends with the method that calls this.</summary>
    /// <param name="name">The same in every run.</param>
    internal static void Begin(string name) =>
        Seeded.Value = CurrentSeed.Value is { } value ? new(HashCode(value, name)) : null;

    // FNV-1a: string.GetHashCode differs from one process to the next.
    private static int HashCode(int seed, string name)
    {
        var hash = 2166136261;
        foreach (var octet in (byte[])[.. BitConverter.GetBytes(seed), .. Encoding.UTF8.GetBytes(name)])
            hash = (hash ^ octet) * 16777619;
        return (int)hash;
    }
}
