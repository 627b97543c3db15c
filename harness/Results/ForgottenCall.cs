namespace Kata.Results;

/// <summary>A call whose task nobody awaits (CS4014). Of some it is sure that a failure is lost: of those to a socket or a stream. A method
/// of the program may see to its errors itself.</summary>
internal static class ForgottenCall
{
    /// <summary>What only returns the task of the call before it, in another form.</summary>
    private static readonly HashSet<string> Wrappers = ["ConfigureAwait", "AsTask", "WaitAsync"];

    private static readonly HashSet<string> OfSockets =
    [
        "AcceptAsync", "AcceptSocketAsync", "AcceptTcpClientAsync", "ConnectAsync", "DisconnectAsync", "ReceiveAsync", "ReceiveFromAsync",
        "ReceiveMessageFromAsync", "SendAsync", "SendFileAsync", "SendToAsync",
    ];

    private static readonly HashSet<string> OfStreams =
    [
        "CopyToAsync", "FlushAsync", "ReadAsync", "ReadAtLeastAsync", "ReadExactlyAsync", "ReadLineAsync", "ReadToEndAsync", "WriteAsync",
        "WriteLineAsync",
    ];

    /// <summary>Whether a call is one of a socket, or of a stream that may be one of the network.</summary>
    /// <param name="call">Its text, such as <c>socket.SendAsync(bytes)</c>.</param>
    /// <param name="file">The whole text that it stands in.</param>
    public static bool IsOfTheNetwork(string call, string file)
    {
        var words = CodeWords.Of(call);
        var name = Name(words, words.Count);
        while (name > 0 && Wrappers.Contains(words[name]))
            name = Name(words, name - 1);
        if (name < 1 || words[name - 1] != "." || IsDeclared(words[name], file))
            return false;

        return OfSockets.Contains(words[name])
            || (OfStreams.Contains(words[name]) && !words.Contains("Console") && !CodeWords.Of(file).Any(IsOfMemory));
    }

    /// <summary>The place of the name of the call that ends before a place; -1 if none does.</summary>
    private static int Name(IReadOnlyList<string> words, int end)
    {
        var depth = 0;
        for (var at = end - 1; at > 0; at--)
        {
            depth += words[at] switch { ")" => 1, "(" => -1, _ => 0 };
            if (depth == 0)
                return words[at] == "(" ? at - 1 : -1;
        }

        return -1;
    }

    /// <summary>Of these a task may be left alone: it has ended when the call returns.</summary>
    private static bool IsOfMemory(string word) =>
        word is "MemoryStream" or "StringReader" or "StringWriter" || word.StartsWith("Channel", StringComparison.Ordinal);

    /// <summary>Whether a name stands somewhere without an object before it: then the program has a method of that name.</summary>
    private static bool IsDeclared(string name, string file)
    {
        var words = CodeWords.Of(file);
        return Enumerable.Range(1, Math.Max(0, words.Count - 1)).Any(at => words[at] == name && words[at - 1] != ".");
    }
}
