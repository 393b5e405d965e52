using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Httpd;

/// <summary>
/// Apache httpd's configuration: httpd.conf, or Debian's apache2.conf, with what it includes. Sections become directives with children;
/// those of a section that does not count (<c>&lt;IfModule&gt;</c> of a module that is not loaded) are left out.
/// </summary>
public static class HttpdParser
{
    // Debian's apache2ctl reads it before it starts the server, and the configuration names what it exports.
    private const string EnvironmentFile = "envvars";

    /// <summary>Reads a configuration.</summary>
    /// <param name="source">Hands out the files; its problems and those of the text are in the configuration.</param>
    /// <param name="path">The first file.</param>
    /// <param name="start">How the server is started; null when unknown.</param>
    public static Configuration Parse(ConfigSource source, string path, HttpdStart? start = null)
    {
        start ??= HttpdStart.Unknown;
        HttpdReading? reading = null;
        string? home = Home(path);
        if (source.Open(path, home: home) is { } text)
        {
            reading = new(source, start, home ?? text.Folder);
            if (source.Beside(text, EnvironmentFile) is { } shell)
            {
                reading.ReadEnvironment(shell);
            }

            reading.Read(text);
        }

        return new Configuration
        {
            Kind = ConfigurationKind.Httpd,
            Version = start.Version,
            Files = source.Files,
            Directives = reading?.Directives ?? [],
            Problems = source.Problems,
            Incomplete = source.Incomplete || reading?.Incomplete == true,
        };
    }

    // The project's own layout, and Red Hat's: conf/httpd.conf below the server's root, beside conf.d and modules.
    private static string? Home(string path)
    {
        string folder = ConfigText.FolderOf(path);
        string home = ConfigText.FolderOf(folder);
        return path.EndsWith("/conf/httpd.conf", StringComparison.Ordinal) && home.Length > 1 ? home : null;
    }
}
