// Requests that a server need not accept.

static class NoHost
{
    static void Wrong(Socket s) => s.Send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"u8); // expect: SOCK009

    static void Right(Socket s) => s.Send("GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"u8);
}

static class NoHostInALine
{
    static async Task Wrong(NetworkStream ns, string path)
    {
        string request = $"GET {path} HTTP/1.1\r\n" + "Accept: */*\r\n" + "\r\n"; // expect: SOCK009
        await ns.WriteAsync(Encoding.ASCII.GetBytes(request));
    }

    static async Task Right(NetworkStream ns, string path)
    {
        string request = $"GET {path} HTTP/1.0\r\n" + "Accept: */*\r\n" + "\r\n";
        await ns.WriteAsync(Encoding.ASCII.GetBytes(request));
    }
}

static class NeverEnded
{
    static void Wrong(NetworkStream ns, string host) =>
        ns.Write(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\n")); // expect: SOCK009

    static void Right(NetworkStream ns, string host) =>
        ns.Write(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
}

static class NeverEndedByAWriter
{
    static void Wrong(NetworkStream ns, string host)
    {
        using var writer = new StreamWriter(ns) { NewLine = "\r\n" };
        writer.WriteLine("GET / HTTP/1.1");
        writer.WriteLine($"Host: {host}"); // expect: SOCK009
        writer.Flush();
    }

    static void Right(NetworkStream ns, string host)
    {
        using var writer = new StreamWriter(ns) { NewLine = "\r\n" };
        writer.WriteLine("GET / HTTP/1.1");
        writer.WriteLine($"Host: {host}");
        writer.WriteLine();
        writer.Flush();
    }
}

static class LineFeedsOnly
{
    static void Wrong(Socket s, string host) =>
        s.Send(Encoding.ASCII.GetBytes($"HEAD / HTTP/1.1\nHost: {host}\n\n")); // expect: SOCK009

    static void Right(Socket s, string host) => s.Send(Encoding.ASCII.GetBytes($"HEAD / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
}

static class JoinedByLineFeeds
{
    static void Wrong(Socket s, string host)
    {
        string[] lines = ["GET / HTTP/1.1", $"Host: {host}", "", ""];
        s.Send(Encoding.ASCII.GetBytes(string.Join('\n', lines))); // expect: SOCK009
    }

    static void Right(Socket s, string host)
    {
        string[] lines = ["GET / HTTP/1.1", $"Host: {host}", "", ""];
        s.Send(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
    }
}

static class AppendedLines
{
    static void Wrong(NetworkStream ns, string host)
    {
        var request = new StringBuilder();
        request.AppendLine("GET / HTTP/1.1").AppendLine($"Host: {host}").AppendLine(); // expect: SOCK008 or SOCK009
        ns.Write(Encoding.ASCII.GetBytes(request.ToString()));
    }

    static void Right(NetworkStream ns, string host)
    {
        var request = new StringBuilder();
        request.Append("GET / HTTP/1.1\r\n").Append($"Host: {host}\r\n").Append("\r\n");
        ns.Write(Encoding.ASCII.GetBytes(request.ToString()));
    }
}

static class RawStringWithTheFilesLineEnds
{
    static void Wrong(NetworkStream ns, string host)
    {
        string request = $"""
            GET / HTTP/1.1
            Host: {host}


            """; // expect: SOCK009 or SOCK008
        ns.Write(Encoding.ASCII.GetBytes(request));
    }

    static void Right(NetworkStream ns, string host)
    {
        string request = $"""
            GET / HTTP/1.1
            Host: {host}


            """;
        ns.Write(Encoding.ASCII.GetBytes(request.ReplaceLineEndings("\r\n")));
    }
}

static class MethodInLowerCase
{
    static void Wrong(Socket s, string host) =>
        s.Send(Encoding.ASCII.GetBytes("get / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")); // expect: SOCK009

    static void Right(Socket s, string host) => s.Send(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
}

static class MisspeltMethod
{
    private const string Method = "POTS";
    private const string Spelt = "POST";

    static void Wrong(NetworkStream ns, string host) =>
        ns.Write(Encoding.ASCII.GetBytes($"{Method} /a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n")); // expect: SOCK009

    static void Right(NetworkStream ns, string host) =>
        ns.Write(Encoding.ASCII.GetBytes($"{Spelt} /a HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n"));
}

static class SpaceBeforeTheColon
{
    static void Wrong(Socket s, string host) =>
        s.Send(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost : {host}\r\n\r\n")); // expect: SOCK009

    static void Right(Socket s, string host) => s.Send(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
}

static class EndGivenByAHelper
{
    static string Header(string name, string value) => $"{name}: {value}\r\n";

    static void Wrong(NetworkStream ns, string host) =>
        ns.Write(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n" + Header("Host", host))); // expect: SOCK009

    static void Right(NetworkStream ns, string host) =>
        ns.Write(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n" + Header("Host", host) + "\r\n"));
}

static class BodyWithoutItsLength
{
    static void Wrong(NetworkStream ns, string host, string body) =>
        ns.Write(Encoding.ASCII.GetBytes($"POST /form HTTP/1.1\r\nHost: {host}\r\n\r\n{body}")); // expect: SOCK009

    static void Right(NetworkStream ns, string host, string body) =>
        ns.Write(Encoding.ASCII.GetBytes($"POST /form HTTP/1.1\r\nHost: {host}\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
}
