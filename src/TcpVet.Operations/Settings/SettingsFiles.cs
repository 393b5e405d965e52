using System.Text;

namespace TcpVet.Operations.Settings;

/// <summary>Finds and opens the settings files. A file that somebody named must be there; the others may be absent.</summary>
public static class SettingsFiles
{
    private const string SystemFolder = "/etc/tcpvet";
    private const string ConfigName = "config.toml";
    private const string IgnoreName = "ignore.toml";

    // Settings are written by hand: what is longer is another file.
    private const int Longest = 1 << 20;

    /// <summary>Reads the settings: /etc/tcpvet first, over it the user's own or the one that was named.</summary>
    /// <param name="config">The file of <c>--config</c>; null for the user's own.</param>
    /// <exception cref="RequestException">A file cannot be read, or is wrong.</exception>
    public static CheckupSettings Read(string? config)
    {
        CheckupSettings settings = CheckupSettings.None;
        if (TryRead(Path.Combine(SystemFolder, ConfigName)) is { } system)
        {
            settings = SettingsFile.Over(settings, system.Text, system.File);
        }

        (string File, string Text)? own = config is not null ? Required(config, "--config")
            : UserFolder() is { } folder ? TryRead(Path.Combine(folder, ConfigName)) : null;
        return own is { } user ? SettingsFile.Over(settings, user.Text, user.File) : settings;
    }

    /// <summary>Adds the ignored findings: those of the file that was named, else of each ignore.toml beside a settings file.</summary>
    /// <param name="settings">The settings so far.</param>
    /// <param name="ignoreFile">The file of <c>--ignore-file</c>; null for the standard ones.</param>
    /// <param name="config">The file of <c>--config</c>.</param>
    /// <exception cref="RequestException">A file cannot be read, or is wrong.</exception>
    public static CheckupSettings WithIgnored(CheckupSettings settings, string? ignoreFile, string? config)
    {
        IEnumerable<(string File, string Text)> files = ignoreFile is not null
            ? [Required(ignoreFile, "--ignore-file")]
            : Folders(config).Select(folder => TryRead(Path.Combine(folder, IgnoreName))).OfType<(string File, string Text)>();
        foreach ((string file, string text) in files)
        {
            settings = settings with
            {
                IgnoreFiles = [.. settings.IgnoreFiles, file],
                Ignored = [.. settings.Ignored, .. IgnoreFile.Parse(text, file)],
            };
        }

        return settings;
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

    // A place that this user may not even search, such as the home of the one who ran su, holds nothing of this user's.
    private static (string File, string Text)? TryRead(string path) =>
        !File.Exists(path) && !Directory.Exists(path) ? null : ReadWhole(path);

    private static (string File, string Text)? ReadWhole(string path)
    {
        try
        {
            return (path, Text(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RequestException($"{path}: {Reason(path, exception)}");
        }
    }

    private static (string File, string Text) Required(string path, string option)
    {
        if (path.Length == 0)
        {
            throw new RequestException($"{option}: the name of the file is empty");
        }

        return ReadWhole(path) ?? throw new RequestException($"{option}: {path}: no such file");
    }

    private static string Text(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[Longest + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > Longest)
        {
            throw new RequestException($"{path}: longer than {Longest >> 20} MiB, which no settings file is");
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            throw new RequestException($"{path}: is not text in UTF-8");
        }
    }

    private static string Reason(string path, Exception exception) => exception switch
    {
        UnauthorizedAccessException when Directory.Exists(path) => "is a directory",
        UnauthorizedAccessException => "may not be read by this user",
        // The framework adds the path, which is said already.
        _ => exception.Message.Replace($" : '{Path.GetFullPath(path)}'", "", StringComparison.Ordinal),
    };
}
