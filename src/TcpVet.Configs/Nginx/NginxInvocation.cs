namespace TcpVet.Configs.Nginx;

/// <summary>
/// Which configuration an nginx reads, from what its master process shows: the argument vector, the program file. The master is the one
/// to ask: the titles of workers (<c>nginx: worker process</c>) hold no arguments. Nothing is started.
/// </summary>
/// <param name="Prefix">The folder that relative paths start in; null when it is not known.</param>
/// <param name="File">The first file, absolute; null when it is not known.</param>
public sealed record NginxInvocation(string? Prefix, string? File)
{
    private const string Title = "nginx: master process ";

    // What --prefix and --conf-path are by default, auto/options and auto/init of the source.
    private const string DefaultPrefix = "/usr/local/nginx";
    private const string DefaultFile = "conf/nginx.conf";

    /// <summary>
    /// True for the argument vector of a master process: with its title (src/os/unix/ngx_process_cycle.c), or as it was started.
    /// </summary>
    public static bool IsMaster(IReadOnlyList<string> arguments) => arguments is [var first, ..]
        && (first.StartsWith(Title, StringComparison.Ordinal) || !first.StartsWith("nginx: ", StringComparison.Ordinal));

    /// <summary>Reads an argument vector (/proc/PID/cmdline, split at its zero bytes).</summary>
    /// <param name="arguments">Of the master. Its title holds the whole of it as one text with spaces.</param>
    /// <param name="build">What the program file tells; null when it could not be read.</param>
    /// <param name="directory">The process's current folder, for a relative <c>-p</c>; null when it is not known.</param>
    public static NginxInvocation Of(IReadOnlyList<string> arguments, NginxBuild? build, string? directory)
    {
        (string? prefix, string? file) = Options(Words(arguments));
        string root = Under(directory, prefix) ?? build?.Prefix ?? DefaultPrefix;
        // ngx_process_options: -c is relative to the prefix, and so is the file that was compiled in.
        string? path = Under(root, file ?? build?.ConfigurationFile ?? (build is null ? null : DefaultFile));
        return new NginxInvocation(root, path);
    }

    // The title replaces the vector: "nginx: master process /usr/sbin/nginx -g daemon on;" is one argument, whose spaces no longer tell
    // words apart.
    private static IReadOnlyList<string> Words(IReadOnlyList<string> arguments) =>
        arguments is [var first, ..] && first.StartsWith(Title, StringComparison.Ordinal)
        ? first[Title.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        : arguments;

    // src/core/nginx.c ngx_get_options: letters may stand together; a value follows its letter at once, or is the next word.
    private static (string? Prefix, string? File) Options(IReadOnlyList<string> words)
    {
        string? prefix = null;
        string? file = null;
        for (int i = 1; i < words.Count; i++)
        {
            string word = words[i];
            int letter = word.StartsWith('-') ? word.IndexOfAny(['p', 'c', 'g', 's', 'e']) : -1;
            if (letter < 0)
            {
                continue;
            }

            char option = word[letter];
            string? value = letter + 1 < word.Length ? word[(letter + 1)..] : i + 1 < words.Count ? words[++i] : null;
            prefix = option == 'p' ? value : prefix;
            file = option == 'c' ? value : file;
        }

        return (prefix, file);
    }

    private static string? Under(string? folder, string? path) => path switch
    {
        null or "" => null,
        ['/', ..] => path,
        _ => folder is null ? null : $"{folder.TrimEnd('/')}/{path}",
    };
}
