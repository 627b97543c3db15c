using System.Collections.Concurrent;
using Kata.Machine;
using Kata.Results;

namespace Kata.Programs.Compiling;

/// <summary>Compiles untrusted programs in a child process. A program that makes the compiler crash, or keeps it busy, fails
/// alone. One program is compiled at a time, by a child that stays warm; while one takes long, the others go on with another
/// child.</summary>
/// <param name="programs">The folder of the programs, whose <c>.editorconfig</c> applies.</param>
/// <param name="inGroup">Whether the child has a control group, if there can be one.</param>
/// <param name="given">What a program may take; null for the usual limits.</param>
internal sealed class GuardedCompiler(string programs, bool inGroup, CompileLimits? given = null) : IAsyncDisposable
{
    private readonly CompileLimits limits = given ?? CompileLimits.Usual;
    private readonly SemaphoreSlim turn = new(1);
    private readonly SemaphoreSlim alone = new(1);
    private readonly SemaphoreSlim aside = new(1);
    private readonly ConcurrentBag<(CompileProcess Process, Task Retired)> retiring = [];
    private CompileProcess? process;
    private int numbers;

    /// <summary>The child, if there is one.</summary>
    internal int? ProcessId => process?.Id;

    /// <summary>Compiles a program into a folder. A program that exceeds a limit has an error that says so.</summary>
    /// <param name="others">The files of the other steps, if they are needed.</param>
    /// <param name="budget">That of its submission; null if there is none.</param>
    /// <exception cref="IOException">It could not be compiled here; this says nothing about the program.</exception>
    /// <exception cref="KataException">As before.</exception>
    public async Task<CompiledProgram> Compile(
        ProgramSources sources, IReadOnlyList<(string Path, string Text)> others, string folder, CancellationToken cancellation,
            CompileBudget? budget = null)
    {
        budget ??= new();
        var program = await Compile(new(0, sources, [], programs, folder), budget, cancellation);
        if (program.Assembly is not null || others.Count == 0 || budget.IsSpent)
            return program;

        // If the other files make the compiler crash, only this program's own errors count.
        var together = await Compile(new(0, sources, others, programs, folder), budget, cancellation);
        return together.Assembly is not null ? together : program;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        foreach (var (old, retired) in retiring)
        {
            await old.DisposeAsync();
            await retired;
        }

        turn.Dispose();
        alone.Dispose();
        aside.Dispose();
    }

    private async Task<CompiledProgram> Compile(CompileRequest request, CompileBudget budget, CancellationToken cancellation)
    {
        request = request with { Number = Interlocked.Increment(ref numbers) };
        try
        {
            return await InTurn(request, budget, cancellation) is var (by, compiled, whole)
                ? Program(request, budget, compiled,
                    compiled.IsLast ? null : Whole(request, budget, by, compiled, whole, cancellation))
                : Failed(CompileBudget.Spent(request.Sources.Step.FileName));
        }
        catch (CompilerEndException end)
        {
            return Program(request, budget, await After(request, end, cancellation));
        }
    }

    /// <returns>Null if the submission has had all that it may.</returns>
    private async Task<(CompileProcess By, CompileAnswer Compiled, Task<CompileAnswer> Whole)?> InTurn(
        CompileRequest request, CompileBudget budget, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        var isMyTurn = true;
        try
        {
            if (budget.IsSpent)
                return null;

            if (process is { HasEnded: true })
            {
                await process.DisposeAsync();
                process = null;
            }

            var by = process ??= CompileProcess.Start(limits, inGroup);
            var compiling = by.Compile(request);
            while (await Task.WhenAny(compiling, Task.Delay(limits.Long, cancellation)) != compiling && isMyTurn)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!PutAside(by))
                    continue;
                isMyTurn = false;
                turn.Release();
            }

            var (compiled, whole) = await compiling.WaitAsync(cancellation);
            return (by, compiled, whole);
        }
        finally
        {
            if (isMyTurn)
                turn.Release();
        }
    }

    /// <summary>Leaves a child alone with what it does, if no other is: the next program gets another child.</summary>
    private bool PutAside(CompileProcess old)
    {
        if (process != old || !aside.Wait(0))
            return false;

        process = null;
        retiring.Add((old, Retire()));
        return true;

        async Task Retire()
        {
            try
            {
                await old.Idle();
                await old.DisposeAsync();
            }
            finally
            {
                aside.Release();
            }
        }
    }

    /// <summary>What the compiler and the rules found. Meanwhile the program can run.</summary>
    private async Task<IReadOnlyList<CompilerFinding>> Whole(
        CompileRequest request, CompileBudget budget, CompileProcess by, CompileAnswer compiled, Task<CompileAnswer> whole,
            CancellationToken cancellation)
    {
        try
        {
            if (await Task.WhenAny(whole, Task.Delay(limits.Long, cancellation)) != whole)
            {
                await turn.WaitAsync(cancellation);
                try
                {
                    PutAside(by);
                }
                finally
                {
                    turn.Release();
                }
            }

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
            answer.Failed is null ? answer.Findings : [.. compiled.Findings, .. FindingsOf(request, budget, answer)];
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

    private static CompiledProgram Program(
        CompileRequest request, CompileBudget budget, CompileAnswer answer, Task<IReadOnlyList<CompilerFinding>>? whole = null)
    {
        var findings = FindingsOf(request, budget, answer);
        return new(answer.Assembly, findings, answer.Assembly is null || whole is null ? Task.FromResult(findings) : whole);
    }

    private static CompiledProgram Failed(params IReadOnlyList<CompilerFinding> errors) => new(null, errors, Task.FromResult(errors));

    private static IReadOnlyList<CompilerFinding> FindingsOf(CompileRequest request, CompileBudget budget, CompileAnswer answer)
    {
        if (answer.Failed is null)
            return answer.Findings;
        if (answer.IsOurs)
            throw new IOException(answer.Failed);

        budget.Note(request.Sources.Step);
        return [new("CS8078", "error", $"this does not compile here: {answer.Failed}", request.Sources.Step.FileName, 1)];
    }
}
