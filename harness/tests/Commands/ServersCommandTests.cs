using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Kata.Checking;
using Kata.Commands;
using Kata.Commands.Shell;
using Kata.Containers.Tests;
using Kata.Machine;
using Kata.Programs;
using NUnit.Framework;

namespace Kata.Tests.Commands;

public class ServersCommandTests
{
    [Test]
    public async Task What_a_program_does_is_drawn_and_cancelling_ends_it_cleanly()
    {
        var ports = Free();
        var output = new Watched();
        using var stop = new CancellationTokenSource();
        var serving = ServersCommand.Run(ports, setting: null, json: false, output, terminal: null, stop.Token);
        await output.WaitFor("Ctrl-C ends them.");

        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, ports.Echo);
            await client.GetStream().WriteAsync("hello\n"u8.ToArray());
            await client.GetStream().ReadExactlyAsync(new byte[6]);
        }

        await output.WaitFor("close) ─");
        await stop.CancelAsync();

        Assert.That(await serving.WaitAsync(Waiting.Deadline), Is.Zero);
        Assert.That(
            output.ToString(),
            Does.Contain($"echo  TCP and UDP  127.0.0.1:{ports.Echo}   try: dotnet run --project exercises -- 06 127.0.0.1 {ports.Echo}\n")
                .And.Contain("echo, connection 1 from 127.0.0.1:")
                .And.Contain("│  6 B  hello␊ ─"));
    }

    [Test]
    public async Task What_is_still_open_at_the_end_is_drawn_then()
    {
        var ports = Free();
        var output = new Watched();
        using var stop = new CancellationTokenSource();
        var serving = ServersCommand.Run(ports, "process", json: false, output, terminal: null, stop.Token);
        await output.WaitFor("Ctrl-C ends them.");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, ports.Echo);
        await client.GetStream().WriteAsync("open"u8.ToArray());
        await client.GetStream().ReadExactlyAsync(new byte[4]);

        await stop.CancelAsync();
        await serving.WaitAsync(Waiting.Deadline);

        Assert.That(output.ToString(), Does.Contain("│  4 B  open ─"));
    }

    [Test]
    public async Task The_machines_form_is_a_line_for_each_event()
    {
        var ports = Free();
        var output = new Watched();
        using var stop = new CancellationTokenSource();
        var serving = ServersCommand.Run(ports, "process", json: true, output, terminal: null, stop.Token);

        // Nothing is printed before there is something to tell.
        using var client = await Connect(ports.Time);
        await client.GetStream().ReadExactlyAsync(new byte[4]);
        await output.WaitFor("\"sent\"");
        await stop.CancelAsync();
        await serving.WaitAsync(Waiting.Deadline);

        var events = output.ToString().TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(events[0].GetProperty("kind").GetString(), Is.EqualTo("accepted"));
        Assert.That(events.Select(e => e.GetProperty("service").GetString()), Is.All.EqualTo("time"));
    }

    [Test]
    public void A_taken_port_is_told_with_another_to_take()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var ports = Free() with { Echo = ((IPEndPoint)taken.LocalEndPoint!).Port };

        Assert.That(
            () => ServersCommand.Run(ports, "process", false, TextWriter.Null, null, CancellationToken.None),
            Throws
                .TypeOf<UsageException>()
                .With.Message.Match(
                    $"^echo cannot be served: TCP port {ports.Echo} of 127.0.0.1 is taken.* \\./kata servers --http {ports.Http} --echo \\d+ --time {ports.Time}$"
                ));
    }

    [TestCase(0)]
    [TestCase(65536)]
    public void What_is_no_port_is_refused(int port) =>
        Assert.That(() => ServersCommand.Run(new(port, 7007, 3737), "process", false, TextWriter.Null, null, CancellationToken.None),
            Throws.TypeOf<UsageException>().With.Message.EqualTo($"--http {port} is no port: it is a number from 1 to 65535"));

    private static async Task<TcpClient> Connect(int port)
    {
        using var limit = new CancellationTokenSource(Waiting.Deadline);
        while (true)
        {
            var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return client;
            }
            catch (SocketException)
            {
                client.Dispose(); // The server is not there yet, and would not say when it is.
            }
        }
    }

    private static ServersCommand.PortsWanted Free()
    {
        var ports = FreePorts.Take(3);
        return new(ports[0], ports[1], ports[2]);
    }

    /// <summary>Output that can be waited for.</summary>
    private sealed class Watched : StringWriter
    {
        private readonly List<(string Text, TaskCompletionSource Seen)> awaited = [];
        private readonly Lock gate = new();

        public override void Write(char value)
        {
            lock (gate)
                base.Write(value);
            Tell();
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (gate)
                base.Write(buffer, index, count);
            Tell();
        }

        public override void Write(string? value)
        {
            lock (gate)
                base.Write(value);
            Tell();
        }

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteLineAsync(string? value)
        {
            Write(value + "\n");
            return Task.CompletedTask;
        }

        public Task WaitFor(string text)
        {
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
                awaited.Add((text, seen));
            Tell();
            return seen.Task.WaitAsync(Waiting.Deadline);
        }

        public override string ToString()
        {
            lock (gate)
                return base.ToString();
        }

        private void Tell()
        {
            lock (gate)
            {
                foreach (var (text, seen) in awaited)
                {
                    if (base.ToString().Contains(text, StringComparison.Ordinal))
                        seen.TrySetResult();
                }
            }
        }
    }
}
