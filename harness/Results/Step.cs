namespace Kata.Results;

/// <summary>One unit of the syllabus.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Slug">The part of file and class names that tells what it is about: <c>SocketExceptions</c>.</param>
/// <param name="Title">What a person calls it: <c>Socket exceptions</c>.</param>
public sealed record Step(int Number, string Slug, string Title)
{
    /// <summary>The syllabus, in order.</summary>
    public static IReadOnlyList<Step> All { get; } = Numbered(
        ("CreatingSockets", "Creating sockets"),
        ("FindingThePort", "Finding the port"),
        ("SocketInformation", "Socket information"),
        ("SendingAndReceiving", "Sending and receiving"),
        ("SocketExceptions", "Socket exceptions"),
        ("KindsOfErrors", "Kinds of errors"),
        ("MissedErrors", "Missed errors"),
        ("StreamErrors", "Stream errors"),
        ("ResumingDownload", "Resuming a download"),
        ("UdpEcho", "UDP echo"),
        ("UdpTime", "UDP time"),
        ("FixedSizeData", "Fixed-size data"),
        ("MessageFraming", "Message framing"),
        ("SendingItAll", "Sending it all"),
        ("HalfClose", "Half-close"),
        ("Deadlines", "Deadlines"),
        ("ManyAddresses", "Many addresses"),
        ("HttpFraming", "HTTP framing"),
        ("ReusingConnections", "Reusing connections"),
        ("TextAcrossReads", "Text across reads"),
        ("DatagramBoundaries", "Datagram boundaries"),
        ("WhoSentThat", "Who sent that"),
        ("Retransmission", "Retransmission"),
        ("FullDuplex", "Full duplex"),
        ("YourOwnProtocol", "Your own protocol"));

    /// <summary>The tables of steps have room for titles of this many characters.</summary>
    internal const int LongestTitle = 24;

    /// <summary>Stands for the step of a check that belongs to none.</summary>
    public static Step None { get; } = new(0, "None", "Checks of no step");

    /// <summary>The part of the syllabus that it belongs to.</summary>
    public string Part => Number switch
    {
        <= 12 => "The chapter",
        <= 24 => "Beyond the chapter",
        25 => "Capstone",
        _ => "After the capstone",
    };

    /// <summary>Name of the program's class and, with <c>.cs</c>, of its file: <c>Step05_SocketExceptions</c>.</summary>
    public string Name => $"{Category}_{Slug}";

    /// <summary>The test category that picks this step: <c>--filter TestCategory=Step05</c>.</summary>
    public string Category => $"Step{Number:00}";

    /// <summary>The program's file: <c>Step05_SocketExceptions.cs</c>.</summary>
    public string FileName => $"{Name}.cs";

    /// <returns>The step of this number, or <see cref="None"/> if the syllabus has no such step.</returns>
    public static Step Of(int number) => number >= 1 && number <= All.Count ? All[number - 1] : None;

    private static Step[] Numbered(params (string Slug, string Title)[] steps) =>
        [.. steps.Select((step, index) => new Step(index + 1, step.Slug, step.Title))];
}
