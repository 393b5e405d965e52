namespace TcpVet.Model;

/// <summary>The words for kinds of configuration, on the command line (<c>lint --as KIND</c>) and in JSON: a contract.</summary>
public static class ConfigurationKindNames
{
    /// <summary>Every word, in the order of <see cref="ConfigurationKind"/>. Every start of the program writes them into a help text: no
    /// enumeration is asked.</summary>
    public static IReadOnlyList<string> All { get; } = ["sysctl", "sysctl-a", "tomcat", "nginx", "haproxy", "httpd", "tuned"];

    /// <summary>All of them as a choice: <c>sysctl, sysctl-a, tomcat, nginx, haproxy, httpd or tuned</c>.</summary>
    public static string Choice => $"{string.Join(", ", All.SkipLast(1))} or {All[^1]}";

    /// <summary>The kind's word.</summary>
    public static string Word(this ConfigurationKind kind) => All[(int)kind];

    /// <summary>The kind of a word, in either case; null when there is none.</summary>
    public static ConfigurationKind? Parse(string? word)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (All[i].Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return (ConfigurationKind)i;
            }
        }

        return null;
    }
}

