using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Machine;
using Kata.Programs;
using Kata.Programs.Compiling;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>A program that serves: what a check tells of it when it fails, and when it runs into a blank.</summary>
public class StartedServerTests
{
    private const string Program = """
        using System.Net;
        using System.Net.Sockets;
        static class Step01_CreatingSockets
        {
            static int Main(string[] args)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                Console.Write("Listening on port ");
                Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
                using var client = listener.AcceptTcpClient();
                client.GetStream().ReadExactly(new byte[9]);
                BODY
                Thread.Sleep(-1);
                return 0;
            }
        }
        """;

    [Test]
    public async Task A_blank_behind_the_connection_leaves_the_check_not_started()
    {
        var result = await Grade("_ = __;", nameof(Sides.Answered));

        Assert.That(result.Status, Is.EqualTo(CheckStatus.NotStarted), result.Message);
        Assert.That(result.Message, Does.Contain("at Step01_CreatingSockets.cs:13"));
    }

    [Test]
    public async Task A_blank_on_a_thread_of_its_own_leaves_the_check_not_started()
    {
        var result = await Grade("System.Threading.Tasks.Task.Run(() => { _ = __; });", nameof(Sides.Answered));

        Assert.That(result.Status, Is.EqualTo(CheckStatus.NotStarted), result.Message);
    }

    [Test]
    public async Task A_blank_leaves_the_check_not_started_however_long_the_program_takes_to_end()
    {
        var result = await Grade(
            "AppDomain.CurrentDomain.ProcessExit += (_, _) => { client.Close(); Thread.Sleep(2000); }; _ = __;",
            nameof(Sides.Answered));

        Assert.That(result.Status, Is.EqualTo(CheckStatus.NotStarted), result.Message);
    }

    [Test]
    public async Task A_failure_shows_the_ladder_of_the_clients()
    {
        var result = await Grade("client.GetStream().Write(\"no\"u8);", nameof(Sides.Silent));

        Assert.That(result.Status, Is.EqualTo(CheckStatus.Failed), result.Message);
        Assert.That(result.Message, Does.Match(@"program +client\n").And.Contain("9 B  00 00 00 05 hello").And.Contain("2 B  no ──"));
    }

    [Test]
    public async Task Another_reply_is_shown_as_the_expected_one_is_with_the_request()
    {
        var result = await Grade("client.GetStream().Write(\"\\0\\0\\0\\u0004O\\0K \"u8);", nameof(Sides.Answered));

        Assert.That(result.Failure!.Expected, Is.EqualTo("the reply «OK»\nto the request «hello»"));
        Assert.That(result.Failure.Got, Is.EqualTo("the reply «O\\0K »"));
        Assert.That(result.Failure.Difference, Is.Not.Null);
    }

    [TestCase("\"\\0\\0\\0\\u0005OK\"u8", "6 B (")]
    [TestCase("[0, 0, 0, 1, 0xFF]", "5 B (")]
    public async Task What_is_no_reply_is_shown_as_it_came(string bytes, string got)
    {
        var result = await Grade($"client.GetStream().Write({bytes}); return 0;", nameof(Sides.Answered));

        Assert.That(result.Failure!.Got, Does.StartWith(got));
        Assert.That(result.Failure.Difference, Is.Null);
    }

    [Test]
    public async Task A_crash_is_told_with_its_place()
    {
        var result = await Grade("throw new InvalidOperationException(\"enough\");", nameof(Sides.Answered));

        Assert.That(result.Status, Is.EqualTo(CheckStatus.Failed), result.Message);
        Assert.That(result.Message, Does.Contain("enough").And.Contain("code      programs/Step01_CreatingSockets.cs:13"));
    }

    [Test]
    public async Task A_program_that_does_not_say_where_it_listens_fails_the_check()
    {
        var result = await Grade(
            "",
            nameof(Sides.Answered),
            program => program.Replace("Console.Write(\"Listening on port \");", "return 0;"));

        Assert.That(result.Status, Is.EqualTo(CheckStatus.Failed), result.Message);
        Assert.That(result.Message, Does.Contain("«Listening on port » somewhere in it"));
    }

    private static async Task<CheckResult> Grade(string body, string check, Func<string, string>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var program = Program.Replace("BODY", body);
            var assembly = Kata.Programs.Compiling.ProgramCompiler.Compile(
                folder,
                ("/programs/Step01_CreatingSockets.cs", change?.Invoke(program) ?? program));
            using var grader = new Grader(new(assembly, "programs"), Graded.Servers);
            var made = new Check(Step.Of(1), check, null, 1, 0, typeof(Sides).GetMethod(check)!);
            return await Verdicts.Of(() => made.Run(grader));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public class Sides : Checks
    {
        public async Task Answered()
        {
            var client = await (await StartServer(new Kata.Programs.RunOptions())).Connect();
            await client.Exchange("hello", "OK");
        }

        public async Task Silent()
        {
            var client = await (await StartServer(new Kata.Programs.RunOptions())).Connect();
            await client.Send("hello");
            var received = await client.Receive(2);
            Require(received.Bytes.Length == 0, "nothing", received.ToString());
        }
    }
}
