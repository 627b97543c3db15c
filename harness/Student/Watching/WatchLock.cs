using Kata.Machine;


namespace Kata.Student.Watching;

/// <summary>Lets one <c>kata watch</c> run for a folder: two would keep each other's programs waiting. The system gives
/// the file free when the process ends, however it ends.</summary>
internal sealed class WatchLock : IDisposable
{
    private readonly FileStream file;

    private WatchLock(FileStream file) => this.file = file;

    /// <exception cref="KataException">Another one runs for this folder, or nothing can be written there.</exception>
    public static WatchLock Take(string programs)
    {
        var path = Path.Combine(programs, "obj", "kata", "watch.lock");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new KataException($"kata watch runs for {programs} already: use that one, or end it with q");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new KataException($"kata watch has to write a file in {Path.GetDirectoryName(path)}, and cannot: {refused.Message}");
        }
    }

    public void Dispose() => file.Dispose();
}
