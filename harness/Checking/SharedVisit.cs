using Kata.Programs;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>What came of one run of a program against one endpoint.</summary>
/// <param name="Seen">All that happened on the endpoint, until it was closed after the run.</param>
public sealed record Visit(Run Run, Transcript Seen);

/// <summary>A visit that several checks of a step look at from different sides, made by the one that asks first.</summary>
internal sealed class SharedVisit
{
    private readonly Lazy<Task<object>> made;

    /// <param name="scene">That of the check that makes the visit.</param>
    /// <param name="name">Tells it from the step's other visits.</param>
    public SharedVisit(Scene scene, string name, Func<Task<object>> make)
    {
        Scene = scene;
        made = new(() => Make(scene, name, make));
    }

    /// <summary>That of the check that makes the visit.</summary>
    public Scene Scene { get; }

    /// <summary>How often that check was made before.</summary>
    public int Attempt => Scene.Attempt;

    /// <summary>How long the processes of the visit were held up.</summary>
    public Disturbance Disturbance { get; private set; }

    /// <summary>Whether a clock decided the result of the visit.</summary>
    public bool ByTheClock { get; private set; }

    /// <summary>The result of the visit, or why there is none: the same for each check.</summary>
    public Task<object> Made => made.Value;

    /// <summary>The run that a failure is about, once the visit was made or has failed.</summary>
    public Run? LastRun { get; private set; }

    /// <summary>The endpoints, closed, once the visit was made or has failed.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; private set; } = [];

    /// <summary>The runs, once the visit was made or has failed.</summary>
    public IReadOnlyList<ProgramRun> Runs { get; private set; } = [];

    /// <summary>The folders that its programs used, once the visit was made or has failed.</summary>
    public IReadOnlyList<string> Folders { get; private set; } = [];

    private async Task<object> Make(Scene scene, string name, Func<Task<object>> make)
    {
        Chance.Begin($"{scene.Step.Name}.{name}");
        try
        {
            return await make();
        }
        finally
        {
            // All checks judge the same transcripts, whichever of them ends first.
            await scene.Close();
            (LastRun, Endpoints, Runs, Folders) = (scene.LastRun, scene.Endpoints, scene.Runs, scene.Folders);
            (Disturbance, ByTheClock) = (scene.Disturbance, scene.ByTheClock);
        }
    }
}
