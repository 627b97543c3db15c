// Kinds of a fourth corpus that another hand wrote, each in a spelling of its own.
using System.Xml.Linq;

static class CountLeftOutOfATuple
{
    static int Wrong(NetworkStream stream)
    {
        (_, byte[] word) = Take(stream); // expect: SOCK001
        return word[0] << 8 | word[1];
    }

    static (int Count, byte[] Word) Take(NetworkStream stream)
    {
        var word = new byte[2];
        return (stream.Read(word), word);
    }

    static int Right(NetworkStream stream)
    {
        (int count, byte[] word) = TakeTwo(stream);
        return count == 2 ? word[0] << 8 | word[1] : throw new EndOfStreamException();
    }

    static (int Count, byte[] Word) TakeTwo(NetworkStream stream)
    {
        var word = new byte[2];
        return (stream.ReadAtLeast(word, 2, throwOnEndOfStream: false), word);
    }
}

static class EmptyTextInThePlaceOfNull
{
    static void Wrong(StreamReader reader, HashSet<string> names)
    {
        string? line = reader.ReadLine(); // expect: SOCK002
        while (line != "END")
        {
            names.Add((line ?? "").Trim());
            line = reader.ReadLine();
        }
    }

    static void Right(StreamReader reader, HashSet<string> names)
    {
        string? line = reader.ReadLine();
        while (line != null && line != "END")
        {
            names.Add(line.Trim());
            line = reader.ReadLine();
        }
    }
}

static class NoLineChoosesTheOthers
{
    static int Wrong(StreamReader reader)
    {
        var sum = 0;
        for (;;)
        {
            switch (reader.ReadLine()?.Split(',')) // expect: SOCK002
            {
                case ["total"]:
                    return sum;
                case ["add", var number]:
                    sum += int.Parse(number);
                    break;
                default:
                    Console.WriteLine("?");
                    break;
            }
        }
    }

    static int Right(StreamReader reader)
    {
        var sum = 0;
        for (;;)
        {
            switch (reader.ReadLine()?.Split(','))
            {
                case null:
                    throw new EndOfStreamException();
                case ["total"]:
                    return sum;
                case ["add", var number]:
                    sum += int.Parse(number);
                    break;
                default:
                    Console.WriteLine("?");
                    break;
            }
        }
    }
}

static class OthersLeaveTheLoop
{
    static int Silent(StreamReader reader)
    {
        // silent: SOCK002
        var sum = 0;
        while (true)
        {
            switch (reader.ReadLine()?.Split(','))
            {
                case ["add", var number]:
                    sum += int.Parse(number);
                    break;
                default:
                    return sum;
            }
        }
    }
}

static class ObjectOfOneRead
{
    static XElement? Wrong(NetworkStream stream)
    {
        var bytes = new byte[4096];
        var count = stream.Read(bytes); // expect: SOCK004
        if (count == 0)
            return null;
        var text = Encoding.ASCII.GetString(bytes, 0, count);
        return XElement.Load(new StringReader(text));
    }

    static XElement Right(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return XElement.Load(reader);
    }
}

static class BegunAndEndedHere
{
    static int Wrong(Socket socket)
    {
        var head = new byte[4];
        var begun = socket.BeginReceive(head, 0, 4, SocketFlags.None, null, null);
        var count = socket.EndReceive(begun); // expect: SOCK004
        if (count == 0)
            throw new EndOfStreamException();
        return BinaryPrimitives.ReadInt32BigEndian(head);
    }

    static int Right(Socket socket)
    {
        var head = new byte[4];
        for (var have = 0; have < 4;)
        {
            var begun = socket.BeginReceive(head, have, 4 - have, SocketFlags.None, null, null);
            var count = socket.EndReceive(begun);
            if (count == 0)
                throw new EndOfStreamException();
            have += count;
        }

        return BinaryPrimitives.ReadInt32BigEndian(head);
    }
}

static class PieceTakenForAWord
{
    static void Wrong(NetworkStream stream, Action<bool> turn)
    {
        var piece = new byte[64];
        int count;
        while ((count = stream.Read(piece)) > 0) // expect: SOCK004
        {
            var word = Encoding.ASCII.GetString(piece, 0, count).ToUpperInvariant();
            switch (word)
            {
                case "ON": turn(true); break;
                case "OFF": turn(false); break;
            }
        }
    }

    static void Right(StreamReader reader, Action<bool> turn)
    {
        while (reader.ReadLine() is { } line)
        {
            switch (line.ToUpperInvariant())
            {
                case "ON": turn(true); break;
                case "OFF": turn(false); break;
            }
        }
    }
}

static class LettersOneByOne
{
    static void Silent(NetworkStream stream, Action<int> turn)
    {
        // silent: SOCK004
        var piece = new byte[1];
        while (stream.Read(piece) > 0)
        {
            switch (Encoding.ASCII.GetString(piece, 0, 1))
            {
                case "+": turn(1); break;
                case "-": turn(-1); break;
            }
        }
    }
}

static class PieceTakenForAForm
{
    static void Wrong(NetworkStream stream, Action<byte, byte> set)
    {
        var piece = new byte[32];
        for (int count; (count = stream.Read(piece)) > 0;) // expect: SOCK004
        {
            switch (piece.AsSpan()[..count])
            {
                case [1, var key, var value]:
                    set(key, value);
                    break;
            }
        }
    }

    static void Right(NetworkStream stream, Action<byte, byte> set)
    {
        Span<byte> whole = stackalloc byte[3];
        while (stream.ReadAtLeast(whole, 3, throwOnEndOfStream: false) == 3)
        {
            switch (whole)
            {
                case [1, var key, var value]:
                    set(key, value);
                    break;
            }
        }
    }
}

static class PutBehindByAPlus
{
    sealed class WrongLog(NetworkStream stream)
    {
        private readonly byte[] piece = new byte[100];
        private string text = "";

        public string Text => text;

        public void Begin() => stream.BeginRead(piece, 0, piece.Length, End, null);

        private void End(IAsyncResult result)
        {
            var count = stream.EndRead(result);
            if (count == 0)
                return;
            text = text + Encoding.UTF8.GetString(piece, 0, count); // expect: SOCK005
            Begin();
        }
    }

    sealed class RightLog(NetworkStream stream)
    {
        private readonly byte[] piece = new byte[100];
        private readonly MemoryStream all = new();

        public string Text => Encoding.UTF8.GetString(all.ToArray());

        public void Begin() => stream.BeginRead(piece, 0, piece.Length, End, null);

        private void End(IAsyncResult result)
        {
            var count = stream.EndRead(result);
            if (count == 0)
                return;
            all.Write(piece, 0, count);
            Begin();
        }
    }
}

static class CopyOfNonBlockingOnes
{
    sealed class WrongHub
    {
        private readonly List<Socket> guests = [];

        public void Add(Socket guest)
        {
            guest.Blocking = false;
            guests.Add(guest);
        }

        public void Tell(byte[] news)
        {
            var now = guests.ToList();
            Socket.Select(null, now, null, 0);
            foreach (var guest in now)
                guest.Send(news); // expect: SOCK006
        }
    }

    sealed class RightHub
    {
        private readonly List<Socket> guests = [];

        public void Add(Socket guest)
        {
            guest.SendTimeout = 1000;
            guests.Add(guest);
        }

        public void Tell(byte[] news)
        {
            var now = guests.ToList();
            Socket.Select(null, now, null, 0);
            foreach (var guest in now)
                guest.Send(news);
        }
    }
}

static class LengthInAByteOfTheFrame
{
    static void Wrong(NetworkStream stream, string title)
    {
        var frame = new byte[300];
        frame[0] = (byte)title.Length; // expect: SOCK007
        var size = Encoding.UTF8.GetBytes(title, frame.AsSpan(1));
        stream.Write(frame, 0, 1 + size);
    }

    static void Right(NetworkStream stream, string title)
    {
        var frame = new byte[300];
        var size = Encoding.UTF8.GetBytes(title, frame.AsSpan(1));
        frame[0] = (byte)size;
        stream.Write(frame, 0, 1 + size);
    }
}

static class LengthKeptBesideTheBytes
{
    sealed class WrongNote(string text)
    {
        private readonly byte[] bytes = Encoding.UTF8.GetBytes(text);
        private readonly int size = text.Length;

        public void Send(Socket socket) => socket.Send(bytes, size, SocketFlags.None); // expect: SOCK007
    }

    sealed class RightNote(string text)
    {
        private readonly byte[] bytes = Encoding.UTF8.GetBytes(text);

        public void Send(Socket socket) => socket.Send(bytes, bytes.Length, SocketFlags.None);
    }
}

static class BytesCutWhereTheyAreSent
{
    static void Wrong(NetworkStream stream, string text) =>
        stream.Write(Encoding.UTF8.GetBytes(text).AsSpan(0, text.Length)); // expect: SOCK007

    static void Right(NetworkStream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text).AsSpan());
}

static class LengthBeforeItsText
{
    static void Wrong(Socket socket, string name) =>
        socket.Send(Encoding.UTF8.GetBytes($"{name.Length}:{name},")); // expect: SOCK007

    static void Right(Socket socket, string name) =>
        socket.Send(Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(name)}:{name},"));
}

static class LengthBeforeAnotherText
{
    static void Silent(Socket socket, string name, string rest)
    {
        // silent: SOCK007
        socket.Send(Encoding.UTF8.GetBytes($"{name.Length}:{rest}\n"));
    }
}

static class RequestPutTogether
{
    static void Wrong(NetworkStream stream, string host)
    {
        var text = "PSOT /form HTTP/1.0\r\n"; // expect: SOCK009
        text += $"Host: {host}\r\n";
        text += "Content-Length: 0\r\n\r\n";
        stream.Write(Encoding.ASCII.GetBytes(text));
    }

    static void Right(NetworkStream stream, string host)
    {
        var text = "POST /form HTTP/1.0\r\n";
        text += $"Host: {host}\r\n";
        text += "Content-Length: 0\r\n\r\n";
        stream.Write(Encoding.ASCII.GetBytes(text));
    }
}

static class RestOfARequest
{
    static void Wrong(Socket socket, string host)
    {
        Memory<byte> rest = Encoding.ASCII.GetBytes($"Options * HTTP/1.1\r\nHost: {host}\r\n\r\n"); // expect: SOCK009
        while (rest.Length > 0)
            rest = rest.Slice(socket.Send(rest.Span));
    }

    static void Right(Socket socket, string host)
    {
        Memory<byte> rest = Encoding.ASCII.GetBytes($"OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n");
        while (rest.Length > 0)
            rest = rest.Slice(socket.Send(rest.Span));
    }
}

static class NumberOfAHelper
{
    static TimeSpan Between(NetworkStream stream)
    {
        var bytes = new byte[16];
        stream.ReadExactly(bytes);
        return TimeSpan.FromTicks(RightTicks(bytes.AsSpan(8)) - WrongTicks(bytes, 0));
    }

    static long WrongTicks(byte[] bytes, int place) => BitConverter.ToInt64(bytes, place); // expect: SOCK010

    static long RightTicks(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes);
}

static class NumbersOfAField
{
    sealed class WrongHead
    {
        private readonly byte[] head = new byte[8];

        public void Read(NetworkStream stream) => stream.ReadExactly(head);

        public uint Size() => BitConverter.ToUInt32(head, 4); // expect: SOCK010
    }

    sealed class RightHead
    {
        private readonly byte[] head = new byte[8];

        public void Read(NetworkStream stream) => stream.ReadExactly(head);

        public uint Size() => BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4));
    }
}

static class NumbersThatCallersTurn
{
    sealed class SilentHead
    {
        // silent: SOCK010
        private readonly byte[] head = new byte[4];

        public void Read(NetworkStream stream) => stream.ReadExactly(head);

        public int Raw() => BitConverter.ToInt32(head, 0);
    }

    static int SilentSize(SilentHead head) => IPAddress.NetworkToHostOrder(head.Raw());
}

static class SpreadOfANumber
{
    static void Wrong(Socket socket, ushort port, byte[] text)
    {
        byte[] frame = [1, .. BitConverter.GetBytes(port), .. text]; // expect: SOCK010
        socket.Send(frame);
    }

    static void Right(Socket socket, ushort port, byte[] text)
    {
        byte[] frame = [1, (byte)(port / 256), (byte)(port % 256), .. text];
        socket.Send(frame);
    }
}

static class SentAside
{
    static byte Wrong(NetworkStream stream, byte[] question)
    {
        Task.Run(() => stream.Write(question)); // expect: SOCK011
        var answer = new byte[1];
        return stream.Read(answer) == 1 ? answer[0] : throw new EndOfStreamException();
    }

    static byte Right(NetworkStream stream, byte[] question)
    {
        var sending = Task.Run(() => stream.Write(question));
        var answer = new byte[1];
        var count = stream.Read(answer);
        sending.Wait();
        return count == 1 ? answer[0] : throw new EndOfStreamException();
    }
}

static class CopyThatBrokeOff
{
    static string? Wrong(NetworkStream stream, FileStream file)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        try
        {
            file.CopyTo(stream);
        }
        catch (IOException) // expect: SOCK011
        {
        }

        return reader.ReadLine();
    }

    static string? Right(NetworkStream stream, FileStream file)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        try
        {
            file.CopyTo(stream);
        }
        catch (IOException)
        {
            return null;
        }

        return reader.ReadLine();
    }
}

static class TimeOutOfItself
{
    sealed class WrongScale : TcpClient
    {
        public WrongScale()
        {
            this.ReceiveTimeout = 500;
        }

        public async Task<byte[]> WeighAsync()
        {
            var weight = new byte[4];
            await GetStream().ReadExactlyAsync(weight); // expect: SOCK014
            return weight;
        }
    }

    sealed class RightScale : TcpClient
    {
        public RightScale()
        {
            this.ReceiveTimeout = 500;
        }

        public byte[] Weigh()
        {
            var weight = new byte[4];
            GetStream().ReadExactly(weight);
            return weight;
        }
    }
}

static class WaitThatThrowsOutOfTheLoop
{
    static async Task<byte[]?> Wrong(UdpClient udp, byte[] question)
    {
        for (var turn = 0; turn < 5; turn++)
        {
            await udp.SendAsync(question);
            var answer = await udp.ReceiveAsync().WaitAsync(TimeSpan.FromMilliseconds(300)); // expect: SOCK014
            if (answer.Buffer.Length > 0)
                return answer.Buffer;
        }

        return null;
    }

    static async Task<byte[]?> Right(UdpClient udp, byte[] question)
    {
        for (var turn = 0; turn < 5; turn++)
        {
            await udp.SendAsync(question);
            try
            {
                var answer = await udp.ReceiveAsync().WaitAsync(TimeSpan.FromMilliseconds(300));
                if (answer.Buffer.Length > 0)
                    return answer.Buffer;
            }
            catch (TimeoutException)
            {
            }
        }

        return null;
    }
}

static class SignalThatEndsNoWait
{
    static void Wrong(UdpClient udp)
    {
        var ended = false;
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            ended = true;
            context.Cancel = true; // expect: SOCK014
        });
        IPEndPoint? from = null;
        while (!ended)
            Console.WriteLine(udp.Receive(ref from).Length);
    }

    static void Right(UdpClient udp)
    {
        var ended = false;
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            ended = true;
            context.Cancel = true;
            udp.Close();
        });
        IPEndPoint? from = null;
        while (!ended)
            Console.WriteLine(udp.Receive(ref from).Length);
    }
}

static class GuestOfAPattern
{
    static void Wrong(TcpListener listener)
    {
        if (Next(listener) is TcpClient guest) // expect: SOCK015
            Console.WriteLine(guest.Client.RemoteEndPoint);
    }

    static TcpClient? Next(TcpListener listener)
    {
        if (!listener.Pending())
            return null;
        return listener.AcceptTcpClient();
    }

    static void Right(TcpListener listener)
    {
        if (Next(listener) is TcpClient guest)
        {
            using (guest)
                Console.WriteLine(guest.Client.RemoteEndPoint);
        }
    }
}

static class GuestsOfAnIterator
{
    static void Wrong(Socket listener)
    {
        foreach (var guest in Guests(listener)) // expect: SOCK015
            guest.Send([1]);
    }

    static IEnumerable<Socket> Guests(Socket listener)
    {
        while (true)
            yield return listener.Accept();
    }

    static void Right(Socket listener)
    {
        foreach (var guest in Guests(listener))
        {
            using (guest)
                guest.Send([1]);
        }
    }
}

static class ClientOfItsOwnKind
{
    sealed class Lamp : UdpClient
    {
        public void Switch(IPEndPoint where) => Send([1], 1, where);
    }

    static void Wrong(IPEndPoint where)
    {
        var lamp = new Lamp(); // expect: SOCK015
        lamp.Switch(where);
    }

    static void Right(IPEndPoint where)
    {
        using var lamp = new Lamp();
        lamp.Switch(where);
    }
}

static class ClientThatClosesItself
{
    sealed class Call : TcpClient
    {
        public void HangUp() => Close();
    }

    static void Silent(IPEndPoint where)
    {
        // silent: SOCK015
        var call = new Call();
        call.Connect(where);
        call.HangUp();
    }
}

static class SleepsAsLongAsItIsConnected
{
    static void Wrong(Socket guest, Action gone)
    {
        while (true)
        {
            Thread.Sleep(1000);
            if (guest.Connected == true) // expect: SOCK016
            {
                continue;
            }

            gone();
            break;
        }
    }

    static void Right(Socket guest, Action gone)
    {
        while (true)
        {
            Thread.Sleep(1000);
            if (!guest.Poll(0, SelectMode.SelectRead) || guest.Available > 0)
            {
                continue;
            }

            gone();
            break;
        }
    }
}

static class AnswerOfABegunReceive
{
    sealed class WrongAsker(Socket socket, Action<byte> answered)
    {
        private readonly Socket socket = socket;
        private readonly byte[] answer = new byte[1];

        public void Ask(EndPoint server)
        {
            socket.SendTo([1], server);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            socket.BeginReceiveFrom(answer, 0, 1, SocketFlags.None, ref from, new AsyncCallback(Ended), null);
        }

        private void Ended(IAsyncResult result)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            if (socket.EndReceiveFrom(result, ref from) == 1) // expect: SOCK017
                answered(answer[0]);
        }
    }

    sealed class RightAsker(Socket socket, EndPoint server, Action<byte> answered)
    {
        private readonly Socket socket = socket;
        private readonly byte[] answer = new byte[1];

        public void Ask()
        {
            socket.SendTo([1], server);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            socket.BeginReceiveFrom(answer, 0, 1, SocketFlags.None, ref from, new AsyncCallback(Ended), null);
        }

        private void Ended(IAsyncResult result)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            if (socket.EndReceiveFrom(result, ref from) == 1 && from.Equals(server))
                answered(answer[0]);
        }
    }
}

static class ClientThatAsksItself
{
    sealed class WrongDial : UdpClient
    {
        public byte Ask(IPEndPoint server)
        {
            Send([7], 1, server);
            IPEndPoint? from = null;
            return this.Receive(ref from)[0]; // expect: SOCK017
        }
    }

    sealed class RightDial : UdpClient
    {
        public byte Ask(IPEndPoint server)
        {
            Send([7], 1, server);
            while (true)
            {
                IPEndPoint? from = null;
                var answer = this.Receive(ref from);
                if (server.Equals(from))
                    return answer[0];
            }
        }
    }
}

static class AddressThatIsFilledForNobody
{
    static int Wrong(Socket udp, IPEndPoint server, byte[] answer)
    {
        udp.SendTo([1], server);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        return udp.ReceiveFrom(answer, SocketFlags.None, from); // expect: SOCK017
    }

    static int Right(Socket udp, IPEndPoint server, byte[] answer)
    {
        udp.SendTo([1], server);
        var from = new SocketAddress(AddressFamily.InterNetwork);
        var count = udp.ReceiveFrom(answer, SocketFlags.None, from);
        return from.Equals(server.Serialize()) ? count : -1;
    }
}

static class FirstOfAProperty
{
    sealed class WrongShop(string name)
    {
        private IPAddress Place => Dns.GetHostEntry(name).AddressList[0];

        public void Visit(Socket socket) => socket.Connect(Place, 80); // expect: SOCK018
    }

    sealed class RightShop(string name)
    {
        private IPAddress[] Places => Dns.GetHostEntry(name).AddressList;

        public void Visit(Socket socket) => socket.Connect(Places, 80);
    }
}

static class ListOfOneAddress
{
    static void Wrong(TcpClient client, string name)
    {
        var all = Dns.GetHostAddresses(name);
        client.Connect(all.Take(1).ToArray(), 25); // expect: SOCK018
    }

    static void Right(TcpClient client, string name)
    {
        var all = Dns.GetHostAddresses(name);
        client.Connect(all.Take(4).ToArray(), 25);
    }
}

static class ArgumentsOfTheirOwnKind
{
    sealed class WrongReader(Action<int> came) : SocketAsyncEventArgs
    {
        protected override void OnCompleted(SocketAsyncEventArgs done)
        {
            came(done.BytesTransferred); // expect: SOCK019
        }
    }

    sealed class RightReader(Action<int> came) : SocketAsyncEventArgs
    {
        protected override void OnCompleted(SocketAsyncEventArgs done)
        {
            if (done.SocketError == SocketError.Success)
                came(done.BytesTransferred);
        }
    }
}

static class HandledWhereItIsNotComplete
{
    static void Wrong(Socket listener)
    {
        var accepting = new SocketAsyncEventArgs();
        accepting.Completed += Accepted;
        if (listener.AcceptAsync(accepting)) // expect: SOCK019
        {
            Accepted(listener, accepting);
        }
    }

    static void Right(Socket listener)
    {
        var accepting = new SocketAsyncEventArgs();
        accepting.Completed += Accepted;
        if (!listener.AcceptAsync(accepting))
        {
            Accepted(listener, accepting);
        }
    }

    static void Accepted(object? sender, SocketAsyncEventArgs done)
    {
        if (done.SocketError == SocketError.Success)
            done.AcceptSocket!.Dispose();
    }
}

static class UsedWithoutALookAtTheError
{
    static void Begin(Socket socket, SocketAsyncEventArgs connecting)
    {
        connecting.Completed += Wrong;
        if (!socket.ConnectAsync(connecting))
            Wrong(socket, connecting);
    }

    static void Wrong(object? sender, SocketAsyncEventArgs done)
    {
        if (done.LastOperation == SocketAsyncOperation.Connect)
            done.ConnectSocket!.Send([0x05]); // expect: SOCK019
    }

    static void Right(object? sender, SocketAsyncEventArgs done)
    {
        if (done.SocketError == SocketError.Success)
            done.ConnectSocket!.Send([0x05]);
    }
}

static class ProbesThatAreAwaitedTogether
{
    sealed class WrongProgram
    {
        static async Task Main(string[] names) => Console.WriteLine(string.Join(' ', await Task.WhenAll(names.Select(Probe))));

        static async Task<bool> Probe(string name)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(name, 80); // expect: SOCK012
            return true;
        }
    }

    sealed class RightProgram
    {
        static async Task Main(string[] names)
        {
            try
            {
                Console.WriteLine(string.Join(' ', await Task.WhenAll(names.Select(Probe))));
            }
            catch (SocketException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }

        static async Task<bool> Probe(string name)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(name, 80);
            return true;
        }
    }
}

static class EmptyLineEndsTheLoop
{
    static void Silent(StreamReader reader, List<string> names)
    {
        // silent: SOCK002
        while (true)
        {
            var line = (reader.ReadLine() ?? "").Trim();
            if (line == "")
                break;
            names.Add(line);
        }
    }

    static void SilentInTheCondition(StreamReader reader, List<string> names)
    {
        string line;
        while ((line = (reader.ReadLine() ?? "").Trim()) != "")
            names.Add(line);
    }

    static void SilentByItsWord(StreamReader reader, List<string> names)
    {
        while (true)
        {
            var line = (reader.ReadLine() ?? "QUIT").Trim();
            if (line == "QUIT")
                break;
            names.Add(line);
        }
    }
}

static class CountUsedByTheHelperItself
{
    static string Silent(NetworkStream stream)
    {
        // silent: SOCK001
        var (_, text) = SilentTake(stream);
        return text;
    }

    static (int Count, string Text) SilentTake(NetworkStream stream)
    {
        var bytes = new byte[100];
        var count = stream.Read(bytes, 0, bytes.Length);
        return (count, Encoding.ASCII.GetString(bytes, 0, count));
    }
}

static class NoWordLeavesBehindTheSwitch
{
    static void Silent(NetworkStream stream, Action<bool> turn)
    {
        // silent: SOCK002
        var piece = new byte[1];
        while (true)
        {
            var count = stream.Read(piece, 0, piece.Length);
            var word = Encoding.ASCII.GetString(piece, 0, count);
            switch (word)
            {
                case "+":
                    turn(true);
                    continue;
                case "-":
                    turn(false);
                    continue;
            }

            break;
        }
    }

    static void SilentByANumber(NetworkStream stream, Action<bool> turn)
    {
        var piece = new byte[64];
        for (var more = 1; more > 0;)
        {
            var count = stream.Read(piece, 0, piece.Length);
            var word = Encoding.ASCII.GetString(piece, 0, count);
            switch (word)
            {
                case "ON":
                    turn(true);
                    break;
                default:
                    more = 0;
                    break;
            }
        }
    }
}

static class ShownUntilTheUserHasEnough
{
    static void Silent(Socket socket)
    {
        // silent: SOCK002
        using var reader = new StreamReader(new NetworkStream(socket));
        while (true)
        {
            Console.WriteLine(reader.ReadLine() ?? "(none)");
            if (Console.ReadLine() == "enough")
                break;
        }
    }
}

static class OthersEndTheProgram
{
    static void Silent(StreamReader reader, List<string> names)
    {
        // silent: SOCK002
        while (true)
        {
            switch (reader.ReadLine()?.Split(','))
            {
                case ["add", var name]:
                    names.Add(name);
                    break;
                default:
                    Environment.Exit(0);
                    break;
            }
        }
    }
}

static class NumberTurnedFurtherUp
{
    static int Silent(NetworkStream stream)
    {
        // silent: SOCK010
        var size = SilentRaw(stream);
        return IPAddress.NetworkToHostOrder(size);
    }

    static int SilentRaw(NetworkStream stream)
    {
        var bytes = new byte[4];
        stream.ReadExactly(bytes);
        return SilentNumber(bytes);
    }

    static int SilentNumber(byte[] bytes) => BitConverter.ToInt32(bytes, 0);
}

static class ClientWhoseBaseCloses
{
    class Line : TcpClient
    {
        public void HangUp() => Close();
    }

    sealed class Call : Line;

    static void Silent(IPEndPoint where)
    {
        // silent: SOCK015
        var call = new Call();
        call.Connect(where);
        call.HangUp();
    }
}

static class ComparisonThatIsShown
{
    static int Silent(NetworkStream stream)
    {
        // silent: SOCK004
        var piece = new byte[64];
        var count = stream.Read(piece, 0, piece.Length);
        if (count == 0)
            return 0;
        var text = Encoding.ASCII.GetString(piece, 0, count);
        Console.WriteLine(text == "1");
        return int.Parse(text);
    }
}
