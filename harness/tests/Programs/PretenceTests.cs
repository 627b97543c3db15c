using Kata.Programs;
using NUnit.Framework;

namespace Kata.Tests.Programs;

public class PretenceTests
{
    /// <summary>Lookups, of one family, too, that wait and that do not; failed lookups; connects that wait and that do not;
    /// sockets.</summary>
    [Test]
    [Platform("Linux,Win")]
    public void What_a_check_prepares_is_what_a_program_is_answered()
    {
        if (!Pretence.IsPossible)
            Assert.Ignore("Not on this processor.");

        Assert.That(Pretence.TryElsewhere(), Is.True);
    }
}
