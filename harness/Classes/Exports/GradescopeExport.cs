using System.IO.Compression;
using System.Text.Json;
using Kata.Classes.Grading;
using Kata.Machine;
using Kata.Results;
using Kata.Text;

namespace Kata.Classes.Exports;

/// <summary>Verdicts as a Gradescope autograder reports them, <c>gradescope/SUBMISSION/results.json</c>; and the autograder itself,
/// <c>gradescope/autograder.zip</c>, with <c>setup.sh</c>, <c>run_autograder</c>, the points and hidden checks of the class, and this kata
/// without solutions, variants and tests.</summary>
internal static class GradescopeExport
{
    private const string Setup = """
        #!/usr/bin/env bash
        # Gradescope runs this once, when the image of the autograder is made: the SDK, bubblewrap for cells, and the build of the kata.
        set -euo pipefail
        export DEBIAN_FRONTEND=noninteractive DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
        apt-get update
        apt-get install -y --no-install-recommends dotnet-sdk-10.0
        apt-get install -y --no-install-recommends bubblewrap || true
        cd "${AUTOGRADER:-/autograder}/source/kata"
        ./kata --help > /dev/null

        """;

    private const string Run = """
        #!/usr/bin/env bash
        # Gradescope runs this for each submission. If our part fails, there is no results.json: Gradescope says that the autograder failed,
        # and it can be run again, which is better than a zero. A student's wrong file name is a result with 0 points that says so.
        set -uo pipefail
        export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
        root="${AUTOGRADER:-/autograder}"
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        cd "$root/source/kata" || exit 1
        mkdir -p "$root/results"
        if [ -z "$(find "$root/submission" -type f \( -iname '*.cs' -o -iname '*.cs.txt' -o -iname '*.zip' \) -print -quit)" ]; then
            echo '{ "score": 0, "output": "There is no program in it: hand in the files of exercises/ under their names.", "tests": [] }' \
                > "$root/results/results.json"
            exit 0
        fi
        grade=(./kata grade "$root/submission" --out "$work/class" --steps "${KATA_STEPS:-STEPS}"OPTIONS)
        # In a cell where one can be made; where not (exit code 3), in a lesser one: its programs are other users of this container.
        chmod 700 "$root/source" "$root/submission" "$root/results"
        "${grade[@]}" --cell required
        [ $? -ne 3 ] || "${grade[@]}" --cell lesser
        ./kata grade export "$work/class" --format gradescope --output "$work/exports"HIDDEN
        shopt -s nullglob
        failures=("$work"/exports/gradescope/*/not-graded.txt)
        [ ${#failures[@]} -eq 0 ] || exit 1
        results=("$work"/exports/gradescope/*/results.json)
        # A folder without a program is a result of its own, and counts only if there is no other.
        mapfile -t graded < <(grep -L '"output": "Nothing could be graded' -- "${results[@]}" /dev/null | grep -v '^/dev/null$')
        if [ ${#graded[@]} -gt 1 ]; then
            echo '{ "score": 0, "output": "The programs are in several folders: hand in all of them in one, under their names.", "tests": [] }' \
                > "$root/results/results.json"
        elif [ ${#results[@]} -gt 0 ]; then
            cp "${graded[0]:-${results[0]}}" "$root/results/results.json"
        fi

        """;

    private static readonly string[] With =
        ["exercises", "harness", "containers", "analyzers", "Directory.Build.props", "Directory.Packages.props", "global.json",
            ".editorconfig", "Kata.sln", "kata"];

    private static readonly string[] Without = ["bin", "obj", "tests", "bench", "TestResults", "variants", "wrong", "node_modules"];

    public static IEnumerable<ExportedFile> Write(ClassResults results) => results.All.Select(one =>
            one.IsGraded || one.Submission.Unread is not null
            ? new ExportedFile($"gradescope/{one.Submission.Id}/results.json",
                ResultJson.Write(json => Write(json, results, one), indented: true) + "\n")
            : ExportText.NotGraded($"gradescope/{one.Submission.Id}/not-graded.txt", one))
        .Append(new("gradescope/autograder.zip", Autograder(results)));

    private static void Write(Utf8JsonWriter json, ClassResults results, SubmissionResult one)
    {
        // Only the score of the whole includes the late days and the rounding; Gradescope uses it in place of the sum of the parts.
        var unread = one.Submission.Unread;
        json.WriteNumber("score", one.Total ?? 0);
        json.WriteString("output", unread is not null ? $"Nothing could be graded: {Visible.OneLine(unread.Why)}."
            : one.DaysLate is > 0 and var days ? $"{Amount.Of(days, "day")} late." : "");
        json.WriteString("output_format", "text");
        json.WriteString("visibility", "visible");
        json.WriteString("stdout_visibility", "hidden");
        json.WriteStartArray("tests");
        foreach (var step in unread is null ? one.Steps : [])
            Tests(json, results.WithEvidence(one.Submission, step));
        json.WriteEndArray();
    }

    /// <summary>The step with its points, and below it each check.</summary>
    private static void Tests(Utf8JsonWriter json, SubmittedStep step)
    {
        var all = step.Result.Checks.Concat(step.Hidden).Where(check => check.Status != CheckStatus.Skipped).ToList();
        json.WriteStartObject();
        json.WriteNumber("score", Math.Round(step.Points!.Value, 4));
        json.WriteNumber("max_score", Math.Round(step.Possible, 4));
        Test(json, $"{step.Step.Number}", $"Step {step.Step.Number:00}: {step.Step.Title}",
            step.Result.Errors.Count == 0 && all.TrueForAll(check => check.Status == CheckStatus.Passed),
            step.Result.Errors.Count > 0 ? string.Join('\n', step.Result.Errors.Select(error => error.InOneLine(null))) : "",
                isHidden: false);
        var number = 0;
        foreach (var check in step.Result.Checks.Where(check => check.Status != CheckStatus.Skipped))
        {
            json.WriteStartObject();
            Test(json, $"{step.Step.Number}.{++number}", check.Sentence, check.Status == CheckStatus.Passed, check.Message ?? "",
                isHidden: false);
        }

        foreach (var (check, i) in step.Hidden.Select((check, i) => (check, i)).Where(pair => pair.check.Status != CheckStatus.Skipped))
        {
            json.WriteStartObject();
            Test(json, $"{step.Step.Number}.{++number}", ExportText.HiddenName(i + 1), check.Status == CheckStatus.Passed, "",
                isHidden: true);
        }
    }

    private static void Test(Utf8JsonWriter json, string number, string name, bool passed, string output, bool isHidden)
    {
        json.WriteString("status", passed ? "passed" : "failed");
        json.WriteString("name", name);
        json.WriteString("name_format", "text");
        json.WriteString("number", number);
        json.WriteString("output", Visible.Quoting(output));
        json.WriteString("output_format", "text");
        json.WriteString("visibility", isHidden ? "hidden" : "visible");
        json.WriteEndObject();
    }

    private static byte[] Autograder(ClassResults results)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            ExportedZip.Add(zip, "setup.sh", System.Text.Encoding.UTF8.GetBytes(Setup), isExecutable: true);
            ExportedZip.Add(zip, "run_autograder", System.Text.Encoding.UTF8.GetBytes(RunOf(results)), isExecutable: true);
            if (results.Points != PointRules.OfChecks)
                ExportedZip.Add(zip, "class/points.json", System.Text.Encoding.UTF8.GetBytes(results.Points.Write()), isExecutable: false);
            var folder = results.HiddenFolder;
            foreach (var file in folder is null ? [] : HiddenChecks.FilesOf(folder))
                ExportedZip.Add(zip, $"class/hidden/{HiddenChecks.NameOf(folder!, file)}", File.ReadAllBytes(file), isExecutable: false);
            foreach (var name in With)
                AddAll(zip, Path.Combine(Repository.Root, name), $"kata/{name}");
        }

        return bytes.ToArray();
    }

    /// <summary>The script, with the steps of the class and the options for its points and its hidden checks.</summary>
    private static string RunOf(ClassResults results)
    {
        var hidden = results.HiddenFolder is null ? "" : " --hidden ../class/hidden";
        var points = results.Points == PointRules.OfChecks ? "" : " --points ../class/points.json";
        return Run.Replace("STEPS}", $"{string.Join(',', results.Manifest.Steps.Select(step => step.Number))}}}")
            .Replace("OPTIONS", points + hidden).Replace("HIDDEN", hidden);
    }

    private static void AddAll(ZipArchive zip, string path, string name)
    {
        if (File.Exists(path))
            ExportedZip.Add(zip, name, File.ReadAllBytes(path), isExecutable: Path.GetFileName(path) == "kata");
        if (!Directory.Exists(path))
            return;

        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos().Where(entry => !Without.Contains(entry.Name))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal))
            AddAll(zip, entry.FullName, $"{name}/{entry.Name}");
    }
}
