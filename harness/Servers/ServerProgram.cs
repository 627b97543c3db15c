using System.Diagnostics;
using System.Runtime.InteropServices;
using Kata.Machine;
using Kata.Servers.Containers;

namespace Kata.Servers;

/// <summary>Where the server program is, on this machine.</summary>
internal static class ServerProgram
{
    /// <summary>Where the native executable of these sources is, or would be.</summary>
    public static string NativePath => Path.Combine(NativeFolder, ServerSources.Hash, "Servers");

    /// <summary>What was made for the image: one folder for each version of the sources.</summary>
    public static string NativeFolder => Path.Combine(Repository.Root, "containers", "bin", "native");

    /// <summary>False where a benchmark wants to see the other one, which is all there is on most machines.</summary>
    public static bool PreferNative { get; set; } = true;

    private static string ManagedPath => Repository.Built("containers", "net10.0", "Servers.dll");

    /// <summary>How it is started: the native executable, if one was published from these sources for the image
    /// (it is ready sooner), else what the build made.</summary>
    /// <exception cref="ServerHostException">It was not built.</exception>
    public static ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        if (PreferNative && OperatingSystem.IsLinux() && File.Exists(NativePath))
            return new(NativePath, arguments);

        if (!File.Exists(ManagedPath))
            throw new ServerHostException($"The server program is not built: {ManagedPath} is missing. Run: dotnet build containers");

        return new(DotNet, [ManagedPath, .. arguments]);
    }

    /// <summary>The <c>dotnet</c> that this process runs on: <c>…/shared/Microsoft.NETCore.App/10.0.0/</c> is three below
    /// it.</summary>
    public static string DotNet { get; } = Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
}
