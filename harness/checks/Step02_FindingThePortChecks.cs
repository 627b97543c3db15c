using Kata.Checking;
using Kata.Machine;
using Kata.Programs;
using Kata.Protocol;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Support;
using Kata.Text;

[Step(2)]
[Hints(
    "The same name can stand for different numbers. What else has to be said, besides the name, to get one "
        + "answer?",
    "The lookup returns a number or null. With a number the program goes on to connect; with null it has to report "
        + "that it failed, and a program does that with its exit code.",
    "Look up: ServicePorts.Find(name, protocol) in harness/Support, the property Value of an int?, and what exit "
        + "codes 0 and 1 mean to a shell.")]
public class Step02_FindingThePortChecks : Checks
{
    [Check("`http` is port 80",
        Hint = "The number has to come from the register, even if you know it: ServicePorts.Find. Which protocol does the "
            + "program ask for?")]
    public async Task Http80()
    {
        var run = await RunProgram(Hosts.Loopback, "http");

        // Whether somebody listens at port 80 of this machine, and so how it ends, is not the point here.
        Assert.That(run, Exited.Somehow.AndAnyErrorOutput().AndOutput(TextThat.Matches(
            @"\Ahttp is port 80\r?\nConnecting to remote host on port 80\.\.\. ",
            "«http is port 80» in the first line, and «Connecting to remote host on port 80... » in the second")));
    }

    [Check("It says what it finds and what it does, word for word",
        Hint = "The stub has the texts; the service and the number in them come from the argument and the register. If the last `done.` "
            + "is missing, Connect may have failed: the error is in «got» or «errors».")]
    public async Task Words()
    {
        var (service, port, run, _) = await Connecting();

        Assert.That(
            run,
            Exited.With(0).AndOutput(Said(service, port)),
            run.Output == "" && run.ErrorOutput.Contains(service, StringComparison.OrdinalIgnoreCase)
                ? "ServicePorts.Find knows this name for TCP, and a file such as /etc/services does not have it. "
                    + "Who looks it up: the program itself? And is it looked up as it was given, letter by letter?"
                : null);
    }

    [Check("It connects, once, to the port that it found",
        Hint = "Connect takes the number that the lookup returned.")]
    public async Task Connects()
    {
        var (_, _, found, seen) = await Connecting();

        Require(
            seen.Count(EventKind.Accepted) > 0 || !found.ErrorOutput.Contains("There is no TCP service", StringComparison.Ordinal),
            "one connection",
            "no connection",
            "The register has a service of that name. Is the name looked up as it was given, letter for letter?");
        Assert.That(seen, Saw.Connections(1));

        // Any number of the register will do: 25 is mail, 6000 is X11. How it ends is not the point here.
        var address = Loopback.HasMany ? RandomText.LoopbackAddress(last: 7) : Hosts.Loopback;
        foreach (var port in (int[])[25, 6000])
        {
            var service = RandomText.ServiceName();
            var run = await RunProgram(Knowing($"{service}={port}/tcp"), address, service);

            Assert.That(
                run,
                Exited.Somehow.AndAnyErrorOutput().AndOutput(TextThat.Matches(
                    $@"\A{service} is port {port}\r?\nConnecting to remote host on port {port}\.\.\. ",
                    $"«{service} is port {port}» in the first line, and «Connecting to remote host on port {port}... » in the second")),
                $"The register has this name, and its number is {port}. Are there numbers that the program does not take?");
        }
    }

    [Check("It connects to the host that it was given, by its name too",
        Hint = "Which argument holds the host? Connect takes a name as well as an address, and looks it up.")]
    public async Task Name()
    {
        var http = await Http();
        var service = RandomText.ServiceName();
        var host = $"{RandomText.Word()}.example";
        var options = Naming(host, "::1", http.Host);

        var run = await RunProgram(Both(options, Knowing($"{service}={http.Port}/tcp")), host, service);

        Assert.That(run, Exited.With(0).AndOutput(Said(service, http.Port)));
        Assert.That(await http.Close(), Saw.OneConnection(""));
    }

    [Check("It sends nothing, and closes the connection in an orderly way",
        Hint = "This step is about the port alone. `using` closes its socket in good order.",
        HintIfKilled = "If the program was connected, the server keeps the connection open and sends nothing. "
            + "What does the program wait for?")]
    public async Task NothingSent()
    {
        // A program that waits until the server has closed, too, has no end here. First, so that no other server's ladder is shown.
        using var open = Listen();
        var service = RandomText.ServiceName();
        var run = await RunProgram(Knowing($"{service}={PortOf(open)}/tcp"), Hosts.Loopback, service);
        Assert.That(run, Exited.With(0).AndAnyOutput());

        var (_, _, _, seen) = await Connecting();

        Assert.That(seen, Saw.NothingSent);
        Assert.That(seen, Saw.OrderlyEnd);
    }

    [Check("Where TCP and UDP differ, it takes the port for TCP",
        Hint = "The second argument of the lookup is the protocol. Which one does the socket speak?")]
    public async Task ByProtocol()
    {
        var http = await Open(LastPort.Of(new() { Service = Service.Http }));
        var service = RandomText.ServiceName();

        var run = await RunProgram(Knowing($"{service}={Ports.ClosedUdp}/udp", $"{service}={http.Port}/tcp"), http.Host, service);

        Assert.That(run, Exited.With(0).AndOutput(Said(service, http.Port)));
        Assert.That(await http.Close(), Saw.OneConnection(""));
    }

    [Check("A name that only UDP knows is not found",
        Hint = "A TCP socket cannot use a UDP port: if the lookup finds nothing for tcp, there is no such service.")]
    public async Task OnlyUdp()
    {
        var http = await Http();
        var service = RandomText.ServiceName();

        var run = await RunProgram(Knowing($"{service}={http.Port}/udp"), http.Host, service);

        Assert.That(run, Exited.With(1).AndErrorOutput(NotFound(service)));
        Assert.That(await http.Close(), Saw.Connections(0));
    }

    [Check("An unknown service is reported on the error output",
        Hint = "Console.Error is for errors; after an error the program prints nothing else, and connects to nothing.")]
    public async Task Unknown()
    {
        var (service, run) = await UnknownService();

        Assert.That(run, Exited.ByItself.AndErrorOutput(NotFound(service)));

        // A text with the name in it is no format.
        await RequireNotFound(
            "{0} {{x}}", "The name has braces in it: «{0} {{x}}». Is the message, with the name in it, taken for a format?");

        // A number is no name. Windows takes it for one (getservbyname, learn.microsoft.com).
        if (!OperatingSystem.IsWindows())
        {
            await RequireNotFound(
                $"{Ports.Closed}", $"The name was «{Ports.Closed}», and no service is called that. Is a name of digits looked up like any other?");

            // Nor is a name that has spaces around it the same without them.
            await RequireNotFound(
                " http ",
                "The name was « http », with a space before it and one after it, and the register has no such name. "
                    + "Is it looked up as it is?");

            // How inetd.conf(5) names a service and its protocol is no name of a service.
            await RequireNotFound("http/tcp", "The name was «http/tcp», and the register has no such name. Is it looked up as it is?");
        }

        // An empty name is in no register either, as far as is known. A program may say in other words that there is no name.
        if (OperatingSystem.IsLinux())
        {
            var nameless = await RunProgram(Hosts.Loopback, "");
            Assert.That(
                nameless,
                Exited.ByItself.AndErrorOutput(TextThat.SaysSomething),
                nameless.Output != ""
                    ? "The name was empty, and the register has no such name. What does the program take in its place?"
                    : null);
        }
    }

    /// <summary>Fails the check unless the program says that no service has this name.</summary>
    private async Task RequireNotFound(string name, string? about = null) =>
        Assert.That(await RunProgram(Hosts.Loopback, name), Exited.ByItself.AndErrorOutput(NotFound(name)), about);

    [Check("After an unknown service, the exit code is 1",
        Hint = "What Main returns is the exit code; 0 says that all went well.")]
    public async Task UnknownExitCode()
    {
        var (_, run) = await UnknownService();

        Assert.That(run, Exited.With(1).AndAnyOutput().AndAnyErrorOutput());
    }

    [Check("A known service that nobody offers is not taken for a success",
        Hint = "Connect throws when no program listens on that port. If you catch that exception, the exit code and the error output "
            + "have to report the failure. Is it the same failure as an unknown name?")]
    public async Task Refused()
    {
        // The register decides what is a name: old ones are longer than new ones may be, and have other characters (RFC 6335 section 5.1).
        var service = $"{RandomText.ServiceName()}_{RandomText.Word()}";

        var port = Ports.Closed;
        var run = await RunProgram(Knowing($"{service}={port}/tcp"), Hosts.Loopback, service);

        Assert.That(run, Exited.WithoutSuccess.AndOutput(TextThat.Matches(
            $@"\A{service} is port {port}\r?\nConnecting to remote host on port {port}\.\.\. (?!(?s:.*)done\.)",
            $"«{service} is port {port}», then «Connecting to remote host on port {port}... », and no `done.` behind it"))
            .AndErrorOutput(TextThat.SaysSomething));

        // The register has this name: what the program says of one that it does not have is not true here.
        var (unknown, notFound) = await UnknownService();
        Assert.That(notFound, Exited.Somehow.AndAnyOutput().AndAnyErrorOutput());
        Require(
            !LinesAbout(service, run).Intersect(LinesAbout(unknown, notFound)).Any(),
            "a message about the connection",
            $"the message about a name that the register does not have: {Quoted.Of(run.ErrorOutput)}");
    }

    /// <summary>The lines of the error output that name a service, without that name.</summary>
    private static IEnumerable<string> LinesAbout(string service, Run run) =>
        run.ErrorOutput
            .Split('\n')
            .Where(line => line.Contains(service, StringComparison.Ordinal))
            .Select(line => line.Replace(service, "", StringComparison.Ordinal));

    /// <summary>The program against a server whose service the register has, under a name made up for it.</summary>
    private Task<KnownService> Connecting() => Shared(async () =>
    {
        var http = await Http();
        var service = RandomText.ServiceName();

        var run = await RunProgram(Knowing($"{service}={http.Port}/tcp", $"{service}={http.Port}/udp"), http.Host, service);

        return new KnownService(service, http.Port, run, await http.Close());
    });

    private sealed record KnownService(string Service, int Port, Run Run, Transcript Seen);

    /// <summary>The program with a name that no register has.</summary>
    private Task<NamedService> UnknownService() => Shared(async () =>
    {
        var service = RandomText.ServiceName();
        return new NamedService(service, await RunProgram(Hosts.Loopback, service));
    });

    private sealed record NamedService(string Service, Run Run);

    /// <summary>A run in which the register has more names than the system's.</summary>
    private static RunOptions Knowing(params string[] services) => With(ServicePorts.ExtraVariable, string.Join(',', services));

    private static RunOptions Both(RunOptions one, RunOptions other) =>
        one with { Environment = one.Environment.Concat(other.Environment).ToDictionary() };

    private static string Said(string service, int port) =>
        $"{service} is port {port}\nConnecting to remote host on port {port}... done.\n";

    /// <summary>The words are the program's own.</summary>
    private static TextThat NotFound(string service) =>
        new(
            $"a line that says that there is no TCP service called {service}",
            text => text.Contains(service, StringComparison.Ordinal) && !text.Contains($"{service} is port", StringComparison.Ordinal));
}
