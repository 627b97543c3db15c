using Kata.CodeFixes;
using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK018_FirstAddressOnlyTests() : RuleTests("SOCK018")
{
    [TestCase("socket.Connect([|Dns.GetHostEntry(host).AddressList[0]|], port);")]
    [TestCase("var entry = Dns.GetHostEntry(host); socket.Connect(new IPEndPoint([|entry.AddressList[0]|], port));")]
    [TestCase("var addresses = Dns.GetHostAddresses(host); client.Connect([|addresses[0]|], port);")]
    [TestCase("var addresses = await Dns.GetHostAddressesAsync(host); await socket.ConnectAsync([|addresses[0]|], port);")]
    [TestCase("var address = [|Dns.GetHostAddresses(host).First()|]; socket.Connect(address, port);")]
    [TestCase("var addresses = Dns.GetHostAddresses(host); if (addresses.Length == 0) return; socket.Connect([|addresses[0]|], port);")]
    public Task Only_the_first_address_tried_is_reported(string code) => Raises(code);

    [TestCase("socket.Connect(Dns.GetHostAddresses(host), port);")]
    [TestCase("socket.Connect(Dns.GetHostEntry(host).AddressList, port);")]
    [TestCase("socket.Connect(host, port);")]
    [TestCase("foreach (var address in Dns.GetHostAddresses(host)) socket.Connect(address, port);")]
    [TestCase("var all = Dns.GetHostAddresses(host); for (var i = 0; i < all.Length; i++) socket.Connect(all[i], port);")]
    [TestCase(
        "var all = Dns.GetHostAddresses(host); try { socket.Connect(all[0], port); } catch (SocketException) { socket.Connect(all[1], port); }"
    )]
    public Task All_addresses_tried_is_silent(string code) => Silent(code);

    [TestCase("var v4 = Dns.GetHostAddresses(host).First(a => a.AddressFamily == AddressFamily.InterNetwork); socket.Connect(v4, port);")]
    [TestCase("var local = Dns.GetHostEntry(Dns.GetHostName()).AddressList[0]; socket.Bind(new IPEndPoint(local, port)); socket.Listen();")]
    [TestCase("Console.WriteLine(Dns.GetHostEntry(host).AddressList[0]); socket.Connect(host, port);")]
    [TestCase("Console.WriteLine(Dns.GetHostAddresses(host)[0]);")]
    public Task A_choice_a_listener_and_a_message_are_silent(string code) => Silent(code);

    [TestCase("var mine = new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }; socket.Connect(mine[0], port);")]
    [TestCase("IPAddress[] Find() => Dns.GetHostAddresses(host); socket.Connect(Find()[0], port);")]
    public Task An_array_of_another_source_is_silent(string code) => Silent(code);

    [Test]
    public Task The_fix_gives_Connect_all_of_them() => Fixes<SOCK018_FirstAddressOnlyFix>(
        """
        var entry = Dns.GetHostEntry(host);
        socket.Connect(new IPEndPoint([|entry.AddressList[0]|], port));
        await client.ConnectAsync([|Dns.GetHostAddresses(host)[0]|], port);
        """,
        """
        var entry = Dns.GetHostEntry(host);
        socket.Connect(entry.AddressList, port);
        await client.ConnectAsync(Dns.GetHostAddresses(host), port);
        """);

    [TestCase(
        "static IPAddress Only(string host) { var addresses = Dns.GetHostAddresses(host); return addresses is [var only] ? only : throw new ArgumentException(host); }\nstatic void Run(Socket socket, string host) => socket.Connect(Only(host), 80);"
    )]
    public Task The_only_address_is_silent(string code) => Silent(code);
}
