using Kata.Machine;
using Kata.Results;

namespace Kata.Programs.Compiling;

/// <summary>Compiles programs that are not trusted, in a child process. A program that makes the compiler crash, or keeps it busy, fails
/// alone. One program is compiled at a time, by a child that stays warm.</summary>
/// <param name="programs">The folder of the programs, whose <c>.editorconfig</c> applies.</param>
/// <param name="inGroup">Whether the child has a control group, if there can be one.</param>
/// <param name="given">What a program may take; null for the usual limits.</param>
internal sealed class GuardedCompiler(string programs, bool inGroup, CompileLimits? given = null) : IAsyncDisposable
{
    private readonly CompileLimits limits = given ?? CompileLimits.Usual;
    private readonly SemaphoreSlim turn = new(1);
    private readonly SemaphoreSlim alone = new(1);
    private CompileProcess? process;
    private int numbers;

    /// <summary>The child, if there is one.</summary>
    internal int? ProcessId => process?.Id;

    /// <summary>Compiles a program into a folder. A program that exceeds a limit has an error that says so.</summary>
    /// <param name="others">The files of the other steps, if they are needed.</param>
    /// <exception cref="IOException">It could not be compiled here; this says nothing about the program.</exception>
    /// <exception cref="KataException">As before.</exception>
    public async Task<CompiledProgram> Compile(
        ProgramSources sources, IReadOnlyList<(string Path, string Text)> others, string folder, CancellationToken cancellation)
    {
        var program = await Compile(new(0, sources, [], programs, folder), cancellation);
        if (program.Assembly is not null || others.Count == 0)
            return program;

        // If the other files make the compiler crash, only this program's own errors count.
        var together = await Compile(new(0, sources, others, programs, folder), cancellation);
        return together.Assembly is not null ? together : program;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        turn.Dispose();
        alone.Dispose();
    }

    private async Task<CompiledProgram> Compile(CompileRequest request, CancellationToken cancellation)
    {
        request = request with { Number = Interlocked.Increment(ref numbers) };
        try
        {
            var (compiled, whole) = await InTurn(request, cancellation);
            return Program(request, compiled, Whole(request, compiled, whole, cancellation));
        }
        catch (CompilerEndException end)
        {
            return Program(request, await After(request, end, cancellation));
        }
    }

    private async Task<(CompileAnswer Compiled, Task<CompileAnswer> Whole)> InTurn(CompileRequest request, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (process is { HasEnded: true })
            {
                await process.DisposeAsync();
                process = null;
            }

            process ??= CompileProcess.Start(limits, inGroup);
            return await process.Compile(request).WaitAsync(cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What the compiler and the rules found. Meanwhile the program can run.</summary>
    private async Task<IReadOnlyList<CompilerFinding>> Whole(
        CompileRequest request, CompileAnswer compiled, Task<CompileAnswer> whole, CancellationToken cancellation)
    {
        try
        {
            return Findings(await whole.WaitAsync(cancellation));
        }
        catch (CompilerEndException end)
        {
            // The first assembly is in use now, so this one goes into another folder.
            var folder = TemporaryFolder.Create();
            try
            {
                return Findings(await After(request with { Folder = folder.FullName }, end, cancellation));
            }
            finally
            {
                TemporaryFolder.Remove(folder.FullName);
            }
        }

        IReadOnlyList<CompilerFinding> Findings(CompileAnswer answer) =>
            answer.Failed is null ? answer.Findings : [.. compiled.Findings, .. FindingsOf(request, answer)];
    }

    /// <summary>Compiles a program alone, after the compiler ended before it answered: another program may have been the cause.</summary>
    private async Task<CompileAnswer> After(CompileRequest request, CompilerEndException end, CancellationToken cancellation)
    {
        // A second attempt would take too long again.
        if (end is { IsAlone: true, Why: { } sure } && sure == limits.TooLong)
            return new(request.Number, true, null, [], sure);

        await alone.WaitAsync(cancellation);
        try
        {
            await using var own = CompileProcess.Start(limits, inGroup);
            var (compiled, whole) = await own.Compile(request).WaitAsync(cancellation);
            return compiled.IsLast ? compiled : await whole.WaitAsync(cancellation);
        }
        catch (CompilerEndException again)
        {
            return again.Why is { } why ? new(request.Number, true, null, [], why)
                : throw new KataException("the compiler's process was killed twice, and not by us");
        }
        finally
        {
            alone.Release();
        }
    }

    private static CompiledProgram Program(CompileRequest request, CompileAnswer answer, Task<IReadOnlyList<CompilerFinding>>? whole = null)
    {
        var findings = FindingsOf(request, answer);
        return new(answer.Assembly, findings, answer.Assembly is null || whole is null ? Task.FromResult(findings) : whole);
    }

    private static IReadOnlyList<CompilerFinding> FindingsOf(CompileRequest request, CompileAnswer answer) => answer switch
    {
        { Failed: null } => answer.Findings,
        { IsOurs: true } => throw new IOException(answer.Failed),
        _ => [new("CS8078", "error", $"this does not compile here: {answer.Failed}", request.Sources.Step.FileName, 1)],
    };
}
