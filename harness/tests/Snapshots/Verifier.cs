using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using DiffEngine;
using Kata.Checking;
using Kata.Checking.Clients;
using NUnit.Framework;

// The namespace of the package, so that swapping it in changes no test.
namespace VerifyNUnit;

/// <summary>Compares a text with the file that was verified for the test, by the conventions of Verify.NUnit. Stands in
/// for that package where it cannot be restored, and is not compiled when it is used (<c>UseVerify=true</c>).
/// Scrubbing is not part of it: do not verify texts that hold paths or times of day.</summary>
public static class Verifier
{
    private static readonly UTF8Encoding WithBom = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
    private static readonly ConcurrentDictionary<string, string> TestOfFile = new();

    /// <summary>Compares with <c>Type.Method_param=value.verified.txt</c> beside the test's source file. On a mismatch
    /// the text is left in <c>….received.txt</c> and a diff tool is started, except on build servers.</summary>
    /// <exception cref="VerifyException">They differ, or nothing has been verified yet.</exception>
    public static async Task Verify(string? target, [CallerFilePath] string sourceFile = "")
    {
        var test = TestContext.CurrentContext.Test;
        var directory = Path.GetDirectoryName(sourceFile)!;
        var name = SnapshotName.Of(test.Type!, test.MethodName!, test.MethodInfo!.GetParameters(), ClassArguments(test), test.Arguments);
        var prefix = Path.Combine(directory, name);
        RequireOneTest(prefix, $"{test.FullName} ({test.ID})");
        await Compare(target, prefix);
    }

    /// <exception cref="VerifyException">Another test has used the file: the two would hide each other's changes.</exception>
    internal static void RequireOneTest(string prefix, string test)
    {
        var first = TestOfFile.GetOrAdd(prefix, test);
        if (first != test)
            throw new VerifyException(
                $"{Path.GetFileName(prefix)}.verified.txt belongs to {first}, and {test} uses it as well. Name one of them differently.");
    }

    /// <summary>Compares with <c>{prefix}.verified.txt</c>.</summary>
    /// <param name="diff">Whether a diff tool may be started.</param>
    internal static async Task Compare(string? target, string prefix, bool diff = true)
    {
        var received = $"{prefix}.received.txt";
        var verified = $"{prefix}.verified.txt";
        var text = target switch { null => "null", "" => "emptyString", _ => WithLineFeeds(target) };

        var known = File.Exists(verified) ? await File.ReadAllTextAsync(verified) : "";
        if (known.Contains('\r'))
        {
            await File.WriteAllTextAsync(received, text, WithBom);
            throw new VerifyException(
                $"{verified} must have LF line ends, and holds a CR. Check it out again with eol=lf (.gitattributes).");
        }

        // Editors like to end a file with a line end.
        if (known.Length > 0 && (known == text || known == text + "\n"))
        {
            File.Delete(received);
            if (diff)
                DiffRunner.Kill(received, verified);
            return;
        }

        await File.WriteAllTextAsync(received, text, WithBom);
        if (diff)
            TestContext.AddTestAttachment(received);
        if (diff && !DiffRunner.Disabled && !OnBuildServer)
            await DiffRunner.LaunchForTextAsync(received, verified, WithBom);
        throw new VerifyException(Message(received, text, verified, known));
    }

    // DiffEngine 20.9 knows the build servers by variables of their own, and not by the one that most of them share.
    private static bool OnBuildServer =>
        string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    private static string Message(string received, string text, string verified, string known) =>
        $"""
        Directory: {Path.GetDirectoryName(received)}
        {(known == "" ? "New" : "NotEqual")}:
          - Received: {Path.GetFileName(received)}
            Verified: {Path.GetFileName(verified)}

        FileContent:

        Received: {Path.GetFileName(received)}
        {text}
        Verified: {Path.GetFileName(verified)}
        {known}
        """;

    private static string WithLineFeeds(string text) => text.Replace("\r\n", "\n").Replace('\r', '\n');

    private static object?[] ClassArguments(TestContext.TestAdapter test)
    {
        var fixture = test.Parent;
        while (fixture?.Method is not null) // the cases of one method
            fixture = fixture.Parent;
        return fixture?.Arguments ?? [];
    }
}

/// <summary>The text was not the verified one.</summary>
public sealed class VerifyException(string message) : Exception(message);

/// <summary>How a test's snapshot is called: <c>Type.Method_param=value</c>.</summary>
internal static class SnapshotName
{
    private const string NotInFileNames = "\"\\<>|:*?/";

    public static string Of(
        Type type, string method, IEnumerable<ParameterInfo> methodParameters, object?[] classArguments, object?[] arguments)
    {
        var typeName = type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        var constructor = type.GetConstructors().FirstOrDefault(c => c.GetParameters().Length == classArguments.Length);
        var parameters = (constructor?.GetParameters() ?? []).Zip(classArguments)
            .Concat(methodParameters.Zip(arguments))
            .Select(pair => $"_{pair.First.Name}={Clean(ValueText(pair.Second, isRoot: true))}");
        return $"{typeName}.{method}{string.Concat(parameters)}";
    }

    private static string ValueText(object? value, bool isRoot) => value switch
    {
        null => "null",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list when !list.Cast<object?>().Any() => "[]",
        IEnumerable list => Bracketed(string.Join(',', list.Cast<object?>().Select(item => ValueText(item, false))), isRoot),
        _ => value.ToString()!,
    };

    private static string Bracketed(string items, bool isRoot) => isRoot ? items : $"[{items}]";

    private static string Clean(string text) =>
        string.Concat(text.Select(c => c < ' ' || NotInFileNames.Contains(c) ? '-' : c));
}
