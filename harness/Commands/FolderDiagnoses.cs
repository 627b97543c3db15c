using Kata.Machine;
using Kata.Text;

namespace Kata.Commands;

/// <summary>The folders that programs are saved in, watched in and run from.</summary>
internal static class FolderDiagnoses
{
    private static readonly TimeSpan EventDeadline = TimeSpan.FromSeconds(2);

    /// <summary>Whether the system tells of a saved file.</summary>
    internal static Diagnosis Watching(string programs)
    {
        const string about = "file watching";
        var remedy = $"use: {KataLine.Of("watch --poll")}";
        string? folder = null;
        try
        {
            // On the same disk as the programs, and where nobody who watches them looks.
            folder = Directory.CreateDirectory(Path.Combine(programs, "obj", "kata", Path.GetRandomFileName())).FullName;
            using var saved = new ManualResetEventSlim();
            using var watcher = new FileSystemWatcher(folder);
            watcher.Created += (_, _) => saved.Set();
            watcher.EnableRaisingEvents = true;
            File.WriteAllText(Path.Combine(folder, "saved"), "");
            return saved.Wait(EventDeadline)
                ? Diagnosis.Fine(about, "the system reports when a program is saved")
                : Diagnosis.Note(
                    about,
                    $"the system did not report within {EventDeadline.TotalSeconds:0} s that a file was saved in {programs}, "
                        + "as on some network drives",
                    remedy);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Note(about, Diagnoses.OneLine(failed.Message), remedy);
        }
        finally
        {
            if (folder is not null)
                TemporaryFolder.Remove(folder);
        }
    }

    internal static Diagnosis Writable(string programs)
    {
        var probe = Path.Combine(programs, $".{Path.GetRandomFileName()}");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose))
            {
            }

            return Diagnosis.Fine("your programs", programs);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Note(
                "your programs",
                $"nothing can be saved in {programs} ({Diagnoses.OneLine(refused.Message)})",
                "copy the folder to a place where you may write, or mend its permissions");
        }
    }

    /// <summary>Programs are compiled into the temporary folder and run from there.</summary>
    internal static Diagnosis Temporary()
    {
        const long least = 200 << 20;
        string? folder = null;
        try
        {
            folder = TemporaryFolder.Create().FullName;
            File.WriteAllText(Path.Combine(folder, "written"), "");
            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free >= least
                ? Diagnosis.Fine("temporary folder", $"{Path.GetTempPath()}, {free >> 20:N0} MB free")
                : Diagnosis.Wrong(
                    "temporary folder",
                    $"{Path.GetTempPath()} has {free >> 20:N0} MB free",
                    $"free at least {least >> 20} MB, or set TMPDIR to another folder");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Wrong("temporary folder", Diagnoses.OneLine(refused.Message), "set TMPDIR to a folder where you may write");
        }
        finally
        {
            if (folder is not null)
                TemporaryFolder.Remove(folder);
        }
    }
}
