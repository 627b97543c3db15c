using Kata.Checking;

/// <summary>What a test runner finds here. Everybody else finds the checks by themselves (<see cref="Check.In"/>).</summary>
public sealed class EveryCheck
{
    [EveryCheck]
    public void IsATest()
    {
    }
}
