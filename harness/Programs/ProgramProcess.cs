namespace Kata.Programs;

/// <summary>The process that a program runs in, with its input and its two outputs.</summary>
internal abstract class ProgramProcess : IDisposable
{
    public abstract Stream Input { get; }

    public abstract Stream Output { get; }

    public abstract Stream ErrorOutput { get; }

    /// <summary>The id by which this system knows the program itself; null while it is not known.</summary>
    public abstract int? ProgramId { get; }

    /// <summary>Whether the program itself runs; null while that is not known.</summary>
    public abstract bool? Runs { get; }

    /// <summary>Whether it has ended; what it wrote last may still be on its way.</summary>
    public abstract bool HasExited { get; }

    /// <summary>Completes when it has ended, and its exit code is known.</summary>
    public abstract Task Exit { get; }

    /// <summary>The exit code; 128 and the number of the signal that ended it (see <see cref="RunEndReader"/>).</summary>
    public abstract int ExitCode { get; }

    /// <summary>For how long processors have worked for the program and all that it has started; null where nobody counts that.</summary>
    public virtual TimeSpan? AllWork => null;

    /// <summary>Kills a program that still runs, with everything that it has started.</summary>
    public abstract void Kill();

    /// <summary>Kills the processes that an ended program has left running.</summary>
    /// <returns>Whether there was anything.</returns>
    public abstract bool KillLeftovers();

    /// <summary>Another end than the program's own, if there was one. Asked for when no process of the program is left.</summary>
    public virtual RunEnd? OtherEnd => null;

    public abstract void Dispose();
}
