using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>Reads the last commit of a git clone: nothing is checked out, no hook, filter or helper of the clone's runs, and nothing is
/// fetched (git-ls-tree(1), git-cat-file(1)). A clone that borrows objects from elsewhere is not read: they may be anybody's.</summary>
internal static class GitTree
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether a folder has a repository of its own in it.</summary>
    public static bool IsClone(string folder) => Path.Exists(Path.Combine(folder, ".git"));

    /// <summary>The files of the last commit; where it cannot be read, why.</summary>
    public static FileTree Read(string clone)
    {
        var tree = new FileTree();
        if (WhyNot(clone) is { } why)
            tree.Refused.Add(new("", why));
        else
            ReadCommit(clone, tree);
        return tree;
    }

    private static void ReadCommit(string clone, FileTree tree)
    {
        // "MODE TYPE ID SIZE\tNAME\0"
        if (Run(clone, "", "ls-tree", "-r", "-z", "-l", "HEAD") is not { } listed)
        {
            tree.Refused.Add(new("", "a git clone whose last commit cannot be read"));
            return;
        }

        var wanted = new List<(string Path, string Id)>();
        foreach (var line in Encoding.UTF8.GetString(listed).Split('\0', StringSplitOptions.RemoveEmptyEntries).Take(Limits.CommitEntries))
        {
            var (fields, name) = line.Split('\t', 2) is [var first, var last]
                ? (first.Split(' ', StringSplitOptions.RemoveEmptyEntries), last) : ([], "");
            if (fields is not [var mode, _, var id, var size])
                continue;

            var (path, reason) = PackedNames.Read(name);
            if (path is not null && PackedNames.IsPassedOver(path))
                continue;

            reason ??= mode switch { "120000" => "a link", "160000" => "a submodule", _ => null };
            if (reason is not null)
                tree.Refused.Add(new(path ?? Text.Visible.Text(name), reason));
            else if (path!.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
                && long.Parse(size, CultureInfo.InvariantCulture) <= Limits.FileBytes)
                wanted.Add((path, id));
            else
                tree.Files.Add(new(path, long.Parse(size, CultureInfo.InvariantCulture), () => []));
        }

        if (wanted.Count == 0)
            return;

        var read = Run(clone, string.Concat(wanted.Select(file => file.Id).Distinct().Select(id => $"{id}\n")), "cat-file", "--batch");
        var contents = read is null ? [] : Contents(read);
        foreach (var (path, id) in wanted)
        {
            if (contents.TryGetValue(id, out var content))
                tree.Files.Add(new(path, content.Length, () => content));
            else
                tree.Refused.Add(new(path, "git cannot read it"));
        }
    }

    /// <summary>What "cat-file --batch" wrote: "ID blob SIZE", a line end, the content, a line end; or "ID missing".</summary>
    private static Dictionary<string, byte[]> Contents(byte[] batch)
    {
        var contents = new Dictionary<string, byte[]>();
        for (var at = 0; at < batch.Length;)
        {
            var end = Array.IndexOf(batch, (byte)'\n', at);
            if (end < 0)
                break;

            var header = Encoding.ASCII.GetString(batch, at, end - at).Split(' ');
            at = end + 1;
            if (header is not [var id, "blob", var text] || !int.TryParse(text, CultureInfo.InvariantCulture, out var size) || at
                + size > batch.Length)
                continue;

            contents[id] = batch[at..(at + size)];
            at += size + 1;
        }

        return contents;
    }

    private static string? WhyNot(string clone)
    {
        var git = new DirectoryInfo(Path.Combine(clone, ".git"));
        if (git.LinkTarget is not null || !git.Exists)
            return "a git clone whose repository is elsewhere";

        foreach (var borrowed in (string[])["objects/info/alternates", "objects/info/http-alternates", "commondir"])
        {
            if (Path.Exists(Path.Combine(git.FullName, borrowed)))
                return "a git clone that borrows from another repository (.git/" + borrowed
                    + "): clone it without --shared and --reference";
        }

        var entries = git.EnumerateFileSystemInfos("*",
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.None,
                MaxRecursionDepth = Limits.Depth
            });
        return entries.Take(Limits.Entries).Any(entry => entry.LinkTarget is not null) ? "a git clone with a link in its repository" : null;
    }

    /// <returns>What git wrote; null if it failed.</returns>
    private static byte[]? Run(string clone, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git",
            ["--git-dir", Path.Combine(clone, ".git"), "-c", "safe.directory=*", "-c", "core.fsmonitor=false", "-c",
            "core.hooksPath=/dev/null", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_NO_REPLACE_OBJECTS"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        // Above all settings of the clone's: no protocol, so no helper of one.
        start.Environment["GIT_ALLOW_PROTOCOL"] = "none";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        try
        {
            using var git = Process.Start(start)!;
            _ = git.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            // Both at a time: git writes while it still reads.
            var reading = git.StandardOutput.BaseStream.CopyToAsync(output);
            git.StandardInput.Write(input);
            git.StandardInput.Close();
            reading.Wait(Patience);
            if (!git.WaitForExit(Patience))
                git.Kill(entireProcessTree: true);
            return git.HasExited && git.ExitCode == 0 ? output.ToArray() : null;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new KataException($"A submission is a git clone, and git cannot be started ({missing.Message}): install git", missing);
        }
    }
}
