using Kata.Classes;
using NUnit.Framework;

namespace Kata.Tests.Classes;

public sealed class PlainTimeTests
{
    [TestCase("2026-11-20T23:59:00Z", "2026-11-20T23:59:00Z")]
    [TestCase("2026-11-20T23:59:00+01:00", "2026-11-20T22:59:00Z")]
    [TestCase("2026-11-20 23:59", "2026-11-20T23:59:00Z")]
    [TestCase("2026-11-20", "2026-11-20T00:00:00Z")]
    [TestCase("2026-11-20 23:59:00.000000000 Z", "2026-11-20T23:59:00Z")]
    [TestCase("2026-11-20 23:59:00 -0500", "2026-11-21T04:59:00Z")]
    [TestCase("2026-11-20 23:59:00 UTC", "2026-11-20T23:59:00Z")]
    [TestCase("Sunday, 22 November 2026, 10:00 AM", "2026-11-22T10:00:00Z")]
    [TestCase("22 Nov 2026", "2026-11-22T00:00:00Z")]
    [TestCase("May 5, 2026 11:30 PM", "2026-05-05T23:30:00Z")]
    [TestCase("Sun, 22 Nov 2026 10:00:00 GMT", "2026-11-22T10:00:00Z")]
    public void A_time_with_one_meaning_is_read(string text, string expected) =>
        Assert.That(PlainTime.Read(text), Is.EqualTo(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture)));

    [TestCase("05/12/2026 10:00")]
    [TestCase("11.12.2026")]
    [TestCase("12/05/2026")]
    [TestCase("2026/05/12")]
    [TestCase("5-12-2026")]
    [TestCase("12 Dec 05")]
    [TestCase("Monday, 22 November 2026")]
    [TestCase("10:00")]
    [TestCase("2026-13-01")]
    [TestCase("tomorrow")]
    [TestCase("")]
    public void A_time_that_may_be_several_is_not(string text) => Assert.That(PlainTime.Read(text), Is.Null);
}
