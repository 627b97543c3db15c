using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kata.Programs.Cells;

/// <summary>Starts a process with the given open files and no others, from a thread whose network and rights it gets
/// (posix_spawn(3)). The runtime's own way also passes on the files that this process has inherited.</summary>
internal static partial class Spawn
{
    // More than any of the C library's two structures takes.
    private const int Room = 1024;

    private const short OwnGroup = 2, DefaultSignals = 4, SignalMask = 8; // POSIX_SPAWN_SETPGROUP, SETSIGDEF, SETSIGMASK
    private const int SignalSetLength = 128;

    /// <returns>The id of the process, which leads a process group of its own.</returns>
    /// <param name="folder">Where it begins; null for where this process is.</param>
    /// <param name="restrict">Takes rights from the thread that starts it, which the process is not to have.</param>
    /// <param name="files">What it has open, by number, from 0.</param>
    public static int Start(string program, IEnumerable<string> arguments, IEnumerable<string> environment, string? folder,
        Action restrict, params ReadOnlySpan<SafeHandle> files)
    {
        // Numbers outside those that the files will get.
        var sources = new List<SafeFileHandle>();
        foreach (var file in files)
            sources.Add(SystemCalls.AtLeast(file, files.Length));

        var (actions, attributes, started) = (Marshal.AllocHGlobal(Room), Marshal.AllocHGlobal(Room), Marshal.AllocHGlobal(sizeof(int)));
        try
        {
            Require(InitializeActions(actions));
            for (var number = 0; number < sources.Count; number++)
                Require(AddDuplicate(actions, sources[number], number));
            Require(AddCloseFrom(actions, sources.Count));
            if (folder is not null)
                Require(AddChangeFolder(actions, folder));

            Require(InitializeAttributes(attributes));
            Require(SetFlags(attributes, OwnGroup | DefaultSignals | SignalMask));
            Require(SetMask(attributes, new byte[SignalSetLength]));
            var all = new byte[SignalSetLength];
            Array.Fill(all, (byte)0xFF);
            Require(SetDefaults(attributes, all));

            using var words = new Strings([program, .. arguments]);
            using var variables = new Strings(environment);
            // What the runtime starts from a restricted thread, such as its compiler, would be restricted, too, for good. So that thread
            // does no more than this.
            Require(CellNetwork.OnThread(() =>
            {
                restrict();
                return StartProcess(started, words.First, actions, attributes, words.Start, variables.Start);
            }));
            return Marshal.ReadInt32(started);
        }
        finally
        {
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(started);
            sources.ForEach(file => file.Dispose());
        }
    }

    private static void Require(int error)
    {
        if (error != 0)
            throw new CellException($"The cell could not be made (posix_spawn: {Marshal.GetPInvokeErrorMessage(error)}).");
    }

    /// <summary>Strings as the C library takes them, with a null behind the last.</summary>
    private sealed class Strings : IDisposable
    {
        private readonly IntPtr[] each;

        public Strings(IEnumerable<string> strings)
        {
            each = [.. strings.Select(Marshal.StringToCoTaskMemUTF8), IntPtr.Zero];
            Start = Marshal.AllocHGlobal(each.Length * IntPtr.Size);
            Marshal.Copy(each, 0, Start, each.Length);
        }

        public IntPtr Start { get; }

        public IntPtr First => each[0];

        public void Dispose()
        {
            Array.ForEach(each, Marshal.FreeCoTaskMem);
            Marshal.FreeHGlobal(Start);
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int StartProcess(
        IntPtr process, IntPtr path, IntPtr actions, IntPtr attributes, IntPtr arguments, IntPtr environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int InitializeActions(IntPtr actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(IntPtr actions, SafeHandle file, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    private static partial int AddCloseFrom(IntPtr actions, int number);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AddChangeFolder(IntPtr actions, string folder);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int InitializeAttributes(IntPtr attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(IntPtr attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetMask(IntPtr attributes, ReadOnlySpan<byte> mask);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(IntPtr attributes, ReadOnlySpan<byte> signals);
}
