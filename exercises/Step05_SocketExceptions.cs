// Step 05: catching what goes wrong
//
// Networks fail in the ordinary course of business: names are misspelt, servers are down, cables are pulled. A
// program that ends with a page of stack trace leaves its user alone. This one says which part of the conversation
// failed, and why, and ends with exit code 1. To be able to say which part, every part has its own try.
//
// Socket calls report failure by throwing a SocketException. Its Message says in words what the system found, and
// its SocketErrorCode says it as a value to compare with. Connect with a host name does two things, it looks the
// name up and then it connects, and the code tells which of them failed: HostNotFound, TryAgain, NoRecovery and
// NoData come from the lookup, all others from connecting.
//
//   making the socket    fails when the system has none left to give
//   finding the port     the text is neither a number from 1 to 65535 nor the name of a service (step 02)
//   connecting           the name cannot be looked up, or nobody answers there
//   sending              the server went away before it had read everything. Send returns when the system has
//                        taken the bytes, not when they have arrived, so a short request hardly ever fails here
//   receiving            the server went away before it had sent everything. An orderly end is no failure: that
//                        is Receive returning 0
//
// Errors go to standard error, so that whoever sends the page to a file does not find them in it.
//
// Run it by hand:   dotnet run --project containers                                  (in one terminal)
//                   dotnet run --project exercises -- 05 localhost 8080 /            (in another)
// Check it:         dotnet test exercises --filter TestCategory=Step05

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
        return __; // try to make a TCP socket; if that throws, Report("Strange error creating socket", …) and return null
    }

    static int? FindPort(string text)
    {
        return __; // the number that the text is or stands for; if none from 1 to 65535, Report("Couldn't find your port", …) and null
    }

    static bool Connect(Socket socket, string host, int port)
    {
        return __; // connected? if not, Report("Address-related error connecting to server", …) or Report("Connection error", …)
    }

    static bool Send(Socket socket, string request)
    {
        return __; // sent, as UTF-8? if not, Report("Error sending data", …)
    }

    static bool PrintAnswer(Socket socket)
    {
        return __; // everything to the end printed, as in step 04? if not, Report("Error receiving data", …)
    }

    static void Report(string what, string detail) => Console.Error.WriteLine($"{what}: {detail}");
}
