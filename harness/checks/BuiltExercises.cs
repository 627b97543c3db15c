using Kata.Machine;

/// <summary>The programs that are graded when nobody said which: a test explorer that runs the checks by themselves.</summary>
internal static class BuiltExercises
{
    /// <summary>What the compiler found in the exercises.</summary>
    public static string Findings => System.IO.Path.Combine(Folder, "obj", "programs.sarif");

    private static string Folder => System.IO.Path.Combine(Repository.Root, "exercises");

    /// <summary>The exercises' assembly, built with the same configuration as the checks.</summary>
    /// <exception cref="InvalidOperationException">It is missing or older than the exercises.</exception>
    public static string Path()
    {
        var assembly = Repository.Built("exercises", "net10.0", "Exercises.dll");
        var built = File.GetLastWriteTimeUtc(assembly);

        return Directory.EnumerateFiles(Folder, "*.cs").All(file => File.GetLastWriteTimeUtc(file) <= built)
            ? assembly
            : throw new InvalidOperationException(
                "The exercises have changed since they were built. Build the solution, then run the checks again.");
    }
}
