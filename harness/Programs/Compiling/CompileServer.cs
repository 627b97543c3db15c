using System.Collections.Concurrent;
using System.Text;
using Kata.Machine;

namespace Kata.Programs.Compiling;

/// <summary>Compiles programs for the process that started this one. A program can make the compiler crash; then only this process is
/// lost. Each request and each answer is a line. The compiler works on one program at a time; rules run beside the next program.</summary>
internal static class CompileServer
{
    /// <summary>The exit code after an OutOfMemoryException.</summary>
    public const int NoMemory = 3;

    /// <summary>The exit code after something of ours failed for good: the next program gets another process.</summary>
    private const int Unusable = 4;

    public const string TooDeep = "the compiler gave up, because something in it is nested too deeply";

    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Ends this process when the input ends, even in the middle of a program: the parent process has ended.</summary>
    public static async Task Serve(Stream input, Stream output)
    {
        var requests = new BlockingCollection<CompileRequest>();
        var answers = TextWriter.Synchronized(new StreamWriter(output, Encoding) { AutoFlush = true });
        new Thread(() => Read(input, requests)) { IsBackground = true }.Start();
        foreach (var request in requests.GetConsumingEnumerable())
            await Task.Run(() => Answer(request, answers));
    }

    public static string GaveUp(string with) => $"the compiler gave up on it ({with})";

    private static void Read(Stream input, BlockingCollection<CompileRequest> requests)
    {
        using var reader = new StreamReader(input, Encoding);
        while (reader.ReadLine() is { } line)
            requests.Add(CompileRequest.Read(line));
        Environment.Exit(0);
    }

    private static void Answer(CompileRequest request, TextWriter answers)
    {
        try
        {
            var program = CompiledProgram.Of(
                request.Sources, Severities.Of(request.Programs), () => request.Others, request.Folder, CancellationToken.None);
            answers.WriteLine(new CompileAnswer(request.Number, program.Assembly is null, program.Assembly, program.Compiler).Write());
            if (program.Assembly is not null)
                _ = AnswerAfter(program, request, answers);
        }
        catch (Exception failed)
        {
            Fail(failed, request, answers);
        }
    }

    private static async Task AnswerAfter(CompiledProgram program, CompileRequest request, TextWriter answers)
    {
        try
        {
            answers.WriteLine(new CompileAnswer(request.Number, true, program.Assembly, await program.Findings).Write());
        }
        catch (Exception failed)
        {
            Fail(failed, request, answers);
        }
    }

    private static void Fail(Exception failed, CompileRequest request, TextWriter answers)
    {
        var all = Inner(failed).ToList();
        // After that, the compiler's state is not reliable.
        if (all.Any(one => one is OutOfMemoryException))
            Environment.Exit(NoMemory);

        var ours = all.FirstOrDefault(one => one is IOException or UnauthorizedAccessException or KataException);
        var what = ours is not null ? ours.Message
            : all.Any(one => one is InsufficientExecutionStackException) ? TooDeep
            : GaveUp(all[^1].GetType().Name);
        answers.WriteLine(new CompileAnswer(request.Number, true, null, [], what, ours is not null).Write());
        // A type that could not be initialized cannot be for as long as this process lives.
        if (all.Any(one => one is TypeInitializationException))
            Environment.Exit(Unusable);
    }

    private static IEnumerable<Exception> Inner(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Inner).Prepend(exception),
        { InnerException: { } inner } => Inner(inner).Prepend(exception),
        _ => [exception],
    };
}
