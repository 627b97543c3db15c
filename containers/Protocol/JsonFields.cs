using System.Text.Json;

namespace Kata.Protocol;

/// <summary>The fields of a JSON object: what is null is not written, and what is not there, or null, is read as null or as
/// what is usual. Whatever else is wrong with a field is a <see cref="JsonException"/> that names it.</summary>
internal static class JsonFields
{
    public static void Put(this Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    public static void Put(this Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
    }

    public static void Put(this Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is not null)
            json.WriteBase64String(name, bytes);
    }

    public static void Put(this Utf8JsonWriter json, string name, Enum value) => json.WriteString(name, value.ToString());

    public static void Put<T>(this Utf8JsonWriter json, string name, IEnumerable<T>? list, Action<T> put)
    {
        if (list is null)
            return;

        json.WriteStartArray(name);
        foreach (var one in list)
            put(one);
        json.WriteEndArray();
    }

    public static JsonElement? Field(this JsonElement json, string name) =>
        json.ValueKind != JsonValueKind.Object ? throw new JsonException($"Where an object with «{name}» belongs there is none.")
        : json.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    public static string? Text(this JsonElement json, string name) => json.Field(name) is { } field ? ToText(field, name) : null;

    public static bool Bool(this JsonElement json, string name) => json.Field(name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Wrong(name, "true or false"),
    };

    public static int Int(this JsonElement json, string name, int usual = 0) => json.Field(name) is { } field ? ToInt(field, name) : usual;

    public static int? IntOrNull(this JsonElement json, string name) => json.Field(name) is { } field ? ToInt(field, name) : null;

    public static long? Long(this JsonElement json, string name) => json.Field(name) is not { } field ? null
        : field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out var number) ? number : throw Wrong(name, "a whole number");

    public static double Double(this JsonElement json, string name) => json.Field(name) is not { } field ? 0
        : field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out var number) ? number : throw Wrong(name, "a number");

    public static byte[]? Bytes(this JsonElement json, string name) => json.Field(name) is { } field ? ToBytes(field, name) : null;

    public static TEnum Name<TEnum>(this JsonElement json, string name, TEnum usual = default)
        where TEnum : struct, Enum =>
        json.Field(name) is { } field ? ToName<TEnum>(field, name) : usual;

    /// <param name="read">Reads one element; its second argument is the list's name.</param>
    // A loop, and not LINQ: that would be compiled for JsonElement.
    public static T[]? List<T>(this JsonElement json, string name, Func<JsonElement, string, T> read)
    {
        if (json.Field(name) is not { } list)
            return null;

        if (list.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "a list");

        var all = new List<T>();
        foreach (var one in list.EnumerateArray())
            all.Add(read(one, name));
        return [.. all];
    }

    public static int ToInt(JsonElement field, string name) =>
        field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var number)
            ? number
            : throw Wrong(name, "a whole number of 32 bits");

    public static byte[] ToBytes(JsonElement field, string name) =>
        field.ValueKind == JsonValueKind.String && field.TryGetBytesFromBase64(out var bytes) ? bytes : throw Wrong(name, "base64");

    // Of the names themselves only: parsing takes numbers as well, and several names with commas between.
    public static TEnum ToName<TEnum>(JsonElement field, string name)
        where TEnum : struct, Enum =>
        ToText(field, name) is var text && Enum.TryParse(typeof(TEnum), text, out var value) && value.ToString() == text
            ? (TEnum)value
            : throw Wrong(name, $"one of {string.Join(", ", Enum.GetNames<TEnum>())}");

    private static string ToText(JsonElement field, string name)
    {
        try
        {
            return field.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // No string, or not of valid characters.
            throw Wrong(name, "text");
        }
    }

    private static JsonException Wrong(string name, string wanted) => new($"«{name}» is not {wanted}.");
}
