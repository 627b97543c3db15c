namespace Kata.Student;

// The texts, by the number of the step.
internal sealed partial record Afterword
{
    private static readonly Dictionary<int, Afterword> Steps = new()
    {
        [1] = new(
            [
                "A socket is made by three decisions: address family, socket type, protocol.",
                "Connect returns when the other side's system has agreed, before the server program has done anything.",
                "`using` closes the socket however its block ends, and the other side learns that nothing more will come.",
            ],
            "The server's program is stopped by a debugger. Does Connect fail?",
            "No. The server's system completes the connection by itself and keeps it in the backlog until the program "
            + "accepts it. So a Connect that succeeded says that the machine is there and the port is listened on, and nothing "
            + "about the program."),
        [2] = new(
            [
                "The address leads to the machine, the port to the service on it.",
                "A service's name stands for a number per protocol: TCP and UDP have ports of their own.",
                "A lookup may find nothing: null is an answer that a program has to expect.",
            ],
            "Two servers on one machine both want port 80. Can both have it?",
            "On one address and protocol only one of them can listen there (the other gets AddressAlreadyInUse). With two "
            + "addresses, or one of them with UDP, both can: the address, the port or the protocol must differ."),
        [3] = new(
            [
                "Its two ends, each an address and a port, distinguish a connection from all others.",
                "The system chooses your own port while it connects, usually another one each time.",
                "A socket's family has to fit the address; IPv6 sockets can carry IPv4, as ::ffff:127.0.0.1.",
            ],
            "A browser opens six connections to the same server and port. How are they told apart?",
            "By the browser's own ports: each connection has another one. That is also the limit: from one address to one "
            + "address and port there can be no more connections at a time than there are free ports, some tens of thousands."),
        [4] = new(
            [
                "TCP keeps the order of bytes and nothing else: there are no messages in a stream.",
                "Receive returns how many bytes of the buffer are new: use only those; 0 is the end.",
                "One Decoder for the whole stream turns the bytes into characters.",
            ],
            "A program with one Receive always worked on your own machine. Why does it fail for a user far away?",
            "On loopback a small answer comes in one piece. Over a network it is cut into segments of some 1,400 bytes, "
            + "which arrive one by one, and Receive returns what is there at that moment. That may be only a part of the answer."),
        [5] = new(
            [
                "Failure is ordinary on a network: each call can throw a SocketException, and its code says why.",
                "One try for each part of the conversation tells which part failed.",
                "Errors belong to the error output, and the exit code reports them to scripts.",
            ],
            "Connect fails with ConnectionRefused. Was the machine reached?",
            "Mostly yes: refused means that a system answered and said that nobody listens on this port. (A firewall may "
            + "answer in its place.) A machine that is off or unreachable does not answer at all: then it is TimedOut or "
            + "HostUnreachable."),
        [6] = new(
            [
                "What to do about an error depends on its kind: lookup, addressing, time-out, or any other.",
                "No wait may be endless: ReceiveTimeout bounds one Receive, a token bounds ConnectAsync.",
                "The end of the stream throws no exception, and may still be an error.",
            ],
            "After which of the four kinds should a program wait for a while and try again?",
            "A time-out and many of the general ones (a reset, a refusal while the server restarts) may pass. A name that "
            + "does not exist and an address that cannot be used will not get better by repetition; only the lookup "
            + "error TryAgain may, as its name says."),
        [7] = new(
            [
                "Send returns when the system has taken the bytes, not when the server has them.",
                "The proof that a request arrived is its answer.",
                "Shutdown for sending tells the server that the request is whole, and leaves the other direction open.",
            ],
            "The answer came, the program printed it and exited with 0. Does the server know that it arrived?",
            "No. The same is true of its own Send: its system knows that yours acknowledged the bytes, not that your "
            + "program read them. Where both sides must know, the protocol needs an answer to the answer; and the last message "
            + "never has an answer."),
        [8] = new(
            [
                "A StreamWriter sends when it is flushed; until then nothing can fail.",
                "Streams wrap errors: an IOException holds the SocketException that says what happened.",
                "A line on the wire ends as the protocol says, and UTF-8 begins without a byte-order mark.",
            ],
            "Why does `using var writer` hide errors if an exception leaves its block?",
            "Dispose flushes what is left, which may throw in its turn, and the second exception takes the place of the "
            + "first. Call Flush where you still catch errors; at Dispose there should be nothing left to send."),
        [9] = new(
            [
                "Content-Length shows whether a body is whole or was cut off.",
                "Range asks for the rest; with If-Range, only if the content is still the same version.",
                "A file that is not complete has another name until it is complete.",
            ],
            "Why is the file renamed, and not copied, when it is complete?",
            "Renaming within a disk is one step: a reader finds the old file or the whole new one. A copy takes time, "
            + "can fail half way, and would leave a half file under the name that promises a whole one."),
        [10] = new(
            [
                "One Send makes one datagram, and one Receive takes one; a datagram may be empty.",
                "Connect on a UDP socket sends nothing: it notes where Send sends to, and from whom Receive accepts.",
                "Closing the socket ends a Receive that waits on it: that is one way to stop.",
            ],
            "The server is not there. What does your program see of it, and when?",
            "Perhaps nothing, ever. On the same machine or network the other system may send «port unreachable», which a "
            + "connected socket reports at a later call as ConnectionRefused. Through firewalls that message is often lost. "
            + "Only a time-out works in every case."),
        [11] = new(
            [
                "With UDP your program has to notice a loss: wait for a limited time, ask again, and give up after a few tries.",
                "Numbers on the wire have a byte order, and it is seldom your processor's.",
                "A number of fixed size wraps, and both sides need the same rule for what that means.",
            ],
            "The first answer was only late, and arrives after the second question. What does the program print?",
            "It prints the late answer, because the Receive after the second question takes it. Here that does no harm: the "
            + "time is only a moment old. Where each question has its own answer, a number in both must show which of them "
            + "belong together: step 23."),
        [12] = new(
            [
                "A fixed number of bytes takes a loop: each Receive puts its bytes behind those you have, and asks for the rest.",
                "An end before the last byte is an error that only the count shows.",
                "Do not read the bytes that come after those you wanted.",
            ],
            "Stream has a method ReadExactly. What does it do that this loop does not?",
            "It throws an EndOfStreamException when the stream ends too early, where the loop returns how much there was. "
            + "That is shorter, and right if the program need not say how much came; the message «after 2 of 4 bytes» needs the "
            + "loop."),
        [13] = new(
            [
                "A protocol on a stream must say where a message ends: a mark, or a length in front.",
                "A length that the other side sends is tested before a buffer is made.",
                "The stream may end between two messages and nowhere else.",
            ],
            "Why do many protocols end a message with a line end, although a length is quicker to read?",
            "Lines can be written and read by hand, in a log or with nc, and a reader that lost its place finds it again at "
            + "the next line end. The price is that a line end inside of a message must be written in another way."),
        [14] = new(
            [
                "A non-blocking Send takes what there is room for, which may be nothing.",
                "WouldBlock means «not now»: Poll waits without using the processor.",
                "How fast you can send is decided by how fast the other side reads.",
            ],
            "Larger buffers would avoid the waiting. Why not make them as large as the data?",
            "Larger buffers only hide that the other side is slower than you: the memory fills up instead, and all that is in "
            + "it is lost if the connection breaks. It is right to wait: then the program makes data only as fast as the other "
            + "side reads them (backpressure)."),
        [15] = new(
            [
                "The two directions of a connection end one by one: Shutdown ends yours and leaves the other.",
                "A socket closed with unread bytes resets the connection.",
                "So read to the end before you close, if you want to close in good order.",
            ],
            "HTTP/1.1 clients never use half-close for their request. How does the server know where it ends?",
            "By Content-Length or chunks, as in step 18. A half-close would end the direction for good, and the connection "
            + "could not be used for another request; and some servers and proxies take it for a client that has gone."),
        [16] = new(
            [
                "A time-out bounds one call, a deadline bounds everything: the clock starts once.",
                "Async calls look at the token that they are given, and not at ReceiveTimeout.",
                "The error message has to name the phase in which the deadline passed.",
            ],
            "Your server calls another server for each request. Which deadline should it give to that one?",
            "It should give what is left of its own client's deadline, minus a little time for itself. With a fixed time, it "
            + "would go on working for clients that have gone, and on a busy machine it would do nothing else. That is why "
            + "some protocols send the deadline with the request."),
        [17] = new(
            [
                "The first address of a name need not be the one that works.",
                "If an attempt has no answer after 250 ms, the next one begins beside it.",
                "The attempts that have lost are cancelled and closed, even one that connects at the last moment.",
            ],
            "Why not connect to all addresses at once and take the quickest?",
            "Each attempt costs the server and the network something, and most users would then open several connections for "
            + "one. The pause makes the second attempt rare where all is well, and costs little time where it is not."),
        [18] = new(
            [
                "On a connection that stays open the answer itself must say where it ends.",
                "The rules have an order: no body, chunks, a length, the end of the stream.",
                "Less than was promised is an error, however orderly the end looked.",
            ],
            "An answer has both Content-Length and Transfer-Encoding: chunked. What is dangerous about it?",
            "Two readers in a row, a proxy and a server, may each believe another header, and see the next request begin at "
            + "different places: one then reads as a request what the other took for a body (request smuggling). So chunked "
            + "counts, and strict programs refuse such an answer."),
        [19] = new(
            [
                "The server may close an idle connection at the very moment when you send.",
                "To repeat a request is only right if doing it twice does no harm.",
                "An end without an answer is normal only on a connection that has been idle.",
            ],
            "How can a shop make it safe to repeat an order after a lost answer?",
            "The client makes a random number for the order, and sends the same number with each repetition. The server keeps the "
            + "numbers it has dealt with, and answers the second time as the first. Then the request may be repeated like a "
            + "GET."),
        [20] = new(
            [
                "A read may end inside a character: a program that decodes each piece alone loses that character.",
                "A Decoder keeps the bytes of an unfinished character, and flush says whether any were left at the end.",
                "A decoder that throws is better than a replacement character that hides a loss.",
            ],
            "Could you find out where characters begin if you began to read UTF-8 in the middle?",
            "Yes: the first byte of a character is below 80 or at least C0, and those that follow are 80 to BF. Skip the "
            + "bytes from 80 to BF, and you are at a beginning. Few encodings have this property; it is one reason why UTF-8 is "
            + "used everywhere."),
        [21] = new(
            [
                "Datagrams have boundaries: one that does not fit into the buffer is cut, and the rest is gone.",
                "Zero bytes are a message, not an end.",
                "One byte more than the longest message shows whether it was too long.",
            ],
            "65,507 bytes fit into a datagram. Why do most protocols stay below 1,400?",
            "A longer one is cut by IP into fragments. If one of them is lost, the datagram is lost, and many networks drop fragments "
            + "altogether. So a long datagram works on your machine and arrives seldom elsewhere."),
        [22] = new(
            [
                "Anybody can send a datagram to your port: look at where it comes from.",
                "A connected UDP socket receives only from the server that it asked, and learns of a closed port at once.",
                "What strangers send must not use up the time of the answer.",
            ],
            "A sender's address can be forged. What else makes it hard to forge an answer?",
            "What the forger cannot see: a port of your own that is drawn at random, and a random number in the question "
            + "that the answer must repeat. Name servers use both. If an attacker can see the traffic, only "
            + "cryptography helps."),
        [23] = new(
            [
                "A missing answer can mean three things, and you cannot know which: so send the same datagram again.",
                "Each pause is longer than the one before, since a network that loses datagrams must not get more of them.",
                "A number in each datagram distinguishes late and double answers from the right one.",
            ],
            "This program waits for each answer before it sends the next word. What would it need to be quicker?",
            "To have several datagrams on their way: a window. Then each needs its own clock, answers come in any order, and "
            + "their number has to follow what the network can carry. That is most of what TCP does."),
        [24] = new(
            [
                "A program that only sends while the other side answers waits for ever when the buffers are full.",
                "One sender and one receiver can use a socket at the same time.",
                "A stream is dealt with piece by piece: memory does not grow with it.",
            ],
            "With 1 KB the deadlock never shows. How would you find such a mistake before your users do?",
            "Test with more than all buffers together hold, some megabytes, and with a peer that reads slowly or not at all. "
            + "Small buffers, set on purpose, show the deadlock sooner: some servers of this kata have them."),
        [25] = new(
            [
                "A protocol says in words what both sides can rely on, with its limits and its errors.",
                "A server bounds what one client can cost it: memory, time, a place in the queue.",
                "To stop is part of the protocol: finish what was begun, read to the end, then close.",
            ],
            "Your protocol needs a third kind of value next year. What should the first version have had?",
            "A way to tell versions apart: a number in the greeting, or a rule that an unknown request gets an answer and "
            + "ends nothing, as ERROR unknown request does here. Then new clients can ask old servers, and learn what they cannot "
            + "do."),
    };
}
