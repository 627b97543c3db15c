using System.Text.RegularExpressions;
using Kata.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

/// <summary>The pages, the index and the release list say what the rules do.</summary>
public class DocumentTests
{
    private static readonly DiagnosticDescriptor[] Descriptors =
        [.. SocketAnalyzer.Rules.Select(rule => rule.Descriptor), Kata.KATA001_BlankNotFilledIn.Descriptor];

    private static readonly HashSet<string> Fixable = [.. typeof(Fix).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
        .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)];

    private static string Folder => Path.Combine(Repository.Root(), "analyzers");

    private static IEnumerable<string> Ids => Descriptors.Select(descriptor => descriptor.Id);

    private static IEnumerable<string> SocketIds => SocketAnalyzer.Rules.Select(rule => rule.Descriptor.Id);

    /// <summary>All other tests of the rules begin with that list, and see nothing of a rule that is not in it.</summary>
    [Test]
    public void Every_rule_is_in_the_list_of_rules()
    {
        var written = typeof(SocketRule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SocketRule)) && !type.IsAbstract);
        var forgotten = written.Select(type => type.Name).Except(SocketAnalyzer.Rules.Select(rule => rule.GetType().Name))
            .Select(name => $"{name} never runs: add new {name}() to SocketAnalyzer.Rules");

        Assert.That(forgotten, Is.Empty);
    }

    [Test]
    public void Every_identifier_and_every_page_belongs_to_a_rule()
    {
        var ids = typeof(RuleIds).GetFields().Select(field => (string)field.GetValue(null)!);
        var pages = Directory.GetFiles(Path.Combine(Folder, "docs"), "*.md").Select(Path.GetFileNameWithoutExtension)
            .Where(name => Regex.IsMatch(name!, @"\A[A-Z]+\d{3}\z"));

        Assert.That(ids.Except(Ids).Select(id => $"RuleIds has {id}, and no rule of SocketAnalyzer.Rules has it"), Is.Empty);
        Assert.That(pages.Except(Ids).Select(id => $"analyzers/docs/{id}.md is the page of no rule of SocketAnalyzer.Rules"), Is.Empty);
    }

    [TestCaseSource(nameof(Ids))]
    public void A_rule_has_a_page_with_all_its_parts(string id)
    {
        var page = File.ReadAllText(Path.Combine(Folder, "docs", id + ".md"));
        var title = Descriptors.Single(descriptor => descriptor.Id == id).Title.ToString();

        Assert.That(page, Does.StartWith($"# {id}: {title}\n"));
        string[] parts = ["Wrong", "Right", "Messages", "When to suppress", "Option", "In public code", "Source"];
        string[] optional = ["Option", "In public code"];
        var found = Regex.Matches(page, "^## (.+)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToList();
        Assert.That(found, Is.EqualTo(parts.Where(part => found.Contains(part) || !optional.Contains(part))));
        Assert.That(
            Descriptors.Single(descriptor => descriptor.Id == id).HelpLinkUri,
            Does.StartWith("file:///").And.EndWith($"/docs/{id}.md"));
    }

    /// <summary>A student looks for the words that the editor shows.</summary>
    [TestCaseSource(nameof(Ids))]
    public void A_page_has_every_message_of_its_rule(string id)
    {
        var path = Path.Combine(Folder, "docs", id + ".md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var messages = $"## Messages\n\n{string.Join('\n', MessagesOf(id).Select(message => $"- {message}"))}\n\n";
        if (page.Contains(messages, StringComparison.Ordinal))
            return;

        var rest = Regex.Replace(page, "^## Messages\n.*?(?=^## )", "", RegexOptions.Multiline | RegexOptions.Singleline);
        var received = Path.ChangeExtension(path, ".received.md");
        File.WriteAllText(received, rest.Replace("## When to suppress\n", $"{messages}## When to suppress\n", StringComparison.Ordinal));
        Assert.Fail($"analyzers/docs/{id}.md does not have the messages of the rule. Copy {Path.GetFileName(received)}, beside it, over it, "
            + "and explain what is new.");
    }

    /// <summary>What a rule can say, with dots for the names of the program.</summary>
    private static IEnumerable<string> MessagesOf(string id)
    {
        var rule = SocketAnalyzer.Rules.SingleOrDefault(rule => rule.Descriptor.Id == id);
        var usual = Descriptors.Single(descriptor => descriptor.Id == id);
        return from saying in rule?.Descriptors.AsEnumerable() ?? [usual]
               let words = Regex.Replace(saying.MessageFormat.ToString(), @"\{\d+\}", "…")
                   .Replace("{{", "{", StringComparison.Ordinal)
                   .Replace("}}", "}", StringComparison.Ordinal)
               group Severity(saying) by words into same
               let severities = string.Join(" or ", same.Distinct())
               select severities == Severity(usual) ? same.Key : $"{same.Key} ({severities})";
    }

    private static string Severity(DiagnosticDescriptor descriptor) =>
        descriptor.DefaultSeverity == DiagnosticSeverity.Info ? "suggestion" : "warning";

    [TestCaseSource(nameof(SocketIds))]
    public async Task The_wrong_program_of_a_page_raises_its_rule_and_the_right_one_none(string id)
    {
        var page = File.ReadAllText(Path.Combine(Folder, "docs", id + ".md"));
        var code = Regex
            .Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value.TrimEnd())
            .ToArray();

        Assert.That(await RuleTests.FindingsIn(code[0]), Does.Contain(id));
        Assert.That(await RuleTests.FindingsIn(code[1]), Does.Not.Contain(id));
    }

    [Test]
    public void The_index_lists_every_rule()
    {
        var path = Path.Combine(Folder, "docs", "index.md");
        var expected = Index();
        if (File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == expected)
            return;

        var received = Path.Combine(Folder, "docs", "index.received.md");
        File.WriteAllText(received, expected);
        Assert.Fail($"analyzers/docs/index.md does not list the rules as they are. Copy {Path.GetFileName(received)}, beside it, over it.");
    }

    [Test]
    public void The_release_list_has_every_rule()
    {
        var lists =
            File.ReadAllText(Path.Combine(Folder, "AnalyzerReleases.Shipped.md"))
            + File.ReadAllText(Path.Combine(Folder, "AnalyzerReleases.Unshipped.md"));
        var listed = Regex
            .Matches(lists, @"^(\w+\d{3}) \| (\w+) \| (\w+) \| (.+)$", RegexOptions.Multiline)
            .Select(match => match.Value.Trim());

        Assert.That(
            listed,
            Is.EquivalentTo(
                Descriptors.Select(descriptor =>
                    $"{descriptor.Id} | {descriptor.Category} | {(descriptor.IsEnabledByDefault ? descriptor.DefaultSeverity.ToString() : "Disabled")} | {descriptor.Title}"
                )),
            "Change analyzers/AnalyzerReleases.Unshipped.md.");
    }

    [Test]
    public void A_rule_its_tests_and_its_fix_are_found_by_one_name()
    {
        foreach (var rule in SocketAnalyzer.Rules)
        {
            var name = rule.GetType().Name;
            Assert.That(name, Does.StartWith(rule.Descriptor.Id + "_"));
            Assert.That(File.Exists(Path.Combine(Folder, "Rules", name + ".cs")), $"There is no Rules/{name}.cs.");
            Assert.That(
                typeof(DocumentTests).Assembly.GetType($"Kata.Analyzers.Tests.{name}Tests"),
                Is.Not.Null,
                $"There is no tests/{name}Tests.cs.");
            if (Fixable.Contains(rule.Descriptor.Id))
                Assert.That(typeof(Fix).Assembly.GetType($"Kata.CodeFixes.{name}Fix"), Is.Not.Null, $"The fix is not called {name}Fix.");
        }
    }

    private static string Index()
    {
        var rows = Descriptors.Select(descriptor =>
            $"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Title} | {descriptor.Category} | {Default(descriptor)} | {(Fixable.Contains(descriptor.Id) ? "yes" : "")} |"
        );
        return $"""
            # The rules

            Each page says why, shows a wrong and a right program, and says when to suppress the rule. This table is made from the rules themselves and
            checked by a test.

            | rule | it reports | category | default | fix |
            |---|---|---|---|---|
            {string.Join('\n', rows)}

            To change a rule's severity, or to turn on one that is off, write in an `.editorconfig`:

            ```ini
            [*.cs]
            dotnet_diagnostic.SOCK012.severity = warning
            ```

            The help link of a finding opens its page: the package holds these pages in its folder `docs`, and a project that uses it links to them there.
            If you publish the pages, make the package with their address: `dotnet pack analyzers -p:RuleDocuments=https://…/docs/`.

            """.ReplaceLineEndings("\n");
    }

    private static string Default(DiagnosticDescriptor descriptor) =>
        !descriptor.IsEnabledByDefault
            ? "off"
            : descriptor.DefaultSeverity switch
            {
                DiagnosticSeverity.Info when descriptor.Id == RuleIds.BlankNotFilledIn => "notice",
                DiagnosticSeverity.Info when descriptor.Id == RuleIds.NoDeadline => "suggestion, most of its findings warning",
                DiagnosticSeverity.Info when descriptor.Id == RuleIds.SentCountIgnored => "suggestion, on a non-blocking socket warning",
                DiagnosticSeverity.Info when descriptor.Id == RuleIds.HostByteOrder =>
                    "suggestion; warning in a known protocol, or where other numbers of the message are turned",
                DiagnosticSeverity.Info => "suggestion",
                _ when descriptor.Id == RuleIds.NotFlushed => "warning, line ends of an unknown protocol suggestion",
                _ => "warning",
            };
}
