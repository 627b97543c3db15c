using Kata.Programs;
using Kata.Programs.Compiling;

namespace Kata.Tests.Programs;

/// <summary>A program of step 1, compiled from its text and staged for running.</summary>
internal sealed class StagedSource : IDisposable
{
    public const string Program = "Step01_CreatingSockets";

    private readonly string folder = Directory.CreateTempSubdirectory("kata-test-").FullName;

    public StagedSource(string source) =>
        Programs = ProgramFolder.Stage(ProgramCompiler.Compile(folder, ($"{Program}.cs", source)));

    public ProgramFolder Programs { get; }

    public void Dispose()
    {
        Programs.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
