using System.Text;
using TcpVet.Linux.Durable;

namespace TcpVet.Operations.Settings;

/// <summary>
/// Finds and opens the settings files. A file that somebody named must be there; the others may be absent. One that somebody else than root
/// and the caller had a hand in is refused where it was named, and else not used, which is said.
/// </summary>
public static class SettingsFiles
{
    private const string SystemFolder = "/etc/tcpvet";
    private const string ConfigName = "config.toml";
    private const string IgnoreName = "ignore.toml";

    // Settings are written by hand: what is longer is another file.
    private const int Longest = 1 << 20;

    /// <summary>Reads the settings: /etc/tcpvet first, over it the user's own or the one that was named.</summary>
    /// <param name="config">The file of <c>--config</c>; null for the user's own.</param>
    /// <param name="notices">Hears of files that are not used.</param>
    /// <exception cref="RequestException">A file cannot be read, or is wrong.</exception>
    public static CheckupSettings Read(string? config, Notices notices)
    {
        CheckupSettings settings = Over(CheckupSettings.None, TryRead(Path.Combine(SystemFolder, ConfigName), notices));
        return Over(settings, config is not null ? Required(config, "--config")
            : UserFolder() is { } folder ? TryRead(Path.Combine(folder, ConfigName), notices) : null);
    }

    /// <summary>Adds the ignored findings: those of the file that was named, else of each ignore.toml beside a settings file.</summary>
    /// <param name="settings">The settings so far.</param>
    /// <param name="ignoreFile">The file of <c>--ignore-file</c>; null for the standard ones.</param>
    /// <param name="config">The file of <c>--config</c>.</param>
    /// <param name="notices">Hears of files that are not used.</param>
    /// <exception cref="RequestException">A file cannot be read, or is wrong.</exception>
    public static CheckupSettings WithIgnored(CheckupSettings settings, string? ignoreFile, string? config, Notices notices)
    {
        IEnumerable<SettingsText?> files = ignoreFile is not null
            ? [Required(ignoreFile, "--ignore-file")]
            : Folders(config).Select(folder => TryRead(Path.Combine(folder, IgnoreName), notices));
        foreach (SettingsText file in files.OfType<SettingsText>())
        {
            settings = settings with
            {
                IgnoreFiles = [.. settings.IgnoreFiles, file.Name],
                Ignored = [.. settings.Ignored, .. Parsed(file, () => IgnoreFile.Parse(file.Text, file.Name))],
            };
        }

        return settings;
    }

    private static CheckupSettings Over(CheckupSettings weaker, SettingsText? file) =>
        file is null ? weaker : Parsed(file, () => SettingsFile.Over(weaker, file.Text, file.Name));

    // A mistake is told with the words that are wrong, but of a file that is nobody else's business.
    private static T Parsed<T>(SettingsText file, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (RequestException mistake) when (!file.IsQuotable && mistake.Place is not null)
        {
            throw new RequestException($"{mistake.Place}: wrong here; what, is not quoted from a file that not everybody may read");
        }
    }

    private static IEnumerable<string> Folders(string? config)
    {
        string? own = config is not null ? Path.GetDirectoryName(config) : UserFolder();
        return own is null ? [SystemFolder] : [SystemFolder, own];
    }

    // XDG Base Directory Specification: a relative path in the variable is to be ignored.
    private static string? UserFolder()
    {
        string? configured = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        string? home = Environment.GetEnvironmentVariable("HOME");
        string? root = configured is { Length: > 0 } && Path.IsPathRooted(configured) ? configured
            : home is { Length: > 0 } && Path.IsPathRooted(home) ? Path.Combine(home, ".config") : null;
        return root is null ? null : Path.Combine(root, "tcpvet");
    }

    private static SettingsText? TryRead(string path, Notices notices)
    {
        TrustedFile file = TrustedFile.Read(Path.GetFullPath(path), Longest);
        // HOME as su and sudo -u may leave it: root's, for instance.
        if (file.IsOutOfReach)
        {
            return null;
        }

        if (file.IsForeign && file.Refusal.Length > 0)
        {
            notices.Once($"{path} is not used: {file.Refusal}; settings are root's or the caller's own");
            return null;
        }

        return Text(path, file);
    }

    private static SettingsText Required(string path, string option)
    {
        if (path.Length == 0)
        {
            throw new RequestException($"{option}: the name of the file is empty");
        }

        return Text(path, TrustedFile.Read(Path.GetFullPath(path), Longest)) ?? throw new RequestException($"{option}: {path}: no such file");
    }

    private static SettingsText? Text(string path, TrustedFile file)
    {
        if (file.Refusal.Length > 0)
        {
            throw new RequestException($"{path}: {file.Refusal}");
        }

        if (file.Content is not { } bytes)
        {
            return null;
        }

        if (bytes.Length > Longest)
        {
            throw new RequestException($"{path}: longer than {Longest >> 20} MiB, which no settings file is");
        }

        try
        {
            string text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            return new SettingsText(path, text, file.IsQuotable);
        }
        catch (DecoderFallbackException)
        {
            throw new RequestException($"{path}: is not text in UTF-8");
        }
    }

    private sealed class SettingsText(string name, string text, bool isQuotable)
    {
        public string Name => name;

        public string Text => text;

        public bool IsQuotable => isQuotable;
    }
}
