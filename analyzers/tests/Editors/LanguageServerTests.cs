using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests.Editors;

/// <summary>What a student's editor shows, by a real language server that is started on a copy in which nothing has been built.</summary>
[NonParallelizable]
public class LanguageServerTests
{
    private static readonly string[] Left = ["bin", "obj", ".git", "TestResults", "packages", "submissions"];

    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("kata-editor").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task A_mistake_typed_into_an_exercise_of_a_fresh_copy_is_shown_with_its_page_and_can_be_fixed()
    {
        Copy(Repository.Root(), folder);

        var step = Path.Combine(folder, "exercises", "Step04_SendingAndReceiving.cs");
        await TypeAMistakeAndFixIt(step, IdeTests.TypedInto(await File.ReadAllTextAsync(step)));
    }

    [Test]
    public async Task A_mistake_in_a_project_that_uses_the_package_is_shown_with_its_page_and_can_be_fixed()
    {
        var project = await Package.Project(folder, "net10.0", "");
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), "// Nothing yet.\n");
        await DotNet.Run(project, "restore -v q");

        await TypeAMistakeAndFixIt(Path.Combine(project, "Program.cs"), IdeTests.Typed);
    }

    /// <summary>The session of an editor: it opens a folder, a mistake is typed, underlined, explained and fixed.</summary>
    private static async Task TypeAMistakeAndFixIt(string file, string typed)
    {
        await using var server = await LanguageServer.Open(Path.GetDirectoryName(file)!);
        await server.Type(file, typed);

        var finding = (await server.Findings(file)).SingleOrDefault(found => (string?)found!["code"] == "SOCK001");

        Assert.That(finding, Is.Not.Null, server.Transcript);
        var page = new Uri((string)finding!["codeDescription"]!["href"]!);
        Assert.That(page.IsFile && File.ReadAllText(page.LocalPath).StartsWith("# SOCK001: "), $"{page} opens no page");

        await Fix(server, file, typed, finding);
        await server.Change(file, 3, await File.ReadAllTextAsync(file));
        Assert.That((await server.Findings(file)).Select(found => (string?)found!["code"]), Has.None.EqualTo("SOCK001"));
        await TestContext.Out.WriteLineAsync(server.Transcript);
    }

    /// <summary>Our fix, by the server if it has it. Version 0.28 offers the compiler's own actions alone, and none of an analyzer; then
    /// `dotnet format`,
    /// which an editor may run, applies it.</summary>
    private static async Task Fix(LanguageServer server, string file, string typed, JsonNode finding)
    {
        var offered = await server.Actions(file, finding);
        await TestContext.Out.WriteLineAsync($"offered: {string.Join("; ", offered.Select(action => action!["title"]))}");
        await File.WriteAllTextAsync(file, typed);
        if (
            offered.FirstOrDefault(action => ((string?)action!["title"])?.StartsWith("Read ", StringComparison.Ordinal) == true) is { } ours
        )
        {
            var edits = (await server.Resolve(ours))!["edit"]!["documentChanges"]![0]!["edits"]!.AsArray();
            await File.WriteAllTextAsync(file, Edited(typed, edits));
        }
        else
        {
            await DotNet.Run(Path.GetDirectoryName(file)!, "format analyzers --diagnostics SOCK001");
        }

        Assert.That(await File.ReadAllTextAsync(file), Is.Not.EqualTo(typed));
    }

    private static string Edited(string text, JsonArray edits)
    {
        foreach (var edit in edits.OrderByDescending(edit => Place(text, edit!["range"]!["start"]!)))
        {
            var (start, end) = (Place(text, edit!["range"]!["start"]!), Place(text, edit["range"]!["end"]!));
            text = text[..start] + (string)edit["newText"]! + text[end..];
        }

        return text;
    }

    private static int Place(string text, JsonNode position) =>
        text.Split('\n').Take((int)position["line"]!).Sum(line => line.Length + 1) + (int)position["character"]!;

    /// <summary>The files as a clone has them: nothing that was built.</summary>
    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from))
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
        foreach (var path in Directory.GetDirectories(from).Where(path => !Left.Contains(Path.GetFileName(path))))
            Copy(path, Directory.CreateDirectory(Path.Combine(to, Path.GetFileName(path))).FullName);
    }
}
