using System.Text.Json;

namespace Kata.Control;

/// <summary>The fields of a JSON object: what is null is not written, and what is not there, or null, is read as null or as
/// what is usual.</summary>
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
        json.TryGetProperty(name, out var field) && field.ValueKind != JsonValueKind.Null ? field : null;

    public static string? Text(this JsonElement json, string name) => json.Field(name)?.GetString();

    public static bool Bool(this JsonElement json, string name) => json.Field(name)?.GetBoolean() ?? false;

    public static int Int(this JsonElement json, string name, int usual = 0) => json.Field(name)?.GetInt32() ?? usual;

    public static long? Long(this JsonElement json, string name) => json.Field(name)?.GetInt64();

    public static double Double(this JsonElement json, string name) => json.Field(name)?.GetDouble() ?? 0;

    public static byte[]? Bytes(this JsonElement json, string name) => json.Field(name)?.GetBytesFromBase64();

    public static byte[] Bytes(JsonElement json) => json.GetBytesFromBase64();

    public static TEnum Name<TEnum>(this JsonElement json, string name, TEnum usual = default)
        where TEnum : struct, Enum =>
        json.Field(name) is { } field ? Name<TEnum>(field) : usual;

    public static TEnum Name<TEnum>(JsonElement json)
        where TEnum : struct, Enum =>
        (TEnum)Enum.Parse(typeof(TEnum), json.GetString() ?? "");

    // A loop, and not LINQ: that would be compiled for JsonElement.
    public static T[]? List<T>(this JsonElement json, string name, Func<JsonElement, T> read)
    {
        if (json.Field(name) is not { } list)
            return null;

        var all = new List<T>();
        foreach (var one in list.EnumerateArray())
            all.Add(read(one));
        return [.. all];
    }
}
