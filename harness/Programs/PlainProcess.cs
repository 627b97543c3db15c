using System.Diagnostics;
using Kata.Machine;

namespace Kata.Programs;

/// <summary>A process with the rights of the user who runs the checks, and with access to this machine.</summary>
internal sealed class PlainProcess(Process process, string mark) : ProgramProcess
{
    private readonly long? began = ProcessStat.BeginningOf(process.Id);

    public override Stream Input => process.StandardInput.BaseStream;

    public override Stream Output { get; } = process.StandardOutput.BaseStream;

    public override Stream ErrorOutput { get; } = process.StandardError.BaseStream;

    public override int? ProgramId { get; } = process.Id;

    /// <summary>When the runtime knows of an end, somebody has waited for the process, and its id may be another's.</summary>
    public override bool? Runs => Exit.IsCompleted ? false : began is { } known ? ProcessStat.IsRunning(ProgramId!.Value, known)
        : !process.HasExited;

    public override bool HasExited => process.HasExited;

    public override Task Exit { get; } = process.WaitForExitAsync(CancellationToken.None);

    public override int ExitCode => process.ExitCode;

    public override void Kill() => Leftovers.KillTree(process);

    /// <summary>The process group, which keeps its number while any process is left in it. If another process has that number by now,
    /// there was none left, and its group is not ours.</summary>
    public override bool KillLeftovers()
    {
        var isAnothers = began is { } known && ProcessStat.Read(process.Id) is { } now && now.Began != known;
        var anybodyRan = !isAnothers && Leftovers.KillGroup(process.Id);
        Leftovers.Ended(process.Id, mark);
        return anybodyRan;
    }

    public override void Dispose() => process.Dispose();
}
