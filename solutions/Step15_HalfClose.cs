// Step 15: half-close
//
// A connection has two directions, and each can end alone. Shutdown(SocketShutdown.Send) says "I have finished sending"
// and leaves the other direction as it is: the server reads to the end of what you sent (its Receive returns 0), and
// can still answer. That is how a client shows where a file ends without sending its length first. A server that
// answers about the whole file cannot answer sooner.
//
// Close (or Dispose) would end both directions: the answer could not arrive. With neither, both sides would wait for
// each other: the server for the end of the file, the client for the answer. (.NET has a trap here: after Shutdown,
// a socket no longer gives a NetworkStream; the error says that the socket is not connected. Receive from the socket
// itself, or make the stream before.)
//
// There is another trap at the end. If you close a socket that holds bytes you have not read, that is no orderly end:
// the system sends a reset, since data was lost (RFC 1122 section 4.2.2.13). The server then gets an error, or loses
// bytes that it has not read yet. So read the answer to its end, until Receive returns 0, and close then. Print each
// piece when it comes: the answer need not fit into memory, and if the connection breaks, you have what came before.
//
// A file is bytes, and need not be text: send it as it is, in pieces of a few thousand bytes, so that it need not
// fit into memory. The last piece seldom fills the buffer: send as many bytes as Read has put there. This socket
// blocks: unless there is an error, one Send waits until the system has taken all its bytes. A loop over what Send
// returns, as in step 14, is right for any socket.
//
//   program                                               server
//      │  the file, in pieces ───────────────────────────▶ │
//      │  finished sending ──────────────────────────────▶ │
//      │ ◀──────────────────────────────────── the answer  │
//      │ ◀─────────── finished sending: Receive returns 0  │
//      │  close ─────────────────────────────────────────▶ │
//
// Calls:   FileStream File.OpenRead(string path)
//          void Socket.Shutdown(SocketShutdown how)
//          int Socket.Send(byte[] bytes, int from, int count, SocketFlags flags)
//          int Socket.Receive(byte[] buffer)
//          void Stream.Write(byte[] bytes, int from, int count)
//
// Run it by hand:   ./kata servers                                                         (in one terminal)
//                   dotnet run --project solutions -- 15 127.0.0.1 7007 README.md          (in another)
// Check it:         dotnet test solutions --filter TestCategory=Step15   or: ./kata check 15

using System.Net.Sockets;

static class Step15_HalfClose
{
    static int Main(string[] args)
    {
        string host = args[0];
        int port = int.Parse(args[1]);

        FileStream file;
        try
        {
            file = File.OpenRead(args[2]); // blank: the file that the third argument names, to read from
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Couldn't open the file: {error.Message}");
            return 1;
        }

        using (file)
            return Ask(host, port, file);
    }

    // Sends the file, and prints what the server answers.
    static int Ask(string host, int port, FileStream file)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Connection error: {error.SocketErrorCode}");
            return 1;
        }

        try
        {
            SendFile(socket, file);
            // blank line: say that you have finished sending, and keep the other direction
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error sending data: {error.SocketErrorCode}");
            return 1;
        }

        long answered;
        try
        {
            answered = PrintAnswer(socket);
        }
        catch (SocketException error)
        {
            Console.Error.WriteLine($"Error receiving data: {error.SocketErrorCode}");
            return 1;
        }

        if (answered == 0)
        {
            Console.Error.WriteLine("No answer came: the server closed the connection.");
            return 1;
        }

        return 0;
    }

    // Sends all bytes of the file, as they are.
    static void SendFile(Socket socket, FileStream file)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = file.Read(buffer)) > 0)
        {
            // blank from here: send the first count bytes of the buffer, all of them and no more
            int sent = 0;
            while (sent < count)
                sent += socket.Send(buffer, sent, count - sent, SocketFlags.None);
        }
    }

    // Prints all bytes up to the end of the stream, as they are, and returns how many there were.
    static long PrintAnswer(Socket socket)
    {
        using Stream output = Console.OpenStandardOutput();
        var buffer = new byte[4096];
        // blank from here: receive up to the end, output.Write what has come, and return how many bytes that was
        long printed = 0;
        int count;
        while ((count = socket.Receive(buffer)) > 0)
        {
            output.Write(buffer, 0, count);
            printed += count;
        }

        return printed;
    }
}
