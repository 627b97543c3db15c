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
            RunEndReader.Read(Abort, errorOutput).End,
            Is.InstanceOf<RunEnd.Crashed>().With.Property(nameof(RunEnd.Crashed.IsOutOfMemory)).EqualTo(isOutOfMemory));

    [Test]
    public void An_end_by_Ctrl_C_is_told_on_every_system([Values(130, unchecked((int)0xC000013A))] int exitCode) =>
        Assert.That($"{RunEndReader.Read(exitCode, "").End}", Does.Contain("Ctrl-C"));

    [TestCase("Out of memory.\n", 1)]
    [TestCase("", 0)]
    public void A_program_that_ends_by_itself_has_not_crashed_whatever_it_says(string errorOutput, int exitCode) =>
        Assert.That(RunEndReader.Read(exitCode, errorOutput).End, Is.EqualTo(new RunEnd.Exited(exitCode)));
}
