using System.Diagnostics;

namespace Kata.Support;

/// <summary>The blank: <c>__</c>, the C# spelling of the <c>?</c> in <c>host = ?</c>.</summary>
public static class Blank
{
    /// <summary>The exit code of a program that ran into a blank. High, so that no exercise uses it.</summary>
    public const int ExitCode = 86;

    /// <summary>Begins the one line that a program which ran into a blank leaves on its error output.</summary>
    public const string Marker = "not filled in: ";

    /// <summary>Stands for what you are to write. It compiles wherever a value does; running into it ends the
    /// program, and says where it is and what belongs there.</summary>
    /// <remarks>It ends the process and throws nothing, so that no <c>catch</c> takes a blank for an error of the
    /// network. Under a debugger it stops there first.</remarks>
    public static dynamic __
    {
        get
        {
            Descriptors.GiveBack();
            var where = new StackTrace(1, fNeedFileInfo: true).GetFrame(0);
            var line = BlankLine.Describe(where?.GetFileName(), where?.GetFileLineNumber() ?? 0);

            if (Debugger.IsAttached)
                throw new NotImplementedException(Marker + line);

            Console.Out.Flush();
            Console.Error.WriteLine(Marker + line);
            Environment.Exit(ExitCode);
            return null!;
        }
    }
}
