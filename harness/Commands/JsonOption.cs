using System.CommandLine;

namespace Kata.Commands;

/// <summary><c>--json</c>: the report for programs to read.</summary>
internal static class JsonOption
{
    public static Option<bool> Create() => new("--json") { Description = "Print JSON for programs to read." };
}
