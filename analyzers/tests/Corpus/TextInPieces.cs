// Text is decoded piece by piece.

static class AppendedToABuilder
{
    static string Wrong(NetworkStream ns)
    {
        var text = new StringBuilder();
        var b = new byte[64];
        int n;
        while ((n = ns.Read(b, 0, b.Length)) > 0)
            text.Append(Encoding.UTF8.GetString(b, 0, n)); // expect: SOCK005
        return text.ToString();
    }

    static string Right(NetworkStream ns)
    {
        var text = new StringBuilder();
        var b = new byte[64];
        int n;
        while ((n = ns.Read(b, 0, b.Length)) > 0)
            text.Append(Encoding.ASCII.GetString(b, 0, n));
        return text.ToString();
    }
}

static class SpansOfMemory
{
    static async Task Wrong(Socket s, CancellationToken stop)
    {
        using var owner = MemoryPool<byte>.Shared.Rent(512);
        while (await s.ReceiveAsync(owner.Memory, stop) is > 0 and var n)
            Console.Write(Encoding.UTF8.GetString(owner.Memory.Span[..n])); // expect: SOCK005
    }

    static async Task Right(Socket s, CancellationToken stop)
    {
        using var owner = MemoryPool<byte>.Shared.Rent(512);
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[2048];
        while (await s.ReceiveAsync(owner.Memory, stop) is > 0 and var n)
            Console.Write(text, 0, decoder.GetChars(owner.Memory.Span[..n], text, false));
    }
}

static class YieldedPieces
{
    static async IAsyncEnumerable<string> Wrong(NetworkStream ns)
    {
        var b = new byte[128];
        while (true)
        {
            int n = await ns.ReadAsync(b);
            if (n == 0)
                yield break;
            yield return Encoding.Unicode.GetString(b, 0, n); // expect: SOCK005
        }
    }

    static async IAsyncEnumerable<string> Right(NetworkStream ns)
    {
        using var reader = new StreamReader(ns, Encoding.Unicode);
        var text = new char[128];
        while (true)
        {
            int n = await reader.ReadAsync(text);
            if (n == 0)
                yield break;
            yield return new string(text, 0, n);
        }
    }
}

static class EncodingInAField
{
    sealed class Wrong(Socket socket)
    {
        private static readonly Encoding Utf8 = new UTF8Encoding(false);

        public string ReadAll(byte[] b)
        {
            string text = "";
            int n;
            while ((n = socket.Receive(b)) > 0)
                text += Utf8.GetString(b, 0, n); // expect: SOCK005
            return text;
        }
    }

    sealed class Right(Socket socket)
    {
        private static readonly Encoding Utf8 = new UTF8Encoding(false);

        public string ReadAll(byte[] b)
        {
            using var all = new MemoryStream();
            int n;
            while ((n = socket.Receive(b)) > 0)
                all.Write(b, 0, n);
            return Utf8.GetString(all.GetBuffer(), 0, (int)all.Length);
        }
    }
}

static class DecodedByALocalFunction
{
    static void Wrong(NetworkStream ns, byte[] b)
    {
        int n;
        while ((n = ns.Read(b, 0, b.Length)) > 0)
            Show(n);

        void Show(int count) => Console.Write(Encoding.UTF8.GetString(b, 0, count)); // expect: SOCK005
    }

    static void Right(NetworkStream ns, byte[] b)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        int n;
        while ((n = ns.Read(b, 0, b.Length)) > 0)
            Show(n);

        void Show(int count)
        {
            var text = new char[count];
            Console.Write(text, 0, decoder.GetChars(b, 0, count, text, 0));
        }
    }
}

static class DecoderMadeInTheLoop
{
    static void Wrong(Socket s, byte[] b, char[] text)
    {
        while (s.Receive(b) is > 0 and var n)
        {
            Decoder decoder = Encoding.UTF8.GetDecoder(); // expect: SOCK005
            Console.Write(text, 0, decoder.GetChars(b, 0, n, text, 0));
        }
    }

    static void Right(Socket s, byte[] b, char[] text)
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        while (s.Receive(b) is > 0 and var n)
            Console.Write(text, 0, decoder.GetChars(b, 0, n, text, 0));
    }
}

static class FlushedAtEachPiece
{
    static void Wrong(NetworkStream ns, byte[] b, char[] text)
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        int n;
        while ((n = ns.Read(b)) > 0)
            Console.Write(text, 0, decoder.GetChars(b, 0, n, text, 0, flush: true)); // expect: SOCK005
    }

    static void Right(NetworkStream ns, byte[] b, char[] text)
    {
        Decoder decoder = Encoding.UTF8.GetDecoder();
        int n;
        while ((n = ns.Read(b)) > 0)
            Console.Write(text, 0, decoder.GetChars(b, 0, n, text, 0, flush: false));
    }
}
