using System.Diagnostics;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Servers;

/// <summary>A server program that cannot be reached says nothing about anybody's program.</summary>
public class ProcessHostTests
{
    [Test]
    public void A_server_program_that_takes_no_connection_is_no_server_host()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("There is no sh on Windows.");
        using var mute = new MutePort();
        var program = new ProcessStartInfo("/bin/sh", ["-c", $"read token; echo control 127.0.0.1:{mute.Number}; echo busy; exec cat"]);

        Assert.That(
            async () => await ProcessHost.Start(program),
            Throws.TypeOf<ServerHostException>().With.Message.StartsWith("The server program cannot be reached: "));
    }
}
