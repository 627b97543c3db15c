using Kata.Ladders;
using Kata.Servers;

namespace Kata.Reports.Html;

/// <summary>The bytes behind the arrows of a page. Equal ones are in it once: checks of a step share visits, and requests are
/// much alike.</summary>
/// <param name="most">How many bytes of each are kept.</param>
internal sealed class Payloads(int most)
{
    private readonly Dictionary<string, int> numbers = [];
    private readonly List<Markup> templates = [];

    /// <summary>Takes up what a rung moved.</summary>
    /// <returns>Its number on the page; null if it moved nothing that the server kept.</returns>
    public int? Add(Transcript transcript, LadderRow row)
    {
        if (row.Pointing == Pointing.Nowhere || most == 0)
            return null;

        var (bytes, all) = row.Payload(transcript);
        if (bytes.Length == 0)
            return null;

        var kept = bytes.AsSpan(0, Math.Min(most, bytes.Length));
        var base64 = Convert.ToBase64String(kept);
        var key = $"{all} {base64}";
        if (numbers.TryGetValue(key, out var known))
            return known;

        // The script writes the bytes as numbers; as text they are written here, by the same rules as everywhere else.
        var number = numbers.Count + 1;
        numbers.Add(key, number);
        templates.Add(
            Markup.Of(
                $"""<template id="b{number}" data-bytes="{Markup.Trusted(base64)}" data-all="{Markup.Trusted($"{all}")}">{Shown.Bytes(bytes, kept.Length, all)}</template>"""
            ));
        return number;
    }

    /// <summary>All of them, as elements that a page does not show.</summary>
    public Markup Templates => Markup.Lines(templates);
}
