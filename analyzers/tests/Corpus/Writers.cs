// A writer over a connection.

static class NotFlushedBeforeTheAnswer
{
    static async Task<string?> Wrong(TcpClient client, string name)
    {
        NetworkStream ns = client.GetStream();
        var writer = new StreamWriter(ns) { NewLine = "\r\n" };
        var reader = new StreamReader(ns);
        await writer.WriteLineAsync(name); // expect: SOCK008
        return await reader.ReadLineAsync();
    }

    static async Task<string?> Right(TcpClient client, string name)
    {
        NetworkStream ns = client.GetStream();
        var writer = new StreamWriter(ns) { NewLine = "\r\n" };
        var reader = new StreamReader(ns);
        await writer.WriteLineAsync(name);
        await writer.FlushAsync();
        return await reader.ReadLineAsync();
    }
}

static class NotFlushedBeforeAHelperReads
{
    static string? Wrong(NetworkStream ns)
    {
        var writer = new StreamWriter(ns);
        writer.Write("STAT\r\n"); // expect: SOCK008
        return Answer(ns);
    }

    static string? Right(NetworkStream ns)
    {
        var writer = new StreamWriter(ns) { AutoFlush = true };
        writer.Write("STAT\r\n");
        return Answer(ns);
    }

    static string? Answer(NetworkStream ns) => new StreamReader(ns).ReadLine();
}

static class WriterAndReaderInFields
{
    sealed class Wrong(TcpClient client)
    {
        private readonly StreamWriter writer = new(client.GetStream()) { NewLine = "\r\n" };
        private readonly StreamReader reader = new(client.GetStream());

        public string? Ask(string question)
        {
            writer.WriteLine(question); // expect: SOCK008
            return reader.ReadLine();
        }
    }

    sealed class Right(TcpClient client)
    {
        private readonly StreamWriter writer = new(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        private readonly StreamReader reader = new(client.GetStream());

        public string? Ask(string question)
        {
            writer.WriteLine(question);
            return reader.ReadLine();
        }
    }
}

static class BufferedAndNotFlushed
{
    static int Wrong(NetworkStream ns, byte[] question, byte[] b)
    {
        var buffered = new BufferedStream(ns);
        buffered.Write(question); // expect: SOCK008
        return ns.ReadAtLeast(b, 1);
    }

    static int Right(NetworkStream ns, byte[] question, byte[] b)
    {
        var buffered = new BufferedStream(ns);
        buffered.Write(question);
        buffered.Flush();
        return ns.ReadAtLeast(b, 1);
    }
}

static class BinaryWriterOverABuffer
{
    static byte Wrong(NetworkStream ns, byte command)
    {
        var writer = new BinaryWriter(new BufferedStream(ns));
        writer.Write(command); // expect: SOCK008
        return new BinaryReader(ns).ReadByte();
    }

    static byte Right(NetworkStream ns, byte command)
    {
        var writer = new BinaryWriter(new BufferedStream(ns));
        writer.Write(command);
        writer.Flush();
        return new BinaryReader(ns).ReadByte();
    }
}

static class ByteOrderMark
{
    static void Wrong(NetworkStream ns)
    {
        using var writer = new StreamWriter(ns, Encoding.UTF8); // expect: SOCK008
        writer.Write("HELO example.org\r\n");
    }

    static void Right(NetworkStream ns)
    {
        using var writer = new StreamWriter(ns, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        writer.Write("HELO example.org\r\n");
    }
}

static class ByteOrderMarkAsked
{
    static void Wrong(TcpClient client, string json)
    {
        using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(true)); // expect: SOCK008
        writer.Write(json);
    }

    static void Right(TcpClient client, string json)
    {
        using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding());
        writer.Write(json);
    }
}

static class LineEndsOfThisSystem
{
    static void Wrong(NetworkStream ns)
    {
        using var writer = new StreamWriter(ns);
        writer.WriteLine("EHLO example.org"); // expect: SOCK008 or SOCK009
        writer.Flush();
    }

    static void Right(NetworkStream ns)
    {
        using var writer = new StreamWriter(ns);
        writer.Write("EHLO example.org\r\n");
        writer.Flush();
    }
}

static class NewLineOfTheEnvironment
{
    static void Wrong(NetworkStream ns, string user)
    {
        ns.Write(Encoding.ASCII.GetBytes($"USER {user}" + Environment.NewLine)); // expect: SOCK008 or SOCK009
    }

    static void Right(NetworkStream ns, string user)
    {
        ns.Write(Encoding.ASCII.GetBytes($"USER {user}" + "\r\n"));
    }
}

static class CompressedAndNotFinished
{
    static string? Wrong(NetworkStream ns, byte[] question)
    {
        var zip = new GZipStream(ns, CompressionLevel.Fastest, leaveOpen: true);
        zip.Write(question); // expect: SOCK008
        return new StreamReader(ns).ReadLine();
    }

    static string? Right(NetworkStream ns, byte[] question)
    {
        using (var zip = new GZipStream(ns, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(question);
        return new StreamReader(ns).ReadLine();
    }
}

static class PipeNotFlushed
{
    static async Task<ReadResult> Wrong(NetworkStream ns, ReadOnlyMemory<byte> question)
    {
        PipeWriter writer = PipeWriter.Create(ns);
        PipeReader reader = PipeReader.Create(ns);
        question.CopyTo(writer.GetMemory(question.Length));
        writer.Advance(question.Length); // expect: SOCK008
        return await reader.ReadAtLeastAsync(4);
    }

    static async Task<ReadResult> Right(NetworkStream ns, ReadOnlyMemory<byte> question)
    {
        PipeWriter writer = PipeWriter.Create(ns);
        PipeReader reader = PipeReader.Create(ns);
        question.CopyTo(writer.GetMemory(question.Length));
        writer.Advance(question.Length);
        await writer.FlushAsync();
        return await reader.ReadAtLeastAsync(4);
    }
}
