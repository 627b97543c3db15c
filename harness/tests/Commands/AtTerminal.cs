using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Kata.Checking;
using Kata.Containers.Tests;
using Kata.Programs;
using Kata.Reports.Html;
using Kata.Servers;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>The command as it is used: at a terminal, which script(1) of util-linux provides.</summary>
internal sealed partial class AtTerminal : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly char[] buffer = new char[4096];
    private int seen;

    private AtTerminal(Process process) => this.process = process;

    /// <summary>Starts a command line in a terminal of 100 columns and 30 lines. The test is skipped where there is none.</summary>
    public static AtTerminal Start(bool colour, params IEnumerable<string> arguments)
    {
        if (!OperatingSystem.IsLinux() || Script is null)
            Assert.Ignore("There is no script(1) of util-linux here to make a terminal.");

        var command = string.Join(
            ' ',
            new[] { ServerProgram.DotNet, KataProcess.Assembly }.Concat(arguments).Select(Quoted));
        // What a shell starts in the background ignores Ctrl-C, and so would all that it starts (env(1) of coreutils).
        var start = new ProcessStartInfo(
            Script!,
            ["--quiet", "--return", "--command", $"stty cols 100 rows 30; exec env --default-signal=INT {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["KATA_SERVERS"] = "process";
        start.Environment["NO_COLOR"] = colour ? null : "1";
        return new(Process.Start(start)!);
    }

    /// <summary>Waits until a text is shown that was not there at the last call.</summary>
    public async Task Until(string text)
    {
        using var late = new CancellationTokenSource(Waiting.Deadline);
        int at;
        while ((at = output.ToString().IndexOf(text, seen, StringComparison.Ordinal)) < 0)
        {
            if (!await Read(late.Token))
                Assert.Fail($"It ended without «{text}»:\n{output}");
        }

        seen = at + text.Length;
    }

    public void Press(string keys)
    {
        process.StandardInput.Write(keys);
        process.StandardInput.Flush();
    }

    /// <summary>All that was shown, once the command has ended: escape characters visible, times and what the terminal is asked
    /// before the first line left out.</summary>
    public async Task<(int Code, string Shown)> End()
    {
        using var late = new CancellationTokenSource(Waiting.Deadline);
        while (await Read(late.Token))
        {
        }

        await process.WaitForExitAsync(late.Token);
        var text = Times().Replace(output.ToString().Replace("\r\n", "\n"), match => match.Value.EndsWith("ms") ? "    0.0 ms" : "0.00 s");
        return (process.ExitCode, Count().Replace(Setting().Replace(text, ""), "").Replace('\e', '␛'));
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string? Script { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, "script"))
        .FirstOrDefault(File.Exists);

    private static string Quoted(string argument) => $"'{argument.Replace("'", @"'\''")}'";

    private async Task<bool> Read(CancellationToken cancellation)
    {
        var count = await process.StandardOutput.ReadAsync(buffer, cancellation);
        output.Append(buffer, 0, count);
        return count > 0;
    }

    [GeneratedRegex(@" *[\d,]+\.\d ms|\d+\.\d\d s")]
    private static partial Regex Times();

    /// <summary>How many checks have a verdict, until that is drawn anew or taken away: which of them are seen is chance.</summary>
    [GeneratedRegex(@"  \d+ of \d+ …\n\e\[1F\e\[J")]
    private static partial Regex Count();

    /// <summary>How the runtime sets the keypad (terminfo(5), smkx).</summary>
    [GeneratedRegex(@"\e\[\?1h\e=|\e\[\?1l\e>")]
    private static partial Regex Setting();
}
