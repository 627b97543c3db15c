using System.Xml.Linq;
using Kata.Machine;

namespace Kata.Bench;

/// <summary>A run of the solutions whose checks are counted, since a run in which no check ran also ends with exit
/// code 0.</summary>
internal sealed record CountedRun(int ExitCode, int Passed, int Others, string Output)
{
    public bool IsGood => ExitCode == 0 && Passed > 0 && Others == 0;

    public static async Task<CountedRun> OfSolutions(string folder, string servers)
    {
        var results = Directory.CreateTempSubdirectory("kata-results-");
        try
        {
            var (exitCode, output) = await Timing.DotNet(
                folder, servers, "test", "solutions", "--no-build", "--logger", "trx", "--results-directory", results.FullName);
            var counters = results.EnumerateFiles("*.trx")
                .SelectMany(file => XDocument.Load(file.FullName).Descendants().Where(element => element.Name.LocalName == "Counters"))
                .ToList();
            var passed = counters.Sum(counter => (int?)counter.Attribute("passed") ?? 0);
            return new(exitCode, passed, counters.Sum(counter => (int?)counter.Attribute("executed") ?? 0) - passed, output);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    /// <exception cref="KataException">Not every check passed, or none ran.</exception>
    public CountedRun MustBeGood(string servers) =>
        IsGood
            ? this
            : throw new KataException(
                $"KATA_SERVERS={servers}: {Passed} checks passed and {Others} did not (exit code {ExitCode}), so there is nothing "
                    + $"to measure:{Environment.NewLine}{Output}");
}
