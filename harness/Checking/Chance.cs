using System.Text;

namespace Kata.Checking;

/// <summary>What a check draws when something must not be known in advance. Everything it draws comes from here, so that
/// the same check can be made twice with the same draws, on two programs that are compared.</summary>
public static class Chance
{
    private static readonly AsyncLocal<int?> CurrentSeed = new();
    private static readonly AsyncLocal<Random?> Seeded = new();

    /// <summary>Where the running check draws from.</summary>
    public static Random Source => Seeded.Value ?? Random.Shared;

    /// <summary>From here on, in what this calls and awaits, every check draws the same in every run with this seed.</summary>
    internal static void Seed(int value) => CurrentSeed.Value = value;

    /// <summary>Begins something with draws of its own: a check, or a visit that several checks share, whichever of them
    /// makes it. Ends with the method that calls this.</summary>
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
