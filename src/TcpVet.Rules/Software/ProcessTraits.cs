using TcpVet.Model;

namespace TcpVet.Rules.Software;

/// <summary>What of a process tells which software it runs. Hostile text: a process chooses its own name and arguments.</summary>
internal readonly struct ProcessTraits
{
    private readonly string commandLine;

    public ProcessTraits(ProcessFacts process)
    {
        Name = process.Name ?? "";
        Path = process.Executable ?? "";
        Program = process.Executable is { Length: > 0 } path
            ? LastPart(path.EndsWith(" (deleted)", StringComparison.Ordinal) ? path[..^" (deleted)".Length] : path)
            : Name;
        commandLine = process.CommandLine ?? "";
        Runtime = process.Runtime;
        Unit = process.Unit ?? "";
    }

    /// <summary><c>comm</c>, 15 bytes at the most; a program may change it.</summary>
    public string Name { get; }

    /// <summary>The file name of the program, <c>python3.11</c>; <see cref="Name"/> when it is unknown.</summary>
    public string Program { get; }

    /// <summary>The whole path of the program; empty when it is unknown.</summary>
    private string Path { get; }

    /// <summary>What runs it, as <see cref="ProcessFacts.Runtime"/> says.</summary>
    public string? Runtime { get; }

    /// <summary>The unit or container; empty when unknown.</summary>
    public string Unit { get; }

    /// <summary>Whether the program's file or the process is called so.</summary>
    public bool IsCalled(string name) => Program == name || Name == name;

    /// <summary>Whether the program's file or the process has a name that begins so: <c>python3.11</c>, <c>php-fpm8.2</c>.</summary>
    public bool IsCalledLike(string prefix) =>
        Program.StartsWith(prefix, StringComparison.Ordinal) || Name.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>Whether the program's path leads through a folder: <c>/target/release/</c>.</summary>
    public bool IsBelow(string folder) => Path.Contains(folder, StringComparison.Ordinal);

    /// <summary>Whether a system service starts it whose name begins so: <c>tomcat10.service</c>.</summary>
    public bool IsUnitLike(string prefix) =>
        Unit.StartsWith(prefix, StringComparison.Ordinal) && Unit.EndsWith(".service", StringComparison.Ordinal);

    /// <summary>Whether the command line holds a text, as written.</summary>
    public bool Says(string text) => commandLine.Contains(text, StringComparison.Ordinal);

    /// <summary>Whether the command line is a title that the program gave itself: <c>gunicorn: master [shop]</c>.</summary>
    public bool IsTitled(string beginning) => commandLine.StartsWith(beginning, StringComparison.Ordinal);

    /// <summary>
    /// The file name of the script or module that an interpreter runs: the first argument that is no option, or what follows <c>-m</c>.
    /// Null when there is none.
    /// </summary>
    public string? Script()
    {
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 1; i < words.Length; i++)
        {
            if (words[i] == "-m")
            {
                return i + 1 < words.Length ? words[i + 1] : null;
            }

            if (words[i][0] != '-')
            {
                return LastPart(words[i]);
            }
        }

        return null;
    }

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];
}
