using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Kata.Programs;

/// <summary>What an assembly says of its programs. It is read as a file: the assembly is a stranger's and is not loaded.</summary>
internal static class AssemblyPrograms
{
    // ECMA-335 II.23.2.1: the signature of a static method of one parameter, a vector of strings. It returns nothing or an int …
    private static readonly byte[] Strings = [0x1D, 0x0E];
    private static readonly byte[] ReturnsNothing = [0x00, 0x01, 0x01, .. Strings];
    private static readonly byte[] ReturnsInt = [0x00, 0x01, 0x08, .. Strings];

    // … or a class, whose token comes here, or one of a type argument, int. Which class, Entry sees.
    private static readonly byte[] ReturnsTask = [0x00, 0x01, 0x12];
    private static readonly byte[] ReturnsTaskOf = [0x00, 0x01, 0x15, 0x12];
    private static readonly byte[] OfInt = [0x01, 0x08, .. Strings];

    /// <summary>What the compiler calls the method that it makes of statements outside of any class.</summary>
    public const string Statements = "<Main>$";

    /// <returns>For each top-level type its name, and how to name it to <c>Entry</c>: with the token of its Main behind it, if
    /// it has one.</returns>
    public static Dictionary<string, string> In(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var programs = new Dictionary<string, string>();
        foreach (var type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).Where(type => type.GetDeclaringType().IsNil))
        {
            var name = metadata.GetString(type.Name);
            if (type.GetMethods().Any(method => metadata.StringComparer.Equals(metadata.GetMethodDefinition(method).Name, Statements)))
                programs[Statements] = Statements;
            programs.TryAdd(
                name,
                type.GetMethods().Where(IsMain).Select(main => $"{name}@{MetadataTokens.GetToken(main)}").FirstOrDefault(name));
        }

        return programs;

        bool IsMain(MethodDefinitionHandle handle)
        {
            var method = metadata.GetMethodDefinition(handle);
            var signature = metadata.GetBlobContent(method.Signature).AsSpan();
            return metadata.StringComparer.Equals(method.Name, "Main")
                && (signature.SequenceEqual(ReturnsInt)
                    || signature.SequenceEqual(ReturnsNothing)
                    || signature.StartsWith(ReturnsTask) && signature.EndsWith(Strings)
                    || signature.StartsWith(ReturnsTaskOf) && signature.EndsWith(OfInt));
        }
    }
}
