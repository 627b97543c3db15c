using System.Text;
using Kata.Commands.Shell;
using Kata.Machine;

namespace Kata.Commands;

/// <summary>A file that is written as a whole or not at all: what was there before stays until the new one is complete.</summary>
internal sealed class ReportFile : IDisposable
{
    private readonly string path;
    private readonly WholeFile file;

    private ReportFile(string path) => (this.path, file) = (path, new(path, $"{path}.{Environment.ProcessId}.new"));

    /// <summary>Makes sure that the file can be written.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static ReportFile Create(string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{path} is a folder; give the file to write, as in --output {Path.Combine(path, "report.html")}");

        try
        {
            Sweep(path);
            return new(path);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, unwritable);
        }
    }

    /// <summary>Removes what commands left that were killed.</summary>
    private static void Sweep(string path)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            return;

        foreach (var left in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.new"))
        {
            var name = left.AsSpan(path.Length + 1, Math.Max(0, left.Length - path.Length - 5));
            if (int.TryParse(name, out var owner) && !TemporaryFolder.IsRunning(owner))
                File.Delete(left);
        }
    }

    /// <exception cref="UsageException">It cannot be written; what was there before is.</exception>
    public void Finish(string text)
    {
        try
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Finish();
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, unwritable);
        }
    }

    public void Dispose() => file.Dispose();

    private static UsageException Refused(string path, Exception unwritable) =>
        new($"{path} cannot be written: {unwritable.Message} Give another place with --output FILE.");
}
