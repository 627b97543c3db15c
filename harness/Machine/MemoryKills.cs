using System.Globalization;

namespace Kata.Machine;

/// <summary>The processes that the system has killed because memory ran out.</summary>
internal static class MemoryKills
{
    private const string Name = "oom_kill ";

    /// <summary>How many since the machine started (/proc/vmstat, Linux 4.13); 0 where the system does not tell.</summary>
    public static long Count
    {
        get
        {
            try
            {
                return OperatingSystem.IsLinux()
                    && File.ReadLines("/proc/vmstat").FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal)) is { } line
                        ? long.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture)
                        : 0;
            }
            catch (Exception notThere) when (notThere is IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }
    }
}
