namespace TcpVet.Configs.Text;

/// <summary>Files by absolute path, as a <see cref="ConfigSource"/> sees them: those of a disk, or texts in memory.</summary>
public abstract class FileTree
{
    /// <summary>The refusal of <see cref="Read"/> for a path that leads nowhere.</summary>
    public const string NoSuchFile = "no such file";

    // path_resolution(7): the kernel follows 40 links and then answers ELOOP.
    private const int MostLinks = 40;

    /// <summary>Makes a path absolute.</summary>
    public abstract string Full(string path);

    /// <summary>Where a path lies that a configuration names: elsewhere in a copied tree.</summary>
    public virtual string Named(string path) => path;

    /// <summary>Where a path lies that a person names: in the copied tree if it is there.</summary>
    public virtual string Given(string path) => path;

    /// <summary>Where a symbolic link points; null when the path is none.</summary>
    protected internal abstract string? LinkAt(string path);

    /// <summary>What stands at a resolved path.</summary>
    public abstract FileLook Look(string path);

    /// <summary>The names in a folder, in no order; null when it cannot be listed.</summary>
    /// <param name="path">Resolved.</param>
    /// <param name="most">How many at the most.</param>
    public abstract IReadOnlyList<string>? Names(string path, int most);

    /// <summary>Reads an ordinary file.</summary>
    /// <param name="path">Resolved.</param>
    /// <param name="most">Reading stops one byte later.</param>
    /// <param name="refusal">Why nothing was read.</param>
    public abstract byte[]? Read(string path, int most, out string refusal);

    /// <summary>
    /// Resolves symbolic links, <c>.</c> and <c>..</c> one name after the other, as path_resolution(7) does; null for a circle of links.
    /// </summary>
    /// <param name="path">Absolute. What does not exist is taken by its name.</param>
    public virtual string? Resolve(string path)
    {
        Stack<string> pending = new();
        Push(pending, path);
        string resolved = "";
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                resolved = resolved[..Math.Max(0, resolved.LastIndexOf('/'))];
                continue;
            }

            string next = $"{resolved}/{name}";
            if (LinkAt(next) is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            resolved = target.StartsWith('/') ? "" : resolved;
            Push(pending, target);
        }

        return resolved.Length == 0 ? "/" : resolved;
    }

    private static void Push(Stack<string> pending, string path)
    {
        foreach (string name in path.Split('/').AsEnumerable().Reverse())
        {
            pending.Push(name);
        }
    }
}
