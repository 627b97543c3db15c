// What is sent: a part, or another number of bytes.

static class NotBlocking
{
    static void Wrong(IPEndPoint server, byte[] data)
    {
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        s.Connect(server);
        s.Blocking = false;
        s.Send(data); // expect: SOCK006
    }

    static void Right(IPEndPoint server, byte[] data)
    {
        using var s = new Socket(SocketType.Stream, ProtocolType.Tcp);
        s.Connect(server);
        s.Blocking = true;
        s.Send(data);
    }
}

static class NotBlockingWithASpan
{
    static void Wrong(Socket s, ReadOnlySpan<byte> data)
    {
        s.Blocking = false;
        _ = s.Send(data); // expect: SOCK006
    }

    static void Right(Socket s, ReadOnlySpan<byte> data)
    {
        s.Blocking = false;
        while (data.Length > 0)
        {
            if (s.Poll(-1, SelectMode.SelectWrite))
                data = data[s.Send(data)..];
        }
    }
}

static class LengthOfTheText
{
    static async Task Wrong(NetworkStream ns, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        await ns.WriteAsync(bytes.AsMemory(0, name.Length)); // expect: SOCK007
    }

    static async Task Right(NetworkStream ns, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        await ns.WriteAsync(bytes.AsMemory(0, bytes.Length));
    }
}

static class SpanOfTheTextsLength
{
    static void Wrong(Socket s, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        s.Send(bytes.AsSpan(0, name.Length)); // expect: SOCK007
    }

    static void Right(Socket s, string name)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(name.Length)];
        int count = Encoding.UTF8.GetBytes(name, bytes);
        s.Send(bytes.AsSpan(0, count));
    }
}

static class RangeOfTheTextsLength
{
    static void Wrong(NetworkStream ns, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        ns.Write(bytes[..name.Length]); // expect: SOCK007
    }

    static void Right(NetworkStream ns, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        ns.Write(bytes[..bytes.Length]);
    }
}

static class ContentLengthOfTheText
{
    static void Wrong(NetworkStream ns, string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        string head = $"POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: {json.Length}\r\n\r\n"; // expect: SOCK007
        ns.Write(Encoding.ASCII.GetBytes(head));
        ns.Write(body);
    }

    static void Right(NetworkStream ns, string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        string head = $"POST /orders HTTP/1.1\r\nHost: shop\r\nContent-Length: {body.Length}\r\n\r\n";
        ns.Write(Encoding.ASCII.GetBytes(head));
        ns.Write(body);
    }
}

static class ContentLengthByAppending
{
    static void Wrong(Socket s, string json)
    {
        var head = new StringBuilder("PUT /orders/1 HTTP/1.1\r\nHost: shop\r\n");
        head.Append("Content-Length: ").Append(json.Length).Append("\r\n\r\n"); // expect: SOCK007
        s.Send(Encoding.UTF8.GetBytes(head + json));
    }

    static void Right(Socket s, string json)
    {
        var head = new StringBuilder("PUT /orders/1 HTTP/1.1\r\nHost: shop\r\n");
        head.Append("Content-Length: ").Append(Encoding.UTF8.GetByteCount(json)).Append("\r\n\r\n");
        s.Send(Encoding.UTF8.GetBytes(head + json));
    }
}

static class PrefixOfTheText
{
    static void Wrong(NetworkStream ns, string message)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, message.Length); // expect: SOCK007
        ns.Write(four);
        ns.Write(Encoding.UTF8.GetBytes(message));
    }

    static void Right(NetworkStream ns, string message)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, Encoding.UTF8.GetByteCount(message));
        ns.Write(four);
        ns.Write(Encoding.UTF8.GetBytes(message));
    }
}

static class BufferOfTheTextsLength
{
    static void Wrong(UdpClient u, string message)
    {
        byte[] datagram = Encoding.UTF8.GetBytes(message);
        u.Send(datagram, message.Length); // expect: SOCK007
    }

    static void Right(UdpClient u, string message)
    {
        byte[] datagram = Encoding.UTF8.GetBytes(message);
        u.Send(datagram, datagram.Length);
    }
}

static class LengthOfUtf16
{
    static void Wrong(Socket s, string text) => s.Send(Encoding.Unicode.GetBytes(text), text.Length, SocketFlags.None); // expect: SOCK007

    static void Right(Socket s, string text) => s.Send(Encoding.Latin1.GetBytes(text), text.Length, SocketFlags.None);
}
