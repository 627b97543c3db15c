using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;

namespace Kata.Programs;

/// <summary>Runs a program in this process, so that breakpoints in it are hit: only for someone who debugs a check.
/// There is no deadline, no cap and no isolation, and the input ends where a run gives none; the console, the environment and the
/// current folder are lent to one program at a time.</summary>
internal static class DebugRun
{
    private static readonly SemaphoreSlim Turn = new(1);

    /// <param name="assembly">Where it was built: breakpoints are set in that file's symbols.</param>
    public static async Task<Run> Run(string assembly, string program, string[] arguments, RunOptions options, string folder)
    {
        await Turn.WaitAsync();
        var clock = Stopwatch.StartNew();
        var (input, output, error, here) = (Console.In, Console.Out, Console.Error, Environment.CurrentDirectory);
        using var captured = new StringWriter();
        using var capturedErrors = new StringWriter();
        try
        {
            Console.SetIn(new StringReader(options.Input ?? ""));
            Console.SetOut(captured);
            Console.SetError(capturedErrors);
            Environment.CurrentDirectory = folder;
            foreach (var (name, value) in options.Environment)
                Environment.SetEnvironmentVariable(name, value);

            var end = await Task.Run(() => Call(assembly, program, arguments));
            return new(end, Encoding.UTF8.GetBytes(captured.ToString()), capturedErrors.ToString(), clock.Elapsed);
        }
        finally
        {
            foreach (var name in options.Environment.Keys)
                Environment.SetEnvironmentVariable(name, null);
            Environment.CurrentDirectory = here;
            Console.SetIn(input);
            Console.SetOut(output);
            Console.SetError(error);
            Turn.Release();
        }
    }

    private static RunEnd Call(string assembly, string program, string[] arguments)
    {
        // A context of its own for each run: a program may keep things in static fields.
        var context = new AssemblyLoadContext(program, isCollectible: true);
        var exitCode = Environment.ExitCode;
        Environment.ExitCode = 0;
        try
        {
            var main = context.LoadFromAssemblyPath(assembly).GetType(program)!
                .GetMethod("Main", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(string[])])!;
            var result = main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [arguments], null);
            (result as Task)?.GetAwaiter().GetResult();
            return new RunEnd.Exited(result as int? ?? (result as Task<int>)?.Result ?? Environment.ExitCode);
        }
        catch (NotImplementedException blank) when (blank.Message.StartsWith(Support.Blank.Marker, StringComparison.Ordinal))
        {
            return new RunEnd.HitBlank(blank.Message[Support.Blank.Marker.Length..]);
        }
        catch (Exception unhandled)
        {
            return RunEndReader.Crash($"{unhandled.GetType()}: {unhandled.Message}", unhandled.StackTrace ?? "");
        }
        finally
        {
            Environment.ExitCode = exitCode;
            context.Unload();
        }
    }
}
