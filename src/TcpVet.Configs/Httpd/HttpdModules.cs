namespace TcpVet.Configs.Httpd;

/// <summary>The modules that are loaded, as far as the configuration tells: what <c>&lt;IfModule&gt;</c> asks for.</summary>
internal sealed class HttpdModules
{
    // Compiled in everywhere (httpd -l), or where the distribution has them so: Debian's and Red Hat's programs say these.
    private static readonly string[] BuiltIn =
    [
        "core_module", "core.c", "so_module", "mod_so.c", "http_module", "http_core.c", "log_config_module", "mod_log_config.c",
        "logio_module", "mod_logio.c", "unixd_module", "mod_unixd.c", "version_module", "mod_version.c", "watchdog_module", "mod_watchdog.c",
    ];

    private readonly HashSet<string> loaded = new(BuiltIn, StringComparer.Ordinal);

    /// <summary>
    /// True when no LoadModule was seen yet: a program with everything compiled in, or a part of a configuration. Then what is written
    /// for a module is taken as meant; whole configurations load their modules first.
    /// </summary>
    public bool NoneNamed { get; private set; } = true;

    /// <summary>Takes a LoadModule: it is asked for as <c>ssl_module</c>, or by the name of its source, <c>mod_ssl.c</c>.</summary>
    /// <param name="identifier">The structure's name: <c>ssl_module</c>.</param>
    /// <param name="path">The shared object: <c>modules/mod_ssl.so</c>; empty when unknown.</param>
    public void Load(string identifier, string path)
    {
        NoneNamed = false;
        loaded.Add(identifier);
        if (identifier.EndsWith("_module", StringComparison.Ordinal))
        {
            string stem = identifier[..^"_module".Length];
            loaded.Add($"mod_{stem}.c");
            // server/mpm/prefork/prefork.c and its like.
            loaded.Add(stem.StartsWith("mpm_", StringComparison.Ordinal) ? $"{stem[4..]}.c" : $"{stem}.c");
        }

        string file = path[(path.LastIndexOf('/') + 1)..];
        if (file.EndsWith(".so", StringComparison.Ordinal))
        {
            loaded.Add($"{file[..^3]}.c");
        }
    }

    /// <summary>True when it is loaded.</summary>
    public bool Has(string name) => loaded.Contains(name);
}
