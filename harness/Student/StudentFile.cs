using System.Text;
using Kata.Machine;

namespace Kata.Student;

/// <summary>A student's program, which is given up for another text only when a copy is safe.</summary>
internal sealed class StudentFile(string path)
{
    /// <summary>Puts a text in the program's place. What was there is kept beside it under a numbered name
    /// (<c>Step04_SendingAndReceiving.cs.1</c>), which no build compiles, since it does not end with <c>.cs</c>. Whatever goes
    /// wrong on the way, the program is still there, whole, under its own name or the copy's.</summary>
    /// <returns>The copy's path; null if there was nothing to keep, because there was no file or it said the same.</returns>
    /// <exception cref="KataException">It cannot be done; nothing is changed.</exception>
    public string? ReplaceBy(string text)
    {
        if (Directory.Exists(path))
            throw new KataException($"{path} is a folder: move it away, since the program's file belongs there");

        string? copy = null;
        try
        {
            RegularFile.Require(path);
            var mine = File.Exists(path) ? File.ReadAllBytes(path) : null;
            var stub = Encoding.UTF8.GetBytes(text);
            if (mine is not null && mine.AsSpan().SequenceEqual(stub))
                return null;

            if (mine is not null)
                copy = Keep(mine);
            using var next = new WholeFile(path, $"{path}.new");
            next.Write(stub, toDisk: true);
            if (mine is not null)
                next.PermitAs(path);
            // An editor may have saved meanwhile: that would be in neither of the two.
            if (mine is not null && !File.ReadAllBytes(path).AsSpan().SequenceEqual(mine))
                throw new IOException("it was changed meanwhile; run the command again");

            next.Finish();
            return copy;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (copy is not null)
                Discard(copy);
            throw new KataException($"{path} is as it was: {failed.Message}");
        }
    }

    private string Keep(byte[] bytes)
    {
        var number = 1 + Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*")
            .Select(name => int.TryParse(name[(name.LastIndexOf('.') + 1)..], out var taken) ? taken : 0)
            .DefaultIfEmpty().Max();
        var copy = $"{path}.{number}";
        using var file = new WholeFile(copy);
        file.Write(bytes, toDisk: true);
        file.Finish(overwrite: false);
        return copy;
    }

    private static void Discard(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted could not be written either.
        }
    }
}
