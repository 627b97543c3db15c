using System.Collections.Concurrent;
using System.Text;
using Kata.Machine;

namespace Kata.Programs.Compiling;

/// <summary>Compiles programs for the process that has started this one, which may lose it: a stranger's text can bring a compiler down.
/// Requests come line by line, and answers go so. The compiler works on one program at a time; rules run beside the next.</summary>
internal static class CompileServer
{
    /// <summary>The exit code of one whose memory did not suffice.</summary>
    public const int NoMemory = 3;

    public const string TooDeep = "the compiler gave up, because something in it is nested too deeply";

    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Ends this process when the input ends, whatever is being compiled then: nobody wants it any more.</summary>
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
        // What is left of the compiler after that is not to be relied on.
        if (all.Any(one => one is OutOfMemoryException))
            Environment.Exit(NoMemory);

        var isOurs = failed is IOException or UnauthorizedAccessException or KataException;
        var what = isOurs ? failed.Message
            : all.Any(one => one is InsufficientExecutionStackException) ? TooDeep
            : GaveUp(all[^1].GetType().Name);
        answers.WriteLine(new CompileAnswer(request.Number, true, null, [], what, isOurs).Write());
    }

    private static IEnumerable<Exception> Inner(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Inner).Prepend(exception),
        { InnerException: { } inner } => Inner(inner).Prepend(exception),
        _ => [exception],
    };
}
