using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Classes;
using Kata.Commands;
using Kata.Machine;
using NUnit.Framework;
using YamlDotNet.RepresentationModel;

namespace Kata.Tests.Classes;

/// <summary>The recipes of the README that no test can run here are YAML, give each machine its own part and its own folder, and leave no
/// part out. Slurm and GNU parallel are run (slurm/run, parallel/run).</summary>
public partial class RecipeTests
{
    [Test]
    public void A_Kubernetes_job_has_as_many_pods_as_parts()
    {
        var job = Recipe("kind: Job");
        var spec = Map(job["spec"]);
        var pod = Map(Map(spec["template"])["spec"]);
        var container = Map(List(pod["containers"]).Single());
        var variables = List(container["env"]).Select(Map).ToDictionary(one => $"{one["name"]}", one => $"{one["value"]}");
        var count = int.Parse($"{spec["completions"]}", CultureInfo.InvariantCulture);

        var shards = Enumerable.Range(0, count).Select(index =>
            Shard.Read(name => name == "JOB_COMPLETION_INDEX" ? $"{index}" : variables.GetValueOrDefault(name))).ToList();

        Assert.That($"{spec["completionMode"]}", Is.EqualTo("Indexed"));
        Assert.That(shards, Is.EqualTo(AllOf(count)));
        Assert.That(int.Parse($"{spec["parallelism"]}", CultureInfo.InvariantCulture), Is.InRange(1, count));
        // A limit for each index is for pods that are not restarted (kubernetes.io, Job).
        Assert.That($"{pod["restartPolicy"]}", Is.EqualTo("Never"));
        var words = List(container["command"]).Select(word => $"{word}").ToList();
        Assert.That(words[..2], Is.EqualTo(new[] { "sh", "-c" }));
        Assert.That(Errors(words[2]), Is.Empty);
        Assert.That(words[2], Does.Contain("-$JOB_COMPLETION_INDEX"), "each part has a folder of its own");
        var mounted = $"{Map(List(container["volumeMounts"]).Single())["mountPath"]}";
        Assert.That(Regex.Matches(words[2], " (/[a-z]+)/").Select(path => path.Groups[1].Value), Is.All.EqualTo(mounted));
        Assert.That($"{Map(List(container["volumeMounts"]).Single())["name"]}",
            Is.EqualTo($"{Map(List(pod["volumes"]).Single())["name"]}"));
    }

    [Test]
    public void A_GitHub_matrix_has_a_job_for_each_part_and_merges_all()
    {
        var jobs = Map(Recipe("strategy:")["jobs"]);
        var (grade, merge) = (Map(jobs["grade"]), Map(jobs["merge"]));
        var numbers = List(Map(Map(grade["strategy"])["matrix"])["shard"]).Select(number => $"{number}").ToList();
        var line = Runs(grade).Single(run => run.Contains("./kata", StringComparison.Ordinal));
        var commands = numbers.Select(number => Filled(line, number, numbers.Count)).ToList();

        Assert.That(commands.SelectMany(Errors), Is.Empty);
        Assert.That(commands.Select(command => Shard.Parse(ShardOption().Match(command).Groups[1].Value)),
            Is.EqualTo(AllOf(numbers.Count)));
        var folders = commands.Select(command => OutOption().Match(command).Groups[1].Value).ToList();
        Assert.That(folders, Is.Unique);

        var upload = Steps(grade).Single(step => $"{step["uses"]}".Contains("upload-artifact", StringComparison.Ordinal));
        Assert.That($"{upload["if"]}", Is.EqualTo("always()"), "what is graded is kept if something is not");
        foreach (var name in (string[])["name", "path"])
            Assert.That(numbers.Select(number => Filled($"{Map(upload["with"])[name]}", number, numbers.Count)), Is.EqualTo(folders), name);

        Assert.That(($"{merge["needs"]}", $"{merge["if"]}"), Is.EqualTo(("grade", "always()")));
        Assert.That(Runs(merge).Where(run => run.Contains("./kata", StringComparison.Ordinal)).SelectMany(Errors), Is.Empty);
        var download = Steps(merge).Single(step => $"{step["uses"]}".Contains("download-artifact", StringComparison.Ordinal));
        var pattern = $"{Map(download["with"])["pattern"]}";
        Assert.That(folders, Is.All.StartsWith(pattern.TrimEnd('*')));
        Assert.That(Runs(merge), Has.Some.EndsWith($"./kata grade merge class {pattern}"));
    }

    private static IEnumerable<Shard> AllOf(int count) => Enumerable.Range(1, count).Select(number => new Shard(number, count));

    /// <summary>As GitHub fills in a line of a job.</summary>
    private static string Filled(string line, string number, int count) => line.Replace("${{ matrix.shard }}", number)
        .Replace("${{ strategy.job-total }}", $"{count}");

    /// <summary>What kata says against its words in a line of a shell.</summary>
    private static IEnumerable<string> Errors(string line) => KataCommand.Create()
        .Parse(line[(line.IndexOf("./kata ", StringComparison.Ordinal) + "./kata ".Length)..].Split(" && ")[0].Split(' '))
        .Errors.Select(error => $"{line}: {error.Message}");

    private static IEnumerable<YamlMappingNode> Steps(YamlMappingNode job) =>
        List(job["steps"]).Select(Map).Select(step => step.Children.ContainsKey("uses") ? step : new(step.Append(new("uses", ""))));

    private static IEnumerable<string> Runs(YamlMappingNode job) =>
        List(job["steps"]).Select(Map).Where(step => step.Children.ContainsKey("run")).Select(step => $"{step["run"]}");

    /// <summary>The only YAML of the README that has this line.</summary>
    private static YamlMappingNode Recipe(string line)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md")).ReplaceLineEndings("\n");
        var text = Blocks().Matches(readme).Select(block => block.Groups[1].Value)
            .Single(block => block.Contains(line, StringComparison.Ordinal));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return Map(yaml.Documents.Single().RootNode);
    }

    private static YamlMappingNode Map(YamlNode node) => (YamlMappingNode)node;

    private static YamlSequenceNode List(YamlNode node) => (YamlSequenceNode)node;

    [GeneratedRegex(@"^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"--shard (\S+)")]
    private static partial Regex ShardOption();

    [GeneratedRegex(@"--out (\S+)")]
    private static partial Regex OutOption();
}
