using Kata.Layers;
using Kata.Machine;
using Microsoft.CodeAnalysis;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests;

/// <summary>The folders are layers: each uses only those above it.</summary>
public class LayersTests
{
    private static readonly string[] Harness =
    [
        "Machine", "Text", "Results", "Servers", "Programs", "Ladders", "Checking", "Workbench", "Reports", "Student", "Classes",
        "Maintaining", "Commands",
    ];

    /// <summary>The last is the folder itself, where the program is that puts all together.</summary>
    private static readonly string[] Containers = ["Protocol", "Transport", "Echo", "Time", "Http", "Control", "."];

    private static readonly Lazy<FileUses> HarnessUses = new(() =>
        Read("harness", Harness, ["Support", "../containers/Protocol"], "Kata.Harness.dll"));

    private static readonly Lazy<FileUses> ContainersUses = new(() =>
        Read("containers", Containers[..^1], ["."], "Servers.dll", "global using Kata.Protocol;"));

    [Test]
    public void A_folder_of_the_harness_uses_only_those_above_it() => Assert.That(Against(HarnessUses.Value, Harness), Is.Empty);

    [Test]
    public void A_folder_of_the_server_program_uses_only_those_above_it() =>
        Assert.That(Against(ContainersUses.Value, Containers), Is.Empty);

    [Test]
    public void An_edge_against_the_order_names_both_files() =>
        Assert.That(Against(HarnessUses.Value, [.. Harness.Reverse()]), Has.Some.EqualTo("Results/Failure.cs uses Text/Difference.cs"));

    [TestCase("Machine", "Kata.Results.Step", "Results/Step.cs")]
    [TestCase("Classes", "Kata.Commands.KataCommand", "Commands/KataCommand.cs")]
    public void An_edge_against_the_order_of_the_harness_is_found(string folder, string type, string file) => Assert.That(
        Against(HarnessUses.Value.With(Planted(folder, type)), Harness),
        Is.EqualTo(new[] { $"{folder}/Planted.cs uses {file}" }));

    [Test]
    public void An_edge_against_the_order_of_the_server_program_is_found() => Assert.That(
        Against(ContainersUses.Value.With(Planted("Protocol", "Kata.Containers.Transport.Network")), Containers),
        Is.EqualTo(new[] { "Protocol/Planted.cs uses Transport/Network.cs" }));

    [Test]
    public void No_files_of_two_folders_use_each_other_in_a_circle()
    {
        Assert.That(HarnessUses.Value.CirclesAcrossFolders.Concat(ContainersUses.Value.CirclesAcrossFolders), Is.Empty);
        Assert.That(
            HarnessUses.Value.With(("Text/A.cs", "namespace N; class A : B;"), ("Text/More/B.cs", "namespace N; class B { A? a; }"))
                .CirclesAcrossFolders,
            Has.Some.EqualTo("Text/A.cs → Text/More/B.cs → Text/A.cs"),
            "so a circle is found");
    }

    [Test]
    public Task Which_folder_uses_which() =>
        Verifier.Verify($"{Matrix(HarnessUses.Value, Harness)}\n{Matrix(ContainersUses.Value, Containers)}");

    [Test]
    public void No_using_directive_is_left_over() => Assert.That(HarnessUses.Value.UnneededUsings, Is.Empty);

    private static IEnumerable<string> Against(FileUses uses, string[] order) =>
        from use in uses.All
        where Place(use.From, order) >= 0 && Place(use.To, order) > Place(use.From, order)
        orderby use.From, use.To
        select $"{use.From} uses {use.To}";

    /// <summary>A line for each folder, with a mark below each one that it uses.</summary>
    private static string Matrix(FileUses uses, string[] order)
    {
        var edges = uses.All.Select(use => (From: Place(use.From, order), To: Place(use.To, order))).ToHashSet();
        var width = order.Max(folder => folder.Length) + 1;
        var names = order.Select((folder, i) => $"{"".PadRight(width)}{string.Concat(Enumerable.Repeat("│ ", i))}{folder}").Reverse();
        var lines = order.Select((folder, from) => folder.PadRight(width)
            + string.Concat(order.Select((_, to) => from == to ? "╲ " : edges.Contains((from, to)) ? "● " : "· ")).TrimEnd());
        return string.Join('\n', names.Concat(lines)) + "\n";
    }

    /// <summary>A file that uses one type.</summary>
    private static (string File, string Text) Planted(string folder, string type) =>
        ($"{folder}/Planted.cs", $"class Planted {{ public static string Used => typeof({type}).Name; }}");

    /// <returns>Below zero for what is in none of the layers: what programs may use, and the protocol for the harness.</returns>
    private static int Place(string file, string[] order) => Array.IndexOf(order, file.Contains('/') ? file[..file.IndexOf('/')] : ".");

    /// <param name="besides">Folders whose files the layers may use too.</param>
    /// <param name="built">The assembly that the part is built to.</param>
    private static FileUses Read(string part, IEnumerable<string> folders, IEnumerable<string> besides, string built, string usings = "")
    {
        var root = Path.Combine(Repository.Root, part);
        var files = folders.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Concat(besides.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*.cs")));
        // What this process runs on, what lies beside the part's assembly, and the shared framework that only the server program needs.
        var runtime = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        var aspNet = Path.Combine(runtime.Parent!.Parent!.FullName, "Microsoft.AspNetCore.App", runtime.Name);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(Directory.GetFiles(Path.GetDirectoryName(Repository.Built(part, "net10.0", built))!, "*.dll"))
            .Concat(Directory.Exists(aspNet) ? Directory.GetFiles(aspNet, "*.dll") : [])
            .Where(path => Path.GetFileName(path) is var name && !name.StartsWith("Kata.", StringComparison.Ordinal) && name != built)
            .DistinctBy(Path.GetFileName)
            .Select(path => MetadataReference.CreateFromFile(path));
        var uses = new FileUses(root, files, references, usings);
        Assert.That(uses.UnknownNames, Is.Empty);
        return uses;
    }
}
