using Microsoft.Build.Framework;

namespace Kata.Tasks;

/// <summary>Sets environment variables of the build's own process, and so of what it starts. A variable that is set
/// already keeps its value: the user may have set it on purpose.</summary>
/// <remarks>The test platform has no property for the environment of vstest.console.</remarks>
public sealed class SetEnvironment : ITask
{
    public IBuildEngine BuildEngine { get; set; } = null!;

    public ITaskHost HostObject { get; set; } = null!;

    /// <summary>Each as <c>NAME=VALUE</c>.</summary>
    [Required]
    public string[] Variables { get; set; } = [];

    public bool Execute()
    {
        foreach (var variable in Variables)
        {
            var (name, value) = (variable[..variable.IndexOf('=')], variable[(variable.IndexOf('=') + 1)..]);
            if (Environment.GetEnvironmentVariable(name) is null)
                Environment.SetEnvironmentVariable(name, value);
        }

        return true;
    }
}
