using System.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Text;

/// <summary>
/// Hands files to the parsers: within limits, includes within a folder, ordinary files alone. What it refuses it reports, with the place of
/// the include that asked. One source reads one configuration.
/// </summary>
public sealed class ConfigSource
{
    private readonly FileTree tree;
    private readonly ConfigScope scope;
    private readonly Confines confines;
    private readonly PatternWalk walk;
    private readonly List<string> files = [];
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Text, int Bytes)> texts = new(StringComparer.Ordinal);
    private readonly List<ConfigProblem> problems = [];
    private long bytes;
    private int reads;
    private int dropped;

    private ConfigSource(FileTree tree, ConfigScope scope)
    {
        this.tree = scope.Root is { } root ? new CopiedTree(tree, tree.Full(root)) : tree;
        this.scope = scope;
        confines = new Confines(this.tree, scope);
        walk = new PatternWalk(this.tree, confines, scope.Limits.Entries);
    }

    /// <summary>Reads the files of a tree.</summary>
    /// <param name="tree">The files.</param>
    /// <param name="scope">Where it may go and what it may cost; null for the folder of the first file and the usual limits.</param>
    public static ConfigSource In(FileTree tree, ConfigScope? scope = null) => new(tree, scope ?? ConfigScope.Default);

    /// <summary>Reads texts in memory: for tests, and for standard input.</summary>
    /// <param name="texts">Text by path; folders are those that the paths name, and what stands under <c>/dev</c> is a device.</param>
    /// <param name="scope">As for <see cref="In"/>.</param>
    /// <param name="links">Symbolic links: target by path.</param>
    public static ConfigSource InMemory(
        IReadOnlyDictionary<string, string> texts, ConfigScope? scope = null, IReadOnlyDictionary<string, string>? links = null) =>
        new(new MemoryTree(texts, links ?? new Dictionary<string, string>()), scope ?? ConfigScope.Default);

    /// <summary>Reads one text.</summary>
    /// <param name="path">What it is called: <c>-</c> for standard input.</param>
    /// <param name="text">Its text.</param>
    public static ConfigSource Of(string path, string text) => InMemory(new Dictionary<string, string> { [path] = text });

    /// <summary>The files that were read, each once, in reading order: for <see cref="Configuration.Files"/>.</summary>
    public IReadOnlyList<string> Files => files;

    /// <summary>What was refused or not understood, in the order of reports: for <see cref="Configuration.Problems"/>.</summary>
    public IReadOnlyList<ConfigProblem> Problems => dropped == 0
        ? problems
        : [.. problems, new ConfigProblem(problems[^1].File, 0, 0, $"{dropped} more problems are not shown", Fatal: false)];

    /// <summary>
    /// The folder below which the first file looks copied: <c>./rootfs</c> for <c>./rootfs/etc/nginx/nginx.conf</c> that includes
    /// <c>/etc/nginx/mime.types</c>; null when nothing tells.
    /// </summary>
    public string? CopiedFrom { get; private set; }

    /// <summary>True when a limit or the confines kept something out: for <see cref="Configuration.Incomplete"/>.</summary>
    public bool Incomplete { get; private set; }

    /// <summary>
    /// Opens a file that was named by the user or by the system, wherever it stands. The first one that is opened sets the folder that
    /// includes may not leave.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="decode">Makes text of its bytes; null for UTF-8.</param>
    /// <param name="home">The folder that includes may not leave, where the product's layout puts the first file below it; null for the
    /// file's own folder.</param>
    /// <returns>Null when it cannot be read; the problem is reported.</returns>
    public ConfigText? Open(string path, Func<byte[], string>? decode = null, string? home = null)
    {
        path = tree.Given(path);
        string full = tree.Full(path);
        if (tree.Resolve(full) is not { } resolved)
        {
            Report(new ConfigProblem(path, 0, 0, "a circle of symbolic links", Fatal: true));
            return null;
        }

        confines.Begin(full, resolved, home);
        return Read(path, resolved, depth: 0, new Place(path, 0, 0, Fatal: true), decode);
    }

    /// <summary>
    /// The text of a file in the same folder that the configuration needs and that is no part of it; null when it is absent, no ordinary
    /// file or too large.
    /// </summary>
    /// <param name="text">The file that it stands beside.</param>
    /// <param name="name">Its name in that folder.</param>
    public string? Beside(ConfigText text, string name)
    {
        string path = text.Folder.Length == 0 ? name : $"{text.Folder.TrimEnd('/')}/{name}";
        return tree.Resolve(tree.Full(path)) is { } resolved && confines.Holds(resolved) && tree.Look(resolved) == FileLook.File
            && tree.Read(resolved, scope.Limits.FileBytes, out _) is { } content && content.Length <= scope.Limits.FileBytes
            ? Encoding.UTF8.GetString(content) : null;
    }

    /// <summary>Opens what an include names, in the order in which the product would read it.</summary>
    /// <param name="from">The file that the include stands in.</param>
    /// <param name="line">Its line, from 1.</param>
    /// <param name="column">Its column, from 1.</param>
    /// <param name="pattern">A path or a pattern of paths.</param>
    /// <param name="folder">What a relative one is relative to, as <see cref="ConfigText.Folder"/> has it.</param>
    /// <param name="how">How the product follows it; null for <see cref="ConfigInclude.Glob"/>.</param>
    /// <returns>The files that could be read; problems are reported at the include's place.</returns>
    public IReadOnlyList<ConfigText> Include(
        ConfigText from, int line, int column, string pattern, string folder, ConfigInclude? how = null)
    {
        how ??= ConfigInclude.Glob;
        Place place = new(from.Path, line, column, Fatal: false);
        if (from.Depth >= scope.Limits.Depth)
        {
            // No server goes on for ever: this is a mistake of the text, and no file that could not be read.
            Incomplete = true;
            Report(place.Says($"includes are nested deeper than {scope.Limits.Depth}: does the file include itself?"));
            return [];
        }

        string named = tree.Named(
            pattern.StartsWith('/') || folder.Length == 0 ? pattern : folder == "/" ? $"/{pattern}" : $"{folder}/{pattern}");
        bool isPattern = PathGlob.IsPattern(named);
        IReadOnlyList<string> paths = isPattern ? walk.Expand(named) : [named];
        paths = how.Folders || how.Suffix.Length > 0 ? walk.Unfold(paths, how) : paths;
        if (walk.TakeRefusal() is { } refusal)
        {
            if (!how.Harmless)
            {
                Refuse(place, $"{named}: {refusal}", named);
            }
        }
        else if (paths.Count == 0 && isPattern && how.MustMatch)
        {
            Refuse(place, $"{named}: no file matches");
        }

        List<ConfigText> included = [];
        foreach (string path in paths)
        {
            if (Enter(path, from.Depth + 1, place, how) is { } text)
            {
                included.Add(text);
            }
        }

        return included;
    }

    /// <summary>What a path leads to, behind symbolic links.</summary>
    public FileLook Look(string path) =>
        tree.Resolve(tree.Full(tree.Given(path))) is { } resolved ? tree.Look(resolved) : FileLook.Absent;

    /// <summary>The path behind symbolic links; null for a circle of them.</summary>
    public string? Resolved(string path) => tree.Resolve(tree.Full(path));

    /// <summary>The names in a folder, sorted by their bytes; empty when it cannot be listed.</summary>
    public IReadOnlyList<string> Names(string folder) => walk.Names(folder);

    /// <summary>Takes a problem of a parser, so that all of them stand in reading order.</summary>
    public void Report(ConfigProblem problem)
    {
        if (problems.Count < scope.Limits.Problems)
        {
            problems.Add(problem);
        }
        else
        {
            dropped++;
        }
    }

    private ConfigText? Enter(string path, int depth, Place place, ConfigInclude how)
    {
        if (tree.Resolve(tree.Full(path)) is not { } resolved)
        {
            Report(place.Says($"{path}: a circle of symbolic links"));
            return null;
        }

        if (how.Harmless && (!confines.Holds(resolved) || tree.Look(resolved) == FileLook.Absent))
        {
            return null;
        }

        if (!confines.Holds(resolved))
        {
            Refuse(place, $"{path}: lies outside {confines.Root} and was not read", path);
            return null;
        }

        return how.Optional && tree.Look(resolved) == FileLook.Absent ? null : Read(path, resolved, depth, place);
    }

    private ConfigText? Read(string path, string resolved, int depth, Place place, Func<byte[], string>? decode = null)
    {
        string subject = place.Line == 0 ? "" : $"{path}: ";
        if (reads >= scope.Limits.Files || bytes >= scope.Limits.TotalBytes)
        {
            string limit = reads >= scope.Limits.Files ? $"{scope.Limits.Files} files" : $"{scope.Limits.TotalBytes >> 20} MiB";
            Refuse(place, $"{subject}not read: the configuration has more than {limit}");
            return null;
        }

        if (!texts.TryGetValue(resolved, out (string Text, int Bytes) known))
        {
            if (tree.Look(resolved) is var look and (FileLook.Folder or FileLook.Special))
            {
                Report(place.Says(subject + (look == FileLook.Folder ? "it is a folder" : "it is no ordinary file")));
                return null;
            }

            if (tree.Read(resolved, scope.Limits.FileBytes, out string refusal) is not { } content)
            {
                if (place.Line > 0 || refusal != FileTree.NoSuchFile)
                {
                    Refuse(place, subject + refusal);
                }
                else
                {
                    Report(place.Says(subject + refusal));
                }

                return null;
            }

            if (content.Length > scope.Limits.FileBytes)
            {
                Refuse(place, $"{subject}not read: the file is larger than {scope.Limits.FileBytes >> 10} KiB");
                return null;
            }

            known = texts[resolved] = ((decode ?? Encoding.UTF8.GetString)(content), content.Length);
        }

        bytes += known.Bytes;
        reads++;
        return new ConfigText(path, IndexOf(path), depth, known.Text);
    }

    private int IndexOf(string path)
    {
        if (!indexes.TryGetValue(path, out int index))
        {
            index = indexes[path] = files.Count;
            files.Add(path);
        }

        return index;
    }

    // What was not read is not known: nothing may be concluded from what is missing.
    private void Refuse(Place place, string message, string? outside = null)
    {
        Incomplete = true;
        CopiedFrom ??= outside is null || scope.Root is not null ? null : confines.CopyOf(outside);
        Report(place.Says(message) with { Unread = true });
    }

    private readonly record struct Place(string File, int Line, int Column, bool Fatal)
    {
        public ConfigProblem Says(string message) => new(File, Line, Column, message, Fatal);
    }
}
