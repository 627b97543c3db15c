using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>A method ten times as long must not take a hundred times as long. <c>analyzers/bench</c> has the figures; this test sees a
/// square only, on a machine however busy: with one, the long program takes minutes.</summary>
public class LongMethodTests
{
    [TestCase("socket.Receive(buffer);", TestName = "A long method of receives is gone through in time")]
    [TestCase("var n# = socket.Receive(buffer); if (n# == 0) return; Console.Write(Encoding.ASCII.GetString(buffer, 0, n#));",
        TestName = "A long method of checked receives is gone through in time")]
    [TestCase("try { var n = socket.Receive(buffer); if (n == 0) return; } catch (SocketException) { return; }",
        TestName = "A long method of guarded receives is gone through in time")]
    [CancelAfter(120_000)]
    public async Task A_long_method_is_gone_through_in_time(string receive)
    {
        const int Receives = 3_000;
        var code = new StringBuilder(
            "using System; using System.Net.Sockets; using System.Text; class Long { static void Run(Socket socket, byte[] buffer) {\n");
        for (var number = 0; number < Receives; number++)
            code.Append(receive.Replace("#", $"{number}", StringComparison.Ordinal)).Append('\n');
        var compilation = CSharpCompilation.Create(
            "Long",
            [CSharpSyntaxTree.ParseText(code.Append("} }").ToString())],
            RuleTests.References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        var findings = await compilation
            .WithAnalyzers([new SocketAnalyzer()], new AnalyzerOptions([]))
            .GetAnalyzerDiagnosticsAsync(TestContext.CurrentContext.CancellationToken);

        Assert.That(
            findings.Count(finding => finding.Id == "SOCK001"),
            Is.EqualTo(receive.StartsWith("socket", StringComparison.Ordinal) ? Receives : 0));
    }
}
