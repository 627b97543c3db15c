using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kata.Containers.Transport;
using Kata.Protocol;

namespace Kata.Containers.Tests;

/// <summary>The program itself, as a process. By themselves: between fork and exec a new process holds a copy of
/// every socket of this one, so that a socket closed in another test is not closed yet.</summary>
[NonParallelizable]
public class ProgramTests
{
    [Test]
    public async Task The_host_finds_out_where_to_connect_and_the_program_exits_with_it()
    {
        using var program = Program.Start(["--control", "127.0.0.1:0"], token: "secret");
        var line = await program.ReadLine();
        Assert.That(line, Does.Match(@"^control 127\.0\.0\.1:\d+$"));
        using (var host = await Client.Connect(IPEndPoint.Parse(line!.Split(' ')[1])))
        {
            await host.Send("""{"id":1,"operation":"hello","token":"secret"}""" + "\n");
            Assert.That(Encoding.UTF8.GetString(await host.Read(10)), Does.StartWith("""{"id":1"""));
        }

        Assert.That(await program.Exit(), Is.EqualTo((0, "", "")));
    }

    [Test]
    public async Task The_token_can_come_from_standard_input()
    {
        using var program = Program.Start(["--control", "127.0.0.1:0", "--token-from-stdin"]);
        await program.Input.WriteLineAsync("from stdin");
        var line = await program.ReadLine();
        using (var host = await Client.Connect(IPEndPoint.Parse(line!.Split(' ')[1])))
        {
            await host.Send("""{"id":1,"operation":"hello","token":"from stdin"}""" + "\n");
            Assert.That(Encoding.UTF8.GetString(await host.Read(10)), Does.StartWith("""{"id":1"""));
        }

        Assert.That(await program.Exit(), Is.EqualTo((0, "", "")));
    }

    [Test]
    public async Task With_its_token_from_standard_input_it_waits_for_its_host_until_that_ends()
    {
        using var program = Program.Start(["--control", "127.0.0.1:0", "--token-from-stdin"]);
        await program.Input.WriteLineAsync("from stdin");
        await program.ReadLine();
        program.Input.Close();

        Assert.That(
            await program.Exit(),
            Is.EqualTo((1, "", "Servers: no host has come to 127.0.0.1:0 before standard input ended; nothing left to do.\n")));
    }

    [TestCase("SIGINT")]
    [TestCase("SIGTERM")]
    public async Task In_the_foreground_it_says_how_to_reach_the_services_and_ends_cleanly_on(string signal)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("No signals on Windows.");
        var ports = FreePorts.Take(3);
        using var program = Program.Start(
            ["--http", $"{ports[0]}", "--echo", $"{ports[1]}", $"--time={ports[2]}"]);
        var lines = new List<string?>();
        for (var i = 0; i < 4; i++)
            lines.Add(await program.ReadLine());
        using (var http = await Client.Connect(new IPEndPoint(IPAddress.Loopback, ports[0])))
        {
            await http.Send("GET /hello.txt HTTP/1.0\r\n\r\n");
            Assert.That(await http.ReadTextToEnd(), Does.EndWith("Hello, socket.\n"));
        }
        using (var time = await Client.Connect(new IPEndPoint(IPAddress.Loopback, ports[2])))
            Assert.That((await time.ReadToEnd()).Bytes, Has.Length.EqualTo(4));

        Process.Start("kill", [$"-{signal}", $"{program.Id}"]).Dispose();

        Assert.That(await program.Exit(), Is.EqualTo((0, "", "")));
        Assert.That(lines[0], Does.Contain($"curl http://127.0.0.1:{ports[0]}/hello.txt"));
    }

    [Test]
    public async Task A_taken_port_is_one_clear_line_and_exit_code_2()
    {
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        Assert.That(await Run("--http", $"{port}"),
            Is.EqualTo((2, "", $"Servers: TCP port {port} of 127.0.0.1 is taken; choose another one.\n")));
        Assert.That(await Run("--control", $"127.0.0.1:{port}"),
            Is.EqualTo((2, "", $"Servers: TCP port {port} of 127.0.0.1 is taken; choose another one.\n")));
    }

    [TestCase("There is no option «--port»; see --help.", "--port", "1")]
    [TestCase("--http wants a port from 1 to 65535, not «0».", "--http", "0")]
    [TestCase("--http wants a port from 1 to 65535, not «x».", "--http=x")]
    [TestCase("--echo wants a value; see --help.", "--echo")]
    [TestCase("--echo is given twice.", "--echo", "7", "--echo", "7")]
    [TestCase("--address wants an IP address, as in 127.0.0.1, not «localhost».", "--address", "localhost")]
    [TestCase("Cannot listen on 192.0.2.77:8080: ", "--address", "192.0.2.77")]
    [TestCase("--services only goes with --control; see --help.", "--services", "http")]
    [TestCase("--http does not go with --control; see --help.", "--control", "127.0.0.1:0", "--http", "1")]
    [TestCase("--control wants ADDRESS:PORT, as in 127.0.0.1:0, not «here».", "--control", "here")]
    [TestCase("--services wants some of http,echo,time, not «ftp».", "--control", "127.0.0.1:0", "--services", "http,ftp")]
    [TestCase("--ports wants FROM-TO, as in 40000-40099, not «9-8».", "--control", "127.0.0.1:0", "--ports", "9-8")]
    [TestCase("--listen wants an IP address, as in 127.0.0.1, not «».", "--control", "127.0.0.1:0", "--listen", "")]
    public async Task A_bad_option_is_one_clear_line_and_exit_code_2(string message, params string[] args)
    {
        var (exitCode, output, error) = await Run(args);

        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.StartWith($"Servers: {message}"));
        Assert.That(error.TrimEnd('\n'), Does.Not.Contain('\n'));
    }

    [Test]
    public async Task Without_a_token_it_does_not_start()
    {
        using var program = Program.Start(["--control", "127.0.0.1:0"]);

        Assert.That(await program.Exit(), Is.EqualTo((2, "",
            "Servers: No token: set KATA_CONTROL_TOKEN, or write it to standard input and give --token-from-stdin.\n")));
    }

    private static async Task<(int, string, string)> Run(params string[] args)
    {
        using var program = Program.Start(args, token: "secret");
        return await program.Exit();
    }

    private sealed class Program(Process process) : IDisposable
    {
        public int Id => process.Id;

        public StreamWriter Input => process.StandardInput;

        public static Program Start(string[] args, string? token = null)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["KATA_CONTROL_TOKEN"] = token;
            return new(Process.Start(start)!);
        }

        public Task<string?> ReadLine() => process.StandardOutput.ReadLineAsync().WaitAsync(Waiting.Deadline);

        /// <summary>Exit code, and what was still to read of output and error output.</summary>
        public async Task<(int, string, string)> Exit()
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Waiting.Deadline);
            return (process.ExitCode, await output, await error);
        }

        public void Dispose()
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }
    }
}
