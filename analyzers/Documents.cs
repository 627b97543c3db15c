using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Kata.Analyzers;

/// <summary>Where the pages of the rules are, so that the help link of a finding opens one.</summary>
internal static class Documents
{
    /// <summary>The MSBuild property by which a project tells the folder of the pages; the package and the programs of the kata set it. An
    /// editor
    /// copies the assembly elsewhere, or loads it from memory: there only the project knows the folder.</summary>
    private const string Option = "build_property.KataRuleDocuments";

    /// <summary>The address that a publisher has made the assembly with, with its last slash; else null.</summary>
    private static readonly string? Published = typeof(Documents)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key == "RuleDocuments")
        ?.Value
        is { Length: > 0 } address
        ? address
        : null;

    private static readonly ConcurrentDictionary<(DiagnosticDescriptor, string), DiagnosticDescriptor> Linked = new();

    /// <summary>The address of the pages where no project tells one: the folder beside the assembly, as the package and this repository
    /// have it. Empty
    /// if it is not there, since no link is better than one that opens nothing.</summary>
    public static string Address { get; } = Published ?? Beside() ?? "";

    /// <summary>The descriptor with a link to the page where this project has it.</summary>
    public static DiagnosticDescriptor Link(DiagnosticDescriptor descriptor, AnalyzerOptions options) =>
        Linked.GetOrAdd(
            (descriptor, AddressIn(options)),
            key =>
                key.Item1.HelpLinkUri == LinkTo(key.Item1.Id, key.Item2)
                    ? key.Item1
                    : new DiagnosticDescriptor(
                        key.Item1.Id,
                        key.Item1.Title,
                        key.Item1.MessageFormat,
                        key.Item1.Category,
                        key.Item1.DefaultSeverity,
                        key.Item1.IsEnabledByDefault,
                        key.Item1.Description,
                        LinkTo(key.Item1.Id, key.Item2),
                        key.Item1.CustomTags.ToArray()));

    public static string LinkTo(string id, string address) => address.Length == 0 ? "" : $"{address}{id}.md";

    private static string AddressIn(AnalyzerOptions options) =>
        Published
        ?? (options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(Option, out var folder) ? AddressOf(folder) : null)
        ?? Address;

    private static string? Beside()
    {
        var location = typeof(Documents).Assembly.Location;
        if (location.Length == 0)
            return null;
        var folder = Path.GetDirectoryName(location)!;
#pragma warning disable RS1035 // One look when the rules are loaded, at what was installed with them.
        return new[] { Path.Combine(folder, "docs"), Path.Combine(folder, "..", "..", "..", "docs") }
            .Where(docs => File.Exists(Path.Combine(docs, $"{RuleIds.ReceivedCountIgnored}.md")))
            .Select(docs => AddressOf(Path.GetFullPath(docs)))
            .FirstOrDefault();
#pragma warning restore RS1035
    }

    /// <summary>A folder, or an address already, as an address with its last slash.</summary>
    private static string? AddressOf(string folder) =>
        folder.Length > 0 && Uri.TryCreate(folder.TrimEnd('/', '\\') + "/", UriKind.Absolute, out var address) ? address.AbsoluteUri : null;
}
