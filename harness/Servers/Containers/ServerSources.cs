using System.Security.Cryptography;
using System.Text;
using Kata.Machine;

namespace Kata.Servers.Containers;

/// <summary>The files the server program is made of.</summary>
internal static class ServerSources
{
    private static readonly string[] Outside = ["Directory.Build.props", "Directory.Packages.props", "global.json"];
    private static readonly Lazy<string> Computed = new(ComputeHash);

    /// <summary>Twelve hexadecimal digits that change with any of the files.</summary>
    public static string Hash => Computed.Value;

    /// <summary>The files, as paths from the root of the repository with <c>/</c> in between, in a fixed order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Find().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Find()
    {
        var containers = Path.Combine(Repository.Root, "containers");
        string[] made = ["bin", "obj", "tests"];
        var folders = Directory.EnumerateDirectories(containers).Where(folder => !made.Contains(Path.GetFileName(folder)));
        return Directory.EnumerateFiles(containers)
            .Concat(folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Concat(Outside.Where(name => File.Exists(Path.Combine(Repository.Root, name))));
    }

    private static string ComputeHash()
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Files)
        {
            // The name and the length are part of it, so that moving text from one file to the next is a change.
            var content = File.ReadAllBytes(Path.Combine(Repository.Root, file));
            sum.AppendData(Encoding.UTF8.GetBytes($"{file}\n{content.Length}\n"));
            sum.AppendData(content);
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset())[..12];
    }
}
