using Kata.Programs;
using NUnit.Framework;

namespace Kata.Tests.Programs;

[Parallelizable(ParallelScope.All)]
public class RunEndReaderTests
{
    private const int Abort = 134;

    [TestCase("Unhandled exception. System.OutOfMemoryException: Array dimensions exceeded supported range.\n   at A()\n", true)]
    [TestCase("Unhandled exception. System.TypeInitializationException: A. ---> System.OutOfMemoryException: B\n", true)]
    [TestCase("Out of memory.\n", true)]
    [TestCase("Unhandled exception. System.Exception: the list is out of memory of mine\n", false)]
    [TestCase("Stack overflow.\n   at Step04_SendingAndReceiving.Main(System.String[])\n", false)]
    public void A_crash_tells_whether_no_memory_was_left(string errorOutput, bool isOutOfMemory) =>
        Assert.That(
            RunEndReader.Read(Abort, errorOutput, isWindows: false).End,
            Is.InstanceOf<RunEnd.Crashed>().With.Property(nameof(RunEnd.Crashed.IsOutOfMemory)).EqualTo(isOutOfMemory));

    [TestCase(130, false)]
    [TestCase(unchecked((int)0xC000013A), true)]
    public void An_end_by_Ctrl_C_is_told_on_every_system(int exitCode, bool isWindows) =>
        Assert.That($"{RunEndReader.Read(exitCode, "", isWindows).End}", Does.Contain("Ctrl-C"));

    [TestCase(
        0xE0434352,
        "Unhandled exception. System.Exception: a\r\n   at A.B() in C:\\x\\Step04_X.cs:line 7\r\n",
        "System.Exception: a",
        "Step04_X.cs:7")]
    [TestCase(0xC00000FD, "Stack overflow.\r\n   at Step04_X.Main(System.String[])\r\n", "stack overflow", "Step04_X.Main")]
    [TestCase(0xC00000FD, "", "signal 6", null)]
    [TestCase(0x80131623, "Process terminated. no\r\n   at System.Environment.FailFast(System.String)\r\n", "FailFast", null)]
    [TestCase(0x80131506, "Fatal error.\r\n", "signal 6", null)]
    [TestCase(0xC0000005, "Fatal error. System.AccessViolationException: a\r\n", "signal 11", null)]
    [TestCase(0xC0000374, "", "signal 6", null)]
    [TestCase(0xC0000094, "", "signal 8", null)]
    public void A_crash_on_Windows_is_one(uint exitCode, string errorOutput, string what, string? place)
    {
        var end = RunEndReader.Read(unchecked((int)exitCode), errorOutput, isWindows: true).End as RunEnd.Crashed;

        Assert.That(end?.What, Does.Contain(what));
        Assert.That(end?.Where, Is.EqualTo(place));
    }

    [Test]
    public void No_signal_ends_a_program_on_Windows([Values(130, 134, 137)] int exitCode) =>
        Assert.That(RunEndReader.Read(exitCode, "", isWindows: true).End, Is.EqualTo(new RunEnd.Exited(exitCode)));

    [TestCase("Out of memory.\n", 1)]
    [TestCase("", 0)]
    public void A_program_that_ends_by_itself_has_not_crashed_whatever_it_says(string errorOutput, int exitCode) =>
        Assert.That(RunEndReader.Read(exitCode, errorOutput).End, Is.EqualTo(new RunEnd.Exited(exitCode)));
}
