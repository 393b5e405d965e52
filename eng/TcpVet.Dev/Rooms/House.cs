namespace TcpVet.Dev.Rooms;

/// <summary>A type of a room, with the folder that its source lies in. Nested types count as the type that holds them.</summary>
/// <param name="Room">The name of the assembly.</param>
/// <param name="Folder">The folder below the project, <c>Servers/Tomcat</c>; empty for the project's own.</param>
/// <param name="Name">The full name.</param>
internal sealed record RoomType(string Room, string Folder, string Name)
{
    /// <summary>The name without its namespace.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];
}

/// <summary>One type uses another one, which lies in another folder or in another room.</summary>
internal readonly record struct TypeUse(RoomType From, RoomType To);

/// <summary>Folders of one room of which each uses another, round in a circle.</summary>
/// <param name="Room">The name of the assembly.</param>
/// <param name="Folders">The folders, sorted.</param>
/// <param name="Ties">The uses among them: cut the ones of one direction, and the circle is open.</param>
internal sealed record FolderCircle(string Room, IReadOnlyList<string> Folders, IReadOnlyList<TypeUse> Ties);

/// <summary>
/// Who sees whom, room by room and folder by folder, read from what the compiler made: a type's folder from the debug symbols, and what
/// it uses from its metadata and code. Values of constants are copied by the compiler, so that a use of nothing but a constant leaves no
/// trace. </summary>
internal sealed class House
{
    private readonly ILookup<string, RoomType> types;
    private readonly ILookup<string, TypeUse> uses;

    private House(IReadOnlyList<CompiledRoom> rooms)
    {
        types = rooms.SelectMany(room => room.Types.Values.Distinct()).ToLookup(type => type.Room);
        Dictionary<(string Assembly, string Name), RoomType> known = [];
        foreach (CompiledRoom room in rooms)
        {
            foreach ((string name, RoomType type) in room.Types)
            {
                known[(room.Name, name)] = type;
            }
        }

        uses = rooms
            .SelectMany(room =>
                room.Uses.Select(use => known.TryGetValue(use.To, out RoomType? to) ? new TypeUse(use.From, to) : (TypeUse?)null))
            .OfType<TypeUse>()
            .Where(use => use.From.Room != use.To.Room || use.From.Folder != use.To.Folder)
            .Distinct()
            .OrderBy(use => use.From.Name, StringComparer.Ordinal).ThenBy(use => use.To.Name, StringComparer.Ordinal)
            .ToLookup(use => use.From.Room);
        Rooms = [.. rooms.Select(room => room.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of the rooms' assemblies, sorted.</summary>
    public IReadOnlyList<string> Rooms { get; }

    /// <summary>Reads the rooms whose assemblies and symbols lie in a folder.</summary>
    public static House Read(string folder) => new(
    [
        .. Directory.EnumerateFiles(folder, "*.dll")
            .Where(file =>
                Path.GetFileName(file).StartsWith("tcpvet", StringComparison.OrdinalIgnoreCase) && File.Exists(Path.ChangeExtension(file, ".pdb")))
            .Order(StringComparer.Ordinal)
            .Select(CompiledRoom.Read)
            .Where(room => room.Types.Count > 0),
    ]);

    /// <summary>The folders of a room that hold types, sorted.</summary>
    public IReadOnlyList<string> Folders(string room) =>
        [.. types[room].Select(type => type.Folder).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The rooms that a room uses, sorted.</summary>
    public IReadOnlyList<string> Sees(string room) =>
        [.. uses[room].Select(use => use.To.Room).Where(seen => seen != room).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The folders of the same room that a folder uses, sorted.</summary>
    public IReadOnlyList<string> Sees(string room, string folder) =>
        [.. Inside(room).Where(use => use.From.Folder == folder).Select(use => use.To.Folder).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The circles of a room's folders; none in a room that is well built.</summary>
    public IReadOnlyList<FolderCircle> Circles(string room)
    {
        ILookup<string, string> sees = Inside(room).ToLookup(use => use.From.Folder, use => use.To.Folder);
        return
        [
            .. Tangles.Of(Folders(room), folder => sees[folder])
                .Select(tangle =>
                    new FolderCircle(room, tangle,
                        [.. Inside(room).Where(use => tangle.Contains(use.From.Folder) && tangle.Contains(use.To.Folder))])),
        ];
    }

    private IEnumerable<TypeUse> Inside(string room) => uses[room].Where(use => use.To.Room == room);
}
