using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Httpd;
using TcpVet.Configs.Kinds;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Tomcat;
using TcpVet.Configs.Tuned;
using TcpVet.Model;

namespace TcpVet.Configs;

/// <summary>The kinds of configuration that are known.</summary>
public static class ConfigKinds
{
    /// <summary>Every kind, in the order in which a line, a name or a folder is asked of them.</summary>
    public static IReadOnlyList<ConfigKind> All { get; } =
    [
        new TunedKind(),
        new SysctlConfKind(),
        new SysctlOutputKind(),
        new NginxKind(),
        new TomcatKind(),
        new HAProxyKind(),
        new HttpdKind(),
    ];

    /// <summary>The kind that captures name so.</summary>
    public static ConfigKind Of(ConfigurationKind kind)
    {
        foreach (ConfigKind known in All)
        {
            if (known.Kind == kind)
            {
                return known;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind");
    }

    /// <summary>
    /// The kind that a person calls so, in either case: <c>nginx</c>, <c>apache2</c>, <c>server.xml</c>; null when there is none.
    /// </summary>
    public static ConfigKind? Called(string word)
    {
        foreach (ConfigKind known in All)
        {
            if (word.Equals(known.Kind.Word(), StringComparison.OrdinalIgnoreCase)
                || known.OtherWords.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>The kind that a program reads; null when it is none of their programs.</summary>
    /// <param name="program">The last part of its path, or its name.</param>
    public static ConfigKind? OfProgram(string program)
    {
        foreach (ConfigKind known in All)
        {
            if (known.Programs.Contains(program))
            {
                return known;
            }
        }

        return null;
    }

    /// <summary>Whether a configuration is one of settings of the kernel.</summary>
    public static bool SetsTheKernel(this Configuration configuration) => Of(configuration.Kind).SetsTheKernel;
}
