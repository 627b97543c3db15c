using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Kata.Support;

/// <summary>Where a folder of programs begins: <c>dotnet run --project exercises -- 05 localhost 8080 /</c> starts
/// step 5's <c>Main</c> with the arguments that follow.</summary>
internal static class Entry
{
    /// <summary>Longer than any check's deadline.</summary>
    private const uint LastResortSeconds = 180;

    /// <summary>Stands between a program's name and where its Main is (see <see cref="Find"/>, and AssemblyPrograms, which writes
    /// it).</summary>
    private const char At = '@';

    private static bool IsUnderACheck => Environment.GetEnvironmentVariable("KATA_RUN") is not null;

    private static int Main(string[] args)
    {
        LeadGroupUnderACheck();
        if (OperatingSystem.IsWindows() && IsUnderACheck)
            SpeakAsElsewhere();
        if (IsUnderACheck)
            SignalCodes.Announce();

        if (args.Length == 0 || Find(args[0]) is not { } main || !Returns(main.ReturnType))
            return Refuse(args);

        SystemAnswers.Begin();
        if (Prepared.Value(Descriptors.Variable) == "1")
            Descriptors.Withhold();

        // A delegate and no Invoke: an exception leaves the program as it would leave its own Main.
        try
        {
            if (main.ReturnType == typeof(int))
                return main.CreateDelegate<Func<string[], int>>()(args[1..]);
            if (main.ReturnType == typeof(Task<int>))
                return main.CreateDelegate<Func<string[], Task<int>>>()(args[1..]).GetAwaiter().GetResult();
            if (main.ReturnType == typeof(Task))
                main.CreateDelegate<Func<string[], Task>>()(args[1..]).GetAwaiter().GetResult();
            else
                main.CreateDelegate<Action<string[]>>()(args[1..]);
            return Environment.ExitCode;
        }
        catch (IndexOutOfRangeException past) when (!IsUnderACheck && LineInMain(past, main) is { } line)
        {
            return Missed(main, args.Length - 1, line);
        }
    }

    /// <summary>What a Main may return in C#. One that returns no number sets <see cref="Environment.ExitCode"/>, or has 0.</summary>
    private static bool Returns(Type type) =>
        type == typeof(int) || type == typeof(Task<int>) || type == typeof(void) || type == typeof(Task);

    /// <summary>The line in which Main itself threw; null if something that it calls did, or if there are no symbols. An async Main runs in
    /// a class that the compiler makes, which is named after it.</summary>
    private static int? LineInMain(Exception thrown, MethodInfo main)
    {
        // The runtime's own methods, which throw, come first.
        var frame = new StackTrace(thrown, fNeedFileInfo: true)
            .GetFrames()
            .FirstOrDefault(frame => frame.GetMethod()?.Module == main.Module);
        var isMain =
            frame?.GetMethod() is { } method
            && (
                method == main
                || method.DeclaringType is { } made
                    && made.DeclaringType == main.DeclaringType
                    && made.Name.StartsWith("<Main>", StringComparison.Ordinal));
        return isMain && frame!.GetFileLineNumber() is > 0 and var line ? line : null;
    }

    // Mostly an argument is missing; but Main has other arrays and texts, too.
    private static int Missed(MethodInfo main, int given, int line)
    {
        Console.Error.WriteLine(
            $"{main.DeclaringType!.Name}: line {line} uses an index that is not there. The program was given {given} "
                + $"{(given == 1 ? "argument" : "arguments")}; "
                + "if one is missing, 'Run it by hand' at the top of the file shows what to give it.");
        return 2;
    }

    /// <summary>A step may be named by its number (5 or 05), or as its class. A check, which has read the assembly, adds the
    /// metadata token of its Main: <c>Step05_SocketExceptions@100663329</c>. To search for it here, at the beginning of every
    /// run of every check, takes the runtime longer than what most programs do.</summary>
    private static MethodInfo? Find(string name) =>
        IsUnderACheck && name.IndexOf(At) is > 0 and var at && int.TryParse(name[(at + 1)..], out var token)
            ? (MethodInfo?)typeof(Entry).Module.ResolveMethod(token)
            : Search(name)?.GetMethod("Main", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(string[])]);

    private static Type? Search(string name)
    {
        var start = int.TryParse(name, out var number) ? $"Step{number:00}_" : name;
        return typeof(Entry)
            .Assembly.GetTypes()
            .FirstOrDefault(type => type.Name.StartsWith(start, StringComparison.OrdinalIgnoreCase) && IsProgram(type));
    }

    private static bool IsProgram(Type type) =>
        type.Name.StartsWith("Step", StringComparison.Ordinal) && type.Name.Length > 6 && !type.IsNested;

    private static int Refuse(string[] args)
    {
        Console.Error.WriteLine(
            args.Length == 0 ? "Which step? For example: dotnet run --project exercises -- 01 127.0.0.1 8080"
            : Search(IsUnderACheck ? args[0].Split(At)[0] : args[0]) is { } program
                ? $"{program.Name} needs a method `static int Main(string[] args)`."
            : $"There is no step '{args[0]}' here. There are: "
                + $"{string.Join(" ", typeof(Entry).Assembly.GetTypes().Where(IsProgram).Select(type => type.Name[4..6]).Order())}");
        return 2;
    }

    /// <summary>Under a check the program leads a process group of its own, so that whatever it leaves behind can be
    /// found (setpgid(2)); if it starts itself again, that stays in the group. By hand it stays in the terminal's.</summary>
    private static void LeadGroupUnderACheck()
    {
        if (OperatingSystem.IsWindows() || !IsUnderACheck || Environment.GetEnvironmentVariable("KATA_GROUP") is not null)
            return;

        _ = SetProcessGroup(0, 0);
        // alarm(2): if the grader is killed, nobody else ends this program at its deadline.
        _ = EndAfter(LastResortSeconds);
        Environment.SetEnvironmentVariable("KATA_GROUP", "led");
    }

    /// <summary>Under a check on Windows: the console in UTF-8, both ways, and LF as the end of a line, as on other systems. Not by
    /// <c>Console.OutputEncoding</c>, which would change the console that the student sits at for good.</summary>
    private static void SpeakAsElsewhere()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Console.SetOut(new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true, NewLine = "\n" });
        Console.SetError(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true, NewLine = "\n" });
        Console.SetIn(new StreamReader(Console.OpenStandardInput(), utf8, detectEncodingFromByteOrderMarks: false));
    }

    // DllImport, as in all of this folder: LibraryImport would allow unsafe code in every student's program.
    [DllImport("libc", EntryPoint = "alarm")]
    private static extern uint EndAfter(uint seconds);

    [DllImport("libc", EntryPoint = "setpgid")]
    private static extern int SetProcessGroup(int process, int group);
}
