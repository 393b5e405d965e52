using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Kinds;

/// <summary>
/// A product whose configuration is known: how its text is recognised, which file comes first, how it is read, how it is found beside a
/// running server, and what of it a capture may hold. A new product is a folder with its kind, and a line in <see cref="ConfigKinds"/>.
/// </summary>
public abstract class ConfigKind
{
    /// <summary>Why <see cref="Find"/> found nothing, where the kind knows no better reason.</summary>
    protected const string NamesNoFile = "neither its command line nor its program says which file it reads";

    /// <summary>The kind, as captures name it.</summary>
    public abstract ConfigurationKind Kind { get; }

    /// <summary>What people call it beside its word: the names of its program and of its first file.</summary>
    public virtual IReadOnlyList<string> OtherWords => [];

    /// <summary>True where the directives are settings of the kernel, which the judge of sysctl lines judges one by one.</summary>
    public virtual bool SetsTheKernel => false;

    /// <summary>The programs that read it, by the last part of their paths.</summary>
    public virtual IReadOnlyList<string> Programs => [];

    /// <summary>
    /// Keeps what of a directive a capture may hold, which is handed to others; null for a directive that is left out. No such function
    /// where nothing in the text is a secret: then a capture holds all of it.
    /// </summary>
    public abstract Func<ConfigDirective, ConfigDirective?>? Keep { get; }

    /// <summary>What is looked for in a text: <c>sections of HAProxy</c>; null where another kind's signs tell this one as well.</summary>
    internal virtual string? LookedFor => null;

    /// <summary>The root elements of its files, where they are XML.</summary>
    internal virtual XmlSign? Root => null;

    /// <summary>The first files, below a folder, as distributions and the project's own archives lay them out.</summary>
    internal virtual IReadOnlyList<string> FirstFiles => [];

    /// <summary>What is looked for in a folder beside <see cref="FirstFiles"/>: <c>.cfg of HAProxy</c>; null for nothing else.</summary>
    internal virtual string? FolderSign => null;

    /// <summary>Reads a configuration.</summary>
    /// <param name="source">Hands out the files; its problems and those of the text are in the configuration.</param>
    /// <param name="paths">What it begins with; a kind that begins with one file takes the first.</param>
    public abstract Configuration Read(ConfigSource source, IReadOnlyList<string> paths);

    /// <summary>
    /// Whether a process of <see cref="Programs"/> is a server that knows its configuration: no worker, no other program of that name.
    /// </summary>
    /// <param name="arguments">The argument vector; hostile text.</param>
    public virtual bool IsServer(IReadOnlyList<string> arguments) => false;

    /// <summary>Says which configuration a running server reads.</summary>
    /// <param name="launch">How it was started.</param>
    /// <param name="why">Why the result is null.</param>
    public virtual ServerFiles? Find(LaunchFacts launch, out string why)
    {
        why = NamesNoFile;
        return null;
    }

    /// <summary>
    /// Counts the lines that speak for it; null where another kind's signs tell this one as well, and where lines tell nothing.
    /// </summary>
    internal virtual LineSigns? Signs() => null;

    /// <summary>Whether a file of that name, or in a folder of that name, is its own.</summary>
    /// <param name="part">A part of a path, in lower case.</param>
    internal virtual bool IsNamed(string part) => false;

    /// <summary>Whether its text, which is no XML, has tags of that name.</summary>
    internal virtual bool HasTag(ReadOnlySpan<char> name) => false;

    /// <summary>What a folder holds of it; null for nothing.</summary>
    /// <param name="source">Lists and opens.</param>
    /// <param name="folder">The folder, without a final slash.</param>
    internal virtual FolderFiles? Inside(ConfigSource source, string folder)
    {
        foreach (string file in FirstFiles)
        {
            string path = FolderFiles.Below(folder, file);
            if (source.Look(path) == FileLook.File)
            {
                return new FolderFiles([path], []);
            }
        }

        return null;
    }
}
