using TcpVet.Configs.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Operations.Files;

/// <summary>
/// The files of this machine, for the parsers of configurations. Each is reached without following a link that was not seen before: what
/// was found to lie inside is what is read, whatever is swapped meanwhile.
/// </summary>
public sealed class DiskTree : FileTree
{
    private readonly OpenedRoot? root;
    private readonly bool isWhole;
    private readonly bool judged;

    // Paths that a link of another user leads to.
    private readonly HashSet<string> chosen = new(StringComparer.Ordinal);
    private bool foreign;

    private DiskTree(OpenedRoot? root, bool isWhole, bool judged) => (this.root, this.isWhole, this.judged) = (root, isWhole, judged);

    /// <summary>A source of configurations that reads the files of this machine.</summary>
    /// <param name="scope">Where it may go and what it may cost; null for the folder of the first file and the usual limits.</param>
    public static ConfigSource Source(ConfigScope? scope = null)
    {
        string? systemRoot = scope?.SystemRoot;
        return ConfigSource.In(new DiskTree(OpenedRoot.TryOpen(systemRoot ?? "/"), systemRoot is null or "/", judged: false), scope);
    }

    /// <summary>The same below a folder that was opened, on a thread whose identity says what may be read.</summary>
    public static ConfigSource Source(OpenedRoot root, ConfigScope scope) =>
        ConfigSource.In(new DiskTree(root, isWhole: false, judged: true), scope);

    /// <inheritdoc/>
    public override string Full(string path) => path.StartsWith('/') ? path : isWhole ? $"{Environment.CurrentDirectory}/{path}" : $"/{path}";

    /// <inheritdoc/>
    public override FileLook Look(string path) => root?.Kind(path) switch
    {
        PathKind.File => FileLook.File,
        PathKind.Folder => FileLook.Folder,
        PathKind.Special => FileLook.Special,
        _ => FileLook.Absent,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Names(string path, int most) => root?.Names(path, most);

    /// <inheritdoc/>
    public override string? Resolve(string path)
    {
        foreign = false;
        string? resolved = base.Resolve(path);
        if (foreign && resolved is not null)
        {
            chosen.Add(resolved);
        }

        return resolved;
    }

    /// <inheritdoc/>
    /// <remarks>A link of another user must not choose a private file for whoever may read it.</remarks>
    public override byte[]? Read(string path, int most, out string refusal)
    {
        refusal = NoSuchFile;
        bool forAll = chosen.Contains(path);
        byte[]? content = root?.Read(path, most, forAll, out refusal);
        refusal = content is null && forAll && refusal != NoSuchFile ? $"{refusal}: a link of another user leads to it, and not everybody may read it" : refusal;
        return content;
    }

    /// <inheritdoc/>
    protected override string? LinkAt(string path)
    {
        bool another = false;
        string? target = root?.LinkAt(path, out another);
        foreign |= another && !judged;
        return target;
    }
}
