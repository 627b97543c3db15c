using NUnit.Framework;

namespace Kata.Analyzers.Tests;

public class SOCK013_LookupAndConnectionNotToldApartTests() : RuleTests("SOCK013")
{
    [TestCase("try { client.Connect(host, port); } catch [|(SocketException)|] { Console.WriteLine(\"failed\"); }")]
    [TestCase("try { await client.ConnectAsync(host, port); } catch [|(Exception)|] { Console.WriteLine($\"failed {host}\"); }")]
    [TestCase("try { using var c = new TcpClient(host, port); } catch [|(SocketException)|] { Console.Error.WriteLine(host); }")]
    [TestCase("try { var a = Dns.GetHostAddresses(host); socket.Connect(a, port); } catch [|(SocketException)|] { return; }")]
    [TestCase(
        "try { var e = await Dns.GetHostEntryAsync(host); await socket.ConnectAsync(e.AddressList, port); } catch [|(Exception)|] { return; }"
    )]
    [TestCase("try { socket.Connect(host, port); } catch [|{ Console.WriteLine(\"failed\"); }|]")]
    public Task One_handler_for_both_is_reported(string code) => Raises(code);

    [TestCase("try { socket.Connect(host, port); } catch (SocketException e) { Console.WriteLine(e.SocketErrorCode); }")]
    [TestCase(
        "try { socket.Connect(host, port); } catch (SocketException e) when (e.SocketErrorCode == SocketError.HostNotFound) { return; } catch (SocketException) { return; }"
    )]
    [TestCase("try { socket.Connect(host, port); } catch (SocketException e) { if (e.ErrorCode == 11001) return; }")]
    [TestCase(
        "try { socket.Connect(host, port); } catch (Exception e) { Console.WriteLine(e is SocketException { SocketErrorCode: SocketError.HostNotFound }); }"
    )]
    [TestCase("try { socket.Connect(host, port); } catch (SocketException e) { Console.WriteLine(e.Message); }")]
    [TestCase("try { await client.ConnectAsync(host, port); } catch (Exception e) { Console.WriteLine($\"failed {e.Message}\"); }")]
    [TestCase("try { using var c = new TcpClient(host, port); } catch (SocketException e) { Console.Error.WriteLine(e); }")]
    public Task A_handler_that_looks_at_the_code_is_silent(string code) => Silent(code);

    [TestCase(
        "IPAddress[] a; try { a = Dns.GetHostAddresses(host); } catch (SocketException) { return; } try { socket.Connect(a, port); } catch (SocketException) { return; }"
    )]
    [TestCase("try { socket.Connect(\"127.0.0.1\", port); } catch (SocketException e) { Console.WriteLine(e.Message); }")]
    [TestCase("try { socket.Connect(IPAddress.Loopback, port); } catch (SocketException e) { Console.WriteLine(e.Message); }")]
    [TestCase(
        "try { socket.Connect(new IPEndPoint(IPAddress.Loopback, port)); } catch (SocketException e) { Console.WriteLine(e.Message); }")]
    public Task A_handler_for_one_of_them_is_silent(string code) => Silent(code);

    [TestCase("try { socket.Connect(host, port); } catch (SocketException) { throw; }")]
    [TestCase("try { socket.Connect(host, port); } catch (SocketException e) { throw new IOException(host, e); }")]
    [TestCase("void Explain(Exception e) { } try { socket.Connect(host, port); } catch (SocketException e) { Explain(e); }")]
    [TestCase("Exception? last = null; try { socket.Connect(host, port); } catch (SocketException e) { last = e; }")]
    [TestCase("try { udp.Connect(host, port); } catch (SocketException e) { Console.WriteLine(e.Message); }")]
    public Task An_error_handed_on_is_silent(string code) => Silent(code);

    [TestCase("foreach (var name in args) { try { client.Connect(name, port); break; } catch { continue; } }")]
    [TestCase("while (port > 0) { try { socket.Connect(host, port); return; } catch { Thread.Sleep(5000); } }")]
    [TestCase(
        "while (port > 0) { try { await socket.ConnectAsync(host, port); return; } catch (SocketException) { await Task.Delay(5000); } }")]
    [TestCase(
        "public bool IsThere(string h) { try { using var c = new TcpClient(h, 7); return true; } catch (SocketException) { return false; } }")]
    [TestCase(
        "public async Task<bool> Works(string h) { try { using var c = new TcpClient(); await c.ConnectAsync(h, 7); return true; } catch { return false; } }")]
    public Task A_handler_that_goes_on_or_answers_no_is_silent(string code) => Silent(code);

    [TestCase(
        "while (port > 0) { try { socket.Connect(host, port); return; } catch [|(SocketException)|] { Console.WriteLine(\"offline\"); Thread.Sleep(5000); } }")]
    [TestCase(
        "public bool Open(string h) { try { new TcpClient(h, 7).Close(); return true; } catch [|(SocketException)|] { return false; } }")]
    public Task A_handler_that_tries_again_and_tells_it_is_reported(string code) => Raises(code);
}
