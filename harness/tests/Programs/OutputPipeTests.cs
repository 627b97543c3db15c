using Kata.Programs;
using Kata.Text;
using NUnit.Framework;

namespace Kata.Tests.Programs;

public class OutputPipeTests
{
    [Test]
    public async Task Where_a_read_holds_a_thread_it_is_none_of_the_pools()
    {
        using var pipe = new HeldStream();
        using var cancellation = new CancellationTokenSource();
        var output = new OutputPipe(pipe, "output", RunOptions.OutputCap, TimeSpan.Zero, hasThread: true, cancellation.Token);

        Assert.That(await pipe.ReadOnPoolThread, Is.False);

        pipe.Give("hello"u8.ToArray());
        Assert.That(await output.WaitFor("hello", 1), Is.True);
        await cancellation.CancelAsync();
        await output.Drained;
    }

    [Test]
    public async Task The_end_of_the_stream_is_the_end_of_the_pipe([Values] bool hasThread)
    {
        var output = new OutputPipe(
            new MemoryStream("all"u8.ToArray()), "output", RunOptions.OutputCap, TimeSpan.Zero, hasThread, CancellationToken.None);

        await output.Drained;

        Assert.That(output.Text, Is.EqualTo("all"));
    }

    [Test]
    public async Task What_lies_ready_when_the_reading_is_cancelled_is_not_lost([Values] bool hasThread)
    {
        using var cancellation = new CancellationTokenSource();
        using var pipe = new LateStream("the last word"u8.ToArray(), cancellation.Token);
        var output = new OutputPipe(pipe, "output", RunOptions.OutputCap, TimeSpan.Zero, hasThread, cancellation.Token);

        await cancellation.CancelAsync();
        await output.Drained;

        Assert.That(output.Text, Is.EqualTo("the last word"));
    }

    [Test]
    public async Task What_somebody_goes_on_writing_after_that_does_not_keep_it_open([Values] bool hasThread)
    {
        using var cancellation = new CancellationTokenSource();
        using var pipe = new LateStream(new byte[1_000_000], cancellation.Token, perRead: 1);
        var output = new OutputPipe(pipe, "output", RunOptions.OutputCap, TimeSpan.Zero, hasThread, cancellation.Token);

        await cancellation.CancelAsync();
        await output.Drained;

        Assert.That(output.Text, Has.Length.InRange(1, 100));
    }

    [Test]
    public async Task What_is_written_slowly_after_that_does_not_keep_it_open_either()
    {
        using var cancellation = new CancellationTokenSource();
        using var pipe = new LateStream(new byte[1_000_000], cancellation.Token, perRead: 1, pause: 300);
        var output = new OutputPipe(pipe, "output", RunOptions.OutputCap, TimeSpan.Zero, hasThread: true, cancellation.Token);

        await cancellation.CancelAsync();
        await output.Drained;

        Assert.That(output.Text, Has.Length.LessThan(20));
    }

    [Test]
    public async Task A_text_of_lines_is_found_whichever_way_this_system_ends_lines([Values] bool areLong)
    {
        LineEnds.AreLong = areLong;
        var output = new OutputPipe(
            new MemoryStream("one\r\ntwo\nthree\r\n"u8.ToArray()),
            "output",
            RunOptions.OutputCap,
            TimeSpan.Zero,
            hasThread: false,
            CancellationToken.None);

        Assert.That(await output.WaitFor("two\nthree", 1), Is.True);
        Assert.That(await output.WaitFor("one\ntwo", 1), Is.EqualTo(areLong));
        Assert.That(await output.WaitFor("\r\ntwo", 1), Is.True);
    }

    /// <summary>Its bytes come together with the end of the patience of the first reader.</summary>
    private sealed class LateStream(byte[] bytes, CancellationToken patience, int perRead = int.MaxValue, int pause = 0)
        : MemoryStream(bytes)
    {
        private bool isLate;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!isLate)
            {
                isLate = true;
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return base.Read(buffer.Span[..Math.Min(buffer.Length, perRead)]);
        }

        public override int Read(Span<byte> buffer)
        {
            if (!isLate)
            {
                isLate = true;
                patience.WaitHandle.WaitOne();
            }

            Thread.Sleep(pause);
            return base.Read(buffer[..Math.Min(buffer.Length, perRead)]);
        }
    }

    /// <summary>Has nothing to read until somebody gives it something; asynchronous reads are not asked for.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly TaskCompletionSource<bool> read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly System.Collections.Concurrent.BlockingCollection<byte[]> given = [];

        public Task<bool> ReadOnPoolThread => read.Task;

        public void Give(byte[] bytes) => given.Add(bytes);

        public override int Read(Span<byte> buffer)
        {
            read.TrySetResult(Thread.CurrentThread.IsThreadPoolThread);
            try
            {
                var bytes = given.Take();
                bytes.CopyTo(buffer);
                return bytes.Length;
            }
            catch (Exception over) when (over is InvalidOperationException or ObjectDisposedException)
            {
                return 0;
            }
        }

        protected override void Dispose(bool disposing)
        {
            given.CompleteAdding();
            base.Dispose(disposing);
        }
    }
}
