using System.Reflection;
using Kata.Machine;

namespace Kata.Workbench;

/// <summary>The assembly of the checks, which the harness knows nothing of when it is built: they are written with it.</summary>
internal static class CheckAssembly
{
    private static readonly Lazy<Assembly> Checks = new(Load);

    /// <exception cref="KataException">It has not been built.</exception>
    public static Assembly Loaded => Checks.Value;

    private static Assembly Load()
    {
        const string file = "Kata.Checks.dll";
        var beside = Path.Combine(AppContext.BaseDirectory, file);
        var path = File.Exists(beside) ? beside : Repository.Built(Path.Combine("harness", "checks"), "net10.0", file);
        return File.Exists(path)
            ? Assembly.LoadFrom(path)
            : throw new KataException($"The checks are not built: {path} is missing. Run: dotnet build harness/checks");
    }
}
