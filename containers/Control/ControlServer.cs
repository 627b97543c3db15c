using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Kata.Containers.Control;

/// <summary>The server's end of the control protocol (Messages.cs): lets one host in, answers it, and is done when
/// that connection closes.</summary>
/// <param name="listener">Listening.</param>
/// <param name="token">What the host has to know.</param>
public sealed class ControlServer(Socket listener, string token, Endpoints endpoints)
{
    /// <summary>How long a server waits for its host if nothing tells it that the host has ended: ten seconds after a host was killed,
    /// nothing of it is to be left.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);

    /// <param name="patience">How long it waits for the host.</param>
    /// <param name="noHost">Cancelled if none will come.</param>
    /// <returns>True when the host has gone again; false if none came in time.</returns>
    public async Task<bool> Run(TimeSpan patience, CancellationToken noHost = default)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(noHost);
        given.CancelAfter(patience);
        await using var host = await LetOneIn(given.Token);
        if (host is null)
            return false;
        await new ControlSession(host, endpoints).Run();
        return true;
    }

    /// <summary>The first connection that knows the token. Others are closed, and do not hold it up.</summary>
    private async Task<ControlConnection?> LetOneIn(CancellationToken cancellation)
    {
        var host = new TaskCompletionSource<ControlConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ = Accept();
        try
        {
            return await host.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // It may have come at the last moment.
            return host.TrySetCanceled(CancellationToken.None) ? null : await host.Task;
        }
        finally
        {
            listener.Dispose();
            await over.CancelAsync();
        }

        async Task Accept()
        {
            try
            {
                while (true)
                    _ = Try(new(await listener.AcceptAsync(over.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
            }
        }

        async Task Try(ControlConnection connection)
        {
            if (!await Knows(connection, over.Token) || !host.TrySetResult(connection))
                await connection.DisposeAsync();
        }
    }

    private async Task<bool> Knows(ControlConnection connection, CancellationToken cancellation)
    {
        try
        {
            // Longer than any hello: a stranger must not fill the memory.
            var hello = await connection.Read(maxLength: 4096, cancellation);
            if (hello is not { Operation: "hello", Token: { } given } || !IsToken(given))
                return false;
            await connection.Answer(new(hello.Id, Services: [.. endpoints.Offered]));
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadRequestException)
        {
            return false;
        }
    }

    /// <summary>Takes the same time however much of it is right.</summary>
    private bool IsToken(string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(token));
}
