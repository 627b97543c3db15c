using System.CommandLine;
using Kata.Commands.Shell;
using Kata.Results;
using Kata.Text;

namespace Kata.Commands;

/// <summary><c>kata doctor</c>: whether this machine has what the kata needs, and what to do if not.</summary>
internal static class DoctorCommand
{
    private const int LabelWidth = 18;

    public static Command Create()
    {
        var programs = ProgramsOption.Create();
        var json = JsonOutput.Option();
        var command = new Command("doctor", "Looks at this machine: what is fine, what is not, and what to do about it.")
        {
            programs,
            json,
        };
        command.SetAction(async (parsed, cancellation) => Report(
            await Diagnoses.All(ProgramsOption.Of(parsed), cancellation), parsed.GetValue(json), Console.Out, Palette.ForConsole()));
        return command;
    }

    /// <returns>The exit code: 1 if something is wrong that the kata cannot do without.</returns>
    internal static int Report(IReadOnlyList<Diagnosis> diagnoses, bool json, TextWriter output, Palette palette)
    {
        output.Write(json ? JsonOutput.Of(new { fine = !diagnoses.Any(IsWrong), diagnoses }) : Draw(diagnoses, palette));
        return diagnoses.Any(IsWrong) ? 1 : 0;
    }

    private static bool IsWrong(Diagnosis diagnosis) => diagnosis.Health == Health.Wrong;

    private static string Draw(IReadOnlyList<Diagnosis> diagnoses, Palette palette)
    {
        var lines = new List<string>();
        foreach (var diagnosis in diagnoses)
        {
            var look = StatusLook.Of(diagnosis.Health switch
            {
                Health.Fine => CheckStatus.Passed,
                Health.Note => CheckStatus.NotStarted,
                _ => CheckStatus.Failed,
            });
            lines.Add($"{look.Draw(palette)} {diagnosis.About.PadRight(LabelWidth)}{diagnosis.Found}");
            if (diagnosis.Remedy is { } remedy)
                lines.Add(palette.Quiet($"  {"".PadRight(LabelWidth)}{char.ToUpperInvariant(remedy[0])}{remedy[1..]}."));
        }

        var wrong = diagnoses.Count(IsWrong);
        lines.Add("");
        lines.Add(wrong == 0 ? "The kata can be worked on here." : palette.Bad($"{Amount.Of(wrong, "thing")} to mend first."));
        return string.Join('\n', lines) + "\n";
    }
}
