using System.Xml.Linq;
using Kata.Machine;

namespace Kata.Bench;

/// <summary>An NUnit project with one empty test, in a temporary folder, with this repository's versions of the
/// packages: what any test run on this machine costs.</summary>
internal sealed class EmptyProject : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("kata-empty-").FullName;

    /// <summary>The file that an edit changes.</summary>
    public string SourceFile => Path.Combine(Folder, "Tests.cs");

    public static async Task<EmptyProject> Create()
    {
        var project = new EmptyProject();
        string[] packages = ["NUnit", "NUnit3TestAdapter", "Microsoft.NET.Test.Sdk"];
        var references = packages.Select(name => $"""    <PackageReference Include="{name}" Version="{VersionOf(name)}" />""");
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "Empty.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
            {string.Join(Environment.NewLine, references)}
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(project.SourceFile, """
            public class Tests
            {
                [NUnit.Framework.Test]
                public void Nothing()
                {
                }
            }

            """);
        await Timing.MustDotNet(project.Folder, null, "build", "-v", "q", "--nologo");
        return project;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string VersionOf(string package) =>
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .First(element => (string?)element.Attribute("Include") == package)
            .Attribute("Version")!.Value;
}
