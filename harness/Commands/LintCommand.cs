using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Maintaining.Linting;
using Kata.Maintaining.Linting.Rules;
using Kata.Results;
using Kata.Servers;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata lint</c>, for maintainers: whether every step is ready for students.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Looks at the files and runs no program." };
        var json = JsonOutput.Option();
        var command = new Command("lint", "For maintainers: says what is not ready in exercises, solutions, checks and hints.")
        {
            quick,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Run(
                    new(Repository.Root, Step.All, CheckAssembly.Loaded),
                    parsed.GetValue(quick),
                    parsed.GetValue(json),
                    Console.Out,
                    Palette.ForConsole(),
                    cancellation));
        return command;
    }

    /// <returns>The exit code: 1 if there is a finding.</returns>
    internal static async Task<int> Run(
        Syllabus syllabus,
        bool quick,
        bool json,
        TextWriter output,
        Palette palette,
        CancellationToken cancellation)
    {
        var findings = Lint.Files(syllabus).ToList();
        if (!quick)
            findings.AddRange(await ProgramsAtWork.Look(syllabus, ServerHosts.Setting, cancellation));

        await output.WriteAsync(json
            ? JsonOutput.Of(new { steps = syllabus.Steps.Count, ranPrograms = !quick, findings })
            : Report(syllabus, findings, quick, palette));
        return findings.Count > 0 ? 1 : 0;
    }

    private static string Report(Syllabus syllabus, List<Finding> findings, bool quick, Palette palette)
    {
        var lines = findings.Select(finding => $"{palette.Bad(finding.Place)}: {finding.Problem}.\n  {finding.WhatToDo}");
        var end = findings.Count > 0 ? Amount.Of(findings.Count, "finding")
            : $"{Amount.Of(syllabus.Steps.Count, "step")}, nothing to mend{(quick ? "; no program was run (--quick)" : "")}.";
        return string.Join('\n', lines.Append(end)) + "\n";
    }
}
