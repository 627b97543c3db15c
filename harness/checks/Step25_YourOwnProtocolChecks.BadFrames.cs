using System.Text;
using Kata.Checking;
using Kata.Checking.Clients;

/// <summary>Frames at the limit and beyond it, and those that are cut short or no text.</summary>
public partial class Step25_YourOwnProtocolChecks
{
    [Check("A frame over the limit is refused, no room is made for it, and its client is left in good order",
        Hint = "Test the length before you make a buffer of that size; as an `int` the largest lengths are negative. A "
            + "close with unread bytes resets the connection: finish sending, read the rest and throw it away, then close.",
        Points = 2)]
    public async Task TooLong()
    {
        const int tooMany = 500_000;
        var server = await StartServer(LittleMemory, "serve", 0);

        // It sends all of its frame before it looks for a reply, and that is more than the buffers on the way can hold.
        var diligent = await server.Connect(smallBuffers: true);
        var taken = await diligent.Send((byte[])[.. Frames.Header(tooMany), .. new byte[tooMany]]);
        Require(
            taken, $"all {tooMany:N0} bytes of a frame read and thrown away by the server", "a reset while the client still sends them");
        await diligent.ExpectEnd("ERROR too long");
        diligent.Close();

        foreach (var length in new uint[] { MostBytes + 1, 0x01000006, 0x7FFFFFC0, uint.MaxValue })
        {
            var client = await server.Connect();
            await client.Send((byte[])[.. Frames.Header(length), .. "GET it"u8]);
            await client.ExpectEnd("ERROR too long");
            client.Close();
        }

        var browser = await server.Connect();
        await browser.Send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8.ToArray());
        await browser.ExpectEnd("ERROR too long");
        browser.Close();

        await (await server.Connect()).Exchange("GET first", "ERROR no such name");
    }

    [Check("A refused client that does not end is left when SECONDS have passed",
        Hint = "How long does the server go on reading bytes that it throws away?")]
    public async Task RefusedForEver()
    {
        var server = await StartServer("serve", 0, 0.6);
        var client = await server.Connect();
        await client.Send(Frames.Header(MostBytes + 1));
        await client.Expect("ERROR too long");

        // A client that sends to a closed connection is answered with a reset.
        var gone = await client.IsLeftWhileSending();

        Require(gone, "the connection closed by the server", "a connection that it still holds open");
        await (await server.Connect()).Exchange("ADD n 1", "OK 1");
    }

    [Check("A request of 65,536 bytes is answered, and so is an empty one",
        Hint = "The limit itself is allowed. A frame without text is a whole frame.")]
    public async Task Limits()
    {
        var name = RandomText.Word();
        var start = $"PUT {name} ";
        var value = RandomText.OfLength(MostBytes - start.Length);
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        await client.Exchange(start + value, "OK");
        await client.Exchange("", "ERROR unknown request");
        await client.Exchange($"GET {name}", $"OK {value}");
    }

    [Check("Bytes that are not UTF-8 get an error, and the connection goes on",
        Hint = "Encoding.UTF8 replaces invalid bytes without an error. Which constructor of UTF8Encoding makes an encoding "
            + "that throws? The frame was whole, so the next one can be read.")]
    public async Task NotText()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var client = await server.Connect();

        foreach (
            var bytes in new byte[][] { [0xE9], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80] })
        {
            await client.Send(Frames.Of([.. Encoding.UTF8.GetBytes($"PUT {name} caf"), .. bytes]));
            await client.Expect("ERROR not UTF-8");
        }

        // Whatever else is wrong with it.
        await client.Send(Frames.Of([0xFF]));
        await client.Expect("ERROR not UTF-8");
        await client.Exchange($"GET {name}", "ERROR no such name");
        await client.Exchange($"PUT {name} \uFFFD", "OK");
    }

    [Check("A stream that ends inside a frame gets an error, and then the end",
        Hint = "Receive returns 0 at the end. Do you have all four bytes of the length, and as many bytes as it says?")]
    public async Task CutShort()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var inLength = await server.Connect();
        await inLength.SendLast(Frames.Of($"PUT {name} 1")[..2]);
        await inLength.ExpectEnd("ERROR cut short");

        var inText = await server.Connect();
        await inText.SendLast(Frames.Of($"PUT {name} 23")[..^1]);
        await inText.ExpectEnd("ERROR cut short");

        var behindTheLength = await server.Connect();
        await behindTheLength.SendLast(Frames.Header(8));
        await behindTheLength.ExpectEnd("ERROR cut short");

        await (await server.Connect()).Exchange($"GET {name}", "ERROR no such name");
    }

    [Check("Requests before one that cannot be read get their replies all the same",
        Hint = "Keep the order: answer each whole request, and then send the error.")]
    public async Task BeforeTheError()
    {
        var name = RandomText.Word();
        var server = await StartServer("serve", 0);
        var cut = await server.Connect();
        await cut.SendLast((byte[])[.. Frames.Of($"PUT {name} 1", $"ADD {name} 2"), .. Frames.Of($"ADD {name} 3")[..7]]);
        await cut.ExpectEnd("OK", "OK 3", "ERROR cut short");

        var tooLong = await server.Connect();
        await tooLong.Send((byte[])[.. Frames.Of($"ADD {name} 4", ""), .. Frames.Header(MostBytes + 1), .. Frames.Of($"ADD {name} 5")]);
        await tooLong.ExpectEnd("OK 7", "ERROR unknown request", "ERROR too long");

        await (await server.Connect()).Exchange($"GET {name}", "OK 7");
    }
}
