using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Machine;

namespace Kata.Classes.Intake;

/// <summary>Reads the last commit of a git clone. Git sees only the clone's objects (git-ls-tree(1), git-cat-file(1)). It checks nothing
/// out, and does not read the clone's configuration, which can name programs to run, files to include and places to fetch from. A clone
/// that borrows objects from elsewhere is not read: they may belong to anyone.</summary>
internal static partial class GitTree
{
    private const string Unreadable = "not in the clone: git cannot read it";

    /// <summary>How long git may take for one clone. A clone of any size takes a fraction of a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int MostListed = 16 * 1024 * 1024;
    private const int MostNames = 1024 * 1024;

    /// <summary>Whether a folder has its own git repository.</summary>
    public static bool IsClone(string folder) => Path.Exists(Path.Combine(folder, ".git"));

    /// <summary>The files of the last commit. If it cannot be read, the tree says why.</summary>
    /// <param name="all">How many bytes of program files may still be read from this clone and all later ones.</param>
    /// <param name="own">How many bytes may still be read from the clones of the same submission.</param>
    public static FileTree Read(string clone, BytesLeft all, BytesLeft own)
    {
        var tree = new FileTree();
        try
        {
            if (WhyNot(clone) is { } why)
                tree.Refused.Add(new("", why));
            else
                ReadCommit(clone, tree, all, own);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException
            && Exhaustion.Of(unreadable) is null)
        {
            tree.Refused.Add(new("", $"a git clone that cannot be read: {unreadable.Message.ReplaceLineEndings(" ")}"));
        }

        return tree;
    }

    private static void ReadCommit(string clone, FileTree tree, BytesLeft all, BytesLeft own)
    {
        var folder = TemporaryFolder.Create().FullName;
        try
        {
            if (Commit(Path.Combine(clone, ".git")) is not { } commit)
            {
                tree.Refused.Add(new("", Directory.Exists(Path.Combine(clone, ".git", "reftable"))
                    ? "a git clone whose references are in a reftable, which is not read: clone it with --ref-format=files"
                    : "a git clone without a commit, or one whose last commit cannot be found"));
                return;
            }

            using var git = new Git(folder, Path.Combine(clone, ".git", "objects"), isLong: commit.Length > 40);
            // "MODE TYPE ID SIZE\tNAME\0"
            var (listed, failed) = git.Run("", MostListed, "ls-tree", "-r", "-z", "-l", commit);
            if (listed is null)
                tree.Refused.Add(new("", $"a git clone whose last commit cannot be read: {failed}"));
            else
                Read(git, tree, all, own, Wanted(listed, tree, all, own));
        }
        finally
        {
            TemporaryFolder.Remove(folder);
        }
    }

    /// <summary>The program files in a listed commit that may be read, with the files of steps first.</summary>
    private static List<(string Path, string Id, int Size)> Wanted(byte[] listed, FileTree tree, BytesLeft all, BytesLeft own)
    {
        var wanted = new List<(string Path, string Id, int Size)>();
        foreach (var file in Programs(listed, tree).OrderBy(file => !SubmissionFinder.IsStep(file.Path)))
        {
            if (!own.Take(file.Size))
                tree.Refused.Add(new(file.Path, $"beyond {Limits.SubmissionProgramBytes / 1024 / 1024} MB of program files"));
            else if (all.Take(file.Size))
                wanted.Add(file);
            else
            {
                own.GiveBack(file.Size);
                tree.Refused.Add(new(file.Path, $"beyond {Limits.UnpackedBytes / 1024 / 1024} MB of program files in all clones together"));
            }
        }

        return wanted;
    }

    /// <summary>The program files in a listed commit. Notes all others.</summary>
    private static List<(string Path, string Id, int Size)> Programs(byte[] listed, FileTree tree)
    {
        var programs = new List<(string Path, string Id, int Size)>();
        var lines = Encoding.UTF8.GetString(listed).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > Limits.CommitEntries)
            tree.Refused.Add(new(".", $"beyond {Limits.CommitEntries:N0} files"));
        foreach (var line in lines.Take(Limits.CommitEntries))
        {
            var (fields, name) = line.Split('\t', 2) is [var first, var last]
                ? (first.Split(' ', StringSplitOptions.RemoveEmptyEntries), last) : ([], "");
            if (fields is not [var mode, _, var id, var size])
                continue;

            var (path, reason) = PackedNames.Read(name);
            if (path is not null && tree.PassesOver(path))
                continue;

            reason ??= mode switch { "120000" => "a link", "160000" => "a submodule", _ => null };
            // Git prints BAD in place of the size if the object does not exist.
            var isThere = long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length);
            if (reason is null && !isThere)
                reason = Unreadable;
            if (reason is not null)
                tree.Refused.Add(new(path ?? Text.Visible.Text(name), reason) { IsUnreadable = reason == Unreadable });
            else if (!path!.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || length > Limits.FileBytes)
                tree.Files.Add(new(path, length, () => []));
            else
                programs.Add((path, id, (int)length));
        }

        return programs;
    }

    private static void Read(Git git, FileTree tree, BytesLeft all, BytesLeft own, List<(string Path, string Id, int Size)> wanted)
    {
        if (wanted.Count == 0)
            return;

        var ids = wanted.Select(file => file.Id).Distinct().ToList();
        // Git writes about a hundred bytes around each content.
        var most = wanted.DistinctBy(file => file.Id).Sum(file => file.Size + 200);
        var (read, _) = git.Run(string.Concat(ids.Select(id => $"{id}\n")), most, "cat-file", "--batch");
        var contents = read is null ? [] : Contents(read);
        foreach (var (path, id, size) in wanted)
        {
            if (contents.TryGetValue(id, out var content))
                tree.Files.Add(new(path, content.Length, () => content));
            else
            {
                tree.Refused.Add(new(path, "git cannot read it") { IsUnreadable = true });
                all.GiveBack(size);
                own.GiveBack(size);
            }
        }
    }

    /// <summary>Reads what "cat-file --batch" wrote: "ID blob SIZE", a line end, the content, a line end; or "ID missing".</summary>
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
        foreach (var entry in entries.Take(Limits.Entries))
        {
            if (entry.LinkTarget is not null)
                return "a git clone with a link in its repository";
            if (RegularFile.IsSpecial(entry.FullName))
                return "a git clone with a pipe, a device or the like in its repository";
        }

        return null;
    }

    /// <summary>The id of the last commit. HEAD is that id, or names the reference that has it (gitrepository-layout(5)).</summary>
    private static string? Commit(string git)
    {
        if (Line(Path.Combine(git, "HEAD")) is not { } head)
            return null;
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return Id().IsMatch(head) ? head : null;

        var name = head[5..].Trim();
        if (!name.StartsWith("refs/", StringComparison.Ordinal) || name.Any(char.IsControl) || name.Split('/', '\\').Contains(".."))
            return null;

        return Line(Path.Combine(git, name)) is { } loose ? (Id().IsMatch(loose) ? loose : null) : Packed(git, name);
    }

    /// <summary>Finds the id in the list of packed references, which has "ID NAME" in each line.</summary>
    private static string? Packed(string git, string name)
    {
        var path = Path.Combine(git, "packed-refs");
        return RegularFile.Is(path) && new FileInfo(path).Length <= MostListed
            ? File.ReadLines(path).Select(line => line.Split(' ', 2))
                .FirstOrDefault(parts => parts.Length == 2 && parts[1] == name && Id().IsMatch(parts[0]))?[0]
            : null;
    }

    /// <summary>The first line of a small file; null if there is no such file.</summary>
    private static string? Line(string path) =>
        RegularFile.Is(path) && new FileInfo(path).Length <= MostNames ? File.ReadLines(path).FirstOrDefault()?.Trim() : null;

    [GeneratedRegex("^(?:[0-9a-f]{40}|[0-9a-f]{64})$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    /// <summary>Runs git with an empty repository of ours and the objects of a clone.</summary>
    private sealed class Git : IDisposable
    {
        private readonly string folder;
        private readonly string objects;
        private readonly CancellationTokenSource late = new(Patience);

        /// <param name="isLong">Whether the ids of the clone are SHA-256.</param>
        public Git(string folder, string objects, bool isLong)
        {
            (this.folder, this.objects) = (folder, objects);
            foreach (var needed in (string[])["objects", "refs"])
                Directory.CreateDirectory(Path.Combine(folder, needed));
            File.WriteAllText(Path.Combine(folder, "HEAD"), "ref: refs/heads/none\n");
            File.WriteAllText(Path.Combine(folder, "config"), isLong
                ? "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n"
                : "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
        }

        public void Dispose() => late.Dispose();

        /// <returns>What git wrote, or why there is no output: git failed, took too long or wrote too much.</returns>
        public (byte[]? Output, string Why) Run(string input, long most, params string[] arguments)
        {
            var start = new ProcessStartInfo("git", ["--git-dir", folder, "-c", "safe.directory=*", .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            };
            foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
                start.Environment.Remove(name);
            start.Environment["GIT_OBJECT_DIRECTORY"] = objects;
            start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
            start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
            start.Environment["GIT_NO_REPLACE_OBJECTS"] = "1";
            start.Environment["GIT_TERMINAL_PROMPT"] = "0";
            start.Environment["GIT_ALLOW_PROTOCOL"] = "none";
            start.Environment["GIT_NO_LAZY_FETCH"] = "1";
            // An object may claim any size, and git would ask for that much memory.
            start.Environment["GIT_ALLOC_LIMIT"] = "256m";
            try
            {
                using var git = Process.Start(start)!;
                var (output, why) = Finish(git, input, most).GetAwaiter().GetResult();
                return output is null ? (null, why) : git.ExitCode == 0 ? (output, "") : (null, $"git ended with {git.ExitCode}");
            }
            catch (System.ComponentModel.Win32Exception missing)
            {
                throw new KataException($"A submission is a git clone, and git cannot be started ({missing.Message}): install git", missing);
            }
        }

        private async Task<(byte[]? Output, string Why)> Finish(Process git, string input, long most)
        {
            // All of this runs at the same time: git writes while it still reads.
            var (words, writing) = (git.StandardError.ReadToEndAsync(late.Token), Write(git.StandardInput, input));
            try
            {
                if (await Read(git.StandardOutput.BaseStream, most) is not { } output)
                    return (null, "it lists or holds more than it says, or more than may be read");

                await git.WaitForExitAsync(late.Token);
                return (output, "");
            }
            catch (OperationCanceledException)
            {
                return (null, $"git did not end within {Patience.TotalSeconds:0} s");
            }
            finally
            {
                // After a normal end there is nothing to kill, and no need to search among all processes.
                if (!git.HasExited)
                    Kill(git);
                await Task.WhenAny(Task.WhenAll(words, writing));
            }
        }

        private static void Kill(Process git)
        {
            try
            {
                git.Kill(entireProcessTree: true);
            }
            catch (Exception gone) when (gone is InvalidOperationException or AggregateException
                or System.ComponentModel.Win32Exception)
            {
                // Git has ended meanwhile.
            }
        }

        private async Task<byte[]?> Read(Stream from, long most)
        {
            using var output = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int count; (count = await from.ReadAsync(buffer, late.Token)) > 0;)
            {
                if (output.Length + count > most)
                    return null;
                output.Write(buffer, 0, count);
            }

            return output.ToArray();
        }

        private async Task Write(StreamWriter to, string text)
        {
            try
            {
                await to.WriteAsync(text.AsMemory(), late.Token);
                to.Close();
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // Git has ended; its exit code says more.
            }
        }
    }
}
