using System.CommandLine;
using System.Text.RegularExpressions;
using Kata.Classes.Exports;
using Kata.Commands;
using Kata.Machine;
using NUnit.Framework;

namespace Kata.Tests.Commands;

/// <summary>README and CONTRIBUTING.md name the commands, options and exports that there are.</summary>
[Parallelizable(ParallelScope.All)]
public class DocumentedCommandsTests
{
    private static readonly Command Kata = KataCommand.Create();

    [Test]
    public void The_table_of_commands_has_a_row_for_each_command_that_students_use()
    {
        var rows = FirstColumn("command").Select(command => command.Split(' ').ElementAtOrDefault(1) ?? "");
        var students = Kata.Subcommands
            .Where(command => !command.Hidden && !Regex.IsMatch(command.Description!, "^For (maintainers|instructors):"))
            .Select(command => command.Name)
            .Prepend("");

        Assert.That(rows, Is.EquivalentTo(students), "Change the table in README.md: the row of kata alone is \"\".");
    }

    [Test]
    public void The_table_of_exports_has_a_row_for_each_form() => Assert.That(
        FirstColumn("format"),
        Is.EquivalentTo(ClassExport.All.Select(export => export.Name)),
        "Change the table in README.md.");

    [TestCase("README.md")]
    [TestCase("CONTRIBUTING.md")]
    public void Every_command_and_every_option_that_is_named_exists(string file)
    {
        var unknown =
            from Match named in Regex.Matches(Text(file), @"(?<=`|\./)kata( [a-z]+\b)?[^`\n]*")
            let words = named.Value.Split(' ')
            from word in Unknown(words)
            select $"{file}: «{named.Value}»: there is no {word}";

        Assert.That(unknown, Is.Empty);
    }

    [TestCase("kata check 5 --json", ExpectedResult = "")]
    [TestCase("kata cheek 5 --json", ExpectedResult = "cheek")]
    [TestCase("kata check 5 --jason", ExpectedResult = "--jason")]
    [TestCase("kata grade export class --format csv", ExpectedResult = "")]
    [TestCase("kata grade class --format csv", ExpectedResult = "--format")]
    [TestCase("kata mutants [step…] [--sample N]", ExpectedResult = "")]
    public string What_does_not_exist_is_found(string line) => string.Join(' ', Unknown(line.Split(' ')));

    /// <summary>The first column of README's table whose first cell says this, without the marks of code.</summary>
    private static IEnumerable<string> FirstColumn(string heading) =>
        Text("README.md").Split('\n').SkipWhile(line => !line.StartsWith($"| {heading} |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim(' ', '`'));

    /// <summary>Of the words after <c>kata</c>: a command that there is not, and options that its command does not have.</summary>
    private static IEnumerable<string> Unknown(string[] words)
    {
        var command = Kata;
        foreach (var word in words[1..])
        {
            if (command.Subcommands.FirstOrDefault(one => one.Name == word) is { } known)
                command = known;
            else if (command == Kata && Regex.IsMatch(word, "^[a-z]+$"))
                yield return word;
            else if (Regex.Match(word, @"^\[?(--[a-z-]+)") is { Success: true } option
                && option.Groups[1].Value is var name && name != "--help" && command.Options.All(one => one.Name != name))
                yield return name;
        }
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file)).ReplaceLineEndings("\n");
}
