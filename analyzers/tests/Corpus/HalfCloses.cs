// A peer that answers at the end of the question, which never comes.

static class EchoOfAll
{
    static void Wrong(Socket s, byte[] question, Stream answer)
    {
        var b = new byte[1024];
        s.Send(question);
        while (s.Receive(b) is > 0 and var n) // expect: SOCK020
            answer.Write(b, 0, n);
    }

    static void Right(Socket s, byte[] question, Stream answer)
    {
        var b = new byte[1024];
        s.Send(question);
        s.Shutdown(SocketShutdown.Send);
        while (s.Receive(b) is > 0 and var n)
            answer.Write(b, 0, n);
    }
}

static class EchoOfAllByCopying
{
    static async Task Wrong(TcpClient client, Stream question, Stream answer)
    {
        NetworkStream ns = client.GetStream();
        await question.CopyToAsync(ns);
        await ns.CopyToAsync(answer); // expect: SOCK020
    }

    static async Task Right(TcpClient client, Stream question, Stream answer)
    {
        NetworkStream ns = client.GetStream();
        await question.CopyToAsync(ns);
        client.Client.Shutdown(SocketShutdown.Send);
        await ns.CopyToAsync(answer);
    }
}

static class EchoOfTextToTheEnd
{
    static string Wrong(NetworkStream ns, string text)
    {
        ns.Write(Encoding.UTF8.GetBytes(text));
        using var reader = new StreamReader(ns);
        return reader.ReadToEnd(); // expect: SOCK020
    }

    static string Right(NetworkStream ns, string text)
    {
        ns.Write(Encoding.UTF8.GetBytes(text));
        ns.Socket.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(ns);
        return reader.ReadToEnd();
    }
}
