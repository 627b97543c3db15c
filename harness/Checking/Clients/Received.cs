using Kata.Text;

namespace Kata.Checking.Clients;

/// <summary>Why a client received no more.</summary>
public enum Stopped
{
    /// <summary>It has as much as it asked for.</summary>
    Enough,

    /// <summary>The program has finished sending, in an orderly way.</summary>
    Finished,

    /// <summary>The program has reset the connection.</summary>
    Reset,

    /// <summary>Nothing came before the deadline.</summary>
    Silence,
}

/// <summary>What a client received.</summary>
public sealed record Received(byte[] Bytes, Stopped Stopped)
{
    /// <summary>For a failure message.</summary>
    public override string ToString()
    {
        var end = Stopped switch
        {
            Stopped.Enough => "",
            Stopped.Finished => "the end of the stream",
            Stopped.Reset => "a reset",
            _ => "nothing more",
        };
        return Bytes.Length == 0 ? (end is "nothing more" or "" ? "nothing" : end)
            : $"{Amount.Of(Bytes.Length)} B ({Shown}){(end == "" ? "" : $", then {end}")}";
    }

    private string Shown => Visible.Fit(Framed.Parts(Bytes) ?? Visible.Parts(Bytes), 60);
}
