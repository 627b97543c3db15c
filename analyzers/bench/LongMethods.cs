using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Kata.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kata.Analyzers.Bench;

/// <summary>What the rules cost in methods that are far too long, beside what compiling them costs. A table of states, a fuzzer's
/// output and a test's script look like that; the time must grow with their length and not with its square.</summary>
internal static class LongMethods
{
    private const int LinesOfAReceive = 3;

    /// <summary>Kinds of long methods. Each text is one receive of three lines, with its number at <c>#</c>.</summary>
    private static readonly (string Name, string Before, string Receive, string After)[] Kinds =
    [
        (
            "checked, one variable",
            "int n;",
            "n = socket.Receive(buffer);\nif (n == 0) return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n));",
            ""),
        (
            "checked, a variable each",
            "",
            "var n# = socket.Receive(buffer);\nif (n# == 0) return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n#));",
            ""),
        (
            "checked, in one try",
            "try {",
            "var n# = socket.Receive(buffer);\nif (n# == 0) return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n#));",
            "} catch (SocketException e) { Console.WriteLine(e.Message); }"),
        (
            "checked, a try each",
            "",
            "try { var n = socket.Receive(buffer);\nif (n == 0) return; Console.Write(n); "
                + "}\ncatch (SocketException e) { Console.WriteLine(e.Message); return; }",
            ""),
        (
            "checked, a lambda each",
            "var all = new List<Action>();",
            "all.Add(() => { var n = socket.Receive(buffer);\nif (n == 0) "
                + "return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n)); });",
            ""),
        (
            "checked, a socket each",
            "",
            "using (var s# = new Socket(SocketType.Stream, ProtocolType.Tcp)) { s#.Connect(host, 80);\nvar n# = "
                + "s#.Receive(buffer); if (n# == 0) return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n#)); }",
            ""),
        (
            "summed up, one loop each",
            "var total = 0;",
            "while (total < buffer.Length) { var n = socket.Receive(buffer, total, buffer.Length "
                + "- total, SocketFlags.None);\nif (n == 0) return;\ntotal += n; }",
            ""),
        (
            "asked and answered, lines",
            "var reader = new StreamReader(stream); var writer = new StreamWriter(stream);",
            "writer.WriteLine(\"GET #\"); writer.Flush();\nvar line# = reader.ReadLine(); "
                + "if (line# is null) return;\nConsole.WriteLine(line#);",
            ""),
        (
            "lines in one try",
            "var reader = new StreamReader(stream); try {",
            "var line# = reader.ReadLine();\nif (line# is null) return;\nConsole.WriteLine(line#);",
            "} catch (IOException e) { Console.WriteLine(e.Message); }"),
        (
            "a try each, time-outs",
            "socket.ReceiveTimeout = 5000; var n = 0;",
            "try { n = socket.Receive(buffer); if (n == 0) return; }\n"
                + "catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut)\n{ Console.WriteLine(\"late\"); return; }",
            ""),
        (
            "one captured variable",
            "var n = 0; Action show = () => Console.WriteLine(n);",
            "n = socket.Receive(buffer);\nif (n == 0) return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n));",
            "show();"),
        (
            "one text",
            "int n; string text;",
            "n = socket.Receive(buffer); if (n == 0) return;\ntext = Encoding.ASCII.GetString(buffer, 0, n);\nConsole.Write(text.Trim());",
            ""),
        (
            "decoded, one loop each",
            "int n; var text = new StringBuilder();",
            "while ((n = socket.Receive(buffer)) > 0)\n    text.Append(Encoding.UTF8.GetString(buffer, 0, n));\nConsole.Write(text);",
            ""),
        (
            "all in one loop",
            "socket.ReceiveTimeout = 5000; while (true) {",
            "socket.Send(buffer); var n# = socket.Receive(buffer);\nif (n# == 0) return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n#));",
            "}"),
        (
            "asked and answered, datagrams",
            "EndPoint from = new IPEndPoint(IPAddress.Any, 0);",
            "socket.SendTo(buffer, from);\nvar n# = socket.ReceiveFrom(buffer, ref from);\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n#));",
            ""),
        (
            "asked for Connected",
            "",
            "if (!socket.Connected) return;\nvar n# = socket.Receive(buffer); if (n# == 0) return;\nConsole.Write(n#);",
            ""),
        (
            "a field",
            "",
            "kept.Send(buffer); var n# = kept.Receive(buffer);\nif (n# == 0) return;\nConsole.Write(Encoding.ASCII.GetString(buffer, 0, n#));",
            ""),
        (
            "a local function each",
            "",
            "int Take#() { var n = socket.Receive(buffer);\nreturn n == 0 ? -1 : n; }\nif (Take#() < 0) return;",
            ""),
        (
            "a length before each text",
            "",
            "var text# = host + stream; var bytes# = Encoding.UTF8.GetBytes(text#);\n"
                + "socket.Send(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(bytes#.Length)));\nsocket.Send(bytes#);",
            ""),
        ("unchecked, in one try", "try {", "socket.Receive(buffer);\nsocket.Send(buffer);\nConsole.Write(buffer[0]);",
            "} catch (SocketException e) { Console.WriteLine(e.Message); }"),
        ("unchecked", "", "socket.Receive(buffer);\nsocket.Send(buffer);\nConsole.Write(buffer[0]);", ""),
        (
            "a deep switch",
            "int n; switch (host.Length) {",
            "case #: n = socket.Receive(buffer);\nif (n == 0) return; Console.Write(n);\nbreak;",
            "}"),
    ];

    /// <summary>Measures each kind at this many receives, with compiling and the rules in turns.</summary>
    public static void Measure(int receives, int rounds, string? only = null)
    {
        Console.WriteLine(
            $"One method of {receives:N0} receives ({receives * LinesOfAReceive:N0} lines): compiling it, the rules alone "
                + "(with the binding that they need), in seconds of a processor, and how many times the one the other is");
        foreach (
            var (name, before, receive, after) in Kinds.Where(kind => only is null || kind.Name.Contains(only, StringComparison.Ordinal)))
        {
            var tree = CSharpSyntaxTree.ParseText(
                Program(before, receive, after, receives),
                new CSharpParseOptions(LanguageVersion.Preview),
                "Long.cs");
            var (compiling, rules) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                compiling.Add(Time(() => Compile(tree)));
                rules.Add(Time(() => Check(tree)));
            }

            var (least, own) = (compiling.Min(), rules.Min());
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"  {name,-28} {least,7:F2} s   {own,7:F2} s   {own / least,6:F2}"));
        }
    }

    private static string Program(string before, string receive, string after, int receives)
    {
        var code = new StringBuilder(
            "using System; using System.Collections.Generic; using System.IO; using System.Net; using "
                + "System.Net.Sockets; using System.Text;\nclass Long\n{\n");
        code.Append("    private static readonly Socket kept = new(SocketType.Stream, ProtocolType.Tcp);\n")
            .Append("    static void Run(Socket socket, NetworkStream stream, byte[] buffer, string host)\n    {\n")
            .Append(before)
            .Append('\n');
        for (var number = 0; number < receives; number++)
            code.Append(receive.Replace("#", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)).Append('\n');
        return code.Append(after).Append("\n    }\n}\n").ToString();
    }

    private static CSharpCompilation Compilation(SyntaxTree tree) => CSharpCompilation.Create("Long", [tree], References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release)
            .WithSpecificDiagnosticOptions(SocketAnalyzer.Rules.ToDictionary(rule => rule.Descriptor.Id, _ => ReportDiagnostic.Warn)));

    private static void Compile(SyntaxTree tree)
    {
        var result = Compilation(tree).Emit(Stream.Null);
        if (!result.Success)
            throw new InvalidOperationException(
                "The long method does not compile: " + $"{result.Diagnostics.First(error => error.Severity == DiagnosticSeverity.Error)}");
    }

    private static void Check(SyntaxTree tree)
    {
        var failures = new List<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (exception, _, _) => failures.Add(exception),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        _ = Compilation(tree).WithAnalyzers([new SocketAnalyzer()], options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        if (failures.Count > 0)
            throw new InvalidOperationException("A rule failed.", failures[0]);
    }

    /// <summary>In seconds of a processor: those of the clock say more about what else the machine does.</summary>
    private static double Time(Action what)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        what();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static readonly ImmutableArray<MetadataReference> References = Basic
        .Reference.Assemblies.Net100.References.All.Cast<MetadataReference>()
        .ToImmutableArray();
}
