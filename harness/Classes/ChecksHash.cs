using System.Security.Cryptography;
using System.Text;
using Kata.Machine;

namespace Kata.Classes;

/// <summary>The hash of all that decides a verdict: the checks, what they are written with, how programs are run, the servers and the
/// rules. It is made from their sources, so that it is the same on all machines that have the same kata.</summary>
internal static class ChecksHash
{
    private static readonly string[] Parts =
    [
        "harness/checks", "harness/Checking", "harness/Programs", "harness/Support", "harness/Servers", "containers", "analyzers/Rules",
            "analyzers/Model", "analyzers/Kata",
    ];

    private static readonly string[] Without = ["bin", "obj", "tests", "variants", "wrong"];

    private static readonly Lazy<string> HashOfSources = new(Compute);

    /// <summary>The hash for this kata.</summary>
    public static string OfSources => HashOfSources.Value;

    /// <summary>Twenty hexadecimal digits for a text.</summary>
    public static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..20];

    private static string Compute()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Parts.SelectMany(part => Files(Path.Combine(Repository.Root, part))).Order(StringComparer.Ordinal))
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    $"{Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')}\0{File.ReadAllText(file).ReplaceLineEndings("\n")}\0"
                ));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..20];
    }

    private static IEnumerable<string> Files(string folder) => !Directory.Exists(folder)
        ? []
        : Directory.EnumerateFiles(folder, "*.cs")
            .Concat(Directory.EnumerateDirectories(folder).Where(below => !Without.Contains(Path.GetFileName(below))).SelectMany(Files));
}
