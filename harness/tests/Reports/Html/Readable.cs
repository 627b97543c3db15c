using NUnit.Framework;

namespace Kata.Tests.Reports.Html;

/// <summary>What every page of ours must be for whoever reads it: by eye, by keyboard, by a screen reader, on any screen.</summary>
internal static class Readable
{
    /// <summary>Text and signs stand out from what is behind them.</summary>
    /// <param name="atLeast">How many there are at least.</param>
    public static async Task MustHaveContrast(OpenReport report, int atLeast = 100)
    {
        var looked = await report.Ask<int>($"() => ({Contrast.Script})('all')");
        var bad = await report.Ask<string[]>($"() => ({Contrast.Script})('bad')");

        Assert.That(looked, Is.GreaterThanOrEqualTo(atLeast));
        Assert.That(bad, Is.Empty);
    }

    /// <summary>Headings leave out no level, ids are unique, and links lead somewhere.</summary>
    public static async Task MustHaveOrder(OpenReport report)
    {
        var levels = await report.Ask<int[]>("() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))");
        var ids = await report.Ask<string[]>("() => [...document.querySelectorAll('[id]')].map(e => e.id)");
        var broken = await report.Ask<string[]>(
            "() => [...document.querySelectorAll('a[href], use')].map(a => a.getAttribute('href')).filter(h => !h.startsWith('#') || !document.getElementById(h.slice(1)))"
        );

        Assert.That(levels[0], Is.EqualTo(1));
        Assert.That(levels.Zip(levels.Skip(1)), Is.All.Matches<(int First, int Second)>(pair => pair.Second <= pair.First + 1));
        Assert.That(ids, Is.Unique);
        Assert.That(broken, Is.Empty);
    }

    /// <summary>Everything that can be used has a role and a name.</summary>
    /// <returns>The roles that there are.</returns>
    public static async Task<IReadOnlyList<string>> MustHaveNames(OpenReport report)
    {
        var session = await report.Page.Context.NewCDPSessionAsync(report.Page);
        var nodes = (await session.SendAsync("Accessibility.getFullAXTree"))!
            .Value.GetProperty("nodes")
            .EnumerateArray()
            .Where(node => !node.GetProperty("ignored").GetBoolean())
            .Select(node =>
                (
                    Role: node.GetProperty("role").GetProperty("value").GetString()!,
                    Name: node.TryGetProperty("name", out var name) ? name.GetProperty("value").GetString() : null,
                    Focusable: node.TryGetProperty("properties", out var properties)
                        && properties
                            .EnumerateArray()
                            .Any(one =>
                                one.GetProperty("name").GetString() == "focusable"
                                && one.GetProperty("value").GetProperty("value").GetBoolean())))
            .ToList();

        var usable = nodes.Where(node => node.Focusable && node.Role is not ("RootWebArea" or "main")).ToList();
        Assert.That(usable.Where(node => string.IsNullOrWhiteSpace(node.Name) || node.Role is "generic" or "none"), Is.Empty);
        Assert.That(
            nodes.Where(node => node.Role is "listbox" or "navigation" or "form" && string.IsNullOrWhiteSpace(node.Name)), Is.Empty);
        Assert.That(nodes.Count(node => node.Role == "main"), Is.EqualTo(1));
        return [.. usable.Select(node => node.Role).Distinct()];
    }

    /// <summary>Where the Tab key stops, in order; each stop is seen.</summary>
    public static async Task<IReadOnlyList<string>> Stops(OpenReport report)
    {
        var stops = new List<string>();
        for (var i = 0; i < 200; i++)
        {
            await report.Page.Keyboard.PressAsync("Tab");
            var stop = await report.Ask<string?>(
                """
                () => {
                  const e = document.activeElement;
                  if (e === document.body) return null;
                  const shown = e.matches('input') ? e.nextElementSibling : e.matches('[role=option]') ? e.querySelector('rect') : e;
                  const style = getComputedStyle(shown);
                  const marked = e.matches('[role=option]') ? style.stroke !== 'none' : style.outlineStyle !== 'none';
                  return (marked ? '' : 'unmarked ') + (e.id || e.getAttribute('href') || e.getAttribute('role') || e.tagName.toLowerCase());
                }
                """
            );
            if (stop is null || (i > 0 && stop == stops[0]))
                break;
            stops.Add(stop);
        }

        Assert.That(stops, Has.None.StartsWith("unmarked"));
        return stops;
    }

    /// <summary>Nothing is cut off.</summary>
    public static async Task MustFit(OpenReport report, int width) =>
        Assert.That(await report.Ask<int>("() => document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));

    public static Task OpenAll(OpenReport report) =>
        report.Ask<object?>("() => { for (const d of document.querySelectorAll('details')) d.open = true; }");
}
