using Kata.Maintaining.Stubs;
using Kata.Text;

namespace Kata.Maintaining.Linting;

/// <summary>An exercise that is not what its solution makes of it.</summary>
internal static class StubFinding
{
    /// <summary>What is wrong with an exercise, as <c>kata stubs</c> and <c>kata lint</c> say it.</summary>
    public static Finding Of(StubState state) => state.Status switch
    {
        StubStatus.Impossible => new($"solutions/{state.Step.FileName}", state.Line, state.Problem!, state.Remedy!),
        StubStatus.Missing => new($"exercises/{state.Step.FileName}", null,
            "the exercise is missing",
            $"write it with: {KataLine.Of("stubs")}"),
        StubStatus.FilledIn => new($"exercises/{state.Step.FileName}", state.Line,
            "this is not what the solution makes of it, and it has fewer blanks: it may have been filled in",
            $"write the stub, and keep a copy of what is there, with: {KataLine.Of($"stubs {state.Step.Number} --overwrite")}"),
        _ => new($"exercises/{state.Step.FileName}", state.Line, "this is not what the solution makes of it",
            $"change the solution or its marks, not the exercise, and write it with: {KataLine.Of("stubs")}"),
    };
}
