namespace Kata.Machine;

/// <summary>Something cannot be done, and it is no fault of a program's: what is wrong with the folder, the build or the servers. The
/// message is for the user and says what to do about it.</summary>
public class KataException(string message, Exception? inner = null) : Exception(message, inner);
