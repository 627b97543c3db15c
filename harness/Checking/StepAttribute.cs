using Kata.Results;

namespace Kata.Checking;

/// <summary>Says which step the checks of a class are for.</summary>
/// <param name="parts">The files that the class is split into, if it is too long for one, in their order: of <c>"Client"</c> the file is
/// <c>Step25_YourOwnProtocolChecks.Client.cs</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StepAttribute(int number, params string[] parts) : Attribute
{
    public Step Step { get; } = Step.Of(number);

    /// <summary>Where a file stands among those of the class: the one without a part is the first, and one of an unknown part the
    /// last.</summary>
    internal int PlaceOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var place = Array.IndexOf(parts, name[(name.IndexOf('.') + 1)..]) + 1;
        return place > 0 || !name.Contains('.') ? place : parts.Length + 1;
    }

    /// <summary>Whether a file is one of an unknown part.</summary>
    internal bool IsUnknown(string file) => PlaceOf(file) > parts.Length;
}
