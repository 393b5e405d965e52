using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TcpVet.Architecture.Tests;

/// <summary>A function of a native library that an assembly calls.</summary>
/// <param name="Library">The library, <c>libc</c>.</param>
/// <param name="Namespace">Where it is declared.</param>
internal sealed record NativeImport(string Library, string Namespace);

/// <summary>What a compiled assembly refers to: read from its metadata, so that nothing hidden behind an alias or a using
/// escapes.</summary>
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
        NativeImports =
        [
            .. reader.MethodDefinitions.Select(reader.GetMethodDefinition)
                .Where(method => !method.GetImport().Module.IsNil)
                .Select(method =>
                    new NativeImport(reader.GetString(reader.GetModuleReference(method.GetImport().Module).Name),
                        DeclaringNamespace(reader, method))),
        ];
    }

    /// <summary>The assemblies that it refers to.</summary>
    public HashSet<string> Assemblies { get; }

    /// <summary>The types of other assemblies that it uses, with their namespace.</summary>
    public HashSet<string> Types { get; }

    /// <summary>The members of other assemblies' types that it uses, as <c>Namespace.Type::member</c>.</summary>
    public HashSet<string> Members { get; }

    /// <summary>The native functions that it calls.</summary>
    public IReadOnlyList<NativeImport> NativeImports { get; }

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

    private static string DeclaringNamespace(MetadataReader reader, MethodDefinition method)
    {
        TypeDefinition type = reader.GetTypeDefinition(method.GetDeclaringType());
        while (!type.GetDeclaringType().IsNil)
        {
            type = reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return reader.GetString(type.Namespace);
    }

    private static string TypeName(MetadataReader reader, TypeReferenceHandle handle)
    {
        TypeReference type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.Namespace.IsNil ? name : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
