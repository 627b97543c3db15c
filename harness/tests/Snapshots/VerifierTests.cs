using Kata.Checking.Clients;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Snapshots;

/// <summary>The stand-in itself; its files are made in a folder of their own.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class VerifierTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("verifier");

    private string Prefix => Path.Combine(directory.FullName, "Type.Method");

    private string Received => $"{Prefix}.received.txt";

    public void Dispose() => directory.Delete(recursive: true);

    [TestCase("a\nb", "a\nb")]
    [TestCase("a\nb", "a\nb\n", TestName = "An editor may have added a line end")]
    [TestCase("a\r\nb\rc", "a\nb\nc", TestName = "Line ends are LF")]
    [TestCase("", "emptyString")]
    [TestCase(null, "null")]
    [TestCase("a", "\uFEFFa", TestName = "A byte order mark is accepted")]
    public async Task An_equal_text_passes_and_removes_what_was_received(string? text, string verified)
    {
        await File.WriteAllTextAsync($"{Prefix}.verified.txt", verified);
        await File.WriteAllTextAsync(Received, "from a run before");

        await Verifier.Compare(text, Prefix, diff: false);

        Assert.That(File.Exists(Received), Is.False);
    }

    [Test]
    public async Task A_different_text_fails_with_both_and_is_left_beside()
    {
        await File.WriteAllTextAsync($"{Prefix}.verified.txt", "before");

        var exception = (await Assert.ThrowsAsync<VerifyException>(() => Verifier.Compare("after\r\n", Prefix, diff: false)))!;

        Assert.That(exception.Message, Does.Contain("NotEqual").And.Contain("before").And.Contain("after"));
        Assert.That(await File.ReadAllBytesAsync(Received), Is.EqualTo("\uFEFFafter\n"u8.ToArray()));
    }

    [Test]
    public async Task A_new_text_fails_and_is_left_beside()
    {
        var exception = (await Assert.ThrowsAsync<VerifyException>(() => Verifier.Compare("first", Prefix, diff: false)))!;

        Assert.That(exception.Message, Does.Contain("New:"));
        Assert.That(File.ReadAllText(Received), Is.EqualTo("first"));
    }

    [Test]
    public async Task A_verified_file_with_CR_is_refused()
    {
        await File.WriteAllTextAsync($"{Prefix}.verified.txt", "a\r\nb");

        var exception = (await Assert.ThrowsAsync<VerifyException>(() => Verifier.Compare("a\nb", Prefix, diff: false)))!;

        Assert.That(exception.Message, Does.Contain("LF"));
    }

    [Test]
    public void A_file_belongs_to_one_test()
    {
        Verifier.RequireOneTest(Prefix, "one");
        Verifier.RequireOneTest(Prefix, "one");

        Assert.That(() => Verifier.RequireOneTest(Prefix, "two"), Throws.TypeOf<VerifyException>().With.Message.Contains("belongs to one"));
    }

    private sealed class Nested(int size)
    {
        public int Size => size;

        public void Method(string text, double number, bool yes, object? list) => _ = (text, number, yes, list, size);
    }

    [Test]
    public void A_name_holds_type_method_and_parameters()
    {
        var parameters = typeof(Nested).GetMethod(nameof(Nested.Method))!.GetParameters();

        var name = SnapshotName.Of(
            typeof(Nested), "Method", parameters, [7], ["a/b: c?", 1.5, true, new int?[] { 1, null }]);

        Assert.That(name, Is.EqualTo("VerifierTests.Nested.Method_size=7_text=a-b- c-_number=1.5_yes=True_list=1,null"));
    }

    [TestCase("x")]
    public async Task A_test_case_has_a_file_of_its_own(string param) => await Verifier.Verify(param);
}
