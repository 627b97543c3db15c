using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Kata.Machine;
using Kata.Programs;
using Kata.Results;
using Kata.Servers;

namespace Kata.Checking;

/// <summary>One check: a method that runs a step's program from outside and judges what it did. Test runners and
/// commands alike run it from here.</summary>
/// <param name="Line">Where it stands in its file.</param>
public sealed record Check(Step Step, string Sentence, string? Hint, int Points, int Line, MethodInfo Method)
{
    /// <summary>How long a check may take once the servers are there. The longest check takes a quarter of it. A check that takes
    /// longer waits for an obstacle that a program has made, such as a named pipe in place of a file.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>More than any file has.</summary>
    private const int MostLines = 100_000;

    /// <summary>More than starting the programs of a check takes.</summary>
    private static readonly TimeSpan MuchWork = TimeSpan.FromSeconds(2);

    /// <summary>The limit by any clock, even if the machine leaves the check little of its own time.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(10);

    /// <summary>The hint if the program had to be killed; null if <see cref="Hint"/> serves both.</summary>
    public string? HintIfKilled { get; init; }

    /// <summary>The hint if no server got anything of the program; null if <see cref="Hint"/> serves both.</summary>
    public string? HintIfNotReached { get; init; }

    /// <summary>The file it stands in, in harness/checks.</summary>
    public string File { get; init; } = "";

    /// <summary>Where it stands among the checks of its step: they are shown in the order they are written in.</summary>
    public int Position { get; init; } = Line;

    /// <summary>Stays the same when the sentence is reworded: <c>Step05_SocketExceptionsChecks.Refused</c>.</summary>
    public string Id => $"{Method.ReflectedType!.Name}.{Method.Name}";

    /// <summary>The check that a method with a <see cref="CheckAttribute"/> is.</summary>
    public static Check Of(MethodInfo method)
    {
        var attribute = method.GetCustomAttribute<CheckAttribute>()!;
        var step = method.ReflectedType!.GetCustomAttribute<StepAttribute>();
        var isInherited = method.DeclaringType != method.ReflectedType;
        return new(step?.Step ?? Step.None, attribute.Sentence, attribute.Hint, attribute.Points, attribute.Line, method)
        {
            HintIfKilled = attribute.HintIfKilled,
            HintIfNotReached = attribute.HintIfNotReached,
            File = attribute.File,
            Position = isInherited || step is null ? attribute.Line : step.PlaceOf(attribute.File) * MostLines + attribute.Line,
        };
    }

    /// <summary>All checks of an assembly, by step.</summary>
    public static IEnumerable<Check> In(Assembly assembly) => assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(Checks)) && !type.IsAbstract)
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        .Where(method => method.IsDefined(typeof(CheckAttribute)))
        .Select(Of)
        .OrderBy(check => (check.Step.Number, check.Position));

    /// <summary>Runs the check on the grader's programs.</summary>
    public async Task<CheckResult> Run(Grader grader, CancellationToken cancellation = default)
    {
        var (attempts, judged) = (new Attempts(grader.Settings.InDoubt), new ConcurrentDictionary<SharedVisit, int>());
        for (var number = 1; ; number++)
        {
            var alone = number > 1;
            using var place = await grader.Settings.Room.Enter(alone);
            cancellation.ThrowIfCancellationRequested();
            var (clock, workedBefore) = (Stopwatch.StartNew(), (Programs: ChildrenUse.Worked, Servers: OfServers(grader)));
            await using var scene = new Scene(grader, Step, number - 1, judged)
            {
                Opened = endpoint => grader.Settings.Opened?.Invoke(this, endpoint),
            };
            Chance.Begin(Id);
            var attempt = await Flooding(await InTime(Task.Run(() => Judge(scene, grader)), grader, scene), scene);
            attempt = attempt with
            {
                Disturbance = scene.Disturbance,
                KeptBusy = alone && attempt.Status == CheckStatus.Failed && await KeptBusy(scene, grader, clock, workedBefore),
            };
            if (alone)
                grader.WasAlone(clock.Elapsed);
            if (attempts.Settle(attempt, grader.MayBeAlone) is not { } settled)
                continue;

            return new(Id, Step, Sentence, settled.Status, clock.Elapsed, Points)
            {
                Failure = settled.Failure is null ? null : settled.Failure with { JudgedRun = await scene.JudgedRun() },
                Reason = settled.Reason,
                Evidence = grader.Settings.KeepEvidence ? await scene.Evidence() : null,
                Attempts = number,
            };
        }
    }

    /// <summary>A program that floods its server makes that one late. This is its own doing, and not the machine's.</summary>
    private async Task<Attempt> Flooding(Attempt attempt, Scene scene)
    {
        if (attempt.Status == CheckStatus.Skipped || await scene.Flood() is not { } what)
            return attempt;

        var flood = new CheckFailedException("no more on the wire than the task needs", $"{what} by the program, and the server stopped")
        {
            Seen = "The program connects or sends again and again. Which loop does not stop?",
        };
        try
        {
            return new(await Explanation.Of(this, scene, flood)) { IsCertain = true };
        }
        catch (KataException)
        {
            // After a flood a server may not answer any more.
            return attempt;
        }
    }

    /// <summary>Whether the programs of a check that was alone, and the servers for them, used nearly all that the processors could give.
    /// Right programs never do: they wait most of their time.</summary>
    private static async Task<bool> KeptBusy(
        Scene scene, Grader grader, Stopwatch clock, (TimeSpan Programs, TimeSpan Servers) workedBefore)
    {
        await scene.Close();
        // What compiles meanwhile is a child of ours, too, and no program of the check.
        var worked = scene.Worked(workedBefore.Programs) + OfServers(grader) - workedBefore.Servers;
        return worked >= MuchWork && worked >= 0.8 * Environment.ProcessorCount * clock.Elapsed;
    }

    private static TimeSpan OfServers(Grader grader) =>
        grader.Servers is { IsCompletedSuccessfully: true, Result: var host } ? host.Worked : TimeSpan.Zero;

    private async Task<Attempt> InTime(Task<Attempt> judging, Grader grader, Scene scene)
    {
        // The first check may have to wait for an image to be built.
        await Task.WhenAny(judging, grader.Servers);
        return await scene.OwnTime().WaitFor(judging, Limit, Most) ? await judging : await Late(scene);
    }

    private async Task<Attempt> Late(Scene scene)
    {
        try
        {
            return new(await Explanation.Of(this, scene, new("a check that comes to an end", $"no end after {Limit.TotalSeconds:0} s")));
        }
        catch (KataException noServers)
        {
            return new(CheckStatus.NotGraded, new(noServers.Message));
        }
    }

    /// <summary>Judges, if there are servers to judge with: without servers, a failure is not the program's fault.</summary>
    private async Task<Attempt> Judge(Scene scene, Grader grader)
    {
        try
        {
            var judged = await Judge(scene);
            if (judged.Status == CheckStatus.Failed && scene.HasVisited && Gone(grader) is { } why)
                throw new ServerHostException(why);
            return judged;
        }
        catch (KataException noServers)
        {
            return new(CheckStatus.NotGraded, new(noServers.Message));
        }
    }

    private static string? Gone(Grader grader) => grader.Servers is { IsCompletedSuccessfully: true, Result: var host } ? host.Gone : null;

    private async Task<Attempt> Judge(Scene scene)
    {
        try
        {
            var checks = (Checks)Activator.CreateInstance(Method.ReflectedType!)!;
            checks.Scene = scene;
            await scene.RequireStarted();
            await Make(checks, scene);
            return new(CheckStatus.Passed);
        }
        catch (NotStartedException blank)
        {
            return new(CheckStatus.NotStarted, blank.Reason);
        }
        catch (SkippedException skipped)
        {
            return new(CheckStatus.Skipped, new(skipped.Message));
        }
        catch (CheckFailedException failed)
        {
            return new(await Explanation.Of(this, scene, failed))
            {
                Alike = $"{scene.LastRun?.End.GetType().Name} {scene.LastRun?.ExitCode} {failed.StackTrace}",
                ByTheClock = failed.ByTheClock ?? scene.ByTheClock,
                WasKilled = scene.WasKilled,
                IsCertain = failed.IsCertain || scene.LastRun?.End is RunEnd.Exceeded
                    || (scene.LastRun is { WasHeldUp: false, End: RunEnd.Killed { IsEarly: false } } && !failed.Awaited),
            };
        }
        catch (Exception exhausted) when (exhausted is not KataException && Exhaustion.Of(exhausted) is { } what)
        {
            return new(CheckStatus.NotGraded, new($"{what} on this machine"));
        }
        catch (Exception obstacle)
            when (obstacle is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException or PathTooLongException
                && scene.IsInFolders(obstacle.Message))
        {
            // A program may forbid its folder to everybody, or remove it. If a file of ours is missing, no program is to blame.
            return new(await Explanation.Of(this, scene, new("files that the check can read", obstacle.Message.ReplaceLineEndings(" "))));
        }
        catch (Exception unexpected) when (unexpected is not KataException)
        {
            // The check itself is at fault: its maintainer needs the whole exception.
            return new(await Explanation.Of(this, scene, new("a check that can be made", unexpected.ToString())));
        }
    }

    private async Task Make(Checks checks, Scene scene)
    {
        try
        {
            await (Task)Method.Invoke(checks, BindingFlags.DoNotWrapExceptions, null, [], null)!;
        }
        catch (CheckFailedException)
        {
            await scene.JudgeStarted();
            throw;
        }
    }
}
