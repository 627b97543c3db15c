using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Kata.Protocol;

namespace Kata.Containers.Tests;

[Parallelizable(ParallelScope.All)]
public class FaultTableTests
{
    private static IEnumerable<Type> Kinds => typeof(Fault).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Fault)));

    [Test]
    public void Every_fault_has_one_row_and_a_name_of_its_own()
    {
        Assert.That(FaultTable.Rows.Select(row => row.Type), Is.EquivalentTo(Kinds));
        Assert.That(FaultTable.Rows.Select(row => row.Name), Is.Unique);
    }

    [Test]
    public void Every_fault_is_done_by_a_layer() =>
        Assert.That(Kinds.Where(kind => !Sources("Transport").Any(file => Mentions(file, kind))), Is.Empty);

    /// <summary>The options' rules, the protocol's JSON and the server hosts read the table: a new fault is its record, its row and its
    /// layer, and nothing else.</summary>
    [TestCase("Control")]
    [TestCase("Protocol")]
    [TestCase("../harness/Servers")]
    public void No_other_place_knows_a_fault_by_name(string folder) =>
        Assert.That(
            from file in Sources(folder)
            where Path.GetFileName(file) is not ("Faults.cs" or "FaultTable.cs")
            from kind in Kinds
            where Mentions(file, kind)
            select $"{Path.GetFileName(file)} knows {kind.Name}",
            Is.Empty);

    private static bool Mentions(string file, Type kind) =>
        File.ReadLines(file)
            .Any(line =>
                !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                && Regex.IsMatch(
                    line,
                    $@"(\bnew {kind.Name}\(|\bis (not )?{kind.Name}\b|\b(or|case) {kind.Name}\b|<{kind.Name}>|\b{kind.Name}( \w+)? =>|\b{kind.Name} \{{)"
                ));

    private static string[] Sources(string folder, [CallerFilePath] string here = "")
    {
        var files = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, "..", folder), "*.cs", SearchOption.AllDirectories);
        Assert.That(files, Is.Not.Empty);
        return files;
    }
}
