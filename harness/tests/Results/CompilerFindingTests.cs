using Kata.Checking;
using Kata.Programs.Compiling;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Results;

public class CompilerFindingTests
{
    private const string Log = """
        {
          "$schema": "http://json.schemastore.org/sarif-2.1.0", "version": "2.1.0",
          "runs": [ {
            "results": [
              { "ruleId": "SOCK001", "level": "warning", "message": { "text": "Use what Receive returns" }, LOCATION },
              { "ruleId": "SOCK001", "level": "warning", "message": { "text": "Known and accepted" },
                "suppressions": [ { "kind": "inSource" } ], LOCATION },
              { "ruleId": "CS0168", "level": "warning", "message": { "text": "Never used" }, "suppressions": [ { "kind": "inSource" } ], LOCATION },
              { "ruleId": "SOCK013", "level": "note", "message": { "text": "A suggestion" }, "suppressions": [ { "kind": "inSource" } ], LOCATION },
              { "ruleId": "SOCK013", "level": "note", "message": { "text": "A suggestion" }, LOCATION },
              { "ruleId": "KATA001", "level": "note", "message": { "text": "Fill in `host`: the server's name" },
                "properties": { "warningLevel": 1, "customProperties": { "EveryRun": "true" } }, LOCATION },
              { "ruleId": "CS5001", "level": "error", "message": { "text": "Nowhere in particular" } }
            ]
          } ]
        }
        """;

    private const string Location = """
        "locations": [ { "physicalLocation": {
          "artifactLocation": { "uri": "file:///home/me/exercises/Step04_SendingAndReceiving.cs" },
          "region": { "startLine": 27, "startColumn": 9 } } } ]
        """;

    [Test]
    public void Findings_are_read_with_their_place_and_page() =>
        Assert.That(Read()[0].ToString(), Is.EqualTo(
            "Step04_SendingAndReceiving.cs:27: SOCK001: Use what Receive returns\n  see analyzers/docs/SOCK001.md"));

    [TestCase("CS8209", "a.cs:3: CS8209: no; replace the whole line, «_ =» too")]
    [TestCase("CS0029", "a.cs:3: CS0029: no")]
    public void A_blank_filled_with_a_call_that_gives_nothing_back_is_told_what_to_replace(string rule, string line) =>
        Assert.That(new CompilerFinding(rule, "error", "no", "a.cs", 3).InOneLine(null), Is.EqualTo(line));

    [Test]
    public void What_is_nowhere_or_suppressed_and_no_socket_warning_is_left_out() =>
        Assert.That(Read().Select(finding => finding.Rule), Is.EqualTo(new[] { "SOCK001", "SOCK001", "SOCK013", "KATA001" }));

    [Test]
    public void A_socket_warning_that_is_suppressed_counts_and_says_so() =>
        Assert.That(
            Read()[1].ToString(),
            Is.EqualTo(
                "Step04_SendingAndReceiving.cs:27: SOCK001: Known and accepted (suppressed here, so that editors do not show it; for the grade it counts)\n  see analyzers/docs/SOCK001.md"
            ));

    [Test]
    public void A_suggestion_is_no_socket_warning() =>
        Assert.That(
            Read().Where(finding => finding.IsSocketWarning).Select(finding => finding.Rule),
            Is.EqualTo(new[] { "SOCK001", "SOCK001" }));

    [TestCase("SOCK001", "warning", false, ExpectedResult = true)]
    [TestCase("SOCK001", "note", false, ExpectedResult = false)]
    [TestCase("CS4014", "warning", true, ExpectedResult = true)]
    [TestCase("CS4014", "warning", false, ExpectedResult = false)]
    [TestCase("CS0168", "warning", false, ExpectedResult = false)]
    public bool A_socket_warning_and_a_call_of_the_network_that_is_not_awaited_fail_the_step(string rule, string level, bool network) =>
        new CompilerFinding(rule, level, "", "a.cs", 1) { IsOfTheNetwork = network }.FailsTheStep;

    [TestCase("socket.SendAsync(bytes.AsMemory(0, 3))", "", ExpectedResult = true)]
    [TestCase("(client as TcpClient)?.ConnectAsync(\")\", 7)", "", ExpectedResult = true)]
    [TestCase("stream.WriteAsync(bytes, token).AsTask().ConfigureAwait(false)", "", ExpectedResult = true)]
    [TestCase("writer.FlushAsync()", "Console.WriteLine();", ExpectedResult = true)]
    [TestCase("Task.Run(() => socket.SendAsync(bytes))", "", ExpectedResult = false)]
    [TestCase("socket.SendAsync(bytes).AsTask().ContinueWith(Report)", "", ExpectedResult = false)]
    [TestCase("ServeClient(client)", "", ExpectedResult = false)]
    [TestCase("SendAsync(client)", "", ExpectedResult = false)]
    [TestCase("this.SendAsync(client)", "async Task SendAsync(Socket client) { }", ExpectedResult = false)]
    [TestCase("channel.Writer.WriteAsync(x)", "var channel = Channel.CreateUnbounded<int>();", ExpectedResult = false)]
    [TestCase("body.WriteAsync(x)", "var body = new MemoryStream();", ExpectedResult = false)]
    [TestCase("Console.Out.WriteLineAsync(x)", "", ExpectedResult = false)]
    [TestCase("Task.Delay(3)", "", ExpectedResult = false)]
    [TestCase("", "", ExpectedResult = false)]
    public bool Only_of_a_call_of_a_socket_or_a_stream_it_is_sure_that_its_errors_are_lost(string call, string rest) =>
        ForgottenCall.IsOfTheNetwork(call, $"{rest}\n{call};");

    [TestCase("socket.SendAsync(bytes)", ExpectedResult = true)]
    [TestCase("Task.Run(Loop)", ExpectedResult = false)]
    public bool The_call_is_found_at_the_place_that_the_log_tells(string call)
    {
        var (source, log) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            File.WriteAllText(source, $"class X\r\n{{\r\n    {call}; // socket.SendAsync(it)\r\n}}\r\n");
            File.WriteAllText(log, $$"""
                { "runs": [ { "results": [ { "ruleId": "CS4014", "level": "warning", "message": { "text": "No" },
                  "locations": [ { "physicalLocation": { "artifactLocation": { "uri": "{{new Uri(source)}}" },
                    "region": { "startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": {{5 + call.Length}} } } } ] } ] } ] }
                """);
            return CompilerFindings.Read(log).Single().IsOfTheNetwork;
        }
        finally
        {
            File.Delete(source);
            File.Delete(log);
        }
    }

    [Test]
    public void What_to_do_about_a_call_that_is_not_awaited_is_said() =>
        Assert.That(new CompilerFinding("CS4014", "warning", "No", "a.cs", 1).ToString(), Does.Contain("await it").And.Not.Contain("docs"));

    [Test]
    public void A_blank_is_told_as_a_run_that_hits_it_tells_it() =>
        Assert.That(Blanks.Of(Read().Single(finding => finding.IsBlank)).ToString(), Is.EqualTo(
            "fill in `host` at Step04_SendingAndReceiving.cs:27 (the server's name)"));

    [Test]
    public void Only_a_blank_that_the_log_says_so_of_is_reached_by_every_run() =>
        Assert.That(Read().Where(finding => finding.EveryRun).Select(finding => finding.Rule), Is.EqualTo(new[] { "KATA001" }));

    [Test]
    public void A_programs_findings_are_those_of_all_its_files_and_not_those_of_other_programs()
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, Step.Of(4).FileName), "class Step04_SendingAndReceiving { int x = Wire.Size; }");
            File.WriteAllText(Path.Combine(folder, Step.Of(5).FileName), "class Wire { public const int Size = 1; }");
            File.WriteAllText(Path.Combine(folder, Step.Of(6).FileName), "class Step06_KindsOfErrors { }");
            CompilerFinding[] all = [In(Step.Of(4).FileName), In("Helper.cs"), In(Step.Of(5).FileName), In(Step.Of(6).FileName)];

            Assert.That(CompilerFindings.Of(Step.Of(4), all, ProgramCompiler.CompilesAlone), Is.EqualTo(all[..3]));
            Assert.That(CompilerFindings.Of(Step.Of(6), all, ProgramCompiler.CompilesAlone), Is.EqualTo(new[] { all[1], all[3] }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        CompilerFinding In(string file) => new("SOCK001", "warning", "no", file, 1) { Path = Path.Combine(folder, file) };
    }

    // A type within its class, and a name of something else.
    [TestCase("record Wire(int Size); Wire? wire;")]
    [TestCase("int Wire = 1;")]
    public void A_program_that_compiles_alone_has_no_warning_of_another_steps_file(string text) =>
        Assert.That(OfStep4(text, "class Wire { public const int Size = 1; }", ProgramCompiler.CompilesAlone), Is.Empty);

    // Comments, texts and types within types are nothing that another file offers, and comments and texts name nothing.
    [TestCase("Wire? wire;", "/* class Wire { } */ // class Wire\nclass Step05_SocketExceptions { string s = \"class Wire\"; }")]
    [TestCase("Wire? wire;", "class Step05_SocketExceptions { class Wire { } record Answer(int Size); }")]
    [TestCase("Wire? wire;", "class Step05_SocketExceptions { } // (this object wire), global using")]
    [TestCase("/* Wire */ string s = \"Wire\"; string i = $\"Wire {1:Wire} Wire\"; // Wire", "class Wire { }")]
    public void What_is_no_code_makes_no_file_needed(string own, string other) => Assert.That(OfStep4(own, other, _ => false), Is.Empty);

    private static IReadOnlyList<CompilerFinding> OfStep4(string own, string other, Func<ProgramSources, bool> compilesAlone)
    {
        var folder = Directory.CreateTempSubdirectory("kata-test-").FullName;
        try
        {
            var path = Path.Combine(folder, Step.Of(5).FileName);
            File.WriteAllText(Path.Combine(folder, Step.Of(4).FileName), $"class Step04_SendingAndReceiving {{ {own}\n}}");
            File.WriteAllText(path, other);
            CompilerFinding warning = new("SOCK001", "warning", "no", Step.Of(5).FileName, 1) { Path = path };

            return CompilerFindings.Of(Step.Of(4), [warning], compilesAlone);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IReadOnlyList<CompilerFinding> Read()
    {
        var file = Path.GetTempFileName();
        try
        {
            // With a byte-order mark, as the compiler writes it.
            File.WriteAllText(file, Log.Replace("LOCATION", Location), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            return CompilerFindings.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
