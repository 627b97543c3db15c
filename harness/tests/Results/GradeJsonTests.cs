using System.Text.Json.Nodes;
using Kata.Checking;
using Kata.Results;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Results;

[Parallelizable(ParallelScope.All)]
public class GradeJsonTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(
        typeof(GradeJsonTests).Assembly.GetManifestResourceStream("grade.schema.json")!)!;

    private static Grade[] All =>
    [
        Grades.Fresh, Grades.FreshAndStrict, Grades.Failing, Grades.InProgress, Grades.AllDone, Grades.OneStep,
        Grades.AllDoneButForSkippedChecks, Grades.NothingMatched, Grades.BrokenOff, Grades.WithChecksOfNoStep,
    ];

    [Test]
    public void Every_grade_keeps_to_the_schema()
    {
        foreach (var grade in All)
            Assert.That(Faults(JsonNode.Parse(GradeJson.Write(grade)), Schema, "$"), Is.Empty);
    }

    [Test]
    public void The_schema_lists_every_status()
    {
        Assert.That(Statuses("steps"), Is.EquivalentTo(Enum.GetNames<StepStatus>().Select(CamelCase)));
        Assert.That(Statuses("checks"), Is.EquivalentTo(Enum.GetNames<CheckStatus>().Select(CamelCase)));

        static IEnumerable<string> Statuses(string list) =>
            Schema["properties"]![list]!["items"]!["properties"]!["status"]!["enum"]!.AsArray().Select(name => (string)name!);
        static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
    }

    [Test]
    public void A_file_that_breaks_the_schema_is_noticed()
    {
        var json = JsonNode.Parse(GradeJson.Write(Grades.Failing))!;
        json["steps"]![0]!["status"] = "perhaps";
        json["checks"]![0]!["points"] = "1";
        json.AsObject().Remove("version");
        json["extra"] = true;

        Assert.That(Faults(json, Schema, "$").Count(), Is.EqualTo(4));
    }

    [Test]
    public Task One_step() => Verifier.Verify(GradeJson.Write(Grades.OneStep));

    // The part of JSON Schema 2020-12 that the schema uses.
    private static IEnumerable<string> Faults(JsonNode? value, JsonNode schema, string path)
    {
        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, value))
            yield return $"{path} is not {constant}";
        if (schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value)))
            yield return $"{path} is none of {allowed}";
        if (schema["type"] is { } type && !(type is JsonArray types ? types : [type.DeepClone()]).Any(one => IsA((string)one!, value)))
            yield return $"{path} is not of type {type}";

        foreach (var name in schema["required"]?.AsArray().Select(name => (string)name!) ?? [])
            if (value is JsonObject owner && !owner.ContainsKey(name))
                yield return $"{path}.{name} is missing";

        foreach (var (name, member) in value as JsonObject ?? [])
        {
            if (schema["properties"]?[name] is not { } inner)
                yield return $"{path}.{name} is not in the schema";
            else
                foreach (var fault in Faults(member, inner, $"{path}.{name}"))
                    yield return fault;
        }

        foreach (var fault in (value as JsonArray ?? []).SelectMany((item, i) => Faults(item, schema["items"]!, $"{path}[{i}]")))
            yield return fault;
    }

    private static bool IsA(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("object", System.Text.Json.JsonValueKind.Object) => true,
        ("array", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        ("number", System.Text.Json.JsonValueKind.Number) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => value!.ToJsonString().All(char.IsDigit),
        _ => false,
    };
}
