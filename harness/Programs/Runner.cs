using System.Net.Sockets;
using System.Runtime.Loader;
using System.Text;

namespace Kata.Programs;

/// <summary>A process that was started before there was a program to run in it. It waits on its standard input for the
/// program, and then becomes that program: most of a run's processor time is the runtime's start, which is then over.</summary>
/// <remarks>Compiled by itself, from this file, when <c>kata watch</c> starts (see <see cref="WaitingProcesses"/>). What
/// comes first on the input is the length of the rest in four bytes, then, each ended by a zero, the assembly, the folder to
/// run in, and the arguments. The program finds on its input what follows.</remarks>
internal static class Runner
{
    private static int Main()
    {
        WarmUp();

        // Without a buffer: the input that follows belongs to the program.
        var input = Console.OpenStandardInput();
        var length = new byte[4];
        if (input.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
            return 0; // No program came.

        var words = new byte[BitConverter.ToInt32(length)];
        input.ReadExactly(words);
        var parts = Encoding.UTF8.GetString(words).Split('\0');

        Environment.CurrentDirectory = parts[1];
        var main = AssemblyLoadContext.Default.LoadFromAssemblyPath(parts[0]).EntryPoint!;
        // A delegate, not Invoke: an exception leaves the program as it would leave its own Main.
        return main.CreateDelegate<Func<string[], int>>()(parts[2..^1]);
    }

    /// <summary>Makes the runtime load and compile what nearly every program uses. Nothing stays open.</summary>
    private static void WarmUp()
    {
        Console.Out.Flush();
        Console.Error.Flush();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", ((System.Net.IPEndPoint)listener.LocalEndPoint!).Port);
        using var other = listener.Accept();
        socket.Send(Encoding.ASCII.GetBytes("warm"));
        other.Shutdown(SocketShutdown.Both);
        _ = socket.Receive(new byte[8]);
        _ = Encoding.UTF8.GetDecoder().GetChars(new byte[1], 0, 1, new char[1], 0);
    }
}
