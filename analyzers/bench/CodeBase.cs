using System.Text;

namespace Kata.Analyzers.Bench;

/// <summary>A generated code base: ordinary code, and among it a given number of socket calls.</summary>
internal static class CodeBase
{
    private const int LinesPerFile = 250;

    /// <summary>Writes a library of <paramref name="lines"/> lines with <paramref name="sites"/> socket calls, and its project
    /// file.</summary>
    /// <returns>The lines and the socket calls that were written.</returns>
    public static (int Lines, int Sites) Write(string folder, int lines, int sites, string? analyzer)
    {
        Directory.CreateDirectory(folder);
        var files = lines / LinesPerFile;
        var (writtenLines, writtenSites) = (0, 0);
        for (var file = 0; file < files; file++)
        {
            var code = new StringBuilder();
            var wanted = (int)((long)sites * (file + 1) / files - (long)sites * file / files);
            code.Append(wanted > 0 ? "using System.Net;\nusing System.Net.Sockets;\nusing System.Text;\n\n" : "using System.Text;\n\n");
            code.Append(
                $"namespace Generated.Part{file};\n\npublic sealed class Type{file}\n{{\n    private readonly "
                    + "Dictionary<string, int> counts = new();\n\n");
            var member = 0;
            while (wanted > 0)
            {
                var (text, calls) = SocketMember(file, member++);
                code.Append(text);
                wanted -= calls;
                writtenSites += calls;
            }

            while (Lines(code) < LinesPerFile - 12)
                code.Append(OrdinaryMember(member++));
            code.Append("}\n");
            writtenLines += Lines(code);
            File.WriteAllText(Path.Combine(folder, $"Type{file}.cs"), code.ToString());
        }

        File.WriteAllText(Path.Combine(folder, "Generated.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>{(analyzer is null ? "" : $"<Analyzer Include=\"{analyzer}\" />")}</ItemGroup>
            </Project>
            """);
        return (writtenLines, writtenSites);
    }

    private static int Lines(StringBuilder code) => code.ToString().Count(character => character == '\n');

    /// <summary>Right and wrong programs in turn, as they are met.</summary>
    private static (string Text, int Calls) SocketMember(int file, int member) => ((file * 3 + member) % 4) switch
    {
        0 => ($$"""
                public string Ask{{member}}(string host, int port, string question)
                {
                    using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    socket.Connect(host, port);
                    socket.Send(Encoding.UTF8.GetBytes(question));
                    var buffer = new byte[2048];
                    var answer = new StringBuilder();
                    int received;
                    while ((received = socket.Receive(buffer)) > 0)
                    {
                        answer.Append(Encoding.ASCII.GetString(buffer, 0, received));
                    }

                    return answer.ToString();
                }


            """, 3),
        1 => ($$"""
                public async Task<int> Header{{member}}(TcpClient client, byte[] header)
                {
                    var stream = client.GetStream();
                    var have = 0;
                    while (have < header.Length)
                    {
                        var count = await stream.ReadAsync(header.AsMemory(have));
                        if (count == 0) throw new EndOfStreamException();
                        have += count;
                    }

                    await stream.WriteAsync(header);
                    return BitConverter.ToInt32(header, 0);
                }


            """, 2),
        2 => ($$"""
                public void Serve{{member}}(TcpListener listener)
                {
                    while (true)
                    {
                        var client = listener.AcceptTcpClient();
                        try
                        {
                            var reader = new StreamReader(client.GetStream());
                            var writer = new StreamWriter(client.GetStream());
                            while (reader.ReadLine() is { } line)
                            {
                                writer.WriteLine(line.ToUpperInvariant());
                                writer.Flush();
                            }
                        }
                        catch (IOException)
                        {
                        }
                        finally
                        {
                            client.Close();
                        }
                    }
                }


            """, 3),
        _ => ($$"""
                public uint Time{{member}}(IPEndPoint server)
                {
                    using var udp = new UdpClient();
                    udp.Send(new byte[1], 1, server);
                    IPEndPoint? sender = null;
                    var answer = udp.Receive(ref sender);
                    return BitConverter.ToUInt32(answer, 0);
                }


            """, 2),
    };

    private static string OrdinaryMember(int member) => (member % 3) switch
    {
        0 => $$"""
                public int Count{{member}}(IEnumerable<string> words)
                {
                    foreach (var word in words)
                    {
                        if (string.IsNullOrWhiteSpace(word)) continue;
                        counts[word] = counts.TryGetValue(word, out var count) ? count + 1 : 1;
                    }

                    return counts.Values.Where(value => value > {{member}}).Select(value => value * 2).DefaultIfEmpty(0).Sum();
                }


            """,
        1 => $$"""
                public string Describe{{member}}(int value, string name)
                {
                    var text = new StringBuilder();
                    for (var index = 0; index < value; index++)
                    {
                        var part = (index % 3) switch { 0 => name, 1 => name.ToUpperInvariant(), _ => $"{name}-{index}" };
                        text.Append(part).Append(',');
                    }

                    return text.ToString().TrimEnd(',');
                }


            """,
        _ => $$"""
                public long Read{{member}}(Stream source)
                {
                    var buffer = new byte[4096];
                    long total = 0;
                    int count;
                    while ((count = source.Read(buffer, 0, buffer.Length)) > 0)
                    {
                        total += count;
                    }

                    return total;
                }


            """,
    };
}
