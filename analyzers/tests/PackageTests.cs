using System.IO.Compression;
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
    public async Task The_package_works_in_a_new_console_project()
    {
        var feed = Path.Combine(folder, "feed");
        // What is built on the way lies here too: other tests build with the repository's own rules at the same time.
        await DotNet.Run(Path.Combine(Repository.Root(), "analyzers"), $"pack -v q --nologo -o \"{feed}\" --artifacts-path \"{Path.Combine(folder, "artifacts")}\" -p:Version=9.9.9-test");
        var package = Directory.GetFiles(feed, "*.nupkg").Single();
        using (var content = ZipFile.OpenRead(package))
        {
            Assert.That(content.Entries.Select(entry => entry.FullName), Is.SupersetOf(new[] { "analyzers/dotnet/cs/Kata.Analyzers.dll", "analyzers/dotnet/cs/Kata.CodeFixes.dll", "docs/SOCK001.md" }));
            Assert.That(content.Entries.Select(entry => entry.FullName), Has.None.StartsWith("lib/"));
        }

        var project = Path.Combine(folder, "console");
        Directory.CreateDirectory(project);

        // A package folder of its own, so that no other test finds this package in the machine's.
        await File.WriteAllTextAsync(Path.Combine(project, "Console.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RestoreSources>{feed}</RestoreSources>
                <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Kata.Analyzers" Version="9.9.9-test" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(project, "Program.cs"), """
            using System.Net.Sockets;

            using var client = new TcpClient("localhost", 7);
            client.GetStream().Read(new byte[10], 0, 10);
            """);

        var output = await DotNet.Run(project, "build -v q --nologo");

        Assert.That(output, Does.Contain("Program.cs(4,1): warning SOCK001: Keep the count that `client.GetStream().Read` returns"));

        await DotNet.Run(project, "format analyzers --no-restore --diagnostics SOCK001");

        Assert.That(await DotNet.Run(project, "build --no-restore -v q --nologo"), Does.Not.Contain("SOCK001"));
    }
}
