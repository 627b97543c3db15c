using Kata.Checking;
using Kata.Checking.Clients;
using Kata.Programs;
using Kata.Programs.Compiling;
using Kata.Protocol;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Checking;

/// <summary>What a failure message tells besides expected and got.</summary>
public class ExplanationTests
{
    private const string Program = """
        using System.Net.Sockets;
        static class Step01_CreatingSockets
        {
            static int Main(string[] args)
            {
                if (args is ["crash"])
                    throw new InvalidOperationException("enough");
                if (args is ["parse"])
                    System.Net.IPEndPoint.Parse("a.example:80");
                if (args is ["thread"])
                {
                    var thread = new Thread(() => Fail());
                    thread.Start();
                    thread.Join();
                }
                if (args is ["no thread"])
                    Fail();
                if (args is ["wide"])
                    Console.OpenStandardOutput().Write(System.Text.Encoding.Unicode.GetBytes("all the letters\n"));
                if (args is ["index"])
                    args[1] = "";
                if (args is ["fail"])
                    Environment.FailFast("no");
                for (var all = new List<byte[]>(); args is ["fill"];)
                    all.Add(new byte[1_000_000]);
                if (args is ["crash", "elsewhere"])
                {
                    var source = new CancellationTokenSource();
                    source.Dispose();
                    var thread = new Thread(source.Cancel);
                    thread.Start();
                    thread.Join();
                }
                if (args is ["wait"])
                {
                    Console.WriteLine("ready");
                    Thread.Sleep(Timeout.Infinite);
                }
                if (args is ["child"])
                    System.Diagnostics.Process.Start("/usr/bin/sleep", "1000");
                if (args is [] or ["child"] or ["wide"])
                    return 0;
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(args[0], int.Parse(args[1]));
                if (args is [_, _, "buffer"])
                {
                    var buffer = new byte[8];
                    socket.Receive(buffer);
                    Console.OpenStandardOutput().Write(buffer);
                    return 0;
                }
                socket.Send("GET / HTTP/1.0\r\nRange: bytes=0-\r\n\r\n"u8);
                Console.Error.WriteLine(new string('x', 1_000_000));
                return socket.Receive(new byte[1]);
            }
            static void Fail() => throw new System.IO.InvalidDataException("enough");
        }
        """;

    [Test]
    public async Task A_killed_program_and_what_it_did_last_are_told_in_few_words()
    {
        var message = await Message(nameof(Failing.Unanswered));

        Assert.That(
            message,
            Does.Contain("killed at the deadline; the last on the wire was «35 B» by the program").And.Contain("Range: bytes=0-"));
        Assert.That(message, Has.Length.LessThan(3_000));
    }

    [Test]
    public async Task Of_several_runs_the_one_that_was_judged_is_explained() =>
        Assert.That(
            await Message(nameof(Failing.FirstOfTwo)),
            Does.Contain("enough").And.Contain("An exception that nobody caught ended the program. «code» below is where it was."));

    [Test]
    public async Task Of_several_servers_only_the_one_is_drawn_that_the_failing_run_was_given() =>
        Assert.That((await Message(nameof(Failing.SecondOfTwoServers)))!.Split("http server"), Has.Length.EqualTo(2));

    [Test]
    public async Task A_server_knows_how_the_program_ended_that_was_given_it_alone()
    {
        var ends = (await Result(nameof(Failing.SecondOfTwoServers))).Seen!.Transcripts.Select(seen => seen.End?.How);

        Assert.That(ends, Is.EqualTo((string[])["exit code 1", "exit code 1"]));
        Assert.That((await Result(nameof(Failing.OneServerTwice))).Seen!.Transcripts[0].End, Is.Null);
    }

    [Test]
    public async Task An_exception_that_was_in_no_line_of_the_program_is_not_said_to_be_in_one() =>
        Assert.That(
            await Message(nameof(Failing.CrashesElsewhere)),
            Does.Contain("ObjectDisposedException").And.Contain("nobody caught ended the program.").And.Not.Contain("below"));

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows cannot send Ctrl-C to a child process alone.")]
    public async Task A_program_that_died_of_ctrl_c_is_told_what_it_did_not_do()
    {
        var message = await Message(nameof(Failing.Interrupted));

        Assert.That(
            message,
            Does.Contain("an end by Ctrl-C itself (signal 2, SIGINT): the program did not catch it").And.Contain("Cancel = true"));
        Assert.That(message, Does.Not.Contain("crash").And.Not.Contain("exception"));
    }

    [Test]
    public async Task A_run_that_may_hold_only_so_much_and_holds_more_is_told_the_limit() =>
        Assert.That(await Message(nameof(Failing.Fills)), Does.Contain("The runtime gives this run 32 MB."));

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals.")]
    public async Task A_signal_may_come_of_the_limit_if_there_is_one()
    {
        Assert.That(await Message(nameof(Failing.FailsWithALimit)), Does.Contain("it may end like this, without a message"));
        Assert.That(await Message(nameof(Failing.FailsWithoutALimit)), Does.Contain("signal 6").And.Not.Contain("The runtime gives"));
    }

    [Test]
    public async Task A_hint_for_a_program_that_does_not_end_is_not_given_to_another()
    {
        Assert.That(await Message(nameof(Failing.Unanswered), "It ran.", "It did not end."), Does.Not.Contain("It ran."));
        Assert.That(await Message(nameof(Failing.FirstOfTwo), "It ran.", "It did not end."), Does.Contain("It ran."));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no process groups to find it by.")]
    public async Task A_program_that_leaves_a_process_behind_has_not_ended_well() =>
        Assert.That(
            await Message(nameof(Failing.LeavesAChild)),
            Does.Contain("exit code 0, and a process that it had started was still running and was killed"));

    [Test]
    public async Task Zero_bytes_in_the_output_are_left_of_a_buffer_only_if_no_server_has_sent_them()
    {
        Assert.That(await Message(nameof(Failing.PrintsItsBuffer)), Does.Contain("There are zero bytes in the output"));
        Assert.That(await Message(nameof(Failing.PrintsTheZerosThatCame)), Does.Not.Contain("There are zero bytes"));
    }

    [Test]
    public async Task A_hint_for_what_a_check_has_seen_comes_in_place_of_its_own()
    {
        Assert.That(await Message(nameof(Failing.SawARun), "It ran."), Does.Contain("A run was seen.").And.Not.Contain("It ran."));
        Assert.That(await Message(nameof(Failing.SawSomething), "It ran."), Does.Contain("It was seen.").And.Not.Contain("It ran."));
        Assert.That((await Result(nameof(Failing.SawSomething))).Failure!.IsSeen);
    }

    [Test]
    public async Task What_the_judged_run_was_started_with_and_what_was_typed_is_there()
    {
        var (crash, typed) = ((await Result(nameof(Failing.FirstOfTwo))).Failure!, (await Result(nameof(Failing.Types))).Failure!);

        Assert.That((crash.Arguments, crash.Typed), Is.EqualTo(((string[])["crash"], (string?)null)));
        Assert.That((typed.Arguments, typed.Typed), Is.EqualTo(((string[])["wait"], "hello\n")));
    }

    [Test]
    public async Task A_failure_about_a_transcript_is_about_its_run_and_no_later_one()
    {
        var failure = (await Result(nameof(Failing.FirstTranscriptOfTwo))).Failure!;

        Assert.That((failure.JudgedRun, failure.JudgedTranscripts, failure.Ladders.Count), Is.EqualTo((1, (int[])[0], 1)));
    }

    [Test]
    public async Task A_hint_for_a_program_that_did_not_reach_the_server_is_for_no_other()
    {
        Assert.That(
            await Message(nameof(Failing.SecondOfTwoServers), "It did.", hintIfNotReached: "It did not."),
            Does.Contain("It did.").And.Not.Contain("It did not."));
        Assert.That(
            await Message(nameof(Failing.FirstOfTwo), "It did.", hintIfNotReached: "It did not."),
            Does.Contain("It did not.").And.Not.Contain("It did."));
    }

    [Test]
    public async Task Where_the_exception_says_what_is_wrong_the_check_does_not_ask_about_something_else()
    {
        Assert.That(await Message(nameof(Failing.Parses), "It ran."), Does.Contain("IPEndPoint.Parse takes").And.Not.Contain("It ran."));
        Assert.That(await Message(nameof(Failing.Indexes), "It ran."), Does.Contain("Which index").And.Contain("It ran."));
        Assert.That(
            await Message(nameof(Failing.SawParsing), "It ran."),
            Does.Contain("IPEndPoint.Parse takes").And.Contain("It was seen."));
    }

    [Test]
    public async Task An_exception_of_a_thread_is_not_one_that_Main_could_catch()
    {
        Assert.That(
            await Message(nameof(Failing.CrashesInAThread), "It ran."), Does.Contain("in a thread of its own").And.Not.Contain("It ran."));
        Assert.That(await Message(nameof(Failing.Crashes), "It ran."), Does.Contain("It ran.").And.Not.Contain("in a thread"));
    }

    [Test]
    public async Task Zero_bytes_between_the_letters_are_of_their_encoding() =>
        Assert.That(
            await Message(nameof(Failing.PrintsInUtf16)), Does.Contain("The output is in UTF-16").And.Not.Contain("There are zero bytes"));

    private static async Task<string?> Message(
        string check, string? hint = null, string? hintIfKilled = null, string? hintIfNotReached = null) =>
        (await Result(check, hint, hintIfKilled, hintIfNotReached)).Message;

    private static async Task<CheckResult> Result(
        string check, string? hint = null, string? hintIfKilled = null, string? hintIfNotReached = null)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            using var grader = new Grader(
                new(ProgramCompiler.Compile(folder, ("/programs/Step01_CreatingSockets.cs", Program)), "programs") { KeepEvidence = true },
                Graded.Servers);
            var made = new Check(Step.Of(1), check, hint, 1, 0, typeof(Failing).GetMethod(check)!)
            {
                HintIfKilled = hintIfKilled,
                HintIfNotReached = hintIfNotReached,
            };
            return await Verdicts.Of(() => made.Run(grader));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Checks that nobody can pass.</summary>
    public class Failing : Checks
    {
        public async Task FirstOfTwo()
        {
            var crashed = await RunProgram("crash");
            await RunProgram();
            Assert.That(crashed, Exited.With(0));
        }

        public async Task Parses() => Assert.That(await RunProgram("parse"), Exited.With(0));

        public async Task SawParsing() => Assert.That(await RunProgram("parse"), Exited.With(0), "It was seen.");

        public async Task Indexes() => Assert.That(await RunProgram("index"), Exited.With(0));

        public async Task Types()
        {
            var program = StartProgram("wait");
            await program.WaitForOutput("ready");
            await program.WriteLine("hello");
            Require(false, "an answer", "none");
        }

        public async Task FirstTranscriptOfTwo()
        {
            var first = await Visit(await Http());
            await Visit(await Http());
            Assert.That(first.Seen, Saw.NothingSent);
        }

        public async Task SecondOfTwoServers()
        {
            foreach (var code in (int[])[1, 2])
            {
                var http = await Http();
                Assert.That(await RunProgram(http.Host, http.Port), Exited.With(code).AndAnyErrorOutput());
            }
        }

        public async Task OneServerTwice()
        {
            var http = await Http();
            await RunProgram(http.Host, http.Port);
            await RunProgram(http.Host, http.Port);
            Require(false, "an answer", "none");
        }

        public async Task CrashesElsewhere() => Assert.That(await RunProgram("crash", "elsewhere"), Exited.With(0));

        public async Task CrashesInAThread() => Assert.That(await RunProgram("thread"), Exited.With(0));

        public async Task Crashes() => Assert.That(await RunProgram("no thread"), Exited.With(0));

        public async Task PrintsInUtf16() => Assert.That(await RunProgram("wide"), Exited.With(0).AndOutput("all the letters\n"));

        public async Task PrintsItsBuffer() => await PrintsWhatCame("abc"u8.ToArray());

        public async Task PrintsTheZerosThatCame() => await PrintsWhatCame([1, 0, 2]);

        private async Task PrintsWhatCame(byte[] bytes) =>
            Assert.That((await Visit(await Script(bytes), "buffer")).Run, Exited.With(1).AndAnyOutput());

        public async Task SawARun() => Assert.That(await RunProgram(), Exited.With(1), "A run was seen.");

        public async Task SawSomething()
        {
            Assert.That(await RunProgram(), Exited.With(0), "No run was seen.");
            Require(false, "an answer", "none", "It was seen.");
        }

        public async Task Fills() => Assert.That(await RunProgram(Limited, "fill"), Exited.With(0));

        public async Task FailsWithALimit() => Assert.That(await RunProgram(Limited, "fail"), Exited.With(0));

        public async Task FailsWithoutALimit() => Assert.That(await RunProgram("fail"), Exited.With(0));

        public async Task Interrupted()
        {
            var program = StartProgram("wait");
            await program.WaitForLine("ready");
            program.Interrupt();
            Assert.That(await program.Ended(), Exited.With(0));
        }

        public async Task LeavesAChild() => Assert.That(await RunProgram("child"), Exited.With(0));

        public async Task Unanswered()
        {
            var http = await Http(new Stall(0, Direction.Out));
            await RunProgram(new RunOptions { Deadline = TimeSpan.FromSeconds(10) }, http.Host, http.Port);
            Require(false, "an answer", "none");
        }

        private static RunOptions Limited => With("DOTNET_GCHeapHardLimit", "2000000");
    }
}
