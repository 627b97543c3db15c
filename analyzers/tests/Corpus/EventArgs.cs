// SocketAsyncEventArgs: the answer of the call, the error, the count.

static class AnswerIgnored
{
    static void Wrong(Socket s, byte[] b)
    {
        var e = new SocketAsyncEventArgs();
        e.SetBuffer(b);
        e.Completed += (_, done) => Show(done);
        s.ReceiveAsync(e); // expect: SOCK019
    }

    static void Right(Socket s, byte[] b)
    {
        var e = new SocketAsyncEventArgs();
        e.SetBuffer(b);
        e.Completed += (_, done) => Show(done);
        if (!s.ReceiveAsync(e))
            Show(e);
    }

    static void Show(SocketAsyncEventArgs done)
    {
        if (done.SocketError == SocketError.Success && done.BytesTransferred > 0)
            Console.WriteLine(done.BytesTransferred);
    }
}

static class AcceptAnswerIgnored
{
    sealed class Wrong(Socket listener)
    {
        public void Accept(SocketAsyncEventArgs e)
        {
            e.AcceptSocket = null;
            e.Completed += Accepted;
            _ = listener.AcceptAsync(e); // expect: SOCK019
        }

        private void Accepted(object? sender, SocketAsyncEventArgs e)
        {
            if (e.SocketError == SocketError.Success)
                Console.WriteLine(e.AcceptSocket?.RemoteEndPoint);
        }
    }

    sealed class Right(Socket listener)
    {
        public void Accept(SocketAsyncEventArgs e)
        {
            e.AcceptSocket = null;
            e.Completed += Accepted;
            if (!listener.AcceptAsync(e))
                Accepted(listener, e);
        }

        private void Accepted(object? sender, SocketAsyncEventArgs e)
        {
            if (e.SocketError == SocketError.Success)
                Console.WriteLine(e.AcceptSocket?.RemoteEndPoint);
        }
    }
}

static class ErrorNotLookedAt
{
    sealed class Wrong(Socket socket)
    {
        public void Begin(SocketAsyncEventArgs e)
        {
            e.Completed += Connected;
            if (!socket.ConnectAsync(e))
                Connected(socket, e);
        }

        private void Connected(object? sender, SocketAsyncEventArgs e) =>
            Console.WriteLine($"connected to {e.RemoteEndPoint}"); // expect: SOCK019
    }

    sealed class Right(Socket socket)
    {
        public void Begin(SocketAsyncEventArgs e)
        {
            e.Completed += Connected;
            if (!socket.ConnectAsync(e))
                Connected(socket, e);
        }

        private void Connected(object? sender, SocketAsyncEventArgs e) =>
            Console.WriteLine(e.SocketError is SocketError.Success ? $"connected to {e.RemoteEndPoint}" : $"{e.SocketError}");
    }
}

static class WholeBufferOfTheArgs
{
    sealed class Wrong(Socket socket)
    {
        public void Begin(SocketAsyncEventArgs e)
        {
            e.Completed += (_, done) => Received(done);
            if (!socket.ReceiveAsync(e))
                Received(e);
        }

        private static void Received(SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success)
                return;
            Console.Write(Encoding.ASCII.GetString(e.Buffer!)); // expect: SOCK019 or SOCK001 or SOCK003
        }
    }

    sealed class Right(Socket socket)
    {
        public void Begin(SocketAsyncEventArgs e)
        {
            e.Completed += (_, done) => Received(done);
            if (!socket.ReceiveAsync(e))
                Received(e);
        }

        private static void Received(SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success || e.BytesTransferred == 0)
                return;
            Console.Write(Encoding.ASCII.GetString(e.Buffer!, e.Offset, e.BytesTransferred));
        }
    }
}

static class WholeMemoryOfTheArgs
{
    static void Wrong(Socket s, SocketAsyncEventArgs e, Stream file)
    {
        e.Completed += (_, done) =>
        {
            if (done.SocketError == SocketError.Success && done.BytesTransferred > 0)
                file.Write(done.MemoryBuffer.Span); // expect: SOCK003
        };
        if (!s.ReceiveAsync(e) && e.SocketError == SocketError.Success)
            file.Write(e.MemoryBuffer.Span[..e.BytesTransferred]);
    }

    static void Right(Socket s, SocketAsyncEventArgs e, Stream file)
    {
        e.Completed += (_, done) =>
        {
            if (done.SocketError == SocketError.Success && done.BytesTransferred > 0)
                file.Write(done.MemoryBuffer.Span[..done.BytesTransferred]);
        };
        if (!s.ReceiveAsync(e) && e.SocketError == SocketError.Success)
            file.Write(e.MemoryBuffer.Span[..e.BytesTransferred]);
    }
}

static class ZeroBeginsAgain
{
    sealed class Wrong(Socket socket)
    {
        public void Begin(SocketAsyncEventArgs e)
        {
            e.Completed += (_, done) => Received(done);
            if (!socket.ReceiveAsync(e))
                Received(e);
        }

        private void Received(SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success)
                return;
            Console.Write(Encoding.ASCII.GetString(e.Buffer!, 0, e.BytesTransferred));
            if (!socket.ReceiveAsync(e)) // expect: SOCK002
                Received(e);
        }
    }

    sealed class Right(Socket socket)
    {
        public void Begin(SocketAsyncEventArgs e)
        {
            e.Completed += (_, done) => Received(done);
            if (!socket.ReceiveAsync(e))
                Received(e);
        }

        private void Received(SocketAsyncEventArgs e)
        {
            if (e.SocketError != SocketError.Success || e.BytesTransferred <= 0)
                return;
            Console.Write(Encoding.ASCII.GetString(e.Buffer!, 0, e.BytesTransferred));
            if (!socket.ReceiveAsync(e))
                Received(e);
        }
    }
}

static class HeaderOfTheArgs
{
    static int Wrong(Socket s, SocketAsyncEventArgs e)
    {
        if (s.ReceiveAsync(e) || e.SocketError != SocketError.Success || e.BytesTransferred == 0)
            return -1;
        return BinaryPrimitives.ReadInt32BigEndian(e.MemoryBuffer.Span); // expect: SOCK004
    }

    static int Right(Socket s, SocketAsyncEventArgs e)
    {
        if (s.ReceiveAsync(e) || e.SocketError != SocketError.Success || e.BytesTransferred < 4)
            return -1;
        return BinaryPrimitives.ReadInt32BigEndian(e.MemoryBuffer.Span);
    }
}
