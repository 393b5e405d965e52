using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TcpVet.Architecture.Tests;

/// <summary>What a compiled assembly refers to: read from its metadata, so that nothing hidden behind an alias or a using escapes.</summary>
internal sealed class Metadata
{
    private Metadata(MetadataReader reader)
    {
        Assemblies = [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
        Types = [.. reader.TypeReferences.Select(handle => TypeName(reader, handle))];
        Members =
        [
            .. reader.MemberReferences.Select(reader.GetMemberReference)
                .Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => $"{TypeName(reader, (TypeReferenceHandle)member.Parent)}::{reader.GetString(member.Name)}"),
        ];
        ImportsNative = reader.GetTableRowCount(TableIndex.ImplMap) > 0;
    }

    /// <summary>The assemblies that it refers to.</summary>
    public HashSet<string> Assemblies { get; }

    /// <summary>The types of other assemblies that it uses, with their namespace.</summary>
    public HashSet<string> Types { get; }

    /// <summary>The members of other assemblies' types that it uses, as <c>Namespace.Type::member</c>.</summary>
    public HashSet<string> Members { get; }

    /// <summary>True when it calls a native library.</summary>
    public bool ImportsNative { get; }

    /// <summary>Reads the assembly that was built for these tests.</summary>
    public static Metadata Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        return new Metadata(file.GetMetadataReader());
    }

    /// <summary>True when the assembly uses a symbol, as <see cref="Forbidden.Symbol"/> writes it.</summary>
    public bool Uses(string symbol)
    {
        if (symbol.Contains("::", StringComparison.Ordinal))
        {
            return Members.Contains(symbol);
        }

        return symbol.EndsWith('.') ? Types.Any(type => type.StartsWith(symbol, StringComparison.Ordinal)) : Types.Contains(symbol);
    }

    private static string TypeName(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
