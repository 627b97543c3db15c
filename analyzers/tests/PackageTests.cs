using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>The package, as somebody gets it who has nothing else of this repository.</summary>
[NonParallelizable]
public class PackageTests
{
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("kata-analyzers-package").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task The_package_tells_what_it_is_and_holds_what_it_needs()
    {
        var package = Directory.GetFiles(await Package.Feed(), "*.nupkg").Single();
        using var content = ZipFile.OpenRead(package);
        var names = content.Entries.Select(entry => entry.FullName).ToList();
        using var reader = new StreamReader(
            content.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        var specification = await reader.ReadToEndAsync();

        Assert.That(
            names,
            Is.SupersetOf(
                new[]
                {
                    "analyzers/dotnet/cs/Kata.Analyzers.dll", "analyzers/dotnet/cs/Kata.CodeFixes.dll", "docs/SOCK001.md",
                    "README.md", "icon.png", "build/Kata.Analyzers.props", "build/Kata.Analyzers.targets",
                    "globalconfigs/All.globalconfig", "globalconfigs/None.globalconfig",
                }));
        Assert.That(names, Has.None.StartsWith("lib/"));
        foreach (
            var part in new[]
            {
                "<license type=\"expression\">MIT</license>",
                "<icon>icon.png</icon>",
                "<readme>README.md</readme>",
                "<tags>",
                "<releaseNotes>",
                "<authors>Socket Kata contributors</authors>",
                "<developmentDependency>true",
            }
        )
            Assert.That(specification, Does.Contain(part));
    }

    [Test]
    public async Task Its_assemblies_are_deterministic_hold_their_symbols_and_no_path_of_the_machine_that_made_them()
    {
        using var content = ZipFile.OpenRead(Directory.GetFiles(await Package.Feed(), "*.nupkg").Single());
        foreach (var entry in content.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)))
        {
            var bytes = new MemoryStream();
            await using (var stream = entry.Open()) await stream.CopyToAsync(bytes);
            bytes.Position = 0;
            using var assembly = new PEReader(bytes);
            var entries = assembly.ReadDebugDirectory();

            Assert.That(
                entries.Select(part => part.Type),
                Does.Contain(DebugDirectoryEntryType.Reproducible).And.Contain(DebugDirectoryEntryType.EmbeddedPortablePdb),
                entry.FullName);
            using var symbols = assembly.ReadEmbeddedPortablePdbDebugDirectoryData(
                entries.Single(part => part.Type == DebugDirectoryEntryType.EmbeddedPortablePdb));
            var pdb = symbols.GetMetadataReader();
            Assert.That(
                pdb.Documents.Select(document => pdb.GetString(pdb.GetDocument(document).Name)),
                Has.None.StartsWith(Repository.Root()));
        }
    }

    /// <summary>Where a framework's reference assemblies cannot be had, the test is ignored and says so.</summary>
    [TestCase("net10.0")]
    [TestCase("net8.0")]
    [TestCase("netstandard2.0")]
    public async Task The_package_works_in_a_new_project(string framework)
    {
        var project = await Package.Project(folder, framework, "");
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), """
            using System;
            using System.Net.Sockets;

            public static class Program
            {
                public static int Ask(NetworkStream stream)
                {
                    var header = new byte[4];
                    stream.Read(header, 0, 4);
                    return BitConverter.ToInt16(header, 0);
                }
            }
            """);
        await Restore(project, framework);

        Assert.That(
            await DotNet.Run(project, "build --no-restore -v q --nologo"),
            Does.Contain("Program.cs(9,9): warning SOCK001: ").And.Not.Contain("AD0001"));
        Assert.That(
            await DotNet.Run(project, "build --no-restore -v q --nologo -p:KataAnalyzersMode=All --no-incremental"),
            Does.Contain("warning SOCK001: ").And.Not.Contain("KATA900"));

        await DotNet.Run(project, "format analyzers --no-restore --diagnostics SOCK001");

        // .NET Standard 2.0 has no ReadExactly: a fix that would not compile is not offered.
        var built = await DotNet.Run(project, "build --no-restore -v q --nologo --no-incremental");
        Assert.That(built, framework == "netstandard2.0" ? Does.Contain("warning SOCK001: ") : Does.Not.Contain("SOCK001"));
    }

    [Test]
    public async Task The_mode_decides_which_rules_are_on()
    {
        var project = await Package.Project(folder, "net10.0", "<OutputType>Exe</OutputType>");
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), """
            using System.Net.Sockets;

            using var client = new TcpClient("localhost", 7);
            client.Client.Send(new byte[4]);
            """);
        await Restore(project, "net10.0");

        var usual = await DotNet.Run(project, "build --no-restore -v q --nologo");
        var all = await DotNet.Run(project, "build --no-restore -v q --nologo --no-incremental -p:KataAnalyzersMode=All");
        var unknown = await DotNet.Run(project, "build --no-restore -v q --nologo --no-incremental -p:KataAnalyzersMode=Most");

        Assert.That(usual, Does.Not.Contain("SOCK012"));
        Assert.That(all, Does.Contain("warning SOCK012"));
        Assert.That(unknown, Does.Contain("KATA900").And.Not.Contain("SOCK012"));
    }

    [TestCase("All")]
    [TestCase("None")]
    public void A_preset_lists_every_rule(string mode)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root(), "analyzers", "package", "globalconfigs", $"{mode}.globalconfig"));

        Assert.That(
            lines.Where(line => line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal)),
            Is.EqualTo(
                SocketAnalyzer.Rules.Select(rule =>
                    $"dotnet_diagnostic.{rule.Descriptor.Id}.severity = {(mode == "All" ? "warning" : "none")}")),
            $"Change analyzers/package/globalconfigs/{mode}.globalconfig.");
    }

    [Test]
    public void The_readme_lists_every_rule()
    {
        var listed = Regex.Matches(
            File.ReadAllText(Path.Combine(Repository.Root(), "analyzers", "package", "README.md")),
            @"^\| (SOCK\d{3}) \| (.+) \|$",
            RegexOptions.Multiline);

        Assert.That(listed.Select(row => (row.Groups[1].Value, row.Groups[2].Value)),
            Is.EqualTo(SocketAnalyzer.Rules.Select(rule => (rule.Descriptor.Id, rule.Descriptor.Title.ToString()))),
            "Change the table of analyzers/package/README.md.");
    }

    private static async Task Restore(string project, string framework)
    {
        var (code, said) = await DotNet.Try(project, "restore -v q");
        if (code != 0 && framework != "net10.0")
            Assert.Ignore($"What {framework} refers to cannot be had from the package source: {said}");
        Assert.That(code, Is.Zero, said);
    }
}
