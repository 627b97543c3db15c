namespace Kata.Machine;

/// <summary>Something cannot be done, and no program is to blame: the folder, the build or the servers are wrong. The message is for the
/// user and says what to do about it.</summary>
public class KataException(string message, Exception? inner = null) : Exception(message, inner);
