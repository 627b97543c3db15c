using System.Formats.Tar;
using System.Text;
using Kata.Machine;

namespace Kata.Servers.Containers;

/// <summary>The image of the server program: there, or built. Its tag is the hash of the sources, so that an image of
/// other sources is never used.</summary>
internal static class ServerImage
{
    private const string Dockerfile = "containers/Dockerfile";
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>Name and tag.</summary>
    public static string Name => $"kata-servers:{ServerSources.Hash}";

    private static string FailureFile => Path.Combine(ServerProgram.NativeFolder, ServerSources.Hash + ".failed");

    /// <summary>Makes sure that the engine has the image.</summary>
    /// <param name="announce">Told, in one line, that a build begins, since that takes a while.</param>
    /// <param name="tryAgain">Build it even if a build of the same sources failed less than an hour ago.</param>
    /// <exception cref="ServerHostException">It is not there and cannot be built; the message says why.</exception>
    public static async Task Ensure(Engine engine, Action<string>? announce, bool tryAgain, CancellationToken cancellation)
    {
        if (await engine.HasImage(Name, cancellation))
            return;

        Directory.CreateDirectory(ServerProgram.NativeFolder);
        using (await OneAtATime(cancellation))
        {
            // Another test host may have built it while we waited, or found that it cannot be built.
            if (await engine.HasImage(Name, cancellation))
                return;
            if (!tryAgain && RecentFailure(engine) is { } reason)
                throw new ServerHostException(reason);

            try
            {
                await Build(engine, announce, cancellation);
                File.Delete(FailureFile);
            }
            catch (ServerHostException e)
            {
                await File.WriteAllLinesAsync(FailureFile, [engine.Address.ToString(), e.Message], cancellation);
                throw;
            }
        }
    }

    /// <summary>The Dockerfile's last stage, made to copy the executable from the build's context instead of from the
    /// stage before, so that it needs neither that stage nor a registry.</summary>
    internal static string LastStage(string dockerfile)
    {
        var lines = dockerfile.ReplaceLineEndings("\n").Split('\n');
        var last = Array.FindLastIndex(lines, line => line.StartsWith("FROM ", StringComparison.Ordinal));
        return string.Join(
            '\n',
            lines[last..]
                .Select(line =>
                    line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        is ["COPY", ['-', '-', 'f', 'r', 'o', 'm', '=', ..], .. var options, _, var target]
                        ? string.Join(' ', ["COPY", .. options, "Servers", target])
                        : line));
    }

    private static async Task Build(Engine engine, Action<string>? announce, CancellationToken cancellation)
    {
        string? noPublish = null;
        if (NativePublish.Suits(engine))
        {
            announce?.Invoke("Building the server image, once; it takes about a minute.");
            try
            {
                await NativePublish.Run(cancellation);
                await using var context = await ExecutableContext();
                await engine.Build(Name, context, "", cancellation);
                return;
            }
            catch (ServerHostException e)
            {
                noPublish = e.Message;
            }
        }

        try
        {
            announce?.Invoke("Building the server image, once, inside of the engine; it downloads the .NET SDK's image first.");
            await using var context = await SourceContext();
            await engine.Build(Name, context, $"&dockerfile={Uri.EscapeDataString(Dockerfile)}", cancellation);
        }
        catch (ServerHostException e) when (noPublish is not null)
        {
            throw new ServerHostException($"{noPublish}; and in a container, {e.Message}", e);
        }
    }

    private static string? RecentFailure(Engine engine) =>
        File.Exists(FailureFile)
        && DateTime.UtcNow - File.GetLastWriteTimeUtc(FailureFile) < TimeSpan.FromHours(1)
        && File.ReadAllLines(FailureFile) is [var address, var reason]
        && address == engine.Address.ToString()
            ? $"{reason} (tried within the last hour; KATA_SERVERS=container tries again)"
            : null;

    /// <summary>Held by one process at a time. The system releases it with the process, so it cannot be left behind.</summary>
    private static async Task<FileStream> OneAtATime(CancellationToken cancellation)
    {
        var path = Path.Combine(ServerProgram.NativeFolder, "lock");
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(LockRetry, cancellation);
            }
        }
    }

    private static async Task<Stream> ExecutableContext()
    {
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(Repository.Root, Dockerfile));
        return await Archive(async tar =>
        {
            await tar.WriteEntryAsync(
                Entry("Dockerfile", new MemoryStream(Encoding.UTF8.GetBytes(LastStage(dockerfile))), executable: false));
            await tar.WriteEntryAsync(Entry("Servers", File.OpenRead(ServerProgram.NativePath), executable: true));
        });
    }

    private static Task<Stream> SourceContext() => Archive(async tar =>
    {
        foreach (var file in ServerSources.Files)
            await tar.WriteEntryAsync(Entry(file, File.OpenRead(Path.Combine(Repository.Root, file)), executable: false));
    });

    private static async Task<Stream> Archive(Func<TarWriter, Task> write)
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
            await write(tar);
        archive.Position = 0;
        return archive;
    }

    private static PaxTarEntry Entry(string name, Stream content, bool executable)
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return new(TarEntryType.RegularFile, name)
        {
            DataStream = content,
            Mode = executable ? read | execute : read,
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
    }
}
