namespace Kata.Machine;

/// <summary>A file that was copied for programs to run from, and that a program may since have changed or deleted.</summary>
internal sealed class StagedFile
{
    private readonly string path;
    private readonly byte[] content;
    private DateTime written;

    private StagedFile(string path, byte[] content)
    {
        this.path = path;
        this.content = content;
        Write();
    }

    /// <summary>Copies a file into a folder.</summary>
    public static StagedFile Copy(string source, string folder) =>
        new(Path.Combine(folder, Path.GetFileName(source)), File.ReadAllBytes(source));

    /// <summary>Restores the file if it has changed.</summary>
    public void Restore()
    {
        lock (content)
        {
            var now = new FileInfo(path);
            if (now.LinkTarget is not null || !now.Exists || now.Length != content.Length || now.LastWriteTimeUtc != written)
                Write();
        }
    }

    private void Write()
    {
        WholeFile.Write(path, content);
        written = File.GetLastWriteTimeUtc(path);
    }
}
