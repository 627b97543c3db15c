using Kata.Checking;
using Kata.Checking.Clients;

/// <summary>What the server answers: requests, names, values and numbers, and frames as a stream brings them.</summary>
public partial class Step25_YourOwnProtocolChecks
{
    [Check("The server answers each request as the specification says",
        Hint = "The name ends at the first space after it; the value is all the rest, and may be empty. Lengths count bytes. Which type "
            + "holds the numbers?")]
    public async Task Answers()
    {
        var (name, value) = (RandomText.Word(), $"Grüße, {RandomText.Word()}  € ");
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"GET {name}", "ERROR no such name");
        await client.Exchange($"PUT {name} {value}", "OK");
        await client.Exchange($"GET {name}", $"OK {value}");
        await client.Exchange($"ADD {name} 1", "ERROR not a number");
        await client.Exchange($"PUT {name} ", "OK");
        await client.Exchange($"GET {name}", "OK ");
        await client.Exchange($"ADD n{name} 40000000000", "OK 40000000000");
        await client.Exchange($"ADD n{name} -2", "OK 39999999998");
        await client.Exchange($"ADD n{name} two", "ERROR not a number");
        await client.Exchange($"GET n{name}", "OK 39999999998");
    }

    [Check("What is not one of the three requests is unknown, and the connection goes on",
        Hint = "After GET comes a name and nothing else; after PUT and ADD come a name, a space and the value. A name is "
            + "not empty, and the case of letters counts.")]
    public async Task Unknown()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"PUT {name} 1", "OK");
        foreach (var request in new[]
        {
            "", " ", "GET", "GET ", "PUT", "PUT ", "ADD", "ADD ", $"GET {name} ", $"GET {name} {name}", $"GET  {name}", $" GET {name}",
                $"PUT {name}",
            "PUT  1", $"ADD {name}", "ADD  1", $"get {name}", $"Put {name} 2", $"add {name} 2", $"GETS {name}", $"GET\t{name}",
                $"\uFEFFGET {name}",
        })
        {
            await client.Exchange(request, "ERROR unknown request");
        }

        await client.Exchange($"GET {name}", "OK 1");
    }

    [Check("A number is digits, perhaps behind a sign, and nothing else",
        Hint = "What long.TryParse accepts depends on its NumberStyles: without them it accepts spaces around the number, "
            + "too. An empty value is no number. And a request that fails changes nothing.")]
    public async Task Numbers()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        foreach (var (number, sum) in new[] { ("+5", 5), ("-0", 5), ("007", 12), ("-00013", -1), ("+0", -1), (new string('0', 30), -1) })
            await client.Exchange($"ADD {name} {number}", $"OK {sum}");
        foreach (var text in new[]
            {
                "", " ", " 5", "5 ", "5\n", "1.5", "5.0", "1e3", "1,000", "0x5", "+", "-", "--5", "5-", "(5)", "five", "\u0663",
                "9223372036854775808",
            })
        {
            await client.Exchange($"ADD {name} {text}", "ERROR not a number");
            await client.Exchange($"ADD n{name} {text}", "ERROR not a number");
        }

        await client.Exchange($"GET {name}", "OK -1");
        await client.Exchange($"GET n{name}", "ERROR no such name");
        foreach (var kept in new[] { "", " 7", "9223372036854775808" })
        {
            await client.Exchange($"PUT {name} {kept}", "OK");
            await client.Exchange($"ADD {name} -1", "ERROR not a number");
            await client.Exchange($"GET {name}", $"OK {kept}");
        }

        await client.Exchange($"PUT {name} +007", "OK");
        await client.Exchange($"GET {name}", "OK +007");
        await client.Exchange($"ADD {name} 0", "OK 7");
        await client.Exchange($"GET {name}", "OK 7");
    }

    [Check("Names are told apart to the last character, and values come back as they were, however many there are",
        Hint = "Capital and small letters differ here, and no text is trimmed, normalized (Unicode) or cut. A Dictionary without a "
            + "comparer compares its keys character by character. How many names can the store keep?")]
    public async Task NamesAndValues()
    {
        var word = RandomText.Word();
        string[] alike =
        [
            word, word.ToUpperInvariant(), $"{word}\t", $"{word}\n", $"{word}\0", $"\uFEFF{word}", "\u00E9", "e\u0301", "stra\u00DFe",
                "strasse", "\uFFFD", "😀", "0", "00",
        ];
        string[] names = [.. alike, .. Enumerable.Range(0, 300).Select(number => $"{word}{number}")];
        string[] odd = ["\uFEFFx", "a\0b", " both ", "two\r\nlines\n", "\uFFFD", "😀駅é", "\t"];
        // The odd values have names that no program takes for others: what a failure shows is then one thing or the other.
        var values = names
            .Select((_, i) => i >= alike.Length && i < alike.Length + odd.Length ? odd[i - alike.Length] : $"{RandomText.Word()} {i}")
            .ToArray();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Send(names.Select(name => $"PUT {name} {RandomText.OfLength(100)}"));
        await client.Expect([.. names.Select(_ => "OK")]);
        await client.Send(names.Zip(values, (name, value) => $"PUT {name} {value}"));
        await client.ExpectReplies(names.Zip(values, (name, value) => ($"PUT {name} {value}", "OK")));
        await client.Send(names.Select(name => $"GET {name}"));
        await client.ExpectReplies(names.Zip(values, (name, value) => ($"GET {name}", $"OK {value}")));
    }

    [Check("A sum that does not fit into a long is an error, and the value stays",
        Hint = "After the largest long, C# continues at the smallest, without an error, unless the sum is `checked` or computed in a "
            + "larger type. The smallest long is a number, too.")]
    public async Task SumTooLarge()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"ADD {name} {long.MaxValue - 1}", $"OK {long.MaxValue - 1}");
        await client.Exchange($"ADD {name} 2", "ERROR not a number");
        await client.Exchange($"GET {name}", $"OK {long.MaxValue - 1}");
        await client.Exchange($"ADD {name} 1", $"OK {long.MaxValue}");
        await client.Exchange($"PUT {name} {long.MinValue}", "OK");
        await client.Exchange($"ADD {name} -1", "ERROR not a number");
        await client.Exchange($"GET {name}", $"OK {long.MinValue}");
        await client.Exchange($"ADD {name} 0", $"OK {long.MinValue}");
        await client.Exchange($"ADD n{name} {long.MinValue}", $"OK {long.MinValue}");
        await client.Exchange($"ADD n{name} +{long.MaxValue}", "OK -1");
    }

    [Check("What one client has put, another gets, also when the first has gone",
        Hint = "There is one store for all clients, made before the first comes. What serves the next client while one is still "
            + "connected?")]
    public async Task SharedValues()
    {
        var (name, value) = (RandomText.Word(), RandomText.Word());
        var server = await StartServer("serve", 0);
        var first = await server.Connect();
        await first.Exchange($"PUT {name} {value}", "OK");
        var second = await server.Connect();
        await second.Exchange($"GET {name}", $"OK {value}");
        first.Close();

        await second.Exchange($"ADD n{name} 7", "OK 7");
        second.FinishSending();
        await second.ExpectEnd();
        await (await server.Connect()).Exchange($"ADD n{name} 1", "OK 8");
    }

    [Check("Requests that arrive together are answered one by one, in their order",
        Hint = "Receive brings what has arrived, and that may be several frames. Take no more than "
            + "one frame's bytes from the stream, or keep the rest for the next.")]
    public async Task Together()
    {
        var (name, value) = (RandomText.Word(), RandomText.Word());
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Send($"PUT {name} {value}", $"GET {name}", "ADD count 3", $"GET {name}{name}", "ADD count 4");

        await client.Expect("OK", $"OK {value}", "OK 3", "ERROR no such name", "OK 7");
    }

    [Check("A request may arrive in pieces, cut anywhere",
        Hint = "The four bytes of the length can be cut, too, and so can a character. Receive "
            + "until you have as many bytes as you need, then decode.")]
    public async Task InPieces()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        // A server that has answered once is quick to receive the first piece.
        await client.Exchange($"GET {name}", "ERROR no such name");
        // Cuts inside the length, and inside the two bytes of «ü».
        await client.SendInPieces(Frames.Of($"PUT {name} für alle"), [3, 16, 100], gapMilliseconds: 100);
        await client.Expect("OK");

        await client.Exchange($"GET {name}", "OK für alle");
    }

    [Check("A client that has finished sending still gets all its replies, and then the end",
        Hint = "The end of the stream says that no more requests come; the client may still read the replies. After them "
            + "the server closes as well.")]
    public async Task HalfClosed()
    {
        var (name, value) = (RandomText.Word(), RandomText.OfLength(20_000));
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange($"PUT {name} {value}", "OK");
        await client.SendLast(Frames.Of(Enumerable.Repeat($"GET {name}", 5)));

        await client.ExpectEnd([.. Enumerable.Repeat($"OK {value}", 5)]);
    }
}
