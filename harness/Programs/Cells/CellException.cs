using Kata.Machine;

namespace Kata.Programs.Cells;

/// <summary>A cell cannot be made, or cannot be kept: this says nothing about the program that was to run in it.</summary>
public sealed class CellException(string message, Exception? inner = null) : KataException(message, inner);
