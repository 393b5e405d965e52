using TcpVet.Configs.HAProxy;
using TcpVet.Configs.Httpd;
using TcpVet.Configs.Nginx;
using TcpVet.Configs.SysctlConf;
using TcpVet.Configs.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;

namespace TcpVet.Cli.Input;

/// <summary>The parser of each kind of configuration.</summary>
internal static class ConfigParsers
{
    /// <summary>Reads a configuration that begins with one file.</summary>
    public static Configuration Read(ConfigurationKind kind, ConfigSource source, string path) => Read(kind, source, [path]);

    /// <summary>Reads a configuration that begins with several files, where the kind knows such.</summary>
    public static Configuration Read(ConfigurationKind kind, ConfigSource source, IReadOnlyList<string> paths) => kind switch
    {
        ConfigurationKind.SysctlConf or ConfigurationKind.SysctlOutput => SysctlConfParser.Parse(source, paths, kind),
        ConfigurationKind.Tomcat => TomcatParser.Parse(source, paths[0]),
        ConfigurationKind.Nginx => NginxParser.Parse(source, paths[0]),
        ConfigurationKind.HAProxy => HAProxyParser.Parse(source, paths),
        ConfigurationKind.Httpd => HttpdParser.Parse(source, paths[0]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no parser"),
    };

    /// <summary>Reads sysctl files and folders as one configuration, as they would be applied.</summary>
    public static Configuration Sysctls(ConfigSource source, IReadOnlyList<string> paths) => SysctlConfParser.Parse(source, paths);
}
