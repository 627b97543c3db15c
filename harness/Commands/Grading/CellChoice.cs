using Kata.Commands.Shell;

namespace Kata.Commands.Grading;

/// <summary><c>--cell required|none</c>.</summary>
internal static class CellChoice
{
    /// <exception cref="UsageException">Programs may run in a cell only, and there are none.</exception>
    public static void Require(string cell, TextWriter error)
    {
        if (cell is not ("required" or "none"))
            throw new UsageException($"--cell {cell} is not known: it is required or none");
        if (cell == "required")
            throw new UsageException("Cells are not there yet, in which strangers' programs do no harm: --cell none grades programs that you trust, with your own rights");

        error.WriteLine("kata: --cell none: the programs run with your rights, and can read and change all that you can.");
    }
}
