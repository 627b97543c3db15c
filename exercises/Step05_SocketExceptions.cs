// Step 05: catching what goes wrong
//
// Networks fail every day: names are misspelt, servers are down, cables are pulled. A program that ends with a page
// of stack trace does not help its user. This program says which part of the conversation failed, and why, and ends
// with exit code 1. Each part has its own try, and its return value tells Main whether it worked, so the program knows
// which part failed.
//
// Socket calls report failure by throwing a SocketException. Its Message says in words what the system found, and
// its SocketErrorCode is a value that the program can compare. Connect with a host name does two things: it looks up
// the name, and then it connects. The code says which of the two failed: HostNotFound, TryAgain, NoRecovery and
// NoData come from the lookup, all others from connecting.
//
//   making the socket    fails when the system has none left to give
//   finding the port     the text is neither a number from 1 to 65535 nor the name of a service (step 02)
//   connecting           the name cannot be looked up, or no server answers there
//   sending              the server went away before it had read everything. Send returns when the system has
//                        taken the bytes, not when they have arrived, so a short request hardly ever fails here
//   receiving            the server went away before it had sent everything. An orderly end is not a failure:
//                        Receive returns 0
//
// Errors go to standard error, so that they do not end up in the page when the user saves the output to a file.
//
//   program                                               http server
//      │  look the name up: can fail                        │
//      │  connect: can fail ─────────────────────────────▶ │
//      │  GET / HTTP/1.0: can fail ──────────────────────▶ │
//      │ ◀─────────────────── HTTP/1.0 200 OK …: can fail  │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   class SocketException { string Message; SocketError SocketErrorCode; }
//          catch (SocketException error) when (error.SocketErrorCode is … or …)
//          bool int.TryParse(string text, out int number)
//          the calls of steps 01, 02 and 04
//
// Run it by hand:   ./kata servers                                                   (in one terminal)
//                   dotnet run --project exercises -- 05 localhost 8080 /            (in another)
// Check it:         dotnet test exercises --filter TestCategory=Step05   or: ./kata check 5

using System.Net.Sockets;
using System.Text;

static class Step05_SocketExceptions
{
    static int Main(string[] args)
    {
        string host = args[0];
        string portOrName = args[1];
        string request = $"CET {args[2]} HTTP/1.0\r\n\r\n";

        using Socket? socket = Create();
        if (socket is null)
            return 1;

        int? port = FindPort(portOrName);
        if (port is null)
            return 1;

        bool worked = Connect(socket, host, port.Value) && Send(socket, request) && PrintAnswer(socket);
        return worked ? 0 : 1;
    }

    static Socket? Create()
    {
        try
        {
            return __; // a new TCP socket, as in step 04; if that throws, the catch below has the exception
        }
        catch (SocketException error)
        {
            Report("Strange error creating socket", error.Message);
            return __; // what tells Main that there is no socket, so that it ends with exit code 1
        }
    }

    static int? FindPort(string text)
    {
        int? port = __; // the number in the text; if it is no number, the port of the TCP service of that name; null if there is none
        if (port is >= 1 and <= 65535)
            return port;

        _ = __; // in place of this line: Report("Couldn't find your port", …), with the reason
        return null;
    }

    static bool Connect(Socket socket, string host, int port)
    {
        try
        {
            _ = __; // in place of this line: connect the socket
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.HostNotFound
            or SocketError.TryAgain or SocketError.NoRecovery or SocketError.NoData)
        {
            _ = __; // in place of this line: Report("Address-related error connecting to server", …), with what the exception says
            return false;
        }
        catch (SocketException error)
        {
            Report("Connection error", error.Message);
            return __; // whether it worked
        }
    }

    static bool Send(Socket socket, string request)
    {
        try
        {
            _ = __; // in place of this line: send the request, as UTF-8
            return true;
        }
        catch (SocketException error)
        {
            Report("Error sending data", error.Message);
            return false;
        }
    }

    static bool PrintAnswer(Socket socket)
    {
        var buffer = new byte[2048];
        var text = new char[Encoding.UTF8.GetMaxCharCount(buffer.Length)];
        Decoder decoder = Encoding.UTF8.GetDecoder();

        try
        {
            int count;
            while ((count = socket.Receive(buffer)) > 0)
            {
                _ = __; // in place of this line: print these bytes, as in step 04
            }

            return true;
        }
        catch (SocketException error)
        {
            Report("Error receiving data", error.Message);
            return false;
        }
    }

    static void Report(string what, string detail) => Console.Error.WriteLine($"{what}: {detail}");
}
