// Async streams over a connection, and what test frameworks expect to fail.

static class AStreamOfPiecesIsDecodedPieceByPiece
{
    static async Task<string> Wrong(NetworkStream ns)
    {
        var text = new StringBuilder();
        await foreach (var piece in Pieces(ns))
            text.Append(Encoding.UTF8.GetString(piece)); // expect: SOCK005
        return text.ToString();
    }

    static async Task<string> Right(NetworkStream ns)
    {
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        var chars = new char[1024];
        await foreach (var piece in Pieces(ns))
            text.Append(chars, 0, decoder.GetChars(piece, 0, piece.Length, chars, 0));
        return text.ToString();
    }

    static async IAsyncEnumerable<byte[]> Pieces(NetworkStream ns)
    {
        var buffer = new byte[1024];
        int count;
        while ((count = await ns.ReadAsync(buffer)) > 0)
            yield return buffer[..count];
    }
}

static class TheEndOfAnAsyncStreamHidesAFailure
{
    static async Task<int> Wrong(Socket s)
    {
        var all = 0;
        try
        {
            await foreach (var piece in Pieces(s))
                all += piece.Length;
        }
        catch (SocketException) // expect: SOCK011
        {
        }

        return all;
    }

    static async Task<int> Right(Socket s)
    {
        var all = 0;
        try
        {
            await foreach (var piece in Pieces(s))
                all += piece.Length;
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine(error.Message);
            return -1;
        }

        return all;
    }

    static async IAsyncEnumerable<byte[]> Pieces(Socket s)
    {
        var buffer = new byte[1024];
        while (await s.ReceiveAsync(buffer) is var count and > 0)
            yield return buffer[..count];
    }
}

static class APieceOfAnAsyncStreamInAnotherSpelling
{
    static async Task Wrong(Socket s, CancellationToken stop)
    {
        await foreach (var piece in Pieces(s, stop).ConfigureAwait(false))
            Console.Write(Encoding.UTF8.GetString(piece.Span)); // expect: SOCK005
    }

    static async Task Right(Socket s, CancellationToken stop)
    {
        await using var output = Console.OpenStandardOutput();
        await foreach (var piece in Pieces(s, stop).ConfigureAwait(false))
            output.Write(piece.Span);
    }

    static async IAsyncEnumerable<ReadOnlyMemory<byte>> Pieces(Socket s, [EnumeratorCancellation] CancellationToken stop)
    {
        var buffer = new byte[4096];
        while (true)
        {
            var count = await s.ReceiveAsync(buffer, stop);
            if (count == 0)
                yield break;
            yield return buffer.AsMemory(0, count);
        }
    }
}

static class MessagesOfAnAsyncStreamAreWhole
{
    static async Task Silent(NetworkStream ns)
    {
        var text = new StringBuilder();
        await foreach (var message in Messages(ns))
            text.AppendLine(Encoding.UTF8.GetString(message));
        Console.WriteLine(text);
    }

    static async IAsyncEnumerable<byte[]> Messages(NetworkStream ns)
    {
        var length = new byte[1];
        while (await ns.ReadAsync(length) == 1)
        {
            var message = new byte[length[0]];
            await ns.ReadExactlyAsync(message);
            yield return message;
        }
    }
}

static class LinesOfAnAsyncStream
{
    static async Task Silent(TcpClient client, CancellationToken stop)
    {
        using var reader = new StreamReader(client.GetStream());
        await foreach (var line in Lines(reader, stop).WithCancellation(stop))
            Console.WriteLine(line);
    }

    static async IAsyncEnumerable<string> Lines(StreamReader reader, [EnumeratorCancellation] CancellationToken stop)
    {
        while (await reader.ReadLineAsync(stop) is { } line)
            yield return line;
    }
}

static class TestFrameworksExpectAFailure
{
    static void Silent(Socket s, byte[] b)
    {
        Assert.ThrowsAny<SocketException>(() => s.Receive(b));
        Assert.ThrowsExactly<SocketException>(() => { s.Receive(b); });
        Assert.Equal("closed", Record.Exception(() => s.Receive(b))?.Message);
    }

    static async Task SilentToo(Socket s, byte[] b)
    {
        await Assert.ThrowsAnyAsync<SocketException>(async () => await s.ReceiveAsync(b));
        await Assert.ThrowsExactlyAsync<SocketException>(() => Task.Run(() => s.Receive(b)));
        await Assert.ThrowsExceptionAsync<SocketException>(async () => { await s.ReceiveAsync(b); });
    }

    static void SilentByName(Socket s, byte[] b)
    {
        Assert.ThrowsExactly<SocketException>(Receive);

        void Receive() => s.Receive(b);
    }

    static async Task SilentByNameToo(Socket s, byte[] b)
    {
        await Assert.ThrowsAnyAsync<SocketException>(Receive);

        async Task Receive()
        {
            await s.ReceiveAsync(b);
        }
    }

    // As xUnit and MSTest have them.
    static class Assert
    {
        public static T ThrowsAny<T>(Action action) where T : Exception => (T)Record.Exception(action)!;

        public static T ThrowsExactly<T>(Action action) where T : Exception => (T)Record.Exception(action)!;

        public static async Task<T> ThrowsAnyAsync<T>(Func<Task> action) where T : Exception
        {
            await action();
            throw new InvalidOperationException();
        }

        public static Task<T> ThrowsExactlyAsync<T>(Func<Task> action) where T : Exception => ThrowsAnyAsync<T>(action);

        public static Task<T> ThrowsExceptionAsync<T>(Func<Task> action) where T : Exception => ThrowsAnyAsync<T>(action);

        public static void Equal<T>(T expected, T actual)
        {
            if (!Equals(expected, actual))
                throw new InvalidOperationException();
        }
    }

    static class Record
    {
        public static Exception? Exception(Action action)
        {
            try
            {
                action();
                return null;
            }
            catch (Exception error)
            {
                return error;
            }
        }
    }
}

static class TestFrameworksExpectACount
{
    static void Silent(Socket s, byte[] b)
    {
        Assert.Equal(1, s.Receive(b, 0, 1, SocketFlags.None));
        Assert.Equal((byte)1, b[0]);
    }

    static async Task SilentToo(NetworkStream ns, byte[] b)
    {
        var count = await ns.ReadAsync(b);
        Assert.IsGreaterThan(0, count);
        Assert.AreEqual(1, ns.ReadByte());
    }

    // Of a package, so that only its names are known.
    static class Assert
    {
        public static extern void Equal<T>(T expected, T actual);

        public static extern void AreEqual<T>(T expected, T actual);

        public static extern void IsGreaterThan<T>(T bound, T actual);
    }
}
