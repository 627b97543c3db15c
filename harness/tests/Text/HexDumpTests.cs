using Kata.Checking;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Text;

[Parallelizable(ParallelScope.All)]
public class HexDumpTests
{
    [Test]
    public void Position_numbers_and_text_stand_in_columns() =>
        Assert.That(
            HexDump.Of("GET / HTTP/1.0\r\n\r\n"u8),
            Is.EqualTo(
                "0000  47 45 54 20 2F 20 48 54 54 50 2F 31 2E 30 0D 0A  GET / HTTP/1.0··\n0010  0D 0A                                            ··"
            ));

    [Test]
    public void Bytes_beyond_ASCII_are_dots() =>
        Assert.That(HexDump.Of([0x7F, 0x80, 0xC3, 0xA9, 0x00, 0x7E], perLine: 8), Is.EqualTo("0000  7F 80 C3 A9 00 7E        ·····~"));

    [Test]
    public void No_bytes_have_no_lines() => Assert.That(HexDump.Of([]), Is.Empty);
}
