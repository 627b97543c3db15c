using System.Text;

namespace Kata.Machine;

/// <summary>A file that is written as a whole or not at all: beside its place first, then renamed. A reader finds the old or the new file,
/// and never half of it (rename(2)); nothing is written through a link in its place.</summary>
internal sealed class WholeFile : IDisposable
{
    private readonly string path;
    private readonly string beside;

    /// <summary>Begins with an empty file beside, and makes the folder if there is none.</summary>
    /// <param name="beside">What that file is called; a name of its own if null.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public WholeFile(string path, string? beside = null)
    {
        (this.path, this.beside) = (path, beside ?? $"{path}.{Path.GetRandomFileName()}");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Write([]);
    }

    /// <summary>Writes a text, in UTF-8.</summary>
    /// <inheritdoc cref="WholeFile(string, string?)"/>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="WholeFile(string, string?)"/>
    public static void Write(string path, byte[] content)
    {
        using var file = new WholeFile(path);
        file.Write(content);
        file.Finish();
    }

    /// <summary>Writes what the file is to hold.</summary>
    /// <param name="toDisk">Whether it has to be on the disk then, and not only in the system's memory; it is read back.</param>
    /// <exception cref="IOException">It cannot be written, or does not hold what was written to it.</exception>
    public void Write(byte[] content, bool toDisk = false)
    {
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            stream.Write(content);
            stream.Flush(toDisk);
        }

        if (toDisk && !File.ReadAllBytes(beside).AsSpan().SequenceEqual(content))
            throw new IOException($"{beside} does not hold what was written to it");
    }

    /// <summary>Gives it the permissions of another file.</summary>
    public void PermitAs(string other)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(beside, File.GetUnixFileMode(other));
    }

    /// <summary>Puts it in its place.</summary>
    /// <param name="overwrite">Whether it may take the place of another file.</param>
    /// <exception cref="IOException">It cannot be put there.</exception>
    public void Finish(bool overwrite = true) => File.Move(beside, path, overwrite);

    /// <summary>Removes what was not finished.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // A file that cannot be deleted could not be written either.
        }
    }
}
