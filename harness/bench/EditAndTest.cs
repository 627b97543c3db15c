using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Machine;

namespace Kata.Bench;

/// <summary>Editing one step and testing, in units of the same on an empty project.</summary>
internal static class EditAndTest
{
    public static async Task<int> Measure(int rounds)
    {
        using var empty = await EmptyProject.Create();
        var step = Directory.EnumerateFiles(Path.Combine(Repository.Root, "exercises"), "Step01_*.cs").FirstOrDefault()
            ?? throw new UsageException("There is no exercises/Step01_*.cs to edit.");
        await Timing.MustDotNet(Repository.Root, null, "build", "exercises", "-v", "q", "--nologo");

        using var edited = new EditedFile(step);
        using var editedEmpty = new EditedFile(empty.SourceFile);
        var seconds = await Timing.SideBySide(
            rounds,
            () => editedEmpty.Then(() => Timing.MustDotNet(empty.Folder, null, "test")),
            () => edited.Then(() => Timing.MustDotNet(Repository.Root, null, "test", "exercises")));
        Console.WriteLine($"edit and test: empty project {seconds[0]:0.00} s, exercises {seconds[1]:0.00} s; medians of {rounds}");
        Timing.Print("exercises / empty project, after an edit of one step", seconds[1] / seconds[0], "times", 2);
        return 0;
    }

    /// <summary>A file that is edited over and over, and is as it was when this ends, also by Ctrl-C.</summary>
    private sealed class EditedFile : IDisposable
    {
        private readonly string path;
        private readonly byte[] original;
        private int edits;

        public EditedFile(string path)
        {
            (this.path, original) = (path, File.ReadAllBytes(path));
            Console.CancelKeyPress += (_, _) => Dispose();
        }

        public Task Then(Func<Task> test)
        {
            File.WriteAllBytes(path, [.. original, .. System.Text.Encoding.UTF8.GetBytes($"// Edit {++edits} of the benchmark.\n")]);
            return test();
        }

        public void Dispose()
        {
            if (File.Exists(path))
                File.WriteAllBytes(path, original);
        }
    }
}
