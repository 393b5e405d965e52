using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>
/// Tells what a configuration is written for: by its content, because files are copied and renamed; by its name where the content does not say
/// (an empty file, comments alone).
/// </summary>
public static class ConfigKindDetector
{
    // What tells the kind stands at the beginning; a generated file may be as long as it likes.
    private const int MostLooked = 256 << 10;

    // Of the lines that are no comment, so many in a hundred must speak for a kind: notes about a setting are no configuration.
    private const int LeastShare = 20;

    /// <summary>Looks at a text.</summary>
    /// <param name="text">The text, or its beginning. Hostile.</param>
    /// <param name="path">Its path; null for standard input.</param>
    public static ConfigKindGuess Detect(string text, string? path)
    {
        ReadOnlySpan<char> looked = text.AsSpan(0, Math.Min(text.Length, MostLooked));
        if (looked.Contains('\0'))
        {
            return new(null, "it is no text: there are zero bytes in it");
        }

        if (XmlRoot.Find(looked) is { Length: > 0 } root && !HttpdNames.IsSection(root))
        {
            return HasTomcatRoot(root) ? new(ConfigurationKind.Tomcat, $"its root element is <{root}>")
                : new(null, "it is XML, and its root element is not the <Server> of Tomcat's server.xml");
        }

        LineSigns signs = LineSigns.Count(looked);
        return ByContent(signs) ?? ByName(path, signs);
    }

    private static bool HasTomcatRoot(ReadOnlySpan<char> root) => root is "Server" or "Service" or "Connector";

    private static ConfigKindGuess? ByContent(LineSigns signs)
    {
        ReadOnlySpan<(ConfigurationKind Kind, int Count, string What)> all =
        [
            (signs.LooksPrinted ? ConfigurationKind.SysctlOutput : ConfigurationKind.SysctlConf, signs.Sysctl, "settings such as net.ipv4.… = …"),
            (ConfigurationKind.HAProxy, signs.HAProxy, "sections of HAProxy"),
            (ConfigurationKind.Nginx, signs.Nginx, "directives that end in ; or {"),
            (ConfigurationKind.Httpd, signs.Httpd, "directives and <Sections> of httpd"),
        ];
        (ConfigurationKind Kind, int Count, string What) best = default;
        bool tie = false;
        foreach ((ConfigurationKind Kind, int Count, string What) candidate in all)
        {
            tie = candidate.Count == best.Count || (tie && candidate.Count < best.Count);
            best = candidate.Count > best.Count ? candidate : best;
        }

        return best.Count > 0 && !tie && best.Count * 100L >= signs.Lines * (long)LeastShare ? new(best.Kind, $"it has {best.What}") : null;
    }

    private static ConfigKindGuess ByName(string? path, LineSigns signs)
    {
        if (path is not null && KindOfName(path) is { } kind)
        {
            return new(kind, "its name says so");
        }

        string nothing = signs.Lines == 0 ? "there is nothing in it but blanks and comments"
            : "it has no lines like net.ipv4.… = … of sysctl, no <Server> of Tomcat, no directives that end in ; or { as nginx's, no sections of HAProxy, no directives of httpd";
        return new(null, path is null ? nothing : $"{nothing}, and its name says nothing");
    }

    /// <summary>The kind that a path stands for: the name of the file, then of the folders above it; null for none.</summary>
    public static ConfigurationKind? KindOfName(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            string part = parts[i].ToLowerInvariant();
            ConfigurationKind? kind = part switch
            {
                "server.xml" => ConfigurationKind.Tomcat,
                _ when part.Contains("sysctl", StringComparison.Ordinal) => ConfigurationKind.SysctlConf,
                _ when part.Contains("nginx", StringComparison.Ordinal) => ConfigurationKind.Nginx,
                _ when part.Contains("haproxy", StringComparison.Ordinal) => ConfigurationKind.HAProxy,
                _ when part.Contains("apache2", StringComparison.Ordinal) || part.Contains("httpd", StringComparison.Ordinal) => ConfigurationKind.Httpd,
                _ => null,
            };
            if (kind is not null)
            {
                return kind;
            }
        }

        return null;
    }
}
