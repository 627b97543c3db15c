using System.Runtime.CompilerServices;
using Kata.Servers.Containers;

namespace Kata.Servers;

/// <summary>The server host that was chosen.</summary>
/// <param name="Line">Which one and why, in one line.</param>
public sealed record ServerChoice(IServerHost Host, string Line);

/// <summary>Chooses between containers and a child process.</summary>
public static class ServerHosts
{
    /// <summary>A local engine answers in a few milliseconds; one that does not answer in this time is not waited for.</summary>
    private static readonly TimeSpan ProbeDeadline = TimeSpan.FromSeconds(1);

    /// <summary>The value of <c>KATA_SERVERS</c>; null if it is not set.</summary>
    public static string? Setting => Environment.GetEnvironmentVariable("KATA_SERVERS");

    /// <summary>Chooses a server host and starts it.</summary>
    /// <param name="setting">The value of <c>KATA_SERVERS</c>: <c>auto</c>, <c>container</c> or <c>process</c>. Null or empty
    /// means auto: containers if an engine answers and the image is there or can be built, else the process.</param>
    /// <param name="announce">Told, in one line, of work that takes a while.</param>
    /// <param name="buildImage">Whether auto may build the image. If not, and it is not there, auto takes the process
    /// and says what builds it. When containers are demanded it is always built.</param>
    /// <param name="engineAddress">Where an engine is looked for; null for the usual places.</param>
    /// <param name="patience">How long an engine may take to say who it is; null for the usual.</param>
    /// <exception cref="ServerHostException">Containers were demanded and cannot be had, or the server program does not
    /// start. The message is one line for people.</exception>
    public static async Task<ServerChoice> Choose(
        string? setting,
        Action<string>? announce = null,
        EngineAddress? engineAddress = null,
        bool buildImage = true,
        TimeSpan? patience = null,
        CancellationToken cancellation = default)
    {
        setting = setting?.Trim().ToLowerInvariant() ?? "";
        if (setting == "process")
            return new(await ProcessHost.Start(cancellation), "a child process (KATA_SERVERS=process).");

        var demanded = setting == "container";
        var remark = setting is "" or "auto" or "container"
            ? ""
            : $" KATA_SERVERS={setting} is not known: it can be auto, container or process; auto is used.";

        var address = engineAddress ?? EngineAddress.Find(Environment.GetEnvironmentVariable("DOCKER_HOST"));
        var (engine, reason) = await Engine.Probe(address, patience ?? ProbeDeadline, cancellation);
        if (engine is not null)
        {
            try
            {
                var host = await StartContainers(engine, announce, demanded, demanded || buildImage, cancellation);
                return new(host, $"containers ({engine.Name} at {reason}).{remark}");
            }
            catch (ServerHostException e)
            {
                reason = $"{engine.Name}, and {Clause(e.Message)}";
            }
        }

        if (demanded)
        {
            throw new ServerHostException(
                $"KATA_SERVERS=container, and there can be no containers: {reason}. Start an engine or mend this, or set "
                    + "KATA_SERVERS=process.");
        }

        return new(await ProcessHost.Start(cancellation), $"a child process ({reason}).{remark}");
    }

    // A method of its own, never inlined: Testcontainers is loaded when it is first called, and not before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<IServerHost> StartContainers(
        Engine engine, Action<string>? announce, bool demanded, bool build, CancellationToken cancellation)
    {
        if (!build && !await engine.HasImage(ServerImage.Name, cancellation))
            throw new ServerHostException("the server image is not built yet: KATA_SERVERS=container builds it");

        try
        {
            await ServerImage.Ensure(engine, announce, tryAgain: demanded, cancellation);
        }
        catch (Exception e) when (e is ServerHostException or IOException or UnauthorizedAccessException)
        {
            // Of the last two: there is no room on the disk, or this folder may not be written to.
            throw new ServerHostException($"the server image is not there: {e.Message}", e);
        }

        try
        {
            return await ContainerHost.Start(engine, ServerImage.Name, cancellation: cancellation);
        }
        catch (ServerHostException e)
        {
            throw new ServerHostException($"a container did not begin to serve: {Clause(e.Message)}", e);
        }
    }

    /// <summary>A message of one or more sentences as a part of another, in one line.</summary>
    internal static string Clause(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        return (line.StartsWith("The ", StringComparison.Ordinal) ? $"t{line[1..]}" : line).TrimEnd('.');
    }
}
