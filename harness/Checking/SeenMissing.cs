using Kata.Text;

namespace Kata.Checking;

/// <summary>Lines that are missing among others, where all that is printed is right.</summary>
internal static class SeenMissing
{
    /// <inheritdoc cref="WhatWasSeen.HintFor"/>
    public static string? HintFor(string expected, string got)
    {
        var (right, printed) = (expected.Split('\n'), got.Split('\n'));
        List<string> missing = [];
        var found = 0;
        foreach (var line in right)
        {
            if (found < printed.Length && printed[found] == line)
                found++;
            else
                missing.Add(line);
        }

        // A program that ended too early has its own hints.
        if (got.Trim() == "" || found < printed.Length || missing is [] || expected.StartsWith(got.TrimEnd('\n'), StringComparison.Ordinal))
            return null;

        var first = missing[0] == "" ? "an empty line" : Quoted.Of(missing[0]);
        return missing switch
        {
            [_] => $"One line is missing, {first}, and all others are right. What decides whether it is printed?",
            _ when missing.TrueForAll(line => line == missing[0]) =>
                $"{missing.Count} lines are missing, each of them {first}, and all others are right. What decides whether they are printed?",
            _ => $"{missing.Count} lines are missing, and all others are right. The first of them is {first}. What have they in common?",
        };
    }
}
