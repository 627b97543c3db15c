using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Classes;
using Kata.Classes.Alike;
using Kata.Classes.Intake;
using Kata.Machine;
using Kata.Results;

namespace Kata.Bench;

/// <summary>How long it takes to find the programs that are alike in a class that has all steps. All programs are different: each is our
/// solution with other statements between its own. In each step some are copies with other names and comments, which are to be
/// found.</summary>
internal static partial class AlikeClass
{
    /// <summary>Where programs are too alike, as for <c>kata grade alike</c>.</summary>
    private const double Least = 0.6;

    private const double TargetSeconds = 60;

    /// <summary>Of a hundred copies so many may be of programs that are too short to prove anything.</summary>
    private const int MostMissed = 2;

    /// <summary>One student in so many hands in the program of the one before.</summary>
    private const int Copies = 50;

    /// <summary>How many lines in ten are followed by a statement of the student's own.</summary>
    private const int Own = 4;

    public static int Measure(int students)
    {
        var path = Directory.CreateTempSubdirectory("kata-alike-").FullName;
        try
        {
            var folder = new ClassFolder(path);
            var submissions = Enumerable.Range(1, students).Select(student =>
            {
                var id = FormattableString.Invariant($"student{student:000}");
                var own = Directory.CreateDirectory(Path.Combine(folder.Submissions, id)).FullName;
                foreach (var step in Step.All)
                    File.WriteAllText(Path.Combine(own, step.FileName), Program(step, student));
                return new Submission(id, id, ClassIntake.ProgramsOf(own));
            }).ToList();
            var manifest = new ClassManifest("checks", null, Step.All, submissions);
            var wanted = (from student in Enumerable.Range(1, students)
                          where IsCopy(student)
                          from step in Step.All
                          select (step, submissions[student - 2].Id, submissions[student - 1].Id)).ToList();

            var clock = Stopwatch.StartNew();
            var pairs = AlikePrograms.Find(folder, manifest, Least);
            var page = AlikePage.Write(pairs);
            clock.Stop();

            var missed = wanted.Except(pairs.Select(pair => (pair.Step, pair.One.Id, pair.Other.Id))).ToList();
            Console.WriteLine($"{students} submissions of {Step.All.Count} steps: {pairs.Count} pairs are alike, {wanted.Count} are "
                + $"copies; the page has {page.Length / 1024} KB");
            Timing.Print("alike: seconds", clock.Elapsed.TotalSeconds, "s", TargetSeconds);
            foreach (var (step, one, other) in missed)
                Console.WriteLine($"  not found: {step.Name} of {one} and {other}");
            Timing.Print("alike: copies that were not found", 100.0 * missed.Count / Math.Max(1, wanted.Count), "%", MostMissed);
            return 100 * missed.Count <= MostMissed * wanted.Count ? 0 : 1;
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private static bool IsCopy(int student) => student > 1 && student % Copies == 0;

    private static string Program(Step step, int student)
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "solutions", step.FileName));
        if (IsCopy(student))
            return Name().Replace(Program(step, student - 1), "${name}Too").Replace(";\n", "; // mine\n\n", StringComparison.Ordinal);

        var random = new Random(1000 * student + step.Number);
        return string.Concat(solution.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal)
            && line.EndsWith(';') && random.Next(10) < Own ? $"{line}\n        {Statement(random)}\n" : $"{line}\n"));
    }

    private static string Statement(Random random)
    {
        var name = FormattableString.Invariant($"value{random.Next(1000)}");
        string[] all =
        [
            $"var {name} = new List<int> {{ {random.Next()} }};",
            $"if ({name} > {random.Next()}) Console.Error.WriteLine(\"{name}\");",
            $"while ({name}.Count < limit) {name}.Add({name}[^1] * 2);",
            $"{name} ??= text.Split(' ');",
            $"for (var i = 0; i < {name}; i++) total += i;",
            $"Trace({name}, $\"{{{name}}} of {{total}}\");",
            $"{name} = {name} switch {{ 0 => 1, _ => {name} - 1 }};",
            $"lock (gate) {name}++;",
        ];
        return string.Join(' ', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => all[random.Next(all.Length)]));
    }

    /// <summary>Names of variables: the kata's own begin with a small letter.</summary>
    [GeneratedRegex(@"(?<=\bvar )(?<name>[a-z]\w*)")]
    private static partial Regex Name();
}
