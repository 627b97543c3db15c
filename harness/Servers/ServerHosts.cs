namespace Kata.Servers;

/// <summary>A server host, and in one line which it is and why.</summary>
public sealed record ServerChoice(IServerHost Host, string Reason);

/// <summary>Chooses where the services run.</summary>
public static class ServerHosts
{
    public static async Task<ServerChoice> Choose(string? setting) => new(await ProcessHost.Start(), "process");
}
