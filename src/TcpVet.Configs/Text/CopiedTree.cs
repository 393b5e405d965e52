namespace TcpVet.Configs.Text;

/// <summary>
/// The files of another host, copied below a folder: absolute paths of configurations and of symbolic links begin in that folder.
/// </summary>
/// <param name="inner">The files of this machine.</param>
/// <param name="root">The folder, absolute.</param>
internal sealed class CopiedTree(FileTree inner, string root) : FileTree
{
    private readonly string root = root.TrimEnd('/');

    /// <inheritdoc/>
    public override string Full(string path) => inner.Full(path);

    /// <inheritdoc/>
    public override string Named(string path) => path.StartsWith('/') && !IsInside(path) ? root + path : path;

    /// <inheritdoc/>
    public override string Given(string path)
    {
        string named = Named(path);
        return named != path && Resolve(named) is { } resolved && inner.Look(resolved) != FileLook.Absent ? named : path;
    }

    /// <inheritdoc/>
    public override FileLook Look(string path) => inner.Look(path);

    /// <inheritdoc/>
    public override IReadOnlyList<string>? Names(string path, int most) => inner.Names(path, most);

    /// <inheritdoc/>
    public override byte[]? Read(string path, int most, out string refusal) => inner.Read(path, most, out refusal);

    /// <inheritdoc/>
    protected internal override string? LinkAt(string path) =>
        inner.LinkAt(path) is { } target ? IsInside(path) ? Named(target) : target : null;

    private bool IsInside(string path) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/');
}
