using System.Net.Sockets;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Control;

/// <summary>Answers the requests of the host that was let in, each as soon as it can be.</summary>
public sealed class ControlSession(ControlConnection host, Endpoints endpoints)
{
    // Room for a resource of many megabytes.
    private const long MaxRequest = 256 * 1024 * 1024;

    /// <returns>When the host has closed the connection.</returns>
    public async Task Run()
    {
        try
        {
            while (await Next() is { } request)
                _ = Respond(request);
        }
        catch (IOException)
        {
            // Reset: the host was killed. The same as closed.
        }
    }

    private async Task<ControlRequest?> Next()
    {
        while (true)
        {
            try
            {
                return await host.Read(MaxRequest, CancellationToken.None);
            }
            catch (BadRequestException e)
            {
                await host.Answer(new(e.Id, Error: e.Message));
            }
        }
    }

    private async Task Respond(ControlRequest request)
    {
        await Task.Yield();
        await host.Answer(await Answer(request));
    }

    private async Task<ControlResponse> Answer(ControlRequest request)
    {
        try
        {
            return request.Operation switch
            {
                "open" => await Open(request),
                "transcript" => new(request.Id, Events: Seen(request)),
                "wait" => await Wait(request),
                "ping" => new(request.Id),
                "close" => new(request.Id, Events: (await endpoints.Close(request.Endpoint, Deadline(request))).After(request.After)),
                "hello" => throw new BadOptionsException("The host has been let in already."),
                _ => throw new BadOptionsException(
                    $"There is no operation «{request.Operation}»; there are open, transcript, wait, close and ping."),
            };
        }
        catch (Exception e) when (e is BadOptionsException or SocketException)
        {
            return new(request.Id, Error: e.Message.ReplaceLineEndings(" "));
        }
        catch (Exception e)
        {
            return new(request.Id, Error: $"The server failed at {request.Operation}: {e.ToString().ReplaceLineEndings(" ")}");
        }
    }

    private async Task<ControlResponse> Open(ControlRequest request)
    {
        var options = request.Options ?? throw new BadOptionsException("To open an endpoint, send its options.");
        var (number, endpoint) = await endpoints.Open(options);
        return new(request.Id, Endpoint: number, Port: endpoint.Address.Port);
    }

    private IReadOnlyList<TranscriptEvent> Seen(ControlRequest request)
    {
        var events = endpoints.Get(request.Endpoint).Transcript.After(request.After, request.Most);
        var most = Math.Max(0, request.MostData);
        return [.. events.Select(e => e.Data?.Length > most ? e with { Data = e.Data[..most] } : e)];
    }

    private async Task<ControlResponse> Wait(ControlRequest request)
    {
        var endpoint = endpoints.Get(request.Endpoint);
        var happened = await endpoint.Transcript.Wait(request.Kind, request.Count, Deadline(request), endpoint.Closing);
        return new(request.Id, Events: endpoint.Transcript.After(request.After), Happened: happened);
    }

    private static TimeSpan Deadline(ControlRequest request) => TimeSpan.FromMilliseconds(Math.Max(0, request.DeadlineMilliseconds));
}
