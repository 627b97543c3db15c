using System.CommandLine;
using System.Diagnostics;
using Kata.Commands.Shell;
using Kata.Reports.Html;
using Kata.Results;
using Kata.Servers;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata report</c>: runs the checks and writes the HTML report; or, with <c>--print</c>, a page to print of what was done
/// before.</summary>
internal static class ReportCommand
{
    private const string FileName = "report.html";
    private const string PrintedName = "steps.html";

    /// <summary>By then an opener that finds no browser has said so; a browser that it began may stay for hours.</summary>
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(3);

    public static Command Create()
    {
        var steps = StepArgument.Many();
        var programs = ProgramsOption.Create();
        var output = new Option<FileInfo?>("--output")
        {
            Description = "The file to write; in TestResults in the folder of the programs, report.html or steps.html, if not given.",
            HelpName = "FILE",
        };
        var open = new Option<bool>("--open") { Description = "Opens the report in the browser." };
        var print = new Option<string?>("--print")
        {
            Description = "Runs nothing, and writes a page to print: the steps that were done, each with its date, and your name.",
            HelpName = "NAME",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = JsonOutput.Option();
        var command = new Command("report", "Runs the checks and writes one HTML file with all that they found.")
        {
            steps, programs, output, open, print, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var (folder, picked) = (ProgramsOption.Of(parsed), parsed.GetValue(steps) ?? []);
            var (path, isJson) = (parsed.GetValue(output)?.FullName, parsed.GetValue(json));
            return parsed.GetResult(print) is null
                ? Run(folder, picked, path, parsed.GetValue(open), isJson, cancellation)
                : Task.FromResult(Print(folder, picked, path, parsed.GetValue(open), isJson, parsed.GetValue(print)));
        });
        return command;
    }

    /// <summary>From what is kept: nothing is checked again.</summary>
    private static int Print(string programs, IReadOnlyList<Step> steps, string? output, bool open, bool json, string? who)
    {
        if (json)
            throw new UsageException("--print writes a page for people: leave out --json");

        if (int.TryParse(who, out var number))
            throw new UsageException($"--print takes a name; for step {number} alone: {KataLine.Of($"report {number} --print")}");

        var kept = new LastResults(programs);
        var done = Step.All.Select(kept.Load).OfType<StepResult>().Where(result => result.FirstDone is not null).ToList();
        if (done is [])
            throw new UsageException($"No step is done yet, as far as is kept in {kept.Folder}: {KataLine.Of("check")} checks all of them");
        if (steps is not [] && !done.Exists(result => steps.Contains(result.Step)))
            throw new UsageException($"None of these steps is done yet, as far as is kept in {kept.Folder}");

        var path = output ?? Path.Combine(programs, "TestResults", PrintedName);
        using var file = ReportFile.Create(path);
        file.Finish(PrintedPage.Write(done, steps, string.IsNullOrWhiteSpace(who) ? null : who.Trim()));
        Console.Out.Write(Labelled.Lines("page", [Here(path)]).Single() + Environment.NewLine);
        if (open)
            Open(path);
        return 0;
    }

    private static async Task<int> Run(
        string programs,
        IReadOnlyList<Step> steps,
        string? output,
        bool open,
        bool json,
        CancellationToken cancellation)
    {
        var path = output ?? Path.Combine(programs, "TestResults", FileName);
        // Before minutes are spent on what could then not be written.
        using var file = ReportFile.Create(path);

        var when = DateTimeOffset.Now;
        await using var bench = CheckedFolder.Open(programs, ServerHosts.Setting);
        var outcomes = await bench.Check(steps is [] ? Step.All : steps, cancellation);
        var servers = await bench.ServersLine();
        var grade = Grade.Of(outcomes, new(when, bench.Name, servers, CheckCommand.Filter(steps), CheckCommand.IsStrict) { ByKata = true });

        file.Finish(HtmlReport.Write(grade));
        Console.Out.Write(json ? GradeJson.Write(grade) : Summary(grade, path) + Environment.NewLine);
        CheckCommand.Keep(outcomes, new(programs), when, servers);
        if (open)
            Open(path);
        return CheckCommand.ExitCode(grade);
    }

    private static string Summary(Grade grade, string path) =>
        $"{Labelled.Lines("report", [Here(path)]).Single()}\n"
        + Labelled
            .Lines(
                "checks",
                $"{Amount.Of(grade.Steps.Sum(step => step.Passed))} of {Amount.Of(grade.Steps.Sum(step => step.Counted))} passed")
            .Single();

    /// <summary>From where the user is; outside of it the whole path.</summary>
    private static string Here(string path) =>
        Path.GetRelativePath(Environment.CurrentDirectory, path) is var here && here.StartsWith("..", StringComparison.Ordinal)
            ? path
            : here;

    private static void Open(string path)
    {
        try
        {
            // What xdg-open and the browsers that it tries have to say is not for the reader of a report.
            using var opener = Process.Start(OperatingSystem.IsLinux()
                ? new ProcessStartInfo("/bin/sh", ["-c", "exec xdg-open \"$1\" > /dev/null 2>&1", "sh", path])
                : new ProcessStartInfo(path) { UseShellExecute = true });
            if (opener is not null && opener.WaitForExit(Refusal) && opener.ExitCode != 0)
                throw new UsageException($"The report is written, but nothing here opens it: open {path} in a browser");
        }
        catch (Exception noBrowser) when (noBrowser is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new UsageException($"The report is written, but nothing here opens it ({noBrowser.Message}): open {path} in a browser");
        }
    }
}
