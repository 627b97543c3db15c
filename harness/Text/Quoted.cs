namespace Kata.Text;

/// <summary>A text in a message: between guillemets, control characters visible, a long one cut, with its length.</summary>
public static class Quoted
{
    private const int ShownWidth = 72;

    public static string Of(string text)
    {
        if (text.Length == 0)
            return "nothing";

        var parts = Visible.Parts(text);
        return parts.Sum(part => part.Length) <= ShownWidth
            ? $"«{string.Concat(parts)}»"
            : $"«{Visible.Fit(parts, ShownWidth)}» ({Amount.Of(text.Length, "character")})";
    }
}
