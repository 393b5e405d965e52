using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TcpVet.Dev.Rooms;

/// <summary>One assembly with its symbols: the types that it holds, by folder, and the types that these use.</summary>
internal sealed class CompiledRoom
{
    // Portable PDB format, "Type definition documents": the documents of types without code, such as enums and interfaces.
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReader reader;
    private readonly PEReader file;
    private readonly MetadataReader symbols;

    private CompiledRoom(PEReader file, MetadataReader symbols)
    {
        (this.file, this.symbols) = (file, symbols);
        reader = file.GetMetadataReader();
        Name = reader.GetString(reader.GetAssemblyDefinition().Name);
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            if (FolderOf(handle) is { } folder && FullName(Outermost(handle)) is var name && !Types.ContainsKey(name))
            {
                Types.Add(name, new RoomType(Name, folder, name));
            }
        }

        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            if (Types.TryGetValue(FullName(Outermost(handle)), out RoomType? from))
            {
                Uses.UnionWith(new TypeReferences(reader, file)
                    .Of(handle)
                    .Select(used => (from, Resolved(used)))
                    .Where(use => use.Item2.Name.Length > 0));
            }
        }
    }

    /// <summary>The name of the assembly.</summary>
    public string Name { get; }

    /// <summary>The types that were written by hand, by full name.</summary>
    public Dictionary<string, RoomType> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>What they use: types of this assembly and of others, by assembly and full name.</summary>
    public HashSet<(RoomType From, (string Assembly, string Name) To)> Uses { get; } = [];

    /// <summary>Reads an assembly and the symbols beside it.</summary>
    public static CompiledRoom Read(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        using MetadataReaderProvider symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(path, ".pdb")));
        return new CompiledRoom(file, symbols.GetMetadataReader());
    }

    /// <summary>The folder below the project that a source lies in: empty for the project's own, null for what a generator made.</summary>
    internal static string? FolderIn(string document)
    {
        string path = document.Replace('\\', '/');
        int src = path.LastIndexOf("/src/", StringComparison.Ordinal);
        string[] parts = src < 0 || path.Contains("/obj/", StringComparison.Ordinal) ? [] : path[(src + "/src/".Length)..].Split('/');
        return parts.Length < 2 || !parts[0].StartsWith("TcpVet.", StringComparison.Ordinal) ? null : string.Join('/', parts[1..^1]);
    }

    // The folder of most of its methods; a type without code has documents of its own in the symbols.
    private string? FolderOf(TypeDefinitionHandle handle)
    {
        IEnumerable<DocumentHandle> ofCode = reader.GetTypeDefinition(handle).GetMethods()
            .Select(method => symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document)
            .Where(document => !document.IsNil);
        return ofCode.Concat(DocumentsOf(handle))
            .Select(document => FolderIn(symbols.GetString(symbols.GetDocument(document).Name)))
            .OfType<string>()
            .GroupBy(folder => folder)
                .OrderByDescending(folder => folder.Count())
                .ThenBy(folder => folder.Key, StringComparer.Ordinal)
                .FirstOrDefault()
                ?.Key;
    }

    private IEnumerable<DocumentHandle> DocumentsOf(TypeDefinitionHandle handle)
    {
        foreach (CustomDebugInformationHandle entry in symbols.GetCustomDebugInformation(handle))
        {
            CustomDebugInformation information = symbols.GetCustomDebugInformation(entry);
            if (symbols.GetGuid(information.Kind) == TypeDocuments)
            {
                BlobReader blob = symbols.GetBlobReader(information.Value);
                while (blob.RemainingBytes > 0)
                {
                    yield return MetadataTokens.DocumentHandle(blob.ReadCompressedInteger());
                }
            }
        }
    }

    private (string Assembly, string Name) Resolved(EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeDefinition)
        {
            return (Name, FullName(Outermost((TypeDefinitionHandle)handle)));
        }

        TypeReference type = reader.GetTypeReference((TypeReferenceHandle)handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        return type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? (reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name),
                Joined(type.Namespace, type.Name))
            : ("", "");
    }

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        while (reader.GetTypeDefinition(handle).GetDeclaringType() is { IsNil: false } outer)
        {
            handle = outer;
        }

        return handle;
    }

    private string FullName(TypeDefinitionHandle handle) =>
        Joined(reader.GetTypeDefinition(handle).Namespace, reader.GetTypeDefinition(handle).Name);

    private string Joined(StringHandle space, StringHandle name) => space.IsNil ? reader.GetString(name) : $"{reader.GetString(space)}.{reader.GetString(name)}";
}
