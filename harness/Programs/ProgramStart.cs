using System.Diagnostics;
using System.Text;

namespace Kata.Programs;

/// <summary>How a program's process is started, or one that is to become a program.</summary>
internal static class ProgramStart
{
    public static ProcessStartInfo Info(string[] command, string folder, string mark, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // On Windows a console of its own: see ControlC.
            CreateNoWindow = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = folder,
        };
        ProgramEnvironment.Fill(start.Environment, mark, environment);
        return start;
    }
}
