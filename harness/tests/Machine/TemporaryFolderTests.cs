using System.Diagnostics;
using Kata.Machine;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Machine;

public class TemporaryFolderTests
{
    [Test]
    public void Only_old_folders_whose_process_is_gone_are_removed()
    {
        var root = Directory.CreateTempSubdirectory("sweep-");
        try
        {
            using var ended = Process.Start(new ProcessStartInfo(ServerProgram.DotNet, ["--version"]) { RedirectStandardOutput = true })!;
            ended.WaitForExit();
            var left = Made($"kata-{ended.Id}-abc", old: true);
            string[] others =
            [
                Made($"kata-{ended.Id}-young", old: false), Made($"kata-{Environment.ProcessId}-ours", old: true),
                Made("kata-servers", old: true), Made("kata-12", old: true), Made($"other-{ended.Id}-x", old: true),
            ];

            TemporaryFolder.Sweep(root.FullName);

            Assert.That(left, Does.Not.Exist);
            Assert.That(others.Where(other => !Directory.Exists(other)), Is.Empty);
        }
        finally
        {
            root.Delete(recursive: true);
        }

        string Made(string name, bool old)
        {
            var folder = root.CreateSubdirectory(name);
            File.WriteAllText(Path.Combine(folder.FullName, "file"), "x");
            if (old)
                folder.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-1);
            return folder.FullName;
        }
    }

    [Test]
    public void A_folder_with_a_file_that_is_read_only_is_removed()
    {
        var folder = TemporaryFolder.Create();
        var file = Path.Combine(folder.CreateSubdirectory("below").FullName, "file");
        File.WriteAllText(file, "");
        File.SetAttributes(file, FileAttributes.ReadOnly);

        TemporaryFolder.Remove(folder.FullName);

        Assert.That(folder.FullName, Does.Not.Exist);
    }

    [Test]
    public void Writing_is_allowed_below_a_folder_and_not_beyond_a_link()
    {
        var folder = TemporaryFolder.Create();
        var (inside, outside) = (folder.CreateSubdirectory("in/side").FullName, folder.CreateSubdirectory("outside").FullName);
        var (own, other) = (Path.Combine(inside, "file"), Path.Combine(outside, "file"));
        foreach (var file in (string[])[own, other])
        {
            File.WriteAllText(file, "");
            File.SetAttributes(file, FileAttributes.ReadOnly);
        }

        if (!OperatingSystem.IsWindows())
            Directory.CreateSymbolicLink(Path.Combine(inside, "link"), outside);

        TemporaryFolder.AllowWriting(Path.Combine(folder.FullName, "in"));

        Assert.That(new FileInfo(own).IsReadOnly, Is.False);
        Assert.That(new FileInfo(other).IsReadOnly, Is.True);
        TemporaryFolder.Remove(folder.FullName);
    }

    [Test]
    [Platform("Linux")]
    public void Only_regular_files_are_read()
    {
        var folder = Directory.CreateTempSubdirectory("regular-").FullName;
        try
        {
            var (file, link, endless, pipe) = (
                Path.Combine(folder, "a.cs"),
                Path.Combine(folder, "b.cs"),
                Path.Combine(folder, "c.cs"),
                Path.Combine(folder, "d.cs"));
            File.WriteAllText(file, "text");
            File.CreateSymbolicLink(link, file);
            File.CreateSymbolicLink(endless, "/dev/zero");
            using var made = Process.Start("mkfifo", [pipe]);
            made.WaitForExit();

            Assert.That(RegularFile.ReadAllText(file), Is.EqualTo("text"));
            Assert.That(RegularFile.ReadAllText(link), Is.EqualTo("text"));
            foreach (var other in (string[])[endless, pipe])
                Assert.That(
                    () => RegularFile.ReadAllText(other),
                    Throws
                        .InstanceOf<IOException>()
                        .With.Message.EqualTo($"{other} is a pipe, a device or the like, and no file that holds a program: remove it"));
            Assert.That(() => RegularFile.ReadAllText(Path.Combine(folder, "none.cs")), Throws.InstanceOf<FileNotFoundException>());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
