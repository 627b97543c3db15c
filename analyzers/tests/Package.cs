using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>The package, made once for all tests that need it, and projects that use it.</summary>
internal static class Package
{
    private const string Version = "9.9.9-test";

    private static readonly string Folder = Directory.CreateTempSubdirectory("kata-package").FullName;
    private static readonly Lazy<Task<string>> Made = new(Make);

    /// <summary>The folder that holds the package.</summary>
    public static Task<string> Feed() => Made.Value;

    /// <summary>A folder with a project that refers to the package. It has a package folder of its own, so that no other test finds this
    /// package in the
    /// machine's; what the machine has of others is taken from there.</summary>
    public static async Task<string> Project(string folder, string framework, string properties)
    {
        var project = Directory.CreateDirectory(Path.Combine(folder, "project")).FullName;
        var machine =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(project, "Project.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>{framework}</TargetFramework>
                <RestoreAdditionalProjectSources>{await Feed()}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{(Directory.Exists(machine) ? machine : "")}</RestoreFallbackFolders>
                <UseAppHost>false</UseAppHost>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Kata.Analyzers" Version="{Version}" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        return project;
    }

    public static void Remove()
    {
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private static async Task<string> Make()
    {
        var feed = Path.Combine(Folder, "feed");

        // What is built on the way lies here too: other tests build with the repository's own rules at the same time.
        await DotNet.Run(
            Path.Combine(Repository.Root(), "analyzers"),
            $"pack -v q --nologo -o \"{feed}\" --artifacts-path \"{Path.Combine(Folder, "artifacts")}\" -p:Version={Version}");
        return feed;
    }
}

/// <summary>After all tests.</summary>
[SetUpFixture]
public sealed class PackageIsRemoved
{
    [OneTimeTearDown]
    public static void Remove() => Package.Remove();
}
