using System.Globalization;
using System.Text.Json;
using Kata.Machine;
using Kata.Results;

namespace Kata.Classes;

/// <summary>How the checks of a step become points.</summary>
internal enum PointRule
{
    /// <summary>The share of checks that passed.</summary>
    Share,

    /// <summary>All or nothing.</summary>
    All,

    /// <summary>All points from this share of passed checks on, otherwise none.</summary>
    Threshold,
}

/// <summary>What a step is worth.</summary>
/// <param name="Points">The most points; null for the points of its checks.</param>
/// <param name="Threshold">From 0 to 1.</param>
internal sealed record StepPoints(decimal? Points, PointRule Rule, decimal Threshold);

/// <summary>What is taken off for lateness.</summary>
/// <param name="Due">When the submission was due.</param>
/// <param name="PerDay">The share of the points that each started day takes off, from 0 to 1.</param>
/// <param name="Most">The largest share that is taken off.</param>
/// <param name="GraceMinutes">Minutes after the due time that do not count.</param>
internal sealed record LateDays(DateTimeOffset Due, decimal PerDay, decimal Most, int GraceMinutes);

/// <summary>How points are rounded.</summary>
/// <param name="To">The step of the rounding, for example 0.5.</param>
/// <param name="How">nearest, up or down.</param>
internal sealed record Rounding(decimal To, string How);

/// <summary>How verdicts become points: <c>points.json</c>, as described in <c>points.schema.json</c> beside this file.</summary>
/// <param name="ByStep">Steps with rules of their own.</param>
/// <param name="Other">The rule for all other steps.</param>
internal sealed record PointRules(IReadOnlyDictionary<Step, StepPoints> ByStep, StepPoints Other, LateDays? Late, Rounding? Rounding)
{
    private const int Version = 1;

    private static readonly StepPoints PointsOfChecks = new(null, PointRule.Share, 1);

    /// <summary>The points of the checks themselves.</summary>
    public static PointRules OfChecks { get; } = new(new Dictionary<Step, StepPoints>(), PointsOfChecks, null, null);

    /// <summary>The most points that a step can bring. If they come from its checks and none is known, it brings nothing.</summary>
    public decimal Possible(Step step, IReadOnlyCollection<CheckResult> checks) => Of(step).Points ?? checks.Sum(check => check.Possible);

    /// <summary>The points of a step, before late days are counted and points are rounded.</summary>
    /// <returns>Null if it could not be graded, which is not zero.</returns>
    public decimal? Earned(Step step, IReadOnlyCollection<CheckResult> checks)
    {
        if (checks.Any(check => check.Status == CheckStatus.NotGraded))
            return null;

        var (rule, earned, possible) = (Of(step), checks.Sum(check => check.Earned), checks.Sum(check => check.Possible));
        var points = rule.Points ?? possible;
        return possible == 0 ? 0 : rule.Rule switch
        {
            PointRule.All => earned == possible ? points : 0,
            PointRule.Threshold => earned >= rule.Threshold * possible ? points : 0,
            _ => points * earned / possible,
        };
    }

    /// <summary>How many days late a submission was. Each started day counts.</summary>
    /// <returns>Null if it should have a date, and has none.</returns>
    public int? DaysLate(DateTimeOffset? submitted) =>
        Late is null ? 0
        : submitted is not { } when ? null
        : when <= Late.Due.AddMinutes(Late.GraceMinutes) ? 0
        : (int)Math.Ceiling((when - Late.Due).TotalDays);

    /// <summary>The sum after the deduction for late days, rounded.</summary>
    public decimal Final(decimal sum, DateTimeOffset? submitted)
    {
        var off = Late is null ? 0 : Math.Min(Late.Most, (DaysLate(submitted) ?? 0) * Late.PerDay);
        return Rounded(sum * (1 - off));
    }

    /// <summary>The points, with as many decimals as are useful.</summary>
    public decimal Rounded(decimal points) => Rounding is null ? Math.Round(points, 2, MidpointRounding.AwayFromZero) : Rounding.How switch
    {
        "up" => Math.Ceiling(points / Rounding.To) * Rounding.To,
        "down" => Math.Floor(points / Rounding.To) * Rounding.To,
        _ => Math.Round(points / Rounding.To, MidpointRounding.AwayFromZero) * Rounding.To,
    };

    private StepPoints Of(Step step) => ByStep.GetValueOrDefault(step) ?? Other;

    /// <summary>Reads a file of rules.</summary>
    /// <exception cref="KataException">It breaks the schema; the message says where.</exception>
    public static PointRules Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path),
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(json.RootElement);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KataException($"There is no {path}: --points takes a file of rules, which README describes");
        }
        catch (Exception broken)
            when (broken is JsonException or FormatException or InvalidOperationException or OverflowException or KeyNotFoundException)
        {
            throw new KataException($"{path}: {broken.Message.TrimEnd('.')}: see harness/Classes/points.schema.json", broken);
        }
    }

    /// <exception cref="FormatException">It breaks the schema.</exception>
    internal static PointRules Read(JsonElement json)
    {
        Only(json, "points.json", "$schema", "version", "steps", "other", "late", "rounding");
        if (json.TryGetProperty("version", out var version) && version.GetInt32() != Version)
            throw new FormatException($"version is {version}, and this kata knows version {Version}");

        var byStep = new Dictionary<Step, StepPoints>();
        foreach (var step in json.TryGetProperty("steps", out var steps) ? steps.EnumerateObject() : default)
        {
            var which = int.TryParse(step.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Step.Of(number)
                : Step.None;
            byStep[which != Step.None ? which : throw new FormatException($"steps: there is no step {step.Name}")] = ReadStep(step.Value,
                $"steps.{step.Name}");
        }

        return new(
            byStep,
            json.TryGetProperty("other", out var other) ? ReadStep(other, "other") : PointsOfChecks,
            json.TryGetProperty("late", out var late) && late.ValueKind != JsonValueKind.Null ? ReadLate(late) : null,
            json.TryGetProperty("rounding", out var rounding) && rounding.ValueKind != JsonValueKind.Null ? ReadRounding(rounding) : null);
    }

    /// <summary>The file of rules.</summary>
    internal string Write() => ResultJson.Write(WriteProperties, indented: true) + "\n";

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteProperties(json);
        json.WriteEndObject();
    }

    private void WriteProperties(Utf8JsonWriter json)
    {
        json.WriteNumber("version", Version);
        json.WriteStartObject("steps");
        foreach (var (step, points) in ByStep.OrderBy(pair => pair.Key.Number))
        {
            json.WritePropertyName($"{step.Number}");
            Write(json, points);
        }

        json.WriteEndObject();
        json.WritePropertyName("other");
        Write(json, Other);
        if (Late is not null)
        {
            json.WriteStartObject("late");
            json.WriteString("due", Late.Due);
            json.WriteNumber("perDay", Late.PerDay);
            json.WriteNumber("most", Late.Most);
            json.WriteNumber("graceMinutes", Late.GraceMinutes);
            json.WriteEndObject();
        }

        if (Rounding is not null)
        {
            json.WriteStartObject("rounding");
            json.WriteNumber("to", Rounding.To);
            json.WriteString("how", Rounding.How);
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, StepPoints points)
    {
        json.WriteStartObject();
        if (points.Points is { } most)
            json.WriteNumber("points", most);
        json.WriteString("rule", ResultJson.Name(points.Rule));
        if (points.Rule == PointRule.Threshold)
            json.WriteNumber("threshold", points.Threshold);
        json.WriteEndObject();
    }

    private static StepPoints ReadStep(JsonElement json, string where)
    {
        Only(json, where, "points", "rule", "threshold");
        var rule = ResultJson.Text(json, "rule") is { } name
            ? name is "share" or "all" or "threshold" ? Enum.Parse<PointRule>(name, ignoreCase: true)
                : throw new FormatException($"{where}.rule is {name}: it is share, all or threshold")
            : PointRule.Share;
        if (rule == PointRule.Threshold && !json.TryGetProperty("threshold", out _))
            throw new FormatException($"{where}: the rule threshold wants a threshold from 0 to 1");
        return new(json.TryGetProperty("points", out var points) ? Number(points, $"{where}.points", 0, 1_000_000) : null, rule,
            Number(json, "threshold", where, 0, 1, 1));
    }

    private static LateDays ReadLate(JsonElement json)
    {
        Only(json, "late", "due", "perDay", "most", "graceMinutes");
        return new(
            ResultJson.Text(json, "due") is { } due
                ? ReadDue(due)
                : throw new FormatException($"late has no «due»: {PlainTime.Form}"),
            Number(json, "perDay", "late", 0, 1, 0),
            Number(json, "most", "late", 0, 1, 1),
            (int)Number(json, "graceMinutes", "late", 0, 10_000, 0));
    }

    private static DateTimeOffset ReadDue(string due)
    {
        var time = PlainTime.Read(due) ?? throw new FormatException($"late.due is {due}: {PlainTime.Form}");
        // The day alone would be its first minute, and all who hand in on that day would be late.
        return PlainTime.HasTimeOfDay(due) ? time
            : throw new FormatException($"late.due is {due}, without a time of day: write {time:yyyy-MM-dd}T23:59:00 for the end of that day");
    }

    private static Rounding ReadRounding(JsonElement json)
    {
        Only(json, "rounding", "to", "how");
        var how = ResultJson.Text(json, "how") ?? "nearest";
        return how is "nearest" or "up" or "down"
            ? new(Number(json, "to", "rounding", 0.0001m, 1_000_000, 1), how)
            : throw new FormatException($"rounding.how is {how}: it is nearest, up or down");
    }

    private static decimal Number(JsonElement json, string name, string where, decimal least, decimal most, decimal otherwise) =>
        json.TryGetProperty(name, out var value) ? Number(value, $"{where}.{name}", least, most) : otherwise;

    private static decimal Number(JsonElement value, string where, decimal least, decimal most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(FormattableString.Invariant($"{where} is {value}: it is a number from {least} to {most}"));

    // An unknown word is a mistake: points would be lost unnoticed.
    private static void Only(JsonElement json, string where, params string[] known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException($"{where} is no object");
        foreach (var property in json.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw new FormatException(
                    $"{where} has «{property.Name}», which is not known: it can have "
                        + $"{string.Join(", ", known.Where(name => name != "$schema"))}");
        }
    }
}
