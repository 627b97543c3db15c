using Kata.Checking;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>A program that floods its endpoint makes its own server late. It has failed, at once and for certain: a check that is made
/// again, or is not graded, would be its own doing.</summary>
public class FloodTests
{
    private const string Usings = "using System.Net;\nusing System.Net.Sockets;\nusing System.Text;\n";

    [Test]
    public async Task A_flood_of_datagrams_is_a_failure()
    {
        var results = await Graded.By("Step10_UdpEcho", Usings + """
            static class Step10_UdpEcho
            {
                static int Main(string[] args)
                {
                    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                    socket.Connect(args[0], int.Parse(args[1]));
                    socket.ReceiveTimeout = 1000;
                    try
                    {
                        // As long as it is answered.
                        for (var data = new byte[1]; ;)
                        {
                            socket.Send(data);
                            socket.Receive(data);
                        }
                    }
                    catch (SocketException)
                    {
                        return 0;
                    }
                }
            }
            """, only: [Sentence("Step10_UdpEcho", 0)], inDoubt: Doubt.MadeAgain);

        RequireFlood(results.Single(), "more than 3,000 datagrams");
    }

    [Test]
    public async Task A_program_that_does_its_work_and_then_connects_again_and_again_has_failed()
    {
        var results = await Graded.By("Step01_CreatingSockets", Usings + """
            static class Step01_CreatingSockets
            {
                static int Main(string[] args)
                {
                    for (var i = 0; i < 1_000; i++)
                    {
                        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                        if (!socket.ConnectAsync(args[0], int.Parse(args[1])).Wait(1000))
                            return 0;
                    }

                    return 0;
                }
            }
            """, only: [Sentence("Step01_CreatingSockets", 0)], inDoubt: Doubt.MadeAgain);

        RequireFlood(results.Single(), "more than 250 connections");
    }

    private static string Sentence(string step, int place) => Graded.ChecksOf(step).ElementAt(place).Sentence;

    private static void RequireFlood(CheckResult result, string what)
    {
        Assert.That(result.Status, Is.EqualTo(CheckStatus.Failed), result.Message);
        Assert.That(result.Failure!.Got, Is.EqualTo($"{what} by the program, and the server stopped"));
        Assert.That(result.Failure.Hint, Does.Contain("again and again"));
    }
}
