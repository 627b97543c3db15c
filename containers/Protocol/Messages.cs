namespace Kata.Protocol;

// The control protocol: what a server host and the server program say to each other. Compiled into both, with
// ControlJson.cs, which writes and reads the messages.
//
// One TCP connection, opened by the host and held for as long as the servers are needed: when it closes, the
// server program exits. Each message is one JSON object on one line, UTF-8, ended by LF. The host's first
// request is "hello" with the token; nothing else is answered before it, a wrong token closes the connection,
// and once a host has been let in the server stops listening for another. Requests carry an id and are
// answered in any order, so that a request that waits does not hold up the others. A "ping" is answered at once: how
// late its answer comes tells the host how busy the machine is.

/// <summary>A request from the host. <see cref="Operation"/> says which of the other fields count.</summary>
/// <param name="Operation"><c>hello</c> (Token), <c>open</c> (Options), <c>transcript</c> (Endpoint, After,
/// Most, MostData),
/// <c>wait</c> (Endpoint, Kind, Count, DeadlineMilliseconds; After as in transcript) or <c>close</c> (Endpoint; DeadlineMilliseconds,
/// After).
/// What has arrived before the close is all in its answer; then the endpoint is forgotten. With a deadline, what is still on
/// its way is waited for as well: until each connection has come to its end, or a fault has brought it to a halt.</param>
/// <param name="Kind">wait: the kind of event waited for.</param>
/// <param name="Count">wait: how many events of that kind the whole transcript must hold.</param>
/// <param name="After">Only events with at least this sequence number are answered; 0 for all.</param>
/// <param name="Most">transcript: how many events are answered, the first of those that are asked for.</param>
/// <param name="MostData">transcript: how many bytes of the data of each event are answered, the first ones.</param>
public sealed record ControlRequest(
    int Id,
    string Operation,
    string? Token = null,
    EndpointOptions? Options = null,
    int Endpoint = 0,
    int After = 0,
    EventKind Kind = default,
    int Count = 1,
    int DeadlineMilliseconds = 0,
    int Most = int.MaxValue,
    int MostData = int.MaxValue);

/// <summary>The answer to the request with the same id; 0 if the request had none that could be read.</summary>
/// <param name="Error">What was wrong, in one line; null if all went well.</param>
/// <param name="Services">hello: the services this program offers.</param>
/// <param name="Endpoint">open: the number to ask for it with.</param>
/// <param name="Port">open: the port it listens on.</param>
/// <param name="Events">transcript, wait, close: what happened, in order.</param>
/// <param name="Happened">wait: false if the deadline passed first.</param>
public sealed record ControlResponse(
    int Id,
    string? Error = null,
    Service[]? Services = null,
    int Endpoint = 0,
    int Port = 0,
    IReadOnlyList<TranscriptEvent>? Events = null,
    bool Happened = false);
