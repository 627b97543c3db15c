using System.ComponentModel;
using System.Net.Sockets;
using Kata.Machine;
using NUnit.Framework;

namespace Kata.Tests.Machine;

[Parallelizable(ParallelScope.All)]
public class ExhaustionTests
{
    [TestCase(0x80070070, "no room is left on the disk")]
    [TestCase(0x80070027, "no room is left on the disk")]
    [TestCase(0x8007050F, "the disk quota is used up")]
    [TestCase(0x80070004, "too many files are open")]
    [TestCase(0x8007000E, "no memory is left")]
    [TestCase(0x80070018, null)] // ERROR_BAD_LENGTH; 24 is EMFILE elsewhere
    [TestCase(0x8007001C, null)] // ERROR_OUT_OF_PAPER; 28 is ENOSPC elsewhere
    [TestCase(0x80131620, null)] // An IOException of a program's own.
    public void A_file_error_of_Windows(uint code, string? what) =>
        Assert.That(Exhaustion.Of(new IOException("", unchecked((int)code)), Exhaustion.OnWindows), Is.EqualTo(what));

    [TestCase(8, "no memory is left")]
    [TestCase(1455, "no memory is left")]
    [TestCase(89, "no further process can be started")]
    [TestCase(11, null)] // ERROR_BAD_FORMAT; EAGAIN elsewhere
    [TestCase(2, null)]
    public void A_process_that_Windows_does_not_start(int code, string? what) => Assert.That(
        Exhaustion.Of(new InvalidOperationException("", new Win32Exception(code)), Exhaustion.OnWindows),
        Is.EqualTo(what));

    [TestCase(28, "no room is left on the disk")]
    [TestCase(35, "no further process can be started")]
    [TestCase(69, "the disk quota is used up")]
    [TestCase(11, null)] // EDEADLK
    public void An_error_of_macOS(int code, string? what) =>
        Assert.That(Exhaustion.Of(new IOException("", code), Exhaustion.OnMacOs), Is.EqualTo(what));

    [TestCase(28, "no room is left on the disk")]
    [TestCase(122, "the disk quota is used up")]
    [TestCase(35, null)]
    [TestCase(112, null)]
    public void An_error_of_Linux(int code, string? what) =>
        Assert.That(Exhaustion.Of(new IOException("", code), Exhaustion.OnLinux), Is.EqualTo(what));

    [Test]
    public void A_socket_error_is_the_same_everywhere() => Assert.That(
        Exhaustion.Of(new SocketException((int)SocketError.TooManyOpenSockets), _ => null),
        Is.EqualTo("too many files are open"));
}
