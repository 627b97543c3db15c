namespace Kata.Text;

/// <summary>What a text has to say, for its colour.</summary>
public enum Tone
{
    Plain,
    Good,
    Bad,

    /// <summary>Matters less.</summary>
    Quiet,
}

/// <summary>Colours for a report, or none.</summary>
public sealed class Palette
{
    private readonly bool coloured;

    private Palette(bool coloured) => this.coloured = coloured;

    public static Palette Plain { get; } = new(coloured: false);

    public static Palette Coloured { get; } = new(coloured: true);

    /// <summary>Whether the output is a terminal that can be told to do more than show text.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Coloured on a terminal, unless NO_COLOR is set (https://no-color.org).</summary>
    public static Palette ForConsole() =>
        IsTerminal && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 } ? Coloured : Plain;

    public string Good(string text) => In(32, text);

    public string Bad(string text) => In(31, text);

    /// <summary>For what the program did, in a ladder.</summary>
    public string Program(string text) => In(36, text);

    /// <summary>For what the server did, in a ladder.</summary>
    public string Server(string text) => In(35, text);

    /// <summary>For what matters less.</summary>
    public string Quiet(string text) => In(2, text);

    public string In(Tone tone, string text) => tone switch
    {
        Tone.Good => Good(text),
        Tone.Bad => Bad(text),
        Tone.Quiet => Quiet(text),
        _ => text,
    };

    // ECMA-48 §8.3.117, select graphic rendition.
    private string In(int rendition, string text) => coloured && text != "" ? $"\e[{rendition}m{text}\e[0m" : text;
}
