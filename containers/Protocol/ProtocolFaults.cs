using System.Text.Json;

namespace Kata.Protocol;

/// <summary>Faults as JSON objects, told apart by their field <c>fault</c>.</summary>
internal static class FaultJson
{
    public static void Put(Utf8JsonWriter json, Fault fault)
    {
        json.WriteStartObject();
        switch (fault)
        {
            case InPieces f:
                json.WriteString("fault", "in-pieces");
                json.Put("sizes", f.Sizes, json.WriteNumberValue);
                json.WriteNumber("gapMilliseconds", f.GapMilliseconds);
                break;
            case InRandomPieces f:
                json.WriteString("fault", "in-random-pieces");
                json.WriteNumber("seed", f.Seed);
                json.WriteNumber("maxSize", f.MaxSize);
                json.WriteNumber("maxGapMilliseconds", f.MaxGapMilliseconds);
                break;
            case HoldBack f:
                json.WriteString("fault", "hold-back");
                json.WriteNumber("bytes", f.Bytes);
                break;
            case CutAfter f:
                json.WriteString("fault", "cut-after");
                json.WriteNumber("bytes", f.Bytes);
                json.Put("direction", f.Direction);
                json.Put("ending", f.Ending);
                break;
            case CutAtAccept f:
                json.WriteString("fault", "cut-at-accept");
                json.Put("ending", f.Ending);
                break;
            case Stall f:
                json.WriteString("fault", "stall");
                json.WriteNumber("afterBytes", f.AfterBytes);
                json.Put("direction", f.Direction);
                break;
            case AcceptNothing f:
                json.WriteString("fault", "accept-nothing");
                json.Put("forMilliseconds", f.ForMilliseconds);
                break;
            case AnswerWith f:
                json.WriteString("fault", "answer-with");
                json.Put("answers", f.Answers, answer => json.WriteBase64StringValue(answer));
                break;
            case CutAfterAnswers f:
                json.WriteString("fault", "cut-after-answers");
                json.WriteNumber("answers", f.Answers);
                json.Put("ending", f.Ending);
                break;
            case SmallWindow:
                json.WriteString("fault", "small-window");
                break;
            case Drop:
                json.WriteString("fault", "drop");
                break;
            case Duplicate f:
                json.WriteString("fault", "duplicate");
                json.WriteNumber("copies", f.Copies);
                json.WriteNumber("gapMilliseconds", f.GapMilliseconds);
                break;
            case Delay f:
                json.WriteString("fault", "delay");
                json.WriteNumber("milliseconds", f.Milliseconds);
                break;
            case Reorder:
                json.WriteString("fault", "reorder");
                break;
            case Truncate f:
                json.WriteString("fault", "truncate");
                json.WriteNumber("bytes", f.Bytes);
                break;
            case AnswerFromAnotherPort:
                json.WriteString("fault", "answer-from-another-port");
                break;
            case Forge f:
                json.WriteString("fault", "forge");
                json.Put("bytes", f.Bytes);
                break;
            case RandomLoss f:
                json.WriteString("fault", "random-loss");
                json.WriteNumber("seed", f.Seed);
                json.WriteNumber("drop", f.Drop);
                json.WriteNumber("duplicate", f.Duplicate);
                break;
            default:
                throw new ArgumentException($"{fault.GetType().Name} has no form in the protocol.", nameof(fault));
        }

        json.Put("only", fault.Only, json.WriteNumberValue);
        json.WriteEndObject();
    }

    /// <exception cref="JsonException">It is none; the message says why.</exception>
    public static Fault Read(JsonElement f)
    {
        Fault fault = f.Text("fault") switch
        {
            "in-pieces" => new InPieces(f.List("sizes", JsonFields.ToInt) ?? [], f.Int("gapMilliseconds")),
            "in-random-pieces" => new InRandomPieces(f.Int("seed"), f.Int("maxSize"), f.Int("maxGapMilliseconds")),
            "hold-back" => new HoldBack(f.Int("bytes")),
            "cut-after" => new CutAfter(f.Long("bytes") ?? 0, f.Name<Direction>("direction"), f.Name<Ending>("ending")),
            "cut-at-accept" => new CutAtAccept(f.Name<Ending>("ending")),
            "stall" => new Stall(f.Long("afterBytes") ?? 0, f.Name<Direction>("direction")),
            "accept-nothing" => new AcceptNothing(f.IntOrNull("forMilliseconds")),
            "answer-with" => new AnswerWith(f.List("answers", JsonFields.ToBytes) ?? []),
            "cut-after-answers" => new CutAfterAnswers(f.Int("answers"), f.Name<Ending>("ending")),
            "small-window" => new SmallWindow(),
            "drop" => new Drop(),
            "duplicate" => new Duplicate(f.Int("copies", 2), f.Int("gapMilliseconds")),
            "delay" => new Delay(f.Int("milliseconds")),
            "reorder" => new Reorder(),
            "truncate" => new Truncate(f.Int("bytes")),
            "answer-from-another-port" => new AnswerFromAnotherPort(),
            "forge" => new Forge(f.Bytes("bytes")!),
            "random-loss" => new RandomLoss(f.Int("seed"), f.Double("drop"), f.Double("duplicate")),
            var name => throw new JsonException($"There is no fault «{name}»."),
        };
        return f.List("only", JsonFields.ToInt) is { } only ? fault with { Only = only } : fault;
    }
}
