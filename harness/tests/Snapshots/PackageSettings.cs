using System.Runtime.CompilerServices;
using DiffEngine;
using VerifyTests;

namespace Kata.Tests.Snapshots;

/// <summary>The settings of Verify.NUnit that make it compare as <see cref="VerifyNUnit.Verifier"/>'s stand-in does. Compiled with
/// <c>UseVerify=true</c> only.</summary>
internal static class PackageSettings
{
    [ModuleInitializer]
    internal static void Apply()
    {
        // Editors like to end a file with a line end.
        VerifierSettings.IgnoreTrailingNewline();
        DiffRunner.Disabled |= string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
    }
}
